"""A table of what was right at one seed earns next to nothing at another: the inputs of what earns points are drawn."""
from dataclasses import replace

import pytest

from course.checking import LocalWork, same
from searching.searched import FOUND, WRITTEN, Noted, solution
from searching.tables import Table

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
WORTH = 0.1
WITNESSES = {"neuron_witness"}      # worth one point; it takes nothing, and any counter-example will do
SEEDS = [range(1, 4), pytest.param(range(1, 40), marks=pytest.mark.long)]


def noted(unit, exercise, seed):
    """The calls that the solution passes with."""
    work = Noted(exercise.name, solution(unit, exercise.name))
    assert exercise.run(work, seed).status == "pass"
    return work.calls


def earned(unit, exercise, seed):
    """The most that a table of seed 0 earns, however it guesses."""
    table = Table(noted(unit, exercise, 0))
    return max(exercise.run(LocalWork(exercise.name, answer()), seed).points
               for answer in (table.by_number, table.by_nearest))


@pytest.mark.parametrize("seeds", SEEDS, ids=len)
@pytest.mark.parametrize("unit", FOUND, ids=lambda unit: unit.topic)
def test_a_table_earns_less_than_a_tenth(unit, seeds):
    written = [exercise for exercise in unit.exercises if callable(solution(unit, exercise.name))]
    for seed in seeds:
        found = {exercise.name: earned(unit, exercise, seed) for exercise in written}
        assert sum(found.values()) < WORTH * unit.points, f"seed {seed}: {found}"


@pytest.mark.parametrize("unit", FOUND, ids=lambda unit: unit.topic)
def test_a_table_earns_most_where_it_was_recorded(unit):
    """All but what is computed from counted numbers, which no table is."""
    written = [exercise for exercise in unit.exercises if callable(solution(unit, exercise.name))]
    found = {exercise.name: exercise.run(LocalWork(exercise.name, Table(noted(unit, exercise, 0)).by_nearest())).points
             for exercise in written}
    assert sum(found.values()) > 0.7 * unit.points, found


@pytest.mark.parametrize(("unit", "exercise", "check"), [
    pytest.param(*param.values, check, id=f"{param.id}-{check.__name__}")
    for param in WRITTEN if param.values[1].name not in WITNESSES
    for check in param.values[1].checks if replace(param.values[1], checks=(check,)).points])
def test_a_check_that_earns_points_draws_its_inputs(unit, exercise, check):
    alone = replace(exercise, checks=(check,))
    first, second = (noted(unit, alone, seed) for seed in (1, 2))   # results, too: a function that is drawn shows there
    assert first, "it calls nothing"
    assert not same(first, second, rtol=0, atol=0), "at two seeds it calls the answer with the same"
