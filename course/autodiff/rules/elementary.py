"""The part of the table that works entry by entry: name, value, and one partial per argument.

A partial is a formula of what it names: the value y, or the arguments x, or a and b (n for an exponent). It is written
with the functions of this table, so that it can be differentiated again.
"""
from __future__ import annotations

import math
import operator

import numpy as np

from course.autodiff.rules.kinds import broadcast, elementwise, flat, general, unbroadcast
from course.autodiff.rules.primitive import constant, primal, shape_of

# --- values that NumPy has no single function for ---------------------------------------------------------------------


def _sigmoid(x):
    if np.iscomplexobj(x):
        return 1 / (1 + np.exp(-x))
    e = np.exp(-np.abs(x))                  # at most 1: no overflow on either side
    return np.where(np.greater_equal(x, 0), 1.0, e) / (1 + e)


def _softplus(x):
    return np.log1p(np.exp(x)) if np.iscomplexobj(x) else np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def _relu(x):
    return np.maximum(x, 0.0)


def _power(a, n):
    y = a ** n
    if isinstance(y, complex):
        raise ValueError(f"{a:g} ** {n:g} is not a real number")    # NumPy then says nan, with its warning
    return y


# --- choices at kinks. Any subgradient is one. Taken are relu'(0) = 0, |x|' = 0 at 0, and equal shares at ties --------


def _like(x, y):
    return float(y) if isinstance(x, float) else np.asarray(y, x.dtype)


def _share(a, b):
    if type(a) is type(b) is float:
        return 1.0 if a > b else 0.5 if a == b else 0.0
    return np.where(np.equal(a, b), 0.5, np.greater(a, b)).astype(np.result_type(a, b))


step = flat("step", lambda x: (1.0 if x > 0.0 else 0.0) if type(x) is float else _like(x, np.greater(x, 0)),
            entrywise=True)
sign = flat("sign", lambda x: _like(x, np.sign(x)), entrywise=True)
# 1 where a > b, 0 where a < b, one half at a tie: maximum(x, x) has slope 1
share = flat("share", _share, entrywise=True)
is_zero = flat("is_zero", lambda x: np.equal(x, 0), entrywise=True)
both_zero = flat("both_zero", lambda a, b: np.equal(a, 0) & np.equal(b, 0), entrywise=True)
is_flat = flat("is_flat", lambda a, n: np.equal(a, 0) & np.greater(n, 0), entrywise=True)
times_in = flat("floor_divide", np.floor_divide, entrywise=True)       # how many times b goes into a


def _power_slope(a, n):
    if type(n) in (int, float):
        return 0.0 if n == 0 else 2 * a if n == 2 else n * power(a, n - 1)
    return n * a ** (where(both_zero(a, n), 1.0, n) - 1)    # d(a^0)/da is 0, also at a = 0


def _log_base(a, n):
    if type(a) is float and a > 0.0:
        return log(a)
    return log(where(is_flat(a, n), 1.0, a))                # 0^n is flat in n > 0: there 0 ln 0 counts as 0


# --- the table --------------------------------------------------------------------------------------------------------

add = elementwise("add", np.add, 1, 1, symbol="+", scalar=operator.add)
sub = elementwise("sub", np.subtract, 1, -1, symbol="−", scalar=operator.sub)
mul = elementwise("mul", np.multiply, lambda b: b, lambda a: a, symbol="×", scalar=operator.mul)
div = elementwise("div", np.divide, lambda b: 1 / b, lambda y, b: -y / b, symbol="÷", scalar=operator.truediv)
neg = elementwise("neg", np.negative, -1, symbol="−", scalar=operator.neg)
power = elementwise("pow", np.power, _power_slope, lambda y, a, n: y * _log_base(a, n), symbol="^", scalar=_power)
sqrt = elementwise("sqrt", np.sqrt, lambda y: 0.5 / y, symbol="√", scalar=math.sqrt)
exp = elementwise("exp", np.exp, lambda y: y, scalar=math.exp)
expm1 = elementwise("expm1", np.expm1, lambda y: y + 1, scalar=math.expm1)
log = elementwise("ln", np.log, lambda x: 1 / x, scalar=math.log)
exp2 = elementwise("exp2", np.exp2, lambda y: math.log(2) * y)
log2 = elementwise("log2", np.log2, lambda x: 1 / (math.log(2) * x), scalar=math.log2)
log10 = elementwise("log10", np.log10, lambda x: 1 / (math.log(10) * x), scalar=math.log10)
cbrt = elementwise("cbrt", np.cbrt, lambda y: 1 / (3 * y * y), symbol="∛")
log1p = elementwise("log1p", np.log1p, lambda x: 1 / (1 + x), scalar=math.log1p)
sin = elementwise("sin", np.sin, lambda x: cos(x), scalar=math.sin)
cos = elementwise("cos", np.cos, lambda x: -sin(x), scalar=math.cos)
tan = elementwise("tan", np.tan, lambda y: 1 + y * y, scalar=math.tan)
arcsin = elementwise("arcsin", np.arcsin, lambda x: 1 / sqrt(1 - x * x), scalar=math.asin)
arccos = elementwise("arccos", np.arccos, lambda x: -1 / sqrt(1 - x * x), scalar=math.acos)
arctan = elementwise("arctan", np.arctan, lambda x: 1 / (1 + x * x), scalar=math.atan)
arctan2 = elementwise("arctan2", np.arctan2, lambda a, b: b / (a * a + b * b), lambda a, b: -a / (a * a + b * b),
                      scalar=math.atan2)
