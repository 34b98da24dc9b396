"""Where everybody stands: nothing is 0 before it is due, and lateness costs what the rule says."""
import csv
from datetime import UTC, datetime, timedelta
from zipfile import ZipFile

import pytest

from course.checking import Exercise, Outcome, Report, Unit
from course.staff.classes.classfile import Class
from course.staff.classes.late import Late
from course.staff.classes.roster import Roster, Student
from course.staff.marking.marks import Mark, unmarked
from course.staff.results.byhand import ByHand, Given, remember, remembered
from course.staff.results.classpage import class_page
from course.staff.results.copies import copies, shape
from course.staff.results.export import write_canvas, write_moodle
from course.staff.results.feedback import page
from course.staff.results.gradebook import Gradebook, Result
from course.staff.results.pages import send_back, write_pages
from course.staff.results.standing import standings
from course.staff.results.tables import write_tables

DUE = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = DUE + timedelta(days=1000)


def check(work, rng):
    """should hold"""


check.points = 10
FIRST, SECOND = UNITS = tuple(Unit(number, topic, topic.title(), (Exercise("f", "F", (check,)),))
                              for number, topic in (("01", "one"), ("02", "two")))


def result(student, unit="01_one", points=10, late=timedelta(0), origin="", status="pass", code=""):
    report = Report("f", "F", (Outcome(status, "should hold", points, 10),))
    return Result(student, unit, "d" * 16, (Mark("f", "F", points, 10, status, 0.1, "", report, "", code),),
                  (DUE + late).isoformat(), origin, 7)


def stand(*results, now=LATER, by_hand=None, asked=(), **known):
    found = standings({each[:2]: each for each in results}, Class(**known), UNITS, by_hand or ByHand({}, {}, {}), asked,
                      now)
    return {(each.student, each.unit): each for each in found}


def students(*names):
    return Roster([Student(name) for name in names])


def missing(student, unit):
    return Result(student, "01_one" if unit is FIRST else "02_two", "missing", tuple(unmarked(unit, "missing", "")))


def points(found):
    return {key: each.points for key, each in found.items()}


def test_nothing_is_0_because_another_student_has_handed_in_another_unit():
    found = stand(result("ada"), result("ada", "02_two"), result("bob"), missing("bob", SECOND))
    assert points(found) == {("ada", "01_one"): 10, ("ada", "02_two"): 10, ("bob", "01_one"): 10,
                             ("bob", "02_two"): None}
    assert points(stand(missing("bob", SECOND), asked=["02_two"])) == {("bob", "02_two"): 0}


@pytest.mark.parametrize(("now", "extension", "got"), [
    (DUE - timedelta(1), {}, None), (DUE, {}, 0), (DUE, {("bob", "01_one"): DUE + timedelta(2)}, None),
    (DUE + timedelta(2), {("bob", "01_one"): DUE + timedelta(2)}, 0)])
def test_who_has_not_handed_in_has_nothing_before_it_is_due(now, extension, got):
    known = {"roster": students("ada", "bob"), "due": {"01_one": DUE}, "extensions": extension, "now": now}
    found = stand(result("ada"), **known)["bob", "01_one"]
    assert found.points == got and found.is_missing
    assert stand(**known)["bob", "01_one"].points is None, "as long as nobody's hand-in was seen"
    assert stand(asked=["01_one"], **known)["bob", "01_one"].points == got


@pytest.mark.parametrize(("late", "points", "days"), [
    (timedelta(0), 10, 0), (timedelta(hours=-5), 10, 0), (timedelta(seconds=1), 9, 1),
    (timedelta(days=1, hours=1), 8, 2),
    (timedelta(days=7), 5, 7), (timedelta(days=11), 0, 11)])
def test_late_days_cost_what_the_rule_says(late, points, days):
    rule = Late(per_day=10, most=50, closed=10)
    found = stand(result("ada", late=late), due={"01_one": DUE}, late=rule)["ada", "01_one"]
    assert (found.points, found.days) == (points, days) and found.points + found.penalty == 10


def test_free_days_are_used_up_in_the_order_of_due_dates():
    due = {"01_one": DUE + timedelta(days=7), "02_two": DUE}        # the second unit comes first
    found = stand(result("ada", late=timedelta(days=9)), result("ada", "02_two", late=timedelta(days=2)), due=due,
                  late=Late(per_day=10, free_days=3))
    assert [(each.days, each.free, each.points) for each in found.values()] == [(2, 1, 9), (2, 2, 10)]


def test_lateness_without_a_rule_is_told_and_costs_nothing():
    found = stand(result("ada", late=timedelta(hours=30)), due={"01_one": DUE})["ada", "01_one"]
    assert (found.days, found.penalty, found.points) == (2, 0, 10)


def test_units_that_do_not_count_are_kept_and_not_summed_up(tmp_path):
    known = Class(units=("01_one",), roster=students("ada", "zoe"), due={"01_one": DUE})
    found = standings({each[:2]: each for each in (result("ada"), result("ada", "02_two", 5))}, known, UNITS, now=LATER)
    write_tables(tmp_path, found, known)
    with open(tmp_path / "totals.csv", newline="") as file:
        assert list(csv.reader(file)) == [
            ["student", "name", "01_one", "01_one days late", "01_one penalty", "days late", "points", "of"],
            ["ada", "", "10", "", "", "0", "10", "10"], ["zoe", "", "0", "", "", "0", "0", "10"]]
    assert (tmp_path / "grades.csv").read_text().count("ada,02_two,f,5,10,pass,") == 1


