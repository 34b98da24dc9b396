"""The student's version of a notebook, a pure function of it: without solutions, with the outputs that tell of none."""

import ast
from collections.abc import Iterator, Mapping
from copy import deepcopy

from nbformat import NotebookNode, from_dict

from course.staff.authoring.names import names
from course.staff.authoring.student import INSTRUCTOR, cut, is_answer, marked

AFTER = "after-prediction"      # the tag of a cell whose output answers a question that is still open
REMARK = "Run this cell after your prediction.\n"
ALONE = "# No module named 'course'? Start this notebook by  python3 -m course lab  in the course's folder.\n"
IMPORTS = "from course import "
STANDING = "progress"           # tells what the student has done


def student_version(solution: NotebookNode, points: Mapping[str, float]) -> NotebookNode:
    """The notebook without solutions and instructors' cells, with nbgrader's metadata and the visible outputs."""
    notebook, outputs = with_advice(marked(solution, points)), visible(solution)
    for cell in notebook.cells:
        if is_answer(cell):
            cell.source = cut(cell.source)
        elif cell.cell_type == "code":
            cell.outputs = outputs[cell.id]
    return notebook


def with_advice(notebook: NotebookNode) -> NotebookNode:
    """The notebook, told above its first import of the course what to do where there is none: the error shows it."""
    if first := next((cell for cell in notebook.cells if cell.source.startswith(IMPORTS)), None):
        first.source = ALONE + first.source
    return notebook


def visible(solution: NotebookNode) -> dict[str, list[NotebookNode]]:
    """The outputs of each code cell, by its id, as students get them.

    None where an answer has a share in them: in cells of answers, checks and hints, and in all that uses, directly
    or not, a name whose value differs in the student's notebook. A remark stands in place of an output that would
    answer an open question.
    """
    cells = [cell for cell in solution.cells if cell.cell_type == "code"]
    told = _told_by_answers(cells)
    return {cell.id: [] if cell.id in told or is_answer(cell) else _public(cell) for cell in cells}


def is_remark(outputs: list[NotebookNode]) -> bool:
    """Whether these outputs of a cell only stand for those that it will have."""
    return [out.get("text") for out in outputs] == [REMARK]


def _public(cell):
    if cell.outputs and AFTER in cell.metadata.get("tags", ()):
        return [from_dict({"output_type": "stream", "name": "stdout", "text": REMARK})]
    return [_uncounted(out) for out in deepcopy(cell.outputs)]


def _uncounted(out):
    if out.output_type == "execute_result":
        out.execution_count = None
    return out


def _told_by_answers(cells) -> set[str]:
    """The ids of the cells in which a statement is the student's, or uses what such a one gave or may have changed.

    The statements are followed in their order. A function is as good as the names in it when it is used.
    """
    found = [(cell.id, own, names(code)) for cell in cells for code, own in _statements(cell)]
    data = frozenset().union(*(each.data for _, _, each in found))
    theirs, told, inside = set(), set(), {}
    for cell_id, own, each in found:
        if own or theirs & _reached(each.takes, inside):
            told.add(cell_id)
            theirs |= each.gives | each.uses & data
        else:
            theirs -= each.gives
        inside |= dict.fromkeys(each.gives, each.takes - each.uses)
    return told


def _reached(wanted, inside) -> set[str]:
    """These names and, from function to function, those inside them."""
    reached, ahead = set(), set(wanted)
    while ahead:
        reached |= ahead
        ahead = set().union(*(inside.get(name, ()) for name in ahead)) - reached
    return reached


def _statements(cell) -> Iterator[tuple[str, bool]]:
    """The statements of a cell, and whether each is the student's: not there as it stands, or about an answer."""
    try:
        given = {ast.dump(node) for node in ast.parse(cut(cell.source)).body}
        body = ast.parse(cell.source).body
    except SyntaxError:                 # a magic: who knows what it uses
        yield "", True
        return
    for node in body:
        yield ast.unparse(node), _instructors(cell) or ast.dump(node) not in given or _asks(node)


def _instructors(cell):
    return INSTRUCTOR in cell.metadata.get("tags", ())


def _asks(node):
    return any(isinstance(inner, ast.Attribute) and ast.unparse(inner.value).startswith("ex.")
               or isinstance(inner, ast.Name) and inner.id == STANDING for inner in ast.walk(node))
