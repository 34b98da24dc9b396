"""Students see every output in which no answer has a share, and a remark where one would answer an open question."""

import sys

import pytest
from nbformat import v4

from course.staff.authoring.student import BEGIN, END
from course.staff.authoring.visible import AFTER, ALONE, REMARK, is_remark, student_version, visible

ANSWER = f"from m import shared\n\ngiven = [1]\n\n\ndef square(x):\n    {BEGIN}\n    return x * x\n    {END}"
GUESS = f"{BEGIN}\nguess = 3\nnumbers.append(guess)\n{END}"


def cell(source, *tags):
    """A cell that was run, with its source as its output."""
    made = v4.new_code_cell(source, execution_count=7, metadata={"tags": list(tags)} if tags else {})
    made.outputs = [v4.new_output("execute_result", {"text/plain": source}, execution_count=7)]
    return made


def seen(*cells):
    """Which of these cells keep their outputs."""
    cells = [each if not isinstance(each, str) else cell(each) for each in cells]
    shown = visible(v4.new_notebook(cells=cells))
    return [bool(shown[each.id]) for each in cells]


@pytest.mark.parametrize("source", ["square(2)", "ex.square.check(square)", "ex.square.hint()", "progress(ex)",
                                    "[square(i) for i in range(3)]", "f = lambda: square(1)\nf()", "%time square(2)"])
def test_what_uses_an_answer_or_asks_about_it_stays_empty(source):
    assert seen(ANSWER, source, "1 + 1") == [False, False, True]


@pytest.mark.parametrize("source", ["shared(2)", "given", "ready(ex)", "ex.box(2)", "print('square')", "m.square",
                                    "[square for square in (1, 2)]"])
def test_what_only_looks_like_it_stays(source):
    assert seen(ANSWER, source) == [False, True]


def test_what_depends_on_an_answer_by_others_stays_empty():
    assert seen(ANSWER, "a = square(2)", "b = 1", "c = a + 1", "c += 1", "b", "c") == [
        False, False, True, False, False, True, False]


def test_a_function_is_as_good_as_what_it_calls_when_it_is_used():
    assert seen("def f(): return g()", "def g(): return square(2)", "f", ANSWER, "f()") == [
        True, True, True, False, False]


def test_data_that_an_answer_works_on_may_be_changed():
    assert seen("numbers = []", "numbers", GUESS, "numbers", "numbers = []", "numbers") == [
        True, True, False, False, True, True]


def test_what_instructors_only_have_is_not_counted_on():
    assert seen(cell("secret = 1", "instructor"), "secret", "other") == [False, False, True]


def test_a_remark_stands_for_what_answers_an_open_question():
    told = cell("print(3)", AFTER)
    version = student_version(v4.new_notebook(cells=[cell(GUESS), told, cell("x", AFTER)]), {})
    assert [is_remark(each.outputs) for each in version.cells] == [False, True, True]
    assert version.cells[1].outputs[0].text == REMARK and not is_remark(told.outputs)


def test_a_cell_that_shows_nothing_gets_no_remark():
    silent = cell("x = 1", AFTER)
    silent.outputs = []
    assert seen(silent) == [False]


def test_outputs_are_kept_without_numbers_and_the_solution_is_not_changed():
    solution = v4.new_notebook(cells=[cell("1 + 1")])
    kept = student_version(solution, {}).cells[0]
    assert (kept.execution_count, kept.outputs[0].execution_count) == (None, None)
    assert kept.outputs[0].data == {"text/plain": "1 + 1"}
    assert solution.cells[0].outputs[0].execution_count == 7


def test_above_the_first_import_stands_what_to_do_where_there_is_no_course():
    cells = [v4.new_markdown_cell("# One"), cell("from course import draw\nimport numpy"),
             cell("from course import step")]
    _, first, second = student_version(v4.new_notebook(cells=cells), {}).cells
    assert first.source == f"{ALONE}from course import draw\nimport numpy"
    assert second.source == "from course import step"
    assert all(len(line) <= 100 for line in ALONE.splitlines())


def test_it_is_shown_with_the_error(capsys, monkeypatch):
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell.instance(colors="nocolor")
    monkeypatch.setitem(sys.modules, "course", None)
    shell.run_cell(f"{ALONE}from course import draw, record")
    printed = capsys.readouterr()
    assert ALONE.strip() in printed.out + printed.err and "ModuleNotFoundError" in printed.out + printed.err
    shell.clear_instance()
