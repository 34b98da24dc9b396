"""Our course and our marks in the real nbgrader: what it generates, validates, grades, shows and exports."""
import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from staff import submissions
from staff.setting import arguments

from course.exercises import UNITS
from course.staff.commands import build, grade

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytestmark = pytest.mark.slow

ROOT = submissions.ROOT
UNIT = next(unit for unit in UNITS if unit.topic == "tying")
NAME = Path(UNIT.notebook).stem
PARTLY = {"tied_grad": "def tied_grad(grad_untied, theta, k):\n    return sum(grad_untied([theta] * k)) / k",
          "tied_paths": "def tied_paths(graph, name):\n    return None",
          "conv_grad": "def conv_grad(x, w, v_out):\n    return [v_out[0] * x[j] for j in range(len(w))]"}
HANDED_IN = {"ada": submissions.solved(UNIT), "bob": submissions.answered(UNIT, PARTLY),
             "eve": submissions.untouched(UNIT)}


def python(folder, *words):
    """Run this Python in a folder as nbgrader wants it: with the programs of its environment on PATH."""
    paths = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *map(str, words)], cwd=folder, env=os.environ | paths, capture_output=True,
                          text=True)


def nbgrader(folder, *words):
    """Run a command of nbgrader in a course."""
    return python(folder, "-m", "nbgrader", *words)


def nbgrader_python(folder, text):
    """What this piece of Python prints in a course, in its last line."""
    done = python(folder, "-W", "ignore", "-c", text)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1:]


def scores(folder, url="sqlite:///gradebook.db"):
    """Each student's score of each exercise, and in all, as nbgrader's API tells them."""
    text = f"""
import json
from nbgrader.api import Gradebook
with Gradebook({url!r}, "autodiff") as book:
    found = {{s.student.id: [s.score, {{g.name: [g.score, g.manual_score] for n in s.notebooks for g in n.grades}}]
             for s in book.assignment_submissions({NAME!r})}}
print(json.dumps(found))"""
    return json.loads(*nbgrader_python(folder, text))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course laid out for nbgrader, with its assignment generated and three submissions."""
    folder = tmp_path_factory.mktemp("nbgrader")
    assert build.main(arguments(build, UNIT.number, "--nbgrader", folder)) == 0
    done = nbgrader(folder, "generate_assignment", NAME)
    assert done.returncode == 0, done.stderr
    for student, notebook in HANDED_IN.items():
        released = nbformat.read(folder / "release" / NAME / UNIT.notebook, as_version=4)
        own = iter(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
        for cell in released.cells:
            if cell.cell_type == "code":
                source = "".join(next(own)["source"])
                cell.source = source if cell.metadata.get("nbgrader", {}).get("solution") else cell.source
        path = folder / "submitted" / student / NAME / UNIT.notebook
        path.parent.mkdir(parents=True)
        nbformat.write(released, path)
    return folder


def test_the_release_is_what_students_have(course):
    released, ours = (nbformat.read(path, as_version=4) for path in (
        course / "release" / NAME / UNIT.notebook, ROOT / "notebooks" / UNIT.notebook))
    assert [cell.source for cell in released.cells] == [cell.source for cell in ours.cells]
    assert "BEGIN SOLUTION" not in nbformat.writes(released)


def test_laying_out_again_changes_nothing_and_keeps_the_instructors_configuration(course, capsys):
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + "# mine\n")
    assert build.main(arguments(build, UNIT.number, "--nbgrader", course)) == 0
    assert "up to date" in capsys.readouterr().out and config.read_text().endswith("# mine\n")


@pytest.fixture(scope="module")
def marked(course, tmp_path_factory):
    """The scores by nbgrader's own autograde, and those by ours in a gradebook of their own."""
    done = nbgrader(course, "autograde", NAME)
    assert done.returncode == 0, done.stderr
    own = tmp_path_factory.mktemp("ours")
    words = [course / "submitted", "--out", own / "out", "--seed", 1, "--trust", "--gradebook",
             f"sqlite:///{own / 'gradebook.db'}"]
    assert grade.main(arguments(grade, *words)) == 0
    return scores(course), scores(own), own, words


def test_partial_credit_is_the_same_number_in_both(marked):
    theirs, ours, own, _ = marked
    assert ours == theirs and 0 < ours["bob"][0] < ours["ada"][0] == UNIT.points and ours["eve"][0] == 0
    with open(own / "out/grades.csv") as file:
        rows = list(csv.DictReader(file))
    for student, (total, _) in ours.items():
        assert sum(float(row["points"]) for row in rows if row["student"] == student) == total


def test_a_manual_grade_survives_a_second_run_that_updates_the_rest(marked, course):
    _, before, own, words = marked
    nbgrader_python(own, f"""
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db", "autodiff") as book:
    book.find_grade("tied_grad-check", {NAME!r}, {NAME!r}, "bob").manual_score = 1.5
    book.db.commit()""")
    path = course / "submitted" / "bob" / NAME / UNIT.notebook
    path.write_text(path.read_text().replace("return None", "return 'x -> h'"))
    assert grade.main(arguments(grade, *words)) == 0
    after = scores(own)
    assert after["bob"][1]["tied_grad-check"] == [1.5, 1.5]
    assert after["ada"] == before["ada"] and after["eve"] == before["eve"]


def test_feedback_and_export_work_on_our_results(marked, course):
    own = marked[2]
    (own / "nbgrader_config.py").write_text((course / "nbgrader_config.py").read_text())
    done = nbgrader(own, "generate_feedback", NAME)
    assert done.returncode == 0, done.stderr
    page = (own / "feedback" / "bob" / NAME / f"{NAME}.html").read_text()
    assert "mean instead of sum" in page or "not yet" in page
    assert nbgrader(own, "export", "--to", "all.csv").returncode == 0
    with open(own / "all.csv") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert exported["ada"] == UNIT.points and exported["eve"] == 0


def test_formgrader_finds_our_submissions(marked):
    found = nbgrader_python(marked[2], f"""
import json
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config
config = Config()
config.CourseDirectory.course_id = "autodiff"
api = NbGraderAPI(config=config)
print(json.dumps([[s["student"], s["autograded"], s["max_score"]] for s in api.get_submissions({NAME!r})]))""")
    assert sorted(json.loads(*found)) == [[student, True, UNIT.points] for student in sorted(HANDED_IN)]


def test_validate_accepts_the_solution_and_names_what_is_missing(course):
    for student, said in (("ada", "Success"), ("eve", "failed")):
        done = nbgrader(course, "validate", course / "submitted" / student / NAME / UNIT.notebook)
        assert said in done.stdout + done.stderr
