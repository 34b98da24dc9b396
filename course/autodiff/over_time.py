"""One line of a cell for all times at once: arrays that differ from time to time come stacked along a first axis."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff import elementwise as e
from course.autodiff.kinds import stretch_to, sum_to
from course.autodiff.linear import concatenate, getitem, is_basic, reshape, scatter, sum_, transpose
from course.autodiff.primitive import shape_of
from course.autodiff.products import matmul
from course.autodiff.symbols import Line

# Σ_t L(x_t) = L(Σ_t x_t) for what is linear: these in their first argument,
LINEAR = {reshape, transpose, sum_, sum_to, stretch_to, getitem, scatter, e.neg}
# and these in each, while the other stays the same.
BILINEAR = {e.mul, matmul}


def for_all_times(line: Line, timed: tuple[bool, ...]) -> Callable | None:
    """The function that carries out a line for all times; `timed` says which arguments come stacked.

    None where there is no rule: then the line is left in the loop.
    """
    if line.primitive.entrywise:
        return _entrywise(line, timed)
    rule = RULES.get(line.primitive)
    return rule and rule(line, timed)


def add_up(X):
    """Σ_t x_t."""
    return np.add.reduce(X, 0)


def add_up_products(A, B):
    """Σ_t a_t @ b_t, as one product: the columns of all a_t side by side, times the rows of all b_t."""
    T, n, inner = A.shape
    return np.dot(A.transpose(1, 0, 2).reshape(n, T * inner), B.reshape(T * inner, B.shape[2]))


def _lifted(X, rank):
    """Axes of length one after the time, so that what follows lines up with `rank` axes."""
    return X.reshape(len(X), *[1] * (rank + 1 - X.ndim), *X.shape[1:])


def _entrywise(line, timed):
    value, params, rank = line.primitive.value, line.params, len(shape_of(line.target))
    if not params and all(len(shape_of(arg)) == rank for arg, stacked in zip(line.args, timed, strict=True) if stacked):
        return value
    return lambda *args: value(*[_lifted(x, rank) if stacked else x for x, stacked in zip(args, timed, strict=True)],
                               **params)


def _matmul(line, timed):
    (a, b), y = map(shape_of, line.args), shape_of(line.target)
    if len(a) > 2 or len(b) > 2:
        return None
    if timed == (True, False):              # the rows of all times are the rows of one matrix
        return lambda A, b: np.dot(A.reshape(A.size // a[-1] if a[-1] else 0, a[-1]), b).reshape(len(A), *y)
    if timed == (False, True):
        return np.matmul if len(b) == 2 else lambda a, B: np.dot(B, a.T)
    left, right = (*(1, *a)[-2:],), (b[0], *(*b, 1)[1:2])
    return lambda A, B: np.matmul(A.reshape(len(A), *left), B.reshape(len(B), *right)).reshape(len(A), *y)


def _sum(line, timed):
    n, axis = len(shape_of(line.args[0])), line.params.get("axis")
    axes = tuple(range(1, n + 1)) if axis is None else tuple(a % n + 1 for a in np.atleast_1d(axis).tolist())
    return lambda X: np.add.reduce(X, axes, keepdims=bool(line.params.get("keepdims")))


def _transpose(line, timed):
    n, axes = len(shape_of(line.args[0])), line.params.get("axes")
    order = (0, *(a % n + 1 for a in (range(n - 1, -1, -1) if axes is None else axes)))
    return lambda X: X.transpose(order)


def _concatenate(line, timed):
    axis = line.params.get("axis", 0) % len(shape_of(line.target)) + 1
    return (lambda *arrays: np.concatenate(arrays, axis)) if all(timed) else None


def _at_every_time(line):
    index = line.params["index"]
    return (slice(None), *(index if isinstance(index, tuple) else (index,))) if is_basic(index) else None


def _getitem(line, timed):
    index = _at_every_time(line)
    return index and (lambda X: X[index])


def _scatter(line, timed):
    index, shape = _at_every_time(line), line.params["shape"]
    return index and (lambda X: scatter(X, index=index, shape=(len(X), *shape)))


def _sum_to(line, timed):
    shape = line.params["shape"]
    ones = [1] * (len(shape_of(line.args[0])) - len(shape))
    return lambda X: sum_to(X, shape=(len(X), *ones, *shape)).reshape(len(X), *shape)


def _stretch_to(line, timed):
    shape = line.params["shape"]
    return lambda X: stretch_to(_lifted(X, len(shape)), shape=(len(X), *shape))


def _reshape(line, timed):
    shape = shape_of(line.target)
    return lambda X: X.reshape(len(X), *shape)


RULES = {matmul: _matmul, sum_: _sum, transpose: _transpose, concatenate: _concatenate, getitem: _getitem,
         scatter: _scatter, sum_to: _sum_to, stretch_to: _stretch_to, reshape: _reshape}
