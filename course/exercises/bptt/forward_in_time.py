"""Forward in time: Lippert's recursion, its two kinds of derivative, and its closed form."""
from __future__ import annotations

from itertools import accumulate

import numpy as np

from course.autodiff import complex_step
from course.checking import Exercise, Mistake, expect
from course.exercises.material import generic

# --- 6: partial and total -------------------------------------------------------------------------------------------

SAME = Mistake("partial in place of total", "the total derivative also counts that h_{t−1} moves with w")
ALL_TOTAL = Mistake("total in place of partial", "the partial derivative holds h_{t−1} still, though it depends on w, "
                    "too")
EXCHANGED = Mistake("pair exchanged", "first the partial derivatives, then the total ones")
BARE_WAY = Mistake("slope left out on the way", "what comes from the step before passes tanh, too: slope times w")
NO_SLOPE = Mistake("slope of tanh left out", "w acts through tanh: its slope 1 − h_t² is part of both derivatives")


def _states(w, xs, h0):
    return list(accumulate(xs, lambda h, x: np.tanh(w * h + x), initial=h0))


def _pair(w, xs, h0):
    hs = _states(w, xs, h0)
    held = [complex_step(lambda v, h=h, x=x: np.tanh(v * h + x), w) for h, x in zip(hs, xs, strict=False)]
    moving = [complex_step(lambda v, t=t: _states(v, xs[:t], h0)[-1], w) for t in range(1, len(xs) + 1)]
    return held, moving


def _without_slope(w, xs, h0):
    hs, total = _states(w, xs, h0), 0.0
    return hs[:-1], [total := h + w * total for h in hs[:-1]]


def _bare_way(w, xs, h0):
    held, total = _pair(w, xs, h0)[0], 0.0
    return held, [total := partial + w * total for partial in held]


PAIR_MISTAKES = {SAME: lambda *args: (_pair(*args)[0],) * 2, ALL_TOTAL: lambda *args: (_pair(*args)[1],) * 2,
                 EXCHANGED: lambda *args: _pair(*args)[::-1], BARE_WAY: _bare_way, NO_SLOPE: _without_slope}


def two_steps(work, rng):
    """should tell them apart after two steps"""
    args = (0.5, [1.0, -1.0], 2.0)
    expect(work, args, _pair(*args), witness="complex steps, with h_{t−1} held and with it moving", rtol=1e-9,
           because=PAIR_MISTAKES)


def many_steps(work, rng):
    """should tell them apart for any numbers"""
    for T in (1, 5):
        args = (float(generic(rng)), generic(rng, T).tolist(), float(generic(rng)))
        expect(work, args, _pair(*args), witness="complex steps, with h_{t−1} held and with it moving", rtol=1e-9,
               because=PAIR_MISTAKES)


partial_and_total = Exercise(
    "partial_and_total", "Partial and total", (two_steps, many_steps), (
        "The slope of tanh at w·h_{t−1} + x_t is 1 − h_t². Held still, h_{t−1} is just a number beside w.",
        "The total derivative has one more term: the slope times w times the total derivative of the step before.",
        "Go through the steps once, with the state and its total derivative in two variables."),
    (SAME, ALL_TOTAL, EXCHANGED, BARE_WAY, NO_SLOPE),
    after="Lippert's slides write ∂ for both. Only the total derivative trains a network.")

# --- 7: the closed form ---------------------------------------------------------------------------------------------

A0_FORGOTTEN = Mistake("a_0 left out", "a_0 is passed on, too: through every c")
A0_BARE = Mistake("a_0 not scaled", "a_0 is passed on through every c, from c_1 to c_t")
ONE_FACTOR_MORE = Mistake("one factor too many", "b_i enters at step i: the first c that it passes is that of step "
                          "i + 1")
NO_FACTORS = Mistake("factors left out", "what enters early passes all the later c on its way")
LAST_TERM = Mistake("own term left out", "b_t itself belongs to a_t: the empty product is 1")


def _recursive(b, c, a0):
    return list(accumulate(zip(b, c, strict=True), lambda a, bc: bc[0] + bc[1] * a, initial=a0))[1:]


def _closed(b, c, a0, start=1, factors=True, own=True):
    products = [[np.prod(c[i + start:t + 1]) if factors and (own or i < t) else float(own or i < t)
                 for i in range(t + 1)] for t in range(len(b))]
    first = [np.prod(c[:t + 1]) if factors else 1.0 for t in range(len(b))]
    return [float(np.dot(b[:t + 1], products[t]) + a0 * first[t]) for t in range(len(b))]


CLOSED_MISTAKES = {A0_FORGOTTEN: lambda b, c, a0: _recursive(b, c, 0.0),
                   A0_BARE: lambda b, c, a0: [a + a0 for a in _recursive(b, c, 0.0)],
                   ONE_FACTOR_MORE: lambda b, c, a0: _closed(b, c, a0, start=0),
                   NO_FACTORS: lambda b, c, a0: _closed(b, c, a0, factors=False),
                   LAST_TERM: lambda b, c, a0: _closed(b, c, a0, own=False)}


def from_zero(work, rng):
    """should be Lippert's formula where a_0 = 0"""
    expect(work, ([1.0, 10.0, 100.0], [7.0, 2.0, 3.0], 0.0), [1.0, 12.0, 136.0], witness="the recursion",
           because=CLOSED_MISTAKES)


def from_anywhere(work, rng):
    """should be right for any a_0"""
    for T in (2, 6):
        args = (generic(rng, T).tolist(), generic(rng, T).tolist(), float(generic(rng)))
        expect(work, args, _recursive(*args), witness="the recursion", rtol=1e-9, because=CLOSED_MISTAKES)


a_closed = Exercise(
    "a_closed", "The closed form", (from_zero, from_anywhere), (
        "Write a_1, a_2, a_3 out. Which factors stand before b_1, and which before a_0?",
        "np.prod of an empty slice is 1. In a list that starts at 0, c_{i+1} to c_t is c[i:t]."),
    (A0_FORGOTTEN, A0_BARE, ONE_FACTOR_MORE, NO_FACTORS, LAST_TERM),
    after="A sum over paths: each b_i enters at its step, and the factors c are the edges on its way.")