def test_what_was_given_by_hand_is_kept_and_counts(tmp_path):
    given = ByHand({("ada", "01_one", "f"): Given(4.0, 1.5, "é")}, {("bob", "01_one"): 2.0}, {("bob", "01_one"): 1.0})
    remember(tmp_path, given)
    assert remembered(tmp_path) == given and remembered(tmp_path / "none") == ByHand({}, {}, {})
    (tmp_path / "by_hand.json").write_text("[1")
    assert remembered(tmp_path) == ByHand({}, {}, {})
    faulty = result("ada", points=0, status="faulty")
    assert points(stand(faulty, result("bob"))) == {("ada", "01_one"): None, ("bob", "01_one"): 10}
    assert points(stand(faulty, result("bob"), by_hand=given)) == {("ada", "01_one"): 5.5, ("bob", "01_one"): 8}


CANVAS = [Student("ada", "Ada Lovelace", "", {"Student": "Lovelace, Ada", "ID": "7", "SIS User ID": "u1",
                                              "SIS Login ID": "ada", "Section": "A"})]
MOODLE = [Student("u1", "Ada", "", {"First name": "Ada", "ID number": "u1", "Email address": "a@x.edu"})]


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_canvas_and_moodle_get_the_names_that_they_know(tmp_path):
    names = {("canvas", "01_one"): "Homework 1 (77)", ("moodle", "01_one"): "Assignment: Homework 1"}
    known = Class(Roster(CANVAS), columns=names)
    found = list(stand(result("ada"), **known._asdict()).values())
    assert write_canvas(tmp_path / "c.csv", found, known, UNITS, "ID") == []
    assert rows(tmp_path / "c.csv") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Homework 1 (77)"],
        ["Points Possible", "", "", "", "", "10"], ["Lovelace, Ada", "7", "u1", "ada", "A", "10"]]
    known = Class(Roster(MOODLE), columns=names)
    found = list(stand(result("u1"), **known._asdict()).values())
    assert write_moodle(tmp_path / "m.csv", found, known, UNITS) == []
    header = ["ID number", "Email address", "Assignment: Homework 1"]
    assert rows(tmp_path / "m.csv") == [header, ["u1", "a@x.edu", "10"]]


def test_feedback_goes_back_under_the_names_that_came(tmp_path):
    book = Gradebook(tmp_path, 7, None)
    for student, origin in (("ada", "Ada Lovelace_12_assignsubmission_file_"), ("eve", "Eve_13_assignsubmission_file"),
                            ("bob", "boolegeorge_LATE_101_5002_"), ("cy", "")):
        each = result(student, origin=origin)
        book.add(each, page(each, FIRST))
    written = send_back(tmp_path, book.results, tmp_path / "zips")
    assert {path.name: ZipFile(path).namelist() for path in written} == {
        "01_one-canvas.zip": ["boolegeorge_LATE_101_5002_01_one.html"],
        "01_one-moodle.zip": ["Ada Lovelace_12_assignsubmission_file_01_one.html",
                              "Eve_13_assignsubmission_file_01_one.html"]}


def test_pages_say_what_counts_and_come_back_when_they_are_deleted(tmp_path):
    book = Gradebook(tmp_path, 7, None)
    book.add(each := result("ada", late=timedelta(days=1), code="def f():\n    return '<b>'"), page(each, FIRST))
    path, = tmp_path.glob("feedback/*/*.html")
    text = path.read_text()
    assert "def f():\n    return &#x27;&lt;b&gt;&#x27;" in text and "Handed in 2026-11-02 12:00 UTC." in text
    assert "the seed 7" in text and "late" not in text
    known = Class(due={"01_one": DUE}, late=Late(per_day=10))
    found = standings(book.results, known, UNITS, ByHand({("ada", "01_one", "f"): Given(5, 0, "<i>")}, {}, {}))
    assert write_pages(tmp_path, book.results, found, UNITS) == 0
    said = ("5 of 10 points, by hand. &lt;i&gt;", "1 day late", "Together 4.5 of")
    assert all(part in path.read_text() for part in said)
    path.unlink()
    assert write_pages(tmp_path, book.results, found, UNITS) == 1 and path.exists()


SOLUTION = """
def f(graph, out):
    '''Doc.'''
    total = {}
    for a, b in graph:
        total[a] = total.get(a, 0) + b
    return [total[name] for name in sorted(total) if name != out]
"""
RENAMED = """
# mine
x = 3
def f(g,  o):
    r = {}
    for u, v in g:
        r[u] = r.get(u, 0) + v   # add
    return [r[n] for n in sorted(r) if n != o]
"""


def test_the_same_answer_but_for_names_and_layout_has_the_same_shape():
    assert shape(SOLUTION, "f") == shape(RENAMED, "f") != ""
    assert shape(SOLUTION.replace("+ b", "- b"), "f") != shape(SOLUTION, "f") != shape(SOLUTION, "g") == ""
    assert shape("def f(x): return 2 * x", "f") == "" == shape("def f(:", "f") == shape("f = 3", "f")


def test_published_answers_are_listed_as_a_fact():
    from staff import submissions as build

    from course.exercises import UNITS
    unit = next(unit for unit in UNITS if unit.topic == "path_sums")
    code = next(cell["source"] for cell in build.answered(unit, {})["cells"] if "def path_sums(" in cell["source"])
    published = result("ada", "04_path_sums")
    mark = published.marks[0]._replace(name="path_sums", code=code.replace("graph", "g"))
    other = result("bob", "04_path_sums", code="def path_sums(g, o): return {}")
    found = stand(published._replace(marks=(mark,)), other)
    assert copies(found.values()) == {("04_path_sums", "path_sums"): ["ada"]}
    text = class_page([], list(found.values()))
    assert "published solution but for names and layout" in text and "2026, week 44" in text
