"""Marks one notebook: every exercise of its unit, in a fresh child, with a report on each."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from time import perf_counter
from typing import NamedTuple

from course.checking import Outcome, Report, Unit
from course.staff.authoring.demonstrations import without_demonstrations
from course.staff.inside.wire import TEXT
from course.staff.marking.handin import Unreadable, code_cells
from course.staff.marking.standin import StandIn
from course.staff.running.alarm import Alarm
from course.staff.running.deadline import Cut, TooLong
from course.staff.running.process import Child
from course.staff.running.submission import Limits, Submission


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

    @property
    def faulty(self) -> list[Outcome]:
        """What checks found that have failed themselves: no fault of the answer, and no verdict on it."""
        return [outcome for outcome in self.report.outcomes if outcome.status == "faulty"] if self.report else []


def marks(unit: Unit, load: Callable[[], bytes], start: Callable[[], Child], seed: int, limits: Limits) -> list[Mark]:
    """Run the notebook that `load` gives and every check of the unit on it. Unreadable, it gets no points and a reason.

    The checks end, too, half as long again after the submission's own time: what is left then is answered by that.
    Raises Unavailable when no process can be had to run it in.
    """
    try:
        cells = without_demonstrations(code_cells(load()), unit.notebook)
    except Unreadable as error:
        return unmarked(unit, "broken", str(error))
    submission, found, cut = Submission(start, cells, limits), [], Cut()
    alarm = Alarm(cut)
    alarm.set(1.5 * limits.all)
    try:
        with suppress(TooLong), cut:
            for exercise in unit.exercises:
                found.append(_mark(exercise, submission, seed))
        found += [_mark(exercise, submission, seed) for exercise in unit.exercises[len(found):]]
    finally:
        alarm.end()
        submission.close()
    if submission.unavailable:
        raise submission.unavailable
    return found


def unmarked(unit: Unit, status: str, note: str) -> list[Mark]:
    """No points for any exercise of the unit, and why."""
    return [Mark(exercise.name, exercise.title, 0, exercise.points, status, 0.0, note) for exercise in unit.exercises]


def is_final(marks: Iterable[Mark]) -> bool:
    """Whether the points can stay: neither the grader nor a check has failed."""
    return not any(mark.status == "lost" or mark.faulty for mark in marks)


def clean(text: str) -> str:
    """Text without control characters and not endless: it may come from a student."""
    text = text if len(text) <= TEXT else f"{text[:TEXT]} ..."
    return "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in text)


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
    return ours + (first.mistake or (said or first.sentence).splitlines()[0][:200])
