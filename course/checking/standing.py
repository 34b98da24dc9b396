"""Where a student stands in a unit."""
from __future__ import annotations

from html import escape
from types import ModuleType
from typing import NamedTuple

from course.checking.exercise import Exercise
from course.checking.outcome import STATUS
from course.checking.session import last_report

CELLS = 12
UNGRADED = "ungraded"


def worth(points: float, extra: bool = False) -> str:
    """What something is worth, in words: "1 point", "4 points", "ungraded", "extra"."""
    return "extra" if extra else f"{points:g} point{'s' * (points != 1)}" if points else UNGRADED


class Unit(NamedTuple):
    """One unit of the course: "04", "path_sums", its title, and its exercises in the order of the notebook."""

    number: str
    topic: str
    title: str
    exercises: tuple[Exercise, ...]

    @property
    def notebook(self) -> str:
        return f"{self.number}_{self.topic}.ipynb"

    @property
    def points(self) -> float:
        return sum(exercise.points for exercise in self.exercises)


class Progress(NamedTuple):
    """The standing: points so far, and the status of every exercise."""

    unit: Unit
    statuses: tuple[str, ...]
    points: float

    @property
    def required(self) -> tuple[str, ...]:
        """The statuses of all exercises that are not extra."""
        return tuple(status for e, status in zip(self.unit.exercises, self.statuses, strict=True) if not e.extra)

    @property
    def headline(self) -> str:
        total = f"{self.points:g} of {self.unit.points:g} points" if self.unit.points else UNGRADED
        return (f"Unit {self.unit.number}: {self.required.count('pass')} of {len(self.required)} exercises pass, "
                f"{total}")

    @property
    def next(self) -> str:
        names = [e.name for e, status in zip(self.unit.exercises, self.statuses, strict=True)
                 if status != "pass" and not e.extra]
        return f"Next: {names[0]}" if names else "All exercises of this unit pass."

    @property
    def lines(self) -> list[str]:
        """A line for each exercise, the extra ones last."""
        each = sorted(zip(self.unit.exercises, self.statuses, strict=True), key=lambda pair: pair[0].extra)
        return [f"{STATUS[status].mark} {STATUS[status].word:<11} {exercise.title} "
                f"({worth(exercise.points, exercise.extra)})" for exercise, status in each]

    def __repr__(self):
        full = round(CELLS * self.required.count("pass") / len(self.required))
        return "\n".join([f"{self.headline}  {'■' * full}{'□' * (CELLS - full)}", *(f"  {line}" for line in self.lines),
                          self.next])

    def _repr_mimebundle_(self, include=None, exclude=None):
        items = "".join(f"<li>{escape(line)}</li>" for line in self.lines)
        bar = f"<progress max='{len(self.required)}' value='{self.required.count('pass')}'></progress>"
        html = f"<p><b>{escape(self.headline)}</b> {bar}</p><ul style='list-style:none'>{items}</ul><p>{self.next}</p>"
        return {"text/plain": repr(self), "text/html": html}


def progress(unit: Unit | ModuleType) -> Progress:
    """The standing in a unit, or in the unit of an exercises module, from the checks run since the kernel started."""
    unit = getattr(unit, "UNIT", unit)
    reports = [last_report(exercise.name) for exercise in unit.exercises]
    statuses = tuple(report.status if report else "todo" for report in reports)
    return Progress(unit, statuses, sum(report.points for report in reports if report))
