"""What the page on a class and the tables for learning platforms say, and that nothing in them is active."""
import csv
import re
from html.parser import HTMLParser
from time import perf_counter

import pytest
from staff.setting import arguments

from course.checking import Exercise, Mistake, Outcome, Report, Unit
from course.staff.classes.classfile import Class
from course.staff.commands import report
from course.staff.marking.marks import Mark
from course.staff.results.classpage import class_page
from course.staff.results.export import CANVAS, write_canvas, write_moodle
from course.staff.results.gradebook import Gradebook, Result, recorded
from course.staff.results.standing import standings
from course.staff.results.summary import by_unit, rounded

OVERWRITES = Mistake("overwrites instead of adding", "both messages count")
UNIT = Unit("98", "sums", "Sums", (Exercise("f", "The first", (), mistakes=(OVERWRITES,)), Exercise("g", "Other", ())))
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>'\"&"


def outcome(status, *evidence, mistake=""):
    return Outcome(status, "should add up", 3 if status == "pass" else 0, 3, evidence, mistake)


PASS = outcome("pass")
WRONG = outcome("fail", ("tried", "f(1)"), ("yours", "1.00001"), ("so", "both messages count"), mistake=OVERWRITES.name)
ALIKE = outcome("fail", ("tried", "f(1)"), ("yours", "1.00002"))
RAISES = outcome("error", ("error", "NameError: name 'nmupy' is not defined"))
LATE = outcome("error", ("error", "TimeLimit: stopped after 10 s"))


def mark(name, title, found, seconds=0.1):
    made = Report(name, title, (found,))
    return Mark(name, title, made.points, 3, made.status, seconds, "", made)


def ran(student, first, second=PASS):
    return Result(student, "98_sums", "digest", (mark("f", "The first", first), mark("g", "Other", second, 0.5)))


def unread(student, status, note):
    return Result(student, "98_sums", "digest", tuple(Mark(name, name, 0, 3, status, 0.0, note) for name in "fg"))


CLASS = [ran("ada", PASS), ran("bob", WRONG), ran("cy", ALIKE), ran("dan", RAISES, RAISES), ran("eve", LATE),
         ran(EVIL, WRONG, outcome("error", ("error", EVIL))), unread("fay", "broken", "it breaks off"),
         unread("gus", "missing", "no 98_sums.ipynb"), unread("hal", "lost", "it took too long")]


@pytest.fixture
def summary():
    return by_unit(CLASS, (UNIT,))[0]


def test_the_numbers_are_exact(summary):
    assert summary.title == "98 Sums" and summary.most == 6 and summary.ran == 6
    assert summary.points == {"ada": 6, "bob": 3, "cy": 3, "dan": 0, "eve": 3, EVIL: 0, "fay": 0, "gus": 0}
    first, other = summary.exercises
    assert first.statuses == {"pass": 1, "fail": 3, "error": 2} and first.checks == {"should add up": 1}
    assert other.statuses["pass"] == 4 and other.median == 0.5


def test_what_went_wrong_alike_is_together(summary):
    assert summary.mistakes == [("The first", OVERWRITES.name, "both messages count", (EVIL, "bob"))]
    assert summary.alike == [("The first", "should add up", "1", (EVIL, "bob", "cy"))]
    assert [(group.what, group.students) for group in summary.errors] == [
        (EVIL, (EVIL,)), (RAISES.evidence[0][1], ("dan",))]
    assert [(group.what, group.students) for group in summary.late] == [("TimeLimit: stopped after 10 s", ("eve",))]
    assert {group.what: group.students for group in summary.unmarked} == {
        "broken": ("fay",), "missing": ("gus",), "lost": ("hal",)}


@pytest.mark.parametrize("text, short", [
    ("[1.23456, -2.0, 3]", "[1.23, -2, 3]"), ("x1 = 1e-17, v2.5", "x1 = 1e-17, v2.5"), ("1234567", "1234567"),
    ("1." + "3" * 2000, "1.33"), ("9e99999", "inf")])
def test_rounding_changes_decimal_numbers_only(text, short):
    assert rounded(text) == short


