"""Backpropagation through time, derived by hand (Werbos 1990; the recursion as Lippert writes it, for any network).

Short names:
  o_bar   ∂L/∂o_t, for all t at once
  z_bar   the adjoint of what enters the activation at step t, slope · h_bar
  links   one factor for each step: what step t passes back to step t - 1 is multiplied by links[t]; 1 is exact
"""
from __future__ import annotations

from math import isqrt

import numpy as np

from course.networks.rnn.network import ACTIVATIONS, LOSSES, Params, Task, forward, last_state


def bptt(params: Params, task: Task, links=None) -> Params:
    """The gradient of the loss by everything: one run forward, one sweep back, T states kept."""
    hs, os = forward(params, task)
    return swept(params, task, hs, os, links)


def checkpointed(params: Params, task: Task, every: int | None = None) -> Params:
    """The same gradient from every k-th state: a stretch of k steps is run again before the sweep goes through it.

    About T/k + k states are kept instead of T, for less than T steps more. Without `every`, k is about √T.
    """
    T = len(task.xs)
    k = every or isqrt(T - 1) + 1
    kept = [params]
    for start in range(0, T - k, k):
        kept.append(params._replace(h0=last_state(kept[-1], task.part(start, start + k))))
    total, h_bar = None, 0.0
    for i in reversed(range(len(kept))):
        part = task.part(i * k, (i + 1) * k)
        gradient = swept(kept[i], part, *forward(kept[i], part), h_bar=h_bar)
        total, h_bar = added(gradient, total) if total else gradient, gradient.h0
    return total._replace(h0=h_bar)


def swept(params: Params, task: Task, hs, os, links=None, h_bar=0.0) -> Params:
    """The sweep back through a run; h_bar is the adjoint of its last state from what comes after it."""
    T, links = len(task.xs), np.ones(len(task.xs)) if links is None else links
    o_bar = output_adjoints(task, os)
    direct, slopes = o_bar @ params.W_qh, ACTIVATIONS[task.act].slope(hs[1:])
    z_bar = np.empty_like(slopes)
    for t in reversed(range(T)):
        z_bar[t] = slopes[t] * (direct[t] + h_bar)
        h_bar = links[t] * (z_bar[t] @ params.W_hh)
    return collected(task, hs, o_bar, z_bar)._replace(h0=h_bar)


def looking_back(params: Params, task: Task, t: int) -> list[np.ndarray]:
    """∂l_t/∂h_i for i = 0 … t: what the loss of step t alone sends back to each state."""
    past, slope = task.part(0, t), ACTIVATIONS[task.act].slope
    hs, os = forward(params, past)
    bars = [output_adjoints(past, os)[-1] @ params.W_qh]
    for h in hs[:0:-1]:
        bars.append((slope(h) * bars[-1]) @ params.W_hh)
    return bars[::-1]


def output_adjoints(task: Task, os):
    """∂L/∂o_t for all t."""
    return task.scale * LOSSES[task.loss].slope(os, task.ys)


def collected(task: Task, hs, o_bar, z_bar) -> Params:
    """Every use of a weight at every step, added up: the copies of Barber's Fig. 1b. The h0 is left empty."""
    return Params(_outer(z_bar, task.xs), _outer(z_bar, hs[:-1]), _outer(o_bar, hs[1:]),
                  _rows(z_bar).sum(0), _rows(o_bar).sum(0), None)


def added(a: Params, b: Params) -> Params:
    """The sum, entry by entry."""
    return Params(*[x + y for x, y in zip(a, b, strict=True)])


def _outer(bar, values):
    return _rows(bar).T @ _rows(values)


def _rows(array):
    return array.reshape(-1, array.shape[-1])
