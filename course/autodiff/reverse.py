"""Reverse mode: adjoints travel against the edges, from one output to all inputs, in one sweep over the tape."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff.graph import Graph, as_float, new_level
from course.autodiff.primitive import carry, primal, shape_of, zero_like
from course.autodiff.syntax import NumpyLike
from course.autodiff.text import short
from course.autodiff.tree import flatten


class Tape(list):
    """One entry for each value of a run, in the order of computing: its edges, as pairs (index of source, pull)."""

    __slots__ = ("level",)

    def __init__(self):
        self.level = new_level()


class Var(NumpyLike):
    """A value and its place on the tape. The tape knows no values, so that what no pull needs is freed at once."""

    __slots__ = ("value", "tape", "index")

    def __init__(self, value, tape, entry=()):
        self.value, self.tape, self.index = value, tape, len(tape)
        tape.append(entry)

    level = property(lambda self: self.tape.level)

    def apply(self, primitive, args, params):
        """Compute on the values, and put the edges to those arguments that are of this run on the tape."""
        tape = self.tape
        ours = [type(arg) is Var and arg.tape is tape for arg in args]
        values = [arg.value if our else arg for arg, our in zip(args, ours, strict=True)]
        y = primitive(*values, **params)
        return Var(y, tape, [(args[slot].index, primitive.pulls[slot](y, *values, **params))
                             for slot, our in enumerate(ours) if our])

    def __repr__(self):
        return short(primal(self.value))


def sweep(tape: list, bars: list, free: bool = False) -> list:
    """Fill in the adjoint of every entry of the tape, given those of the outputs; None where nothing arrives.

    The tape backwards is a valid order: an adjoint is complete before it is passed on, because everything that used
    the value was computed later. Each adjoint is a sum with one term per use (Linnainmaa 1970; Speelpenning 1980).
    With `free`, what has been used is let go at once: the tape ends empty, and only inputs keep their adjoints.
    """
    for index in range(len(tape) - 1, -1, -1):
        y_bar, edges = bars[index], tape[index]
        if free:
            tape.pop()
        if y_bar is None or not edges:
            continue
        if free:
            bars[index] = None
        for source, pull in edges:
            x_bar = carry(pull, y_bar)
            bars[source] = x_bar if bars[source] is None else bars[source] + x_bar
    return bars


def adjoints(graph: Graph, output: str | None = None, seed=1.0) -> dict:
    """The adjoint of every node by name: the derivative of the output with respect to it, times the seed."""
    bars = [None] * len(graph.nodes)
    bars[(graph[output] if output else graph.output).index] = seed
    sweep([node.pulls for node in graph.nodes], bars)
    return {node.name: zero_like(node.value) if bar is None else bar
            for node, bar in zip(graph.nodes, bars, strict=True)}


def vjp(f: Callable, *primals) -> tuple:
    """(y, pull): the value of f(*primals), and the function y_bar -> adjoints of the arguments, one for each.

    pull(w) = wᵀ ∂f/∂x; it may be called any number of times. Arguments and results may be nested tuples, lists and
    dicts of arrays. Raises TypeError for anything else than real numbers in them.
    """
    tape, xs, rebuild_x, ys, rebuild_y = _run(f, primals)

    def pull(y_bar):
        y_bars, _ = flatten(y_bar)
        if (given := [np.shape(primal(bar)) for bar in y_bars]) != (shapes := [shape_of(_value(y, tape)) for y in ys]):
            raise ValueError(f"the adjoint has shape {_one(given)}, the result {_one(shapes)}. They must agree.")
        return rebuild_x(_swept(tape, xs, ys, y_bars))

    return rebuild_y([_value(y, tape) for y in ys]), pull


def _run(f, primals):
    tape = Tape()
    leaves, rebuild_x = flatten(primals)
    xs = [Var(as_float(x, f"argument {i}"), tape) for i, x in enumerate(leaves)]
    return tape, xs, rebuild_x, *flatten(f(*rebuild_x(xs)))


def _swept(tape, xs, ys, y_bars, free=False):
    bars = [None] * len(tape)
    for y, y_bar in zip(ys, y_bars, strict=True):
        if _ours(y, tape):
            bars[y.index] = y_bar if bars[y.index] is None else bars[y.index] + y_bar
    del ys, y_bars
    sweep(tape, bars, free)
    return [zero_like(x.value) if bar is None else bar for x, bar in zip(xs, bars, strict=False)]


def _ours(y, tape):
    return type(y) is Var and y.tape is tape


def _value(y, tape):
    return y.value if _ours(y, tape) else y


def _one(shapes):
    return shapes[0] if len(shapes) == 1 else shapes


def value_and_grad(f: Callable, argnums: int | tuple[int, ...] = 0) -> Callable:
    """The function (*args) -> (y, gradient), for f with one number as its result; gradients, for a tuple of argnums.

    The gradient has the shape of the argument, also where that is a nested tuple, list or dict. Raises TypeError when f
    returns anything else than one number, or has no argument of that number.
    """
    wanted = (argnums,) if isinstance(argnums, int) else tuple(argnums)

    def value_and_gradient(*args):
        if bad := [i for i in wanted if not -len(args) <= i < len(args)]:
            raise TypeError(f"argnums asks for argument {bad[0]}, but {len(args)} were given.")
        places = [i % len(args) for i in wanted]
        run = lambda *xs: f(*replaced(args, places, xs))  # noqa: E731
        tape, xs, rebuild, ys, rebuild_y = _run(run, tuple(args[i] for i in places))
        y = rebuild_y([_value(y, tape) for y in ys])
        if shape_of(y) or not isinstance(primal(y), float | np.floating | int):
            raise TypeError(f"the gradient needs one number as result; f returned {_kind(y)}. Use jacobian, or sum up.")
        gradient = rebuild(_swept(tape, xs, ys, [type(primal(y))(1.0)], free=True))     # float32 stays float32
        return y, gradient[0] if isinstance(argnums, int) else gradient

    return value_and_gradient


def replaced(args, places, xs) -> list:
    """The arguments with those at some places exchanged."""
    new = list(args)
    for place, x in zip(places, xs, strict=True):
        new[place] = x
    return new


def _kind(y):
    return f"an array of shape {shape_of(y)}" if shape_of(y) else f"a {type(primal(y)).__name__}"


def grad(f: Callable, argnums: int | tuple[int, ...] = 0) -> Callable:
    """The gradient function of f: grad(f)(x) is df/dx, in one forward and one backward sweep, however many inputs."""
    both = value_and_grad(f, argnums)
    return lambda *args: both(*args)[1]
