"""What the course gives today, and the versions that it gave before: by them a student's share of a cell is known."""
from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from hashlib import sha256
from pathlib import Path

from course.staff.handins.files import Unreadable
from course.staff.keeping.cells import is_answer, is_open, metadata, partners, read, source, text
from course.staff.keeping.files import write

MOST = 30       # versions that are kept, or looked for in the history of the checkout


class Given:
    """The notebook of a topic as the course gives it, and the versions that were given before, in a folder of that name
    in the one that is named."""

    def __init__(self, original: Path, folder: Path):
        self.original, self.topic = original, original.stem.partition("_")[2]
        self.folder = folder / self.topic
        self.found = read(original)
        self.worked_in = any(is_answer(cell) and not is_open(cell) for cell in self.found["cells"])
        self.notebook = (self.worked_in and next(_history(original, 1), None)) or self.found

    @property
    def digest(self) -> str:
        """The name of this version, which `stamped` notebooks carry."""
        return _digest(_bare(self.notebook))

    def stamped(self, notebook: dict) -> dict:
        """The notebook with a note of the version that it was brought up to."""
        return {**notebook, "metadata": {**metadata(notebook), "course": {"given": self.digest}}}

    def is_of(self, notebook: dict) -> bool:
        """Whether this is the notebook of a student, and not one of their own on the same topic."""
        return 2 * len(partners(self.notebook["cells"], notebook["cells"])) >= len(self.notebook["cells"])

    def before(self, mine: dict) -> list[dict]:
        """The cells of the version that a student's notebook was made of, or last brought up to.

        Without its note that is the one that has most in common with it, of those that are kept here or, if none is, in
        the history of the checkout; no cells if there is none.
        """
        known = list(self._kept())
        stamp = _stamp(mine)
        if exact := [version["cells"] for version in known if stamp and _digest(version) == stamp]:
            return exact[-1]
        known = known or list(_history(self.original, MOST))
        return max((version["cells"] for version in known), default=[],
                   key=lambda cells: _common(cells, mine["cells"]))

    def remember(self):
        """Keep this version, without outputs, unless it is the last one that was kept. Raises OSError."""
        numbers, bare = self._numbers(), text(_bare(self.notebook))
        with suppress(OSError, IndexError):
            if (self.folder / f"{numbers[-1]}.json").read_text(encoding="utf-8") == bare:
                return
        write(self.folder / f"{max(numbers, default=0) + 1}.json", bare)
        for number in numbers[:1 - MOST]:
            (self.folder / f"{number}.json").unlink()

    def _numbers(self):
        return sorted(int(path.stem) for path in self.folder.glob("*.json") if path.stem.isdigit())

    def _kept(self) -> Iterator[dict]:
        for number in self._numbers():
            with suppress(Unreadable):          # a damaged one is as good as none
                yield read(self.folder / f"{number}.json")


def is_current(given: Given, notebook: dict) -> bool:
    """Whether a notebook has the note of today's version."""
    return _stamp(notebook) == given.digest


def _stamp(notebook):
    found = metadata(notebook).get("course")
    return found.get("given") if isinstance(found, dict) else None


def _digest(notebook):
    return sha256(text(notebook).encode(errors="replace")).hexdigest()[:12]


def _bare(notebook):
    copy = deepcopy(notebook)
    for cell in copy["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return copy


def _common(cells, mine) -> int:
    """How many cells a student's notebook has as this version gave them."""
    return sum(source(cells[at]) == source(mine[other]) for at, other in partners(cells, mine).items())


def _history(path, most) -> Iterator[dict]:
    """The versions of a file that the checkout remembers, the last one first; none without git or a checkout."""
    for commit in _git(path, "log", f"-{most}", "--format=%H", "--", path.name).split():
        with suppress(ValueError, KeyError, TypeError):
            notebook = json.loads(_git(path, "show", f"{commit}:./{path.name}"))
            if all(source(cell) is not None for cell in notebook["cells"]):
                yield notebook


def _git(path, *command) -> str:
    if not (git := shutil.which("git")):
        return ""
    done = subprocess.run([git, "-C", path.parent, *command], capture_output=True)
    return done.stdout.decode(errors="replace") if not done.returncode else ""
