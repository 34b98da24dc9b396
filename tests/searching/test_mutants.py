"""A solution with one slip does not pass, unless it is still right."""
import ast

import notebook_cells as books
import pytest

from course.checking import LocalWork
from searching.mutants import Endless, answer, changes, mutants
from searching.searched import WRITTEN, notebook
from searching.survivors import RIGHT

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]       # wrong answers overflow and divide by zero
PATIENCE = 20           # times the steps that the solution takes
LONG = pytest.mark.long


def cell_of(unit, exercise):
    """The answer cell of a function that is asked for."""
    defines = f"def {exercise.name}("
    return next(source for source in books.code(notebook(unit)) if books.BEGIN in source and defines in source)


def ran(unit, exercise, tree, most):
    """What a cell defines beside the other cells of the notebook, and how many steps it has taken."""
    return answer(tree, books.namespace(notebook(unit)), exercise.name, most)


def surviving(unit, exercise, seed, every):
    """What is said of each mutant: those that were made, and those that pass."""
    cell = cell_of(unit, exercise)
    right, steps = ran(unit, exercise, ast.parse(cell), 10**9)
    assert exercise.run(LocalWork(exercise.name, right), seed).status == "pass"
    most, made, passed = PATIENCE * steps(), set(), set()
    for mutant in mutants(cell, every):
        made.add(mutant.said)
        try:
            work = LocalWork(exercise.name, ran(unit, exercise, mutant.tree, most)[0])
        except Exception:               # its cell already ends with an error
            continue
        if exercise.run(work, seed).status == "pass":
            passed.add(mutant.said)
    return made, passed


@pytest.mark.parametrize(("unit", "exercise"), WRITTEN)
@pytest.mark.parametrize(("seed", "every"), [
    (0, 5), *(pytest.param(seed, 1, marks=LONG) for seed in range(5))])
def test_a_mutant_passes_only_where_it_is_right(unit, exercise, seed, every):
    made, passed = surviving(unit, exercise, seed, every)
    listed = RIGHT.get(exercise.name, {}).keys()
    assert made, "no mutant was made"
    for found, what in (
            (passed - listed, "pass: mend the check, or say in survivors.py why they are right"),
            (listed & made - passed, "are listed in survivors.py and do not pass"),
            (listed - made if every == 1 else (), "are listed in survivors.py and can no longer be made")):
        assert not found, "\n".join([f"These mutants {what}.", *sorted(found)])


def said(source):
    lines = ["def f(a, b):", "    ### BEGIN SOLUTION", *(f"    {line}" for line in source.splitlines()),
             "    ### END SOLUTION", "    a + b"]
    return [mutant.said.split(" → ")[1] for mutant in mutants("\n".join(lines))]


@pytest.mark.parametrize(("source", "some"), [
    ("a = a + b", ["a = a - b", "a = a", "a = b", "pass", "a = b + b"]), ("a += 1", ["a -= 1", "a = 1", "a += 2"]),
    ("return a, b", ["return (b, a)", "return (b,)", "pass"]), ("f(a, b)", ["f(b, a)"]), ("f(a)", ["a"]),
    ("return {'a': a, 'b': b}", ["return {'b': b}", "return {'ax': a, 'b': b}"]), ("a = b[1:]", ["a = b", "a = b[2:]"]),
    ("if a < b: pass", ["if a <= b:", "if a > b:", "if not a < b:"]), ("return not a", ["return a"]),
    ("for a in b:\n    continue", ["for a in list(b)[::-1]:", "for a in list(b)[1:]:", "break", "pass"]),
    ("for a in b:\n    for b in c:\n        f()", ["for b in c:"]), ("a = reversed(b)", ["a = b"]),
    ("return a and b", ["return a or b", "return a", "return b"]), ("return all(a)", ["return any(a)"]),
    ("return [a for a in b if a]", ["return [a for a in b]", "return [a for a in b if not a]"])])
def test_the_slips_are_made(source, some):
    assert set(some) <= set(said(source))


def test_what_is_given_is_not_changed():
    assert not any("a + b" in each for each in said("pass"))
    assert not list(changes(ast.parse("f").body[0].value))


def test_an_endless_mutant_is_stopped():
    endless, steps = answer(ast.parse("def f():\n    while True:\n        pass"), {}, "f", 100)
    with pytest.raises(Endless):
        endless()
    assert steps() == 101
