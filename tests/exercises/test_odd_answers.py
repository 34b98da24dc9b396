"""Whatever is answered, a check finds that it is wrong, or that it is right: it does not fail itself."""
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import notebook_cells as books
import numpy as np
import pytest

from course.checking import LocalWork
from course.exercises import UNITS
from course.staff.setup.needs import ROOT


class Strange:
    """Nothing that a check has ever heard of."""


ODD = [None, ..., True, 0, -1, 7.5, 1e300, 10**400, float("nan"), float("inf"), 1j, "", "x", "forward", b"x", (), [],
{},
       [None], [[1.0], [2.0, 3.0]], [1, "x"], ("x", 1), (1, 2, 3, 4, 5, 6), [("x", "y", "z")], {"x": None}, {1: 2},
       {"nodes": 3, "edges": 4}, [[]], [[[]]], {1, 2}, np.zeros(0), np.zeros((0, 3)), np.zeros((2, 2, 2)), np.full(3,
       np.nan),
       np.array(["x", "y"]), np.array([1, None]), np.array([True, False]), np.ones((600, 1)), np.ones(600),
       np.arange(3) * 1j,
       np.float32(1), np.ma.masked, iter([]), len, lambda *args: None, Strange(), Strange, ["x"] * 300, [0.0] * 300]
EXERCISES = [pytest.param(unit, exercise, id=f"{unit.number}-{exercise.name}")
             for unit in UNITS for exercise in unit.exercises]


class Turns:
    """Answers rightly a few times, and from then on with something odd, or with what that makes of the right answer."""

    def __init__(self, right, calls, odd):
        self.right, self.calls, self.odd = right, calls, odd

    def __call__(self, *args):
        self.calls -= 1
        if self.calls >= 0:
            return self.right(*args)
        return self.odd(self.right(*args)) if isinstance(self.odd, Part) else self.odd


class Part(NamedTuple):
    """An answer with one of its parts in another form."""

    place: int

    def __call__(self, answer):
        return next(islice(others(answer), self.place, None), None)


def others(value):
    """The value with one part after the other in another form."""
    yield from (None, "x", 2.5, [value], (value, value), {"x": value}, np.full((2, 3), np.nan), 10**400)
    if isinstance(value, list | tuple):
        yield from (type(value)(value[1:]), [*value, *value[:1]], [*value, None])
        for i, part in enumerate(value):
            yield from ([*value[:i], other, *value[i + 1:]] for other in others(part))
    elif isinstance(value, dict):
        yield from (dict(list(value.items())[1:]), {**value, "zz": 1}, list(value))
        for key, part in value.items():
            yield from ({**value, key: other} for other in others(part))
    elif isinstance(value, np.ndarray) and value.ndim:
        yield from (value[..., None], value[None], value[:-1], value.tolist(), value * np.nan, value.astype(str))


def faults(exercise, right, calls, odd):
    """The tracebacks of the checks that failed themselves, each asked alone."""
    value = odd(right) if isinstance(odd, Part) and not callable(right) else odd
    for check in exercise.checks:
        answer = Turns(right, calls, odd) if callable(right) else value
        report = replace(exercise, checks=(check,)).run(LocalWork(exercise.name, answer), 1)
        yield from (outcome.trouble for outcome in report.outcomes if outcome.status == "faulty")


def demand_verdicts(unit, exercise, places, calls):
    right = books.namespace(ROOT / "solutions" / unit.notebook)[exercise.name]
    for odd in [*ODD, *map(Part, range(places))]:
        for number in calls if callable(right) else (0,):
            assert not list(faults(exercise, right, number, odd)), f"{odd!r} after {number} right answers"


@pytest.mark.parametrize(("unit", "exercise"), EXERCISES)
def test_no_check_fails_itself_at_an_odd_answer(unit, exercise):
    demand_verdicts(unit, exercise, 6, (0,))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(("unit", "exercise"), EXERCISES)
def test_nor_at_one_that_comes_later_or_is_odd_in_a_small_part(unit, exercise):
    demand_verdicts(unit, exercise, 60, (0, 1, 2))
