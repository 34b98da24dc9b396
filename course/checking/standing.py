"""Where a student stands in a unit."""
from __future__ import annotations

from html import escape
from pathlib import Path
from typing import NamedTuple

from course.checking import session
from course.checking.exercise import Exercise
from course.checking.outcome import STATUS

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
    """The standing: points so far, and of every exercise its status and what else there is to say of it.

    `again` are those to repeat, by name, and why; `trouble` says why nothing is kept.
    """

    unit: Unit
    statuses: tuple[str, ...]
    points: float
    notes: tuple[str, ...]
    again: tuple[tuple[str, str], ...] = ()
    trouble: str = ""

    @property
    def required(self) -> tuple[str, ...]:
        """The statuses of all exercises that are not extra."""
        return tuple(status for e, status in zip(self.unit.exercises, self.statuses, strict=True) if not e.extra)

    @property
    def passed(self) -> int:
        return self.required.count("pass")

    @property
    def total(self) -> str:
        return f"{self.points:g} of {self.unit.points:g} points" if self.unit.points else UNGRADED

    @property
    def headline(self) -> str:
        return f"Unit {self.unit.number}: {self.passed} of {len(self.required)} exercises pass, {self.total}"

    @property
    def next(self) -> str:
        """The name of the first exercise that does not pass, or nothing."""
        return next((e.name for e, status in zip(self.unit.exercises, self.statuses, strict=True)
                     if status != "pass" and not e.extra), "")

    @property
    def closing(self) -> list[str]:
        """What to do now."""
        now = f"Next: {self.next}" if self.next else "All exercises of this unit pass."
        return [now, *[f"To repeat: {', '.join(name for name, _ in self.again)}"] * bool(self.again),
                *[self.trouble] * bool(self.trouble)]

    @property
    def lines(self) -> list[str]:
        """A line for each exercise, the extra ones last."""
        each = sorted(zip(self.unit.exercises, self.statuses, self.notes, strict=True), key=lambda row: row[0].extra)
        return [f"{STATUS[status].mark} {STATUS[status].word:<11} {exercise.title} "
                f"({worth(exercise.points, exercise.extra)}){note and ', '}{note}" for exercise, status, note in each]

    def __repr__(self):
        return "\n".join([f"{self.headline}  {bar(self.passed, len(self.required))}",
                          *(f"  {line}" for line in self.lines), *self.closing])

    def _repr_mimebundle_(self, include=None, exclude=None):
        items = "".join(f"<li>{escape(line)}</li>" for line in self.lines)
        html = (f"<p><b>{escape(self.headline)}</b> {progress_bar(self.passed, len(self.required))}</p>"
                f"<ul style='list-style:none'>{items}</ul>"
                + "".join(f"<p>{escape(line)}</p>" for line in self.closing))
        return {"text/plain": repr(self), "text/html": html}


def bar(passed: int, total: int) -> str:
    """How far one is, in squares."""
    full = round(CELLS * passed / total) if total else CELLS
    return "■" * full + "□" * (CELLS - full)


def progress_bar(passed: int, total: int) -> str:
    """The same as an element that screen readers announce."""
    return f"<progress max='{total}' value='{passed}'></progress>"


def progress_of(unit: Unit, place: Path | None = None) -> Progress:
    """The standing in a unit, from the checks that this kernel has run and from those that are kept in a folder."""
    known = session.known(place)
    rows = [_row(exercise, session.last_report(exercise.name), known.get(exercise.name)) for exercise in unit.exercises]
    again = tuple((e.name, why) for e, (*_, why) in zip(unit.exercises, rows, strict=True) if why)
    return Progress(unit, tuple(status for status, *_ in rows), sum(points for _, points, *_ in rows),
                    tuple(note for _, _, note, _ in rows), again, session.trouble())


def _row(exercise, report, kept) -> tuple[str, float, str, str]:
    """The status of an exercise, its points, what else to say of it, and why to repeat it."""
    status, points = (report.status, report.points) if report else (
        kept.last.status, min(kept.last.points, exercise.points)) if kept else ("todo", 0)
    if kept and kept.passed and status != "pass":
        return status, points, (why := f"passed on {kept.passed}, and not when it was last checked"), why
    hinted = status == "pass" and kept and exercise.hints and kept.last.hints >= len(exercise.hints)
    note = f"on {kept.last.day}" if kept and not report else ""
    return status, points, note, "passed with all hints" if hinted else ""
