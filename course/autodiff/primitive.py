"""What a primitive is: a function with its local derivatives, stated once and read by every mode.

Short names, here and in the table:
  y       the value of the primitive, e.g. tanh(x)
  p       a partial derivative, the weight of one edge, e.g. 1 - y*y on the edge x -> tanh
  x_dot   the tangent of the argument x; y_dot the tangent it causes
  y_bar   the adjoint of the result y; x_bar the share of it that x receives
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


class Traced:
    """A value that an interpreter is watching. Each run has a level of its own; inner runs are higher."""

    __slots__ = ()
    level: int

    def apply(self, primitive: Primitive, args: tuple, params: dict):
        """Carry out `primitive` the interpreter's way; `args` holds at least one value of its level and none higher."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Primitive:
    """One elementary function.

    jvps[i](x_dot, y, *args, **params) gives the tangent of y caused by the tangent of argument i;
    vjps[i](y_bar, y, *args, **params) gives the adjoint that argument i receives from that of y.
    partials[i], for elementwise primitives, is a number or a formula p(y, *args).
    """

    name: str                               # "mul", as in programs and listings
    symbol: str                             # "×", as in pictures
    value: Callable                         # np.multiply: also the spelling by which NumPy code reaches this primitive
    jvps: tuple[Callable, ...]
    vjps: tuple[Callable, ...]
    partials: tuple | None = None
    scalar: Callable | None = None          # the same on Python floats, where that is faster
    params: tuple[str, ...] = ()            # names of the settings that are not differentiated: axis, shape, ...

    def __call__(self, *args, **params):
        """The value on plain arguments; on traced ones, whatever the innermost interpreter makes of it."""
        top = None
        for arg in args:
            if isinstance(arg, Traced) and (top is None or arg.level > top.level):
                top = arg
        return self._evaluate(args, params) if top is None else top.apply(self, args, params)

    def _evaluate(self, args, params):
        if self.scalar and type(args[0]) is float and type(args[-1]) is float:
            try:
                return self.scalar(*args)
            except (ValueError, OverflowError):
                pass                        # outside the domain NumPy's answer counts: nan or inf, with its warning
        y = self.value(*args, **params)
        return float(y) if type(y) is np.float64 else y     # scalars stay scalars

    def weight(self, slot, y, args):
        """The partial with respect to argument `slot`: an edge weight. None where no single number holds it."""
        if self.partials is None:
            return None
        partial = self.partials[slot]
        return partial(y, *args) if callable(partial) else float(partial)

    def __repr__(self):
        return f"{self.name}({'x' if len(self.jvps) == 1 else 'a, b'})"


def shape_of(x) -> tuple[int, ...]:
    """The shape of an array or traced array; () for a number."""
    return getattr(x, "shape", ())


def zero_like(x):
    """Zero in the shape of x: a float for a number."""
    return x * 0.0 if shape_of(x) else 0.0


def elementwise(name, symbol, value, *partials, scalar=None) -> Primitive:
    """A primitive that works entry by entry: its Jacobian is diagonal, so p alone gives push and pull."""
    return Primitive(name=name, symbol=symbol, value=value, partials=partials, scalar=scalar,
                     jvps=tuple(_push(p) for p in partials),
                     vjps=tuple(_pull(i, p) for i, p in enumerate(partials)))


def linear(name, symbol, value, transpose, *params) -> Primitive:
    """A primitive linear in its one array: the push is itself, the pull `transpose(y_bar, x, **params)`."""
    def jvp(x_dot, y, x, **params):
        return self(x_dot, **params)

    def vjp(y_bar, y, x, **params):
        return transpose(y_bar, x, **params)

    self = Primitive(name=name, symbol=symbol, value=value, jvps=(jvp,), vjps=(vjp,), params=params)
    return self


def _push(partial):
    times = _times(partial)

    def jvp(x_dot, y, *args):
        return stretch(times(x_dot, y, *args), shape_of(y))
    return jvp


def _pull(slot, partial):
    times = _times(partial)

    def vjp(y_bar, y, *args):
        x_bar = times(y_bar, y, *args)
        return x_bar if type(x_bar) is float else unbroadcast(x_bar, shape_of(args[slot]))
    return vjp


def _times(partial):
    """The map t -> t·p; plus and minus one need no multiplication."""
    if callable(partial):
        return lambda t, y, *args: t * partial(y, *args)
    return {1: lambda t, *_: t, -1: lambda t, *_: -t}[partial]


def _sum_to(x, shape):
    extra = np.ndim(x) - len(shape)
    kept = tuple(i + extra for i, n in enumerate(shape) if n == 1)
    y = np.sum(x, axis=tuple(range(extra)) + kept, keepdims=True)
    return np.reshape(y, shape)[()]


# Broadcasting copies, and the adjoint of copying is adding up: each of these two is the other's transpose.
stretch_to = linear("stretch", "stretch", lambda x, shape: np.broadcast_to(x, shape) + 0.0,
                    lambda y_bar, x, shape: unbroadcast(y_bar, shape_of(x)), "shape")
sum_to = linear("sum_to", "Σ", _sum_to, lambda y_bar, x, shape: stretch(y_bar, shape_of(x)), "shape")


def stretch(x, shape):
    """x copied into `shape`, as broadcasting does."""
    return x if shape_of(x) == shape else stretch_to(x, shape=shape)


def unbroadcast(x, shape):
    """x added up over the axes along which an array of `shape` was broadcast."""
    return x if shape_of(x) == shape else sum_to(x, shape=shape)
