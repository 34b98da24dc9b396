"""Second oracles for failures: the engine itself, sympy, exact fractions, and the numbers in the prose."""
from fractions import Fraction

import numpy as np
import pytest
import sympy

from course.autodiff import custom, grad, jvp, relu, stop_gradient, vjp
from course.exercises.failures import branches, domains, fixed_points, kinks, solvers


def test_two_kinks_make_a_line_of_slope_0():
    line = lambda x: x + relu(x) - relu(-x)  # noqa: E731
    assert [line(x) for x in (-2.0, 0.0, 3.0)] == [-4, 0, 6]
    assert (grad(line)(0.0), grad(line)(0.5)) == (1, 2)


def test_the_conventions_of_the_engine():
    assert grad(relu)(0.0) == 0
    assert grad(lambda x: np.maximum(x, x * x))(1.0) == 1.5
    assert grad(lambda x: np.maximum(x, 0) - np.maximum(-x, 0))(0.0) == 1
    assert grad(lambda x: np.maximum(np.maximum(x, 0), x))(0.0) == 0.75


def test_no_shares_of_two_at_a_tie_are_right_for_the_third_program():
    share = sympy.Symbol("share", real=True)
    at_zero = 1 + 2 * (share * share + 1 - share)       # of x the inner maximum has a share, the outer one as well
    assert at_zero.subs(share, sympy.Rational(1, 2)) == sympy.Rational(5, 2) and not sympy.solve(at_zero - 2, share)


def test_a_quotient_with_a_value_for_one_point_lies_there():
    f = lambda x: (np.exp(x) - 1) / x if x != 0 else 1.0  # noqa: E731
    x = sympy.Symbol("x")
    assert f(0.0) == 1 and grad(f)(0.0) == 0
    assert sympy.limit(sympy.diff((sympy.exp(x) - 1) / x, x), x, 0) == sympy.Rational(1, 2)


def test_the_example_of_pick_slope_is_an_answer_for_0():
    f = kinks.values_of([("a", "relu", "x"), ("b", "neg", "x"), ("d", "relu", "b"), ("r", "sub", "a", "d")])
    assert [f(x) for x in (-2.0, 0.0, 3.0)] == [-2, 0, 3] and grad(f)(0.0) == 0


def symbolic(program, x, at=None):
    """The last step as a polynomial in exact fractions: of the run at a point, or of what runs beside all of them."""
    known = {"x": x}
    for name, op, *args in program:
        args = [args[2] if args[1] == at else args[3]] if op == "if_equal" else args
        a = [known[arg] if isinstance(arg, str) else sympy.Rational(Fraction(arg)) for arg in args]
        known[name] = a[0] if op == "if_equal" else branches.ARITHMETIC[op](*a)
    return sympy.expand(known[program[-1][0]])


@pytest.mark.parametrize("seed", range(4))
def test_where_programs_lie_by_sympy(seed):
    rng, x = np.random.default_rng(seed), sympy.Symbol("x")
    at = branches._points(rng, 4)
    for ending in ([], at[:1], at[:2]):
        program = branches._written(rng, ("constant", "jump", "tangent", "other"), at, ending)
        beside, found = symbolic(program, x), []
        for p in sorted(at):
            run, p_exact = symbolic(program, x, p), sympy.Rational(Fraction(p))
            if (run - beside).subs(x, p_exact) == 0 and (run - beside).diff(x).subs(x, p_exact) != 0:
                found.append(p)
        assert branches.lying(program) == found


def test_newtons_tangents_by_sympy():
    x, c = sympy.symbols("x c")
    equation = x**3 * 2 + 3 * c * x - 5 * c
    root = sympy.Integer(1)
    for _ in range(2):
        root = root - (equation / equation.diff(x)).subs(x, root)

    def F(x, c):
        return 2 * x**3 + 3 * c * x - 5 * c, 6 * x**2 + 3 * c, 3 * x - 5, 12 * x, 3.0
    at = {c: sympy.Rational(7, 10)}
    want = float(root.subs(at)), float(root.diff(c).subs(at))
    assert solvers.iterates(F, 1.0, 0.7, 2)[-1] == pytest.approx(want, rel=1e-12)


def newton(c, rounds):
    r = 1.0
    for _ in range(rounds):
        r = r - (r * r * r - c) / (3 * r * r)
    return r


