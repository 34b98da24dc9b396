"""A task for long memory: a sign is shown at the first step, noise follows, and at the last step the sign is asked for.

A sweep that does not reach the first step gets no gradient from it: it can only strengthen the trace that the state
still holds (after the tasks of Hochreiter 1991 and Bengio, Simard & Frasconi 1994).
"""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff import sigmoid
from course.networks.rnn.cells import Cell
from course.networks.training import step as descend

NOISE, UNITS, BATCH, ROUNDS, RATE, LONGEST = 0.3, 8, 16, 300, 0.5, 1.0
ASKED = 1000                # sequences on which the trained networks are judged


def shown(rngs, steps: int, batch: int) -> tuple[np.ndarray, np.ndarray]:
    """(xs, signs): inputs (steps, networks, batch, 2) and what was shown, (networks, batch), each 1 or -1.

    The first number of an input is the sign, and later noise; the second is 1 while the sign is shown, and later 0.
    """
    signs = np.stack([rng.choice([-1.0, 1.0], batch) for rng in rngs])
    xs = np.zeros((steps, len(rngs), batch, 2))
    xs[..., 0] = NOISE * np.stack([rng.normal(size=(steps, batch)) for rng in rngs], axis=1)
    xs[0] = np.stack([signs, np.ones_like(signs)], axis=-1)
    return xs, signs


def remembered(cell: Cell, steps: int, gradient: Callable, clip: Callable, seeds=range(16)) -> np.ndarray:
    """Trains one network for each seed, all side by side, and gives the share of sequences that each answers right.

    `gradient(pull, w, xs, hs, bars)` is a sweep back, full or cut; every array has an axis for the networks.
    `clip(g, c)` shortens the gradient of one network. With the score v · h of the last step, the answer is its sign,
    and the loss is ln(1 + exp(-sign · score)).
    """
    rngs = [np.random.default_rng(seed) for seed in seeds]
    starts = [cell.new(rng, 2, UNITS) + [rng.normal(size=UNITS) / np.sqrt(UNITS)] for rng in rngs]
    w = [np.stack(arrays) for arrays in zip(*starts, strict=True)]
    for _ in range(ROUNDS):
        g = _loss_gradient(cell, w, *shown(rngs, steps, BATCH), gradient)
        each = [clip([array[k] for array in g], LONGEST) for k in range(len(rngs))]
        w = descend(w, [np.stack(arrays) for arrays in zip(*each, strict=True)], RATE)
    xs, signs = shown(rngs, steps, ASKED)
    return np.mean(_answers(w[-1], _states(cell, w[:-1], xs)[-1]) * signs > 0, axis=1)


def _states(cell, w, xs):
    hs = [np.zeros((*xs.shape[1:3], w[1].shape[-1]))]
    for x in xs:
        hs.append(cell.step(w, x, hs[-1]))
    return hs


def _answers(v, h):
    return (h @ v[..., None])[..., 0]


def _loss_gradient(cell, w, xs, signs, gradient):
    *w, v = w
    hs = _states(cell, w, xs)
    o_bar = -signs * sigmoid(-signs * _answers(v, hs[-1])) / signs.shape[1]
    bars = np.zeros((len(xs), *hs[-1].shape))
    bars[-1] = o_bar[..., None] * v[:, None, :]
    v_bar = (np.swapaxes(hs[-1], -1, -2) @ o_bar[..., None])[..., 0]
    return [*gradient(cell.pull, w, xs, hs, bars), v_bar]
