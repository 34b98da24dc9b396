"""Rosters as platforms export them, and who of them has sent something."""
import pytest

from course.staff.authoring.asked import Faulty
from course.staff.classes.roster import Roster, read_roster
from course.staff.handins.senders import Sender, sender

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (77)
    Points Possible,,,,,10
"Lovelace, Ada",101,u1,ada,A,9
"Müller, Jörg Peter",102,u2,joerg,A,
"Student, Test",103,,t,A,
"""
MOODLE = """\ufeff"First name","Last name","ID number","Email address"
Ada,Lovelace,u1,ada@x.edu
Jörg Peter,Müller,u2,jp@x.edu
"""
SEMICOLONS = "student_id;name;seat\nada;Ada Lovelace;7\njoerg;Jörg Peter Müller;8\n"


@pytest.fixture
def read(tmp_path):
    def read(text, column="", encoding="utf-8"):
        (tmp_path / "roster.csv").write_bytes(text.encode(encoding))
        return Roster(read_roster(tmp_path / "roster.csv", column))
    return read


@pytest.mark.parametrize(("text", "ids"), [(CANVAS, ["ada", "joerg"]), (MOODLE, ["u1", "u2"]),
                                           (SEMICOLONS, ["ada", "joerg"])])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_rosters_as_they_are_exported(read, text, ids, encoding):
    roster = read(text.lstrip("\ufeff"), encoding=encoding)
    assert list(roster.students) == ids
    assert [each.name for each in roster.students.values()] == ["Ada Lovelace", "Jörg Peter Müller"]


@pytest.mark.parametrize(("parts", "who"), [
    (("ada", "x"), "ada"), (("ADA", "x"), "ada"), (("u2", "x"), "joerg"), (("Ada Lovelace", "x"), "ada"),
    (("Ada Lovelace_9_assignsubmission_file_", "x"), "ada"), (("Müller Jörg Peter", "x"), "joerg"),
    (("müllerjörgpeter_102_55_x.ipynb",), "joerg"), (("unknownname_101_55_x.ipynb",), "ada"),
    (("lovelaceada_999_1_x",), "ada"),
    (("eve", "x"), None), (("A", "x"), None), (("Eve_101_assignsubmission_file_", "x"), None)])
def test_who_a_sender_is(read, parts, who):
    assert read(CANVAS).who(sender(parts)[0]) == who


def test_two_of_one_name_are_told_apart_by_nothing_but_more(read):
    roster = read("id,name\na1,Anna Schmidt\na2,Anna Schmidt\n")
    assert roster.who(Sender("Anna Schmidt")) is None and roster.who(Sender("a2")) == "a2"
    said = Roster(roster.students.values(), {"Anna Schmidt 7": "a2", "Anna": "a1"})
    assert said.who(Sender("Anna Schmidt", "7", "moodle")) == "a2" and said.who(Sender("Anna", "3")) == "a1"
    assert said.who(Sender("Anna Schmidt", "8", "moodle")) is None


@pytest.mark.parametrize(("text", "column", "said"), [
    ("id\nada\nada\n", "", "more than one student with the id ada"), ("x,y\n1,2\n", "", "none of the columns"),
    ("x,y\n1,2\n", "z", "no column 'z'"), ("id,name\n", "", "no students")])
def test_what_is_wrong_is_said(read, text, column, said):
    with pytest.raises(Faulty, match=said):
        read(text, column)


def test_the_column_can_be_chosen(read):
    assert list(read(CANVAS, "sis user id").students) == ["u1", "u2"]
