"""Our results and nbgrader's gradebook say the same, whichever of the two was changed last."""
import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from staff import submissions as build
from staff.setting import arguments

from course.exercises import UNITS
from course.staff.commands import grade, report

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytestmark = pytest.mark.slow

UNIT = next(unit for unit in UNITS if unit.topic == "tying")
NAME = Path(UNIT.notebook).stem
CLASS = """
roster = "roster.csv"
timezone = "UTC"
due.tying = 2026-11-01T12:00:00
extensions.eve.tying = 2026-11-03T12:00:00
late = {per_day = 10, most = 50}
"""
ROSTER = "id,name,email\nada,Ada Lovelace,ada@x.edu\nmüller,Jörg Müller,\neve,Eve Adams,\nzoe,Zoe,\n"
HANDED_IN = {"ada": "2026-11-01 11:00:00 UTC", "müller": "2026-11-02 13:00:00 UTC", "eve": "2026-11-03 11:00:00 UTC"}


class Course:
    """A class that has handed in, and both gradebooks."""

    def __init__(self, folder):
        self.folder, self.db = folder, folder / "course/gradebook.db"
        self.words = [folder / "class", "--out", folder / "out", "--class", folder / "class.toml", "--seed", 1,
                      "--trust", "--gradebook", f"sqlite:///{self.db}"]
        (folder / "class.toml").write_text(CLASS)
        (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
        for student, when in HANDED_IN.items():
            self.hand_in(student, build.solved(UNIT), when)

    def hand_in(self, student, notebook, when):
        build.write(self.folder / "class" / student, UNIT, notebook)
        (self.folder / "class" / student / "timestamp.txt").write_text(when)

    def grade(self, *words):
        return grade.main(arguments(grade, *self.words, *words))

    def nbgrader(self, code):
        """Run a piece of Python with the gradebook as `book`; what it prints, as JSON."""
        done = subprocess.run([sys.executable, "-W", "ignore", "-c", f"""
import json
from nbgrader.api import Gradebook
NAME = {NAME!r}
with Gradebook("sqlite:///{self.db}", "autodiff") as book:
    {code}
    book.db.commit()"""], capture_output=True, text=True, env=os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"})
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout else None

    def theirs(self):
        return self.nbgrader("print(json.dumps({s.student.id: [s.score, s.late_submission_penalty, s.max_score, "
                             "s.total_seconds_late] for s in book.assignment_submissions(NAME)}))")

    def ours(self):
        with open(self.folder / "out/totals.csv", encoding="utf-8", newline="") as file:
            return {row["student"]: (row[NAME], row[f"{NAME} penalty"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    made = Course(tmp_path_factory.mktemp("both"))
    assert made.grade() == 0
    return made


MOST = UNIT.points


def test_due_dates_extensions_and_penalties_are_the_same_in_both(course):
    assert course.theirs() == {"ada": [MOST, 0, MOST, 0], "eve": [MOST, 0, MOST, 0],
                               "müller": [MOST, round(MOST * 0.2, 6), MOST, 25 * 3600]}
    assert course.ours() == {"ada": (f"{MOST:g}", ""), "eve": (f"{MOST:g}", ""), "zoe": ("0", ""),
                             "müller": (f"{0.8 * MOST:g}", f"{0.2 * MOST:g}")}
    names = course.nbgrader("print(json.dumps({s.id: [s.first_name, s.last_name, s.email] for s in book.students}))")
    assert names["ada"] == ["Ada", "Lovelace", "ada@x.edu"]
    assert (course.folder / "course/autograded/müller" / NAME / UNIT.notebook).exists()


def test_what_has_not_changed_is_not_written(course, capsys):
    assert course.grade() == 0 and "Brought 0 submissions" in capsys.readouterr().out


def test_what_nbgrader_has_otherwise_is_set_right(course, capsys):
    course.nbgrader("book.find_grade('tied_grad-check', NAME, NAME, 'ada').auto_score = 99.0; "
                    "book.find_grade_cell('tie_guess-check', NAME, NAME).max_score = 50.0; "
                    "book.find_assignment(NAME).duedate = None")
    assert course.grade() == 0 and "Brought 1 submissions" in capsys.readouterr().out
    test_due_dates_extensions_and_penalties_are_the_same_in_both(course)


def test_what_is_given_by_hand_comes_back_into_every_table(course, capsys):
    course.nbgrader("g = book.find_grade('tied_grad-check', NAME, NAME, 'ada'); "
                    "g.manual_score, g.extra_credit = 0.5, 2.0; "
                    "book.find_comment('tied_grad', NAME, NAME, 'ada').manual_comment = 'See me; =1+1'; "
                    "book.find_submission_notebook(NAME, NAME, 'müller').late_submission_penalty = 1.0")
    worth = next(each.points for each in UNIT.exercises if each.name == "tied_grad")
    out, canvas = course.folder / "out", course.folder / "canvas.csv"
    assert report.main(arguments(report, out, "--canvas", canvas, "--moodle", course.folder / "moodle.csv")) == 0
    expected = {"ada": MOST - worth + 2.5, "müller": MOST - 1, "eve": MOST, "zoe": 0}
    assert {student: float(points) for student, (points, _) in course.ours().items()} == expected
    with open(canvas, encoding="utf-8", newline="") as file:
        assert {row[3]: float(row[5]) for row in list(csv.reader(file))[2:]} == expected
    with open(course.folder / "moodle.csv", encoding="utf-8", newline="") as file:
        assert {row[0]: float(row[1]) for row in list(csv.reader(file))[1:]} == expected
    page = (out / "feedback/ada" / f"{NAME}.html").read_text(encoding="utf-8")
    assert "2.5 of" in page and "by hand. See me; =1+1" in page
    table = (out / "grades.csv").read_text(encoding="utf-8")
    assert f"given by hand; the checks gave {worth:g}; See me; '=1+1" in table
    assert course.grade() == 0, "and grading again keeps it"
    assert {student: float(points) for student, (points, _) in course.ours().items()} == expected
    assert {student: found[0] - found[1] for student, found in course.theirs().items()} == {
        student: points for student, points in expected.items() if student != "zoe"}


def test_a_gradebook_that_was_deleted_is_made_again_with_what_was_given(course, capsys):
    before = course.ours()
    course.db.unlink()
    assert report.main(arguments(report, course.folder / "out")) == 0
    assert "can't be read: there is no" in capsys.readouterr().err
    assert course.ours() == before and not course.db.exists()
    assert course.grade() == 0 and course.ours() == before
    assert course.theirs()["müller"][1] == 1.0
    assert course.nbgrader("print(json.dumps(book.find_comment('tied_grad', NAME, NAME, 'ada').manual_comment))") == (
        "See me; =1+1")
