"""Only what does nothing but draw is folded."""
from nbformat import v4

from course.staff.authoring.folding import FOLDED, LINES, folded

DRAWS = "figure, axes = plt.subplots()\n" + "axes.plot([1])\n" * LINES + "plot(figure, 'One.')"


def shown_folded(*sources):
    """Whether each cell is folded."""
    notebook = folded(v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources]))
    return [cell.metadata.get("jupyter") == FOLDED for cell in notebook.cells]


def test_a_long_cell_that_draws_is_folded():
    assert shown_folded(DRAWS, "import numpy as np\n" + DRAWS, DRAWS) == [True, True, True]


def test_what_a_later_cell_uses_stays_in_sight():
    assert shown_folded(f"t = [1]\n{DRAWS}", "print(t)") == [False, False]
    assert shown_folded(f"t = [1]\n{DRAWS}", "t = 2\nprint(t)") == [True, False]


def test_short_cells_answers_and_other_code_stay_in_sight():
    inside = DRAWS.replace("\n", "\n    ")
    answer = f"def draws():\n    ### BEGIN SOLUTION\n    {inside}\n    ### END SOLUTION"
    assert shown_folded("plt.subplots()", "x = 1\n" * 20, answer, "%time plt.subplots(1)" + "\n" * 20) == 4 * [False]


def test_a_cell_that_no_longer_only_draws_is_opened_again():
    notebook = v4.new_notebook(cells=[v4.new_code_cell("x = 1", metadata={"jupyter": FOLDED})])
    assert "jupyter" not in folded(notebook).cells[0].metadata
