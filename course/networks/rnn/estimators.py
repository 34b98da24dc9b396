"""Every estimator of the gradient in one table: how wrong on average, how scattered, and how much it has to keep."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from course.networks.rnn.network import Params, Task
from course.networks.rnn.through_time import bptt
from course.networks.rnn.truncated import chunked, moments, sliding


class Estimate(NamedTuple):
    """bias, spread and error are lengths, relative to that of the exact gradient; error² = bias² + spread²."""

    name: str
    bias: float             # of the mean
    spread: float           # the root of the sum of all variances
    error: float
    reach: float            # how many steps a loss looks back, its own included, on average
    states: float           # the states that are kept at one time: those of the longest window, on average


def estimates(params: Params, task: Task, taus: Sequence[int], alphas: Sequence[float]) -> list[Estimate]:
    """Full, sliding, chunked and randomised BPTT, exactly: all 2**T sequences of coins are tried for each alpha."""
    T, exact = len(task.xs), bptt(params, task)
    steps = np.arange(1, T + 1)

    def row(name, mean, variance, reach, states):
        bias = _length(m - e for m, e in zip(mean, exact, strict=True)) / _length(exact)
        spread = np.sqrt(sum(np.sum(v) for v in variance)) / _length(exact)
        return Estimate(name, bias, spread, float(np.hypot(bias, spread)), float(reach), float(states))

    rows = [row("full", exact, (), np.mean(steps), T)]
    for tau in taus:
        rows.append(row(f"sliding, τ = {tau}", sliding(params, task, tau), (), np.mean(np.minimum(steps, tau)),
                        min(tau, T)))
        rows.append(row(f"chunked, τ = {tau}", chunked(params, task, tau), (), np.mean((steps - 1) % tau + 1),
                        min(tau, T)))
    for alpha in alphas:
        rows.append(row(f"random, α = {alpha:g}", *moments(params, task, alpha), *_windows(T, alpha)))
    return rows


def _windows(T, alpha):
    """The mean reach and the mean length of the longest window."""
    return _expected(_reach, T, alpha), _expected(max, T, alpha)


def _expected(measure: Callable, T, alpha):
    """The mean of a measure of the windows' lengths. The link into the first step begins no window."""
    total = 0.0
    for kept in product((False, True), repeat=T - 1):
        starts = [0, *(t for t, k in enumerate(kept, 1) if not k), T]
        total += alpha ** sum(kept) * (1 - alpha) ** (T - 1 - sum(kept)) * measure(np.diff(starts))
    return total


def _reach(lengths):
    return sum(n * (n + 1) / 2 for n in lengths) / sum(lengths)


def _length(parts):
    return float(np.sqrt(sum(np.sum(part**2) for part in parts)))
