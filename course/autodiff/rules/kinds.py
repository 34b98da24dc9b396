"""The kinds of primitives: what is enough to state for each, and the rules that follow from it."""
from __future__ import annotations

import inspect
import operator
from collections.abc import Callable
from itertools import count

import numpy as np

from course.autodiff.rules.primitive import Primitive, Slots, constant, shape_of

PLACES = {"y": 0, "x": 1, "a": 1, "b": 2, "n": 2}       # what the names in a partial stand for: y, and the arguments


def elementwise(name, value, *partials, symbol="", scalar=None) -> Primitive:
    """A primitive that works entry by entry: its Jacobian is diagonal, so p alone gives push and pull.

    A partial is a number or a formula of what it names, y, x, a, b or n: these, and no others, are kept for the pull.
    """
    formulas = tuple(map(_Formula, partials))
    slopes = tuple(_slope_at(symbol or name, formula) for formula in formulas)
    return Primitive(name=name, symbol=symbol or name, value=value, scalar=_total(scalar, value), entrywise=True,
                     partials=tuple(formula.at for formula in formulas),
                     slope_at=slopes, jvps=tuple(map(_push, formulas)),
                     pull_at=tuple(map(_pull_at, count(), formulas, slopes)))


def linear(name, value, transpose, *params, symbol="") -> Primitive:
    """A primitive linear in its one array: the push is itself, the pull `transpose(y_bar, shape of x, **params)`."""
    def jvp(x_dot, y, x, **params):
        return self(x_dot, **params)

    def pull_at(y, x, **params):
        shape = shape_of(x)
        return lambda y_bar: transpose(y_bar, shape, **params)

    self = Primitive(name=name, symbol=symbol or name, value=value, jvps=(jvp,), pull_at=(pull_at,), params=params)
    return self


def multilinear(name, value, pull_at, *params, symbol="") -> Primitive:
    """A primitive linear in each argument while the others are held: the push puts the tangent in its place."""
    jvps = Slots(lambda slot, x_dot, y, *args, **params: self(*args[:slot], x_dot, *args[slot + 1:], **params))
    jvps = jvps if isinstance(pull_at, Slots) else tuple(jvps[slot] for slot in range(len(pull_at)))
    self = general(name, value, jvps, pull_at, *params, symbol=symbol)      # the push is made of it
    return self


def general(name, value, jvps, pull_at, *params, symbol="", entrywise=False) -> Primitive:
    """A primitive by its rules for each slot: jvp(x_dot, y, *args, **params), and pull_at(y, *args, **params), a pull.

    What the pull names is kept until the sweep, and nothing else.
    """
    return Primitive(name=name, symbol=symbol or name, value=value, jvps=jvps, pull_at=pull_at, params=params,
                     entrywise=entrywise)


def flat(name, value, *params, entrywise=False) -> Callable:
    """A function that jumps or stays as it is: it has no derivative, and its arguments count as constants."""
    self = Primitive(name=name, symbol=name, value=value, jvps=(), pull_at=(), params=params, entrywise=entrywise)
    return lambda *args, **settings: self(*map(constant, args), **settings)


class _Formula:
    """A partial: a number, or a function of some of (y, *args), whose names say which."""

    def __init__(self, partial):
        self.number = None if callable(partial) else float(partial)
        self.places = tuple(PLACES[name] for name in inspect.signature(partial).parameters) if callable(partial) else ()
        self.at, self.times_at = _readings(partial, self.places) if self.places else (lambda *values: self.number, None)


def _readings(p, places):
    """The partial at (y, *args), and the map y_bar -> y_bar · p there, which keeps only what the partial names."""
    match places:
        case (0,):
            return lambda y, *args: p(y), lambda y, *args: lambda y_bar: y_bar * p(y)
        case (1,):
            return lambda y, x, *more: p(x), lambda y, x, *more: lambda y_bar: y_bar * p(x)
        case (2,):
            return lambda y, a, b: p(b), lambda y, a, b: lambda y_bar: y_bar * p(b)

    def times_at(*values):
        kept = [values[place] for place in places]
        return lambda y_bar: y_bar * p(*kept)
    return lambda *values: p(*[values[place] for place in places]), times_at


def _push(formula):
    if formula.number is None:
        return lambda x_dot, y, *args: broadcast(x_dot * formula.at(y, *args), shape_of(y))
    return lambda x_dot, y, *args: broadcast(_times(formula.number)(x_dot), shape_of(y))


def _pull_at(slot, formula, slope_at):
    times_at = formula.times_at if formula.places else lambda *values: _times(formula.number)

    def pull_at(y, *args):
        if type(y) is float:
            return slope_at(y, *args)
        times, shape = times_at(y, *args), shape_of(args[slot])
        return times if shape == y.shape else lambda y_bar: unbroadcast(times(y_bar), shape)
    return pull_at


def _times(number):
    """The map of x to number · x."""
    return _same if number == 1 else operator.neg if number == -1 else lambda x: x * number


def _same(x):
    return x


def _slope_at(symbol, formula):
    at = formula.at
    if formula.number is not None:
        return at

    def slope_at(y, *args):
        try:
            return float(at(y, *args))
        except ZeroDivisionError:
            return _infinite(symbol, args)
    return slope_at


def _infinite(symbol, args):
    def pull(y_bar):
        unused = " Where np.where takes another value give it another argument, too: np.log(np.where(x > 0, x, 1.0))."
        raise ZeroDivisionError(f"{symbol} has no finite derivative at {', '.join(f'{x:g}' for x in args)}."
                                + unused * (y_bar == 0.0))
    return pull


def _total(scalar, value):
    if scalar is None or scalar in (operator.add, operator.sub, operator.mul, operator.truediv, operator.neg, abs):
        return scalar

    def on_floats(*args):
        try:
            return scalar(*args)
        except (ValueError, OverflowError):
            return float(value(*args))      # outside the domain NumPy's answer counts: nan or inf, with its warning
    on_floats.__wrapped__ = scalar          # for who prefers the error
    return on_floats


def _broadcast_to(x, shape):
    y = np.empty(shape, getattr(x, "dtype", type(x)))
    y[...] = x
    return y


def _sum_to(x, shape):
    extra = len(shape_of(x)) - len(shape)
    ones = tuple(i + extra for i, n in enumerate(shape) if n == 1)
    y = np.add.reduce(x, tuple(range(extra)) + ones, keepdims=bool(ones))
    return np.reshape(y, shape) if ones else y


# Broadcasting copies, and the adjoint of copying is adding up: each of these two is the other's transpose.
broadcast_to = linear("broadcast_to", _broadcast_to,
                      lambda y_bar, x_shape, shape: unbroadcast(y_bar, x_shape), "shape")
sum_to = linear("sum_to", _sum_to, lambda y_bar, x_shape, shape: broadcast(y_bar, x_shape), "shape", symbol="Σ")


def broadcast(x, shape):
    """x copied into `shape`."""
    return x if shape_of(x) == shape else broadcast_to(x, shape=shape)


def unbroadcast(x, shape):
    """x added up over the axes along which an array of `shape` was broadcast."""
    return x if shape_of(x) == shape else sum_to(x, shape=shape)
