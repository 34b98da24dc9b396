"""Second oracles for systems: Python itself for the closed language, sympy, states counted by hand."""
import ast
import heapq
import math
from collections import Counter

import notebook_cells as books
import numpy as np
import pytest
import sympy

from course import autodiff
from course.autodiff import PINGALI, central_difference, grad, ladder, run
from course.checking import LocalWork
from course.exercises.drawn import drawn_program
from course.exercises.systems import UNIT, checkpoints, loops, nesting, plans, probing, sources
from course.exercises.systems.language import Refused, evaluate, read
from course.exercises.systems.timeline import timeline

PYTHON = {name: getattr(math, name) for name in ("sin", "cos", "exp", "log")}
TEXTS = ["def f(x, y):\n    a = x * y\n    b = -a ** 2 / (1 + exp(x))\n    b += 3\n    b -= y\n    return a, b\n",
         "def g_( x ):  # a comment\n\n    # another\n    y = cos(x) - sin(-x)*2e-1\n    return [y, x, 4]\n",
         "def f(x):\n\treturn log(x)"]


@pytest.mark.parametrize("text", TEXTS)
def test_the_language_means_what_python_means(text):
    function, names = read(text), dict(PYTHON)
    exec(text, names)                       # our own text
    x = {name: value for name, value in zip(function.inputs, (1.3, 0.7), strict=False)}
    want = names[function.name](*x.values())
    assert evaluate(function, x) == pytest.approx(tuple(want) if isinstance(want, tuple | list) else (want,))


@pytest.mark.parametrize("text, why", [
    (None, "no text"), ("", "does not begin"), ("lambda x: x", "does not begin"), ("def f(x):\n", "return stands once"),
    ("def f(x):\n    return x\n    return x", "return stands once"), ("def f(x):\n    return x\nx = 1", "not indented"),
    ("def f(x):\n    for i in x: pass\n    return x", "not one step"),
    ("def f(x):\n    a = 1; b = 2\n    return a", "not one step"),
    ("def f(x):\n    import os\n    return x", "not one step"),
    ("def f(x):\n    x.y = 1\n    return x", "not one step"),
    ("def f(x):\n    a = (1,\n    2)\n    return x", "not one step"),
    ("def f(x):\n    a\0 = 1\n    return x", "not one step"),
    ("def f(x):\n    return " + "-" * 200 + "x", "more than"),
    ("def f(x):\n" + "    x = x\n" * 600 + "    return x", "more than")])
def test_what_is_not_in_the_language_is_refused(text, why):
    with pytest.raises(Refused, match=why):
        read(text)


@pytest.mark.parametrize("line", [
    "__import__('os')", "open('x')", "x.real", "[x for y in x]", "x if x else 1", "(lambda: 1)()", "sin(x, x)",
    "sin(x=1)", "'text'", "True", "1j", "x @ x", "x // 2", "9 ** 9 ** 9 ** 9", "1 / (x - x)", "log(-1)",
    "(-2.0) ** 0.5", "y", "f(x)", "x[0]", "exp(exp(exp(x)))", "~x", "x < 2", "*x", "(x, x) + x", ""])
def test_what_has_no_value_is_refused(line):
    with pytest.raises(Refused):
        evaluate(read(f"def f(x):\n    return {line}\n"), {"x": 7.0})


def test_nesting_of_any_depth_that_fits_a_line_is_read():
    depth = 85
    assert evaluate(read(f"def f(x):\n    return {'(' * depth}x{')' * depth}"), {"x": 2.0}) == (2.0,)
    assert evaluate(read(f"def f(x):\n    return {'-' * 150}x"), {"x": 2.0}) == (2.0,)


@pytest.mark.parametrize("seed", range(5))
def test_a_written_program_computes_what_the_program_computes(seed):
    program, x = drawn_program(np.random.default_rng(seed), ("add", "mul", "sub", "sin", "tanh"), numbers=False)
    program = [(name, "sin" if op == "tanh" else op, *args) for name, op, *args in program]
    value, = evaluate(read(sources.written(sources.Code(program, x, program[-1][0]))), x)
    assert value == pytest.approx(float(run(program, x)[program[-1][0]]), rel=1e-12)


