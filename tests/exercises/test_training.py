"""Second oracles for training: fractions, the engine, untied copies; and the numbers that the unit's text states."""
import re
from decimal import Decimal, localcontext
from fractions import Fraction

import notebook_cells as books
import numpy as np
import pytest

from course.autodiff import grad, value_and_grad
from course.checking import LocalWork
from course.exercises.material import drawn_activation
from course.exercises.training import UNIT, batches, fitting, layers, loops, softmax, sunspots
from course.networks import mean_square, mlp, mlp_weights, train, train_all
from course.staff.authoring.pages import read

SOLUTION = books.ROOT / "solutions" / UNIT.notebook


def test_the_loss_of_a_plane_in_fractions():
    data, w = [(1, 3, 5), (2, -1, 2), (4, 2, 1)], [Fraction(1, 2), Fraction(1, 4)]
    residuals = [t - loops.plane(w, p, q) for p, q, t in data]
    loss = sum(r * r for r in residuals) / 3
    slopes = [sum(-2 * r * row[j] for r, row in zip(residuals, data, strict=True)) / 3 for j in (0, 1)]
    found = loops._loss_grads([0.5, 0.25], data, loops.plane, loops.dplane)
    np.testing.assert_allclose(found[0], float(loss), rtol=1e-14)
    np.testing.assert_allclose(found[1], [float(s) for s in slopes], rtol=1e-14)