def test_the_tangent_lags_by_a_factor_that_doubles():
    value, slope = 2 ** (1 / 3), 2 ** (-2 / 3) / 3
    ratios = [abs(grad(newton)(2.0, k) / slope - 1) / abs(newton(2.0, k) / value - 1) for k in (1, 2, 3, 4)]
    assert [round(ratio, 1) for ratio in ratios] == [10.1, 18.5, 35.9, 70.9]


@pytest.mark.parametrize("c", [c for c in np.linspace(0.5, 8, 31) if c != 1])
def test_the_derivative_is_the_worse_one_wherever_the_slider_stands(c):
    value, slope = c ** (1 / 3), c ** (-2 / 3) / 3
    for rounds in range(9):
        wrong = abs(newton(c, rounds) / value - 1), abs(grad(newton)(c, rounds) / slope - 1)
        assert wrong[1] > wrong[0] or max(wrong) < 1e-13


def test_a_lucky_start_has_the_derivative_0_and_the_equation_has_not():
    F = lambda r, c: (r**3 - c, 3 * r**2, -1.0, 6 * r, 0.0)  # noqa: E731
    assert grad(newton)(1.0, 0) == 0
    assert grad(newton)(1.0, 1) == pytest.approx(1 / 3) == -F(1.0, 1.0)[2] / F(1.0, 1.0)[1]


@pytest.mark.parametrize(("make", "size"), [(fixed_points.ring, 0.6), (fixed_points.scaled, 0.5),
                                            (fixed_points.turned, 0.5)])
def test_the_fixed_points_by_the_engine_through_all_rounds(make, size):
    problem = make(np.random.default_rng(3), 3, size)
    f = lambda theta, x: problem.x + problem.K @ (theta - problem.theta) + problem.J @ (x - problem.x)  # noqa: E731

    def unrolled(theta):
        x = problem.x
        for _ in range(80):
            x = f(theta, x)
        return x
    assert vjp(unrolled, problem.theta)[1](problem.v)[0] == pytest.approx(
        problem.K.T @ fixed_points.adjoint(problem), rel=1e-9)


@pytest.mark.parametrize(("make", "size"), [(fixed_points.ring, 0.6), (fixed_points.scaled, 0.7),
                                            (fixed_points.turned, 0.8)])
def test_their_sweeps_are_those_of_their_matrices(make, size):
    problem = make(np.random.default_rng(4), 4, size)
    back, theta_bar = problem.vjp(problem.x, problem.theta, problem.v)
    assert back == pytest.approx(problem.J.T @ problem.v, rel=1e-9)
    assert theta_bar == pytest.approx(problem.K.T @ problem.v, rel=1e-9)
    for seed in range(50):
        assert np.linalg.norm(make(np.random.default_rng(seed), 4, size).J, 2) <= 0.8 + 1e-12


def test_softplus_in_fifty_digits():
    for x in (-100, -30, -1, 0, 2, 40, 1000):
        value = sympy.N(sympy.log(1 + sympy.exp(sympy.Integer(x))), 50)
        slope = sympy.N(1 / (1 + sympy.exp(-sympy.Integer(x))), 50)
        assert domains.softplus(float(x)) == pytest.approx((float(value), float(slope)), rel=1e-13, abs=0)


def test_a_bare_where_is_spoiled_and_a_cut_path_is_gone():
    bare = lambda x: np.where(x > 0, np.sqrt(x), 0.0)  # noqa: E731
    with np.errstate(all="ignore"):
        slopes, = vjp(bare, np.array([4.0, 0.0, -1.0]))[1](np.ones(3))
    assert slopes[0] == 0.25 and np.isnan(slopes[1:]).all()
    assert grad(lambda x: x * stop_gradient(x))(3.0) == 3


def by_hand(xs):
    slopes = [0.5 * x**-0.5 if x > 0 else 0.0 for x in xs]
    return [max(x, 0.0)**0.5 for x in xs], slopes, slopes


def own_rule(y_bar, y, x):
    return np.where(x > 0, y_bar / np.where(x > 0, 2 * y, 1.0), 0.0)


with_a_rule = custom(lambda x: np.sqrt(np.maximum(x, 0.0)), jvp=own_rule, vjp=own_rule)


def by_a_rule(xs):
    x, ones = np.array(xs), np.ones(len(xs))
    values, pull = vjp(lambda x: with_a_rule(x), x)
    return values, pull(ones)[0], jvp(lambda x: with_a_rule(x), (x,), (ones,))[1]


def test_slopes_by_hand_and_a_rule_of_ones_own_are_no_double_where():
    assert "does not call vjp and jvp" in repr(domains.safe_where.check(by_hand))
    assert "this is yours to write" in repr(domains.safe_where.check(by_a_rule))