def test_tangents_example():
    x = sympy.Symbol("x")
    assert sympy.diff(x * x + x * x * x, x).subs(x, 3) == 33
    assert sources.slopes(sources.Code(sources.TANGENT, {"x": 2.0}, "c")) == pytest.approx([16])


@pytest.mark.parametrize("seed", range(3))
def test_the_derivatives_of_drawn_code_by_the_engine(seed):
    code = sources.drawn(np.random.default_rng(seed), tuple(sources.SPELLED), 8, unused=1)
    for out in (code.out, code.program[3][0]):
        each = code._replace(out=out)
        by_engine = [grad(lambda t, name=name: run(each.program, each.x | {name: t})[each.out] + 0 * t)(value)  # noqa: B023
                     for name, value in each.x.items()]
        assert sources.slopes(each) == pytest.approx(by_engine, rel=1e-9) and by_engine[-1] == 0
        assert sources.by_trace(sources.needed(each), each.x) == pytest.approx(by_engine, rel=1e-9)


@pytest.mark.parametrize("n", range(5))
def test_loops_by_sympy(n):
    x, f = sympy.Symbol("x"), sympy.Rational(7, 10)
    for i in range(1, n + 1):
        f = sympy.sin(f) * x + f / (i + 1)
    value, slope = loops.backward(loops.bend, loops.dbend, 0.7, 1.3, n)
    assert value == pytest.approx(float(sympy.N(f.subs(x, 1.3))))
    assert slope == pytest.approx(float(sympy.N(sympy.diff(f, x).subs(x, 1.3))))


def test_the_store_counts_what_is_there_and_knows_nothing_else():
    chain = checkpoints.drawn_chain(np.random.default_rng(3))
    store = checkpoints.Store(chain, first=3)
    first, second = store.step(3), store.step(3)
    assert store.most == 3 and store.steps == 2 and first != second
    store.drop(first)
    assert store.step(second) and store.most == 3
    with pytest.raises(LookupError, match=f"x_1, the state with the number {first}, was dropped before"):
        store.vjp(first, 1.0)
    for none in (17, -1, "0", 1.5, True, [0]):
        with pytest.raises(LookupError, match="there is no state with the number"):
            store.vjp(none, 1.0)
    assert store.vjp(second, 2.0) == pytest.approx(2 * central_difference(chain.f, store.states[second]))


