"""The table of primitives: every local derivative of the course is written here, and only here."""
from __future__ import annotations

import math
import operator

import numpy as np

from course.autodiff.primitive import (
    Primitive,
    Traced,
    elementwise,
    linear,
    shape_of,
    stretch,
    stretch_to,
    sum_to,
    unbroadcast,
)

# --- values that NumPy has no single function for ---------------------------------------------------------------------


def _sigmoid(x):
    if np.iscomplexobj(x):
        return 1 / (1 + np.exp(-x))
    e = np.exp(-np.abs(x))                  # at most 1: no overflow on either side
    return np.where(np.greater_equal(x, 0), 1.0, e) / (1 + e)


def _relu(x):
    return np.maximum(x, 0.0)


def _power(a, n):
    y = a ** n
    if isinstance(y, complex):
        raise ValueError(f"{a:g} ** {n:g} is not a real number")    # NumPy then says nan, with its warning
    return y


# --- choices at kinks: any subgradient is right; these are the usual ones ---------------------------------------------


def primal(x):
    """The plain number or array under any number of interpreters."""
    while isinstance(x, Traced):
        x = x.value
    return x


def _like(x, y):
    return float(y) if isinstance(x, float) else np.asarray(y, x.dtype)


def _step(x):
    """The slope of relu: 1 where x > 0, else 0, also at the kink."""
    x = primal(x)
    return _like(x, np.greater(x, 0))


def _sign(x):
    """The slope of abs: 1, -1, and 0 at the kink."""
    x = primal(x)
    return _like(x, np.sign(x))


def _share(a, b):
    """The slope of maximum in a: 1 where a > b, 0 where a < b, and one half at a tie: maximum(x, x) has slope 1."""
    return 0.5 * (1.0 + _sign(primal(a) - primal(b)))


def _power_slope(y, a, n):
    return 0.0 * a if np.ndim(primal(n)) == 0 and primal(n) == 0 else n * a ** (n - 1)


# --- elementwise: name, symbol, value, one partial per argument (through the output y where that is shorter) ----------

add = elementwise("add", "+", np.add, 1, 1, scalar=operator.add)
sub = elementwise("sub", "−", np.subtract, 1, -1, scalar=operator.sub)
mul = elementwise("mul", "×", np.multiply, lambda y, a, b: b, lambda y, a, b: a, scalar=operator.mul)
div = elementwise("div", "÷", np.divide, lambda y, a, b: 1 / b, lambda y, a, b: -y / b, scalar=operator.truediv)
neg = elementwise("neg", "−", np.negative, -1, scalar=operator.neg)
power = elementwise("pow", "^", np.power, _power_slope, lambda y, a, n: y * log(a), scalar=_power)
sin = elementwise("sin", "sin", np.sin, lambda y, x: cos(x), scalar=math.sin)
cos = elementwise("cos", "cos", np.cos, lambda y, x: -sin(x), scalar=math.cos)
tan = elementwise("tan", "tan", np.tan, lambda y, x: 1 + y * y, scalar=math.tan)
exp = elementwise("exp", "exp", np.exp, lambda y, x: y, scalar=math.exp)
log = elementwise("ln", "ln", np.log, lambda y, x: 1 / x, scalar=math.log)
sqrt = elementwise("sqrt", "√", np.sqrt, lambda y, x: 0.5 / y, scalar=math.sqrt)
tanh = elementwise("tanh", "tanh", np.tanh, lambda y, x: 1 - y * y, scalar=math.tanh)
sigmoid = elementwise("sigmoid", "σ", _sigmoid, lambda y, x: y * (1 - y))
relu = elementwise("relu", "relu", _relu, lambda y, x: _step(x))
absolute = elementwise("abs", "abs", np.absolute, lambda y, x: _sign(x), scalar=abs)
maximum = elementwise("max", "max", np.maximum, lambda y, a, b: _share(a, b), lambda y, a, b: _share(b, a))
minimum = elementwise("min", "min", np.minimum, lambda y, a, b: _share(b, a), lambda y, a, b: _share(a, b))

# --- linear: name, symbol, value, transpose, names of the settings ----------------------------------------------------


def _keep_axes(y_bar, x, axis=None, keepdims=False):
    """y_bar with the summed axes put back as 1, ready to be copied along them."""
    axes = range(x.ndim) if axis is None else [a % x.ndim for a in np.atleast_1d(axis)]
    kept = tuple(1 if i in axes else n for i, n in enumerate(shape_of(x)))
    return y_bar if keepdims else reshape(y_bar, shape=kept)


def _unsum(y_bar, x, **params):
    return stretch(_keep_axes(y_bar, x, **params), shape_of(x)) if shape_of(x) else y_bar


def _unpermute(y_bar, x, axes=None):
    return transpose(y_bar, axes=None if axes is None else tuple(np.argsort(axes)))


def _is_basic(index):
    parts = index if isinstance(index, tuple) else (index,)
    return all(part is None or part is ... or isinstance(part, int | slice | np.integer) for part in parts)


def _getitem(x, index):
    return x[index]


def _scatter(y_bar, index, shape):
    x_bar = np.zeros(shape, np.result_type(y_bar))
    if _is_basic(index):
        x_bar[index] = y_bar
    else:
        np.add.at(x_bar, index, y_bar)      # an entry that was taken twice receives both adjoints
    return x_bar


sum_ = linear("sum", "Σ", np.sum, _unsum, "axis", "keepdims")
reshape = linear("reshape", "reshape", np.reshape, lambda y_bar, x, shape: reshape(y_bar, shape=shape_of(x)), "shape")
transpose = linear("transpose", "ᵀ", np.transpose, _unpermute, "axes")
getitem = linear("getitem", "[ ]", _getitem,
                 lambda y_bar, x, index: scatter(y_bar, index=index, shape=shape_of(x)), "index")
scatter = linear("scatter", "scatter", _scatter, lambda y_bar, x, index, shape: getitem(y_bar, index=index),
                 "index", "shape")

# --- bilinear: linear in each slot while the other is held ------------------------------------------------------------


def _as_matrices(y_bar, a, b):
    """A product with a vector, seen as the product of matrices that it is."""
    a = reshape(a, shape=(1, *a.shape)) if a.ndim == 1 else a
    b = reshape(b, shape=(*b.shape, 1)) if b.ndim == 1 else b
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    return reshape(y_bar, shape=(*batch, a.shape[-2], b.shape[-1])), a, b


def _flip(a):
    return transpose(a, axes=(*range(a.ndim - 2), a.ndim - 1, a.ndim - 2))


def _matmul_pull_a(y_bar, y, a, b):
    c_bar, left, right = _as_matrices(y_bar, a, b)
    return reshape(unbroadcast(matmul(c_bar, _flip(right)), left.shape), shape=a.shape)


def _matmul_pull_b(y_bar, y, a, b):
    c_bar, left, right = _as_matrices(y_bar, a, b)
    return reshape(unbroadcast(matmul(_flip(left), c_bar), right.shape), shape=b.shape)


matmul = Primitive(name="matmul", symbol="@", value=np.matmul,
                   jvps=(lambda a_dot, y, a, b: matmul(a_dot, b), lambda b_dot, y, a, b: matmul(a, b_dot)),
                   vjps=(_matmul_pull_a, _matmul_pull_b))

TABLE = {p.name: p for p in (
    add, sub, mul, div, neg, power, sin, cos, tan, exp, log, sqrt, tanh, sigmoid, relu, absolute, maximum, minimum,
    sum_, reshape, transpose, getitem, scatter, matmul, stretch_to, sum_to)}
