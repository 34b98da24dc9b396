"""Second oracles for training: fractions for one step, the engine and untied copies for the layers, exact means."""
from fractions import Fraction

import numpy as np
import pytest

from course.autodiff import grad, value_and_grad
from course.checking import LocalWork
from course.exercises.training import batches, fitting, layers, loops
from course.networks import mean_square, mlp_weights, train


def test_the_loss_of_a_plane_in_fractions():
    data, w = [(1, 3, 5), (2, -1, 2), (4, 2, 1)], [Fraction(1, 2), Fraction(1, 4)]
    residuals = [t - loops.line(w, p, q) for p, q, t in data]
    loss = sum(r * r for r in residuals) / 3
    slopes = [sum(-2 * r * row[j] for r, row in zip(residuals, data, strict=True)) / 3 for j in (0, 1)]
    found = loops._loss_grads([0.5, 0.25], data, loops.line, loops.line_slopes)
    np.testing.assert_allclose(found[0], float(loss), rtol=1e-14)
    np.testing.assert_allclose(found[1], [float(s) for s in slopes], rtol=1e-14)


@pytest.mark.parametrize("seed", range(3))
def test_the_loss_of_a_curve_by_the_engine(seed):
    rng = np.random.default_rng(seed)
    w, data = rng.normal(size=3), [tuple(row) for row in rng.normal(size=(4, 3))]
    want = value_and_grad(lambda w: loops._loss(w, data, loops.curve))(w)
    found = loops._loss_grads(w, data, loops.curve, None)
    np.testing.assert_allclose(found[1], want[1], rtol=1e-9)
    np.testing.assert_allclose(loops.curve_slopes(w, 0.3, 0.8), grad(lambda w: loops.curve(w, 0.3, 0.8))(w), rtol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_the_closed_form_of_training_a_plane(seed):
    rng = np.random.default_rng(seed)
    data, w = loops._samples(rng, 4), rng.normal(size=2)
    weights, losses = loops._closed_form(w, data, 0.1, 5)
    stepped = loops._descend(w, data, 0.1, 5, loops.line, loops.line_slopes)
    np.testing.assert_allclose(weights, stepped[0], rtol=1e-10)
    np.testing.assert_allclose(losses, stepped[1], rtol=1e-10)


@pytest.mark.parametrize("skip", [False, True])
@pytest.mark.parametrize("share", [1, 3])
def test_layers_by_the_engine_and_by_untied_copies(share, skip):
    rng = np.random.default_rng(share)
    X, Y = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
    A, B, C = Ws = [rng.normal(size=shape) for shape in ((2, 4), (4, 4), (4, 2))]

    def untied(A, *copies_and_C):
        h = np.tanh(X @ A)
        for B in copies_and_C[:-1]:
            h = np.tanh(h @ B) + (h if skip else 0.0)
        return np.mean((h @ copies_and_C[-1] - Y) ** 2)

    found = layers._mlp_grads(X, Y, Ws, share, skip)
    parts = grad(untied, tuple(range(share + 2)))(A, *[B] * share, C)
    for ours, theirs, own in zip(found[1], (parts[0], sum(parts[1:-1]), parts[-1]),
                                 layers._sweep(X, Y, Ws, share, skip)[1], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-14)
        np.testing.assert_allclose(own, theirs, rtol=1e-9, atol=1e-14)


def test_the_mean_over_equal_batches_is_the_whole_gradient_in_fractions():
    X, Y, w = [Fraction(k, 3) for k in range(1, 7)], [Fraction(k * k, 5) for k in range(6)], Fraction(1, 7)
    shares = [2 * (x * w - y) * x for x, y in zip(X, Y, strict=True)]
    pairs = [(a + b) / 2 for a, b in zip(shares[::2], shares[1::2], strict=True)]
    assert sum(pairs) / 3 == sum(shares) / 6


def test_one_epoch_by_the_normal_equations():
    rng = np.random.default_rng(0)
    X, Y, w, order = rng.normal(size=(5, 2)), rng.normal(size=5), rng.normal(size=2), [3, 1, 4, 0, 2]
    by_hand = w
    for rows in (order[:2], order[2:4], order[4:]):
        by_hand = by_hand - 0.1 * 2 * X[rows].T @ (X[rows] @ by_hand - Y[rows]) / len(rows)
    np.testing.assert_allclose(batches._epoch(X, Y, w, 0.1, 2, order), by_hand, rtol=1e-12)


def by_arrays(X, Y, w, lr, batch, order):
    for start in range(0, len(order), batch):
        rows = order[start:start + batch]
        w = w - lr * 2 / len(rows) * X[rows].T @ (X[rows] @ w - Y[rows])
    return w


def by_lists(X, Y, w, lr, batch, order):
    for start in range(0, len(order), batch):
        rows, gradient = order[start:start + batch], [0.0] * len(w)
        for i in rows:
            residual = sum(x * v for x, v in zip(X[i], w, strict=True)) - Y[i]
            gradient = [g + 2 * residual * x / len(rows) for g, x in zip(gradient, X[i], strict=True)]
        w = [v - lr * g for v, g in zip(w, gradient, strict=True)]
    return w


def in_place(X, Y, w, lr, batch, order):
    w[:] = by_arrays(X, Y, w, lr, batch, order)
    return w


@pytest.mark.parametrize("answer, status", [(by_arrays, "pass"), (by_lists, "pass"), (in_place, "fail")])
def test_one_epoch_may_be_written_with_arrays_and_with_lists_but_leaves_the_weights_alone(answer, status):
    for seed in range(10):
        assert batches.minibatch_epoch.run(LocalWork("minibatch_epoch", answer), seed).status == status


def test_the_windows_of_the_fit():
    X, Y = fitting.windows()
    assert X.shape == (212, 9) and Y.shape == (212, 1)
    np.testing.assert_array_equal(X[1:, -1], Y[:-1, 0])


@pytest.mark.slow
def test_no_network_of_eight_wins_after_1920_and_all_win_before_with_the_settings_of_the_one_that_does():
    """What a reader predicts, trained again; the margins are far wider than the rounding of any machine."""
    X, Y = fitting.windows(2008)
    early = np.arange(len(X)) < 212
    line = np.column_stack([X, np.ones(len(X))])
    linear = (line @ np.linalg.lstsq(line[early], Y[early], rcond=None)[0] - Y) ** 2

    def compared(seed):
        layers = mlp_weights(np.random.default_rng(seed), 9, 8, 1)
        layers, _ = train(mean_square, layers, X[early], Y[early], lr=0.1, epochs=400, batch=32, shuffle=False)
        return [mean_square(layers, X[part], Y[part]) / linear[part].mean() for part in (early, ~early)]

    assert all(ratio < 0.99 for ratio in compared(1920))
    for seed in range(8):
        before, after = compared(seed)
        assert before < 0.95 and after > 1.03
