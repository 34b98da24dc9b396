"""Numbers follow from the list of units: move one, remove one, and every name, link, heading and row is right again."""
import re
import shutil

import pytest
from nbformat import v4
from staff.setting import arguments

from course.exercises import UNITS
from course.staff.authoring.numbering import (
    LINK,
    by_number,
    front_page,
    headings,
    linked,
    nameless,
    neighbours,
    numbered,
)
from course.staff.authoring.pages import pages, read
from course.staff.commands import build
from course.staff.setup.needs import ROOT

BY_TOPIC = {unit.topic: unit for unit in UNITS}


def listed(topics):
    """Units in another order, with the numbers that follow from it."""
    return tuple(BY_TOPIC[topic]._replace(number=f"{at:02}") for at, topic in enumerate(topics))


@pytest.fixture
def checkout(tmp_path):
    for folder in ("solutions", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "README.md", tmp_path)
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    return tmp_path


def run(root, units, *words):
    return build.main(arguments(build, *words), units, root)


def test_a_unit_is_moved_and_another_removed(checkout, capsys):
    topics = [unit.topic for unit in UNITS if unit.topic not in ("tying", "systems")]
    topics.insert(3, topics.pop(topics.index("reverse")))
    units = listed(topics)
    for folder in ("solutions", "notebooks"):
        for topic in ("tying", "systems"):
            (checkout / folder / BY_TOPIC[topic].notebook).unlink()
    assert run(checkout, units, "--check") == 1
    assert "04_path_sums.ipynb should be 05_path_sums.ipynb. Run: course build --renumber" in capsys.readouterr().out
    assert run(checkout, units, "--renumber") == 0
    assert run(checkout, units, "--check") == 0, capsys.readouterr().out

    right = {unit.topic: unit for unit in units}
    for page in pages(units, (), checkout):
        for path in (page.solution, page.notebook):
            cells = read(path).cells
            assert cells[0].source.startswith(f"# Unit {page.unit.number} · {page.unit.title}\n")
            for cell in cells:
                for link in LINK.finditer(cell.source):
                    assert link["file"] + ".ipynb" == right[link["topic"]].notebook
                    assert link["number"] in (None, right[link["topic"]].number)
                for number, title in re.findall(r"^### Exercise (\S+) · (.*) · ", cell.source, re.M):
                    assert f"### Exercise {number} · {title} · " in "\n".join(headings(page.unit))
                    assert number.split(".")[0] == str(int(page.unit.number))
    rows = re.findall(r"^\| (\d\d) \| \[(.+)\]\(notebooks/(.+)\) \|", (checkout / "README.md").read_text("utf-8"), re.M)
    assert rows == [(unit.number, unit.title, unit.notebook) for unit in units]
    assert sorted(path.name for path in (checkout / "notebooks").glob("*.ipynb")) == [unit.notebook for unit in units]
    sources = list(LINK.finditer((checkout / "docs/sources.md").read_text("utf-8")))
    assert sources and all(link["file"] + ".ipynb" == right[link["topic"]].notebook for link in sources)


def test_there_and_back_again(checkout):
    """Renumbering changes names and numbers and nothing else."""
    texts = lambda: {path.name: path.read_text("utf-8")  # noqa: E731
                     for path in sorted([*checkout.glob("*/*.ipynb"), *checkout.glob("docs/*.md")])}
    before, readme = texts(), (checkout / "README.md").read_text("utf-8")
    assert run(checkout, listed([unit.topic for unit in reversed(UNITS)]), "--renumber") == 0
    assert texts().keys() != before.keys()
    assert run(checkout, UNITS, "--renumber") == 0
    assert texts() == before and (checkout / "README.md").read_text("utf-8") == readme


def test_a_new_unit_gets_a_row_to_be_filled_in():
    new = BY_TOPIC["bptt"]._replace(number="12", topic="transpose", title="The transpose")
    text = front_page((ROOT / "README.md").read_text("utf-8"), (*UNITS, new))
    assert "\n| 12 | [The transpose](notebooks/12_transpose.ipynb) | … |\n" in text


def test_headings_have_the_worth_and_title_of_their_exercise():
    unit = BY_TOPIC["path_sums"]
    found = headings(unit)
    assert found[0] == "### Predict first · How many paths · ungraded"
    assert found[1] == "### Exercise 4.1 · Every path · 4 points"
    assert found[-1] == "### Exercise 4.8 · In which order · extra"
    name = unit.exercises[1].name
    cells = [v4.new_markdown_cell("# Unit 99 · Else"), v4.new_markdown_cell("### Exercise\n\nWrite."),
             v4.new_code_cell(f"def {name}(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"),
             v4.new_markdown_cell("### Shared work\n\nNext: [Unit 7](07_x.ipynb).")]
    new = numbered(v4.new_notebook(cells=cells), unit, UNITS).cells
    assert new[0].source == f"# Unit 04 · {unit.title}" and new[1].source == f"{found[1]}\n\nWrite."
    assert new[3].source == f"### Shared work\n\n{neighbours(unit, UNITS)}"


@pytest.mark.parametrize(("text", "expected"), [
    ("[Unit 01](01_forward.ipynb)", "[Unit 06](06_forward.ipynb)"),
    ("[Unit 01 · Old](01_forward.ipynb)", "[Unit 06 · Forward mode](06_forward.ipynb)"),
    ("[forward](../notebooks/9_forward.ipynb)", "[forward](../notebooks/06_forward.ipynb)"),
    ("[forward](notebooks/09_forward.ipynb)", "[forward](notebooks/06_forward.ipynb)"),
    ("see [Unit 03 · Gone](03_gone.ipynb).", "see *Gone*."), ("see [Unit 03](03_long_gone.ipynb).", "see *long gone*."),
    ("see [there](03_gone.ipynb).", "see there."), ("[a paper](https://example.org/01_forward)",
                                                    "[a paper](https://example.org/01_forward)")])
def test_links(text, expected):
    assert linked(text, UNITS) == expected


def test_the_last_unit_leads_back():
    assert neighbours(UNITS[-1], UNITS).startswith(f"That is the course. Back: [Unit {UNITS[-2].number} · ")
    assert neighbours(UNITS[0], UNITS) == f"Next: [Unit 01 · {UNITS[1].title}]({UNITS[1].notebook})."


def test_what_is_only_a_number_is_found():
    cells = [v4.new_markdown_cell("# Unit 04 · Its title\n\nAs in Unit 03 and exercise 2.1."),
             v4.new_markdown_cell("### Exercise 4.1 · Its title · 1 point\n\n[Unit 03](03_approximate.ipynb)"),
             v4.new_code_cell("x = 1  # as in Unit 02")]
    assert [sentence[:30] for sentence in nameless(v4.new_notebook(cells=cells))] == [
        "cell 1: Unit 03 is only a numb", "cell 1: exercise 2.1 is only a", "cell 3: Unit 02 is only a numb"]


@pytest.mark.parametrize("path", [*(ROOT / "course").rglob("*.py"), *(ROOT / "docs").glob("*.md"), ROOT / "README.md",
                                  ROOT / "CONTRIBUTING.md"], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_code_and_docs_call_units_by_name(path):
    found = by_number(path.read_text("utf-8"))
    assert not found, f"{found}: say course.exercises.order.named(topic), or link to the notebook"
