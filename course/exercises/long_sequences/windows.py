"""Windows in time: two readings of truncation, and how a text is cut."""
from __future__ import annotations

import numpy as np

from course.checking import Exercise, Mistake, expect, points
from course.exercises.bptt.nets import TINY, Net, as_task, random_net
from course.networks import rnn

# --- 4: truncated BPTT ----------------------------------------------------------------------------------------------

SWAPPED = Mistake("readings exchanged", "sliding: each loss looks back tau steps. chunked: it looks back to the start "
                  "of its window")
LONGER = Mistake("one step too far back", "tau steps include the step of the loss itself")
SHORTER = Mistake("one step too few", "tau steps include the step of the loss itself")
FULL = Mistake("not truncated", "a loss must not reach further back than its window")
FROM_END = Mistake("windows counted from the end", "the first window begins at step 1; the last one may be shorter")
AGAIN = Mistake("each window from h0", "truncation cuts the sweep back only: a window starts from the "
                "state that the one before it has left")
RESET = Mistake("state forgotten at each window", "truncation cuts the sweep back only: the state is still handed on "
                "from window to window")


# One neuron again, and as many steps as it takes to tell all readings of "two steps" apart.
FIVE = TINY._replace(X=np.array([[1.0], [-1.0], [0.5], [2.0], [-0.5]]), Y=np.array([[1.0], [0.0], [1.0], [0.0], [1.0]]))


def _shares(*net):
    """shares[t][i]: what the loss of step t + 1 sends to the copy of W_hh at step i + 1, by the engine."""
    net = Net(*net)
    outputs = rnn.forward(*as_task(net, "tanh"))[1]
    found = []
    for t in range(len(net.X)):
        alone = outputs.copy()
        alone[t] = net.Y[t]                 # all other residuals are 0
        found.append([part.W_hh for part in rnn.copies(*as_task(net._replace(Y=alone), "tanh"))])
    return np.array(found)


