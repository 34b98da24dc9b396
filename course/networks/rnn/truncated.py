"""Gradients that look back only so far: sliding and chunked windows, and random ones without bias."""
from __future__ import annotations

from functools import reduce
from itertools import pairwise, product

import numpy as np

from course.networks.rnn.network import ACTIVATIONS, Params, Task, forward
from course.networks.rnn.through_time import added, collected, output_adjoints, swept


def sliding(params: Params, task: Task, tau: int) -> Params:
    """Each loss looks back through tau steps, wherever it stands: Lippert's text. (All T states are kept here.)"""
    hs, os = forward(params, task)
    o_bar, slopes, T = output_adjoints(task, os), ACTIVATIONS[task.act].slope(hs[1:]), len(task.xs)
    h_bar, total = o_bar @ params.W_qh, np.zeros_like(slopes)
    for lag in range(min(tau, T)):              # h_bar[i]: what the loss `lag` steps later sends to state i
        z_bar = slopes[:T - lag] * h_bar
        total[:T - lag] += z_bar
        h_bar = (z_bar @ params.W_hh)[1:]
    return collected(task, hs, o_bar, total)._replace(h0=total[0] @ params.W_hh)


def chunked(params: Params, task: Task, tau: int) -> Params:
    """Windows of tau steps, one after the other: Lippert's figure. At most tau + 1 states are kept."""
    links = np.arange(len(task.xs)) % tau != 0
    links[0] = True                             # h_0 belongs to the first window
    return segmented(params, task, links)


def randomised(params: Params, task: Task, alpha: float, rng: np.random.Generator) -> Params:
    """Windows of random length with mean gradient bptt(params, task): the recursion that really stops.

    z_t = ∂f/∂w + ξ_t ∂f/∂h z_{t-1} with ξ_t = 1/alpha or 0, drawn by `coins` (after Tallec & Ollivier 2017).
    """
    return segmented(params, task, coins(len(task.xs), alpha, rng))


def coins(T: int, alpha: float, rng: np.random.Generator) -> np.ndarray:
    """T independent ξ: 1/alpha with probability alpha, else 0. Mean 1, variance 1/alpha - 1."""
    return (rng.random(T) < alpha) / alpha


def segmented(params: Params, task: Task, links) -> Params:
    """bptt(params, task, links), computed segment by segment: a new one begins where the link is 0.

    Each is run forward and swept back; only its last state is handed on.
    """
    cuts = [0, *(t for t in range(1, len(links)) if links[t] == 0), len(links)]

    def gradients(h):
        for begin, end in pairwise(cuts):
            part, now = task.part(begin, end), params._replace(h0=h)
            hs, os = forward(now, part)
            gradient = swept(now, part, hs, os, links[begin:end])
            yield gradient if begin == 0 else gradient._replace(h0=0.0)
            h = hs[-1]

    return reduce(added, gradients(params.h0))


def moments(params: Params, task: Task, alpha: float) -> tuple[Params, Params]:
    """The exact mean and variance of every entry of `randomised`, over all 2**T sequences of coins."""
    tosses = np.array(list(product((0, 1), repeat=len(task.xs))))
    chances = np.prod(np.where(tosses, alpha, 1 - alpha), axis=1)
    entries = [np.stack(found) for found in zip(*[segmented(params, task, toss / alpha) for toss in tosses],
                                                strict=True)]
    mean = Params(*[np.tensordot(chances, found, 1) for found in entries])
    variance = [np.tensordot(chances, (found - m) ** 2, 1) for found, m in zip(entries, mean, strict=True)]
    return mean, Params(*variance)
