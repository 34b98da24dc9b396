"""What of a solution notebook students get: the solutions cut out, the cells of exercises marked.

Between `### BEGIN SOLUTION` and `### END SOLUTION` stands what students write themselves. Inside a function it
becomes a stub that raises when called; at top level each name that it assigns becomes `name = ...`.
"""

import ast
import re
from collections.abc import Mapping
from copy import deepcopy

from nbformat import NotebookNode, from_dict

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
STUB = "raise NotImplementedError  # your code here"
HOLE = "{} = ...  # your answer here"
INSTRUCTOR = "instructor"  # the tag of a cell that students do not get
CODE = "code"  # the metadata of a cell whose output is never the same: a digest of the code behind the stored one
_REGION = re.compile(rf"^([ \t]*){BEGIN}[ \t]*\n(.*?)^[ \t]*{END}[ \t]*$", re.MULTILINE | re.DOTALL)
_CHECK = re.compile(r"ex\.(\w+)\.check\(\1\)")


def marked(solution: NotebookNode, points: Mapping[str, float]) -> NotebookNode:
    """The solution without outputs and instructors' cells, and with nbgrader's metadata: a source for nbgrader."""
    notebook = cleared(solution)
    notebook.cells = [_marked(cell, points) for cell in notebook.cells
                      if INSTRUCTOR not in cell.metadata.get("tags", ())]
    return notebook


def cleared(notebook: NotebookNode) -> NotebookNode:
    """A copy of the notebook as if no cell had been run."""
    copy = deepcopy(notebook)
    for cell in copy.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return copy


def cut(source: str) -> str:
    """The source of a cell with each solution replaced by what the student fills in."""
    return _REGION.sub(_replacement, source)


def is_answer(cell: NotebookNode) -> bool:
    """Whether students write something in this cell."""
    return cell.cell_type == "code" and BEGIN in cell.source


def checked(cell: NotebookNode) -> str | None:
    """The exercise that this cell checks: a check cell is the one line `ex.NAME.check(NAME)`."""
    match = _CHECK.fullmatch(cell.source.strip()) if cell.cell_type == "code" else None
    return match and match[1]


def exercise_of(cell: NotebookNode, points: Mapping[str, float]) -> str:
    """The exercise that an answer cell belongs to: the first one that it defines, else the first name at all."""
    names = bound(cell.source)
    return next((name for name in names if name in points), names[0])


def bound(source: str) -> tuple[str, ...]:
    """The names that a piece of code defines or assigns at top level, in order; those with a leading _ are private."""
    names = [name for statement in ast.parse(source).body for name in _names(statement)]
    return tuple(dict.fromkeys(name for name in names if not name.startswith("_")))


def _marked(cell, points):
    cell.metadata.pop(CODE, None)
    if is_answer(cell):
        cell.metadata.update(_nbgrader(exercise_of(cell, points), solution=True))
    elif name := checked(cell):
        cell.metadata.update(_nbgrader(f"{name}-check", grade=True, points=points[name]), editable=False)
    return cell


def _nbgrader(grade_id, *, solution=False, grade=False, **points):
    """The metadata of a graded cell in nbgrader's schema 3; such a cell cannot be deleted by mistake."""
    fields = {"schema_version": 3, "grade_id": grade_id, "cell_type": "code", "solution": solution, "grade": grade,
              "locked": grade, "task": False, **points}
    return from_dict({"deletable": False, "nbgrader": fields})


def _replacement(region):
    indentation, code = region.groups()
    return indentation + STUB if indentation else "\n".join(HOLE.format(name) for name in bound(code))


def _names(statement):
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return []
    return [node.id for target in targets for node in ast.walk(target)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
