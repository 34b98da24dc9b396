"""One verdict: what is right passes, whoever draws the inputs, and what is wrong is told the same each time."""
from collections import Counter

import notebook_cells as books
import pytest

from course.checking import LocalWork
from searching.searched import EXERCISES, known, right, wrong

MANY, AGREE = 200, 0.99
FEW, ALL = range(2), pytest.param(range(MANY), marks=pytest.mark.long)


def verdict(exercise, answer, seed):
    report = exercise.run(LocalWork(exercise.name, answer), seed)
    return report.status, report.points, report.mistake


@pytest.mark.parametrize(("unit", "exercise"), EXERCISES)
def test_every_exercise_has_right_answers_in_five_styles(unit, exercise):
    styles = [style for name, style, _ in right(unit.topic) if name == exercise.name]
    assert len(set(styles)) == len(styles) >= 5


@pytest.mark.parametrize("seeds", [FEW, ALL], ids=len)
@pytest.mark.parametrize(("exercise", "style", "answer"), known(right))
def test_a_right_answer_passes(exercise, style, answer, seeds):
    for seed in seeds:
        report = exercise.run(LocalWork(exercise.name, answer), seed)
        assert report.status == "pass" and report.points == exercise.points, (seed, report)


@pytest.mark.parametrize("seeds", [pytest.param(FEW, marks=pytest.mark.slow), ALL], ids=len)
@pytest.mark.filterwarnings("ignore")                   # wrong answers overflow and divide by zero
@pytest.mark.parametrize(("exercise", "mistake", "answer"), known(wrong))
def test_a_wrong_answer_is_told_the_same_whoever_draws_the_inputs(exercise, mistake, answer, seeds):
    found = Counter(verdict(books.freely(exercise), answer, seed) for seed in seeds)
    in_the_notebook = next(iter(found))                 # seed 0 comes first
    assert in_the_notebook[0] != "pass" and in_the_notebook[2] == mistake
    assert found[in_the_notebook] >= AGREE * len(seeds), found
