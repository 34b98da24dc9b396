"""Results are kept as they come, the table and the pages are harmless, and nothing that a student wrote is active."""
import csv
import os

import pytest

from course.checking import Outcome, Report
from course.exercises import UNITS
from course.staff.marking.marks import Mark, clean
from course.staff.results.feedback import page
from course.staff.results.gradebook import Gradebook, OtherRun, Result, alone, file_name

WORTH = {"f": 2, "g": 1}


def result(student, points=1):
    report = Report("f", "F", (Outcome("fail", "should hold", points, 2, (("yours", "3"),), "a mistake"),), "after")
    return Result(student, "04_x", "digest", (Mark("f", "F", points, 2, "fail", 0.5, "=1+1", report),
                                              Mark("g", "G", 0, 1, "broken", 0.0, "=1+1")))


def test_results_are_kept_as_they_come_and_a_torn_line_is_forgotten(tmp_path):
    book = Gradebook(tmp_path, 7, None)
    book.add(result("bob"), "<p>")
    book.add(result("ada"), "<p>")
    with open(tmp_path / "results.jsonl", "a") as file:
        file.write('["eve", "04_x", "dig')
    again = Gradebook(tmp_path, None, lambda: pytest.fail("draws a new seed"))
    assert again.seed == 7 and again.results == book.results
    assert again.has("ada", "04_x", "digest", WORTH)
    assert not again.has("ada", "04_x", "other", WORTH) and not again.has("eve", "04_x", "digest", WORTH)
    for changed in ({**WORTH, "h": 1}, {**WORTH, "f": 3}):          # an exercise was added, or is worth more
        assert not again.has("ada", "04_x", "digest", changed)
    again.add(result("eve"), "<p>")
    assert Gradebook(tmp_path, 7, None).results.keys() == again.results.keys()
    with pytest.raises(OtherRun, match="seed 7.*--seed 7.*another folder"):
        Gradebook(tmp_path, 8, None)


@pytest.mark.parametrize(("name", "text", "sentence"), [
    ("run.json", b"", "which seed"), ("run.json", b"[1]", "which seed"), ("run.json", b"{}", "which seed"),
    ("results.jsonl", b"\xff\n", "Line 1"), ("results.jsonl", b"5\n", "Line 1"),
    ("results.jsonl", b'["ada", "04_x", "d", []]\n["ada", "04_x", "d", [["f", "F", 0, 1]]]\n', "Line 2")])
def test_a_folder_that_cannot_be_read_is_refused_and_left_as_it_is(tmp_path, name, text, sentence):
    (tmp_path / name).write_bytes(text)
    with pytest.raises(OtherRun, match=f"{sentence}.*nother folder"):
        Gradebook(tmp_path, None, lambda: 7)
    assert (tmp_path / name).read_bytes() == text


@pytest.mark.skipif(os.name == "nt", reason="no locks on folders")
def test_two_runs_do_not_share_a_folder(tmp_path):
    with alone(tmp_path / "out"):
        with pytest.raises(OtherRun, match="Another run"), alone(tmp_path / "out"):
            pass
    with alone(tmp_path / "out"):
        pass


def test_the_table_is_harmless_in_a_spreadsheet(tmp_path):
    book = Gradebook(tmp_path, 7, None)
    for student in ("=cmd|' /C calc'!A0", "@x", "+1", "-1", "ada, \"b\"\nc", "\x1b[31m", "\udcff"):
        book.add(result(student), "<p>")
    book.write_table()
    with open(tmp_path / "grades.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["student", "unit", "exercise", "points", "max_points", "status", "note"]
    assert len(rows) == 15 and all(len(row) == 7 and row[6] == "'=1+1" for row in rows[1:])
    assert not any(cell.startswith(tuple("=+-@\t\x1b")) for row in rows for cell in row)


SEPARATORS = (",", ";", "\t", "|")


@pytest.mark.parametrize("hidden", [
    "=cmd|'/C calc'!A0", "@SUM(1)", "+1+cmd|'x'!A0", "-1+1", "＝1", " =1", '"=1"', "'=1", "\"\"=1", "\n=1", "\r=1",
    "\t=1"])
@pytest.mark.parametrize("before", ["", "ValueError: ", "a,", "a;", "a\t", "a\n", "a\r", "a|", 'a "', "a; ", 'a;"',
"a,;\n", ";;"])
def test_whatever_separates_cells_no_text_becomes_a_formula(tmp_path, before, hidden):
    book, text = Gradebook(tmp_path, 7, None), f"{before}{hidden};{hidden}\n{hidden};"
    marks = (Mark("f", "F", 0, 2, "missing", 0.0, f"no 04_x.ipynb was handed in; there is {text}.ipynb"),
             Mark("g", "G", 0, 1, "error", 0.0, text))
    book.add(Result(text, "04_x", "digest", marks), "<p>")
    book.write_table()
    data = (tmp_path / "grades.csv").read_bytes().decode()
    for separator in SEPARATORS:
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            for line in (data.splitlines(True), data.split("\n")):
                cells = [cell for row in csv.reader(line, delimiter=separator, quoting=quoting) for cell in row]
                assert not any(cell.lstrip("\" \r\n\t").startswith(tuple("=+-@＝＋－＠")) for cell in cells)


def test_file_names_are_safe_and_tell_names_apart():
    names = ["ada", "a b@c.d", "a:b", "a_b", "a/b", "..", "é", "x" * 300, "x" * 301, "=1", "\udcff", "con\n"]
    safe = [file_name(name) for name in names]
    assert len(set(safe)) == len(names) and safe[:2] == names[:2]
    assert all(part.isascii() and part.isprintable() and 0 < len(part) < 120 and "/" not in part and part != ".."
               for part in safe)


def test_control_characters_are_replaced_and_long_texts_cut():
    assert clean("a\x1b[31mé\nb\u202e\ud800\x00\t") == "a\ufffd[31mé\nb\ufffd\ufffd\ufffd\ufffd"
    assert len(clean("x" * 10**6)) < 2100


def test_feedback_escapes_all_that_a_student_wrote():
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>'\"&"
    report = Report("f", "F", (Outcome("fail", "should hold", 0, 1, ((evil, evil),)),))
    marks = [Mark("f", "F", 0, 1, "fail", 0.1, evil, report), Mark("g", "G", 0, 1, "broken", 0.0, evil)]
    text = page(evil, UNITS[0], marks)
    assert "<script" not in text and "<img" not in text and text.count("&lt;script&gt;") >= 4
