"""Building runs solutions, stores what is the same on every run, and tells an author in a sentence what is wrong."""

from types import SimpleNamespace

import pytest
from nbformat import v4
from staff.setting import arguments

from course.staff.authoring.pages import Faulty, pages, read, text_of
from course.staff.commands import build

pytestmark = pytest.mark.slow

SQUARE = "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
UNIT = SimpleNamespace(number="07", topic="squares", title="Squares", notebook="07_squares.ipynb",
                       exercises=(SimpleNamespace(name="square", title="Square", points=2, extra=False),))
NOISY = """\
import sys, time, ipywidgets
print("to stderr", file=sys.stderr)
display(ipywidgets.IntSlider(description="Step"))
with ipywidgets.Output():
    print("captured")
{"seconds": 1}"""
TIMED = "import os, time\nprint(f'took {time.perf_counter():.9f} s'); os.urandom(8).hex() if LONG else 1"


@pytest.fixture
def root(tmp_path):
    """A checkout with one unit, whose solution has never been run."""
    cells = [v4.new_markdown_cell("# Squares"), v4.new_code_cell(SQUARE), v4.new_code_cell("square(3)"),
             v4.new_code_cell("'seen'")]
    store(tmp_path, *cells)
    return tmp_path


def store(root, *cells):
    (root / "solutions").mkdir(exist_ok=True)
    (root / "solutions/07_squares.ipynb").write_text(text_of(v4.new_notebook(cells=list(cells))), encoding="utf-8")


def run(root, *words):
    return build.main(arguments(build, *words), units=(UNIT,), root=root)


def solution(root):
    return read(root / "solutions/07_squares.ipynb")


@pytest.fixture
def told(root, capsys):
    """Run the command and return its exit code and what it said."""
    return lambda *arguments: (run(root, *arguments), capsys.readouterr().out)


def test_a_build_runs_the_solution_and_makes_the_notebook(root, told):
    code, said = told()
    assert code == 0 and "wrote solutions/07_squares.ipynb and notebooks/07_squares.ipynb" in said
    assert solution(root).cells[2].outputs[0].data["text/plain"] == "9"
    notebook = read(root / "notebooks/07_squares.ipynb")
    assert "raise NotImplementedError" in notebook.cells[1].source and not notebook.cells[2].outputs
    assert solution(root).cells[3].outputs[0].data == notebook.cells[3].outputs[0].data == {"text/plain": "'seen'"}
    assert told("--check") == (0, "notebooks/ is what course build makes of solutions/.\n")


def test_a_second_build_changes_nothing_however_noisy_the_cells(root, told):
    store(root, v4.new_code_cell(SQUARE), v4.new_code_cell(NOISY))
    run(root)
    first = (root / "solutions/07_squares.ipynb").read_bytes()
    code, said = told("07")
    assert code == 0 and said.endswith("is up to date.\n")
    assert (root / "solutions/07_squares.ipynb").read_bytes() == first
    shown, value = solution(root).cells[1].outputs
    assert list(shown.data) == ["text/plain"] and value.execution_count == 2
    assert b"stderr" not in first.replace(b"to stderr", b"").replace(b"sys.stderr", b"")


def both(root):
    return [(root / folder / "07_squares.ipynb").read_bytes() for folder in ("solutions", "notebooks")]


def test_times_change_no_file_unless_asked_for(root, told):
    ignored = v4.new_code_cell(TIMED.replace("LONG", "True"), metadata={"tags": ["nbval-ignore-output"]})
    store(root, v4.new_code_cell(TIMED.replace("LONG", "False")), ignored)
    told()
    first = both(root)
    assert told() == (0, "solutions/07_squares.ipynb ... is up to date.\n") and both(root) == first
    assert told("--anew")[0] == 0 and both(root)[0] != first[0] and both(root)[1] != first[1]


def test_without_running_the_stored_outputs_stay(root, told):
    run(root)
    book = solution(root)
    book.cells[2].outputs[0].data["text/plain"] = "stored"
    book.cells[1].source += "\n\n\nleft = 1"
    store(root, *book.cells)
    assert told("--no-run", "squares")[0] == 0
    assert solution(root).cells[2].outputs[0].data["text/plain"] == "stored"
    assert "left = 1" in read(root / "notebooks/07_squares.ipynb").cells[1].source


def test_an_exception_is_a_sentence_and_nothing_is_written(root, told):
    store(root, v4.new_code_cell("{}['v1']"), v4.new_code_cell("2 + 2"))
    code, said = told()
    assert code == 1 and "solutions/07_squares.ipynb: cell 1: it stopped with KeyError: 'v1'." in said
    assert not (root / "notebooks").exists() and not solution(root).cells[0].outputs


def test_a_kernel_that_dies_is_a_sentence(root, told):
    store(root, v4.new_code_cell("import os; os._exit(1)"))
    code, said = told()
    assert code == 1 and "the kernel died" in said


def test_a_fault_is_told_before_anything_runs(root, told, monkeypatch):
    monkeypatch.setattr(build, "executed", lambda *_: pytest.fail("ran"))
    store(root, v4.new_code_cell(SQUARE), v4.new_code_cell(SQUARE))
    code, said = told()
    assert code == 1 and "square is answered in 2 cells" in said


def test_check_runs_nothing_and_says_what_to_run(root, told, monkeypatch):
    monkeypatch.setattr(build, "executed", lambda *_: pytest.fail("ran"))
    assert told("--check") == (1, "notebooks/07_squares.ipynb is missing.\n")


def test_check_finds_each_way_to_be_out_of_date(root, told):
    run(root)
    path = root / "notebooks/07_squares.ipynb"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("# Squares", "# Circles"), encoding="utf-8")
    assert "notebooks/07_squares.ipynb is not what solutions/07_squares.ipynb makes. Run: course build --no-run 07" in \
        told("--check")[1]
    path.write_text((root / "solutions/07_squares.ipynb").read_text(encoding="utf-8"), encoding="utf-8")
    assert "notebooks/07_squares.ipynb still has solution marks" in told("--check")[1]
    path.write_text(good, encoding="utf-8")
    book = solution(root)
    store(root, *book.cells, v4.new_code_cell("square(4)"))
    assert "solutions/07_squares.ipynb: never run: cell 5. Run: course build 07" in told("--check", "07")[1]
    path.with_name("99_other.ipynb").write_text(good, encoding="utf-8")
    assert "notebooks/99_other.ipynb belongs to no unit" in told("--check")[1]


@pytest.mark.parametrize("text, sentence", [
    ("", "cannot be read"), ("[]", "cannot be read"), ('{"cells": [{}]}', "cannot be read"),
    ('{"cells": [], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}', "not a notebook of format 4"),
])
def test_a_broken_file_is_a_sentence(root, text, sentence):
    path = root / "solutions/07_squares.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Faulty, match=f"solutions/07_squares.ipynb .*{sentence}"):
        read(path)


def test_units_are_asked_for_by_number_topic_or_file(root, told):
    for name in ("07", "squares", "07_squares", "solutions/07_squares.ipynb"):
        assert [page.unit for page in pages([UNIT], [name], root)] == [UNIT]
    assert told("8") == (1, "There is no unit 8. There are: 07 squares.\n")
