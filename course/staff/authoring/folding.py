"""Cells that do nothing but draw are shown folded: the picture comes before the code, and a click opens it."""

import ast

from nbformat import NotebookNode, from_dict

from course.staff.authoring.names import names
from course.staff.authoring.student import is_answer

LINES = 8
DRAWING = "subplots("
FOLDED = {"source_hidden": True}


def folded(notebook: NotebookNode) -> NotebookNode:
    """The notebook with every cell folded that draws in many lines, and defines nothing that a later cell uses."""
    later = frozenset()
    for cell in reversed([cell for cell in notebook.cells if cell.cell_type == "code"]):
        found = _names(cell)
        if found and _draws(cell) and not (found.gives - _imported(cell.source)) & later:
            cell.metadata["jupyter"] = from_dict(FOLDED)
        else:
            cell.metadata.pop("jupyter", None)
        later |= found.takes - found.gives if found else frozenset()
    return notebook


def _draws(cell):
    return DRAWING in cell.source and cell.source.count("\n") >= LINES and not is_answer(cell)


def _names(cell):
    try:
        return names(cell.source)
    except SyntaxError:                 # a magic
        return None


def _imported(code):
    return {(alias.asname or alias.name).partition(".")[0] for node in ast.walk(ast.parse(code))
            if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names}
