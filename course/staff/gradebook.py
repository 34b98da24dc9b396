"""The results of a run in a folder: kept as they come, written as a table, taken up again by the next run."""
from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from itertools import starmap
from pathlib import Path
from typing import NamedTuple

from course.checking import Outcome, Report
from course.staff.marking import Mark, clean

COLUMNS = ("student", "unit", "exercise", "points", "max_points", "status", "note")
FORMULA = tuple("=+-@\t\r＝＋－＠")      # how a cell begins that a spreadsheet computes


class Result(NamedTuple):
    """What one student got for one unit: a mark for each exercise."""

    student: str
    unit: str
    digest: str     # of what was handed in: when it changes, it is graded again
    marks: tuple[Mark, ...]


class OtherRun(Exception):
    """The folder holds a run with another seed."""


class Gradebook:
    """run.json says how to repeat the run, results.jsonl keeps each result, grades.csv is made from them."""

    def __init__(self, folder: Path, seed: int | None, draw):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.seed = self._seed(seed, draw)
        self._journal = folder / "results.jsonl"
        self._recall()

    def has(self, student: str, unit: str, digest: str) -> bool:
        """Whether this hand-in has been graded before."""
        result = self.results.get((student, unit))
        return result is not None and result.digest == digest

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
            path.write_text(json.dumps({"seed": seed}) + "\n", encoding="utf-8")
            return seed
        seed = json.loads(path.read_text(encoding="utf-8"))["seed"]
        if asked not in (None, seed):
            raise OtherRun(f"{self.folder} holds a run with the seed {seed}. To go on with it add --seed {seed}; for a "
                           "new one give another folder.")
        return seed

    def _recall(self):
        text = self._journal.read_text(encoding="utf-8") if self._journal.exists() else ""
        whole, end, torn = text.rpartition("\n")
        if torn:                    # the run was killed while it wrote
            self._journal.write_text(whole + end, encoding="utf-8")
        self.results = _results(whole)


def recorded(folder: Path) -> dict[tuple[str, str], Result]:
    """The results in a folder by student and unit, read without changing anything: it may be a run in progress.

    Raises OSError when there are none.
    """
    return _results((folder / "results.jsonl").read_text(encoding="utf-8").rpartition("\n")[0])


def _results(lines):
    found = {}
    for line in lines.splitlines():
        student, unit, digest, marks = json.loads(line)
        found[student, unit] = Result(student, unit, digest, tuple(starmap(_mark, marks)))
    return found


def _mark(*fields) -> Mark:
    """A mark as it was before it was written as JSON, which knows no tuples with names."""
    mark = Mark(*fields)
    if not mark.report:
        return mark
    name, title, outcomes, after, _ = mark.report
    outcomes = tuple(Outcome(*rest, tuple(map(tuple, evidence)), mistake) for *rest, evidence, mistake in outcomes)
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
    """The row with no cell that a spreadsheet would take for a formula."""
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in row]
