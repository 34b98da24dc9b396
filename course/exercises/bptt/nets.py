"""What the exercises on recurrent networks draw from: small networks as plain arrays, their loss, and its gradients."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course.autodiff import complex_step
from course.exercises.material import generic
from course.networks import rnn


class Net(NamedTuple):
    """Inputs and targets, one row for each step, and a network without biases."""

    X: np.ndarray
    Y: np.ndarray
    W_hx: np.ndarray
    W_hh: np.ndarray
    W_qh: np.ndarray
    h0: np.ndarray


# One neuron, two steps: everything can be followed by hand.
TINY = Net(*(np.array(a) for a in ([[1.0], [2.0]], [[1.0], [0.0]], [[1.0]], [[0.5]], [[2.0]], [1.0])))


def random_net(rng: np.random.Generator, T: int, d: int = 2, h: int = 3, q: int = 2) -> Net:
    """A network of generic numbers, small enough for tanh to stay lively."""
    return Net(generic(rng, (T, d)) / 2, generic(rng, (T, q)), generic(rng, (h, d)) / 2, generic(rng, (h, h)) / h,
               generic(rng, (q, h)), generic(rng, h) / 2)


def loss(net: Net, act: str, scale: float = 1.0, from_step: int = 0, to_step: int | None = None):
    """scale · Σ_t ‖o_t − y_t‖² over some steps; complex values pass through."""
    state, total = net.h0, 0.0
    for t, (x, y) in enumerate(zip(net.X, net.Y, strict=True)):
        state = net.W_hx @ x + net.W_hh @ state
        state = np.tanh(state) if act == "tanh" else state
        if from_step <= t and (to_step is None or t < to_step):
            total = total + np.sum((net.W_qh @ state - y) ** 2)
    return scale * total


def slope(net: Net, name: str, act: str, **how) -> np.ndarray:
    """The gradient of the loss by one of the arrays, by complex steps."""
    return complex_step(lambda value: loss(net._replace(**{name: value}), act, **how), getattr(net, name))


def as_task(net: Net, act: str, scale: float = 1.0) -> tuple[rnn.Params, rnn.Task]:
    """The same network for the functions of `rnn`, with biases of 0."""
    biases = np.zeros(len(net.W_hh)), np.zeros(len(net.W_qh))
    return (rnn.Params(net.W_hx, net.W_hh, net.W_qh, *biases, net.h0),
            rnn.Task(net.X, net.Y, act, scale=scale))
