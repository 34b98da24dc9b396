"""The commands: what they grade, what they keep when they are stopped, and what they say when they can't."""
import csv
import json
import random
import signal
import subprocess
import sys
import time

import pytest
from staff import submissions as build
from staff.setting import arguments, needs_bubblewrap

from course.exercises import UNITS
from course.staff.commands import check, grade
from course.staff.options.grade import LOOK

pytestmark = pytest.mark.slow

START, CHAIN, OTHER = UNITS[:3]


def test_wrong_requests_are_answered_with_a_sentence(tmp_path, capsys):
    (tmp_path / "empty" / "ada").mkdir(parents=True)
    for words, sentence in [((tmp_path / "none",), "is not a folder"), ((tmp_path / "empty",), "No student's folder"),
                            ((tmp_path / "empty", "--unit", "99"), "There is no unit 99. There are: 00 start"),
                            ((tmp_path,), "would be taken for a student")]:
        assert grade.main(arguments(grade, *words, "--out", tmp_path / "out")) == 1
        assert sentence in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_without_a_sandbox_it_refuses_and_writes_no_grade(tmp_path, capsys, monkeypatch):
    build.write(tmp_path / "class" / "ada", START, build.solved(START))
    (tmp_path / "bwrap").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert grade.main(arguments(grade, tmp_path / "class", "--out", tmp_path / "out", "--jobs", 1)) == 1
    assert "The sandbox does not work here" in capsys.readouterr().err
    assert (tmp_path / "out/grades.csv").read_text().count("\n") == 1


def test_trust_grades_without_a_sandbox_and_says_so(tmp_path, capsys):
    build.write(tmp_path / "class" / "ada", START, build.solved(START))
    build.write(tmp_path / "class" / "bob", START, "")
    words = [tmp_path / "class", "--out", tmp_path / "out", "--jobs", 1, "--trust"]
    assert grade.main(arguments(grade, *words)) == LOOK
    printed = capsys.readouterr()
    assert "Broken, no points (1): bob/00_start: the notebook is empty." in printed.out
    assert "may do all that you may" in printed.err and "2 of 2 graded" in printed.err
    seed = json.loads((tmp_path / "out/run.json").read_text())["seed"]
    assert f"seed was {seed}" in printed.out
    table = (tmp_path / "out/grades.csv").read_text()
    assert table.count(",pass,") == 2 and table.count(",broken,") == 2