sinh = elementwise("sinh", np.sinh, lambda x: cosh(x), scalar=math.sinh)
cosh = elementwise("cosh", np.cosh, lambda x: sinh(x), scalar=math.cosh)
tanh = elementwise("tanh", np.tanh, lambda y: 1 - y * y, scalar=math.tanh)
arcsinh = elementwise("arcsinh", np.arcsinh, lambda x: 1 / sqrt(1 + x * x), scalar=math.asinh)
arccosh = elementwise("arccosh", np.arccosh, lambda x: 1 / sqrt(x * x - 1), scalar=math.acosh)
arctanh = elementwise("arctanh", np.arctanh, lambda x: 1 / (1 - x * x), scalar=math.atanh)
sigmoid = elementwise("sigmoid", _sigmoid, lambda y: y * (1 - y), symbol="σ")
softplus = elementwise("softplus", _softplus, lambda x: sigmoid(x))
relu = elementwise("relu", _relu, lambda y: step(y), scalar=lambda x: 0.0 if x <= 0.0 else x)
logaddexp = elementwise("logaddexp", np.logaddexp, lambda a, b: sigmoid(a - b), lambda a, b: sigmoid(b - a))
logaddexp2 = elementwise("logaddexp2", np.logaddexp2, lambda y, a: exp2(a - y), lambda y, b: exp2(b - y))
hypot = elementwise("hypot", np.hypot, lambda y, a: a / where(is_zero(y), 1.0, y),     # its slope at 0 is set to 0
                    lambda y, b: b / where(is_zero(y), 1.0, y), scalar=math.hypot)
mod = elementwise("mod", np.remainder, 1, lambda a, b: -times_in(a, b), symbol="%")
absolute = elementwise("abs", np.absolute, lambda x: sign(x), scalar=abs)
maximum = elementwise("max", np.maximum, lambda a, b: share(a, b), lambda a, b: share(b, a))
minimum = elementwise("min", np.minimum, lambda a, b: share(b, a), lambda a, b: share(a, b))


# A choice is linear in both arguments. Multiplying by zeros and ones would not do: zero times infinity is not zero.
def _pull_chosen(condition, shape, parts):
    return lambda y_bar: unbroadcast(select(*parts(y_bar), condition), shape)


select = general("where", lambda a, b, condition: np.where(condition, a, b)[()],
                 (lambda a_dot, y, a, b, condition: broadcast(select(a_dot, 0.0, condition), shape_of(y)),
                  lambda b_dot, y, a, b, condition: broadcast(select(0.0, b_dot, condition), shape_of(y))),
                 (lambda y, a, b, condition: _pull_chosen(condition, shape_of(a), lambda y_bar: (y_bar, 0.0)),
                  lambda y, a, b, condition: _pull_chosen(condition, shape_of(b), lambda y_bar: (0.0, y_bar))),
                 entrywise=True)


def where(condition, a, b):
    """np.where: a where the condition holds, b elsewhere; the condition has no derivative."""
    return select(a, b, constant(condition))


def _pull_cast(y, x, dtype):
    theirs = np.result_type(primal(x))
    return lambda y_bar: cast(y_bar, dtype=theirs)


cast = general("astype", lambda x, dtype: np.asarray(x).astype(dtype)[()],
               (lambda x_dot, y, x, dtype: cast(x_dot, dtype=dtype),), (_pull_cast,), "dtype", entrywise=True)
