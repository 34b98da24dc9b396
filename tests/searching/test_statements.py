"""What a statement shows is what its checks ask: whoever gets a printed example wrong is told so."""
import ast

import notebook_cells as books
import pytest
from test_content import EXAMPLES, NAMES

from course.checking import reveal, same
from searching.searched import FOUND, Noted, notebook, solution

PRINTED = [param for param in EXAMPLES if param.values[0] in FOUND]


def asked(unit, exercise, seed):
    """The arguments of every call that the checks make of the solution; what is counted is shown."""
    work = Noted(exercise.name, solution(unit, exercise.name))
    assert exercise.run(work, seed).status == "pass"
    return [reveal(args) for args, _ in work.calls]


@pytest.mark.parametrize(("unit", "call", "value", "about"), PRINTED)
def test_a_printed_call_is_among_the_inputs_of_the_checks(unit, call, value, about):
    names = books.namespace(notebook(unit)) | NAMES
    tree = ast.parse(call, mode="eval").body
    args = [eval(ast.unparse(arg), names) for arg in tree.args]             # noqa: S307 - our own text
    exercise = next(exercise for exercise in unit.exercises if exercise.name == tree.func.id)
    args = Noted(exercise.name, solution(unit, exercise.name)).bound(args)
    for seed in (0, 5):
        found = asked(unit, exercise, seed)
        assert any(same(each, args, rtol=0, atol=0) for each in found), f"{call} is not among {len(found)} calls"


def test_there_are_examples():
    assert len(PRINTED) > 10
