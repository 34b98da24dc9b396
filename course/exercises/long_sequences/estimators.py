"""Bias, variance and work of every estimator of one derivative."""
from __future__ import annotations

import numpy as np

from course.checking import Exercise, Mistake, expect, points
from course.exercises.long_sequences.recursion import mean_and_variance
from course.exercises.material import generic

SIGN = Mistake("bias with the opposite sign", "the bias is the mean of the estimator less the exact value")
NOT_BIAS = Mistake("value in place of the bias", "the bias compares with the exact value")
PRINTED = Mistake("variance of the recursion as printed", "the estimator that stops passes its own variance on, scaled "
                  "by c²/alpha")
WINDOW = Mistake("one term too many", "a window of tau steps holds b_T and the tau − 1 terms before it")
OWN_TERM = Mistake("own term counted as uncertain", "b_T is always computed: it is 0 steps back, and alpha⁰ is 1")
ALL_STEPS = Mistake("steps not counted as saved", "a term enters only if every link on its way holds: the one k steps "
                    "back with probability alpha^k")


def _terms(b, c):
    """b_T, c_T b_{T−1}, c_T c_{T−1} b_{T−2}, …: the exact value is their sum."""
    ways = np.cumprod([1.0, *c[:0:-1]])
    return ways * np.array(b[::-1])


def _table(b, c, taus, alphas, sign=1, bias=True, printed=False, more=0, saved=True, first=0):
    terms, T = _terms(b, c), len(b)
    exact = terms.sum() * bias
    rows = [(0.0 if bias else float(terms.sum()), 0.0, float(T))]
    rows += [(sign * float(terms[:tau + more].sum() - exact), 0.0, float(min(tau, T))) for tau in taus]
    for alpha in alphas:
        mean, spread = mean_and_variance(b, c, alpha, printed)
        count = sum(alpha ** (first + k) for k in range(T)) if saved else T
        rows.append((0.0 if bias else mean, spread, float(count)))
    return rows


TABLE_MISTAKES = {
    SIGN: lambda *args: _table(*args, sign=-1), NOT_BIAS: lambda *args: _table(*args, bias=False),
    PRINTED: lambda *args: _table(*args, printed=True), WINDOW: lambda *args: _table(*args, more=1),
    ALL_STEPS: lambda *args: _table(*args, saved=False), OWN_TERM: lambda *args: _table(*args, first=1)}


def _expect_table(work, args, tried=""):
    expect(work, args, _table(*args), witness="term by term", rtol=1e-8, because=TABLE_MISTAKES, tried=tried)


def three_steps(work, rng):
    """should compare four estimators of a_3"""
    _expect_table(work, ([1.0, 10.0, 100.0], [7.0, 2.0, 3.0], [1, 2], [0.5]))


@points(2)
def any_table(work, rng):
    """should compare estimators of any a_T"""
    for T in (2, 6):
        args = (generic(rng, T).tolist(), generic(rng, T).tolist(), [1, 3, 9], [0.25, float(rng.uniform(0.5, 0.9))])
        _expect_table(work, args)


def long_table(work, rng):
    """should manage forty steps: too many for a list of all sequences"""
    args = (generic(rng, 40).tolist(), (generic(rng, 40) / 2).tolist(), [5, 20], [0.8])
    _expect_table(work, args, tried="estimator_table for T = 40")


estimator_table = Exercise(
    "estimator_table", "Bias, variance, work", (three_steps, any_table, long_table), (
        "The window of tau steps keeps tau terms, b_T, c_T b_{T−1}, …: run a_t from 0 over the last tau steps.",
        "The variance comes from the recursion above, in the same loop as a_t: it needs a_{t−1}, so update it first.",
        "Work of the random estimator: 1 for b_T, alpha for the next term, alpha² for the one after it."),
    (SIGN, NOT_BIAS, PRINTED, WINDOW, ALL_STEPS, OWN_TERM),
    after="Fewer terms are paid for with bias or with variance. Which is less depends on how fast the terms die out.")
