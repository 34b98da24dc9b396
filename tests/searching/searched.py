"""The units that are searched, their solutions, and every answer that is known for them. The next unit: one line."""
import inspect
from importlib import import_module

import notebook_cells as books
import pytest

from course.checking import LocalWork, lent
from course.exercises import UNITS

SEARCHED = (
    "path_sums",
    "tying",
    "chain_rule",
    "jacobians",
    "forward",
    "reverse",
    "approximate",
    "long_sequences",
    "training",
    "bptt",
    "systems",
    "failures",
    "linear_maps",
)
FOUND = tuple(unit for unit in UNITS if unit.topic in SEARCHED)
EXERCISES = [pytest.param(unit, exercise, id=f"{unit.number}-{exercise.name}")
             for unit in FOUND for exercise in unit.exercises]
WRITTEN = [param for param in EXERCISES if not param.values[1].name.endswith("_guess")]


def notebook(unit):
    return books.ROOT / "solutions" / unit.notebook


def solution(unit, name):
    return books.namespace(notebook(unit))[name]


def right(topic):
    """The right answers to the exercises of a unit in other styles: (exercise, style, answer)."""
    return import_module(f"answers.{topic}").RIGHT


def delegated(topic):
    """Answers that leave the work to the course or to another engine: (exercise, way, answer)."""
    return import_module(f"delegating.{topic}").DELEGATED


def wrong(topic):
    """The known wrong answers to the exercises of a unit: (exercise, mistake, answer)."""
    return import_module(f"mistakes.{topic}").WRONG


def odd(topic):
    """CASES, odd inputs for each exercise, and `settled`, what of a result must be the same whoever found it."""
    return import_module(f"odd.{topic}")


def known(*lists):
    """Parameters for these lists of every unit: the exercise, what is said of the answer, and the answer."""
    return [pytest.param(exercise, said, answer, id=f"{unit.number}-{name}-{said or 'unrecognised'}-{place}")
            for unit in FOUND for each in lists for place, (name, said, answer) in enumerate(each(unit.topic))
            for exercise in unit.exercises if exercise.name == name]


class Noted(LocalWork):
    """Notes what each call was given, arguments left out included, and what came of it."""

    def __init__(self, name, answer):
        super().__init__(name, answer)
        self.calls = []

    def _called(self, args, steps):
        result = super()._called(args, steps)
        with lent(self.bound(args)) as given:
            self.calls.append((given, result))
        return result

    def bound(self, args):
        if not callable(self.answer):
            return args
        bound = inspect.signature(self.answer).bind(*args)
        bound.apply_defaults()
        return bound.args
