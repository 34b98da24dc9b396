"""The student's version is a pure function: solutions are cut out, and nothing else changes."""

from copy import deepcopy

import pytest
from nbformat import v4

from course.staff.authoring.student import bound, checked, cut, is_answer
from course.staff.authoring.visible import student_version

SQUARE = """\
def square(x):
    \"\"\"x times x\"\"\"
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION
"""
GUESS = """\
### BEGIN SOLUTION
guess, _why = 3, "because"
### END SOLUTION
"""
POINTS = {"square": 2, "guess": 1}


@pytest.fixture
def solution():
    notebook = v4.new_notebook(cells=[
        v4.new_markdown_cell("# Squares"),
        v4.new_code_cell(SQUARE, id="one"),
        v4.new_code_cell("ex.square.check(square)", execution_count=2,
                         outputs=[v4.new_output("execute_result", {"text/plain": "passes"}, execution_count=2)]),
        v4.new_code_cell("draw(answer)", metadata={"tags": ["instructor"]}),
        v4.new_code_cell(GUESS),
        v4.new_code_cell("ex.guess.check(guess)"),
    ])
    return notebook


def test_inside_a_function_a_solution_becomes_a_stub():
    assert cut(SQUARE) == 'def square(x):\n    """x times x"""\n    raise NotImplementedError  # your code here\n'


def test_at_top_level_each_public_name_is_left_to_fill_in():
    assert cut(GUESS) == "guess = ...  # your answer here\n"


def test_given_lines_stay_and_each_region_is_cut():
    source = "a = 1\n### BEGIN SOLUTION\nb = 2\n### END SOLUTION\nc = 3\n" + SQUARE
    assert cut(source) == "a = 1\nb = ...  # your answer here\nc = 3\n" + cut(SQUARE)


def test_stubs_keep_the_indentation_of_their_region():
    source = "class Dual:\n    def sin(self):\n        ### BEGIN SOLUTION\n        return 1\n        ### END SOLUTION"
    assert cut(source).splitlines()[-1] == "        raise NotImplementedError  # your code here"


def test_code_without_marks_is_left_alone():
    assert cut("x = 1  ### BEGIN\n") == "x = 1  ### BEGIN\n"


def test_the_names_that_code_defines_are_found_in_order():
    code = "b, (c, *d) = 1, (2, 3)\na: int = 4\n_e = 5\ndef f(x): y = x\nclass G: z = 1\nfor i in b: pass\nb.h = 6"
    assert bound(code) == ("b", "c", "d", "a", "f", "G")


def test_nothing_of_the_solution_is_left_and_the_solution_is_not_changed(solution):
    before = deepcopy(solution)
    student = student_version(solution, POINTS)
    assert solution == before
    text = v4.writes(student)
    assert "x * x" not in text and "BEGIN" not in text and "passes" not in text and "draw(answer)" not in text
    assert all(cell.execution_count is None and not cell.outputs for cell in student.cells[1:])
    assert [cell.id for cell in student.cells] == [cell.id for cell in solution.cells if "draw" not in cell.source]


def test_answers_and_checks_are_found_by_their_source(solution):
    assert [is_answer(cell) for cell in solution.cells] == [False, True, False, False, True, False]
    assert [checked(cell) for cell in solution.cells] == [None, None, "square", None, None, "guess"]
    assert checked(v4.new_code_cell("ex.square.check(other)")) is None


def test_answers_and_checks_carry_nbgraders_metadata(solution):
    _, answer, check, *_ = student_version(solution, POINTS).cells
    common = {"schema_version": 3, "cell_type": "code", "task": False}
    assert answer.metadata == {"deletable": False, "nbgrader": {
        **common, "grade_id": "square", "solution": True, "grade": False, "locked": False}}
    assert check.metadata == {"deletable": False, "editable": False, "nbgrader": {
        **common, "grade_id": "square-check", "solution": False, "grade": True, "locked": True, "points": 2}}


def test_a_helper_is_not_taken_for_the_exercise(solution):
    solution.cells[1].source = "scale = 2\n" + SQUARE
    assert student_version(solution, POINTS).cells[1].metadata.nbgrader.grade_id == "square"
