"""Truncated backprop through time: one sweep, cut in two ways."""
from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from course.checking import Exercise, Loan, Mistake, expect, points, then
from course.exercises.material import few_calls, generic
from course.exercises.smaller import smallest
from course.networks.rnn import GATED

SWAPPED = Mistake("readings exchanged", "sliding: each loss looks back tau steps. chunked: it looks back to the start "
                  "of its window")
LONGER = Mistake("one step too far back", "tau steps include the step of the loss itself")
SHORTER = Mistake("one step too few", "tau steps include the step of the loss itself")
FULL = Mistake("not truncated", "a loss must not reach further back than its window")
FROM_END = Mistake("windows counted from the end", "the first window begins at step 1; the last one may be shorter")
OWN_STEP = Mistake("each loss at its own step only", "what pull sends to the state before is to be passed on, until "
                   "the cut")
NEW_STATE = Mistake("the state after the step", "pull wants what entered the step: the state of the step before, "
                    "hs[t - 1] in the step t")
LAST_ONLY = Mistake("overwritten by every step", "the weights are used in every step: what the steps send them is "
                    "added up")
INSIDE = Mistake("losses inside a window forgotten", "on its way back a sweep comes to the states of earlier losses: "
                 "add the row of bars to what has arrived")
LAST_LOSS = Mistake("the last loss only", "every step has a loss of its own: bars has a row for each")
MEAN = Mistake("divided by the number of steps", "the steps are uses of the same weights: their shares are added")
TOO_MANY = Mistake("more calls of pull than needed", "inside a window one sweep serves all its losses: add the row of "
                   "bars to what is passed back, and go on")


class Run(NamedTuple):
    """A finished forward run of some cell, and how its sweep is to be cut."""

    pull: object
    w: list
    xs: np.ndarray
    hs: np.ndarray
    bars: np.ndarray
    tau: int


def layer_pull(w, x, h, h_bar):
    """The vjp of tanh(W_x x + W_h h) by w = [W_x, W_h], and by h."""
    W_x, W_h = w
    a_bar = h_bar * (1 - np.tanh(W_x @ x + W_h @ h) ** 2)
    return [np.outer(a_bar, x), np.outer(a_bar, h)], W_h.T @ a_bar


def _shares(run):
    """shares[t][i]: what the loss of step t + 1 sends to the weights of step i + 1."""
    found = []
    for t, h_bar in enumerate(run.bars):
        row = []
        for i in range(t, -1, -1):
            w_bar, h_bar = run.pull(run.w, run.xs[i], run.hs[i], h_bar)
            row.insert(0, w_bar)
        found.append(row)
    return found


def _summed(rows, count=1):
    return [sum(parts) / count for parts in zip(*rows, strict=True)]


def _kept(shares, starts, **how):
    """The shares from the step starts[t] on, for every loss t, added up for each weight."""
    return _summed([part for t, start in enumerate(starts) for part in shares[t][start:t + 1]], **how)


