"""The notebooks as files: whole, free of noise, readable by everyone. No kernel is started here."""

import json

import pytest

from course.exercises import UNITS
from course.staff.authoring.faults import faults
from course.staff.authoring.pages import pages, read
from course.staff.authoring.student import BEGIN, END
from course.staff.commands.build import outdated, strays
from course.staff.setup.needs import ROOT

PAGES = pages(UNITS)
BOTH = [(path, page.points) for page in PAGES for path in (page.solution, page.notebook)]
PACKAGE = [path for path in (ROOT / "course").rglob("*.py") if "staff" not in path.parts]


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
def test_students_version_shows_no_output(page):
    cells = json.loads(page.notebook.read_text(encoding="utf-8"))["cells"]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
