"""Points as tables that learning platforms import: one row a student, one column a unit."""
from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from course.checking import Unit
from course.staff.classes.classfile import Class
from course.staff.classes.roster import Student
from course.staff.marking.marks import clean
from course.staff.options.report import CANVAS
from course.staff.results.standing import Standing
from course.staff.results.tables import FORMULA

MOODLE = ("Username", "ID number", "Email address")         # one of them is mapped to, where the roster has it
POINTS_POSSIBLE = "Points Possible"
_SIGNED = re.compile(r"[@+-][\w.@+-]*", re.ASCII)       # -1 and @ada call no function: spreadsheets can have them


class _Table:
    """Points by student and unit, with the titles of the units that are worth something."""

    def __init__(self, found: Sequence[Standing], known: Class, units: Sequence[Unit]):
        titles = {Path(unit.notebook).stem: f"{unit.number} {unit.title}" for unit in units}
        self.known, self.points, self.most = known, defaultdict(dict), defaultdict(float)
        for each in found:
            self.points[each.student][each.unit] = each.points
            self.most[each.unit] = max(self.most[each.unit], each.most)
        counting = known.units or self.most
        self.units = sorted(unit for unit, most in self.most.items() if most and unit in counting)
        self.titles = {unit: titles.get(unit, unit) for unit in self.units}

    def cells(self, student: str) -> Iterator[str]:
        """Nothing for a unit without final marks: platforms leave an empty cell as ungraded."""
        found = (self.points[student].get(unit) for unit in self.units)
        return ("" if points is None else f"{points:g}" for points in found)

    def students(self, fits: Callable[[Student], bool]) -> tuple[list[Student], list[str]]:
        """Who can stand in a table, and the names of those who cannot."""
        found = [self.known.student(name) for name in sorted(self.points)]
        return [each for each in found if fits(each)], [each.id for each in found if not fits(each)]


def write_canvas(path: Path, found: Sequence[Standing], known: Class, units: Sequence[Unit], column: str) -> list[str]:
    """Write Canvas's format, with the columns of a roster that came from Canvas, else with what students are called
    here in `column`. Return who had to be left out. Canvas takes the digits at the front of an ID for the whole."""
    table = _Table(found, known, units)

    def ids(student):
        ours = {name: student.column(name) for name in CANVAS} if student.column("Student") else {}
        return {**dict.fromkeys(CANVAS, ""), **ours} if any(ours.values()) else {
            **dict.fromkeys(CANVAS, ""), column: student.id}

    def fits(student):
        given = ids(student)
        return all(not value or is_plain(value) for value in given.values()) and (
            not given["ID"] or given["ID"].isascii() and given["ID"].isdigit())

    students, left_out = table.students(fits)
    titles = [known.columns.get(("canvas", unit), table.titles[unit]) for unit in table.units]
    possible = [POINTS_POSSIBLE, *[""] * (len(CANVAS) + 1), *(f"{table.most[unit]:g}" for unit in table.units)]
    _write(path, [["Student", *CANVAS, "Section", *titles], possible, *(
        [_plain_or_nothing(each.column("Student")), *ids(each).values(), _plain_or_nothing(each.column("Section")),
         *table.cells(each.id)] for each in students)])
    return left_out


def write_moodle(path: Path, found: Sequence[Standing], known: Class, units: Sequence[Unit]) -> list[str]:
    """Write a table for Moodle's import, with the columns of the roster by which Moodle knows students, else with what
    they are called here. Return who had to be left out."""
    table = _Table(found, known, units)
    columns = [name for name in MOODLE if any(known.student(id).column(name) for id in table.points)]

    def ids(student):
        return [student.column(name) for name in columns] or [student.id]

    students, left_out = table.students(lambda each: any(ids(each)) and all(not id or is_plain(id) for id in ids(each)))
    titles = [known.columns.get(("moodle", unit), f"{table.titles[unit]} (of {table.most[unit]:g})")
              for unit in table.units]
    _write(path, [[*(columns or ["student"]), *titles], *([*ids(each), *table.cells(each.id)] for each in students)])
    return left_out


def is_plain(name: str) -> bool:
    """Whether a name can stand in a table as it is: unchanged it names a student, and no spreadsheet computes it."""
    return clean(name) == name and "\n" not in name and (not FORMULA.search(name) or bool(_SIGNED.fullmatch(name)))


def _plain_or_nothing(name):
    return name if is_plain(name) else ""


def _write(path: Path, rows: Iterable[Sequence[str]]):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
