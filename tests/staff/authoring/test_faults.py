"""Each fault of a notebook gets its sentence, and a sound notebook none."""

import pytest
from nbformat import v4

from course.staff.authoring.faults import faults
from course.staff.authoring.student import BEGIN, END

ANSWER = f"def square(x):\n    {BEGIN}\n    return x * x\n    {END}"
CHECK = "ex.square.check(square)"
POINTS = {"square": 2}


def notebook(*cells):
    """A notebook of code cells and, where they begin with # or !, text cells."""
    made = [v4.new_markdown_cell(cell) if cell[0] in "#!" and BEGIN not in cell else v4.new_code_cell(cell)
            for cell in cells]
    return v4.new_notebook(cells=made)


def test_a_sound_notebook_has_none():
    fenced = "### Three\n```\n##### no heading\n```"
    assert faults(notebook("# One", "## Two", ANSWER, CHECK, fenced, "# One"), POINTS) == []


@pytest.mark.parametrize("cells, sentence", [
    ([ANSWER.replace(END, "")], "cell 1: a solution stands between"),
    ([f"{END}\nx = 1"], "cell 1: a solution stands between"),
    ([f"# Title\n{BEGIN}"], "cell 1: a solution stands between"),
    ([ANSWER, ANSWER], "square is answered in 2 cells"),
    ([CHECK, CHECK], "square is checked in 2 cells"),
    (["ex.cube.check(cube)"], "cube is checked, but the unit has no exercise of that name; it has square"),
    (["ex.square.check(other)"], "cell 1: a check cell is the one line"),
    (["x = 1\nex.square.check(square)"], "cell 1: a check cell is the one line"),
    ([f"{BEGIN}\nprint(1)\n{END}"], "cell 1: the code around the solution marks is not Python, or defines no name"),
    ([f"a = 1\n{BEGIN}\nprint(1)\n{END}\nfor"], "is not Python"),
    ([f"class A:\n    {BEGIN}\n    x = 1\n    {END}"], "cell 1: the stub would raise when the cell runs"),
    ([f"a = 1\nif a:\n    {BEGIN}\n    x = 1\n    {END}"], "cell 1: the stub would raise when the cell runs"),
    ([ANSWER.replace("x * x", "x * " + "x" * 90)], "cell 1: a line of 105 characters"),
    (["# One", "### Three"], "cell 2: a heading of level 3 follows one of level 1"),
    (["![ ](picture.svg)".replace(" ", "")], "cell 1: an image has no alt text"),
    (["print('<object at 0x7f0011223344>')"], "cell 1: the memory address 0x7f0011223344"),
    (["open('/home/ada/data.csv')"], "cell 1: the path /home/ada/data.csv"),
    (["# see /srv/course/data"], "cell 1: the path /srv/course/data"),
    ([r"open('C:\Users\ada')"], "cell 1: the path C:"),
])
def test_each_fault_gets_its_sentence(cells, sentence):
    found = faults(notebook(*cells), POINTS)
    assert any(sentence in each for each in found), found


@pytest.mark.parametrize("text", [
    "1/2 and a/b", "https://example.org/home/page", "src/usr.py", "0x1f", "</var>", "df/dx /dx", "<br/><b>"])
def test_what_only_looks_like_a_path_or_an_address_passes(text):
    assert faults(notebook(f"print({text!r})"), POINTS) == []


@pytest.mark.parametrize("output, sentence", [
    (v4.new_output("error", ename="KeyError", evalue="v1"), "it stopped with KeyError: v1"),
    (v4.new_output("stream", text="<f at 0x7f0011223344>"), "memory address"),
    (v4.new_output("display_data", {"text/html": "<img src='data:x'>"}), "no alt text"),
    (v4.new_output("display_data", {"text/html": "<img alt=' ' src='data:x'>"}), "no alt text"),
])
def test_outputs_are_read_too(output, sentence):
    book = notebook("run()")
    book.cells[0].outputs = [output]
    assert [sentence in each for each in faults(book, POINTS)] == [True]


def test_an_error_that_is_wanted_passes():
    book = notebook("run()")
    book.cells[0].outputs = [v4.new_output("error", ename="KeyError", evalue="v1")]
    book.cells[0].metadata.tags = ["raises-exception"]
    assert faults(book, POINTS) == []


def test_two_cells_with_one_id_are_told():
    book = notebook("a = 1", "b = 2")
    book.cells[0].id = book.cells[1].id = "same"
    assert any("2 cells have the id same" in each for each in faults(book, POINTS))
