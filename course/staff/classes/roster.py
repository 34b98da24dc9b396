"""The students of a class, from the table that a platform exports, and who of them has sent something."""
from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from course.staff.authoring.asked import Faulty
from course.staff.handins.notebook import text_of
from course.staff.handins.senders import Sender

# What columns are called, in small letters, the first one that is there counts: in our own files, in Canvas' gradebook,
# in Moodle's participants and grading worksheet.
IDS = ("student_id", "sis login id", "username", "sis user id", "id number", "id", "email address", "email", "student")
NAMES = ("name", "full name", "student")
FIRST, LAST = ("first name", "firstname", "given name"), ("last name", "surname", "lastname", "family name")
EMAILS = ("email", "email address", "e-mail")
CALLED = re.compile(r"id$|^id|login|user|mail|number|participant|sis", re.I)    # columns that tell students apart
NOBODY = re.compile(r"\s*(points possible|student, test)\s*$", re.I)            # rows of Canvas that are no students


class Student(NamedTuple):
    """One student: what they are called in all tables here, their name, address, and all columns of the roster."""

    id: str
    name: str = ""
    email: str = ""
    columns: dict[str, str] = {}        # noqa: RUF012 - never changed

    def column(self, *names: str) -> str:
        """What stands in the first of these columns that the roster has."""
        small = {name.lower(): value for name, value in self.columns.items()}
        return next((small[name.lower()] for name in names if small.get(name.lower())), "")


class Roster:
    """The students in order, and by whatever they are called."""

    def __init__(self, students: Iterable[Student], senders: Mapping[str, str] | None = None):
        self.students = {student.id: student for student in students}
        self._called, self._named, self._senders = defaultdict(set), defaultdict(set), dict(senders or {})
        for student in self.students.values():
            for key in {student.id, student.email, *_keys(student)} - {""}:
                self._called[key.casefold()].add(student.id)
            for key in _spellings(student.name):
                self._named[key].add(student.id)

    def who(self, sender: Sender) -> str | None:
        """The student who sent this: whom the class file says, or whom the name of the folder, the platform's number or
        the name means alone."""
        if said := self._senders.get(f"{sender.name} {sender.number}".strip(), self._senders.get(sender.name)):
            return said
        names = [sender.name] + [sender.number] * (sender.platform == "canvas")
        for found in [self._called.get(name.casefold(), ()) for name in names] + [
                self._named.get(_plain(sender.name), ())]:
            if len(found) == 1:
                return next(iter(found))
        return None


def read_roster(path: Path, column: str = "") -> list[Student]:
    """The students of a CSV file, called by what stands in `column`. Raises Faulty."""
    try:
        text, _ = text_of(path.read_bytes())
    except OSError as error:
        raise Faulty(f"The roster {path} can't be read: {error.strerror}.") from None
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows = [{(name or "").strip(): (value or "").strip() for name, value in row.items() if isinstance(value, str)}
            for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator)]
    if not rows:
        raise Faulty(f"The roster {path} has no students. Its first line names the columns, each other is a student.")
    return students(rows, column, f"The roster {path}")


def students(rows: Sequence[dict[str, str]], column: str, where: str) -> list[Student]:
    """The students of rows by column. Raises Faulty where one has no id, or two have the same."""
    names = {name.lower(): name for name in rows[0]}
    own = names.get(column.lower()) if column else next((names[name] for name in IDS if name in names), None)
    if own is None:
        wanted = f"no column {column!r}" if column else f"none of the columns {', '.join(IDS)}"
        raise Faulty(f"{where} has {wanted}. It has {', '.join(rows[0])}. Say which one holds what students are called "
                     'by: id = "COLUMN" in the class file.')
    found = [_student(row, row[own]) for row in rows if row.get(own) and not any(
        NOBODY.match(value) for value in row.values())]
    twice = sorted({each.id for each in found if [other.id for other in found].count(each.id) > 1})
    if twice:
        raise Faulty(f"{where} has more than one student with the {own} {', '.join(twice)}.")
    return found


def _student(row, id):
    def first(names):
        small = {name.lower(): value for name, value in row.items()}
        return next((small[name] for name in names if small.get(name)), "")

    name = first(NAMES) or f"{first(FIRST)} {first(LAST)}".strip()
    if name.count(",") == 1:                # Lovelace, Ada
        name = " ".join(reversed([part.strip() for part in name.split(",")]))
    return Student(id, name, first(EMAILS), row)


def _keys(student):
    return [value for name, value in student.columns.items() if CALLED.search(name)]


def _spellings(name):
    """A name in every order in which platforms write it: adalovelace, lovelaceada."""
    words = name.split()
    return {_plain(" ".join(words[place:] + words[:place])) for place in range(len(words))}


def _plain(name):
    return re.sub(r"[\W_]+", "", name).casefold()