class Page(HTMLParser):
    """The text of a page, its tags, its headings, and the header cells without a scope."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.levels, self.bare, self.text = set(), [], 0, ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.levels += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        self.bare += tag == "th" and "scope" not in dict(attrs)
        assert not any(name.startswith("on") for name, _ in attrs)
        assert all(value.startswith("#") for name, value in attrs if name == "href")

    def handle_data(self, data):
        self.text += data


def test_the_page_says_of_how_many(summary):
    page = Page(class_page([summary]))
    text = " ".join(page.text.split())
    assert "9 students, 1 unit." in text and "8 students, of whom 6 left a notebook that could be run" in text
    assert "2 of 6 (33 %): overwrites instead of adding, in The first. The idea: both messages count." in text
    assert "median 1.5 of 6 points, mean 1.9; 1 of 8 (12 %) have all points" in text
    assert not {"script", "img", "iframe", "link"} & page.tags and EVIL in page.text
    assert page.levels[0] == 1 and all(b <= a + 1 for a, b in zip(page.levels, page.levels[1:], strict=False))
    assert page.bare == 0


@pytest.mark.parametrize("results", [[], CLASS[:1], CLASS[-1:], CLASS[-2:-1]], ids=["nobody", "one", "lost", "missing"])
def test_small_classes_have_a_page(results):
    assert Page(class_page(by_unit(results, (UNIT,)))).levels[0] == 1


def test_a_class_of_five_thousand_is_read_at_once():
    results = [ran(f"s{n}", (PASS, WRONG, RAISES)[n % 3]) for n in range(5000)]
    began = perf_counter()
    page = class_page(by_unit(results, (UNIT,)))
    assert perf_counter() - began < 5 and len(page) < 100_000
    assert "1667 of 5000 (33 %): overwrites" in page.replace("<b>", "").replace("</b>", "")


def test_a_unit_that_the_course_no_longer_has_is_shown_by_its_file_name():
    assert "98_sums" in class_page(by_unit(CLASS, ()))


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def stand(results):
    return standings({(each.student, each.unit): each for each in results}, Class(), (UNIT,))


def names(*students):
    return stand([ran(student, WRONG) for student in students]), Class(), (UNIT,)


@pytest.mark.parametrize("column", CANVAS)
def test_canvas_gets_its_columns_and_the_points_possible(tmp_path, column):
    assert write_canvas(tmp_path / "c.csv", *names("007", "12"), column) == []
    header, possible, *rows = table(tmp_path / "c.csv")
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "98 Sums"]
    assert possible == ["Points Possible", "", "", "", "", "6"]
    assert [row[header.index(column)] for row in rows] == ["007", "12"] and all(row[5] == "3" for row in rows)
    assert all(row[0] == "" for row in rows)        # a name with "Points Possible" in it would set the points


def test_canvas_takes_no_half_number_for_an_id(tmp_path):
    assert write_canvas(tmp_path / "c.csv", *names("12", "12abc", "ada", "²"), "ID") == ["12abc", "ada", "²"]
    assert [row[1] for row in table(tmp_path / "c.csv")[2:]] == ["12"]


def test_moodle_gets_one_column_a_unit_and_nothing_for_the_lost(tmp_path):
    assert write_moodle(tmp_path / "m.csv", stand(CLASS[:2] + CLASS[-2:]), Class(), (UNIT,)) == []
    assert table(tmp_path / "m.csv") == [["student", "98 Sums (of 6)"], ["ada", "6"], ["bob", "3"], ["gus", ""],
                                      ["hal", ""]]


def test_identifiers_stay_as_they_are_and_formulas_are_left_out(tmp_path):
    good = ["+4912", "-1", "0017", "@ada", "ada@b.edu", "o'neil, p", "é"]
    evil = ["a;=1", "a, +1+1", 'a;"=1', "a\t@SUM(1)", "=cmd|' /C calc'!A0", "@SUM(1)", "+1+cmd|'x'!A0", "a\nb",
    "\x1b[31m", "＝1", "=1"]
    assert write_moodle(tmp_path / "m.csv", *names(*good, *evil)) == sorted(evil)
    assert [row[0] for row in table(tmp_path / "m.csv")[1:]] == sorted(good)


def run(*words):
    return report.main(arguments(report, *words))


def test_the_command_writes_what_is_asked_for_and_says_so(tmp_path, capsys):
    book = Gradebook(tmp_path, 7, None)
    for result in CLASS:
        book.add(result, "")
    with open(tmp_path / "results.jsonl", "a") as file:
        file.write('["zoe", "98_su')                # a run in progress
    before = (tmp_path / "results.jsonl").read_bytes()
    assert run(tmp_path) == 0 and "Wrote" in capsys.readouterr().out
    assert run(tmp_path, "--canvas", tmp_path / "c.csv", "--moodle", tmp_path / "m.csv") == 0
    assert {path.name for path in tmp_path.iterdir()} >= {"report.html", "c.csv", "m.csv"}
    assert (tmp_path / "results.jsonl").read_bytes() == before and recorded(tmp_path) == (book.results, [])


def test_who_cannot_be_in_the_table_is_named(tmp_path, capsys):
    Gradebook(tmp_path, 7, None).add(ran("=1", PASS), "")
    assert run(tmp_path, "--canvas", tmp_path / "c.csv") == 1
    assert "enter them by hand: =1." in capsys.readouterr().err


def test_without_results_it_says_what_to_give(tmp_path, capsys):
    assert run(tmp_path) == 1
    assert "Give the folder that course grade has written to" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


FAULTY = outcome("faulty", ("error", "KeyError: 'v1'"))._replace(trouble="Traceback <...>:\nKeyError: 'v1'")


def test_a_check_that_has_failed_itself_is_shown_to_staff_and_points_are_not_final(tmp_path):
    results = [ran("ada", PASS), ran("bob", FAULTY), ran("cy", WRONG, FAULTY)]
    summary, = by_unit(results, (UNIT,))
    assert summary.points == {"ada": 6} and not summary.errors and len(summary.mistakes) == 1
    assert [(group.exercise, group.students) for group in summary.faulty] == [("Other", ("cy",)), ("The first", ("bob",
    ))]
    page = class_page([summary])
    assert "Checks that have failed themselves" in page and "Traceback &lt;...&gt;:" in page
    write_moodle(tmp_path / "moodle.csv", stand(results), Class(), (UNIT,))
    assert [row[1] for row in table(tmp_path / "moodle.csv")[1:]] == ["6", "", ""]


def test_a_traceback_is_kept_with_the_results(tmp_path):
    book = Gradebook(tmp_path, 1, None)
    book.add(ran("bob", FAULTY), "<p>")
    assert recorded(tmp_path)[0] == book.results
    line = (tmp_path / "results.jsonl").read_text()
    assert FAULTY.trouble.splitlines()[-1] in line
    (tmp_path / "results.jsonl").write_text(line.replace(', "Traceback <...>:\\nKeyError: \'v1\'"',
    ""))    # of last year
    assert recorded(tmp_path)[0]["bob", "98_sums"].marks[0].report.outcomes == (FAULTY._replace(trouble=""),)
