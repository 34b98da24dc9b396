"""Second oracles for tying: sympy for Barber's formulas, the engine for what the checks find by complex steps."""
import numpy as np
import pytest
import sympy

from course.autodiff import adjoints, as_data, complex_step, grad, record
from course.exercises.drawn import drawn_program
from course.exercises.material import SMOOTH
from course.exercises.tying import copies, sharing


def test_barbers_equations_2_6_and_7():
    theta, one, two, x, y = sympy.symbols("theta theta1 theta2 x y")
    F = (y - sympy.sin(one * sympy.tanh(x * two))) ** 2
    at = {one: theta, two: theta}
    parts = [sympy.diff(F, symbol).subs(at) for symbol in (one, two)]
    total = sympy.diff(F.subs(at), theta)
    numbers = {theta: 0.7, x: 1.3, y: 0.4}
    f, g = SMOOTH[0], SMOOTH[2]
    ours = copies._slopes(0.7, 1.3, 0.4, f.f, f.df, g.f, g.df)
    np.testing.assert_allclose(ours, [float(e.subs(numbers)) for e in (total, *parts)], rtol=1e-12)
    assert sympy.simplify(total - sum(parts)) == 0


@pytest.mark.parametrize("seed", range(5))
def test_copies_in_a_graph_add_up_to_the_adjoint(seed):
    program, inputs = drawn_program(np.random.default_rng(seed), ("add", "mul", "sub", "sin", "tanh"), numbers=False)
    graph = record(program, **inputs)
    for name in inputs:
        total = sum(sharing._by_first_edge(as_data(graph), name))
        assert total == pytest.approx(adjoints(graph)[name], rel=1e-9, abs=1e-12)


def test_the_convolution_by_its_matrix():
    rng = np.random.default_rng(0)
    x, w, v = rng.normal(size=7), rng.normal(size=3), rng.normal(size=5)
    np.testing.assert_allclose(sharing._convolution(x, w), np.convolve(x, w[::-1], "valid"), rtol=1e-12)
    np.testing.assert_allclose(sharing._conv_grad(x, w, v), np.convolve(x, v[::-1], "valid"), rtol=1e-12)


def test_the_recurrence_by_the_engine():
    def last(a):
        x = 0.8
        for _ in range(7):
            x = a * x + np.sin(x)
        return x
    copies_, total = sharing._recurrence(0.4, 0.8, 7)
    assert total == pytest.approx(grad(last)(0.4), rel=1e-12) == sum(copies_)
    np.testing.assert_allclose(copies_, sharing._carried(0.4, 0.8, 7)[0], rtol=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_a_copy_brings_its_own_factor(seed):
    """Copies c_k(θ) of one number: each share is multiplied by c_k′(θ), and without that the sum is wrong."""
    rng = np.random.default_rng(seed)
    theta, weights = rng.uniform(0.3, 1.2), rng.normal(size=3)
    F = lambda t: np.sin(t[0] * t[1]) + np.sum(weights * t) * t[2]  # noqa: E731
    ties = lambda t: np.array([t, 2 * t, np.sin(t)])  # noqa: E731
    shares, factors = grad(F)(ties(theta)), np.array([1, 2, np.cos(theta)])
    assert shares @ factors == pytest.approx(complex_step(lambda t: F(ties(t)), theta))
    assert abs(sum(shares) - shares @ factors) > 1e-6


@pytest.mark.parametrize("seed", range(5))
def test_a_matrix_tied_to_its_transpose(seed):
    rng = np.random.default_rng(seed)
    W, x = rng.normal(size=(3, 3)), rng.normal(size=3)
    G = lambda A, B: np.sum(np.tanh(B @ np.tanh(A @ x)))  # noqa: E731
    by_a, by_b = grad(G, (0, 1))(W, W.T)
    want = complex_step(lambda W: G(W, W.T), W)
    np.testing.assert_allclose(by_a + by_b.T, want, rtol=1e-10, atol=1e-13)
    assert not np.allclose(by_a + by_b, want)
