"""What nbgrader's gradebook holds: read in one go, so that only what differs need be written, and taken over by us."""
from __future__ import annotations

import os
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from nbgrader.api import Assignment, BaseCell, Comment, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook

from course.staff.nbgrader import COURSE
from course.staff.results.byhand import ByHand, Given
from course.staff.results.gradebook import file_name

FILE_URL = "sqlite:///"
CHECK = "-check"            # ends the name of the cell with the check of an exercise


class Entry(NamedTuple):
    """One submission there: its times, its penalty, what is recorded of each answer."""

    timestamp: datetime | None
    extension: timedelta | None
    penalty: float
    auto: dict[str, float | None]
    given: dict[str, Given]


@contextmanager
def opened(url: str) -> Iterator[Gradebook]:
    """nbgrader's gradebook at a URL. nbgrader starts a program of its environment by name, which must be on PATH."""
    here = str(Path(sys.executable).parent)
    if here not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = f"{here}{os.pathsep}{os.environ['PATH']}"
    with warnings.catch_warnings(), Gradebook(url, COURSE) as book:
        warnings.filterwarnings("ignore", "Object of type <Submitted")       # of nbgrader's own doing, and harmless
        yield book


def student_id(student: str) -> str:
    """What nbgrader calls a student: the same, unless it cannot be the name of a folder."""
    plain = student.isprintable() and not student.startswith(".") and not set(student) & set("/\\")
    return student if plain and len(student) < 100 else file_name(student)


def entries(book: Gradebook, unit: str) -> dict[str, Entry]:
    """All submissions of a unit, by nbgrader's name of the student."""
    of_unit = book.db.query(SubmittedAssignment).join(Assignment).filter(Assignment.name == unit)
    penalties = dict(of_unit.join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
                     .with_entities(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty).all())
    auto, given, comments = defaultdict(dict), defaultdict(dict), defaultdict(dict)
    for student, cell, comment in _cells(of_unit, Comment, Comment.manual_comment):
        comments[student][cell] = comment or ""
    for student, cell, checked, manual, extra in _cells(of_unit, Grade, Grade.auto_score, Grade.manual_score,
                                                        Grade.extra_credit):
        name = cell.removesuffix(CHECK)
        auto[student][name] = checked
        given[student][name] = Given(manual, extra or 0.0, comments[student].get(name, ""))
    return {student: Entry(timestamp, extension, penalties.get(student) or 0.0, auto[student], given[student])
            for student, timestamp, extension in of_unit.with_entities(
                SubmittedAssignment.student_id, SubmittedAssignment.timestamp, SubmittedAssignment.extension)}


def by_hand(found: Mapping[str, Mapping[str, Entry]], students: Iterable[str], before: ByHand) -> ByHand:
    """What was given by hand, from the entries of units: scores and comments, and penalties that nobody but a person
    can have changed: they are not what the rule gave last. What is not there any more is as it was before."""
    names = {student_id(student): student for student in students}
    there = {(names[id], unit) for unit, each in found.items() for id in each if id in names}
    answers = {key: given for key, given in before.answers.items() if key[:2] not in there}
    penalties = {key: penalty for key, penalty in before.penalties.items() if key not in there}
    for unit, there in found.items():
        for id, entry in there.items():
            if (student := names.get(id)) is None:
                continue
            answers |= {(student, unit, name): given for name, given in entry.given.items() if given != Given()}
            rule = before.rule.get((student, unit), entry.penalty)
            if abs(entry.penalty - rule) > 1e-6:
                penalties[student, unit] = entry.penalty
    return ByHand(answers, penalties, before.rule)


def take(url: str, keys: Iterable[tuple[str, str]], before: ByHand) -> ByHand:
    """What was given by hand to these students in these units. Raises SQLAlchemyError or OSError when the gradebook
    cannot be opened."""
    keys, file = list(keys), url.removeprefix(FILE_URL)
    if file != url and not Path(file).exists():         # nbgrader would make a new one
        raise FileNotFoundError(f"there is no {file}")
    with opened(url) as book:
        found = {unit: entries(book, unit) for unit in {unit for _, unit in keys}}
    return by_hand(found, {student for student, _ in keys}, before)


def _cells(of_unit, kind, *columns):
    return (of_unit.join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(kind, kind.notebook_id == SubmittedNotebook.id).join(BaseCell, BaseCell.id == kind.cell_id)
            .with_entities(SubmittedAssignment.student_id, BaseCell.name, *columns).all())
