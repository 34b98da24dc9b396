"""What has no final marks: it is named, tried once more, and no more than once; a check that fails itself is named."""
import csv

import pytest
from staff import submissions as build
from staff.setting import arguments

from course.checking import Outcome, Report
from course.exercises import UNITS
from course.staff.commands import grade, grading
from course.staff.marking import worker
from course.staff.marking.marks import Mark, unmarked
from course.staff.options.grade import LOOK
from course.staff.running.process import Unavailable
from course.staff.running.submission import Limits

CHAIN = UNITS[1]
TROUBLE = "Traceback (most recent call last):\n  ...\nKeyError: 'v1'\n"


def lost(unit):
    return unmarked(unit, "lost", "grading it took too long or too much memory")


def marked(unit, status="pass", trouble=""):
    first, *others = unit.exercises

    def mark(exercise, status):
        points = exercise.points if status == "pass" else 0
        report = Report(exercise.name, exercise.title, (Outcome(
            status, "should hold", points, exercise.points, trouble=trouble if status == "faulty" else ""),))
        return Mark(exercise.name, exercise.title, points, exercise.points, status, 0.1, "", report)
    return [mark(first, status), *(mark(exercise, "pass") for exercise in others)]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Grades a class in which each is marked as told, and says what was graded, said, and with what exit code."""
    def run(**marks):
        asked = []

        def graded(hand_ins, job, processes):
            for each in hand_ins:
                asked.append(each.student)
                yield each, marks[each.student](each.unit)

        monkeypatch.setattr(grading, "graded", graded)
        for student in marks:
            if not (tmp_path / "class" / student).exists():
                build.write(tmp_path / "class" / student, CHAIN, build.untouched(CHAIN))
        code = grade.main(arguments(grade, tmp_path / "class", "--out", tmp_path / "out", "--seed", 1))
        return asked, capsys.readouterr().err, code
    return run


def rows(tmp_path):
    with open(tmp_path / "out/grades.csv", encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["exercise"] == CHAIN.exercises[0].name]


def test_what_was_lost_is_tried_once_more_and_then_given_up(run, tmp_path):
    asked, said, code = run(ada=lost, bob=marked)
    assert (asked, code) == (["ada", "bob"], 1) and "Not graded: ada/01_chain_rule. Run the same command again" in said
    assert [row["status"] for row in rows(tmp_path)] == ["lost", "pass"]
    asked, said, code = run(ada=lost, bob=marked)
    assert (asked, code) == (["ada"], LOOK) and "Not graded" not in said
    given_up = rows(tmp_path)[0]
    assert given_up["status"] == "given up"
    assert given_up["note"] == "grading it took too long or too much memory, twice: it is not tried again"
    assert run(ada=lost, bob=marked)[0] == []
    build.write(tmp_path / "class" / "ada", CHAIN, build.solved(CHAIN))
    assert run(ada=marked, bob=marked)[0] == ["ada"] and rows(tmp_path)[0]["status"] == "pass"


def test_what_was_lost_once_and_then_graded_is_graded(run, tmp_path):
    run(ada=lost)
    assert run(ada=marked)[::2] == (["ada"], 0) and rows(tmp_path)[0]["status"] == "pass"
    assert run(ada=lost)[0] == []


def test_another_hand_in_that_is_lost_is_tried_once_more(run, tmp_path):
    run(ada=lost)
    build.write(tmp_path / "class" / "ada", CHAIN, build.solved(CHAIN))
    assert run(ada=lost)[2] == 1 and rows(tmp_path)[0]["status"] == "lost"


def test_a_run_ends_by_naming_the_checks_that_have_failed_themselves(run, tmp_path):
    asked, said, code = run(ada=marked, bob=lambda unit: marked(unit, "faulty", TROUBLE))
    assert code == 1 and "Not graded" not in said
    first = f"{CHAIN.number} {CHAIN.title}, {CHAIN.exercises[0].title}"
    assert f"points are not final: {first}, it should hold, at the answers of bob. It raised KeyError: 'v1'." in said
    assert run(ada=marked, bob=marked)[::2] == (["bob"], 0), "the same command grades again what it concerns"


def test_a_process_that_does_not_start_is_reported(monkeypatch):
    monkeypatch.setattr(worker, "START", "exit({!r} and 1)")
    with pytest.raises(Unavailable, match="did not start"):
        worker.Worker(worker.Job(1, Limits(1, 1), True))
