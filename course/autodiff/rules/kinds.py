"""The kinds of primitives: what is enough to state for each, and the rules that follow from it."""
from __future__ import annotations

import dis
import operator
from collections.abc import Callable

import numpy as np

from course.autodiff.rules.primitive import Primitive, Slots, constant, shape_of


def elementwise(name, symbol, value, *partials, scalar=None) -> Primitive:
    """A primitive that works entry by entry: its Jacobian is diagonal, so p alone gives push and pull."""
    slopes = tuple(_slope(symbol, p) for p in partials)
    return Primitive(name=name, symbol=symbol, value=value, partials=partials, slopes=slopes,
                     scalar=_total(scalar, value), entrywise=True, jvps=tuple(_push(p) for p in partials),
                     pulls=tuple(_pull(i, p, slope) for i, (p, slope) in enumerate(zip(partials, slopes, strict=True))))


def linear(name, symbol, value, transpose, *params) -> Primitive:
    """A primitive linear in its one array: the push is itself, the pull `transpose(y_bar, shape of x, **params)`."""
    def jvp(x_dot, y, x, **params):
        return self(x_dot, **params)

    def pull(y, x, **params):
        shape = shape_of(x)
        return lambda y_bar: transpose(y_bar, shape, **params)

    self = Primitive(name=name, symbol=symbol, value=value, jvps=(jvp,), pulls=(pull,), params=params)
    return self


def multilinear(name, symbol, value, vjps, *params) -> Primitive:
    """A primitive linear in each argument while the others are held: the push puts the tangent in its place."""
    jvps = Slots(lambda slot, x_dot, y, *args, **params: self(*args[:slot], x_dot, *args[slot + 1:], **params))
    jvps = jvps if isinstance(vjps, Slots) else tuple(jvps[slot] for slot in range(len(vjps)))
    self = general(name, symbol, value, jvps, vjps, *params)
    return self


def general(name, symbol, value, jvps, vjps, *params, entrywise=False) -> Primitive:
    """A primitive by its rules: one jvp(x_dot, y, *args, **params) and one vjp(y_bar, y, *args, **params) a slot."""
    pulls = Slots(lambda slot, y, *args, **params: lambda y_bar: vjps[slot](y_bar, y, *args, **params))
    if not isinstance(vjps, Slots):
        pulls = tuple(_holding(vjp, _unused(vjp, 1, params)) for vjp in vjps)
    return Primitive(name=name, symbol=symbol, value=value, jvps=jvps, pulls=pulls, params=params, entrywise=entrywise)


def flat(name, value, *params, entrywise=False) -> Callable:
    """A function that jumps or stays as it is: it has no derivative, and its arguments count as constants."""
    self = Primitive(name=name, symbol=name, value=value, jvps=(), pulls=(), params=params, entrywise=entrywise)
    return lambda *args, **settings: self(*map(constant, args), **settings)


def _push(partial):
    if not callable(partial):
        return lambda x_dot, y, *args: stretch(x_dot if partial == 1 else -x_dot, shape_of(y))
    return lambda x_dot, y, *args: stretch(x_dot * partial(y, *args), shape_of(y))


def _pull(slot, partial, slope):
    if callable(partial):
        rule = _holding(lambda y_bar, y, *args: y_bar * partial(y, *args), _unused(partial, 0))
    else:
        rule = lambda y, *args: _same if partial == 1 else operator.neg  # noqa: E731

    def pull(y, *args):
        if type(y) is float:
            return slope(y, *args)
        times, shape = rule(y, *args), shape_of(args[slot])
        return times if shape == y.shape else lambda y_bar: unbroadcast(times(y_bar), shape)
    return pull


def _same(y_bar):
    return y_bar


def _slope(symbol, partial):
    if not callable(partial):
        weight = float(partial)
        return lambda y, *args: weight

    def slope(y, *args):
        try:
            return float(partial(y, *args))
        except ZeroDivisionError:
            return _infinite(symbol, args)
    return slope


def _infinite(symbol, args):
    def pull(y_bar):
        raise ZeroDivisionError(f"{symbol} has no finite derivative at {', '.join(f'{x:g}' for x in args)}.")
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


def _holding(vjp, unused):
    """The pull maker of a vjp: what it does not look at is let go, so that its memory is free again."""
    def pull(*values, **params):            # y, *args
        held = list(values)
        for place in unused:
            held[place] = None
        return (lambda y_bar: vjp(y_bar, *held, **params)) if params else lambda y_bar: vjp(y_bar, *held)
    return pull


def _unused(rule, first, params=()):
    """The places of those positional arguments, from `first` on, that the rule never looks at."""
    code = rule.__code__
    found = set()
    for step in dis.get_instructions(rule):
        found |= set(step.argval if isinstance(step.argval, tuple) else [step.argval])     # some load two names
    names = [name for name in code.co_varnames[first:code.co_argcount] if name not in params]
    return [place for place, name in enumerate(names) if name not in found and name not in code.co_cellvars]


def _stretch_to(x, shape):
    y = np.empty(shape, getattr(x, "dtype", type(x)))
    y[...] = x
    return y


def _sum_to(x, shape):
    extra = len(shape_of(x)) - len(shape)
    ones = tuple(i + extra for i, n in enumerate(shape) if n == 1)
    y = np.add.reduce(x, tuple(range(extra)) + ones, keepdims=bool(ones))
    return np.reshape(y, shape) if ones else y


# Broadcasting copies, and the adjoint of copying is adding up: each of these two is the other's transpose.
stretch_to = linear("stretch", "stretch", _stretch_to,
                    lambda y_bar, x_shape, shape: unbroadcast(y_bar, x_shape), "shape")
sum_to = linear("sum_to", "Σ", _sum_to, lambda y_bar, x_shape, shape: stretch(y_bar, x_shape), "shape")


def stretch(x, shape):
    """x copied into `shape`, as broadcasting does."""
    return x if shape_of(x) == shape else stretch_to(x, shape=shape)


def unbroadcast(x, shape):
    """x added up over the axes along which an array of `shape` was broadcast."""
    return x if shape_of(x) == shape else sum_to(x, shape=shape)
