"""An exercise is looked at where the notebook checks it; what cells do elsewhere, or for how long, costs nothing."""
import json

import pytest
from staff import submissions as build

from course.checking import Exercise, Unit, expect
from course.exercises import UNITS
from course.staff.handins.handin import Handed
from course.staff.marking.marks import marks
from course.staff.marking.places import defining, places
from course.staff.running.process import Unprotected
from course.staff.running.submission import Limits

SUMS = next(unit for unit in UNITS if unit.topic == "path_sums")


def doubles(work, rng):
    """should be twice as much"""
    x = float(rng.normal())
    expect(work, (x,), 2 * x, witness="by hand")


UNIT = Unit("99", "two", "Two", (Exercise("f", "F", (doubles,)), Exercise("g", "G", (doubles, doubles))))
F, G, WRONG = "def f(x): return 2 * x", "def g(x): return f(x)", "def f(x): return x"
CHECK_F, CHECK_G = "ex.f.check(f)", "ex.g.check(g)"


LIMITS = Limits(2, 6)


def found(*cells, limits=LIMITS):
    notebook = json.dumps({"nbformat": 4, "cells": [*map(build.code, cells)]}).encode()
    return marks(UNIT, lambda: Handed(notebook), Unprotected().child, 1, limits)


@pytest.mark.parametrize(("cells", "where"), [
    ([F, CHECK_F], [2]), ([F, CHECK_F, "1"], [2]), ([F, f"# {CHECK_F}", "1"], [1, 3]), ([F, "1"], [1]),
    ([F, WRONG, "x = 1"], [2]), ([F, CHECK_F, "f = f(3)"], [2, 3]), ([F, CHECK_F, "a.f(3); ex.f.hint()"], [2]),
    ([F, CHECK_F, WRONG, CHECK_F, "1"], [2, 4]), (["exec('def ' + 'f(x): pass')", "1"], [2]), ([], [0]),
    ([f"{F}\n{CHECK_F}", "f"], [1, 2]), ([F, "print(ex.f.check (f))", "off = 1"], [2])], ids=str)
def test_where_an_exercise_is_looked_at(cells, where):
    assert places(cells, ["f"]) == {"f": where}


@pytest.mark.parametrize("line", ["def f(x):", "class f:", "f = 1", "f: int = 1", "f, g = 1, 2", "async def f():",
                                  "f += 1", "from own import e, f"])
def test_what_gives_a_name_a_value(line):
    assert defining(["f(1)", line, "f == 1", "ff = 1", " f = 1", "x.f = 1"], "f") == [1]


@pytest.mark.slow
@pytest.mark.parametrize(("cells", "points"), [
    ((F, CHECK_F, "f = f(3)", G.replace("f(x)", "2 * x"), CHECK_G), [1, 2]),            # a name is used again
    ((F, CHECK_F, G, CHECK_G, WRONG), [1, 2]),                                          # a helper is
    ((WRONG, CHECK_F, G, CHECK_G, F), [1, 0]),              # the later meaning is better, of the name itself
    ((F, CHECK_F, G, CHECK_G, "%reset -f"), [1, 2]), ((F, "%reset -f", CHECK_F, G, CHECK_G), [0, 0]),
    ((CHECK_F, CHECK_G, F, G), [1, 2]),                                                 # checks above the answers
    ((F, G), [1, 2]), ((F, G, "del f"), [1, 2]),                                        # the checks are gone
    (("import os", F, CHECK_F, "os._exit(0)", G, CHECK_G), [1, 2]),
    (("def f(x): __import__('os')._exit(0)", CHECK_F, "f = lambda x: 2 * x", G, CHECK_G), [1, 2])], ids=str)
def test_an_exercise_is_graded_as_the_notebook_did_it_or_better(cells, points):
    assert [mark.points for mark in found(*cells)] == points


@pytest.mark.slow
@pytest.mark.parametrize("cell", [
    f"name = input('Your name: ')\n{F}", f"while input() != 'q': pass\n{F}\n", f"x = '{'y' * 1_100_000}'\n{F}",
    f"%reset -f\n{F}", f"x = {[*range(60_000)]}\n{F}", f"exit()\n{F}"], ids=lambda cell: cell[:12])
def test_what_an_answer_cell_may_hold_beside_the_answer(cell):
    lost = "while" in cell
    assert [mark.points for mark in found(cell, CHECK_F, G, CHECK_G)] == ([0, 0] if lost else [1, 2])


@pytest.mark.slow
def test_a_syntax_of_another_python_is_named():
    cells = [build.code(source) for source in ("def f(x): return 2 *", CHECK_F)]
    saved = {"language_info": {"version": "3.14.1"}}
    notebook = json.dumps({"nbformat": 4, "cells": cells, "metadata": saved}).encode()
    mark = marks(UNIT, lambda: Handed(notebook), Unprotected().child, 1, LIMITS)[0]
    assert mark.note.startswith("where it is checked there is no f; the cell that begins 'def f(x): return 2 *' stop")
    assert "SyntaxError" in mark.note and "saved by Python 3.14.1, and grading runs Python 3." in mark.note


@pytest.mark.slow
def test_files_beside_the_notebook_can_be_imported_and_read():
    cells = [build.code(source) for source in ("import helper, numpy as np\nfrom deep.er import double\nf = helper.f",
                                               CHECK_F, "def g(x): return double(x) + len(open('data/x.csv').read())",
                                               CHECK_G)]
    files = (("helper.py", F.encode()), ("deep/er.py", b"double = lambda x: 2 * x"), ("data/x.csv", b""))
    notebook = json.dumps({"nbformat": 4, "cells": cells}).encode()
    found = marks(UNIT, lambda: Handed(notebook, files), Unprotected().child, 1, LIMITS)
    assert [mark.points for mark in found] == [1, 2]


@pytest.mark.slow
def test_slow_cells_cost_no_points():
    slow = ["import time\nwhile True: time.sleep(1)"] * 7
    assert [mark.points for mark in found(F, CHECK_F, G, CHECK_G, *slow, limits=Limits(0.3, 1))] == [1, 2]
    late = found(*slow, F, CHECK_F, *slow[:2], G, CHECK_G, limits=Limits(0.5, 4))       # 4.5 of 4 seconds
    assert [mark.points for mark in late] == [1, 2]


GRAPH = "{'nodes': ['x', 'y'], 'edges': [('x', 'y', 2.0)], 'output': 'y', 'inputs': ['x']}"


@pytest.mark.slow
@pytest.mark.parametrize("cells", [
    [f"paths = paths({GRAPH}, 'x', 'y')", "path_value = path_value(paths[0])"],
    ["np = paths = graph = helper = None", "for path_sums in range(3): pass"],
    ["import time\nfor _ in range(99): time.sleep(1)"] * 7])
def test_what_comes_after_the_checks_costs_a_right_notebook_nothing(cells):
    notebook = build.solved(SUMS)
    notebook["cells"] += map(build.code, cells)
    data = json.dumps(notebook).encode()
    found = marks(SUMS, lambda: Handed(data), Unprotected().child, 1, Limits(0.5, 3))
    assert sum(mark.points for mark in found) == SUMS.points
