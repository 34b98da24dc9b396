"""Where a student works: beside a checkout of their own, else where they are, else where they say."""
import os
from pathlib import Path

import pytest

from course.staff.setup import places


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder that a command is started in, and a checkout elsewhere."""
    (tmp_path / "here").mkdir()
    (tmp_path / "course").mkdir()
    (tmp_path / "course/pyproject.toml").touch()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.delenv(places.VARIABLE, raising=False)
    return tmp_path / "here"


def test_beside_the_course(here):
    assert places.work(None, here.parent / "course") == here.parent / "course/work"


def test_where_one_is_if_the_course_is_installed_or_only_to_be_read(here, monkeypatch):
    assert places.work(None, here.parent) == here / "work"
    monkeypatch.setattr(places.os, "access", lambda path, mode: False)
    assert places.work(None, here.parent / "course") == here / "work"


def test_in_a_folder_that_is_worked_in_it_is_this_one(here):
    (here / places.STATE).mkdir()
    assert places.work(None, here.parent / "course") == here


def test_as_one_says(here, monkeypatch):
    monkeypatch.setenv(places.VARIABLE, os.path.join("~", "elsewhere"))
    assert places.work(None) == Path.home() / "elsewhere"
    assert places.work(Path("there")) == here / "there"


@pytest.mark.parametrize("asked", ["notebooks", ".", "..", "solutions"])
def test_not_among_what_the_course_gives(here, monkeypatch, asked):
    root = here.parent / "course"
    with pytest.raises(SystemExit, match="Name a folder of its own"):
        places.work(root / asked, root)
    (root / places.STATE).mkdir()
    monkeypatch.chdir(root)
    assert places.work(None, root) == root / "work"


def test_a_checkout_is_told_from_a_student_edition_and_from_the_package(here):
    root = here.parent / "course"
    assert places.is_installed(here) and not places.is_installed(root) and not places.is_checkout(root)
    (root / "solutions").mkdir()
    assert places.is_checkout(root) and places.notebooks(root) == root / "notebooks"


def test_paths_are_named_from_where_one_is(here):
    assert places.shown(here / "work/a") == os.path.join("work", "a")
    assert places.shown(here) == str(here) and places.shown(here.parent) == str(here.parent)
