"""The results of a run in a folder: kept as they come, taken up again by the next run, and mended where they can be."""
from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import starmap
from pathlib import Path
from typing import NamedTuple

from course.checking import Outcome, Report
from course.staff.marking.marks import Mark

JOURNAL, RUN, KEPT = "results.jsonl", "run.json", "run.json.kept"      # the last is a copy of the one before it


class Result(NamedTuple):
    """What one student got for one unit: a mark for each exercise."""

    student: str
    unit: str
    digest: str     # of what was handed in: when it changes, it is graded again
    marks: tuple[Mark, ...]
    when: str = ""  # it was handed in, in ISO's form
    origin: str = ""                # what the names of files begin with that go back to where it came from
    seed: int | None = None

    @property
    def handed_in(self) -> datetime | None:
        """When it was handed in, if it was."""
        return datetime.fromisoformat(self.when) if self.when else None


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
    """run.json says how to repeat the run, results.jsonl keeps each result. `mended` says what had to be mended."""

    def __init__(self, folder: Path, seed: int | None, draw: Callable[[], int]):
        self.folder, self.mended = folder, []
        folder.mkdir(parents=True, exist_ok=True)
        self._journal = folder / JOURNAL
        self._recall()
        self.run = settings(folder)
        self.seed = self._seed(seed, draw)

    def has(self, student: str, unit: str, digest: str) -> bool:
        """Whether this hand-in has been graded before."""
        result = self.results.get((student, unit))
        return result is not None and result.digest == digest

    def add(self, result: Result, page: str):
        """Keep a result and its page of feedback, now."""
        result = result._replace(seed=self.seed)
        self.results[result.student, result.unit] = result
        path = page_path(self.folder, result)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8", errors="replace")
        with open(self._journal, "a", encoding="utf-8") as file:
            file.write(json.dumps(result) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def note(self, **settings):
        """Keep settings of the run for the commands to come: None forgets one."""
        run = {name: value for name, value in {**self.run, **settings}.items() if value is not None}
        if run != self.run:
            self.run = run
            for name in (RUN, KEPT):
                replace(self.folder / name, json.dumps(run) + "\n")

    def _seed(self, asked, draw):
        kept, path = self.run, self.folder / RUN
        seed = kept["seed"] if kept else self._lost_seed(asked, draw, path)
        if kept and not _holds(path, kept):
            self.mended.append(f"{path} was damaged or missing; it was written again from its copy.")
            self.run = {}
        if asked not in (None, seed):
            raise OtherRun(f"{self.folder} holds a run with the seed {seed}. To go on with it add --seed {seed}; for a "
                           "new one give another folder.")
        self.note(**{**kept, "seed": seed})
        return seed

    def _lost_seed(self, asked, draw, path):
        """The seed of a folder whose run.json does not say it: never a new one beside results of an old one."""
        known = {result.seed for result in self.results.values()} - {None}
        state = "is damaged" if path.exists() else "is missing"
        if len(known) == 1:
            self.mended.append(f"{path} {state}; the seed is in the results, and it was written again. Name --class "
                               "and --gradebook again, if there were any.")
            return next(iter(known))
        if self.results and asked is None:
            raise OtherRun(f"{path} {state}, and the results in {self.folder} do not say their seed. Add --seed N if "
                           "you know it: it is what course grade said at its end. If not, give another folder.")
        return draw() if asked is None else asked

    def _recall(self):
        data = self._journal.read_bytes() if self._journal.exists() else b""
        whole, end, torn = data.rpartition(b"\n")
        self.results, damaged = _results(whole)
        if torn:                    # the run was killed while it wrote
            self._journal.write_bytes(whole + end)
        if damaged:
            lines = whole.split(b"\n")
            with open(self.folder / f"{JOURNAL}.damaged", "ab") as file:
                file.writelines(lines[number - 1] + b"\n" for number in damaged)
            replace(self._journal, b"".join(line + b"\n" for number, line in enumerate(lines, 1)
                                            if number not in damaged))
            self.mended.append(f"{_lines(damaged)} of {self._journal} could not be read, and what was there is graded "
                               f"again. It was moved to {JOURNAL}.damaged.")


def recorded(folder: Path) -> tuple[dict[tuple[str, str], Result], str]:
    """The results in a folder by student and unit, read without changing anything: it may be a run in progress; and a
    sentence on what of them could not be read. Raises OSError when there are none."""
    path = folder / JOURNAL
    found, damaged = _results(path.read_bytes().rpartition(b"\n")[0])
    return found, damaged and (f"{_lines(damaged)} of {path} can't be read. course grade grades again what was there.")


def page_path(folder: Path, result: Result) -> Path:
    """The file that holds the page of feedback on a result."""
    return folder / "feedback" / file_name(result.student) / f"{result.unit}.html"


def settings(folder: Path) -> dict:
    """What run.json keeps, or its copy: the seed, the class file, nbgrader's gradebook, units that were asked for."""
    for name in (RUN, KEPT):
        with suppress(OSError, ValueError, TypeError, KeyError):
            found = json.loads((folder / name).read_text(encoding="utf-8"))
            return {**found, "seed": int(found["seed"])}
    return {}


def replace(path: Path, data: str | bytes):
    """Write a file so that it is either as it was or as it should be, whatever stops the run."""
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(data.encode(errors="replace") if isinstance(data, str) else data)
    new.replace(path)


def _holds(path, run):
    try:
        return json.loads(path.read_text(encoding="utf-8")) == run
    except (OSError, ValueError):
        return False


def _lines(numbers):
    return f"Line{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))}"


def _results(lines):
    found, damaged = {}, []
    for number, line in enumerate(lines.split(b"\n") if lines else (), 1):
        try:
            student, unit, digest, marks, *more = json.loads(line)
            result = Result(student, unit, digest, tuple(starmap(_mark, marks)), *more)
            _ = result.handed_in, sum(mark.points for mark in result.marks)
            found[student, unit] = result
        except (ValueError, TypeError):         # damaged, or another version of the course wrote it
            damaged.append(number)
    return found, damaged


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
    """A short name for some bytes."""
    return hashlib.sha256(data).hexdigest()[:16]


def file_name(name: str) -> str:
    """A name for a file or folder, different for different names, and harmless in a path or an address."""
    safe = re.sub(r"[^\w.@+ -]", "_", name, flags=re.ASCII).strip(". ")
    return safe if safe == name and len(name) <= 100 else f"{safe[:80]}-{digest(name.encode(errors='surrogateescape'))}"
