"""Second oracles for forward: exact fractions for dual matrices, sympy for the loop, closed forms for control flow."""
from fractions import Fraction

import numpy as np
import pytest
import sympy

from course.autodiff import (
    DRONEN,
    adjoints,
    as_data,
    central_difference,
    complex_step,
    grad,
    jvp,
    path_sum,
    record,
    run,
)
from course.checking import LocalWork
from course.exercises.drawn import drawn_program
from course.exercises.forward import duals, programs, traces
from course.exercises.material import generic


def test_who_has_written_some_methods_is_told_of_these():
    report = duals.run_dual.run(LocalWork("run_dual", some_methods))
    assert [outcome.status for outcome in report.outcomes] == [
        "pass", "todo", "fail", *["todo"] * 5, "fail", "todo"]      # the operands are multiplied
    assert report.mistake == "tangents multiplied" and report.points == 0.25
    assert "Dual numbers: 1 of 10 checks pass." in repr(report) and "missing  __sub__" in repr(report)


def some_methods(program, values, tangents):
    """A sum, a product with a slip, and nothing more."""
    def __sub__():
        raise NotImplementedError

    rules = {"add": lambda a, p, b, q: (a + b, p + q), "mul": lambda a, p, b, q: (a * b, p * q)}
    known = {name: (values[name], tangents[name]) for name in values}
    for name, op, *args in program:
        numbers = [x for arg in args for x in (known[arg] if isinstance(arg, str) else (arg, 0.0))]
        known[name] = rules[op](*numbers) if op in rules else __sub__()
    return known[program[-1][0]]


def test_dual_matrices_in_fractions():
    a, p, b, q = Fraction(2, 3), Fraction(-5, 7), Fraction(11, 4), Fraction(1, 9)
    left, right = np.array([[a, p], [0, a]]), np.array([[b, q], [0, b]])
    assert (left @ right).tolist() == [[a * b, p * b + a * q], [0, a * b]]
    epsilon = np.array([[0, 1], [0, 0]])
    assert epsilon.any() and not (epsilon @ epsilon).any()


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_the_loop_by_sympy(n):
    x, f = sympy.Symbol("x"), sympy.Integer(0)
    for i in range(1, n + 1):
        f = f + sympy.cos(f * x**i)
    assert programs.loop_derivative(0.5, n) == pytest.approx(float(sympy.diff(f, x).subs(x, 0.5)), rel=1e-12)


def test_the_numbers_of_the_loop():
    assert programs.loop_derivative(0.5, 10) == pytest.approx(-1.123968716967502, rel=1e-14)
    assert programs.loop_derivative(0.5, 10, parentheses=False, order=False) == pytest.approx(-3.752512, abs=5e-7)
    assert complex_step(lambda x: programs.loop(x, 10), 0.5) == pytest.approx(-1.123968716967502, rel=1e-14)


def test_where_the_faults_hide():
    """At x = 0 neither shows; at x = 1 the order does not; at x = 0.5 all four variants differ."""
    variants = programs.VARIANTS.values()
    at = {x: [programs.loop_derivative(x, 10, *variant) for variant in variants] for x in (0.0, 1.0, 0.5)}
    right, parentheses, order, both = range(4)
    assert len(set(at[0.0])) == 1
    assert at[1.0][right] == pytest.approx(at[1.0][order], rel=1e-12)
    assert abs(at[1.0][right] - at[1.0][parentheses]) > 1
    assert len({round(v, 6) for v in at[0.5]}) == 4


def test_dronens_table():
    rows = {name: (v, d) for name, v, d in traces._trace(DRONEN, {"x1": 2.0, "x2": 5.0}, {"x1": 1.0, "x2": 0.0})}
    assert rows["v2"] == (10.0, 5.0) and rows["v5"][1] == 5.5 and rows["v5"][0] == pytest.approx(11.652, abs=5e-4)
    other = traces._trace(DRONEN, {"x1": 2.0, "x2": 5.0}, {"x1": 0.0, "x2": 1.0})
    assert other[-1][2] == pytest.approx(1.716, abs=5e-4)


def test_the_pairs_agree_with_the_engine():
    program = [("a", "mul", "x", "y"), ("b", "sin", "a"), ("c", "div", "b", "x"), ("d", "exp", "c"),
               ("e", "pow", "d", 3), ("f", "ln", "e"), ("g", "tanh", "f"), ("h", "cos", "g"), ("i", "sub", "h", "a"),
               ("j", "add", "i", 2.0)]
    pair = duals.pairs_of(program, {"x": 0.7, "y": 1.2}, {"x": 0.3, "y": -2.0})["j"]

    def f(x, y):
        a = x * y
        return np.cos(np.tanh(np.log(np.exp(np.sin(a) / x) ** 3))) - a + 2
    assert pair == pytest.approx(jvp(f, (0.7, 1.2), (0.3, -2.0)), rel=1e-12)


