"""grades.csv and totals.csv: every answer, and every student. No cell of them is a formula to any spreadsheet."""
from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from course.staff.classes.classfile import Class
from course.staff.marking.marks import clean
from course.staff.results.gradebook import replace
from course.staff.results.standing import Standing

COLUMNS = ("student", "unit", "exercise", "points", "max_points", "status", "note")
# Where a spreadsheet begins a cell, whatever it takes for a separator, and finds that it is to be computed.
FORMULA = re.compile(r"""(^|[,;|\t\r\n])([\s"']*)(?=[=+\-@＝＋－＠\t\r])""")


def write_tables(folder: Path, found: Sequence[Standing], known: Class):
    """Write grades.csv, one row for each student and exercise, and totals.csv, one for each student."""
    write(folder / "grades.csv", [COLUMNS, *(row for each in found for row in _answers(each))])
    write(folder / "totals.csv", _totals(found, known))


def write(path: Path, rows: Iterable[Sequence[str]]):
    """Write rows as CSV in which nothing is a formula."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([safe(cell) for cell in row] for row in rows)
    replace(path, file.getvalue())


def safe(cell: str) -> str:
    """The text with nothing that a spreadsheet would take for a formula."""
    return FORMULA.sub(r"\1\2'", clean(cell))


def _answers(each: Standing) -> Iterator[tuple[str, ...]]:
    for mark in each.marks:
        points = "" if each.points is None and each.is_missing else f"{each.score(mark):g}"
        yield each.student, each.unit, mark.name, points, f"{mark.max_points:g}", mark.status, _note(each, mark)


def _note(each, mark):
    given = each.given.get(mark.name)
    by_hand = given and (given.score is not None or given.extra) and f"given by hand; the checks gave {mark.points:g}"
    return "; ".join(filter(None, (mark.note, by_hand, given and given.comment)))


def _totals(found, known):
    units = sorted({each.unit for each in found if _counts(each.unit, known) and each.most})
    yield ("student", "name", *(column for unit in units for column in (
        unit, f"{unit} days late", f"{unit} penalty")), "days late", "points", "of")
    for student, group in groupby(found, key=lambda each: each.student):
        by_unit = {each.unit: each for each in group if each.unit in units}
        cells = [cell for unit in units for cell in _cells(by_unit.get(unit))]
        final = [each for each in by_unit.values() if each.points is not None]
        yield (student, known.student(student).name, *cells, f"{sum(each.days for each in by_unit.values())}",
               f"{sum(each.points for each in final):g}", f"{sum(each.most for each in final):g}")


def _cells(each):
    if each is None or each.points is None:
        return "", "", ""
    return f"{each.points:g}", f"{each.days or ''}", f"{each.penalty:g}" if each.penalty else ""


def _counts(unit, known):
    return not known.units or unit in known.units
