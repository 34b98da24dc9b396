"""NumPy's products of vectors and matrices, made of functions of the table: their derivatives follow."""
from __future__ import annotations

from collections import namedtuple
from functools import reduce
from operator import matmul as at

import numpy as np

from course.autodiff.rules.elementary import mul
from course.autodiff.rules.kinds import flat
from course.autodiff.rules.matrices import inv, logdet
from course.autodiff.rules.primitive import primal, shape_of
from course.autodiff.rules.products import convolve, matmul
from course.autodiff.rules.reductions import mean
from course.autodiff.rules.structural import flip, reshape, sum_, transpose
from course.autodiff.tracing.rearranged import broadcast_arrays, moveaxis, moved, ravel

sign_of_det = flat("sign_of_det", lambda a: np.linalg.slogdet(a)[0])


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


def trace(x, offset=0, axis1=0, axis2=1):
    """The sum of a diagonal."""
    return sum_(moved(np.diagonal)(x, offset, axis1, axis2), axis=-1)


def cov(m, rowvar=True, bias=False, ddof=None):
    """np.cov: the covariances of the rows of m, or of its columns."""
    m = m.T if not rowvar and m.ndim > 1 else reshape(m, shape=(-1, shape_of(m)[-1]))
    spread = m - mean(m, 1, keepdims=True)
    n = shape_of(m)[1] - (ddof if ddof is not None else 0 if bias else 1)
    whole = spread @ transpose(spread) * (1.0 / n)
    return reshape(whole, shape=()) if len(whole) == 1 else whole
