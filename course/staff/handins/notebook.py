"""The bytes of a notebook: its code cells, and what it says of itself. Whatever is wrong with it has a sentence."""
from __future__ import annotations

import codecs
import json
import re
from datetime import UTC, datetime
from typing import NamedTuple

from course.staff.handins.files import Unreadable

CELLS = 2_000       # that are run
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
         codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}       # UTF-32 begins like UTF-16
WINDOWS = "cp1252"
_IMPORTS = re.compile(r"from course\.exercises import (\w+)|course\.exercises\.(\w+)")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


class Notebook(NamedTuple):
    """The sources of the code cells, their metadata, the Python that saved it, and the encoding if it is unusual."""

    cells: list[str]
    about: list[dict]
    python: str
    encoding: str


def code_cells(data: bytes) -> list[str]:
    """The sources of a notebook's code cells. Raises Unreadable."""
    return parsed(data).cells


def parsed(data: bytes) -> Notebook:
    """The notebook in these bytes. Raises Unreadable."""
    text, encoding = text_of(data)
    if not text.strip():
        raise Unreadable("the notebook is empty")
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        if encoding == WINDOWS:
            raise Unreadable("the notebook is not UTF-8 text, nor JSON in the encoding of Windows") from None
        cut = error.pos >= len(error.doc.rstrip()) - 1 or error.msg.startswith("Unterminated")
        raise Unreadable("the notebook breaks off: it was not saved or sent completely" if cut
                         else f"the notebook is not JSON: {error.msg} in line {error.lineno}") from None
    except (RecursionError, ValueError):
        raise Unreadable("the notebook is not JSON of a reasonable size") from None
    cells = [cell for cell in _cells(notebook) if cell.get("cell_type") == "code"]
    return Notebook([_source(cell) for cell in cells], [_dict(cell.get("metadata")) for cell in cells],
                    _python(notebook), encoding)


def text_of(data: bytes) -> tuple[str, str]:
    """The text, and its encoding if that is not UTF-8: as the first bytes say, else that of Windows."""
    encoding = next((name for mark, name in MARKS.items() if data.startswith(mark)), "")
    if not encoding and b"\0" in data[:4]:
        encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding or "utf-8"), encoding if encoding not in ("utf-8-sig", "utf-8") else ""
    except UnicodeDecodeError:
        return data.decode(WINDOWS, errors="replace"), WINDOWS


def imported(text: str) -> list[str]:
    """The topics whose exercises a text imports, in order."""
    return [next(filter(None, found)) for found in _IMPORTS.findall(text)]


def last_run(data: bytes) -> datetime | None:
    """The latest time at which a cell was run, where the notebook has kept it (JupyterLab: Record timing)."""
    try:
        about = parsed(data).about
    except Unreadable:
        return None
    times = [found[0] for each in about for text in _dict(each.get("execution")).values()
             if isinstance(text, str) and (found := _TIME.match(text))]
    try:
        return datetime.fromisoformat(max(times)).replace(tzinfo=UTC) if times else None
    except ValueError:
        return None


def _cells(notebook):
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        raise Unreadable("this is not a notebook")
    if notebook["nbformat"] != 4:
        found = notebook["nbformat"] if isinstance(notebook["nbformat"], int) else "of another kind"
        raise Unreadable(f"the notebook has a format {found!s:.20}, not 4: open it in JupyterLab and save it")
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise Unreadable("the notebook has no list of cells")
    if len(cells) > CELLS:
        raise Unreadable(f"the notebook has {len(cells)} cells; at most {CELLS} are run")
    return cells


def _source(cell):
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        raise Unreadable("a cell of the notebook has no text")
    return "".join(lines)


def _python(notebook):
    version = _dict(_dict(notebook.get("metadata")).get("language_info")).get("version")
    return version if isinstance(version, str) and re.fullmatch(r"\d{1,2}\.\d{1,3}(\.\w{1,9})?", version) else ""


def _dict(value):
    return value if isinstance(value, dict) else {}
