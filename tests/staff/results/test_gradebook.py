"""Results are kept as they come, the table and the pages are harmless, and nothing that a student wrote is active."""
import csv
import json
import os

import pytest

from course.checking import Outcome, Report
from course.exercises import UNITS
from course.staff.classes.classfile import Class
from course.staff.marking.marks import Mark, clean
from course.staff.results.feedback import page
from course.staff.results.gradebook import Gradebook, OtherRun, Result, alone, file_name, recorded
from course.staff.results.standing import standings
from course.staff.results.tables import write_tables


def write(book):
    write_tables(book.folder, standings(book.results, Class(), ()), Class())


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
    assert again.has("ada", "04_x", "digest")
    assert not again.has("ada", "04_x", "other") and not again.has("eve", "04_x", "digest")
    again.add(result("eve"), "<p>")
    assert Gradebook(tmp_path, 7, None).results.keys() == again.results.keys()
    with pytest.raises(OtherRun, match="seed 7.*--seed 7.*another folder"):
        Gradebook(tmp_path, 8, None)


@pytest.mark.parametrize("text", [b"", b"[1]", b"{}", b"{", None])
def test_a_seed_that_is_lost_is_found_in_the_results_and_never_drawn_anew_over_them(tmp_path, text):
    book = Gradebook(tmp_path, 7, None)
    book.add(result("ada"), "<p>")
    book.note(gradebook="sqlite:///x")
    (tmp_path / "run.json").unlink()
    if text is not None:
        (tmp_path / "run.json").write_bytes(text)
    again = Gradebook(tmp_path, None, lambda: pytest.fail("draws a new seed"))
    assert again.seed == 7 and again.run["gradebook"] == "sqlite:///x" and "from its copy" in again.mended[0]
    assert json.loads((tmp_path / "run.json").read_text()) == again.run == {"seed": 7, "gradebook": "sqlite:///x"}
    for name in ("run.json", "run.json.kept"):
        (tmp_path / name).unlink() if text is None else (tmp_path / name).write_bytes(text)
    again = Gradebook(tmp_path, None, lambda: pytest.fail("draws a new seed"))
    assert again.seed == 7 and "run.json" in again.mended[0]
    assert json.loads((tmp_path / "run.json").read_text()) == {"seed": 7}
    with open(tmp_path / "results.jsonl", "w") as file:         # of a version that did not write it down
        file.write(json.dumps(result("ada")[:4]) + "\n")
    for name in ("run.json", "run.json.kept"):
        (tmp_path / name).write_bytes(text or b"")
    with pytest.raises(OtherRun, match="do not say their seed. Add --seed N.*another folder"):
        Gradebook(tmp_path, None, lambda: pytest.fail("draws a new seed"))
    assert Gradebook(tmp_path, 8, None).seed == 8
    for name in ("results.jsonl", "run.json.kept"):
        (tmp_path / name).unlink()
    (tmp_path / "run.json").write_bytes(text or b"")
    assert Gradebook(tmp_path, None, lambda: 9).seed == 9


@pytest.mark.parametrize("line", [b"\xff", b"5", b'["eve", "04_x", "d", [["f", "F", 0, 1]]]', b'["eve", "04_x", "di',
                                  b"",
                                  b'["eve", "04_x", "d", [], 5]', b'["eve", "04_x", "d", [["f", "F", "a", 1, ""]]]'])
def test_a_damaged_line_costs_what_stood_in_it_and_no_more(tmp_path, line):
    book = Gradebook(tmp_path, 7, None)
    for student in ("ada", "bob"):
        book.add(result(student), "<p>")
    journal = tmp_path / "results.jsonl"
    first, second = journal.read_bytes().splitlines(True)
    journal.write_bytes(first + line + b"\n" + second)
    before = journal.read_bytes()
    found, damaged = recorded(tmp_path)
    assert found == book.results and "Line 2 of" in damaged and journal.read_bytes() == before
    again = Gradebook(tmp_path, None, None)
    assert again.results == book.results and "Line 2 of" in again.mended[0]
    assert journal.read_bytes() == first + second
    assert (tmp_path / "results.jsonl.damaged").read_bytes() == line + b"\n"
    assert Gradebook(tmp_path, None, None).mended == []


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
    write(book)
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
    write(book)
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
    marks = [Mark("f", "F", 0, 1, "fail", 0.1, evil, report, "", evil), Mark("g", "G", 0, 1, "broken", 0.0, evil)]
    text = page(Result(evil, "00_start", "digest", tuple(marks)), UNITS[0])
    assert "<script" not in text and "<img" not in text and text.count("&lt;script&gt;") >= 5
