"""Forward in time: Lippert's recursion, its closed form, its two kinds of derivative, and recurrent learning."""
from __future__ import annotations

from itertools import accumulate

import numpy as np

from course.autodiff import complex_step
from course.checking import Exercise, Mistake, expect, points, predict
from course.exercises.bptt.nets import TINY, Net, as_task, random_net, slope
from course.exercises.material import generic
from course.networks import rnn

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

# --- predict: memory ------------------------------------------------------------------------------------------------

STATE_ONLY = Mistake("the size of a state", "for each of the 100 numbers of the state there is a derivative by each "
                     "weight")
MATRIX_ONLY = Mistake("the size of W_hh", "there is one such matrix of derivatives for each of the 100 units")


@points(0)
def guess_memory(work, rng):
    """should be the number of entries of dh_t/dW_hh for 100 units"""
    predict(work, 10**6, because={MATRIX_ONLY: 10**4, STATE_ONLY: 100})


memory_guess = Exercise(
    "memory_guess", "What RTRL carries", (guess_memory,), (
        "h_t has 100 entries, W_hh has 100 · 100.", "Each entry of h_t has a derivative by each entry of W_hh."),
    (MATRIX_ONLY, STATE_ONLY), after="A million numbers at every step. Keeping the states instead takes 100 numbers a "
                                     "step: for that many, T could be ten thousand.")

# --- 8: RTRL --------------------------------------------------------------------------------------------------------

NOT_SUMMED = Mistake("each loss by itself", "the entry of step t is the gradient of all losses so far")
NOT_CARRIED = Mistake("earlier steps forgotten", "W_hh has moved the state before, too: that sensitivity is carried on "
                      "by W_hh")
STALE = Mistake("sensitivity one step late", "the loss of step t needs dh_t/dW_hh: update the sensitivity first")


ONE_ARRAY = Mistake("one array for all steps", "the entries are one and the same array, changed in place: append "
                    "a copy")
FLAT = Mistake("slope of the activation left out", "h_t is tanh of a sum: its slope scales both terms of the recursion")


def _so_far(*net):
    net = Net(*net)
    return [gradient.W_hh for gradient in rnn.rtrl_steps(*as_task(net, "tanh"))]


def _differences(*net):
    return [b - a for a, b in zip([0.0, *_so_far(*net)], _so_far(*net), strict=False)]


def _wrong_rtrl(*net, carry=True, late=False, flat=False):
    net = Net(*net)
    hs, outputs = rnn.forward(*as_task(net, "tanh"))
    width, S, total, found = len(net.h0), np.zeros((len(net.h0),) * 3), 0.0, []
    for t in range(len(net.X)):
        old, direct = S, np.einsum("ik,j->ikj", np.eye(width), hs[t])
        S = (1 - (not flat) * hs[t + 1] ** 2)[:, None, None] * (direct + carry * np.einsum("im,mkj->ikj", net.W_hh, S))
        total = total + np.einsum("i,ikj->kj", 2 * (outputs[t] - net.Y[t]) @ net.W_qh, old if late else S)
        found.append(total)
    return found


RTRL_MISTAKES = {NOT_SUMMED: _differences, NOT_CARRIED: lambda *net: _wrong_rtrl(*net, carry=False),
                 STALE: lambda *net: _wrong_rtrl(*net, late=True), FLAT: lambda *net: _wrong_rtrl(*net, flat=True),
                 ONE_ARRAY: lambda *net: _so_far(*net)[-1:] * len(net[0])}


def _expect_rtrl(work, net):
    want = [slope(net, "W_hh", "tanh", to_step=t) for t in range(1, len(net.X) + 1)]
    expect(work, (*net,), want, witness="complex steps of the losses so far", rtol=1e-9, because=RTRL_MISTAKES)


def one_neuron(work, rng):
    """should be right for one neuron and two steps"""
    _expect_rtrl(work, TINY)


@points(3)
def any_network(work, rng):
    """should be right at every step, for any network"""
    for T, d, h, q in ((1, 2, 2, 1), (4, 2, 3, 2)):
        _expect_rtrl(work, random_net(rng, T, d, h, q))


rtrl = Exercise(
    "rtrl", "Forward in time", (one_neuron, any_network), (
        "Carry S, an array of shape (h, h, h): S[i] is the derivative of unit i of the state by W_hh. It starts at 0.",
        "Held still, the old state stands beside row i of W_hh and no other: direct[i, i] = the old state.",
        "np.tensordot(M, S, 1) multiplies a matrix into the first axis of S, and np.tensordot(v, S, 1) a vector."),
    (NOT_SUMMED, NOT_CARRIED, STALE, FLAT, ONE_ARRAY),
    after="The same gradient, without looking back once, and ready after every step.")
