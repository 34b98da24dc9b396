"""What a student has checked, kept in the folder that they work in: readable, for them alone, and never for grading.

`progress.csv` has a line for each time that an exercise changed its status. It is only ever added to, so that two
kernels do not write over each other, a damaged line costs that line, and the files of two machines may lie side by side
(`progress*.csv`). Folders that are worked in are known by a folder `.course`, which `course lab` makes. Where there is
none, here or in a folder above, nothing is kept.
"""
from __future__ import annotations

import math
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from course.checking.outcome import STATUS
from course.checking.report import Report

FILE = "progress.csv"
FOLDER = ".course"
HEAD = "when,exercise,status,points,hints"
IN_BROWSER = sys.platform == "emscripten"
_WHEN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ")


class Line(NamedTuple):
    """One line: when (UTC), of which exercise, its status and points then, and how many hints had been taken."""

    when: str
    exercise: str
    status: str
    points: float
    hints: int

    @property
    def day(self) -> str:
        return self.when[:10]


class Kept(NamedTuple):
    """What is known of an exercise: the last line on it, and the day of the last pass, if there was one."""

    last: Line
    passed: str = ""


def folder() -> Path | None:
    """The folder that is worked in: this one or one above it; None if there is none."""
    try:
        here = Path.cwd()
        if IN_BROWSER:                  # there is one folder, and it is the reader's
            return here
        return next((place for place in (here, *here.parents) if (place / FOLDER).is_dir()), None)
    except OSError:                     # it may have been deleted meanwhile
        return None


def begin(place: Path):
    """Make a folder one that is worked in, unless it is. Raises OSError."""
    if not IN_BROWSER:
        (place / FOLDER).mkdir(exist_ok=True)
    if not (place / FILE).exists():
        _append(place / FILE, HEAD)


def keep(report: Report, hints: int, place: Path | None) -> str:
    """Note what a check has found in a folder, if it is new; a sentence if that was not possible."""
    if place is None or report.status == "faulty" or os.environ.get("NBGRADER_EXECUTION"):
        return ""
    known = kept(place).get(report.name)
    if (known.last.status, known.last.points) == (report.status, report.points) if known else report.status == "todo":
        return ""
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%SZ}"
    try:
        begin(place)
        _append(place / FILE, f"{when},{report.name},{report.status},{report.points:g},{hints}")
    except OSError as error:
        return f"This is not kept: {FILE} can't be written to ({error.strerror})."
    return ""


def kept(place: Path | None) -> dict[str, Kept]:
    """What is known of each exercise, by name, in a folder."""
    found: dict[str, Kept] = {}
    for _, line in sorted(_lines(place), key=lambda timed: timed[0]) if place else ():
        before = found.get(line.exercise, Kept(line))
        found[line.exercise] = Kept(line, line.day if line.status == "pass" else before.passed)
    return found


def _lines(place) -> Iterator[tuple[str, Line]]:
    """Each line and its time; in a file none is before the one above it, whatever the clock has said."""
    for path in place.glob(f"{Path(FILE).stem}*.csv"):
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        lines = [*filter(None, map(_line, text.splitlines()))]
        yield from zip(accumulate((line.when for line in lines), max), lines, strict=True)


def _line(text) -> Line | None:
    """What a line says; None for the first one, and for one that is damaged."""
    parts = [part.strip(' "') for part in re.split("[,;\t]", text)]     # as spreadsheets save it
    try:
        when, exercise, status, points, hints = parts
        line = Line(when, exercise, status, float(points), int(hints))
    except ValueError:
        return None
    sound = _WHEN.fullmatch(when) and exercise.isidentifier() and status in STATUS and 0 <= line.points < math.inf
    return line if sound else None


def _append(path, line):
    with path.open("ab+", buffering=0) as file:         # one write, at the end, whoever else writes
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        broken = file.read(1) not in (b"\n", b"")
        file.write(("\n" * broken + line + "\n").encode())
