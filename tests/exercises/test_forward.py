"""Second oracles for forward: exact fractions for dual matrices, sympy for the loop, closed forms for control flow."""
from fractions import Fraction

import numpy as np
import pytest
import sympy

from course.autodiff import DRONEN, central_difference, complex_step, grad, jvp, run
from course.exercises.drawn import drawn_program
from course.exercises.forward import duals, programs, traces
from course.exercises.material import generic


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
    while abs(r**3 - c) > 1e-10:
        r = r - (r * r * r - c) / (3 * r * r)
    return r - (r * r * r - c) / (3 * r * r) if more else r


def test_a_stopping_test_may_lose_the_derivative_and_one_more_round_finds_it():
    slope = lambda c, more: jvp(lambda c: newton_until(c, more), (c,), (1.0,))[1]  # noqa: E731
    assert slope(1.0, False) == 0.0 and slope(1.0, True) == pytest.approx(1 / 3, rel=1e-15)
    late = slope(1.1, False) - 1.1 ** (-2 / 3) / 3
    assert 1e-11 < abs(late) < 1e-9                     # the tangent lags behind the value
    for c in np.linspace(0.3, 20, 40):
        assert slope(c, True) == pytest.approx(c ** (-2 / 3) / 3, rel=1e-12)


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
