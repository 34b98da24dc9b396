"""A page of the book has all of a unit but what is only there to be run, and tells no more than the notebook."""
import re
from pathlib import Path

import notebook_cells as books
import pytest
from nbformat import v4

from course.exercises import UNITS
from course.staff.authoring.edition import lay_out
from course.staff.authoring.pages import Faulty, read, text_of
from course.staff.setup.needs import ROOT
from course.staff.site.front import front, verbatim
from course.staff.site.reading import DOCS, between_pages, first_picture, reading

BUTTONS = "<p>buttons</p>"
NOTEBOOKS = {unit: read(ROOT / "notebooks" / unit.notebook) for unit in UNITS}
PAGES = {unit: reading(notebook, unit, BUTTONS) for unit, notebook in NOTEBOOKS.items()}


def code(page):
    return [cell.source for cell in page.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("unit", UNITS, ids=[unit.topic for unit in UNITS])
def test_a_page_has_every_text_every_exercise_and_every_hint(unit):
    page = text_of(PAGES[unit])
    texts = [cell.source for cell in PAGES[unit].cells if cell.cell_type == "markdown"]
    assert texts[1] == BUTTONS
    assert all(between_pages(cell.source) in texts for cell in NOTEBOOKS[unit].cells if cell.cell_type == "markdown")
    assert page.count("Your part: <code>") == len(unit.exercises)
    assert page.count("class='course-hint'") == sum(len(exercise.hints) for exercise in unit.exercises)


@pytest.mark.parametrize("unit", UNITS, ids=[unit.topic for unit in UNITS])
def test_a_page_has_nothing_to_run_and_no_answer(unit):
    for cell in PAGES[unit].cells:
        if cell.cell_type == "code" and "raise NotImplementedError" in cell.source:
            assert "hide-input" in cell.metadata.tags       # there is more than a name in it, but one looks at the text
        assert not cell.source.startswith(("ex.", "# ex.", "progress("))
    lines = books.solution_lines(ROOT / "solutions" / unit.notebook)
    assert not [line for line in lines if line in text_of(PAGES[unit])]
    assert not any("ready(ex)" in source or "No module named" in source for source in code(PAGES[unit]))


def test_outputs_stay_and_those_that_would_answer_are_announced():
    start = next(iter(PAGES.values()))
    kept = [cell for cell in start.cells if cell.get("outputs")]
    assert kept and any("image/svg+xml" in cell.outputs[0].get("data", ()) for cell in kept)
    assert "Run this cell" not in text_of(start) and "Run it after your prediction" in text_of(start)


def test_a_stub_is_named_as_it_is_called():
    stub = v4.new_code_cell('def f(x, *, y=1):\n    """A slope."""\n    raise NotImplementedError  # your code here',
                            metadata={"nbgrader": {"solution": True}})
    given = v4.new_code_cell(f"def g(x):\n    return f(x)\n\n\n{stub.source}", metadata=stub.metadata)
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("# Title"), stub, given])
    title, buttons, first, second, folded = reading(notebook, UNITS[0], "").cells
    assert "<code>f(x, *, y=1)</code>" in first.source == second.source
    assert folded.metadata.tags == ["hide-input"]


def test_the_first_picture_is_a_file():
    kind, data = first_picture(NOTEBOOKS[UNITS[0]])
    assert kind == "svg" and data.startswith(b"<svg")
    assert first_picture(v4.new_notebook(cells=[v4.new_markdown_cell("no output")])) is None


def test_the_first_page_is_readmes_with_a_card_for_each_unit():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    page = front(readme, UNITS, {"path_sums": "_static/path_sums.svg"}, BUTTONS)
    assert page.startswith(readme.split("\n\n")[0]) and BUTTONS in page and "python3 -m course" not in page
    assert all(f"<a href='notebooks/{unit.notebook.removesuffix('.ipynb')}.html'>" in page for unit in UNITS)
    assert page.count("<span></span>") == 0 and page.count("<img") == 1


def test_stars_and_bars_of_a_docstring_mean_themselves():
    lines = ["|a - b| for *args,", "", "    code(*args)", ""]
    verbatim(None, "function", "f", None, None, lines)
    assert lines == [r"\|a - b\| for \*args,", "", "::", "", "    code(*args)"]


def test_the_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Faulty, match="is not empty, and nothing that this command wrote"):
        lay_out({"site.json": b"{}"}, tmp_path, "site.json")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("unit", UNITS, ids=[unit.topic for unit in UNITS])
def test_every_link_leads_to_a_page(unit):
    text = "\n".join(cell.source for cell in PAGES[unit].cells if cell.cell_type == "markdown")
    pages = {other.notebook for other in UNITS} | set(DOCS)
    links = re.findall(r"\]\(([\w./:-]+\.\w+)\)", text)
    assert links and {Path(link).name for link in links if not link.startswith("https://")} <= pages


def test_a_link_to_a_file_that_is_no_page_becomes_words():
    assert between_pages("[engine](../course/one_file.py), [sources](../docs/sources.md)") == (
        "engine, [sources](../docs/sources.md)")
