"""Marks one notebook: every exercise of its unit, in a fresh child, with a report on each."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from time import perf_counter
from typing import NamedTuple

from course.checking import Outcome, Report, Unit
from course.staff.authoring.demonstrations import without_demonstrations
from course.staff.handins.files import Unreadable
from course.staff.handins.handin import Handed
from course.staff.handins.notebook import parsed
from course.staff.inside.wire import TEXT
from course.staff.marking.helpers import with_helpers
from course.staff.marking.places import defining, places
from course.staff.marking.standin import NOWHERE, StandIn
from course.staff.running.alarm import Alarm
from course.staff.running.deadline import Cut, TooLong
from course.staff.running.process import Child
from course.staff.running.submission import Limits, Submission

CODE = 8_000        # characters of an answer that are kept
OVERTIME = 1.5      # times the time of all checks: then one that is still at work is ended


class Mark(NamedTuple):
    """The report on one exercise and the seconds it took; without a report, `note` says why."""

    name: str
    title: str
    points: float
    max_points: float
    status: str
    seconds: float = 0.0
    note: str = ""
    report: Report | None = None
    checks: str = ""        # a digest of the checks and of what they use
    code: str = ""          # of the cell that gave the answer

    @property
    def faulty(self) -> list[Outcome]:
        """What checks found that have failed themselves: no fault of the answer, and no verdict on it."""
        return [outcome for outcome in self.report.outcomes if outcome.status == "faulty"] if self.report else []


def marks(unit: Unit, load: Callable[[], Handed], start: Callable[[], Child], seed: int, limits: Limits) -> list[Mark]:
    """Run the notebook that `load` gives and every check of the unit on it. Unreadable, it gets no points and a reason.

    Each exercise is looked at where the notebook checks it. Where that is not full marks and its name comes up again
    later, it is looked at once more at the end, and the better counts. The checks have time of their own, and end half
    as long again after it. Raises Unavailable when no process can be had to run the notebook in.
    """
    try:
        handed = load()
        notebook = parsed(handed.notebook)
    except Unreadable as error:
        return unmarked(unit, "broken", str(error))
    cells = with_helpers(without_demonstrations(notebook.cells, unit.notebook), handed.helpers)
    submission, found, cut = Submission(start, cells, limits, notebook.python), {}, Cut()
    looks = places(cells, [exercise.name for exercise in unit.exercises])
    alarm = Alarm(cut)
    try:
        for place in sorted({place for each in looks.values() for place in each}):
            for exercise in unit.exercises:
                before = found.get(exercise.name)
                if place in looks[exercise.name] and (before is None or before.status != "pass"):
                    submission.reach(place)
                    mark = _in_time(exercise, submission, seed, alarm, cut)
                    found[exercise.name] = _better(before, mark._replace(code=_code(cells[:place], exercise.name)))
    finally:
        alarm.end()
        submission.close()
    if submission.unavailable:
        raise submission.unavailable
    return [found[exercise.name] for exercise in unit.exercises]


def unmarked(unit: Unit, status: str, note: str) -> list[Mark]:
    """No points for any exercise of the unit, and why."""
    return [Mark(exercise.name, exercise.title, 0, exercise.points, status, 0.0, note) for exercise in unit.exercises]


def is_final(marks: Iterable[Mark]) -> bool:
    """Whether the points can stay: neither the grader nor a check has failed."""
    return not any(mark.status == "lost" or mark.faulty for mark in marks)


def clean(text: str, most: int = TEXT) -> str:
    """Text without control characters and not endless: it may come from a student."""
    text = text if len(text) <= most else f"{text[:most]} ..."
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in text)


def _in_time(exercise, submission, seed, alarm, cut):
    """The mark. A check that does not end by itself is cut short, and answered by that, as are all after it."""
    with submission.checks as watch:
        alarm.set(max(0.0, OVERTIME * watch.seconds - watch.spent))
        with suppress(TooLong), cut:
            mark = _mark(exercise, submission, seed)
            alarm.take_back()
            return mark
        alarm.take_back()
        return _mark(exercise, submission, seed)


def _code(cells, name):
    """The cell that has given the name its value."""
    return clean(next((cells[place] for place in reversed(defining(cells, name))), "").expandtabs(4), CODE)


def _better(first, second):
    if first is None:
        return second
    later = second.points > first.points or first.points == 0 and first.status in ("todo", "error")
    return (second if later else first)._replace(seconds=first.seconds + second.seconds)


def _mark(exercise, submission, seed):
    began = perf_counter()
    report = exercise.run(StandIn(exercise.name, submission), seed)
    report = report._replace(outcomes=tuple(map(_cleaned, report.outcomes)))
    return Mark(report.name, report.title, report.points, report.max_points, report.status, perf_counter() - began,
                _note(report), report)


def _cleaned(outcome: Outcome) -> Outcome:
    return outcome._replace(evidence=tuple((clean(label), clean(text)) for label, text in outcome.evidence),
                            trouble=clean(outcome.trouble[-TEXT:]))


def _note(report):
    """In a few words what is wrong: the recognised mistake, the error, or what should be true."""
    first = next((outcome for outcome in report.outcomes if outcome.status == report.status != "pass"), None)
    if first is None or first.status == "todo":
        return ""
    said = dict(first.evidence).get("error", "").strip()
    ours = "the check itself has failed: " if first.status == "faulty" else ""
    if said.startswith(NOWHERE):
        return f"{said}; {dict(first.evidence).get('line', '')}".rstrip("; ")
    return ours + (first.mistake or (said or first.sentence).splitlines()[0][:200])