@pytest.mark.parametrize("seed", range(3))
def test_the_loss_of_a_curve_by_the_engine(seed):
    rng = np.random.default_rng(seed)
    w, data = rng.normal(size=3), [tuple(row) for row in rng.normal(size=(4, 3))]
    want = value_and_grad(lambda w: loops._loss(w, data, loops.curve))(w)
    found = loops._loss_grads(w, data, loops.curve, None)
    np.testing.assert_allclose(found[1], want[1], rtol=1e-9)
    np.testing.assert_allclose(loops.dcurve(w, 0.3, 0.8), grad(lambda w: loops.curve(w, 0.3, 0.8))(w), rtol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_the_closed_form_of_training_a_plane(seed):
    rng = np.random.default_rng(seed)
    data, w = loops._samples(rng, 4), rng.normal(size=2)
    weights, losses = loops._closed_form(w, data, 0.1, 5)
    stepped = loops._descend(w, data, 0.1, 5, loops.plane, loops.dplane)
    np.testing.assert_allclose(weights, stepped[0], rtol=1e-10)
    np.testing.assert_allclose(losses, stepped[1], rtol=1e-10)


@pytest.mark.parametrize("seed", range(6))
def test_layers_by_the_engine_and_by_untied_copies(seed):
    rng = np.random.default_rng(seed)
    share, skip = 1 + seed % 3, bool(seed % 2)
    X, Y, Ws, (f, df), share, skip = layers._drawn(rng, rng.integers(1, 5, 4), share, skip)

    def untied(A, *copies_and_C):
        h = f(X @ A)
        for B in copies_and_C[:-1]:
            h = f(h @ B) + (h if skip else 0.0)
        return np.mean((h @ copies_and_C[-1] - Y) ** 2)

    A, B, C = Ws
    loss, bars = layers._mlp_grads(X, Y, Ws, f, df, share, skip)
    parts = grad(untied, tuple(range(share + 2)))(A, *[B] * share, C)
    swept = layers._sweep(X, Y, Ws, f, df, share, skip)
    np.testing.assert_allclose([loss, swept[0]], untied(A, *[B] * share, C), rtol=1e-12)
    for ours, theirs, own in zip(bars, (parts[0], sum(parts[1:-1]), parts[-1]), swept[1], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-13)
        np.testing.assert_allclose(own, theirs, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_perceptron_of_the_package(seed):
    """Of any shapes, also where the first matrix keeps the width; there the activation is tanh."""
    rng = np.random.default_rng(seed)
    for inputs, width in ((3, 3), (2, 3), (1, 1)):
        X, Y, (A, B, C), _, share, skip = layers._drawn(rng, (4, inputs, width, 2), 1 + seed, True)
        loss, bars = layers._mlp_grads(X, Y, [A, B, C], np.tanh, None, share, skip)

        def of_the_package(A, B, C, X=X, Y=Y, share=share, skip=skip):
            return mean_square([(W, 0.0) for W in (A, *[B] * share, C)], X, Y, skip=skip)

        assert loss == pytest.approx(of_the_package(A, B, C), rel=1e-12)
        for ours, theirs in zip(bars, grad(of_the_package, (0, 1, 2))(A, B, C), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-13)


def test_the_worked_layer_with_a_skip_by_the_engine():
    """Every adjoint that the text works out, each as the derivative of the rest of the program."""
    def from_h0(h0, B=1.0, C=1.0):
        return (((h0 * B) ** 2 + h0) * C - 19) ** 2

    worked = next(cell.source for cell in read(SOLUTION).cells if cell.source.startswith("Here is one shared layer"))
    stated = dict(re.findall(r"\\bar ([A-Z]|[hZ]_\d)\b[^$]*?(\d+)\$", worked))
    bars = dict(zip(("h_0", "B", "C"), grad(from_h0, (0, 1, 2))(4.0, 1.0, 1.0), strict=True))
    bars["A"] = bars["Z_0"] = grad(lambda A: from_h0(A**2))(2.0)
    bars["Z_1"] = grad(lambda Z: (Z**2 + 4 - 19) ** 2)(4.0)
    bars["h_1"] = bars["O"] = grad(lambda out: (out - 19) ** 2)(20.0)
    assert {name: float(number) for name, number in stated.items()} == bars


@pytest.mark.parametrize("seed", range(12))
def test_what_is_drawn_for_f_has_the_derivative_that_is_lent(seed):
    f, df = drawn_activation(np.random.default_rng(seed))
    for z in (-1.3, 0.0, 0.4, 2.0):
        assert df(z) == pytest.approx(f(z + 1e-30j).imag / 1e-30, rel=1e-12)


def with_60_digits(z, y):
    """The loss and its gradient in decimals: no exponential is too large for them."""
    with localcontext(prec=60):
        z, y = [Decimal(float(score)) for score in z], [Decimal(float(label)) for label in y]
        total = sum(score.exp() for score in z)
        loss = -sum(label * (score.exp() / total).ln() for score, label in zip(z, y, strict=True))
        return float(loss), [float(sum(y) * score.exp() / total - label) for score, label in zip(z, y, strict=True)]


@pytest.mark.parametrize("z", [[0.0, 0.0], [1.5, -0.5, 0.25], [1000.0, -1000.0, 999.0], [-1000.0, -1001.0]])
def test_cross_entropy_in_decimals(z):
    y = np.array([0.5, 2.0, 0.0][:len(z)])
    loss, gradient = with_60_digits(z, y)
    found = softmax._loss_and_gradient(np.array(z), y)
    assert found["loss"] == pytest.approx(loss, rel=1e-13)
    np.testing.assert_allclose(found["gradient"], gradient, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("batch", [2, 5])
def test_the_loop_of_fit_is_the_loop_of_the_package(batch):
    class Given:
        """A generator whose orders are given."""

        def __init__(self, orders):
            self.permutation = lambda n, left=list(orders): np.array(left.pop(0))

    X, Y, start, lr, batch, orders = fitting._drawn(np.random.default_rng(batch), (2, 3, 1), 5, batch, 3)
    ours, losses = fitting._fit(X, Y, start, lr, batch, orders)
    theirs, their_losses = train(mean_square, start, X, Y, lr=lr, epochs=3, batch=batch, rng=Given(orders))
    np.testing.assert_allclose(losses, their_losses, rtol=1e-10)
    np.testing.assert_allclose(fitting._flat(ours), fitting._flat(theirs), rtol=1e-10)


def test_the_reward_is_a_picture_of_what_the_answer_has_trained():
    answer = books.namespace(SOLUTION)["fit"]
    picture = fitting.fit.check(answer).reward
    assert "trained by your loop" in repr(picture) and "(linear)" in repr(picture)


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


def test_three_of_the_eight_cycles_after_1920_rise_above_all_before():
    years, _, Y = sunspots.sunspot_years()
    numbers = Y[:, 0]
    tops = [int(year) for k, year in enumerate(years) if year > 1920 and numbers[k] == numbers[k - 4:k + 5].max()]
    highest = numbers[years <= 1920].max()
    assert len(tops) == 8 and [year for year in tops if numbers[years == year] > highest] == [1957, 1979, 1989]


@pytest.mark.slow
def test_most_networks_win_before_1920_and_nearly_all_lose_after():
    """What a reader predicts, trained again; the years in which they lose are those with a number never seen."""
    years, X, Y = sunspots.sunspot_years()
    early = years <= sunspots.UNTIL
    squares = (sunspots.linear_forecast(X[early], Y[early])(X) - Y) ** 2
    starts = [mlp_weights(np.random.default_rng(seed), 9, 8, 1) for seed in range(20)]
    nets = train_all(starts, X[early], Y[early], orders=range(20), lr=0.05, epochs=200, batch=32)
    beyond = ~early & (np.column_stack([X, Y]).max(axis=1) > Y[early].max())

    def worse(part):
        return int(np.sum(np.mean((mlp(nets, X[part]) - Y[part]) ** 2, axis=(1, 2)) > squares[part].mean()))

    assert worse(early) <= 3 and 17 <= worse(~early) <= 20 and worse(beyond) == 20 and worse(~early & ~beyond) < 10


def test_the_numbers_of_the_text_are_in_the_outputs():
    """Each number with a point, and each count of the twenty, from the sunspots on."""
    cells = read(SOLUTION).cells
    first = next(i for i, cell in enumerate(cells) if cell.source.startswith("## Three centuries"))
    code = [cell for cell in cells[first:] if cell.cell_type == "code"]
    shown = "".join(str(out.get("text", "")) + str(out.get("data", "")) for cell in code for out in cell.outputs)
    prose = " ".join(cell.source for cell in cells[first:] if cell.cell_type == "markdown" and "###" not in cell.source)
    stated = set(re.findall(r"\d+\.\d+|\d+ of (?:the )?20\b", prose))
    assert len(stated) >= 8
    assert not [number for number in stated if number.replace("the ", "") not in shown]
