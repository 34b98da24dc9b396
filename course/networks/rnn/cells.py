"""One step of two recurrent networks, and the way back through it: the plain cell, and one with a gate.

    plain    h' = tanh(z),                      z = W_hx x + W_hh h + b_h
    gated    h' = (1 - g) h + g tanh(z),        g = σ(W_gx x + W_gh h + b_g)

The gated cell is that of Cho et al. (2014) without its reset gate; their z is our 1 - g. Weights are lists of arrays,
in the order of the formulas. Vectors stand in the last axis; rows of them, and stacks of whole networks, in the axes
before it.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course.autodiff import sigmoid
from course.networks.rnn.growth import with_radius


class Cell(NamedTuple):
    """new(rng, d, h) gives weights; step(w, x, h) the next state; pull(w, x, h, h_bar) is its vjp by w and by h."""

    new: Callable
    step: Callable
    pull: Callable


def _plain_weights(rng, d, h, radius=0.9):
    return [0.7 * rng.normal(size=(h, d)), with_radius(rng.normal(size=(h, h)), radius), np.zeros(h)]


def _gated_weights(rng, d, h, radius=0.9):
    """Its gates are nearly shut at first, at σ(-2) = 0.12: a network that must remember learns from there."""
    gate = [0.7 * rng.normal(size=(h, d)), 0.3 * rng.normal(size=(h, h)), np.full(h, -2.0)]
    return _plain_weights(rng, d, h, radius) + gate


def _plain_step(w, x, h):
    return np.tanh(_sum(w, x, h))


def _plain_pull(w, x, h, h_bar):
    z_bar = h_bar * (1 - _plain_step(w, x, h) ** 2)
    return _uses(z_bar, x, h), z_bar @ w[1]


def _gated_step(w, x, h):
    return h + sigmoid(_sum(w[3:], x, h)) * (_plain_step(w[:3], x, h) - h)


def _gated_pull(w, x, h, h_bar):
    g, new = sigmoid(_sum(w[3:], x, h)), _plain_step(w[:3], x, h)
    z_bar, s_bar = h_bar * g * (1 - new**2), h_bar * (new - h) * g * (1 - g)
    return _uses(z_bar, x, h) + _uses(s_bar, x, h), h_bar * (1 - g) + z_bar @ w[1] + s_bar @ w[4]


def _sum(w, x, h):
    W_x, W_h, b = w
    return x @ _turned(W_x) + h @ _turned(W_h) + (b if b.ndim == 1 else b[..., None, :])


def _uses(bar, x, h):
    """What three weights get of the adjoint of the sum in which they stand, added up over the rows."""
    rows = np.atleast_2d(bar)
    return [_turned(rows) @ np.atleast_2d(x), _turned(rows) @ np.atleast_2d(h), rows.sum(-2)]


def _turned(W):
    return np.swapaxes(W, -1, -2)


PLAIN = Cell(_plain_weights, _plain_step, _plain_pull)
GATED = Cell(_gated_weights, _gated_step, _gated_pull)


def swept_back(pull: Callable, w, xs, hs, bars, links=None) -> list:
    """The gradient by w of a run through any cell, from pull, its vjp: one call of it for each step.

    The states hs are h_0 … h_T; bars[t] is what the loss of step t + 1 sends to its own state. What this step passes
    back is multiplied by links[t], as in `bptt`.
    """
    total, passed = [0.0] * len(w), 0.0
    for t in reversed(range(len(xs))):
        w_bar, h_bar = pull(w, xs[t], hs[t], bars[t] + passed)
        total = [a + b for a, b in zip(total, w_bar, strict=True)]
        passed = h_bar if links is None else links[t] * h_bar
    return total


def tbptt(pull: Callable, w, xs, hs, bars, tau: int, reading: str) -> list:
    """The gradient by w, by a sweep that is cut into windows, all of tau steps.

    "sliding": each loss looks back through tau steps; "chunked": the windows stand one after another.
    """
    if reading == "chunked":
        return swept_back(pull, w, xs, hs, bars, np.arange(len(xs)) % tau != 0)
    return [sum(shares) for shares in zip(*[_one_loss(pull, w, xs, hs, bars, max(t - tau, 0), t)
                                            for t in range(1, len(xs) + 1)], strict=True)]


def _one_loss(pull, w, xs, hs, bars, first, t):
    alone = [0.0 * bars[t - 1]] * (t - first - 1) + [bars[t - 1]]
    return swept_back(pull, w, xs[first:t], hs[first:t], alone)
