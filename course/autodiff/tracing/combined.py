"""NumPy functions that compute with entries, made of functions of the table: their derivatives follow."""
from __future__ import annotations

from collections import namedtuple
from functools import reduce
from operator import matmul as at

import numpy as np

from course.autodiff.rules.elementary import maximum, minimum, mul, select, where
from course.autodiff.rules.kinds import flat
from course.autodiff.rules.matrices import inv, logdet
from course.autodiff.rules.primitive import constant, primal, shape_of
from course.autodiff.rules.products import convolve, matmul
from course.autodiff.rules.reductions import amax, amin, mean
from course.autodiff.rules.structural import concatenate, cumsum, flip, reshape, sum_, transpose
from course.autodiff.tracing.rearranged import broadcast_arrays, moveaxis, moved, ravel, sort

is_finite, is_nan = flat("isfinite", np.isfinite, entrywise=True), flat("isnan", np.isnan, entrywise=True)
finite = flat("nan_to_num", np.nan_to_num, "nan", "posinf", "neginf", entrywise=True)
sign_of_det = flat("sign_of_det", lambda a: np.linalg.slogdet(a)[0])

# --- entry by entry ---------------------------------------------------------------------------------------------------


def square(x):
    """x²."""
    return mul(x, x)


def scaled(number):
    """x times a number, as np.deg2rad."""
    return lambda x: x * number


def clip(x, a_min=None, a_max=None, *, min=None, max=None):
    """x kept between two bounds; None is no bound."""
    low, high = a_min if min is None else min, a_max if max is None else max
    x = x if low is None else maximum(x, low)
    return x if high is None else minimum(x, high)


def chosen(condition, *parts):
    """np.where; without parts, the places where the condition holds."""
    return where(condition, *parts) if parts else np.nonzero(constant(condition))


def select_first(condlist, choicelist, default=0):
    """np.select: each entry from the first choice whose condition holds."""
    for condition, choice in zip(reversed(condlist), reversed(choicelist), strict=True):
        default = where(condition, choice, default)
    return default


def number_of(larger):
    """np.fmax or np.fmin: nan only where both are nan."""
    return lambda a, b: where(is_nan(b), a, where(is_nan(a), b, larger(a, b)))


def nan_to_num(x, nan=0.0, posinf=None, neginf=None):
    """x where it is finite, and numbers in place of nan and infinities."""
    return where(is_finite(x), x, finite(x, nan=nan, posinf=posinf, neginf=neginf))


def linspace(start, stop, num=50, endpoint=True):
    """np.linspace."""
    n = max(len(shape_of(start)), len(shape_of(stop)))
    return start + (stop - start) * np.linspace(0.0, 1.0, num, endpoint).reshape(-1, *[1] * n)


def polyval(p, x):
    """np.polyval, the highest power first, by Horner's rule."""
    return reduce(lambda y, coefficient: y * x + coefficient, p)


# --- products ---------------------------------------------------------------------------------------------------------


def dot(a, b):
    """np.dot: the last axis of a with the last but one of b."""
    if not (shape_of(a) and shape_of(b)):
        return mul(a, b)
    few = len(shape_of(a)) <= 2 and len(shape_of(b)) <= 2
    return matmul(a, b) if few else tensordot(a, b, ([-1], [max(len(shape_of(b)) - 2, 0)]))


def inner(a, b):
    """np.inner: the last axis of both."""
    return tensordot(a, b, ([-1], [-1])) if shape_of(a) and shape_of(b) else mul(a, b)


def vdot(a, b):
    """np.vdot: all entries of both."""
    return ravel(a) @ ravel(b)


def outer(a, b):
    """Every entry of a times every entry of b."""
    return reshape(a, shape=(-1, 1)) * reshape(b, shape=(1, -1))


def kron(a, b):
    """Every entry of a times the whole of b, in the place of the entry."""
    n = max(len(shape_of(a)), len(shape_of(b)))
    (rows, a), (columns, b) = (((1,) * (n - len(shape_of(x))) + shape_of(x), x) for x in (a, b))
    a = reshape(a, shape=tuple(k for size in rows for k in (size, 1)))
    b = reshape(b, shape=tuple(k for size in columns for k in (1, size)))
    return reshape(a * b, shape=tuple(np.multiply(rows, columns).tolist()))


def cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None):
    """np.cross of vectors of three."""
    axisa, axisb, axisc = (axisa, axisb, axisc) if axis is None else (axis, axis, axis)
    a, b = moveaxis(a, axisa, -1), moveaxis(b, axisb, -1)
    if shape_of(a)[-1:] != (3,) or shape_of(b)[-1:] != (3,):
        raise TypeError("np.cross on traced values takes vectors of three.")
    a, b = broadcast_arrays(a, b)
    after, before = [1, 2, 0], [2, 0, 1]
    return moveaxis(a[..., after] * b[..., before] - a[..., before] * b[..., after], -1, axisc)


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


