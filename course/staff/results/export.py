"""Points as tables that learning platforms import: one row a student, one column a unit."""
from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from course.staff.marking.marks import clean
from course.staff.results.gradebook import FORMULA
from course.staff.results.summary import Summary

# Canvas knows a student by any of these. Its importer (lib/gradebook_importer.rb) wants the columns in this order.
CANVAS = ("ID", "SIS User ID", "SIS Login ID")
POINTS_POSSIBLE = "Points Possible"
_SIGNED = re.compile(r"[@+-][\w.@+-]*", re.ASCII)       # -1 and @ada call no function: spreadsheets can have them


def write_canvas(path: Path, units: Sequence[Summary], identifier: str) -> list[str]:
    """Write Canvas's format, with the students' names in the column `identifier`. Return who had to be left out.

    Canvas takes the digits at the front of an ID for the whole, and so only whole numbers are given as one.
    """
    units = [unit for unit in units if unit.most]
    width, place = len(CANVAS) + 2, 1 + CANVAS.index(identifier)
    names, left_out = _students(units, lambda name: identifier != "ID" or name.isascii() and name.isdigit())
    header = ["Student", *CANVAS, "Section", *(unit.title for unit in units)]
    possible = [POINTS_POSSIBLE, *[""] * (width - 1), *(f"{unit.most:g}" for unit in units)]
    rows = ([name if column == place else "" for column in range(width)] + list(_points(name, units)) for name in names)
    _write(path, [header, possible, *rows])
    return left_out


def write_moodle(path: Path, units: Sequence[Summary]) -> list[str]:
    """Write a table for Moodle's import, where one says which column is what. Return who had to be left out."""
    units = [unit for unit in units if unit.most]
    names, left_out = _students(units, bool)
    _write(path, [["student", *(f"{unit.title} (of {unit.most:g})" for unit in units)],
                  *([name, *_points(name, units)] for name in names)])
    return left_out


def is_plain(name: str) -> bool:
    """Whether a name can stand in a table as it is: unchanged it names a student, and no spreadsheet computes it."""
    return clean(name) == name and "\n" not in name and (not FORMULA.search(name) or bool(_SIGNED.fullmatch(name)))


def _students(units, fits):
    names = sorted({name for unit in units for name in unit.points})
    good = [name for name in names if is_plain(name) and fits(name)]
    return good, sorted(set(names).difference(good))


def _points(name, units) -> Iterator[str]:
    """Nothing for a unit without final marks: platforms leave an empty cell as ungraded."""
    return (f"{unit.points[name]:g}" if name in unit.points else "" for unit in units)


def _write(path: Path, rows: Iterable[Sequence[str]]):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
