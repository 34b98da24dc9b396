"""Training: gradient descent on a loss, over all samples at once or batch by batch."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from course.autodiff import value_and_grad
from course.autodiff.tree import flatten
from course.networks.perceptron import Layers, mlp, stacked


def train(loss: Callable, weights, *data, lr: float, epochs: int, batch: int | None = None,
          rng: np.random.Generator | None = None, watch: Callable | None = None) -> tuple:
    """(weights, losses) after `epochs` passes over the data, in steps of lr against the gradient.

    `loss(weights, *data)` is a mean over the samples, which are the rows of every array of `data`; `weights` may be
    nested tuples, lists and dicts. With `batch`, an epoch takes a step after every `batch` samples, in an order that
    `rng` (by default one that always begins alike) draws anew for each epoch. losses[e] is the mean over the samples of
    epoch e, each taken before the step that uses it. `watch(e, losses[e])` is called after each epoch.
    Raises FloatingPointError when the loss is no longer finite: the steps are too long.
    """
    descend, losses, samples = value_and_grad(loss), [], len(data[0])
    rng = rng or np.random.default_rng(0)
    for epoch in range(epochs):
        total = 0.0
        for rows in _batches(samples, batch, rng.permutation(samples) if batch else None):
            with np.errstate(over="ignore", invalid="ignore"):
                value, gradient = descend(weights, *(array[rows] for array in data))
                weights = step(weights, gradient, lr)
            total += value * len(rows)
        losses.append(float(total / samples))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError(f"the loss is {losses[-1]} in epoch {epoch + 1}: steps of lr = {lr:g} overshoot. "
                                     "Take a smaller lr.")
        if watch:
            watch(epoch, losses[-1])
    return weights, losses


def train_all(networks: list[Layers], X, Y, *, orders: Sequence[int], **how) -> Layers:
    """Networks of one shape, each trained by itself on the mean square error, all at once; they come back stacked.

    orders[k] is the seed of the order in which network k has the samples: the same positions make a batch for all, and
    so each has batches of its own. `how` is as for `train`. The gradient of a sum of losses, one for each network, is
    the gradient of its own loss for each.
    """
    own = np.stack([np.random.default_rng(order).permutation(len(X)) for order in orders], axis=1)

    def losses(layers, X, Y):
        errors = mlp(layers, X.swapaxes(0, 1)) - Y.swapaxes(0, 1)
        return len(networks) * np.mean(errors**2)

    return train(losses, stacked(networks), X[own], Y[own], **how)[0]


def step(weights, gradient, lr: float):
    """The weights after one step of gradient descent, w - lr * dL/dw, in the same nested form."""
    leaves, rebuild = flatten(weights)
    return rebuild([w - lr * g for w, g in zip(leaves, flatten(gradient)[0], strict=True)])


def _batches(samples, batch, order) -> Iterator:
    """The rows of each batch; the last one may be smaller."""
    if batch is None:
        return iter([np.arange(samples)])
    return (order[start:stop] for start, stop in pairwise([*range(0, samples, batch), samples]))
