"""What is called right is right: on odd inputs, which checks may not think of, it agrees with the solution."""
import ast
from contextlib import suppress
from functools import cache

import pytest

from course.checking import LocalWork, lent, plain, same
from searching.mutants import answer, mutants
from searching.searched import WRITTEN, odd, right, solution
from searching.styles import cells
from searching.survivors import RIGHT
from searching.test_mutants import PATIENCE, cell_of, ran

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
NUMBERS = {"rtol": 1e-9, "atol": 1e-11}
FEW = {"neuron_witness": 1, "classify_variant": 4}    # so many inputs their statements allow
EVERY = 3               # of the slips in right answers: there are thousands


@cache
def wanted(unit, name):
    """Each odd input with what the solution makes of it."""
    inputs, f = odd(unit.topic), solution(unit, name)
    return [(args, inputs.settled(name, args, called(f, args))) for args in inputs.CASES[name]]


def called(work, args):
    with lent(args) as given:
        return plain(work(*given))


def disagreement(unit, name, work):
    """The first odd input on which an answer differs from the solution, and what each makes of it."""
    settled = odd(unit.topic).settled
    for args, want in wanted(unit, name):
        got = settled(name, args, called(work, args))
        if not same(got, want, **NUMBERS):
            return args, got, want
    return None


@pytest.mark.slow
@pytest.mark.parametrize(("unit", "exercise"), WRITTEN)
def test_right_answers_agree_on_odd_inputs(unit, exercise):
    for name, style, work in right(unit.topic):
        if name == exercise.name:
            assert disagreement(unit, name, work) is None, style


@pytest.mark.slow
@pytest.mark.parametrize(("unit", "exercise"), [p for p in WRITTEN if p.values[1].name in RIGHT])
def test_survivors_agree_on_odd_inputs(unit, exercise):
    listed = RIGHT[exercise.name]
    for mutant in mutants(cell_of(unit, exercise)):
        if mutant.said in listed:
            work, _ = ran(unit, exercise, mutant.tree, 10**7)
            assert disagreement(unit, exercise.name, work) is None, mutant.said


def disagrees(unit, name, work):
    try:
        return disagreement(unit, name, work) is not None
    except Exception:                       # it raises where the solution gives a result
        return True


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(("unit", "exercise"), WRITTEN)
def test_a_right_answer_with_a_slip_passes_only_where_it_is_still_right(unit, exercise):
    holes = []
    for name, style, source in cells(unit.topic):
        if name != exercise.name:
            continue
        steps, report = judged(exercise, ast.parse(source), 10**9)
        assert report.status == "pass", (style, report)
        most = PATIENCE * steps() + 1000
        for mutant in mutants(source, EVERY):
            with suppress(Exception):       # its cell already ends with an error
                _, report = judged(exercise, mutant.tree, most)
                if report.status == "pass" and disagrees(unit, name, answer(mutant.tree, {}, name, 10**6)[0]):
                    holes.append(f"{style}: {mutant.said}")
    assert not holes, "\n".join(["These pass, and differ from the solution on some odd input.", *holes])


def judged(exercise, tree, most):
    """How many steps the answer in a cell takes, and the report on it."""
    found, steps = answer(tree, {}, exercise.name, most)
    return steps, exercise.run(LocalWork(exercise.name, found))


def test_every_exercise_has_odd_inputs():
    for unit, exercise in (param.values for param in WRITTEN):
        assert len(odd(unit.topic).CASES[exercise.name]) >= FEW.get(exercise.name, 7), exercise.name
