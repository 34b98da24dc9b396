"""What is called right is right: on odd inputs, which checks may not think of, it agrees with the solution."""
from functools import cache

import pytest

from course.checking import plain, same
from searching.mutants import mutants
from searching.searched import WRITTEN, odd, right, solution
from searching.survivors import RIGHT
from searching.test_mutants import cell_of, ran

pytestmark = pytest.mark.filterwarnings("ignore")
NUMBERS = {"rtol": 1e-9, "atol": 1e-11}


@cache
def wanted(unit, name):
    """Each odd input with what the solution makes of it."""
    inputs, f = odd(unit.topic), solution(unit, name)
    return [(args, inputs.settled(name, args, plain(f(*plain(args, callables=True))))) for args in inputs.CASES[name]]


def disagreement(unit, name, answer):
    """The first odd input on which an answer differs from the solution, and what each makes of it."""
    settled = odd(unit.topic).settled
    for args, want in wanted(unit, name):
        got = settled(name, args, plain(answer(*plain(args, callables=True))))
        if not same(got, want, **NUMBERS):
            return args, got, want
    return None


@pytest.mark.parametrize(("unit", "exercise"), WRITTEN)
def test_right_answers_agree_on_odd_inputs(unit, exercise):
    for name, style, answer in right(unit.topic):
        if name == exercise.name:
            assert disagreement(unit, name, answer) is None, style


@pytest.mark.slow
@pytest.mark.parametrize(("unit", "exercise"), [p for p in WRITTEN if p.values[1].name in RIGHT])
def test_survivors_agree_on_odd_inputs(unit, exercise):
    listed = RIGHT[exercise.name]
    for mutant in mutants(cell_of(unit, exercise)):
        if mutant.said in listed:
            answer, _ = ran(unit, exercise, mutant.tree, 10**7)
            assert disagreement(unit, exercise.name, answer) is None, mutant.said


def test_every_exercise_has_odd_inputs():
    assert all(len(odd(unit.topic).CASES[exercise.name]) >= 7 for unit, exercise in (p.values for p in WRITTEN))
