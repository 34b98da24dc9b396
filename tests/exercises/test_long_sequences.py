"""Second oracles for long sequences: fractions, enumeration, the library's windows, and the numbers of the text."""
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from course.autodiff import grad, jacobian, vjp
from course.exercises.long_sequences import gates, nonlinear, powers, recursion, windows
from course.networks import rnn

B, C = [Fraction(1, 3), Fraction(-5, 2), Fraction(7, 4)], [Fraction(2, 7), Fraction(3, 5), Fraction(-9, 4)]


def all_coins(T, alpha):
    for kept in product((0, 1), repeat=T):
        yield alpha ** sum(kept) * (1 - alpha) ** (T - sum(kept)), [k / alpha for k in kept]


@pytest.mark.parametrize(("printed", "z_of"), [(False, recursion._stopping), (True, recursion._printed)])
def test_exact_moments_in_fractions(printed, z_of):
    """Both recursions have the mean a_T; the variances differ. Not a single rounding."""
    alpha = Fraction(2, 5)

    def z(xi):
        passed = exact = Fraction(0)
        for b, c, x in zip(B, C, xi, strict=True):
            passed, exact = b + x * c * (exact if printed else passed), b + c * exact
        return passed

    mean = sum(p * z(xi) for p, xi in all_coins(3, alpha))
    spread = sum(p * z(xi) ** 2 for p, xi in all_coins(3, alpha)) - mean**2
    assert mean == B[2] + C[2] * (B[1] + C[1] * B[0])
    b, c = [float(x) for x in B], [float(x) for x in C]
    assert recursion.mean_and_variance(b, c, 0.4, printed) == pytest.approx((float(mean), float(spread)), rel=1e-13)
    named = recursion._named(b, c, z_of, "z")
    assert recursion._enumerated(named, 3, 0.4) == pytest.approx((float(mean), float(spread)), rel=1e-13)


def test_the_variance_of_the_printed_recursion_is_smaller():
    b, c = [1.0, -2.0, 0.5, 3.0], [0.7, -1.2, 0.9, 1.1]
    assert recursion.mean_and_variance(b, c, 0.5, printed=True)[1] < recursion.mean_and_variance(b, c, 0.5)[1]


def test_the_printed_recursion_saves_nothing():
    """It has the exact derivative of the step before in it, whatever the coins are."""
    b, c = [1.0, 10.0, 100.0], [7.0, 2.0, 3.0]
    assert recursion._printed(b, c, [0.0, 0.0, 2.0])[-1] == 100 + 2 * 3 * 12
    assert recursion._stopping(b, c, [0.0, 0.0, 2.0])[-1] == 100 + 2 * 3 * 10


@pytest.mark.parametrize("tau", [1, 2, 3, 6])
@pytest.mark.parametrize("reading", ["sliding", "chunked"])
def test_masks_are_the_windows_of_the_library(tau, reading):
    rng = np.random.default_rng(2)
    for run in (windows._layer_run(rng, 5, tau, 2, 3), windows._gated_run(rng, 5, tau)):
        kept = windows._kept(windows._shares(run), windows._starts(5, tau, reading))
        for mine, theirs in zip(kept, rnn.tbptt(*run, reading), strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-11, atol=1e-13)


def test_a_share_is_what_the_engine_sends_to_the_copy_of_a_step():
    run = windows._layer_run(np.random.default_rng(4), 4, 2, 2, 3)

    def loss(t, *copies):
        h = run.hs[0]
        for (W_x, W_h), x in zip(copies, run.xs, strict=False):
            h = np.tanh(W_x @ x + W_h @ h)
        return np.sum(run.bars[t] * h)

    for t, row in enumerate(windows._shares(run)):
        by_copy = grad(lambda *copies, t=t: loss(t, *copies), tuple(range(t + 1)))(*[run.w] * (t + 1))
        for mine, theirs in zip(row, by_copy, strict=True):
            np.testing.assert_allclose(mine[0], theirs[0], rtol=1e-11)
            np.testing.assert_allclose(mine[1], theirs[1], rtol=1e-11)


