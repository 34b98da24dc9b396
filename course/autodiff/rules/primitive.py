"""What a primitive is: a function with its local derivatives, stated once and read by every mode.

Short names, here and in the table:
  y       the value of the primitive, e.g. tanh(x)
  p       a partial derivative, the weight of one edge, e.g. 1 - y*y on the edge x -> tanh
  x_dot   the tangent of the argument x; y_dot the tangent it causes
  y_bar   the adjoint of the result y; x_bar the share of it that x receives
  pull    the map y_bar -> x_bar at one point; on a tape also the number p, where it is multiplication by p
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy import ndarray

OBJECT = np.dtype(object)
new_level = count(1).__next__               # inner runs start later, so an inner level is always the higher one


class Traced:
    """A value that an interpreter is watching. Each run has a level of its own; inner runs are higher."""

    __slots__ = ()
    level: int
    value: object                           # what is watched: a number, an array, or a value of an outer run
    symbolic = False                        # whether the value stands for others, which later calls will bring

    def apply(self, primitive: Primitive, args: tuple, params: dict):
        """Carry out `primitive` the interpreter's way; `args` holds at least one value of its level and none higher."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Primitive:
    """One elementary function.

    jvps[i](x_dot, y, *args, **params) gives the tangent of y caused by the tangent of argument i;
    pull_at[i](y, *args, **params) makes the pull of argument i at this point, which keeps of y and args what it names.
    partials[i](y, *args), for elementwise primitives, is the partial by argument i.
    """

    name: str                               # "mul", as in programs and listings
    symbol: str                             # "×", as in pictures
    value: Callable                         # np.multiply: also the spelling by which NumPy code reaches this primitive
    jvps: Sequence[Callable]
    pull_at: Sequence[Callable]
    partials: tuple | None = None
    scalar: Callable | None = None          # the value on Python floats, where that is faster than NumPy
    slope_at: tuple[Callable, ...] = ()     # pull_at for floats: the number p, or a pull that says why there is none
    entrywise: bool = False                 # whether it works entry by entry, whatever the number of axes
    params: tuple[str, ...] = ()            # names of the settings that are not differentiated: axis, shape, ...

    def __call__(self, *args, **params):
        """The value on plain arguments; on traced ones, whatever the innermost interpreter makes of it."""
        top = None
        for arg in args:
            if isinstance(arg, Traced):
                if top is None or arg.level > top.level:
                    top = arg
            elif type(arg) is ndarray and arg.dtype is OBJECT and joined(arg) is not arg:
                return self(*map(joined, args), **params)
        return self._evaluate(args, params) if top is None else top.apply(self, args, params)

    def _evaluate(self, args, params):
        if self.scalar and type(args[0]) is float and type(args[-1]) is float:
            return self.scalar(*args)
        y = self.value(*args, **params)
        if type(y) is np.ndarray:
            return y if y.shape else y.item() if y.dtype == float else y[()]
        return float(y) if type(y) is np.float64 else y     # scalars stay scalars

    @property
    def vjps(self) -> Sequence[Callable]:
        """vjps[i](y_bar, y, *args, **params) gives the adjoint that argument i receives from that of y."""
        return Slots(lambda slot, y_bar, y, *args, **params: carry(self.pull_at[slot](y, *args, **params), y_bar))

    def weight(self, slot, y, args):
        """The partial with respect to argument `slot`: an edge weight. None where no single number holds it."""
        if self.partials is None:
            return None
        return self.partials[slot](y, *args)

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


def joined(x):
    """An array of traced numbers, as np.array([x[0], x[1] ** 2]) makes it, as a traced array; all else as it is."""
    if type(x) is ndarray and x.dtype is OBJECT and any(isinstance(entry, Traced) for entry in x.flat):
        return np.reshape(np.stack([*x.flat]), x.shape)     # traced values answer these functions
    return x


def carry(pull, y_bar):
    """The adjoint that a pull makes of y_bar."""
    return y_bar * pull if type(pull) is float else pull(y_bar)


def primal(x):
    """The plain number or array under any number of interpreters."""
    while isinstance(x, Traced):
        x = x.value
    return x


def constant(x):
    """x as it is for an interpreter that takes derivatives: a choice or a step has none, but may depend on symbols."""
    while isinstance(x, Traced) and not x.symbolic:
        x = x.value
    return x


def shape_of(x) -> tuple[int, ...]:
    """The shape of an array or traced array; () for a number."""
    return () if type(x) is float else x.shape if hasattr(x, "shape") else np.shape(x)


def zero_like(x):
    """Zero in the shape of x: a float for a number."""
    return np.zeros_like(primal(x))[()] if hasattr(primal(x), "dtype") else 0.0
