"""A class file says what a class is; every line of it may be left out, and what is wrong in it is said."""
from datetime import UTC, datetime, timedelta

import pytest

from course.exercises import UNITS
from course.staff.authoring.asked import Faulty
from course.staff.classes.classfile import Class, read_class
from course.staff.classes.late import Late
from course.staff.options.values import FORM

SUMS = "04_path_sums"


def read(tmp_path, text, roster=""):
    (tmp_path / "class.toml").write_text(text, encoding="utf-8")
    (tmp_path / "roster.csv").write_text(roster, encoding="utf-8")
    return read_class(tmp_path / "class.toml", UNITS)


def test_nothing_has_to_be_said(tmp_path):
    assert read_class(None, UNITS) == read(tmp_path, "") == Class()


def test_the_form_that_is_shown_is_read(tmp_path):
    found = read(tmp_path, FORM.partition("\n")[2], "Student,SIS Login ID\n\"Lovelace, Ada\",ada\n")
    assert found.units == (SUMS,) and found.late == Late(15, 10, 50, 3, 7)
    assert found.due[SUMS] == datetime(2026, 11, 1, 23, tzinfo=UTC), "the end of that day in Berlin"
    assert found.due_for("ada", SUMS) == datetime(2026, 11, 5, 23, tzinfo=UTC)
    assert found.due_for("bob", SUMS) == found.due[SUMS]
    assert found.columns == {("canvas", SUMS): "Homework 4 (1234)", ("moodle", SUMS): "Assignment: Homework 4 (Real)"}
    assert found.student("ada").name == "Ada Lovelace" and found.student("bob").name == ""


@pytest.mark.parametrize(("text", "said"), [
    ("due = 3", "not of its form"), ("x = 3", "x, which mean nothing"),
    ("[due]\nnothing = 2026-11-01", "no unit nothing"), ("[due]\n04 = '1.11.'", "is no date"),
    ("[late]\nper_day = -1", "late.per_day = -1"), ("[late]\nx = 1", "late.x = 1"),
    ("[late]\ngrace = true", "late.grace"), ("timezone = 'Mars'", "no time zone Mars"),
    ("roster = 'none.csv'", "can't be read"),
    ("roster = 'roster.csv'", "has no students"), ("a = [", "is not TOML"), ("units = ['99']", "There is no unit 99")])
def test_what_is_wrong_is_said(tmp_path, text, said):
    with pytest.raises(Faulty, match=said):
        read(tmp_path, text)


def test_an_extension_is_for_somebody_on_the_roster(tmp_path):
    with pytest.raises(Faulty, match="speaks of eve, who is not on the roster"):
        read(tmp_path, "roster = 'roster.csv'\n[extensions.eve]\n04 = 2026-11-01", "id\nada\n")


@pytest.mark.parametrize(("late", "days"), [
    (timedelta(0), 0), (timedelta(minutes=15), 0), (timedelta(minutes=16), 1), (timedelta(days=1, minutes=15), 1),
    (timedelta(days=1, minutes=16), 2), (timedelta(days=-3), 0)])
def test_begun_days_are_counted_after_the_grace(late, days):
    due = datetime(2026, 11, 1, tzinfo=UTC)
    assert Late(grace=15).days(due + late, due) == days


@pytest.mark.parametrize(("days", "free", "share"), [(0, 0, 0), (1, 0, 0.1), (3, 2, 0.1), (9, 0, 0.5), (11, 11, 1.0)])
def test_the_share_that_is_taken_off(days, free, share):
    assert Late(per_day=10, most=50, closed=10).share(days, free) == share
