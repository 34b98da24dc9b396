"""The exercises of every unit, a package each, and the units in the order of `order`, the one list.

In goes nothing but a student's answers; out come units of exercises, each made of checks, hints and known mistakes.
`material` holds what checks of several units draw their inputs from.
"""
from __future__ import annotations

from importlib import import_module
from types import ModuleType

from course.checking import Progress, Text, progress_of
from course.checking.standing import worth
from course.exercises.order import LEFT_OUT, ORDER
from course.exercises.overview import Overview
from course.pictures import engine

__all__ = ["UNITS", "progress", "ready"]

UNITS = tuple(import_module(f"course.exercises.{topic}").UNIT for topic in ORDER
              if topic not in LEFT_OUT)


def ready(ex: ModuleType) -> Text:
    """One line at the top of a notebook: the unit, how much there is to do, and whether graphs can be drawn."""
    unit = ex.UNIT
    pictures = "on" if engine() else "off, listings instead (`course doctor` says how to switch them on)"
    extra = sum(exercise.extra for exercise in unit.exercises)
    more = f" and {extra} extra" if extra else ""
    return Text(f"Ready. Unit {unit.number}, {unit.title}: {len(unit.exercises) - extra} exercises{more}, "
                f"{worth(unit.points)}. Pictures: {pictures}.")


def progress(ex: ModuleType | None = None) -> Progress | Overview:
    """Where you stand in a unit or, without one, in the course: by your checks so far, also those before a restart."""
    return progress_of(ex.UNIT) if ex else Overview(tuple(map(progress_of, UNITS)))
