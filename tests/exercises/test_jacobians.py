"""Second oracles for unit 02: sympy for what checks find by complex steps, brute force for formulas."""
import numpy as np
import pytest
import sympy

from course.autodiff import grad, jacobian
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