@pytest.mark.parametrize("x", [0.5, 2.0])
def test_control_flow_by_differences(x):
    for name, f in programs.PROGRAMS.items():
        assert programs._flow(name, x) == pytest.approx(central_difference(f, x), rel=1e-6), name
        assert programs._flow(name, x) == pytest.approx(grad(f)(x), rel=1e-12)


@pytest.mark.parametrize("c", np.logspace(-3, 6, 19))
def test_thirty_rounds_of_newton_give_the_cube_root_and_its_derivative(c):
    value, slope = jvp(programs.newton_root, (c,), (1.0,))
    assert value == pytest.approx(c ** (1 / 3), rel=1e-12) and slope == pytest.approx(c ** (-2 / 3) / 3, rel=1e-12)


def newton_until(c, more):
    r = 1.0 + 0 * c
    while abs(r**3 - c) > 1e-10 * abs(c):
        r = r - (r * r * r - c) / (3 * r * r)
    return r - (r * r * r - c) / (3 * r * r) if more else r


def test_a_stopping_test_may_lose_the_derivative_and_one_more_round_finds_it():
    slope = lambda c, more: jvp(lambda c: newton_until(c, more), (c,), (1.0,))[1]  # noqa: E731
    assert slope(1.0, False) == 0.0 and slope(1.0, True) == pytest.approx(1 / 3, rel=1e-15)
    late = slope(1.1, False) - 1.1 ** (-2 / 3) / 3
    assert 1e-11 < abs(late) < 1e-9                     # the tangent lags behind the value
    for c in np.linspace(0.3, 20, 40):
        assert slope(c, True) == pytest.approx(c ** (-2 / 3) / 3, rel=1e-12)


@pytest.mark.parametrize("c", [1e-9, 6e5, 8e5, 9e5, 1e9])
def test_a_relative_stopping_test_ends_and_finds_the_root(c):
    (value, slope), (next_value, next_slope) = (
        jvp(lambda c, more=more: newton_until(c, more), (c,), (1.0,)) for more in (False, True))
    assert value == pytest.approx(np.cbrt(c), rel=1e-9) and next_value == pytest.approx(np.cbrt(c), rel=1e-14)
    for found in (slope, next_slope, 1 / (3 * value**2)):
        assert found == pytest.approx(np.cbrt(c) / c / 3, rel=1e-8)


def test_adjoints_do_not_obey_the_product_rule():
    x, y = 2.0, 5.0
    bars = adjoints(record([("z", "mul", "x", "y")], x=x, y=y))
    assert x * bars["y"] + bars["x"] * y == 29 and bars["z"] == 1


@pytest.mark.parametrize("seed", range(5))
def test_a_tangent_is_a_sum_over_paths_from_the_inputs(seed):
    """Over all paths from the inputs to a value, each multiplied by the seed where it starts."""
    rng = np.random.default_rng(seed)
    program, x = drawn_program(rng, ("add", "mul", "sub", "sin", "tanh"))
    dots = {name: float(generic(rng)) for name in x}
    graph = as_data(record(program, **x))
    for name, _, tangent in traces._trace(program, x, dots):
        sums = sum(dots[start] * path_sum(graph, start, name) for start in x)
        assert tangent == pytest.approx(sums, rel=1e-9, abs=1e-12)


def test_at_the_root_a_newton_round_forgets_where_it_came_from():
    r, c = sympy.symbols("r c", positive=True)
    by_r, by_c = (sympy.diff(r - (r**3 - c) / (3 * r**2), symbol).subs(c, r**3) for symbol in (r, c))
    assert sympy.simplify(by_r) == 0 and sympy.simplify(by_c - 1 / (3 * r**2)) == 0


@pytest.mark.parametrize("seed", range(20))
def test_the_last_tangent_of_a_trace_is_a_complex_step_along_the_seed(seed):
    rng = np.random.default_rng(seed)
    program, x = drawn_program(rng, ("add", "mul", "sub", "sin", "tanh"))
    dots = {name: float(generic(rng)) for name in x}

    def along(t):
        return run(program, {name: x[name] + t * dots[name] for name in x})[program[-1][0]]

    assert traces._trace(program, x, dots)[-1][2] == pytest.approx(complex_step(along, 0.0), rel=1e-8)


def test_a_variant_of_the_loop_runs_only_so_many_rounds():
    def answer(fn):
        return fn(0.5, 10**15)

    report = programs.classify_variant.check(answer)
    assert report.status == "error" and "these loops run at most 1000 rounds" in repr(report)
