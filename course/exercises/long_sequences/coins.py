"""The coin: its mean and its variance, and how to toss it."""
from __future__ import annotations

import numpy as np

from course.checking import Exercise, Mistake, expect, shaped
from course.exercises.material import require

# --- 5: moments of one coin -----------------------------------------------------------------------------------------

COIN = Mistake("moments of the bare coin", "ξ is 1/alpha or 0, not 1 or 0")
SECOND = Mistake("second moment in place of the variance", "the variance takes the square of the mean off")
DEVIATION = Mistake("standard deviation in place of the variance", "the variance is not under a root")


def by_tables(work, rng):
    """should give the mean and the variance of ξ, for any alpha"""
    for alpha in (0.5, 0.2, float(rng.uniform(0.1, 0.9))):
        mean = alpha * (1 / alpha) + (1 - alpha) * 0
        spread = alpha * (1 / alpha - mean) ** 2 + (1 - alpha) * (0 - mean) ** 2
        expect(work, (alpha,), (mean, spread), witness="both values, weighted with their probabilities", because={
            COIN: (alpha, alpha * (1 - alpha)), SECOND: (1.0, 1 / alpha), DEVIATION: (1.0, np.sqrt(spread))})


xi_moments = Exercise(
    "xi_moments", "The coin", (by_tables,), (
        "The mean is a sum over the two values, each times its probability.",
        "For the variance take the mean of ξ² first. ξ² is 1/alpha² with probability alpha."),
    (COIN, SECOND, DEVIATION), after="Mean 1 at any alpha; but the smaller alpha, the larger the variance.")

# --- 6: sampling ----------------------------------------------------------------------------------------------------

UNSCALED = Mistake("coins of 0 and 1", "what survives is scaled up by 1/alpha, so that the mean is 1")
EXCHANGED = Mistake("probabilities exchanged", "1/alpha has probability alpha, 0 has the rest")
ONE_COIN = Mistake("one coin for all", "every step has a coin of its own")
DRAWS = 4000


def _sample(work, alpha, n, seed):
    return np.asarray(shaped(work, (alpha, n, np.random.default_rng(seed)), np.zeros(n), f"{n} numbers"), float)


def two_values(work, rng):
    """should give n values, each 0 or 1/alpha"""
    for alpha in (0.25, 0.5, 1.0):
        got = _sample(work, alpha, 50, int(rng.integers(2**32)))
        tried = ("tried", f"sample_xi({alpha}, 50, rng)")
        found = set(np.round(got, 12).tolist())
        require(found <= {0.0, round(1 / alpha, 12)}, tried, ("values of yours", ", ".join(
            f"{value:g}" for value in sorted(found)[:4])), ("possible", f"0 and {1 / alpha:g}"),
            mistake=UNSCALED if found <= {0.0, 1.0} else None)


def right_shares(work, rng):
    """should give 1/alpha with probability alpha"""
    for alpha in (0.25, 0.8):
        got = _sample(work, alpha, DRAWS, int(rng.integers(2**32)))
        share, allowed = np.mean(got != 0), 6 * np.sqrt(alpha * (1 - alpha) / DRAWS)
        wrong = ONE_COIN if share in (0, 1) else EXCHANGED if abs(share - 1 + alpha) < allowed else None
        require(abs(share - alpha) < allowed, ("tried", f"sample_xi({alpha}, {DRAWS}, rng)"),
                ("share of yours that is not 0", f"{share:.3f}"), ("should be near", f"{alpha}"), mistake=wrong)
        pairs = np.mean((got[:-1] != 0) & (got[1:] != 0))
        off = 6 * np.sqrt(3 * alpha**2 * (1 - alpha**2) / DRAWS)      # neighbouring pairs share a coin: hence the 3
        require(abs(pairs - alpha**2) < off, ("tried", f"sample_xi({alpha}, {DRAWS}, rng)"),
                ("share of neighbours that both survive", f"{pairs:.3f}"), ("if independent", f"{alpha**2:.3f}"))


def from_the_generator(work, rng):
    """should draw from the generator it is given"""
    seed = int(rng.integers(2**32))
    first, again, other = (_sample(work, 0.5, 60, s) for s in (seed, seed, seed + 1))
    require(np.array_equal(first, again), ("tried", "the same generator twice"), ("yours", "two different samples"),
            ("so", "draw from the argument rng, so that a run can be repeated"))
    require(not np.array_equal(first, other), ("tried", "two different generators"), ("yours", "the same sample"),
            ("so", "draw from the argument rng"))


sample_xi = Exercise(
    "sample_xi", "Tossing", (two_values, right_shares, from_the_generator), (
        "rng.random(n) gives n numbers between 0 and 1. How many of them are below alpha, on average?",
        "A comparison gives truth values, which count as 0 and 1."),
    (UNSCALED, EXCHANGED, ONE_COIN), after="Rarely kept, and then weighted the more.")
