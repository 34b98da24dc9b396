"""What students have handed in: whose notebook is where, and its code cells. Nothing in these files is trusted."""
from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from course.checking import Unit

SIZE, CELLS = 20_000_000, 2_000     # of a notebook that is read
# A link could lead to another student's work, and opening a pipe would wait for ever.
OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Unreadable(Exception):
    """A notebook that cannot be graded; the sentence says why."""


class HandIn(NamedTuple):
    """One student's notebook of one unit. Without a path it is missing; `note` says what is unusual."""

    student: str
    unit: Unit
    path: Path | None
    note: str = ""


def hand_ins(folder: Path, units: tuple[Unit, ...], all_units: bool) -> list[HandIn]:
    """One for each student, a folder in `folder`, and each unit: all of them, or those that somebody handed in."""
    students = sorted(entry for entry in folder.iterdir()
                      if (entry.is_dir() or entry.is_symlink()) and not entry.name.startswith("."))
    closed: list[OSError] = []
    found = {student.name: [] if student.is_symlink() else sorted(_notebooks(student, closed.append))
             for student in students}
    names = {path.name for paths in found.values() for path in paths}
    return [_hand_in(student, unit, found[student.name], student.name, closed)
            for student in students for unit in units if all_units or unit.notebook in names]


def _notebooks(folder, report) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder, onerror=report):
        folders[:] = [name for name in folders if not name.startswith((".", "__MACOSX"))]     # checkpoints, archives
        yield from (Path(parent, name) for name in files if name.endswith(".ipynb") and not name.startswith("."))


def _hand_in(folder, unit, paths, student, closed):
    own = [path for path in paths if path.name == unit.notebook]
    if not own:
        others = f"; there is {', '.join(path.name for path in paths[:5])}" if paths else ""
        shut = [f"; {place.name} can't be read" for error in closed
                if (place := Path(error.filename)).is_relative_to(folder)]
        link = "; the folder is a link, which is not followed: it may lead to somebody else's" * folder.is_symlink()
        return HandIn(student, unit, None, f"no {unit.notebook} was handed in{others}{link}{''.join(shut[:5])}")
    newest = max(own, key=lambda path: path.lstat().st_mtime)
    note = f"of {len(own)} files of this name the newest: {newest.relative_to(folder)}" if len(own) > 1 else ""
    return HandIn(student, unit, newest, note)


def read(path: Path) -> bytes:
    """The bytes of a notebook. Raises Unreadable."""
    try:
        with open(os.open(path, OPEN), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Unreadable("the notebook is not a file")
            data = file.read(SIZE + 1)
    except OSError as error:
        why = "is a link, not a file" if path.is_symlink() else f"can't be read: {error.strerror}"
        raise Unreadable(f"the notebook {why}") from None
    if len(data) > SIZE:
        raise Unreadable(f"the notebook has more than {SIZE // 10**6} MB; were its outputs cleared?")
    return data


def code_cells(data: bytes) -> list[str]:
    """The sources of a notebook's code cells. Raises Unreadable."""
    if not data.strip():
        raise Unreadable("the notebook is empty")
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("the notebook is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        cut = error.pos >= len(error.doc.rstrip()) - 1 or error.msg.startswith("Unterminated")
        raise Unreadable("the notebook breaks off: it was not saved or sent completely" if cut
                         else f"the notebook is not JSON: {error.msg} in line {error.lineno}") from None
    except (RecursionError, ValueError):
        raise Unreadable("the notebook is not JSON of a reasonable size") from None
    return _sources(notebook)


def _sources(notebook):
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        raise Unreadable("this is not a notebook")
    if notebook["nbformat"] != 4:
        found = notebook["nbformat"] if isinstance(notebook["nbformat"], int) else "of another kind"
        raise Unreadable(f"the notebook has a format {found!s:.20}, not 4: open it in JupyterLab and save it")
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise Unreadable("the notebook has no list of cells")
    if len(cells) > CELLS:
        raise Unreadable(f"the notebook has {len(cells)} cells; at most {CELLS} are run")
    return [_source(cell) for cell in cells if cell.get("cell_type") == "code"]


def _source(cell):
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        raise Unreadable("a cell of the notebook has no text")
    return "".join(lines)
