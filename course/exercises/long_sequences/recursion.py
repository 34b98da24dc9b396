"""Truncation without bias: the recursion that stops, and exact means and variances over all coins."""
from __future__ import annotations

from itertools import product

import numpy as np

from course.checking import Exercise, Mistake, expect, points
from course.exercises.material import generic


def _exact(b, c):
    a, found = 0.0, []
    for p, q in zip(b, c, strict=True):
        a = p + q * a
        found.append(a)
    return found


def _stopping(b, c, xi):
    """z_T as a sum over terms, each with the product of its links."""
    return [sum(b[i] * np.prod([c[j] * xi[j] for j in range(i + 1, t + 1)]) for i in range(t + 1))
            for t in range(len(b))]


def _printed(b, c, xi):
    before = [0.0, *_exact(b, c)[:-1]]
    return [p + x * q * a for p, x, q, a in zip(b, xi, c, before, strict=True)]


# --- exact mean and variance ------------------------------------------------------------------------------------------

EQUAL = Mistake("all sequences equally likely", "a sequence with k survivors of T has the probability "
                "alpha^k (1 − alpha)^(T − k)")
SECOND_Z = Mistake("mean of the square in place of the variance", "the variance is the mean of the square, less the "
                   "square of the mean")
ROOT = Mistake("standard deviation in place of the variance", "the variance is not under a root")
BARE = Mistake("coins of 0 and 1", "the estimate wants the values of ξ: 0 or 1/alpha")


def _enumerated(z, T, alpha, chance=None, scale=None, centre=True):
    chances, values = [], []
    for kept in product((0, 1), repeat=T):
        p = (chance or alpha) ** sum(kept) * (1 - (chance or alpha)) ** (T - sum(kept))
        chances.append(p)
        values.append(z([k * (1 / alpha if scale is None else scale) for k in kept]))
    mean = np.dot(chances, values)
    return float(mean), float(np.dot(chances, np.square(values)) - centre * mean**2)


def mean_and_variance(b, c, alpha, printed=False):
    """Mean and variance of z_T by a recursion: the coin of a step is independent of all before it."""
    a = spread = 0.0
    for p, q in zip(b, c, strict=True):
        spread = q * q * ((0.0 if printed else spread / alpha) + (1 / alpha - 1) * a * a)
        a = p + q * a
    return a, spread


MOMENT_MISTAKES = {
    EQUAL: lambda z, T, alpha: _enumerated(z, T, alpha, chance=0.5),
    ROOT: lambda *args: (_enumerated(*args)[0], np.sqrt(_enumerated(*args)[1])),
    SECOND_Z: lambda z, T, alpha: _enumerated(z, T, alpha, centre=False),
    BARE: lambda z, T, alpha: _enumerated(z, T, alpha, scale=1.0)}


def _named(b, c, recursion, name):
    def z(xi):
        return recursion(b, c, xi)[-1]
    z.__name__ = name
    return z


def _expect_moments(work, b, c, alpha, printed):
    z = _named(b, c, _printed if printed else _stopping, "as_printed" if printed else "that_stops")
    expect(work, (z, len(b), alpha), mean_and_variance(b, c, alpha, printed), rtol=1e-9,
           witness="a recursion for mean and variance", because=MOMENT_MISTAKES)


def two_steps(work, rng):
    """should be right for two steps"""
    for printed in (False, True):
        _expect_moments(work, [1.0, 10.0], [7.0, 2.0], 0.25, printed)
        _expect_moments(work, *generic(rng, (2, 2)).tolist(), float(rng.uniform(0.2, 0.4)), printed)


def first_coin(xi):
    return xi[0]


def coin_alone(work, rng):
    """should give mean 1 and variance 1/alpha − 1 for a single coin"""
    for T, alpha in ((2, 0.25), (1, float(rng.uniform(0.6, 0.9)))):
        expect(work, (first_coin, T, alpha), (1.0, 1 / alpha - 1), witness="both values of a coin, weighted",
               because=MOMENT_MISTAKES)


@points(2)
def any_steps(work, rng):
    """should be right for any estimate of up to six coins"""
    for T, printed in ((3, True), (4, False), (6, False)):
        _expect_moments(work, generic(rng, T).tolist(), generic(rng, T).tolist(), float(rng.uniform(0.2, 0.4)), printed)


exact_mean_var = Exercise(
    "exact_mean_var", "Every sequence of coins", (coin_alone, two_steps, any_steps), (
        "itertools.product([0, 1], repeat=T) goes through all sequences of T coins.",
        "The probability of a sequence is a product over its coins: alpha where a link holds, else 1 − alpha.",
        "Keep two sums: chance · estimate, and chance · estimate². The variance is the second less the square of the "
        "first."),
    (EQUAL, SECOND_Z, ROOT, BARE), extra=True, after="Exact, without a single random number. No bias; only variance.")
