"""A stored output stays as long as the new one says the same."""

import shutil
import sys

import pytest
from nbformat import from_dict, v4

from course.exercises import start
from course.pictures import svg
from course.staff.authoring.pages import pages, read, text_of
from course.staff.authoring.stored import IGNORED, as_stored
from course.staff.commands.build import build
from course.staff.setup.needs import ROOT

SVG = "<p>{}</p><img alt='{}' src='data:image/svg+xml;base64,{}' data-drawn='{}'>"
PNG = "<img alt='a' src='data:image/png;base64,{}' data-drawn='{}'>"


def text(words):
    return v4.new_output("stream", text=words)


def html(words, **more):
    return v4.new_output("execute_result", {"text/html": words, "text/plain": "a picture", **more}, execution_count=1)


def book(*outputs, code="run()", tags=(), before=()):
    cells = [*(v4.new_code_cell(source, id=f"before-{i}") for i, source in enumerate(before)),
             v4.new_code_cell(code, id="it", outputs=list(outputs), execution_count=1, metadata={"tags": list(tags)})]
    return v4.new_notebook(cells=cells)


def kept(stored, fresh):
    """Whether the stored output of the last cell is left."""
    chosen = as_stored(fresh, as_stored(stored, None)).cells[-1].outputs
    assert chosen in (stored.cells[-1].outputs, fresh.cells[-1].outputs) and chosen
    return chosen == stored.cells[-1].outputs


@pytest.mark.parametrize("old, new, stays", [
    (text("took 1.5 s"), text("took 22 s"), True),
    (text("took 1.5 s, 3 steps"), text("took 22 s, 4 steps"), False),
    (text("one"), text("two"), False),
    (html(SVG.format("12 µs", "a", "AAAA", "1f")), html(SVG.format("9 µs", "a", "BBBB", "1f")), True),
    (html(SVG.format("x", "a", "AAAA", "1f")), html(SVG.format("x", "a", "BBBB", "2e")), False),
    (html(SVG.format("x", "a", "AAAA", "1f")), html(SVG.format("x", "b", "BBBB", "1f")), False),
    (html(SVG.format("x", "a", "AAAA", "1f")), html(SVG.format("y", "a", "BBBB", "1f")), False),
    (html(PNG.format("AAAA", "1f")), html(PNG.format("BBBB", "1f")), True),
    (html(PNG.format("AAAA", "1f")), html(PNG.format("BBBB", "2e")), False),
    (html(PNG.format("AAAA", "1f") * 2), html(PNG.format("BBBB", "1f") + PNG.format("BBBB", "2e")), False),
    (html("<img alt='a' src='data:image/png;base64,AAAA'>"), html("<img alt='a' src='data:image/png;base64,BBBB'>"),
     False),
    (html(PNG.format("AAAA", "1f"), **{"image/png": "AAAA"}), html(PNG.format("BBBB", "1f"), **{"image/png": "BBBB"}),
     True),
    (html("a picture", **{"image/png": "AAAA"}), html("a picture", **{"image/png": "BBBB"}), False),
    (text("one"), html("one"), False),
])
def test_an_output_stays_if_words_and_what_was_drawn_are_the_same(old, new, stays):
    assert kept(book(old), book(new)) is stays


def test_an_output_more_or_less_is_a_new_output():
    old, new = book(text("took 1 s")), book(text("took 2 s"), html("x"))
    assert len(as_stored(new, old).cells[0].outputs) == 2


@pytest.mark.parametrize("change, stays", [
    ({}, True), ({"code": "run(2)"}, False), ({"before": ["n = 2", "m = 1"]}, False),
    ({"before": ["n = 1", "m = 2"]}, True), ({"before": ["other = 3", "n = 1", "m = 1"]}, True),
])
def test_what_is_never_the_same_stays_while_its_code_does(change, stays):
    how = {"code": "run(n)", "before": ["n = 1", "m = 1"], "tags": [IGNORED]}
    assert kept(book(text("1"), **how), book(text("2"), **how | change)) is stays


def test_an_error_does_not_stay_for_its_code():
    error = v4.new_output("error", ename="KeyError", evalue="a")
    assert not kept(book(error, tags=[IGNORED]), book(text("mended"), tags=[IGNORED]))


def test_the_code_behind_an_output_is_known_from_a_run_only():
    """Code that was edited since the run must not pass for the code of the stored output."""
    stored = as_stored(book(text("1"), tags=[IGNORED]), None)
    stored.cells[0].source = "run(2)"
    chosen = as_stored(book(text("2"), code="run(2)", tags=[IGNORED]), stored)
    assert chosen.cells[0].outputs == [from_dict(text("2"))]


def test_the_numbers_of_cells_follow_their_order():
    old = book(html("x"))
    new = as_stored(book(html("x"), before=["y = 1"]), old)
    new.cells[0].execution_count = 1
    renumbered = as_stored(new, old).cells
    assert renumbered[1].execution_count == renumbered[1].outputs[0].execution_count == 2


OTHER_DOT = """\
#!{python}
import subprocess, sys
run = subprocess.run([{dot!r}, *sys.argv[1:]], stdin=sys.stdin, stdout=subprocess.PIPE)
sys.stdout.buffer.write(run.stdout.replace(b"<polygon", b"<polygon opacity='0.99'"))"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A built copy of Unit 00."""
    root = tmp_path_factory.mktemp("checkout")
    for folder in ("solutions", "notebooks"):
        (root / folder).mkdir()
        shutil.copy(ROOT / folder / start.UNIT.notebook, root / folder)
    build(page(root))
    return root


@pytest.fixture
def root(built, tmp_path):
    return shutil.copytree(built, tmp_path / "copy")


def page(root):
    return pages([start.UNIT], root=root)[0]


@pytest.mark.slow
def test_another_graphviz_changes_no_file(root, tmp_path, monkeypatch):
    found = svg.command(svg.engine() or "dot")
    if not found or sys.platform == "win32":
        pytest.skip("needs a Graphviz, and a script in its place")
    other = tmp_path / "bin/dot"
    other.parent.mkdir()
    other.write_text(OTHER_DOT.format(python=sys.executable, dot=found), encoding="utf-8")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(other.parent), prepend=":")
    assert build(page(root)) == []
    assert build(page(root), anew=True) == [page(root).solution, page(root).notebook]


def reworded(cells):
    next(cell for cell in cells if "Move the slider" in cell.source).source += " One more sentence."


def moved(cells):
    cells.insert(9, cells.pop(3))


def inserted(cells):
    cells.insert(4, v4.new_code_cell("'new'", id="new"))
    cells.insert(4, v4.new_markdown_cell("New.", id="new-text"))


@pytest.mark.slow
@pytest.mark.parametrize("edit, changed", [(reworded, {"00-010"}), (moved, set()), (inserted, {"new", "new-text"})])
def test_an_edit_changes_its_cell_only(built, root, edit, changed):
    book = read(page(root).solution)
    edit(book.cells)
    page(root).solution.write_text(text_of(book), encoding="utf-8")
    build(page(root))
    for folder in ("solutions", "notebooks"):
        before, after = (cells_of(each / folder / start.UNIT.notebook) for each in (built, root))
        assert {name for name in before | after if before.get(name) != after.get(name)} == changed


def cells_of(path):
    """Each cell by its id, without the number of its run."""
    cells = {cell.id: cell for cell in read(path).cells}
    for cell in cells.values():
        for counted in (cell, *cell.get("outputs", ())):
            counted.pop("execution_count", None)
    return cells