def _starts(T, tau, reading):
    return [max(t - tau + 1, 0) if reading == "sliding" else t // tau * tau for t in range(T)]


def _masked(shares, starts):
    return sum(shares[t, start:t + 1].sum(0) for t, start in enumerate(starts))


def _windows_from(factor):
    """Every window but the first begins with factor · h0."""
    def wrong(X, Y, W_hx, W_hh, W_qh, h0, tau, reading):
        if reading == "sliding":
            return np.full_like(W_hh, np.nan)
        return sum(_shares(X[i:i + tau], Y[i:i + tau], W_hx, W_hh, W_qh, h0 if i == 0 else factor * h0).sum((0, 1))
                   for i in range(0, len(X), tau))
    return wrong


def _expect_windows(work, net, tau):
    T, shares = len(net.X), _shares(*net)

    def kept(starts):
        return _masked(shares, starts)

    for reading, other in (("sliding", "chunked"), ("chunked", "sliding")):
        expect(work, (*net, tau, reading), kept(_starts(T, tau, reading)), rtol=1e-9,
               witness="the share of each loss and step, masked", because={
                   FULL: kept([0] * T), SWAPPED: kept(_starts(T, tau, other)),
                   LONGER: kept(_starts(T, tau + 1, reading)), SHORTER: kept(_starts(T, max(tau - 1, 1), reading)),
                   FROM_END: kept([max(T - ((T - 1 - t) // tau + 1) * tau, 0) for t in range(T)]),
                   RESET: _windows_from(0), AGAIN: _windows_from(1)})


def one_neuron(work, rng):
    """should cut one neuron's five steps in both readings"""
    _expect_windows(work, FIVE, 2)


@points(3)
def any_network(work, rng):
    """should cut any network, at any tau"""
    for T, tau in ((5, 3), (4, 1)):
        _expect_windows(work, random_net(rng, T), tau)


def long_windows(work, rng):
    """should be full BPTT where tau is at least T"""
    for tau in (3, 9):
        _expect_windows(work, random_net(rng, 3), tau)


tbptt = Exercise(
    "tbptt", "Truncated, in two readings", (one_neuron, any_network, long_windows), (
        "Take the losses one by one. For the loss of step t, which is the first step that it may reach?",
        "From step t go back to that first step. At every step add np.outer(z_bar, the state before), and pass on.",
        "Windows of the chunked reading begin at steps 1, tau + 1, 2 tau + 1, …"),
    (SWAPPED, LONGER, SHORTER, FULL, FROM_END, RESET, AGAIN),
    after="One loss at a time, for clarity: chunked windows need only one sweep each, and keep only tau states.")

# --- 3: a text in segments ------------------------------------------------------------------------------------------

CUT_WITH_ALPHA = Mistake("cut with probability alpha", "alpha is the probability that the link holds")
DRAWN_FIRST = Mistake("a coin for the first word", "there is no link before the first word: draw for the others only")
TAIL_LOST = Mistake("short rest dropped", "the last segment may be shorter, but it belongs to the text")
ONE_MORE = Mistake("segments one word too long", "regular segments have tau words")

WORDS = "the time machine by h g well".split()


def _cut(words, holds):
    """Segments of words; holds[i] says whether the link before words[i + 1] holds."""
    found = [[words[0]]]
    for word, link in zip(words[1:], holds, strict=True):
        if link:
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _segments(words, mode, tau, alpha, rng, keep=lambda u, alpha: u < alpha, skip=0, more=0):
    gaps, tossed = len(words) - 1, mode == "randomised"
    if tossed:
        rng.random(skip)
        return _cut(words, [keep(rng.random(), alpha) for _ in range(gaps)])
    return _cut(words, [mode == "full" or (i + 1) % (tau + more) for i in range(gaps)])


def _tail_lost(words, mode, tau, alpha, rng):
    found = _segments(words, mode, tau, alpha, rng)
    return [segment for segment in found if len(segment) == tau] if mode == "regular" else found


def _seeded(seed, **how):
    return lambda words, mode, tau, alpha, rng: _segments(words, mode, tau, alpha, np.random.default_rng(seed), **how)


def _expect_segments(work, words, mode, tau, alpha, rng):
    seed = int(rng.integers(2**32))
    args = (words, mode, tau, alpha)
    expect(work, (*args, np.random.default_rng(seed)), _segments(*args, np.random.default_rng(seed)),
           witness="links drawn one by one" if mode == "randomised" else "by hand", because={
               CUT_WITH_ALPHA: _seeded(seed, keep=lambda u, alpha: u >= alpha), DRAWN_FIRST: _seeded(seed, skip=1),
               ONE_MORE: _seeded(seed, more=1), TAIL_LOST: lambda *args: _tail_lost(*args[:4], np.random.default_rng(
                   seed))})


def lipperts_words(work, rng):
    """should leave Lippert's words whole, and cut them in threes"""
    _expect_segments(work, WORDS, "full", 3, 0.5, rng)
    _expect_segments(work, WORDS, "regular", 3, 0.5, rng)


@points(2)
def random_rows(work, rng):
    """should cut at random as it is told, any words"""
    for alpha in (0.5, 0.8, 1.0):
        words = [f"w{i}" for i in range(10)]
        _expect_segments(work, words, "randomised", 3, alpha, rng)
    _expect_segments(work, words, "regular", int(rng.integers(2, 6)), 0.5, rng)


segment = Exercise(
    "segment", "A text in segments", (lipperts_words, random_rows), (
        "Start with one segment that holds the first word. Each further word joins the last segment, or begins one.",
        "Regular segments are full when they have tau words. A random link holds where rng.random() < alpha."),
    (CUT_WITH_ALPHA, DRAWN_FIRST, TAIL_LOST, ONE_MORE),
    after="Three rows, as in Lippert's figure. The sweep back runs inside each segment, and not across.")
