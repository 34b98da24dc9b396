"""What a new run leaves as it is stored, so that a small change of a notebook makes a small change of its file."""

import re
from hashlib import sha256

from nbformat import NotebookNode
from nbval.plugin import get_sanitize_patterns

from course.staff.authoring.execute import tidy
from course.staff.authoring.names import behind
from course.staff.authoring.student import CODE
from course.staff.setup.needs import ROOT

IGNORED = "nbval-ignore-output"     # the tag of a cell whose output is another one on every run
MASKS = ROOT / "tests/nbval_sanitize.cfg"
_DRAWN = re.compile(r"src='data:image/[^']*' data-drawn='(\w+)'")
_IMAGE = re.compile(r"\bdata:image/")


def as_stored(fresh: NotebookNode, stored: NotebookNode | None) -> NotebookNode:
    """The notebook after a run, with the stored output wherever the new one differs by nothing that was written.

    That is so where, but for how long something took (nbval's masks say how that reads), all words are the same, and
    all pictures were drawn from the same graph or the same data: another program may have drawn them. Cells whose
    output is never the same keep theirs while the code behind it, in this notebook, is the same.
    """
    known = {cell.id: cell for cell in stored.cells if cell.cell_type == "code"} if stored else {}
    codes = [cell for cell in fresh.cells if cell.cell_type == "code"]
    for at, cell in enumerate(codes):
        if IGNORED in cell.metadata.get("tags", ()):
            code = "\n".join(behind([each.source for each in codes[:at + 1]]))
            cell.metadata[CODE] = sha256(code.encode()).hexdigest()[:12]
        if was := known.get(cell.id):
            cell.outputs = _chosen(cell, was)
    return tidy(fresh)


def _chosen(cell, was):
    if [*map(_kind, cell.outputs)] != [*map(_kind, was.outputs)]:
        return cell.outputs
    if CODE in cell.metadata and cell.metadata[CODE] == was.metadata.get(CODE):
        return was.outputs
    return [old if _says(old) == _says(new) else new for old, new in zip(was.outputs, cell.outputs, strict=True)]


def _kind(out):
    return out.output_type, sorted(out.get("data", ()))


def _says(out):
    """All that is written in an output but for times, and what its pictures were drawn from."""
    texts = {"text": out.get("text", ""), "error": out.get("evalue", ""), **out.get("data", {})}
    return {kind: _masked(str(text)) for kind, text in texts.items() if not _shown_by(kind, texts)}


def _shown_by(kind, texts):
    """Whether this is a picture that the HTML shows, too, and says from what it was drawn."""
    return kind.startswith("image/") and _DRAWN.search(texts.get("text/html", ""))


def _masked(text):
    drawn = _DRAWN.findall(text)
    if len(drawn) != len(_IMAGE.findall(text)):
        return text                 # of some picture it is not known what it shows
    for regex, replacement in get_sanitize_patterns(MASKS.read_text(encoding="utf-8")):
        text = re.sub(regex, replacement, text)
    return text, drawn
