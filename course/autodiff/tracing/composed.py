"""NumPy functions that rearrange, cut and combine, made of functions of the table: their derivatives follow."""
from __future__ import annotations

import numpy as np

from course.autodiff.rules.elementary import maximum, minimum, mul, where
from course.autodiff.rules.kinds import broadcast
from course.autodiff.rules.primitive import primal, shape_of
from course.autodiff.rules.products import matmul
from course.autodiff.rules.structural import concatenate, flip, getitem, pad, reshape, scatter, settled, sum_, transpose


def square(x):
    """x²."""
    return mul(x, x)


def clip(x, a_min=None, a_max=None, *, min=None, max=None):
    """x kept between two bounds; None is no bound."""
    low, high = a_min if min is None else min, a_max if max is None else max
    x = x if low is None else maximum(x, low)
    return x if high is None else minimum(x, high)


def dot(a, b):
    """np.dot for arrays of at most two axes."""
    if len(shape_of(b)) > 2 or len(shape_of(a)) > 2:
        raise TypeError("np.dot of arrays with more than two axes is not supported on traced values. "
                        "Use @ or np.einsum.")
    return matmul(a, b) if shape_of(a) and shape_of(b) else mul(a, b)


def outer(a, b):
    """Every entry of a times every entry of b."""
    return reshape(a, shape=(-1, 1)) * reshape(b, shape=(1, -1))


def tensordot(a, b, axes=2):
    """np.tensordot: the sum over pairs of axes, as one product of matrices."""
    n, m = len(shape_of(a)), len(shape_of(b))
    left, right = (range(n - axes, n), range(axes)) if isinstance(axes, int) else map(np.atleast_1d, axes)
    left, right = [i % n for i in left], [i % m for i in right]
    rows, columns = [i for i in range(n) if i not in left], [i for i in range(m) if i not in right]
    shape = tuple(shape_of(a)[i] for i in rows) + tuple(shape_of(b)[i] for i in columns)
    inner = int(np.prod([shape_of(a)[i] for i in left]))
    matrix = reshape(transpose(a, axes=(*rows, *left)), shape=(-1, inner))
    return reshape(matrix @ reshape(transpose(b, axes=(*right, *columns)), shape=(inner, -1)), shape=shape)


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


def ravel(x):
    """x as one row of entries."""
    return reshape(x, shape=(-1,))


def squeeze(x, axis=None):
    """x without the axes of length one."""
    return reshape(x, shape=np.squeeze(primal(x), axis).shape)


def expand_dims(x, axis):
    """x with new axes of length one."""
    return reshape(x, shape=np.expand_dims(primal(x), axis).shape)


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


def splitter(cut):
    """np.split or np.array_split: a list of the parts."""
    def split(x, indices_or_sections, axis=0):
        before = (slice(None),) * (axis % len(shape_of(x)))
        places = cut(np.arange(shape_of(x)[axis]), indices_or_sections)
        return [x[(*before, slice(place[0], place[-1] + 1) if len(place) else slice(0, 0))] for place in places]
    return split


def zero_pad(x, pad_width, mode="constant", constant_values=0):
    """np.pad with constants."""
    if mode != "constant":
        raise TypeError(f"np.pad(..., mode={mode!r}) is not supported on traced values, only mode='constant'.")
    frame = np.pad(np.zeros_like(primal(x)), pad_width, constant_values=constant_values)
    pad_width = settled(pad_width)
    return pad(x, pad_width=pad_width) + frame if np.any(frame) else pad(x, pad_width=pad_width)


def _diagonal_index(n, k):
    return np.arange(n) + max(-k, 0), np.arange(n) + max(k, 0)


def diag(x, k=0):
    """The matrix with x on its diagonal, or the diagonal of the matrix x."""
    if x.ndim == 1:
        n = len(x) + abs(k)
        return scatter(x, index=_diagonal_index(len(x), k), shape=(n, n))
    return getitem(x, index=_diagonal_index(len(np.diagonal(primal(x), k)), k))


def trace(x):
    """The sum of the diagonal over the first two axes."""
    return sum_(getitem(x, index=_diagonal_index(min(shape_of(x)[:2]), 0)), axis=0)


def triangle(keep):
    """np.tril or np.triu: what lies on one side of the diagonal."""
    return lambda x, k=0: where(keep(np.ones(shape_of(x)[-2:], bool), k), x, 0.0)


def to_shape(x, shape):
    """x copied into a shape."""
    return broadcast(x, (shape,) if isinstance(shape, int) else tuple(shape))
