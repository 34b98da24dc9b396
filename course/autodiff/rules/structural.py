"""The part of the table that is linear in its array: name, value, transpose(y_bar, shape of x, **settings)."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course.autodiff.rules.kinds import broadcast, general, linear
from course.autodiff.rules.primitive import Primitive, Slots, primal, shape_of

# --- sums -------------------------------------------------------------------------------------------------------------


def kept_shape(shape, axis):
    """The shape with the axes that were reduced put back as 1, ready for broadcasting."""
    axes = range(len(shape)) if axis is None else [a % len(shape) for a in np.atleast_1d(axis)]
    return tuple(1 if i in axes else n for i, n in enumerate(shape))


def _unsum(y_bar, shape, axis=None, keepdims=False):
    if shape == ():
        return y_bar
    return broadcast(y_bar if keepdims or axis is None else reshape(y_bar, shape=kept_shape(shape, axis)), shape)


def _uncumsum(y_bar, shape, axis):
    return flip(cumsum(flip(y_bar, axis), axis=axis), axis)


def flip(x, axis):
    """x backwards along one axis."""
    return x[(slice(None),) * (axis % x.ndim) + (slice(None, None, -1),)]


def _sum(x, axis=None, keepdims=False):
    return np.add.reduce(x, axis, keepdims=keepdims)        # np.sum without its detours


sum_ = linear("sum", _sum, _unsum, "axis", "keepdims", symbol="Σ")
cumsum = linear("cumsum", np.cumsum, _uncumsum, "axis")

# --- shapes -----------------------------------------------------------------------------------------------------------


def _unpermute(y_bar, shape, axes=None):
    return transpose(y_bar, axes=None if axes is None else tuple(np.argsort(np.mod(axes, len(shape)))))


def _unpad(y_bar, shape, pad_width):
    starts = np.broadcast_to(pad_width, (len(shape), 2))[:, 0].tolist()
    return y_bar[tuple(slice(start, start + n) for start, n in zip(starts, shape, strict=True))]


reshape = linear("reshape", lambda x, shape: np.reshape(x, shape),
                 lambda y_bar, x_shape, shape: reshape(y_bar, shape=x_shape), "shape")
transpose = linear("transpose", np.transpose, _unpermute, "axes", symbol="ᵀ")
pad = linear("pad", np.pad, _unpad, "pad_width")


def _concatenate(*arrays, axis=0):
    return np.concatenate(arrays, axis)


def _pull_part(slot, y, *arrays, axis=0):
    sizes = [shape_of(x)[axis] for x in arrays[:slot + 1]]
    place = (slice(None),) * (axis % len(shape_of(y))) + (slice(sum(sizes[:-1]), sum(sizes)),)
    return lambda y_bar: y_bar[place]


def _in_place(slot, x_dot, y, *arrays, axis=0):
    zeros = [np.zeros(shape_of(x), primal(x_dot).dtype) for x in arrays]
    return concatenate(*zeros[:slot], x_dot, *zeros[slot + 1:], axis=axis)


concatenate = general("concatenate", _concatenate, Slots(_in_place), Slots(_pull_part), "axis", symbol="⧺")

# --- indexing ---------------------------------------------------------------------------------------------------------


def is_basic(index) -> bool:
    """Whether an index takes no entry twice: integers, slices, ... and None."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(part is None or part is ... or isinstance(part, int | slice | np.integer) for part in parts)


def settled(index):
    """An index as it is now: its lists and arrays may change later."""
    if isinstance(index, np.ndarray):
        return index.copy()
    return type(index)(map(settled, index)) if isinstance(index, tuple | list) else index


def _getitem(x, index):
    return x[index]


def _scatter(y_bar, index, shape):
    x_bar = np.zeros(shape, np.result_type(y_bar))
    Taken(index, shape).add(y_bar, x_bar)
    return x_bar


class Taken(NamedTuple):
    """The pull of x[index]: zero everywhere but there. It can also add to an array, without making one of zeros."""

    index: object
    shape: tuple[int, ...]

    def __call__(self, y_bar):
        return scatter(y_bar, index=self.index, shape=self.shape)

    def add(self, y_bar, x_bar):
        """Add y_bar to the array x_bar in its place."""
        if is_basic(self.index):
            x_bar[self.index] += y_bar
        else:
            np.add.at(x_bar, self.index, y_bar)     # an entry that was taken twice receives both adjoints


getitem = Primitive(name="getitem", symbol="[ ]", value=_getitem, params=("index",),
                    jvps=(lambda x_dot, y, x, index: getitem(x_dot, index=index),),
                    pull_at=(lambda y, x, index: Taken(index, shape_of(x)),))
scatter = linear("scatter", _scatter, lambda y_bar, x_shape, index, shape: getitem(y_bar, index=index),
                 "index", "shape")
