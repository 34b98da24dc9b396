"""The exercises of every unit, one file per unit, and the list of units in the order of the syllabus."""
from __future__ import annotations

from types import ModuleType

from course.checking import Text
from course.checking.standing import worth
from course.exercises import (
    approximate,
    bptt,
    chain_rule,
    forward,
    jacobians,
    long_sequences,
    path_sums,
    reverse,
    start,
    systems,
    training,
    tying,
)
from course.pictures import engine

__all__ = ["UNITS", "ready"]

UNITS = (start.UNIT, chain_rule.UNIT, jacobians.UNIT, approximate.UNIT, path_sums.UNIT, tying.UNIT, forward.UNIT,
         reverse.UNIT, systems.UNIT, training.UNIT, bptt.UNIT, long_sequences.UNIT)


def ready(ex: ModuleType) -> Text:
    """One line at the top of a notebook: the unit, how much there is to do, and whether graphs can be drawn."""
    unit = ex.UNIT
    pictures = "on" if engine() else "off, listings instead (`course doctor` says how to switch them on)"
    return Text(f"Ready. Unit {unit.number}, {unit.title}: {len(unit.exercises)} exercises, {worth(unit.points)}. "
                f"Pictures: {pictures}.")
