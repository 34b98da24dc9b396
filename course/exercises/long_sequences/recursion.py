"""Truncation without bias: the recursion that stops, and exact means and variances over all coins."""
from __future__ import annotations

from itertools import product

import numpy as np

from course.checking import Exercise, Mistake, expect, points
from course.exercises.material import generic

# --- 7: the recursion that stops ------------------------------------------------------------------------------------

AS_PRINTED = Mistake("as printed, with the exact derivative", "with the exact derivative of the step before, nothing "
                     "is saved: pass on z_{t−1}")
ON_ALL = Mistake("ξ on the whole step", "ξ_t belongs to what comes from the step before; b_t is always counted")
LATE = Mistake("coin of the step before", "the link between step t − 1 and step t has the coin ξ_t")


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


def _on_all(b, c, xi):
    z, found = 0.0, []
    for p, q, x in zip(b, c, xi, strict=True):
        z = x * (p + q * z)
        found.append(z)
    return found


Z_MISTAKES = {AS_PRINTED: _printed, ON_ALL: _on_all,
              LATE: lambda b, c, xi: _stopping(b, c, [1.0, *xi[:-1]])}


def _expect_z(work, b, c, xi):
    expect(work, (b, c, xi), _stopping(b, c, xi), witness="sum over terms, each with all its links", rtol=1e-9,
           because=Z_MISTAKES)


def one_stop(work, rng):
    """should stop where a coin is 0"""
    _expect_z(work, [1.0, 10.0, 100.0], [7.0, 2.0, 3.0], [2.0, 2.0, 0.0])
    _expect_z(work, [1.0, 10.0, 100.0], [7.0, 2.0, 3.0], [2.0, 0.0, 2.0])


def any_coins(work, rng):
    """should be right for any coins"""
    for alpha in (0.5, 0.8):
        xi = [float(x) for x in (rng.random(7) < alpha) / alpha]
        _expect_z(work, generic(rng, 7).tolist(), generic(rng, 7).tolist(), [*xi[:-1], 1 / alpha])


z_recursive = Exercise(
    "z_recursive", "The recursion that stops", (one_stop, any_coins), (
        "The same loop as a_t = b_t + c_t a_{t−1}, with one more factor.",
        "Follow the example: after ξ₂ = 0, nothing of b₁ is left in z₂ or z₃."),
    (AS_PRINTED, ON_ALL, LATE), after="Where a coin is 0, everything earlier is forgotten: there the sweep may stop.")

# --- 8: exact mean and variance -------------------------------------------------------------------------------------

EQUAL = Mistake("all sequences equally likely", "a sequence with k survivors of T has the probability "
                "alpha^k (1 − alpha)^(T − k)")
SECOND_Z = Mistake("mean of the square in place of the variance", "the variance is the mean of the square, less the "
                   "square of the mean")
ROOT = Mistake("standard deviation in place of the variance", "the variance is not under a root")
BARE = Mistake("coins of 0 and 1", "the function z wants the values of ξ: 0 or 1/alpha")


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


def _named(b, c, recursion, name):
    def z(xi):
        return recursion(b, c, xi)[-1]
    z.__name__ = name
    return z


def _expect_moments(work, b, c, alpha, printed):
    z = _named(b, c, _printed if printed else _stopping, "z_as_printed" if printed else "z_that_stops")
    expect(work, (z, len(b), alpha), mean_and_variance(b, c, alpha, printed), rtol=1e-9,
           witness="a recursion for mean and variance", because={
               EQUAL: lambda z, T, alpha: _enumerated(z, T, alpha, chance=0.5),
               ROOT: lambda *args: (_enumerated(*args)[0], np.sqrt(_enumerated(*args)[1])),
               SECOND_Z: lambda z, T, alpha: _enumerated(z, T, alpha, centre=False),
               BARE: lambda z, T, alpha: _enumerated(z, T, alpha, scale=1.0)})


def two_steps(work, rng):
    """should be right for two steps"""
    _expect_moments(work, [1.0, 10.0], [7.0, 2.0], 0.25, False)
    _expect_moments(work, [1.0, 10.0], [7.0, 2.0], 0.25, True)


@points(2)
def any_steps(work, rng):
    """should be right for any z of up to six coins"""
    for T, printed in ((3, True), (4, False), (6, False)):
        _expect_moments(work, generic(rng, T).tolist(), generic(rng, T).tolist(), float(rng.uniform(0.2, 0.4)), printed)


exact_mean_var = Exercise(
    "exact_mean_var", "Every sequence of coins", (two_steps, any_steps), (
        "itertools.product([0, 1], repeat=T) goes through all sequences of T coins.",
        "The probability of a sequence is a product over its coins: alpha where a link holds, else 1 − alpha.",
        "Keep two sums: chance · z, and chance · z²."),
    (EQUAL, SECOND_Z, ROOT, BARE), after="Exact, without a single random number. No bias; only variance.")