def correlate(a, v, mode="valid"):
    """np.correlate of two vectors."""
    return convolve(a, flip(v, 0), mode)


def multi_dot(arrays):
    """np.linalg.multi_dot, from left to right."""
    return reduce(at, arrays)


def matrix_power(a, n):
    """The n-th power of a square matrix, by squaring."""
    if n < 0:
        return matrix_power(inv(a), -n)
    if n < 2:
        return a if n else np.linalg.matrix_power(np.zeros(shape_of(a), primal(a).dtype), 0)
    half = matrix_power(a, n // 2)
    return half @ half @ a if n % 2 else half @ half


SignAndLog = namedtuple("SignAndLog", "sign logabsdet")


def slogdet(a):
    """np.linalg.slogdet: the sign jumps, and has no derivative."""
    return SignAndLog(sign_of_det(a), logdet(a))


# --- sums along an axis -----------------------------------------------------------------------------------------------


def total(x, axis=None, keepdims=False, where=True):
    """np.sum; where `where` does not hold, 0 is added."""
    return sum_(x if where is True else select(x, 0.0, constant(where)), axis=axis, keepdims=keepdims)


def nansum(x, axis=None, keepdims=False):
    """np.nansum."""
    return sum_(where(is_nan(x), 0.0, x), axis=axis, keepdims=keepdims)


def running_sum(x, axis=None):
    """np.cumsum; without an axis over all entries."""
    return cumsum(ravel(x), axis=0) if axis is None else cumsum(x, axis=axis)


def running_product(x, axis=None):
    """np.cumprod, by doubling: no entry is divided by, so that zeros do no harm."""
    x, axis = (ravel(x), 0) if axis is None else (x, axis % x.ndim)
    before, step = (slice(None),) * axis, 1
    while step < shape_of(x)[axis]:
        product = x[(*before, slice(step, None))] * x[(*before, slice(None, -step))]
        x, step = concatenate(x[(*before, slice(None, step))], product, axis=axis), 2 * step
    return x


def difference(x, n=1, axis=-1):
    """np.diff: each entry minus the one before, n times."""
    before = (slice(None),) * (axis % x.ndim)
    for _ in range(n):
        x = x[(*before, slice(1, None))] - x[(*before, slice(None, -1))]
    return x


def trapezoid(y, x=None, dx=1.0, axis=-1):
    """np.trapezoid: the integral by straight lines between the points."""
    before = (slice(None),) * (axis % len(shape_of(y)))
    if x is not None:
        x = np.asarray(x) if isinstance(x, list | tuple) else x
        dx = difference(x, axis=axis if len(shape_of(x)) > 1 else -1)
        dx = dx if len(shape_of(x)) > 1 else reshape(dx, shape=(-1, *[1] * (len(shape_of(y)) - 1 - len(before))))
    return sum_((y[(*before, slice(1, None))] + y[(*before, slice(None, -1))]) * (0.5 * dx), axis=axis)


def average(x, axis=None, weights=None, keepdims=False):
    """np.average; weights of one axis are for the entries along it."""
    if weights is None:
        return mean(x, axis, keepdims)
    if shape_of(weights) != shape_of(x):
        weights = reshape(weights, shape=tuple(-1 if i == axis % len(shape_of(x)) else 1
                                               for i in range(len(shape_of(x)))))
    return sum_(x * weights, axis=axis, keepdims=keepdims) / sum_(weights, axis=axis, keepdims=keepdims)


def cov(m, rowvar=True, bias=False, ddof=None):
    """np.cov: the covariances of the rows of m, or of its columns."""
    m = m.T if not rowvar and m.ndim > 1 else reshape(m, shape=(-1, shape_of(m)[-1]))
    spread = m - mean(m, 1, keepdims=True)
    n = shape_of(m)[1] - (ddof if ddof is not None else 0 if bias else 1)
    whole = spread @ transpose(spread) * (1.0 / n)
    return reshape(whole, shape=()) if len(whole) == 1 else whole


def ptp(x, axis=None, keepdims=False):
    """np.ptp: the largest minus the smallest entry."""
    return amax(x, axis=axis, keepdims=keepdims) - amin(x, axis=axis, keepdims=keepdims)


def median(x, axis=None):
    """np.median: the middle entry, or the mean of the middle two."""
    if isinstance(axis, tuple):
        raise TypeError("np.median over several axes is not supported on traced values: reshape them to one axis.")
    x, axis = (ravel(x), 0) if axis is None else (x, axis % x.ndim)
    n = shape_of(x)[axis]
    return mean(sort(x, axis)[(*(slice(None),) * axis, slice((n - 1) // 2, n // 2 + 1))], axis)


def trace(x, offset=0, axis1=0, axis2=1):
    """The sum of a diagonal."""
    return sum_(moved(np.diagonal)(x, offset, axis1, axis2), axis=-1)
