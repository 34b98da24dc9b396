"""Training: exact steps in fractions, the closed form of the linear case, batches that cover every sample once."""
from fractions import Fraction

import numpy as np
import pytest

from course.networks import mean_square, mlp_weights, sunspots, train, train_all, windows

X, Y = np.array([[1.0], [2.0], [4.0]]), np.array([2.0, 1.0, 3.0])


def line(w, X, Y):
    return np.mean((X @ w - Y) ** 2)


def exactly(w, order, lr):
    """One step over the samples of `order`, in fractions."""
    slope = sum(2 * (Fraction(X[i, 0]) * w - Fraction(Y[i])) * Fraction(X[i, 0]) for i in order) / len(order)
    return w - lr * slope


def test_steps_in_fractions():
    w = Fraction(1, 2)
    for _ in range(3):
        w = exactly(w, range(3), Fraction(1, 16))
    found, losses = train(line, np.array([0.5]), X, Y, lr=1 / 16, epochs=3)
    assert found[0] == pytest.approx(float(w), rel=1e-14)
    assert losses[0] == line(np.array([0.5]), X, Y) and len(losses) == 3


def test_the_closed_form_of_a_line():
    """The error shrinks by the same factor in every step: 1 - 2 lr mean(x²)."""
    best = (X[:, 0] @ Y) / (X[:, 0] @ X[:, 0])
    found, _ = train(line, np.array([0.5]), X, Y, lr=0.01, epochs=20)
    assert found[0] == pytest.approx(best + (0.5 - best) * (1 - 2 * 0.01 * np.mean(X**2)) ** 20, rel=1e-12)


def test_batches_take_every_sample_once_in_an_order_of_their_own():
    order = np.random.default_rng(3).permutation(3)
    w = exactly(exactly(Fraction(1, 2), order[:2], Fraction(1, 16)), order[2:], Fraction(1, 16))
    found, losses = train(line, np.array([0.5]), X, Y, lr=1 / 16, epochs=1, batch=2, rng=np.random.default_rng(3))
    assert found[0] == pytest.approx(float(w), rel=1e-14) and len(losses) == 1


@pytest.mark.parametrize("how", [{}, {"rng": np.random.default_rng(3)}])
def test_the_batches_are_drawn_anew_in_each_epoch(how):
    seen = []

    def loss(w, X):
        seen.append(tuple(X[:, 0]))
        return np.mean((X @ w) ** 2)

    train(loss, np.array([0.5]), np.arange(40.0).reshape(40, 1) / 40, lr=0.01, epochs=3, batch=20, **how)
    epochs = [frozenset(map(frozenset, seen[i:i + 2])) for i in (0, 2, 4)]
    assert len(set(epochs)) == 3 and all(len(frozenset.union(*epoch)) == 40 for epoch in epochs)


def test_training_is_the_same_each_time():
    weights = [train(line, np.array([0.5]), X, Y, lr=0.01, epochs=4, batch=2)[0] for _ in range(2)]
    assert weights[0] == weights[1]


def test_steps_that_overshoot_are_stopped_with_a_sentence():
    with pytest.raises(FloatingPointError, match="lr = 10 overshoot"):
        train(line, np.array([0.5]), X, Y, lr=10.0, epochs=500)


def test_watching_does_not_change_anything():
    seen = []
    _, losses = train(line, np.array([0.5]), X, Y, lr=0.01, epochs=4, watch=lambda epoch, loss: seen.append(loss))
    assert seen == losses


def test_a_network_learns_the_sunspots():
    _, numbers = sunspots()
    X, Y = windows(numbers[:100] / 100, 9)
    _, losses = train(mean_square, mlp_weights(np.random.default_rng(0), 9, 8, 1), X, Y, lr=0.1, epochs=200)
    assert losses[-1] < losses[0] / 10


@pytest.mark.parametrize("batch", [None, 4])
def test_networks_trained_all_at_once_are_those_trained_one_by_one(batch):
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(10, 3)), rng.normal(size=(10, 2))
    starts = [mlp_weights(np.random.default_rng(seed), 3, 4, 2) for seed in range(3)]
    how = {"lr": 0.1, "epochs": 7, "batch": batch}
    together = train_all(starts, X, Y, orders=[5, 6, 7], **how)
    for k, start in enumerate(starts):
        rows = np.random.default_rng(5 + k).permutation(10)
        alone, _ = train(mean_square, start, X[rows], Y[rows], **how)
        for (W, b), (own_W, own_b) in zip(together, alone, strict=True):
            np.testing.assert_allclose(W[k], own_W, rtol=1e-11)
            np.testing.assert_allclose(b[k, 0], own_b, rtol=1e-11, atol=1e-15)