@needs_bubblewrap
def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path):
    for n in range(12):
        guess = build.answered(START, {"first_guess": f"first_guess = {2.4 + n / 10}"})
        build.write(tmp_path / "class" / f"s{n:02}", START, guess)
    words = [tmp_path / "class", "--seed", "5", "--jobs", "1", "--out"]
    journal, moments = tmp_path / "out/results.jsonl", random.Random(time.time_ns())
    for lines in (1, 4, 8):         # killed three times, at some moment after so many results
        begun = subprocess.Popen([sys.executable, "-m", "course", "grade", *words, tmp_path / "out"], cwd=build.ROOT,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while time.monotonic() < until and (not journal.exists() or journal.read_bytes().count(b"\n") < lines):
            time.sleep(0.001)
        time.sleep(moments.uniform(0, 0.1))
        begun.send_signal(signal.SIGKILL)
        begun.wait()
    kept = journal.read_bytes()
    assert 8 <= kept.count(b"\n")
    assert grade.main(arguments(grade, *words, tmp_path / "out")) == 0
    assert journal.read_bytes().startswith(kept.rpartition(b"\n")[0])
    assert grade.main(arguments(grade, *words, tmp_path / "undisturbed")) == 0
    assert (tmp_path / "out/grades.csv").read_bytes() == (tmp_path / "undisturbed/grades.csv").read_bytes()
    with open(tmp_path / "out/grades.csv", newline="") as file:
        rows = [(row["student"], row["exercise"], row["status"]) for row in csv.DictReader(file)]
    right = range(3, 4)         # 2.7, of what is 2.73 within two hundredths
    assert rows == [(f"s{n:02}", *row) for n in range(12) for row in (
        ("first_guess", "pass" if n in right else "fail"), ("node_values", "pass"))]


@pytest.mark.parametrize("words", [("--gradebook", "nonsense"), ("--gradebook", "nothing://here"),
                                   ("--scheduler", "nothing://here")])
def test_an_address_that_leads_nowhere_is_found_before_anything_is_graded(tmp_path, capsys, words):
    pytest.importorskip("nbgrader")
    build.write(tmp_path / "class" / "ada", START, build.solved(START))
    assert grade.main(arguments(grade, tmp_path / "class", "--out", tmp_path / "out", *words)) == 1
    said = capsys.readouterr().err
    assert words[1] in said and "graded" not in said
    assert not (tmp_path / "out/results.jsonl").exists() and "gradebook" not in (tmp_path / "out/run.json").read_text()


def test_check_reports_on_ones_own_notebook(tmp_path, capsys):
    build.write(tmp_path, START, build.untouched(START, {"node_values": "def node_values(x, y): return x"}))
    assert check.main(arguments(check, tmp_path / START.notebook, "--seed", 3)) == 0
    printed = capsys.readouterr().out
    assert "not started" in printed and "✗ The value of every node: 0 of 2 checks pass." in printed
    assert "0 of 0 points" in printed and "--seed 3" in printed


def test_check_without_a_notebook_shows_the_course_and_keeps_it(tmp_path, capsys):
    build.write(tmp_path, START, build.untouched(START, {"node_values": "def node_values(x, y): return x"}))
    build.write(tmp_path, CHAIN, build.untouched(CHAIN))
    assert check.main(arguments(check, "--work", tmp_path)) == 0
    printed = capsys.readouterr().out
    assert "The course: 0 of" in printed and "Next: first_guess in Unit 00" in printed and "checks pass" not in printed
    assert ",node_values,fail,0,0" in (tmp_path / "progress.csv").read_text()
    build.write(tmp_path, START, build.solved(START))
    assert check.main(arguments(check, "00", "--work", tmp_path)) == 0
    assert "✓ The value of every node" in capsys.readouterr().out
    assert ",node_values,pass,0,0" in (tmp_path / "progress.csv").read_text()


def test_check_finds_a_notebook_under_the_name_that_the_student_gave_it(tmp_path, capsys):
    build.write(tmp_path, START, build.solved(START))
    (tmp_path / START.notebook).rename(tmp_path / "my first.ipynb")
    for words in ((), ("00.node_values",)):
        assert check.main(arguments(check, *words, "--work", tmp_path)) == 0
        assert "my first.ipynb: 0 of 0 points." in capsys.readouterr().out
    assert ",node_values,pass,0,0" in (tmp_path / "progress.csv").read_text()


def test_check_says_where_to_start_and_which_units_there_are(tmp_path, capsys):
    assert check.main(arguments(check, "--work", tmp_path)) == 1
    assert "There are no notebooks in" in capsys.readouterr().err and not list(tmp_path.iterdir())
    assert check.main(arguments(check, "4", "--work", tmp_path)) == 1
    assert "There is no unit 4" in capsys.readouterr().err
    assert check.main(arguments(check, "04", "--work", tmp_path)) == 1
    assert "Start with course lab" in capsys.readouterr().err


def test_check_says_why_it_cannot(tmp_path, capsys):
    (tmp_path / "mine.ipynb").write_text(json.dumps({"nbformat": 4, "cells": []}))
    build.write(tmp_path, OTHER, "")
    words = [tmp_path / "mine.ipynb", tmp_path / OTHER.notebook, tmp_path / CHAIN.notebook]
    assert check.main(arguments(check, *words)) == 1
    said = capsys.readouterr().err
    assert "it belongs to no unit" in said and "is empty" in said and "No such file" in said


@pytest.mark.parametrize("words", [("--jobs", "0"), ("--jobs", "many"), ("--timeout", "0"), ("--timeout", "nan"),
                                   ("--seed", "-1")])
def test_impossible_numbers_are_refused(words, capsys):
    with pytest.raises(SystemExit):
        arguments(grade, "class", "--out", "out", *words)
    assert "invalid " in capsys.readouterr().err
