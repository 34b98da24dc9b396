"""Our marks in nbgrader's gradebook and what was given there by hand in ours, so that both say the same."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, is_grade, is_solution
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import PyFileConfigLoader

from course.staff.classes.classfile import Class
from course.staff.handins.files import Unreadable, read
from course.staff.handins.handin import HandIn
from course.staff.nbgrader.graded import graded_notebook
from course.staff.nbgrader.taken import CHECK, by_hand, entries, opened, student_id, take
from course.staff.results.byhand import ByHand
from course.staff.results.gradebook import Result, digest
from course.staff.results.standing import Standing
from course.staff.setup.places import notebooks

__all__ = ["OtherCells", "SQLAlchemyError", "fill", "take"]


class OtherCells(Exception):
    """The gradebook knows another version of a unit."""


def fill(url: str, folder: Path, found: Iterable[HandIn], results: Mapping[tuple, Result], known: Class, before: ByHand,
         stand: Callable[[ByHand], Sequence[Standing]]) -> tuple[int, ByHand]:
    """Bring nbgrader's gradebook at `url` and the folder autograded/ in `folder` up to date: scores, maxima, due dates,
    extensions and penalties. Return how many submissions were written, and what was given there by hand, which stays.

    Penalties are those of the class file; without a late rule there, those of nbgrader_config.py in `folder`. `stand`
    says where everybody stands with what was given by hand. Raises OtherCells, SQLAlchemyError, and ImportError without
    the URL's driver.
    """
    graded = {key: result for key, result in results.items() if len(result.digest) == LENGTH}
    with opened(url) as book:
        units = sorted({unit for _, unit in graded})
        for unit in units:
            _declare(book, unit, known.due.get(unit))
        there = {unit: entries(book, unit) for unit in units}
        given = by_hand(there, {student for student, _ in graded}, before)
        ruled = {each[:2]: each.penalty for each in stand(given._replace(penalties={}))} if known.late else None
        hand_ins = {(each.student, Path(each.unit.notebook).stem): each for each in found}
        filler = _Filler(book, folder, known, hand_ins, ruled)
        for each in stand(given):
            if (each.student, each.unit) in graded:
                entry = there[each.unit].get(student_id(each.student))
                filler.bring(each, graded[each.student, each.unit], entry, given)
        book.db.commit()
    return filler.count, given._replace(rule={**given.rule, **filler.rule})


LENGTH = len(digest(b""))       # of the digest of a hand-in that was graded: not missing, not lost, not to be repeated


class _Filler:
    """Writes what differs, submission by submission."""

    def __init__(self, book, folder, known, hand_ins, ruled):
        self.book, self.folder, self.known, self.hand_ins, self.ruled = book, folder, known, hand_ins, ruled
        self.count, self.rule, self.due = 0, {}, {}
        path = folder / "nbgrader_config.py"
        config = PyFileConfigLoader(path.name, path=str(folder)).load_config() if path.exists() else None
        self.penalties = AssignLatePenalties(config=config)
        self.penalties.init_plugin()

    def bring(self, each: Standing, result: Result, entry, given: ByHand):
        """One submission: its file where formgrader looks for it, and its entries."""
        student, name = student_id(each.student), each.unit
        path = self.folder / "autograded" / student / name / f"{name}.ipynb"
        written = self._write(path, result)
        if not path.exists():           # its notebook is not here, and has never been brought
            return
        when = each.when.astimezone(UTC).replace(tzinfo=None) if each.when else None
        extension = self._extension(each)
        marks = {mark.name: float(mark.points) for mark in each.marks}
        self.rule[each[:2]] = self._rule(each, when) if self.ruled is None else self.ruled[each[:2]]
        penalty = given.penalties.get(each[:2], self.rule[each[:2]])
        if written or entry is None or abs(entry.penalty - penalty) > 1e-6 or (
                entry.timestamp, entry.extension, entry.auto) != (when, extension, marks):
            self._enter(student, each, when, extension, penalty)
            if entry is None:
                self._give(student, each)
            self.count += 1

    def _write(self, path, result):
        now = digest(json.dumps(result[:4]).encode())
        if _written(path) == now or (hand_in := self.hand_ins.get((result.student, result.unit))) is None:
            return False
        try:
            data = read(hand_in.file)
        except Unreadable:
            data = b""
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(graded_notebook(_template(result.unit), data, result, now), path)
        return True

    def _extension(self, each):
        due, general = self.known.extensions.get((each.student, each.unit)), self.known.due.get(each.unit)
        return due - general if due and general else None

    def _rule(self, each, when):
        """The penalty by the rule of nbgrader_config.py."""
        if each.unit not in self.due:
            self.due[each.unit] = self.book.find_assignment(each.unit).duedate
        due, extension = self.due[each.unit], self._extension(each) or timedelta()
        seconds = (when - due - extension).total_seconds() if when and due else 0.0
        if seconds <= 0:
            return 0.0
        earned = sum(map(each.score, each.marks))
        found = self.penalties.plugin_inst.late_submission_penalty(student_id(each.student), earned, seconds)
        return min(max(0.0, found or 0.0), earned)

    def _enter(self, student, each, when, extension, penalty):
        book, name, about = self.book, each.unit, self.known.student(each.student)
        first, _, last = about.name.rpartition(" ")
        names = {"first_name": first, "last_name": last, "email": about.email or None} if about.name else {}
        book.update_or_create_student(student, **names)
        submission = book.update_or_create_submission(name, student, timestamp=when)
        submission.extension = extension
        for mark in each.marks:
            grade = book.find_grade(f"{mark.name}{CHECK}", name, name, student)
            changed = grade.manual_score is not None and grade.auto_score != mark.points
            grade.needs_manual_grade = changed or bool(mark.faulty)
            grade.auto_score = float(mark.points)
            comment = book.find_comment(mark.name, name, name, student)
            comment.auto_comment = "No response." if mark.status == "todo" else None
        book.find_submission_notebook(name, name, student).late_submission_penalty = penalty or None
        book.db.commit()


    def _give(self, student, each):
        """What was given by hand before, to a gradebook that does not have it any more."""
        for name, given in each.given.items():
            grade = self.book.find_grade(f"{name}{CHECK}", each.unit, each.unit, student)
            grade.manual_score, grade.extra_credit = given.score, given.extra or None
            self.book.find_comment(name, each.unit, each.unit, student).manual_comment = given.comment or None
        self.book.db.commit()


def _written(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))["metadata"]["course"]["digest"]
    except (OSError, ValueError, KeyError):
        return None


def _template(name):
    return nbformat.read(notebooks() / f"{name}.ipynb", as_version=4)


def _declare(book, name, due: datetime | None):
    """Assignment, notebook and cells, as nbgrader's generate_assignment would have recorded them, with our maxima."""
    cells = [cell for cell in _template(name).cells if is_grade(cell) or is_solution(cell)]
    try:
        recorded = {cell.name for cell in book.find_notebook(name, name).source_cells}
    except MissingEntry:
        recorded = set()
        book.update_or_create_assignment(name)
        book.update_or_create_notebook(name, name, kernelspec=json.dumps(_template(name).metadata.kernelspec))
    if recorded and recorded != {cell.metadata.nbgrader.grade_id for cell in cells}:
        raise OtherCells(f"nbgrader's gradebook knows other cells of {name} than notebooks/{name}.ipynb has. Take a "
                         "new gradebook, or run nbgrader generate_assignment on the unit's present version.")
    if due:
        book.update_or_create_assignment(name, duedate=due.astimezone(UTC).replace(tzinfo=None))
    for cell in cells:
        _record(book, name, cell, not recorded)


def _record(book, name, cell, new):
    about = cell.metadata.nbgrader
    if is_grade(cell) and (new or book.find_grade_cell(about.grade_id, name, name).max_score != about.points):
        book.update_or_create_grade_cell(about.grade_id, name, name, max_score=about.points, cell_type="code")
    if not new:
        return
    if not is_grade(cell):
        book.update_or_create_solution_cell(about.grade_id, name, name)
    book.update_or_create_source_cell(about.grade_id, name, name, cell_type="code", locked=about.locked,
                                      source=cell.source, checksum=compute_checksum(cell))