def _starts(T, tau, reading):
    return [max(t - tau + 1, 0) if reading == "sliding" else t // tau * tau for t in range(T)]


def _because(run, reading):
    """What the usual mistakes give."""
    T, tau, shares = len(run.xs), run.tau, _shares(run)
    other = {"sliding": "chunked", "chunked": "sliding"}[reading]
    right = _starts(T, tau, reading)
    late = _shares(run._replace(hs=run.hs[1:]))
    return {
        FULL: _kept(shares, [0] * T), SWAPPED: _kept(shares, _starts(T, tau, other)),
        LONGER: _kept(shares, _starts(T, tau + 1, reading)),
        SHORTER: _kept(shares, _starts(T, max(tau - 1, 1), reading)),
        FROM_END: _kept(shares, [max(T - ((T - 1 - t) // tau + 1) * tau, 0) for t in range(T)]),
        OWN_STEP: _kept(shares, range(T)), NEW_STATE: _kept(late, right), MEAN: _kept(shares, right, count=T),
        LAST_LOSS: _summed(shares[-1][right[-1]:]),
        INSIDE: _summed([part for t, start in enumerate(right) if t == T - 1 or right[t + 1] != start
                         for part in shares[t][start:t + 1]]) if reading == "chunked" else None,
        LAST_ONLY: shares[-1][right[-1]] if reading == "sliding" else _summed(row[0] for row in shares[:tau])}


def _expect_cut(work, reading, run):
    pull = Loan(run.pull)
    args = (pull, *run[1:], reading)
    expect(work, args, _kept(_shares(run), _starts(len(run.xs), run.tau, reading)), rtol=1e-9,
           witness="the share of each loss and step, masked", because=_because(run, reading))
    return pull


def _layer_run(rng, T, tau, d=1, n=1):
    """A network of a few neurons with tanh, its states, and what random losses send to them."""
    w = [generic(rng, (n, d)) / 2, generic(rng, (n, n)) / n]
    xs, hs = generic(rng, (T, d)), [generic(rng, n) / 2]
    for x in xs:
        hs.append(np.tanh(w[0] @ x + w[1] @ hs[-1]))
    return Run(layer_pull, w, xs, np.array(hs), generic(rng, (T, n)), tau)


def _gated_run(rng, T, tau):
    w, xs = [generic(rng, array.shape) / 2 for array in GATED.new(rng, 2, 2)], generic(rng, (T, 2))
    hs = [generic(rng, 2) / 2]
    for x in xs:
        hs.append(GATED.step(w, x, hs[-1]))
    return Run(GATED.pull, w, xs, np.array(hs), generic(rng, (T, 2)), tau)


def _smaller(run):
    """A step less, at either end, or a smaller window."""
    if len(run.xs) > 1:
        yield run._replace(xs=run.xs[:-1], hs=run.hs[:-1], bars=run.bars[:-1])
        yield run._replace(xs=run.xs[1:], hs=run.hs[1:], bars=run.bars[1:])
    if run.tau > 1:
        yield run._replace(tau=run.tau - 1)


def _smallest(work, reading, run):
    smallest(partial(_expect_cut, work, reading), run, _smaller)


def neuron(w, x, h, h_bar):
    """The vjp of w h + x by [w], and by h."""
    return [h_bar * h], w[0] * h_bar


def chunked_neuron(work, rng):
    """should cut one neuron's sweep into windows, one after another"""
    for T, tau in ((1, 1), (7, 3), (4, 2), (2, 1)):
        _smallest(work, "chunked", _layer_run(rng, T, tau))
    _expect_cut(work, "chunked", Run(neuron, [np.array([0.5])], [[1.0], [2.0]], np.array([[1.0], [1.5], [2.75]]),
                                     np.array([[1.0], [10.0]]), 1))


def sliding_neuron(work, rng):
    """should let every loss of one neuron look back tau steps"""
    for T, tau in ((1, 1), (7, 3), (4, 2), (2, 1)):
        _smallest(work, "sliding", _layer_run(rng, T, tau))


@points(2)
def any_cell(work, rng):
    """should cut the sweep of any cell, with a gate too"""
    for reading in ("chunked", "sliding"):
        tau = int(rng.integers(2, 4))
        T = 2 * tau + 1
        _smallest(work, reading, _layer_run(rng, T, tau, 2, 3))
        _smallest(work, reading, _gated_run(rng, T, tau))


def uncut(work, rng):
    """should be the full gradient where tau is at least T"""
    for reading in ("chunked", "sliding"):
        for tau in (3, 9):
            _smallest(work, reading, _layer_run(rng, 3, tau, 1, 2))


@then
def calls(work, rng):
    """should call pull once for each step; with sliding windows, once for each loss and each step that it reaches"""
    for T, tau in ((6, 3), (7, 2)):
        run = _layer_run(rng, T, tau)
        needed = {"chunked": T, "sliding": sum(min(t, tau) for t in range(1, T + 1))}
        for reading, most in needed.items():
            few_calls(_expect_cut(work, reading, run), most, f"tbptt with {T} steps, tau = {tau}, {reading}", TOO_MANY)


tbptt = Exercise(
    "tbptt", "Truncated, in two readings", (chunked_neuron, sliding_neuron, any_cell, uncut, calls), (
        "chunked: one loop from the last step to the first. What is passed back becomes 0 when a window begins.",
        "sliding: for every loss a loop of its own, which starts with its row of bars and goes back at most tau steps.",
        "Step t: w_bar, passed = pull(w, xs[t - 1], hs[t - 1], what has arrived). Windows begin at the steps 1, "
        "tau + 1, 2 tau + 1, …"),
    (SWAPPED, LONGER, SHORTER, FULL, FROM_END, OWN_STEP, NEW_STATE, LAST_ONLY, LAST_LOSS, INSIDE, MEAN, TOO_MANY),
    after="The states were never cut: only the sweep. And only pull knows what kind of cell this was.")
