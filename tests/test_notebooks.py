"""The notebooks as files: whole, free of noise, readable by everyone. No kernel is started here."""

import json
import re
from base64 import b64encode

import pytest
from nbformat import v4
from open_questions import given_away

from course.exercises import UNITS
from course.staff.authoring.faults import faults
from course.staff.authoring.pages import pages, read
from course.staff.authoring.student import BEGIN, END, bound, is_answer
from course.staff.authoring.visible import AFTER, REMARK
from course.staff.commands.build import outdated, strays
from course.staff.setup.needs import ROOT

PAGES = pages(UNITS)
BOTH = [(path, page.points) for page in PAGES for path in (page.solution, page.notebook)]
PACKAGE = [path for path in (ROOT / "course").rglob("*.py") if "staff" not in path.parts]
IMAGE = re.compile(r"data:image/[\w+]+;base64,([\w+/=]*)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.solution.stem)
def test_notebooks_are_what_the_build_makes(page):
    assert outdated(page) == []


@pytest.mark.parametrize("path, points", BOTH, ids=lambda value: "/".join(getattr(value, "parts", ())[-2:]))
def test_notebook_is_without_fault(path, points):
    assert faults(read(path), points) == []


def test_every_notebook_belongs_to_a_unit():
    assert strays(PAGES) == []


@pytest.mark.parametrize("path", [page.notebook for page in PAGES] + PACKAGE,
                         ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_solution_mark_reaches_a_student(path):
    text = path.read_text(encoding="utf-8")
    assert BEGIN not in text and END not in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.solution.stem)
def test_students_see_what_no_answer_has_a_share_in(page):
    """Cells of answers, checks, hints, the standing, and what goes on with answers are empty; the others show what the
    solution does, or when."""
    student, through = {cell.id: cell for cell in read(page.notebook).cells}, set()
    remark = texts([{"output_type": "stream", "name": "stdout", "text": REMARK}])
    for cell in read(page.solution).cells:
        if cell.cell_type == "code":
            kept = student[cell.id].outputs
            goes_on = ".yours(" in cell.source or through & set(re.findall(r"\w+", cell.source))
            through |= set(bound(cell.source)) if goes_on else set()
            theirs = goes_on or is_answer(cell) or re.search(r"\bex\.\w+\.|^progress\(", cell.source, re.MULTILINE)
            assert student[cell.id].execution_count is None
            assert texts(kept) == ("" if theirs else remark if AFTER in tags(cell) and cell.outputs else
                                   texts(cell.outputs))


def tags(cell):
    return cell.metadata.get("tags", ())


def texts(outputs):
    return json.dumps([{**out, "execution_count": None} for out in outputs], sort_keys=True) if outputs else ""


@pytest.mark.parametrize("unit, page", [*zip(UNITS, PAGES, strict=True)], ids=[unit.number for unit in UNITS])
def test_no_open_question_is_answered_by_an_output(unit, page):
    assert given_away(read(page.notebook).cells, unit.exercises) == []


@pytest.mark.parametrize("above, below, later, words", [
    ("", "3 and 2.73", "", ["cell 5 shows 2.73"]), ("", "", "v3 = 2.728", ["cell 7 shows 2.728"]), ("2.7", "", "", [
        "cell 2 shows 2.7"]), ("v2.73 12.73 2.8 2,730 -2.73", "", "2", []), ("", "", "", []),
])
def test_given_away_is_what_the_check_lets_pass(above, below, later, words):
    question = v4.new_markdown_cell("### Predict first"), v4.new_code_cell("ex.first_guess.check(first_guess)")
    cells = [v4.new_markdown_cell("## One"), shows(above), *question, shows(below), v4.new_markdown_cell("## Two"),
             shows(later), v4.new_markdown_cell("### Exercise"), shows("2.73")]
    assert given_away(cells, UNITS[0].exercises) == [f"{each}, which answers first_guess" for each in words]


def test_what_is_drawn_is_read_too_and_small_whole_numbers_only_below():
    [guess] = [each for unit in UNITS for each in unit.exercises if each.name == "path_guess"]
    drawn = b64encode(b"<svg><text>5</text></svg>").decode()
    cell = v4.new_code_cell(outputs=[v4.new_output("display_data", {
        "text/html": f"<img src='data:image/svg+xml;base64,{drawn}'>"})])
    question = [v4.new_markdown_cell("### Predict"), v4.new_code_cell("ex.path_guess.check(path_guess)")]
    assert given_away([*question, cell], [guess]) == ["cell 3 shows 5, which answers path_guess"]
    assert given_away([v4.new_markdown_cell("# One"), cell, *question], [guess]) == []


def shows(text):
    return v4.new_code_cell(outputs=[v4.new_output("stream", text=text)])


def test_student_notebooks_have_no_widgets_state_and_no_heavy_picture():
    for page in PAGES:
        notebook = read(page.notebook)
        assert "widgets" not in notebook.metadata and "widget-view" not in page.notebook.read_text(encoding="utf-8")
        for cell in notebook.cells:
            for out in cell.get("outputs", ()):
                assert all(len(image) < 80_000 for image in IMAGE.findall(str(out.get("data", {}))))  # 60 kB, encoded
