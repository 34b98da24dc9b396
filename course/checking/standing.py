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


def worth(points: float) -> str:
    """What something is worth, in words: "1 point", "4 points", "ungraded"."""
    return f"{points:g} point{'s' * (points != 1)}" if points else UNGRADED


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
    def headline(self) -> str:
        passed = self.statuses.count("pass")
        total = f"{self.points:g} of {self.unit.points:g} points" if self.unit.points else UNGRADED
        return f"Unit {self.unit.number}: {passed} of {len(self.statuses)} exercises pass, {total}"

    @property
    def next(self) -> str:
        names = [e.name for e, status in zip(self.unit.exercises, self.statuses, strict=True) if status != "pass"]
        return f"Next: {names[0]}" if names else "All exercises of this unit pass."

    @property
    def lines(self) -> list[str]:
        return [f"{STATUS[status].mark} {STATUS[status].word:<11} {exercise.title} ({worth(exercise.points)})"
                for exercise, status in zip(self.unit.exercises, self.statuses, strict=True)]

    def __repr__(self):
        full = round(CELLS * self.statuses.count("pass") / len(self.statuses))
        return "\n".join([f"{self.headline}  {'■' * full}{'□' * (CELLS - full)}", *(f"  {line}" for line in self.lines),
                          self.next])

    def _repr_mimebundle_(self, include=None, exclude=None):
        items = "".join(f"<li>{escape(line)}</li>" for line in self.lines)
        bar = f"<progress max='{len(self.statuses)}' value='{self.statuses.count('pass')}'></progress>"
        html = f"<p><b>{escape(self.headline)}</b> {bar}</p><ul style='list-style:none'>{items}</ul><p>{self.next}</p>"
        return {"text/plain": repr(self), "text/html": html}


def progress(unit: Unit | ModuleType) -> Progress:
    """The standing in a unit, or in the unit of an exercises module, from the checks run since the kernel started."""
    unit = getattr(unit, "UNIT", unit)
    reports = [last_report(exercise.name) for exercise in unit.exercises]
    statuses = tuple(report.status if report else "todo" for report in reports)
    return Progress(unit, statuses, sum(report.points for report in reports if report))
