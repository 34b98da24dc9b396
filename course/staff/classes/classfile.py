"""The class file: roster, units that count, due dates, extensions, a late rule. Everything in it is optional."""
from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from course.checking import Unit
from course.staff.authoring.asked import Faulty, asked
from course.staff.classes.late import Late
from course.staff.classes.roster import Roster, Student, read_roster, students
from course.staff.options.values import FORM

KEYS = {"roster", "id", "timezone", "units", "due", "extensions", "late", "canvas", "moodle", "student",
        "senders"}


class Class(NamedTuple):
    """What is known of a class. Units go by the names of their notebooks, without the ending."""

    roster: Roster | None = None
    units: tuple[str, ...] = ()
    due: Mapping[str, datetime] = {}            # noqa: RUF012 - never changed
    extensions: Mapping[tuple[str, str], datetime] = {}     # noqa: RUF012
    late: Late | None = None
    zone: tzinfo | None = None
    columns: Mapping[tuple[str, str], str] = {}             # noqa: RUF012

    def due_for(self, student: str, unit: str) -> datetime | None:
        """Until when this student may hand this unit in."""
        return self.extensions.get((student, unit)) or self.due.get(unit)

    def student(self, id: str) -> Student:
        """What the roster says of a student; nothing of who is not on it."""
        return (self.roster.students.get(id) if self.roster else None) or Student(id)


def read_class(path: Path | None, units: Sequence[Unit]) -> Class:
    """The class that a file describes; one of which nothing is known for None. Raises Faulty."""
    if path is None:
        return Class()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Faulty(f"The class file {path} can't be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Faulty(f"The class file {path} is not TOML: {error}.\n{FORM}") from None
    if strange := set(data) - KEYS:
        raise Faulty(f"The class file {path} has {', '.join(sorted(strange))}, which mean nothing.\n{FORM}")
    try:
        return _Reader(path, units, data).read()
    except (TypeError, ValueError, AttributeError) as error:
        raise Faulty(f"The class file {path} is not of its form: {error}.\n{FORM}") from None


class _Reader:
    """Reads one file, with what all parts of it need."""

    def __init__(self, path, units, data):
        self.path, self.units, self.data = path, units, data

    def read(self) -> Class:
        zone, roster = self.zone(), self.roster()
        columns = {(platform, self.unit(name)): str(column) for platform in ("canvas", "moodle")
                   for name, column in self.data.get(platform, {}).items()}
        extensions = {(self.student(student, roster), self.unit(name)): self.until(day, zone)
                      for student, dates in self.data.get("extensions", {}).items() for name, day in dates.items()}
        return Class(roster, tuple(map(self.unit, self.data.get("units", ()))),
                     {self.unit(name): self.until(day, zone) for name, day in self.data.get("due", {}).items()},
                     extensions, self.late(), zone, columns)

    def zone(self):
        name = self.data.get("timezone")
        try:
            return ZoneInfo(name) if name else None
        except (ZoneInfoNotFoundError, ValueError):
            raise Faulty(f"There is no time zone {name}. They are called like Europe/Berlin.") from None

    def roster(self):
        column = self.data.get("id", "")
        rows = [{name: str(value) for name, value in row.items()} for row in self.data.get("student", ())]
        found = students(rows, column, f"The class file {self.path}") if rows else []
        if "roster" in self.data:
            found += read_roster(self.path.parent / self.data["roster"], column)
        senders = {sender: self.student(id, Roster(found)) for sender, id in self.data.get("senders", {}).items()}
        return Roster(found, senders) if found else None

    def student(self, name, roster):
        if roster and name not in roster.students:
            raise Faulty(f"The class file {self.path} speaks of {name}, who is not on the roster.")
        return name

    def unit(self, name):
        return Path(asked(self.units, [str(name)])[0].notebook).stem

    def until(self, day, zone):
        if not isinstance(day, date):
            raise Faulty(f"{day!r} in {self.path} is no date. Write 2026-11-01 or 2026-11-01T12:00:00, without quotes.")
        if not isinstance(day, datetime):
            day = datetime.combine(day + timedelta(days=1), time())
        return day if day.tzinfo else day.replace(tzinfo=zone) if zone else day.astimezone()

    def late(self):
        given = self.data.get("late")
        if given is None:
            return None
        for name, value in given.items():
            if name not in Late._fields or isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise Faulty(f"late.{name} = {value!r} in {self.path} means nothing. There are numbers for "
                             f"{', '.join(Late._fields)}.")
        return Late(**given)
