"""Finding and reading what was handed in: at any depth, of any spelling, and never trusted."""
import json
import os

import pytest
from staff import submissions as build

from course.exercises import UNITS
from course.staff.marking.handin import Unreadable, code_cells, hand_ins, read

START, CHAIN = UNITS[:2]


def found(folder, *units):
    return [(each.student, each.unit.number, each.path and each.path.relative_to(folder).as_posix(), each.note)
            for each in hand_ins(folder, units or (START, CHAIN), bool(units))]


def test_notebooks_are_found_at_any_depth(tmp_path):
    for place in ("ada/01_chain_rule.ipynb", "bob/a/b c/01_chain_rule.ipynb", "eve/01_chain_rule (1).ipynb",
                  "eve/x.txt", "01_chain_rule.ipynb",
                  ".git/01_chain_rule.ipynb", "ada/.ipynb_checkpoints/00_start.ipynb"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).touch()
    missing = "no 01_chain_rule.ipynb was handed in; there is 01_chain_rule (1).ipynb"
    assert found(tmp_path) == [
        ("ada", "01", "ada/01_chain_rule.ipynb", ""), ("bob", "01", "bob/a/b c/01_chain_rule.ipynb", ""),
        ("eve", "01", None, missing)]
    missing = "no 00_start.ipynb was handed in; there is 01_chain_rule.ipynb"
    assert found(tmp_path, START)[0] == ("ada", "00", None, missing)


def test_a_link_in_the_place_of_a_students_folder_is_not_followed(tmp_path):
    build.write(tmp_path / "class" / "ada", CHAIN, "")
    build.write(tmp_path / "elsewhere", CHAIN, "")
    for name, target in (("bob", "ada"), ("cy", tmp_path / "elsewhere"), ("dan", "nowhere"), (".hidden", "ada")):
        (tmp_path / "class" / name).symlink_to(target)
    note = ("no 01_chain_rule.ipynb was handed in; the folder is a link, which is not followed: it may lead to "
            "somebody else's")
    assert found(tmp_path / "class") == [("ada", "01", "ada/01_chain_rule.ipynb", ""), *(
        (name, "01", None, note) for name in ("bob", "cy", "dan"))]


def test_of_two_notebooks_the_newest_counts(tmp_path):
    for place, age in (("ada/b", 20), ("ada/a", 10), ("ada/c", 30)):
        build.write(tmp_path / place, CHAIN, "")
        os.utime(tmp_path / place / CHAIN.notebook, (0, 1000 - age))
    note = "of 3 files of this name the newest: a/01_chain_rule.ipynb"
    assert found(tmp_path) == [("ada", "01", "ada/a/01_chain_rule.ipynb", note)]


def test_a_notebook_of_any_spelling_is_read():
    cells = [{"cell_type": "markdown", "source": "x"}, {"cell_type": "code", "source": ["a = 1\n", "b"]},
             {"cell_type": "code", "source": ""}]
    text = json.dumps({"nbformat": 4, "cells": cells})
    assert code_cells(text.encode()) == code_cells(text.encode("utf-8-sig")) == ["a = 1\nb", ""]


def test_a_notebook_of_twenty_megabytes_is_refused(tmp_path):
    (tmp_path / "big").write_bytes(bytes(20_000_001))
    with pytest.raises(Unreadable, match="more than 20 MB"):
        read(tmp_path / "big")
    with pytest.raises(Unreadable, match="can't be read: No such file"):
        read(tmp_path / "none")


def test_a_folder_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    (tmp_path / "ada" / "shut").mkdir(parents=True)
    (tmp_path / "bob").mkdir()
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    ada, bob = hand_ins(tmp_path, UNITS[:1], all_units=True)
    assert ada.note.endswith("; shut can't be read") and "read" not in bob.note
