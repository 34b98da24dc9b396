"""A term from the command line: what Moodle and Canvas give to download, a class file, late work, one table."""
import csv
import json
import zipfile

import pytest
from staff import submissions as build
from staff.setting import arguments

from course.checking import Outcome, Report
from course.exercises import UNITS
from course.staff.commands import grade, grading, report
from course.staff.marking.marks import Mark
from course.staff.options.grade import LOOK

SUMS, TYING = (next(unit for unit in UNITS if unit.topic == topic) for topic in ("path_sums", "tying"))
NAMES = "04_path_sums", "05_tying"
ROSTER = """Student,ID,SIS User ID,SIS Login ID,Section
"Lovelace, Ada",101,u1,ada,A
"Müller, Jörg",102,u2,joerg,A
"Adams, Eve",103,u3,eve,A
"""
CLASS = """
roster = "roster.csv"
timezone = "UTC"
due = {path_sums = 2026-11-01T12:00:00, tying = 2026-11-08T12:00:00}
late = {per_day = 10}
extensions.eve.tying = 2099-01-01
canvas.tying = "Homework 5 (77)"
"""


def work(unit):
    return json.dumps({"nbformat": 4, "cells": [build.code(f"from course.exercises import {unit.topic} as ex")]})


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (tmp_path / "class.toml").write_text(CLASS)
    with zipfile.ZipFile(tmp_path / "moodle.zip", "w") as archive:
        for name, file, hour in (("Ada Lovelace_7_assignsubmission_file_", "04 (1).ipynb", 11),
                                 ("Jörg Müller_8_assignsubmission_file_", "homework.IPYNB", 13)):
            archive.writestr(zipfile.ZipInfo(f"{name}/{file}", (2026, 11, 1, hour, 0, 0)), work(SUMS))
    with zipfile.ZipFile(tmp_path / "canvas.zip", "w") as archive:
        for name in ("lovelaceada_101_9001_05_tying-1.ipynb", "strangerx_999_9002_05_tying.ipynb"):
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 8, 11, 0, 0)), work(TYING))
    return tmp_path


@pytest.fixture
def run(folder, monkeypatch, capsys):
    """Runs the two commands, where every answer gets all points."""
    def graded(hand_ins, job, processes):
        for each in hand_ins:
            yield each, [Mark(exercise.name, exercise.title, exercise.points, exercise.points, "pass", 0.1, "", Report(
                exercise.name, exercise.title, (Outcome("pass", "should hold", exercise.points, exercise.points),)))
                for exercise in each.unit.exercises]

    monkeypatch.setattr(grading, "graded", graded)

    def run(command, *words):
        return command.main(arguments(command, *words)), capsys.readouterr()

    return run


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_two_platforms_and_a_class_end_in_one_table(folder, run):
    out = folder / "out"
    code, said = run(grade, folder / "moodle.zip", "--out", out, "--class", folder / "class.toml")
    assert code == 0 and f"Late (1): joerg/04_path_sums (1 day, -{SUMS.points / 10:g} points)." in said.out
    assert "No 04_path_sums, 0 points (1): eve." in said.out and "05_tying" not in said.out
    assert "Renamed or one of several (2): ada/path_sums: it is called 04 (1).ipynb" in said.out
    code, said = run(grade, folder / "canvas.zip", "--out", out)                # the class file is remembered
    assert code == LOOK and "who is called strangerx 999" in said.out
    assert "No 05_tying, 0 points (1): joerg." in said.out
    assert "No 05_tying yet, and no points lost (1): eve." in said.out
    words = ["--canvas", folder / "c.csv", "--moodle", folder / "m.csv", "--send-back", folder / "zips"]
    assert run(report, out, *words)[0] == 0
    most = {name: f"{unit.points:g}" for name, unit in zip(NAMES, (SUMS, TYING), strict=True)}
    expected = {"ada": [most["04_path_sums"], most["05_tying"]], "joerg": [f"{0.9 * SUMS.points:g}", "0"],
                "eve": ["0", ""]}
    assert {row["student"]: [row[name] for name in NAMES] for row in rows(out / "totals.csv")} == expected
    canvas = rows(folder / "c.csv")[1:]
    assert {row["SIS Login ID"]: [row[f"04 {SUMS.title}"], row["Homework 5 (77)"]] for row in canvas} == expected
    assert [row["ID"] for row in canvas] == ["101", "103", "102"] and canvas[0]["Student"] == "Lovelace, Ada"
    assert {row["student"]: [*row.values()][1:] for row in rows(folder / "m.csv")} == expected
    assert zipfile.ZipFile(folder / "zips/05_tying-canvas.zip").namelist() == ["lovelaceada_101_9001_05_tying.html"]
    assert zipfile.ZipFile(folder / "zips/04_path_sums-moodle.zip").namelist() == [
        f"{name}_assignsubmission_file_04_path_sums.html" for name in ("Ada Lovelace_7", "Jörg Müller_8")]


def test_a_later_extension_counts_at_once(folder, run):
    out = folder / "out"
    run(grade, folder / "moodle.zip", "--out", out, "--class", folder / "class.toml")
    (folder / "class.toml").write_text(CLASS + "extensions.joerg.path_sums = 2026-11-02\n")
    run(report, out)
    assert {row["student"]: row["04_path_sums"] for row in rows(out / "totals.csv")}["joerg"] == f"{SUMS.points:g}"


def test_a_class_file_that_is_gone_is_named_and_nothing_is_written(folder, run):
    out = folder / "out"
    run(grade, folder / "moodle.zip", "--out", out, "--class", folder / "class.toml")
    before = (out / "totals.csv").read_bytes()
    (folder / "class.toml").unlink()
    for command, words in ((grade, (folder / "moodle.zip", "--out", out)), (report, (out,))):
        code, said = run(command, *words)
        assert code == 1 and "class.toml can't be read: No such file" in said.err
    assert (out / "totals.csv").read_bytes() == before
