"""When checks change nothing changes by itself: the run says so, and grades again when it is told to."""
import csv

import pytest
from staff import submissions as build
from staff.setting import arguments

from course.checking import Outcome, Report
from course.exercises import UNITS
from course.staff.commands import grade, grading
from course.staff.marking.marks import Mark
from course.staff.options.grade import LOOK, OLDER
from course.staff.results import older

CHAIN = UNITS[1]
FIRST, SECOND, *_ = names = [exercise.name for exercise in CHAIN.exercises]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Grades a class with marks that are set, by checks of a version that is set; says what was graded and said."""
    state = {"points": {}, "checks": dict.fromkeys(names, "1")}
    monkeypatch.setattr(older, "digest_of", lambda exercise: state["checks"].get(exercise.name, "0"))

    def marks(student, unit):
        for exercise in unit.exercises:
            points = state["points"].get((student, exercise.name), 1)
            report = Report(exercise.name, exercise.title, (Outcome("pass", "should hold", points, exercise.points),))
            yield Mark(exercise.name, exercise.title, points, exercise.points, "pass", 0.1, "", report)

    def run(*words, points=(), checks=()):
        asked = []

        def graded(hand_ins, job, processes):
            for each in hand_ins:
                asked.append(each.student)
                yield each, list(marks(each.student, each.unit))

        state["points"].update(points)
        state["checks"].update(checks)
        monkeypatch.setattr(grading, "graded", graded)
        for student in ("ada", "bob"):
            if not (tmp_path / "class" / student).exists():
                build.write(tmp_path / "class" / student, CHAIN, build.untouched(CHAIN))
        code = grade.main(arguments(grade, tmp_path / "class", "--out", tmp_path / "out", "--seed", 1, *words))
        return code, asked, capsys.readouterr()

    return run


def points(tmp_path):
    with open(tmp_path / "out/grades.csv", encoding="utf-8", newline="") as file:
        return {(row["student"], row["exercise"]): float(row["points"]) for row in csv.DictReader(file)}


def test_nothing_changes_by_itself_and_the_run_says_so(run, tmp_path):
    assert run()[:2] == (0, ["ada", "bob"])
    code, asked, said = run(points={("ada", FIRST): 3}, checks={FIRST: "2"})
    assert (code, asked) == (OLDER, []) and points(tmp_path)["ada", FIRST] == 1
    assert f"2 results of {FIRST} in 01_chain_rule are of an older check." in said.err and "--regrade" in said.err


def test_what_is_older_is_graded_again_and_only_that_and_it_is_said_what_changes(run, tmp_path):
    run()
    code, asked, said = run("--regrade", points={("ada", FIRST): 3, ("ada", SECOND): 0}, checks={FIRST: "2"})
    assert (code, asked) == (0, ["ada", "bob"]) and "older" not in said.err
    worth = {exercise.name: exercise.points for exercise in CHAIN.exercises}
    assert f"Changed:\nada, 01_chain_rule, {FIRST}: 1 of {worth[FIRST]:g} -> 3 of {worth[FIRST]:g}\nEvery" in said.out
    assert (tmp_path / "out/changes.csv").read_text() == (
        f"student,unit,exercise,before,after\nada,01_chain_rule,{FIRST},1 of {worth[FIRST]:g},3 of {worth[FIRST]:g}\n")
    assert points(tmp_path)["ada", FIRST] == 3 and points(tmp_path)["ada", SECOND] == 1
    assert run("--regrade")[1] == []


def test_an_exercise_or_a_unit_can_be_asked_for(run, tmp_path):
    run()
    code, asked, said = run("--regrade", f"chain_rule.{SECOND}", points={("bob", SECOND): 0, ("bob", FIRST): 0})
    assert asked == ["ada", "bob"] and points(tmp_path)["bob", SECOND] == 0 and points(tmp_path)["bob", FIRST] == 1
    run("--regrade", "01")
    assert points(tmp_path)["bob", FIRST] == 0
    assert "has no exercise nothing" in run("--regrade", "01.nothing")[2].err
    assert "There is no unit 99" in run("--regrade", "99")[2].err


def test_what_is_handed_in_again_is_graded_by_the_new_checks(run, tmp_path):
    run()
    build.write(tmp_path / "class" / "ada", CHAIN, build.solved(CHAIN))
    code, asked, said = run(checks={FIRST: "2"})
    assert (code, asked) == (OLDER, ["ada"]) and f"1 result of {FIRST} in 01_chain_rule is of an" in said.err


def test_a_notebook_that_is_not_here_any_more_keeps_its_points(run, tmp_path):
    run(points={("ada", FIRST): 3})
    for path in (tmp_path / "class" / "ada").iterdir():
        path.unlink()
    code, asked, said = run("--unit", "01")
    assert (code, asked) == (0, []) and points(tmp_path)["ada", FIRST] == 3
    assert "Not from a hand-in that is here now, and kept (1): ada/01_chain_rule." in said.out


def test_deleted_pages_of_feedback_are_written_again(run, tmp_path):
    run()
    page = tmp_path / "out/feedback/ada/01_chain_rule.html"
    before = page.read_bytes()
    page.unlink()
    code, asked, said = run()
    assert (code, asked) == (0, []) and page.read_bytes() == before and "were missing, and were written" in said.err


def test_what_was_mended_is_to_be_looked_at(run, tmp_path):
    run()
    with open(tmp_path / "out/results.jsonl", "ab") as file:
        file.write(b"damaged\n")
    (tmp_path / "out/run.json").write_bytes(b"")
    code, asked, said = run()
    assert (code, asked) == (LOOK, []) and "Line 3 of" in said.err and "from its copy" in said.err
    assert run()[0] == 0
