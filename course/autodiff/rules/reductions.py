"""What makes one number of many: the largest, the mean, the product, the norm, and ln Σ exp."""
from __future__ import annotations

import math

import numpy as np

from course.autodiff.rules.elementary import exp, is_zero, log, sqrt, where
from course.autodiff.rules.kinds import flat, general
from course.autodiff.rules.primitive import shape_of
from course.autodiff.rules.structural import concatenate, kept_shape, reshape, sum_


def _picked(y, x, axis=None):
    ties = np.equal(x, np.reshape(y, kept_shape(np.shape(x), axis))).astype(np.result_type(x))
    return (ties / np.sum(ties, axis=axis, keepdims=True))[()]


def _top(x, axis=None):
    top = np.real(np.max(x, axis=axis, keepdims=True))
    return np.where(np.isfinite(top), top, 0.0).astype(top.dtype)


picked = flat("picked", _picked, "axis")    # one for the entry that was picked, shares of one where several tie
finite_top = flat("finite_top", _top, "axis")


def _pick_jvp(x_dot, y, x, axis=None, keepdims=False):
    return sum_(x_dot * picked(y, x, axis=axis), axis=axis, keepdims=keepdims)


def _pull_picked(y, x, axis=None, keepdims=False):
    shape = kept_shape(shape_of(x), axis)
    return lambda y_bar: reshape(y_bar, shape=shape) * picked(y, x, axis=axis)


amax = general("amax", np.max, (_pick_jvp,), (_pull_picked,), "axis", "keepdims")
amin = general("amin", np.min, (_pick_jvp,), (_pull_picked,), "axis", "keepdims")

# --- from here on made of functions of the table: their derivatives follow --------------------------------------------


def _count(x, axis):
    shape = shape_of(x)
    return math.prod(shape if axis is None else [shape[a] for a in np.atleast_1d(axis)])


def mean(x, axis=None, keepdims=False):
    """The mean over `axis` (all axes by default)."""
    n = _count(x, axis)
    return sum_(x, axis=axis, keepdims=keepdims) * (1 / n if n else np.inf)


def var(x, axis=None, ddof=0, keepdims=False):
    """The variance over `axis`; `ddof` is taken off the number of entries."""
    spread = x - mean(x, axis, keepdims=True)
    total = sum_(spread * spread, axis=axis, keepdims=keepdims)
    n = _count(x, axis) - ddof
    return total / n if n > 0 else total * np.inf           # as NumPy: no number of nothing


def std(x, axis=None, ddof=0, keepdims=False):
    """The standard deviation over `axis`."""
    return _root(var(x, axis, ddof, keepdims))


def prod(x, axis=None, keepdims=False):
    """The product over `axis`, by halves: no entry is divided by, so that zeros do no harm."""
    shape = shape_of(x)
    axes = range(len(shape)) if axis is None else [a % len(shape) for a in np.atleast_1d(axis)]
    for a in axes:
        x = _product_along(x, (slice(None),) * a)
    return x if keepdims else reshape(x, shape=tuple(n for i, n in enumerate(shape) if i not in axes))


def _product_along(x, before):
    axis = len(before)
    if shape_of(x)[axis] == 0:
        return sum_(x, axis=axis, keepdims=True) + 1.0
    while (n := shape_of(x)[axis]) > 1:
        pairs = x[(*before, slice(0, n - 1, 2))] * x[(*before, slice(1, None, 2))]
        x = concatenate(pairs, x[(*before, slice(n - 1, None))], axis=axis) if n % 2 else pairs
    return x


def logsumexp(x, axis=None, keepdims=False):
    """ln Σ exp(x) over `axis`, without overflow."""
    top = finite_top(x, axis=axis)
    total = log(sum_(exp(x - top), axis=axis, keepdims=keepdims))
    return total + (top if keepdims else reshape(top, shape=shape_of(total)))


def norm(x, ord=None, axis=None, keepdims=False):
    """np.linalg.norm of vectors (ord from 1 to inf) or of all entries (no ord, "fro"); its slope at 0 is set to 0."""
    of_vectors = x.ndim == 1 if axis is None else np.size(axis) == 1
    if ord == 1 and of_vectors:
        return sum_(abs(x), axis=axis, keepdims=keepdims)
    if ord == 2 and of_vectors:
        return _root(sum_(x * x, axis=axis, keepdims=keepdims))
    if ord == np.inf and of_vectors:
        return amax(abs(x), axis=axis, keepdims=keepdims)
    if isinstance(ord, int | float) and ord > 1 and of_vectors:
        return _root(sum_(abs(x) ** ord, axis=axis, keepdims=keepdims), ord)
    if ord not in (None, "fro"):
        raise TypeError(f"np.linalg.norm(..., ord={ord!r}, axis={axis!r}) is not supported on traced values. "
                        "Supported are the norms of vectors from 1 to inf and the Frobenius norm.")
    return _root(sum_(x * x, axis=axis, keepdims=keepdims))


def _root(powers, n=2):
    """The root of a sum of squares. Where they are all zero its slope is not defined; 0 is taken."""
    zero = is_zero(powers)
    safe = where(zero, 1.0, powers)
    return where(zero, 0.0, sqrt(safe) if n == 2 else safe ** (1 / n))
