"""NumPy functions that compute with entries, made of functions of the table: their derivatives follow."""
from __future__ import annotations

from functools import reduce

import numpy as np

from course.autodiff.rules.elementary import maximum, minimum, mul, select, where
from course.autodiff.rules.kinds import flat
from course.autodiff.rules.primitive import constant, shape_of
from course.autodiff.rules.reductions import amax, amin, mean
from course.autodiff.rules.structural import concatenate, cumsum, reshape, sum_
from course.autodiff.tracing.rearranged import ravel, sort

is_finite, is_nan = flat("isfinite", np.isfinite, entrywise=True), flat("isnan", np.isnan, entrywise=True)
finite = flat("nan_to_num", np.nan_to_num, "nan", "posinf", "neginf", entrywise=True)

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


# --- sums along an axis -----------------------------------------------------------------------------------------------


def total(x, axis=None, keepdims=False, where=True):
    """np.sum; where `where` does not hold, 0 is added."""
    given = ({} if axis is None else {"axis": axis}) | ({"keepdims": True} if keepdims else {})
    return sum_(x if where is True else select(x, 0.0, constant(where)), **given)       # listings show what was given


def nansum(x, axis=None, keepdims=False):
    """np.nansum."""
    return sum_(where(is_nan(x), 0.0, x), axis=axis, keepdims=keepdims)


def running_sum(x, axis=None):
    """np.cumsum; without an axis over all entries."""
    return cumsum(ravel(x) if x.ndim != 1 else x, axis=0) if axis is None else cumsum(x, axis=axis)


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
