"""The results of a run in a folder: kept as they come, written as a table, taken up again by the next run."""
from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import starmap
from pathlib import Path
from typing import NamedTuple

from course.checking import Outcome, Report
from course.staff.marking.marks import Mark, clean

COLUMNS = ("student", "unit", "exercise", "points", "max_points", "status", "note")
# Where a spreadsheet begins a cell, whatever it takes for a separator, and finds that it is to be computed.
FORMULA = re.compile(r"""(^|[,;|\t\r\n])([\s"']*)(?=[=+\-@＝＋－＠\t\r])""")


class Result(NamedTuple):
    """What one student got for one unit: a mark for each exercise."""

    student: str
    unit: str
    digest: str     # of what was handed in: when it changes, it is graded again
    marks: tuple[Mark, ...]


class OtherRun(Exception):
    """The folder holds a run with another seed, one that is being written, or none that can be read."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other runs out of the folder, which is made if need be: they would write over each other's results.

    Raises OtherRun when there is one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "nt":                 # no locks on folders
        yield
        return
    import fcntl
    number = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OtherRun(f"Another run is writing to {folder}. Wait for its end, or give another folder.") from None
        except OSError:                 # a file system without locks
            pass
        yield
    finally:
        os.close(number)


class Gradebook:
    """run.json says how to repeat the run, results.jsonl keeps each result, grades.csv is made from them."""

    def __init__(self, folder: Path, seed: int | None, draw):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.seed = self._seed(seed, draw)
        self._journal = folder / "results.jsonl"
        self._recall()

    def has(self, student: str, unit: str, digest: str, worth: Mapping[str, float]) -> bool:
        """Whether this hand-in has been graded before, for these exercises and their points."""
        result = self.results.get((student, unit))
        return result is not None and result.digest == digest and worth == {
            mark.name: mark.max_points for mark in result.marks}

    def add(self, result: Result, page: str):
        """Keep a result and its page of feedback, now."""
        self.results[result.student, result.unit] = result
        path = self.folder / "feedback" / file_name(result.student) / f"{result.unit}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8", errors="replace")
        with open(self._journal, "a", encoding="utf-8") as file:
            file.write(json.dumps(result) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def write_table(self):
        """Write grades.csv, sorted, one row per student and exercise."""
        new = self.folder / "grades.csv.new"
        with open(new, "w", encoding="utf-8", newline="", errors="replace") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            for _, result in sorted(self.results.items()):
                writer.writerows(map(_safe, _table_rows(result)))
        new.replace(self.folder / "grades.csv")

    def _seed(self, asked, draw):
        path = self.folder / "run.json"
        if not path.exists():
            seed = draw() if asked is None else asked
            new = self.folder / "run.json.new"
            new.write_text(json.dumps({"seed": seed}) + "\n", encoding="utf-8")
            new.replace(path)
            return seed
        try:
            seed = int(json.loads(path.read_text(encoding="utf-8"))["seed"])
        except (ValueError, TypeError, KeyError):
            raise OtherRun(f"{path} does not say which seed the run has. Give another folder.") from None
        if asked not in (None, seed):
            raise OtherRun(f"{self.folder} holds a run with the seed {seed}. To go on with it add --seed {seed}; for a "
                           "new one give another folder.")
        return seed

    def _recall(self):
        data = self._journal.read_bytes() if self._journal.exists() else b""
        whole, end, torn = data.rpartition(b"\n")
        self.results = _results(self._journal, whole)
        if torn:                    # the run was killed while it wrote
            self._journal.write_bytes(whole + end)


def recorded(folder: Path) -> dict[tuple[str, str], Result]:
    """The results in a folder by student and unit, read without changing anything: it may be a run in progress.

    Raises OSError when there are none, OtherRun when they cannot be read.
    """
    path = folder / "results.jsonl"
    return _results(path, path.read_bytes().rpartition(b"\n")[0])


def _results(path, lines):
    found = {}
    for number, line in enumerate(lines.splitlines(), 1):
        try:
            student, unit, digest, marks = json.loads(line)
            found[student, unit] = Result(student, unit, digest, tuple(starmap(_mark, marks)))
        except (ValueError, TypeError):
            raise OtherRun(f"Line {number} of {path} is damaged, or another version of the course wrote it. Grade into "
                           "another folder.") from None
    return found


def _mark(*fields) -> Mark:
    """A mark as it was before it was written as JSON, which knows no tuples with names."""
    mark = Mark(*fields)
    if not mark.report:
        return mark
    name, title, outcomes, after, *_ = mark.report
    outcomes = tuple(Outcome(*rest, tuple(map(tuple, evidence)), *more) for *rest, evidence, more in (
        (*outcome[:5], outcome[5:]) for outcome in outcomes))
    return mark._replace(report=Report(name, title, outcomes, after))


def digest(data: bytes) -> str:
    """A short name for what was handed in."""
    return hashlib.sha256(data).hexdigest()[:16]


def file_name(name: str) -> str:
    """A name for a file or folder, different for different names, and harmless in a path or an address."""
    safe = re.sub(r"[^\w.@+ -]", "_", name, flags=re.ASCII).strip(". ")
    return safe if safe == name and len(name) <= 100 else f"{safe[:80]}-{digest(name.encode(errors='surrogateescape'))}"


def _table_rows(result):
    for mark in result.marks:
        yield (clean(result.student), result.unit, mark.name, f"{mark.points:g}", f"{mark.max_points:g}", mark.status,
               clean(mark.note))


def _safe(row):
    """The row with nothing that a spreadsheet would take for a formula."""
    return [FORMULA.sub(r"\1\2'", cell) for cell in row]
