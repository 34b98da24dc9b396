"""The perceptron with layers: products with matrices, and in between a function of every entry."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

Layers = list[tuple]


def mlp_weights(rng: np.random.Generator, *sizes: int) -> Layers:
    """Random weights for layers of these sizes: (W, b) of shapes (n, m) and (m,), W with variance 1/n, b zero.

    mlp_weights(rng, 9, 8, 1) is a network with 9 inputs, 8 hidden values and one output. Raises ValueError for fewer
    than two sizes.
    """
    if len(sizes) < 2:
        raise ValueError(f"a network needs at least two sizes, of its inputs and its outputs; {len(sizes)} given.")
    return [(rng.normal(size=(n, m)) / np.sqrt(n), np.zeros(m)) for n, m in zip(sizes, sizes[1:], strict=False)]


def mlp(layers: Layers, X, act: Callable = np.tanh, skip: bool = False):
    """The outputs of the network, one row for each row of X: h ← act(h W + b) layer by layer, the last without act.

    With `skip`, a hidden layer after the first that keeps the width adds its input to its result: h ← act(h W + b) + h.
    The same matrix may stand in several layers: its adjoint is then the sum over them (Barber 2015, section 2).
    """
    h = X
    for layer, (W, b) in enumerate(layers[:-1]):
        new = act(h @ W + b)
        h = new + h if skip and layer > 0 and new.shape == h.shape else new
    W, b = layers[-1]
    return h @ W + b


def mean_square(layers: Layers, X, Y, **how):
    """The mean square error of the network's outputs: the mean over all entries of (Y - mlp(layers, X))²."""
    return np.mean((Y - mlp(layers, X, **how)) ** 2)


def stacked(networks: list[Layers]) -> Layers:
    """Networks of one shape as one: every weight has an axis more, which comes first and goes through the networks.

    mlp(stacked(networks), X) holds the outputs of each, in an array of shape (networks, samples, outputs); X may have
    such an axis, too, for inputs of their own.
    """
    return [(np.stack([W for W, _ in same]), np.stack([b[None] for _, b in same]))
            for same in zip(*networks, strict=True)]
