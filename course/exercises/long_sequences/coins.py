"""Coins for random windows: independent ones."""
from __future__ import annotations

from itertools import combinations

import numpy as np

from course.checking import Exercise, Mistake, shaped, then
from course.exercises.material import require

# --- sampling -------------------------------------------------------------------------------------------------------

UNSCALED = Mistake("coins of 0 and 1", "what survives is scaled up by 1/alpha, so that the mean is 1")
EXCHANGED = Mistake("probabilities exchanged", "1/alpha has probability alpha, 0 has the rest")
ONE_COIN = Mistake("one coin for all", "every step has a coin of its own")
TOGETHER = Mistake("coins that know of each other", "each is tossed for itself, whatever the others show: no copies, "
                   "no fixed number of survivors")
DRAWS, SAMPLES = 4000, 400


def _sample(work, alpha, n, seed):
    return np.asarray(shaped(work, (alpha, n, np.random.default_rng(seed)), np.zeros(n), f"{n} numbers"), float)


def two_values(work, rng):
    """should give n values, each 0 or 1/alpha"""
    for alpha in (0.25, 0.5, 1.0):
        n, seed = (3, 0) if alpha == 1 else (50, int(rng.integers(2**32)))
        got, tried = _sample(work, alpha, n, seed), ("tried", f"sample_xi({alpha}, {n}, rng)")
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


@then
def independent(work, rng):
    """should toss each coin for itself"""
    alpha, n = float(rng.uniform(0.3, 0.7)), 6
    kept = np.array([_sample(work, alpha, n, int(rng.integers(2**32))) != 0 for _ in range(SAMPLES)])
    tried = ("tried", f"sample_xi({alpha:.2f}, {n}, rng) with {SAMPLES} generators")
    spread = n * alpha * (1 - alpha)
    allowed = 7 * spread * np.sqrt((2 + (1 - 6 * alpha * (1 - alpha)) / spread) / SAMPLES)
    require(abs(np.var(kept.sum(axis=1)) - spread) < allowed, tried,
            ("variance of how many survive in yours", f"{np.var(kept.sum(axis=1)):.3f}"),
            ("if independent", f"{spread:.3f}"), mistake=TOGETHER)
    for size in (2, 3):
        for coins in combinations(range(n), size):
            share, expected = np.mean(np.all(kept[:, coins], axis=1)), alpha**size
            require(abs(share - expected) < 7 * np.sqrt(expected * (1 - expected) / SAMPLES),
                    tried, (f"coins {_listed(coins)} all survive in yours", f"{share:.3f}"),
                    ("if independent", f"{expected:.3f}"), mistake=TOGETHER)


def _listed(coins):
    return " and ".join(str(i + 1) for i in coins)


def from_the_generator(work, rng):
    """should draw from the generator it is given"""
    seed = int(rng.integers(2**32))
    first, again, other = (_sample(work, 0.5, 60, s) for s in (seed, seed, seed + 1))
    require(np.array_equal(first, again), ("tried", "the same generator twice"), ("yours", "two different samples"),
            ("so", "draw from the argument rng, so that a run can be repeated"))
    require(not np.array_equal(first, other), ("tried", "two different generators"), ("yours", "the same sample"),
            ("so", "draw from the argument rng"))


sample_xi = Exercise(
    "sample_xi", "Tossing", (two_values, right_shares, from_the_generator, independent), (
        "rng.random(n) gives n numbers between 0 and 1. How many of them are below alpha, on average?",
        "A comparison gives truth values, which count as 0 and 1."),
    (UNSCALED, EXCHANGED, ONE_COIN, TOGETHER), extra=True, after="Rarely kept, and then weighted the more.")
