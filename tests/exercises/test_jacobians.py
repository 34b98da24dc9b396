"""Second oracles for jacobians: sympy for what checks find by complex steps, brute force for formulas."""
import numpy as np
import pytest
import sympy
from notebook_cells import freely

from course.autodiff import adjoints, grad, jacobian, jvp, path_sums, record, relu
from course.checking import LocalWork
from course.exercises.jacobians import matrices, perceptron, transfer
from course.exercises.material import SMOOTH


@pytest.mark.parametrize(("f", "formulas"), [
    (matrices.swap, "3*b, 2*a"), (matrices.area, "a*b"), (matrices.polar, "a*cos(b), a*sin(b)"),
    (matrices.waves, "sin(a)*c, b**2, exp(a - b), a + b + c")])
def test_jacobians_by_sympy(f, formulas):
    symbols = sympy.symbols("a b c")
    n = 3 if "c" in formulas.replace("cos", "") else 2
    at = [0.7, -1.3, 2.1][:n]
    J = sympy.Matrix(sympy.sympify(f"[{formulas}]")).jacobian(symbols[:n]).subs(dict(zip(symbols, at, strict=False)))
    np.testing.assert_allclose(matrices._numerator(f, at), np.array(J.evalf(), float), rtol=1e-12, atol=1e-14)


def test_the_number_of_zeros_is_the_same_everywhere():
    rng = np.random.default_rng(0)
    for x in rng.normal(size=(20, 3)):
        assert np.sum(matrices._numerator(matrices.waves, x) == 0) == 4


def test_linear_rule_by_the_engine():
    rng = np.random.default_rng(1)
    W, x, v = rng.normal(size=(3, 2)), rng.normal(size=2), rng.normal(size=3)
    ours = transfer._linear(W, x, v)
    theirs = grad(lambda W, x: np.sum(v * (W @ x)), (1, 0))(W, x)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12)


@pytest.mark.parametrize(("op", "f"), [("sum", np.sum), ("product", np.prod), ("max", np.max), ("min", np.min)])
def test_reductions_by_small_steps(op, f):
    rng = np.random.default_rng(2)
    x = rng.normal(size=4)
    steps = [(f(x + 1e-6 * e) - f(x - 1e-6 * e)) / 2e-6 for e in np.eye(4)]
    np.testing.assert_allclose(transfer._reduced(op, x, 3.0), 3 * np.array(steps), rtol=1e-7)


def test_the_perceptron_by_its_jacobians():
    """The product of the layers' Jacobians, one matrix after the other."""
    rng = np.random.default_rng(3)
    Ws, x, v = [rng.normal(size=(3, 4)), rng.normal(size=(2, 3))], rng.normal(size=4), rng.normal(size=2)
    J, at = np.eye(4), x
    for W in Ws:
        J, at = jacobian(lambda z, W=W: np.tanh(W @ z))(at) @ J, np.tanh(W @ at)
    np.testing.assert_allclose(perceptron._mlp(Ws, *SMOOTH[2], x, v), v @ J, rtol=1e-10)


@pytest.mark.parametrize("shares", [(1.0, 0.0), (0.0, 1.0), (0.5, 0.5), (0.25, 0.75)])
@pytest.mark.parametrize("v", [4.0, -4.0])
def test_any_shares_will_do_at_a_tie_if_none_has_the_opposite_sign(shares, v):
    def answer(op, x, v):
        tied = np.flatnonzero(np.asarray(x) == (max(x) if op == "max" else min(x)))
        by_tie = op in ("max", "min") and len(tied) == 2
        return v * sum(s * np.eye(len(x))[i] for s, i in zip(shares, tied, strict=True)) if by_tie else (
            transfer._reduced(op, x, v))

    assert freely(transfer.reduce_vjp).run(LocalWork("reduce_vjp", answer)).status == "pass"


def test_shares_of_a_maximum_are_subgradients_just_if_none_is_below_zero():
    """The plane with these slopes stays below the maximum, in all of 200 directions."""
    x, directions = np.array([3.0, 1.0, 3.0]), np.random.default_rng(4).normal(size=(200, 3))
    for share in (0.0, 0.3, 1.0, -0.25, 1.25):
        slopes = np.array([share, 0.0, 1 - share])
        below = [np.max(x + d) >= 3 + slopes @ d - 1e-12 for d in directions]
        assert all(below) == (0 <= share <= 1)


@pytest.mark.parametrize(("f", "x", "slope"), [
    (lambda x: abs(x), 0.0, 0.0), (lambda x: relu(x), 0.0, 0.0), (lambda x: np.maximum(x, 0.0), 0.0, 0.5),
    (lambda x: relu(x) - relu(-x), 0.0, 0.0), (lambda x: np.max(x), np.array([3.0, 1.0, 3.0]), [0.5, 0.0, 0.5])])
def test_every_mode_makes_the_choice_at_a_kink_that_the_notebook_shows(f, x, slope):
    graph = record(f, x=x)
    assert grad(f)(x).tolist() == slope if np.ndim(x) else grad(f)(x) == slope
    np.testing.assert_array_equal(adjoints(graph)["x"], slope)
    for x_dot in np.eye(np.size(x)).reshape(-1, *np.shape(x)):
        assert jvp(f, (x,), (x_dot,))[1] == np.sum(slope * x_dot)
    if not np.ndim(x):
        assert path_sums(graph)["x"] == slope


def test_both_inputs_moving_give_the_sum_of_the_columns():
    """What the notebook says of polar coordinates at r = 2, a = 0.5."""
    _, moved = jvp(lambda r, a: np.stack([r * np.cos(a), r * np.sin(a)]), (2.0, 0.5), (1.0, 1.0))
    np.testing.assert_allclose(moved, [-0.081, 2.235], atol=5e-4)
    np.testing.assert_allclose(moved, matrices._numerator(matrices.polar, [2.0, 0.5]).sum(axis=1))
