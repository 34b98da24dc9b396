"""Reverse mode: adjoints travel against the edges, from one output to all inputs, in one sweep over the tape."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff.graph import Graph, Node, Tape
from course.autodiff.primitive import shape_of, zero_like
from course.autodiff.table import primal


def sweep(nodes, bars: list) -> list:
    """Fill in the adjoint of every node, given those of the outputs; None where nothing arrives.

    The tape backwards is a valid order: a node's adjoint is complete before it is passed on, because everything that
    used the node was computed later. Each adjoint is a sum with one term per use (Linnainmaa 1970; Speelpenning 1980).
    """
    for node in reversed(nodes):
        y_bar = bars[node.index]
        if y_bar is None or node.primitive is None:
            continue
        y, values, params, level = node.value, node.values, node.params, node.level
        for arg, vjp in zip(node.args, node.primitive.vjps, strict=True):
            if type(arg) is Node and arg.level == level:        # the others are constants here
                x_bar, i = vjp(y_bar, y, *values, **params), arg.index
                bars[i] = x_bar if bars[i] is None else bars[i] + x_bar
    return bars


def adjoints(graph: Graph, output: str | None = None, seed=1.0) -> dict:
    """The adjoint of every node by name: the derivative of the output with respect to it, times the seed."""
    bars = [None] * len(graph.nodes)
    bars[(graph[output] if output else graph.output).index] = seed
    sweep(graph.nodes, bars)
    return {node.name: zero_like(node.value) if bar is None else bar
            for node, bar in zip(graph.nodes, bars, strict=True)}


def vjp(f: Callable, *primals) -> tuple:
    """(y, pull): the value of f(*primals), and the function y_bar -> adjoints of the arguments, one for each.

    pull(w) = wᵀ ∂f/∂x; it may be called any number of times. Raises TypeError for arguments that are not real numbers
    or arrays of them.
    """
    tape = Tape()
    xs = [tape.input(x) for x in primals]
    y = f(*xs)
    if not tape.owns(y):
        return y, lambda y_bar: tuple(zero_like(x.value) for x in xs)

    def pull(y_bar):
        if (given := np.shape(primal(y_bar))) != shape_of(y.value):
            raise ValueError(f"the adjoint has shape {given}, the result {shape_of(y.value)}. They must agree.")
        bars = [None] * len(tape)
        bars[y.index] = y_bar
        sweep(tape, bars)
        return tuple(zero_like(x.value) if bars[x.index] is None else bars[x.index] for x in xs)

    return y.value, pull


def value_and_grad(f: Callable, argnums: int | tuple[int, ...] = 0) -> Callable:
    """The function (*args) -> (y, gradient), for f with one number as its result; gradients, for a tuple of argnums.

    Raises TypeError when f returns anything else than one number, or has no argument of that number.
    """
    wanted = (argnums,) if isinstance(argnums, int) else tuple(argnums)

    def value_and_gradient(*args):
        if bad := [i for i in wanted if not -len(args) <= i < len(args)]:
            raise TypeError(f"argnums asks for argument {bad[0]}, but {len(args)} were given.")
        places = [i % len(args) for i in wanted]
        y, pull = vjp(lambda *xs: f(*_replaced(args, places, xs)), *[args[i] for i in places])
        if shape_of(y) or not isinstance(primal(y), float | np.floating | int):
            raise TypeError(f"the gradient needs one number as result; f returned {_kind(y)}. Use jacobian, or sum up.")
        gradient = pull(type(primal(y))(1.0))    # float32 stays float32
        return y, gradient[0] if isinstance(argnums, int) else gradient

    return value_and_gradient


def _replaced(args, places, xs):
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
