"""One recurrent network, what it is asked to do, its run and its loss.

    h_t = act(W_hx x_t + W_hh h_{t-1} + b_h),   o_t = W_qh h_t + b_q,   L = scale · Σ_t l(o_t, y_t)

With act="linear" and no biases this is Lippert's network; his scale is 1/T, with any l. Barber 2015, eq. 8, has the
squared loss with scale=1.
Vectors stand in the last axis, a batch of sequences in the axis before it, time in the first.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course.autodiff import logsumexp
from course.networks.rnn.growth import with_radius


class Params(NamedTuple):
    """What the network has: three weight matrices, two biases and the first state. A gradient has the same form."""

    W_hx: np.ndarray        # (h, d)
    W_hh: np.ndarray        # (h, h)
    W_qh: np.ndarray        # (q, h)
    b_h: np.ndarray         # (h,)
    b_q: np.ndarray         # (q,)
    h0: np.ndarray          # (h,), or (batch, h)


class Task(NamedTuple):
    """What the network is to do: inputs (T, d) or (T, batch, d), targets (T, q) or (T, batch, q), and the loss."""

    xs: np.ndarray
    ys: np.ndarray
    act: str = "tanh"       # or "linear"
    loss: str = "squared"   # or "softmax": each target is then a row of probabilities, such as a one and zeros
    scale: float = 1.0

    def part(self, start: int, stop: int) -> Task:
        """The steps from start to stop alone, at the same scale."""
        return self._replace(xs=self.xs[start:stop], ys=self.ys[start:stop])


class Activation(NamedTuple):
    """An activation and its slope, stated through its result."""

    value: Callable
    slope: Callable


class Loss(NamedTuple):
    """The loss of outputs o for targets y, one number for each row, and its gradient by o."""

    value: Callable
    slope: Callable


ACTIVATIONS = {"tanh": Activation(np.tanh, lambda h: 1 - h * h),
               "linear": Activation(lambda z: z, np.ones_like)}
LOSSES = {"squared": Loss(lambda o, y: np.sum((o - y) ** 2, axis=-1), lambda o, y: 2 * (o - y)),
          "softmax": Loss(lambda o, y: np.sum(y * (logsumexp(o, axis=-1, keepdims=True) - o), axis=-1),
                          lambda o, y: np.sum(y, axis=-1, keepdims=True) * softmax(o) - y)}


def softmax(o):
    """exp(o) divided by its sum: a row of probabilities."""
    return np.exp(o - logsumexp(o, axis=-1, keepdims=True))


def new_params(rng: np.random.Generator, d: int, h: int, q: int, batch: tuple = (), radius: float = 1.0) -> Params:
    """Random weights with W_hh of the given spectral radius; the biases and the first state are 0."""
    W_hh = with_radius(rng.normal(size=(h, h)), radius)
    return Params(rng.normal(size=(h, d)) / np.sqrt(d), W_hh, rng.normal(size=(q, h)) / np.sqrt(h),
                  np.zeros(h), np.zeros(q), np.zeros((*batch, h)))


def step(params: Params, x, h, act: str):
    """The next state."""
    return ACTIVATIONS[act].value(x @ params.W_hx.T + h @ params.W_hh.T + params.b_h)


def output(params: Params, h):
    """The output of a state, or of many states at once."""
    return h @ params.W_qh.T + params.b_q


def forward(params: Params, task: Task) -> tuple[np.ndarray, np.ndarray]:
    """(hs, os): the states h_0 … h_T, one more than there are steps, and the outputs o_1 … o_T.

    Raises ValueError when the shapes do not fit.
    """
    _check(params, task)
    hs = np.empty((len(task.xs) + 1, *params.h0.shape))
    hs[0] = params.h0
    for t, x in enumerate(task.xs):
        hs[t + 1] = step(params, x, hs[t], task.act)
    return hs, output(params, hs[1:])


def last_state(params: Params, task: Task) -> np.ndarray:
    """h_T alone; no other state is kept."""
    h = params.h0
    for x in task.xs:
        h = step(params, x, h, task.act)
    return h


def loss(params: Params, task: Task):
    """L, in NumPy that the engine can record."""
    return untied_loss([params] * len(task.xs), task)


def untied_loss(copies: list[Params] | tuple[Params, ...], task: Task):
    """L with parameters of its own for each step; the first copy gives h_0."""
    h, total = copies[0].h0, 0.0
    for params, x, y in zip(copies, task.xs, task.ys, strict=True):
        h = step(params, x, h, task.act)
        total = total + np.sum(LOSSES[task.loss].value(output(params, h), y))
    return task.scale * total


def _check(params, task):
    (h, d), q = params.W_hx.shape, len(params.W_qh)
    want = {"W_hh": (h, h), "W_qh": (q, h), "b_h": (h,), "b_q": (q,), "h0": (*task.xs.shape[1:-1], h)}
    for name, shape in want.items():
        if (found := np.shape(getattr(params, name))) != shape:
            raise ValueError(f"{name} has shape {found}; W_hx {params.W_hx.shape}, W_qh {params.W_qh.shape} and the "
                             f"inputs {task.xs.shape} ask for {shape}.")
    for name, array, shape in (("xs", task.xs, (*task.xs.shape[:-1], d)), ("ys", task.ys, (*task.xs.shape[:-1], q))):
        if array.shape != shape:
            raise ValueError(f"{name} has shape {array.shape}; it must be {shape}: time, sequences if any, numbers.")
