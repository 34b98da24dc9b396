"""Of several versions of a notebook the latest counts, by what it or its archive says, not by when it was unpacked."""
import json
import os
import zipfile

import pytest
from staff import submissions as build

from course.exercises import UNITS
from course.staff.handins.handin import arrivals
from course.staff.handins.versions import stamped

SUMS = next(unit for unit in UNITS if unit.topic == "path_sums")
BLANK = (build.ROOT / "notebooks" / SUMS.notebook).read_text(encoding="utf-8")


def work(number, run=None):
    cell = build.code(f"version = {number}")
    if run:
        cell["metadata"] = {"execution": {"iopub.execute_input": run, "other": 3}}
    return json.dumps({"nbformat": 4, "cells": [build.code("from course.exercises import path_sums as ex"), cell]})


def put(path, text, age=0):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (0, 2_000_000_000 - age))


def chosen(folder):
    hand_in, = arrivals(folder, UNITS).hand_ins
    return hand_in.file.shown, hand_in.note


def test_a_blank_copy_counts_only_where_there_is_nothing_else(tmp_path):
    put(tmp_path / "ada/04_path_sums.ipynb", work(1), age=1000)
    put(tmp_path / "ada/new/04_path_sums.ipynb", BLANK)
    put(tmp_path / "ada/cut/04_path_sums.ipynb", work(2)[:-9])
    assert chosen(tmp_path) == ("ada/04_path_sums.ipynb",
                                "of 3 versions the only one with answers: ada/04_path_sums.ipynb")
    (tmp_path / "ada/04_path_sums.ipynb").unlink()
    assert chosen(tmp_path)[0] == "ada/new/04_path_sums.ipynb"


def test_the_times_of_cells_say_which_is_later(tmp_path):
    put(tmp_path / "ada/b.ipynb", work(1, "2026-11-02T10:00:00.5Z"), age=1000)
    put(tmp_path / "ada/a (9).ipynb", work(2, "2026-11-01T10:00:00.5Z"))
    assert chosen(tmp_path) == ("ada/b.ipynb", "it is called b.ipynb; of 2 versions the latest by the times of its "
                                               "cells: ada/b.ipynb")


def test_the_stamp_beside_it_says_it_first(tmp_path):
    for name, stamp in (("old", "2026-11-01 10:00:00 UTC"), ("new", "2026-11-02T10:00:00+01:00")):
        put(tmp_path / "ada" / name / "04_path_sums.ipynb", work(1), age=1000 * (name == "new"))
        put(tmp_path / "ada" / name / "timestamp.txt", stamp)
    assert chosen(tmp_path)[1].endswith("by the stamp beside it: ada/new/04_path_sums.ipynb")


def test_the_archive_says_it_and_not_when_it_was_unpacked(tmp_path):
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in/ada.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("z/04.ipynb", (2026, 11, 1, 0, 0, 0)), work(1))
        archive.writestr(zipfile.ZipInfo("a/04.ipynb", (2026, 11, 2, 0, 0, 0)), work(2))
    assert chosen(tmp_path / "in")[0] == "ada.zip/a/04.ipynb"


@pytest.mark.parametrize(("names", "last"), [
    (["04 (2).ipynb", "04 (10).ipynb", "04.ipynb"], "04 (10).ipynb"),
    (["04-1.ipynb", "04-Copy2.ipynb"], "04-Copy2.ipynb")])
def test_then_the_number_in_the_name(tmp_path, names, last):
    for age, name in enumerate(names):
        put(tmp_path / "ada" / name, work(age), age=1000 * (name == last))
    assert chosen(tmp_path)[0] == f"ada/{last}"


def test_and_last_the_file(tmp_path):
    for place, age in (("b", 20), ("a", 10), ("c", 30)):
        put(tmp_path / "ada" / place / "04_path_sums.ipynb", work(place), age=age)
    assert chosen(tmp_path) == ("ada/a/04_path_sums.ipynb",
                                "of 3 versions the latest by its file's time: ada/a/04_path_sums.ipynb")


@pytest.mark.parametrize("text", [b"", b"yesterday", b"\xff", b"9999-99-99", b"2026-11-01 10:00:00 XYZ"])
def test_a_stamp_that_says_nothing(text):
    assert stamped(text) is None