def told(name):
    """A function of the notebook, from its source."""
    trees = [ast.parse(source) for source in books.code(books.ROOT / "solutions" / UNIT.notebook)]
    found, = (node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    names = {}
    exec(compile(ast.Module([found], []), name, "exec"), names)
    return names[name]


@pytest.mark.parametrize("T", [7, 100, 1000])
def test_the_best_spacing(T):
    places = range(1, T + 1) if T < 1000 else (*range(20, 45), 500, 1000)
    states = {k: plans.counts(plans.equal_segments, T, k)[1] for k in places}
    assert min(states.values()) <= 2 * math.sqrt(T)
    assert all(states[k] == k + T // k - 1 for k in states if T % k == 0)
    if T == 1000:
        best = [k for k in states if states[k] == min(states.values())]
        assert (best, states[32], states[1000]) == (list(range(28, 37)), checkpoints.FEWEST, 1000)
        assert [k for k in places if states[k] <= checkpoints.ABOUT] == list(range(24, 43))


def test_the_picture_of_segments():
    """Which k the notebook names: where the steps are fewest, and where the states."""
    costs = {k: plans.counts(plans.equal_segments, 12, k) for k in range(1, 13)}
    assert [k for k, (steps, _) in costs.items() if steps == 11] == [1, 12] and costs[1] == costs[12] == (11, 12)
    assert [k for k, (_, states) in costs.items() if states == 6] == [3, 4, 5] and min(costs.values()) == (11, 12)
    assert min(states for _, states in costs.values()) == 6


def table(most_steps, most_states):
    """fewest[T, s] for all of them: all places of the first checkpoint are tried."""
    found = np.full((most_steps + 1, most_states + 1), np.inf)
    found[1, 1:], found[1:, 1] = 0, [T * (T - 1) // 2 for T in range(1, most_steps + 1)]
    for states in range(2, most_states + 1):
        for steps in range(2, most_steps + 1):
            k = np.arange(1, steps)
            found[steps, states] = np.min(k + found[steps - k, states - 1] + found[k, states])
    return found


def by_search(T, s):
    """The fewest steps of all schedules whatever: states held, the one on the move, and what is to be swept next."""
    ready, seen = [(0, T - 1, 0, (0,))], set()
    while ready:
        steps, target, at, held = heapq.heappop(ready)
        if target < 0:
            return steps
        if (target, at, held) in seen:
            continue
        seen.add((target, at, held))
        if at == target:
            heapq.heappush(ready, (steps, target - 1, at, held))
        elif at < target:
            heapq.heappush(ready, (steps + 1, target, at + 1, held))
        for place, state in enumerate(held):
            heapq.heappush(ready, (steps, target, state, held))                       # start again there
            heapq.heappush(ready, (steps, target, at, held[:place] + held[place + 1:]))
        if len(held) < s and at not in held:
            heapq.heappush(ready, (steps, target, at, tuple(sorted((*held, at)))))
    return None


@pytest.mark.parametrize(("T", "s"), [(1, 1), (4, 1), (4, 2), (6, 2), (7, 3), (6, 5)])
def test_no_schedule_whatever_runs_fewer_steps(T, s):
    assert by_search(T, s) == plans.fewest(T, s)


def test_the_closed_form_is_the_best_of_all_places():
    best = table(120, 9)
    assert all(best[T, s] == plans.fewest(T, s) for T in range(1, 121) for s in range(1, 10))
    assert (plans.fewest(10, 3), plans.fewest(4096, 24)) == (15, 13_108)


def test_the_schedules_sweep_every_state_in_turn_and_run_as_many_steps_as_is_said():
    for T, size in [(1, 1), (7, 3), (12, 4), (9, 9), (12, 1), (10, 2)]:
        for schedule in (plans.best_places, plans.equal_segments):
            moments = list(schedule(T, size))
            assert [each.state for each in moments if each.swept] == list(range(T))[::-1]
            for before, after in zip(moments, moments[1:], strict=False):
                reached = {*before.held, before.state}          # a step begins at what is there, and makes the next
                assert after.state in reached if after.swept else after.state - 1 in reached
                assert after.held <= reached | {after.state}
        assert plans.counts(plans.best_places, T, size)[0] == plans.fewest(T, size)
        assert max(len(each.held) for each in plans.best_places(T, size)) <= size
        if T % size == 0:
            assert plans.counts(plans.equal_segments, T, size) == (2 * T - size - T // size, size + T // size - 1)


@pytest.mark.parametrize(("T", "s"), [(12, 3), (30, 2), (59, 5)])
def test_no_step_of_the_best_places_is_run_more_than_r_times(T, s):
    r = next(r for r in range(T) if math.comb(s + r, s) >= T)
    steps = Counter(each.state for each in plans.best_places(T, s) if not each.swept)
    assert max(steps.values()) == r


def test_a_timeline_says_what_its_schedule_costs():
    plot = timeline(plans.equal_segments, 12, 4)
    assert "runs 17 steps" in repr(plot) and "at most 6 states" in repr(plot)
    assert "runs 15 steps" in repr(timeline(plans.best_places, 10, 3))


def test_the_prices_of_levels_of_checkpoints():
    levels = told("levels")
    levels.__globals__["levels"] = levels
    assert levels(4096, 1) == (8064, 127) and levels(4096, 11) == (24_576, 13)
    assert plans.fewest(4096, 90) == 8100 and 90 < math.sqrt(2 * 4096) < 91         # what the notebook calls √2·√T
    assert plans.fewest(4096, 126) == 8064 and plans.fewest(4096, 12) < 24_576
    assert plans.fewest(4096, 1) == 4096 * 4095 // 2 and plans.fewest(4096, 4096) == 4095


def test_the_classes_of_earlier_units_do_what_the_small_engine_does():
    names = dict(books.namespace(books.ROOT / "solutions" / UNIT.notebook)) | {"np": np, "autodiff": autodiff}
    earlier = {name: thing for unit in ("06_forward", "07_reverse") for name, thing in books.namespace(
        books.ROOT / "solutions" / f"{unit}.ipynb").items() if name in ("Dual", "Var", "sweep")}
    needed = ("class Number", "class Var(", "def own_grad", "Var(Dual")
    cells = [source for source in books.code(books.ROOT / "solutions" / UNIT.notebook)
               if any(line in source for line in needed)]
    assert len(cells) == len(needed) and len(earlier) == 3
    found = []
    for instead in ({}, earlier):
        for each in cells:
            if not (instead and "class " in each):
                exec(each, names)
            names |= instead
        by_x, by_y = (names["bars"][names[name].place] for name in "xy")
        found.append([names["gradients"]["your own"], by_x.primal, by_x.tangent, by_y.tangent])
    assert np.allclose(np.hstack(found[0]), np.hstack(found[1]))
    assert found[0][0] == pytest.approx([5 + np.sin(2) + 2 * np.cos(2), 2])
    assert found[0][2:] == pytest.approx([2 * np.cos(2) - 2 * np.sin(2), 1])


def by_sympy(f):
    def derivative(x):
        t = sympy.Dummy()
        return sympy.diff(f(t), t).subs(t, x)
    return derivative


def test_nested_derivatives_by_sympy():
    for text, formula in nesting.NESTED.items():
        written = text.format(a=0.7, c=-1.3)
        exact = float(eval(written, {"D": by_sympy})(1.5))
        assert formula(1.5, 0.7, -1.3) == pytest.approx(exact)
        assert eval(written, {"D": nesting._derivative(nesting._Mixed)})(1.5) == pytest.approx(exact)
    assert nesting._wrongly(nesting._Untagged)("D(lambda x: x * D(lambda y: x + y)(1.0))", 1.0) == 2


def _formula(program, name, by):
    """The derivative written out as text, without sharing: its operations can be counted."""
    steps = {target: (op, args) for target, op, *args in program}
    if name not in steps:
        return "1" if name == by else None
    op, args = steps[name]
    whole = f"{op}({', '.join(_value(steps, arg) for arg in args)})"
    terms = [f"mul({inner}, {whole})" for arg in args if (inner := _formula(program, arg, by)) is not None]
    while len(terms) > 1:
        terms[:2] = [f"add({terms[0]}, {terms[1]})"]
    return terms[0] if terms else None


def _value(steps, name):
    return name if name not in steps else f"{steps[name][0]}({', '.join(_value(steps, a) for a in steps[name][1])})"


@pytest.mark.parametrize("program", [sources.TANGENT, ladder(3), PINGALI])
def test_the_formulas_in_the_box_are_counted_as_if_written_out(program):
    x = {name: 0.5 for name in probing.input_names(program)}
    texts = [_formula(program, program[-1][0], name) for name in x]
    assert probing._formula_size(program, x) == sum(text.count("(") for text in texts)


def test_what_the_boxes_give():
    names, x = ("W0", "P", "Q", "W1", "W2"), np.array([0.5, 1.2, 0.8, 0.9, 1.5])
    want = grad(lambda x: run(PINGALI, dict(zip(names, x, strict=True)))["R"])(x)
    for kind in probing.NAMES:
        bars, spent = probing.box(kind)(PINGALI, dict(zip(names, x, strict=True)))
        assert list(bars.values()) == pytest.approx(list(want), rel=1e-7) and spent > 0
    with pytest.raises(ValueError, match="1 to 150 steps"):
        probing.box("reverse")([], {})
    with pytest.raises(ValueError, match="yours are 300 steps"):
        probing.box("reverse")(ladder(100), {"x0": 0.5})
    with pytest.raises(ValueError, match="no value for the input x0"):
        probing.box("reverse")(ladder(1), {})


def test_a_case_of_the_box_says_its_kind_and_not_how_it_is_made(capsys):
    probing.probe.check(lambda impl: "autodiff")
    probing.probe.case()
    told = capsys.readouterr().out
    assert "a box of the kind" in told and "cost" not in told


@pytest.mark.parametrize("seed", range(5))
def test_no_derivative_of_a_chain_is_near_zero(seed):
    report = checkpoints.checkpointed_grad.run(LocalWork("checkpointed_grad", lambda *args: 0.0), seed)
    assert report.points == 0
