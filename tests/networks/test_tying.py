"""Tied is the sum over the copies: against the derivative of the tied function itself."""
import numpy as np
import pytest

from course.autodiff import complex_step, grad
from course.networks import copies_grad, tied_grad


def F(a, b, c):
    return np.sin(a * b) + a * c**2


def test_the_copies_add_up():
    assert tied_grad(F, 0.7, 3) == pytest.approx(complex_step(lambda t: F(t, t, t), 0.7), rel=1e-14)
    assert sum(copies_grad(F, 0.7, 3)) == pytest.approx(grad(lambda t: F(t, t, t))(0.7), rel=1e-14)


def test_a_tied_matrix():
    W = np.random.default_rng(0).normal(size=(3, 3))
    f = lambda A, B: np.sum(np.tanh(A @ np.tanh(B @ np.ones(3))))  # noqa: E731
    np.testing.assert_allclose(tied_grad(f, W, 2), grad(lambda W: f(W, W))(W), rtol=1e-13)
