"""A notebook of students as a page of the book, a pure function of it: nothing to fill in, and hints folded."""
from __future__ import annotations

import ast
import re
from base64 import b64decode
from copy import deepcopy
from html import escape
from pathlib import Path

from nbformat import NotebookNode, v4

from course.checking import Exercise, Unit
from course.staff.authoring.visible import ALONE, STANDING, is_remark

HINT, READY = ".hint()", "ready("
IMAGE = re.compile(r"src='data:image/(?P<kind>\w+)[^,']*,(?P<data>[^']*)'")
FOLDED = "hide-input"           # the tag by which MyST-NB folds code
DOCS = ("errors.md", "sources.md", "teaching.md", "term.md")        # those that are pages of the book, too
_LINK = re.compile(r"\[([^\]]*)\]\((?P<target>[\w./-]+\.(?:md|py))\)")
LATER = "<p class='course-part'>Its output answers the question above. Run it after your prediction.</p>"


def reading(notebook: NotebookNode, unit: Unit, buttons: str) -> NotebookNode:
    """The page: title and buttons, texts, code with the outputs that the notebook keeps; checks only run elsewhere."""
    exercises = {exercise.name: exercise for exercise in unit.exercises}
    page = deepcopy(notebook)
    page.cells = [shown for cell in page.cells for shown in _shown(cell, exercises)]
    page.cells.insert(1, _html(buttons))
    for number, cell in enumerate(page.cells):
        cell.id = f"{unit.topic}-{number}"
    return page


def between_pages(text: str) -> str:
    """The text, with the words alone of a link to a file that is no page of the book."""
    return _LINK.sub(lambda link: link[0] if Path(link["target"]).name in DOCS else link[1], text)


def first_picture(notebook: NotebookNode) -> tuple[str, bytes] | None:
    """The first image among the outputs: the ending of its file, and the file."""
    shown = (out.get("data", {}).get("text/html", "") for cell in notebook.cells for out in cell.get("outputs", ()))
    found = next(filter(None, map(IMAGE.search, shown)), None)
    return found and (found["kind"], b64decode(found["data"]))


def _shown(cell, exercises) -> list[NotebookNode]:
    if cell.cell_type != "code":
        cell.source = between_pages(cell.source)
        return [cell]
    about = cell.metadata.get("nbgrader", {})
    if about.get("solution"):
        return _part(cell)
    if HINT in cell.source:
        return _hints(exercises[cell.source.split(".")[1]])
    if about.get("grade") or cell.source.startswith(f"{STANDING}("):
        return []
    return _code(cell)


def _code(cell):
    """A cell of code as it is, without what only helps who runs it."""
    later = is_remark(cell.outputs)
    if READY in cell.source or later:
        cell.outputs = []
    lines = cell.source.removeprefix(ALONE).splitlines()
    cell.source = "\n".join(line for line in lines if not line.startswith(READY)).strip()
    if cell.metadata.get("jupyter", {}).get("source_hidden"):
        cell.metadata.setdefault("tags", []).append(FOLDED)
    return [cell, _html(LATER)] if later else [cell]


def _part(cell):
    """What is to be written, in a line; and the code that is given for it, folded, if there is any."""
    body = ast.parse(cell.source).body
    names = ", ".join(f"<code>{escape(_called(node))}</code>" for node in body if _is_open(node))
    line = _html(f"<p class='course-part'>Your part: {names}. You write it in the notebook.</p>")
    if all(map(_is_bare, body)):
        return [line]
    cell.metadata.setdefault("tags", []).append(FOLDED)
    return [line, cell]


def _is_open(node):
    return any(isinstance(inner, ast.Raise) and "NotImplementedError" in ast.unparse(inner)
               or isinstance(inner, ast.Constant) and inner.value is ... for inner in ast.walk(node))


def _is_bare(node):
    """A name to give a value to, or a function that is nothing but its docstring and the place to write."""
    return _is_open(node) and (isinstance(node, ast.Assign) or isinstance(node, ast.FunctionDef) and len(node.body) < 3)


def _called(node):
    if isinstance(node, ast.FunctionDef):
        return f"{node.name}({ast.unparse(node.args)})"
    return node.name if isinstance(node, ast.ClassDef) else ast.unparse(node.targets[0])


def _hints(exercise: Exercise):
    folded = "".join(f"<details class='course-hint'><summary>Hint {number}</summary><p>{escape(hint)}</p></details>"
                     for number, hint in enumerate(exercise.hints, 1))
    return [_html(folded)] if folded else []


def _html(text):
    return v4.new_markdown_cell(text)
