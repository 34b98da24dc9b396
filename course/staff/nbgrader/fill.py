"""Our marks in nbgrader's gradebook, through its own API: for formgrader, feedback, late penalties and exporters."""
from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, is_grade, is_solution, parse_utc
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import PyFileConfigLoader

from course.staff.marking.handin import HandIn, Unreadable, read
from course.staff.nbgrader import COURSE
from course.staff.nbgrader.graded import graded_notebook
from course.staff.results.gradebook import Result, file_name
from course.staff.setup.needs import ROOT

__all__ = ["OtherCells", "SQLAlchemyError", "fill"]


class OtherCells(Exception):
    """The gradebook knows another version of a unit."""


def fill(url: str, folder: Path, found: Iterable[HandIn], results: Mapping[tuple, Result]) -> int:
    """Bring nbgrader's gradebook at `url` and the folder autograded/ in `folder` up to date; how many were written.

    What is there with the same hand-in stays; scores that somebody gave by hand always stay. Late penalties are those
    of nbgrader_config.py in `folder`. Raises OtherCells, SQLAlchemyError, and ImportError without the URL's driver.
    """
    _find_alembic()
    config = _config(folder)
    known, count = set(), 0
    with warnings.catch_warnings(), Gradebook(url, COURSE) as book:
        warnings.filterwarnings("ignore", "Object of type <Submitted")       # of nbgrader's own doing, and harmless
        for hand_in in found:
            name = Path(hand_in.unit.notebook).stem
            result = results.get((hand_in.student, name))
            if not hand_in.path or not result or not result.digest:
                continue
            if name not in known:
                _declare(book, name)
                known.add(name)
            student = file_name(hand_in.student)
            path = folder / "autograded" / student / name / hand_in.unit.notebook
            if not _is_there(book, path, student, name, result):
                _enter(book, student, name, hand_in, result)
                _write(path, hand_in, name, result)
                _penalise(config, url, student, name)
                count += 1
    return count


def _find_alembic():
    """nbgrader starts a program of its environment by name, which must be on PATH."""
    here = str(Path(sys.executable).parent)
    if here not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = f"{here}{os.pathsep}{os.environ['PATH']}"


def _config(folder):
    path = folder / "nbgrader_config.py"
    return PyFileConfigLoader(path.name, path=str(folder)).load_config() if path.exists() else None


def _template(name):
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)


def _declare(book, name):
    """Assignment, notebook and cells, as nbgrader's generate_assignment would have recorded them."""
    cells = [cell for cell in _template(name).cells if is_grade(cell) or is_solution(cell)]
    try:
        recorded = {cell.name for cell in book.find_notebook(name, name).source_cells}
    except MissingEntry:
        book.update_or_create_assignment(name)
        book.update_or_create_notebook(name, name, kernelspec=json.dumps(_template(name).metadata.kernelspec))
        for cell in cells:
            _record(book, name, cell)
        return
    if recorded != {cell.metadata.nbgrader.grade_id for cell in cells}:
        raise OtherCells(f"nbgrader's gradebook knows other cells of {name} than notebooks/{name}.ipynb has. Take a "
                         "new gradebook, or run nbgrader generate_assignment on the unit's present version.")


def _record(book, name, cell):
    about = cell.metadata.nbgrader
    if is_grade(cell):
        book.update_or_create_grade_cell(about.grade_id, name, name, max_score=about.points, cell_type="code")
    else:
        book.update_or_create_solution_cell(about.grade_id, name, name)
    book.update_or_create_source_cell(about.grade_id, name, name, cell_type="code", locked=about.locked,
                                      source=cell.source, checksum=compute_checksum(cell))


def _is_there(book, path, student, name, result):
    try:
        book.find_submission(name, student)
        return json.loads(path.read_text(encoding="utf-8"))["metadata"]["course"]["digest"] == result.digest
    except (MissingEntry, OSError, ValueError, KeyError):
        return False


def _enter(book, student, name, hand_in, result):
    book.update_or_create_student(student)
    book.update_or_create_submission(name, student, timestamp=_when(hand_in.path))
    for mark in result.marks:
        grade = book.find_grade(f"{mark.name}-check", name, name, student)
        changed = grade.manual_score is not None and grade.auto_score != mark.points
        grade.needs_manual_grade = changed or bool(mark.faulty)
        grade.auto_score = float(mark.points)
        comment = book.find_comment(mark.name, name, name, student)
        comment.auto_comment = "No response." if mark.status == "todo" else None
    book.db.commit()


def _when(path):
    """When it was handed in, in UTC: as timestamp.txt beside it says, else when the file was last written."""
    beside = path.with_name("timestamp.txt")
    try:
        return parse_utc(beside.read_text(encoding="utf-8").strip())
    except (OSError, ValueError, OverflowError):
        return datetime.fromtimestamp(path.lstat().st_mtime, UTC).replace(tzinfo=None)


def _write(path, hand_in, name, result):
    try:
        data = read(hand_in.path)
    except Unreadable:
        data = b""
    notebook = graded_notebook(_template(name), data, result)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def _penalise(config, url, student, name):
    resources = {"nbgrader": {"student": student, "assignment": name, "notebook": name, "db_url": url}}
    AssignLatePenalties(config=config).preprocess(nbformat.v4.new_notebook(), resources)