def test_the_way_back_is_the_jacobian_of_the_way_forward():
    rng = np.random.default_rng(5)
    W, us, h0 = rng.normal(size=(3, 3)), rng.normal(size=(4, 3)), rng.normal(size=3)

    def forward(h, zs=None):
        for u in us:
            z = W @ h + u
            if zs is not None:
                zs.append(z)
            h = np.tanh(z)
        return h

    zs = []
    forward(h0, zs)
    found = nonlinear._way_back(W, np.array(zs), lambda z: 1 - np.tanh(z) ** 2)
    np.testing.assert_allclose(found.T, jacobian(forward)(h0), rtol=1e-11)
    np.testing.assert_allclose(nonlinear._wrong()(W, np.array(zs), lambda z: 1 - np.tanh(z) ** 2), found, rtol=1e-12)


def test_the_gate_by_the_engine_by_steps_and_by_hand():
    for seed in range(5):
        case = gates._drawn(np.random.default_rng(seed), 2, 3)
        w, x, h, h_bar, f, df = case
        tape = vjp(lambda w, h, x=x: rnn.GATED.step(w, x, h), w, h)[1](h_bar)
        by_hand, by_steps = gates._swept(*case), gates._by_steps(*case)
        for mine, theirs in zip([*by_hand[0], by_hand[1]], [*by_steps[0], by_steps[1]], strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-10, atol=1e-13)
        by_hand = gates._swept(w, x, h, h_bar, np.tanh, lambda a: 1 - np.tanh(a) ** 2)
        for mine, theirs in zip([*by_hand[0], by_hand[1]], [*tape[0], tape[1]], strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-10, atol=1e-13)


def test_the_expected_steps_of_the_recursion_that_stops():
    """A term enters when every link between it and the end holds."""
    alpha, T = 0.3, 5
    links = [xi[1:] for _, xi in all_coins(T, alpha)]
    chances = [p for p, _ in all_coins(T, alpha)]
    steps = [1 + next((k for k, x in enumerate(reversed(link)) if x == 0), T - 1) for link in links]
    assert np.dot(chances, steps) == pytest.approx(sum(alpha**k for k in range(T)))


def test_stretching_by_singular_values():
    W = np.random.default_rng(1).normal(size=(4, 4))
    np.testing.assert_allclose(powers._norms(W, 6), rnn.power_norms(W, 6), rtol=1e-9)
    norms = powers._norms(powers._shear(0.9, 5.0), 60)
    assert np.argmax(norms) == 9
    assert [round(norms[k], 1) for k in (1, 5, 10, 20)] == [5.2, 16.4, 19.4, 13.5]      # as the exercise ends


def test_what_the_text_says_of_the_coins():
    xi = rnn.coins(200_000, 0.25, np.random.default_rng(3))
    assert xi.mean() == pytest.approx(1, abs=0.02) and xi.var() == pytest.approx(1 / 0.25 - 1, rel=0.03)


def test_estimates():
    rng = np.random.default_rng(0)
    params = rnn.new_params(rng, 1, 4, 1, radius=0.95)
    task = rnn.Task(rng.normal(size=(6, 1)), rng.normal(size=(6, 1)))
    full, slid, chunk, random = rnn.estimates(params, task, [2], [0.5])
    assert full[1:] == (0, 0, 0, 3.5, 6)
    assert slid.spread == chunk.spread == 0 < slid.bias == slid.error and (slid.reach, slid.states) == (11 / 6, 2)
    assert (chunk.reach, chunk.states) == (1.5, 2)
    assert random.bias < 1e-12 and random.error == pytest.approx(random.spread)
    drawn = np.random.default_rng(1)
    starts = [np.flatnonzero([True, *(drawn.random(5) >= 0.5)]) for _ in range(4000)]
    longest = np.mean([np.max(np.diff([*s, 6])) for s in starts])
    assert random.states == pytest.approx(longest, abs=0.1)
    assert random.reach == pytest.approx(np.mean([sum(0.5**k for k in range(t)) for t in range(1, 7)]))
