"""NumPy functions that rearrange, cut and join, made of functions of the table: their derivatives follow."""
from __future__ import annotations

import numpy as np

from course.autodiff.rules.elementary import cast, where
from course.autodiff.rules.kinds import broadcast
from course.autodiff.rules.primitive import constant, primal, shape_of
from course.autodiff.rules.structural import concatenate, flip, getitem, pad, reshape, scatter, settled, transpose

# --- entries that move ------------------------------------------------------------------------------------------------


def _places(x):
    """The number of each entry, where the entry is."""
    return np.arange(int(np.prod(shape_of(x)))).reshape(shape_of(x))


def moved(function):
    """np.repeat, np.rot90, ...: what moves, repeats and drops entries does the same with their places."""
    return lambda x, *args, **settings: getitem(ravel(x), index=function(_places(x), *args, **settings))


def roll(x, shift, axis=None):
    """np.roll, by cutting in two and joining the other way round."""
    if axis is None:
        return reshape(roll(ravel(x), shift, 0), shape=shape_of(x))
    for step, a in np.broadcast(shift, axis):
        before, n = (slice(None),) * (a % x.ndim), shape_of(x)[a]
        cut = n - step % n if n else 0
        x = concatenate(x[(*before, slice(cut, None))], x[(*before, slice(None, cut))], axis=int(a))
    return x


def sort(x, axis=-1, order=np.argsort):
    """np.sort: which entry comes where is decided by the values."""
    x, axis = (ravel(x), 0) if axis is None else (x, axis)
    return getitem(ravel(x), index=np.take_along_axis(_places(x), order(constant(x), axis=axis), axis))


def partition(x, kth, axis=-1):
    """np.partition."""
    return sort(x, axis, lambda x, axis: np.argpartition(x, kth, axis))


def diag(x, k=0):
    """The matrix with x on its diagonal, or the diagonal of the matrix x."""
    if x.ndim > 1:
        return moved(np.diagonal)(x, k)
    n = len(x) + abs(k)
    return scatter(x, index=(np.arange(len(x)) + max(-k, 0), np.arange(len(x)) + max(k, 0)), shape=(n, n))


def triangle(keep):
    """np.tril or np.triu: what lies on one side of the diagonal."""
    return lambda x, k=0: where(keep(np.ones(shape_of(x)[-2:], bool), k), x, 0.0)


# --- axes and shapes --------------------------------------------------------------------------------------------------


def moveaxis(x, source, destination):
    """x with some axes moved to other places."""
    n = len(shape_of(x))
    moves = zip(*[[a % n for a in np.atleast_1d(axes)] for axes in (destination, source)], strict=True)
    moves = sorted(moves)
    axes = [i for i in range(n) if i not in [start for _, start in moves]]
    for end, start in moves:
        axes.insert(end, start)
    return transpose(x, axes=tuple(axes))


def swapaxes(x, axis1, axis2):
    """x with two axes exchanged."""
    axes = list(range(len(shape_of(x))))
    axes[axis1], axes[axis2] = axes[axis2], axes[axis1]
    return transpose(x, axes=tuple(axes))


def flipped(x, axis=None):
    """np.flip: x backwards along one axis, or all of them."""
    axes = range(len(shape_of(x))) if axis is None else np.atleast_1d(axis)
    for a in axes:
        x = flip(x, int(a))
    return x


def _blank(x):
    return np.broadcast_to(0.0, shape_of(x))


def ravel(x):
    """x as one row of entries."""
    return reshape(x, shape=(-1,))


def squeeze(x, axis=None):
    """x without the axes of length one."""
    return reshape(x, shape=np.squeeze(_blank(x), axis).shape)


def expand_dims(x, axis):
    """x with new axes of length one."""
    return reshape(x, shape=np.expand_dims(_blank(x), axis).shape)


def to_shape(x, shape):
    """x copied into a shape."""
    return broadcast(x, (shape,) if isinstance(shape, int) else tuple(shape))


def filled_like(x, fill_value):
    """np.full_like."""
    return cast(to_shape(fill_value, shape_of(x)), dtype=np.result_type(primal(x), 0.0))


def copy_to(dst, src, casting="unsafe"):
    """np.copyto, which np.full calls: for arrays of objects, which hold traced numbers."""
    dst[...] = np.asarray(src)


def broadcast_arrays(*arrays):
    """All arrays in the shape that they have together."""
    shape = np.broadcast_shapes(*map(shape_of, arrays))
    return tuple(broadcast(x, shape) for x in arrays)


def meshgrid(*axes, indexing="xy"):
    """np.meshgrid of vectors."""
    turn = [1, 0, *range(2, len(axes))] if indexing == "xy" and len(axes) > 1 else range(len(axes))
    shapes = [tuple(-1 if i == place else 1 for i in turn) for place in range(len(axes))]
    return list(broadcast_arrays(*[reshape(x, shape=shape) for x, shape in zip(axes, shapes, strict=True)]))


def at_least(function):
    """np.atleast_2d and its like."""
    def lifted(*arrays):
        found = tuple(reshape(x, shape=function(_blank(x)).shape) for x in arrays)
        return found if len(found) > 1 else found[0]
    return lifted


# --- joining and cutting ----------------------------------------------------------------------------------------------


def stack(arrays, axis=0):
    """The arrays side by side along a new axis."""
    return concatenate(*[expand_dims(x, axis) for x in arrays], axis=axis)


def join(arrays, axis=0):
    """np.concatenate."""
    return concatenate(*map(ravel, arrays), axis=0) if axis is None else concatenate(*arrays, axis=axis)


def hstack(arrays):
    """np.hstack."""
    arrays = [x if shape_of(x) else ravel(x) for x in arrays]
    return concatenate(*arrays, axis=0 if len(shape_of(arrays[0])) == 1 else 1)


def vstack(arrays):
    """np.vstack."""
    return concatenate(*[x if len(shape_of(x)) > 1 else reshape(x, shape=(1, -1)) for x in arrays], axis=0)


def dstack(arrays):
    """np.dstack."""
    return concatenate(*map(at_least(np.atleast_3d), arrays), axis=2)


def column_stack(arrays):
    """The arrays side by side, each vector a column."""
    return concatenate(*[x if len(shape_of(x)) > 1 else reshape(x, shape=(-1, 1)) for x in arrays], axis=1)


def append(x, values, axis=None):
    """np.append."""
    return join([x, values], axis)


def splitter(cut, axis=0):
    """np.split or np.array_split: a list of the parts. np.hsplit and its like have an axis of their own."""
    def split(x, indices_or_sections, axis=axis):
        axis = min(axis, len(shape_of(x)) - 1)
        before = (slice(None),) * (axis % len(shape_of(x)))
        places = cut(np.arange(shape_of(x)[axis]), indices_or_sections)
        return [x[(*before, slice(place[0], place[-1] + 1) if len(place) else slice(0, 0))] for place in places]
    return split


def padded(x, pad_width, mode="constant", constant_values=0):
    """np.pad with constants, or with entries of x in other places."""
    if mode in ("edge", "reflect", "symmetric", "wrap"):
        return moved(np.pad)(x, pad_width, mode=mode)
    if mode != "constant":
        raise TypeError(f"np.pad(..., mode={mode!r}) is not supported on traced values. Known are 'constant', 'edge', "
                        "'reflect', 'symmetric' and 'wrap'.")
    frame = np.pad(np.zeros(shape_of(x), primal(x).dtype), pad_width, constant_values=constant_values)
    pad_width = settled(pad_width)
    return pad(x, pad_width=pad_width) + frame if np.any(frame) else pad(x, pad_width=pad_width)
