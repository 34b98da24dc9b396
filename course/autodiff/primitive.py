"""What a primitive is: a function with its local derivatives, stated once and read by every mode.

Short names, here and in the table:
  y       the value of the primitive, e.g. tanh(x)
  p       a partial derivative, the weight of one edge, e.g. 1 - y*y on the edge x -> tanh
  x_dot   the tangent of the argument x; y_dot the tangent it causes
  y_bar   the adjoint of the result y; x_bar the share of it that x receives
  pull    the map y_bar -> x_bar at one point, or the number p where it is multiplication by p
"""
from __future__ import annotations

import dis
from collections.abc import Callable, Sequence
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
    pulls[i](y, *args, **params) gives the pull of argument i, which keeps no more of y and args than it needs.
    partials[i], for elementwise primitives, is a number or a formula p(y, *args).
    """

    name: str                               # "mul", as in programs and listings
    symbol: str                             # "×", as in pictures
    value: Callable                         # np.multiply: also the spelling by which NumPy code reaches this primitive
    jvps: Sequence[Callable]
    pulls: Sequence[Callable]
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
        if type(y) is np.ndarray:
            return y if y.shape else y.item() if y.dtype == float else y[()]
        return float(y) if type(y) is np.float64 else y     # scalars stay scalars

    @property
    def vjps(self) -> Sequence[Callable]:
        """vjps[i](y_bar, y, *args, **params) gives the adjoint that argument i receives from that of y."""
        return Slots(lambda slot, y_bar, y, *args, **params: carry(self.pulls[slot](y, *args, **params), y_bar))

    def weight(self, slot, y, args):
        """The partial with respect to argument `slot`: an edge weight. None where no single number holds it."""
        if self.partials is None:
            return None
        partial = self.partials[slot]
        return partial(y, *args) if callable(partial) else float(partial)

    def __repr__(self):
        arguments = {1: "x", 2: "a, b"}.get(len(self.jvps), "...")
        return f"{self.name}({arguments})"


class Slots:
    """One rule for any number of arguments: slots[i](...) is rule(i, ...)."""

    def __init__(self, rule: Callable):
        self.rule = rule

    def __getitem__(self, slot):
        return lambda *args, **params: self.rule(slot, *args, **params)

    def __len__(self):
        return 0                            # no fixed number


def carry(pull, y_bar):
    """The adjoint that a pull makes of y_bar."""
    return y_bar * pull if type(pull) is float else pull(y_bar)


def primal(x):
    """The plain number or array under any number of interpreters."""
    while isinstance(x, Traced):
        x = x.value
    return x


def shape_of(x) -> tuple[int, ...]:
    """The shape of an array or traced array; () for a number."""
    return () if type(x) is float else getattr(x, "shape", ())


def zero_like(x):
    """Zero in the shape of x: a float for a number."""
    return np.zeros_like(primal(x))[()] if hasattr(primal(x), "dtype") else 0.0


# --- the kinds of primitives ------------------------------------------------------------------------------------------


def elementwise(name, symbol, value, *partials, scalar=None) -> Primitive:
    """A primitive that works entry by entry: its Jacobian is diagonal, so p alone gives push and pull."""
    return Primitive(name=name, symbol=symbol, value=value, partials=partials, scalar=scalar,
                     jvps=tuple(_push(p) for p in partials),
                     pulls=tuple(_pull(symbol, i, p) for i, p in enumerate(partials)))


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


def general(name, symbol, value, jvps, vjps, *params) -> Primitive:
    """A primitive by its rules: one jvp(x_dot, y, *args, **params) and one vjp(y_bar, y, *args, **params) a slot."""
    pulls = Slots(lambda slot, y, *args, **params: lambda y_bar: vjps[slot](y_bar, y, *args, **params))
    if not isinstance(vjps, Slots):
        pulls = tuple(map(_holding, vjps))
    return Primitive(name=name, symbol=symbol, value=value, jvps=jvps, pulls=pulls, params=params)


def _push(partial):
    if not callable(partial):
        return lambda x_dot, y, *args: stretch(x_dot if partial == 1 else -x_dot, shape_of(y))
    return lambda x_dot, y, *args: stretch(x_dot * partial(y, *args), shape_of(y))


def _pull(symbol, slot, partial):
    rule = _holding(lambda y_bar, y, *args: y_bar * partial(y, *args), partial) if callable(partial) else {
        1: lambda y, *args: lambda y_bar: y_bar, -1: lambda y, *args: lambda y_bar: -y_bar}[partial]

    def pull(y, *args):
        if type(y) is float:
            try:
                return float(partial(y, *args) if callable(partial) else partial)
            except ZeroDivisionError:
                return _infinite(symbol, args)
        times, shape = rule(y, *args), shape_of(args[slot])
        return times if shape == shape_of(y) else lambda y_bar: unbroadcast(times(y_bar), shape)
    return pull


def _infinite(symbol, args):
    def pull(y_bar):
        raise ZeroDivisionError(f"{symbol} has no finite derivative at {', '.join(f'{x:g}' for x in args)}.")
    return pull


def _holding(vjp, formula=None):
    """The pull maker of a vjp: what its formula does not look at is let go, so that its memory is free again."""
    looked_at = [_looks_at(formula or vjp, place + (formula is None)) for place in range(8)]

    def pull(*values, **params):            # y, *args
        held = [value if look else None for value, look in zip(values, looked_at, strict=False)]
        return lambda y_bar: vjp(y_bar, *held, **params)
    return pull


def _looks_at(rule, place):
    """Whether the rule uses its positional argument of this place; taken for granted where that cannot be told."""
    code = getattr(rule, "__code__", None)
    if code is None or place >= code.co_argcount:
        return True
    name = code.co_varnames[place]
    found = [step.argval for step in dis.get_instructions(rule)]
    return name in code.co_cellvars or any(name in x if isinstance(x, tuple) else name == x for x in found)


def _sum_to(x, shape):
    extra = np.ndim(x) - len(shape)
    kept = tuple(i + extra for i, n in enumerate(shape) if n == 1)
    y = np.sum(x, axis=tuple(range(extra)) + kept, keepdims=True)
    return np.reshape(y, shape)[()]


# Broadcasting copies, and the adjoint of copying is adding up: each of these two is the other's transpose.
stretch_to = linear("stretch", "stretch", lambda x, shape: np.broadcast_to(x, shape) + 0.0,
                    lambda y_bar, x_shape, shape: unbroadcast(y_bar, x_shape), "shape")
sum_to = linear("sum_to", "Σ", _sum_to, lambda y_bar, x_shape, shape: stretch(y_bar, x_shape), "shape")


def stretch(x, shape):
    """x copied into `shape`, as broadcasting does."""
    return x if shape_of(x) == shape else stretch_to(x, shape=shape)


def unbroadcast(x, shape):
    """x added up over the axes along which an array of `shape` was broadcast."""
    return x if shape_of(x) == shape else sum_to(x, shape=shape)
