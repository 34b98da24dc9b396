"""Real-time recurrent learning: what it carries from step to step, and the gradient that it has after each."""
from __future__ import annotations

import numpy as np

from course.checking import Exercise, Mistake, expect, points, predict
from course.exercises.bptt.nets import TINY, Net, as_task, random_net, slope
from course.networks import rnn

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
