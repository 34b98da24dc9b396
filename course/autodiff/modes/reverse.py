"""Reverse mode: adjoints travel against the edges, from the outputs to all inputs, in one sweep over the tape."""
from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from math import isnan

import numpy as np

from course.autodiff.modes.adjoints import Adjoints
from course.autodiff.modes.tape import Tape, Var
from course.autodiff.rules.primitive import primal, shape_of, zero_like
from course.autodiff.text import short
from course.autodiff.tracing.graph import Graph
from course.autodiff.tracing.outside import apart, as_float, as_result, kept, own
from course.autodiff.tracing.running import check_function, followed
from course.autodiff.tree import BRANCHES, flatten, flatten_like


def sweep(edges: Iterable, bars: Adjoints) -> Adjoints:
    """Complete the adjoints of all values, given those of the outputs.

    `edges` is a tape backwards. That is a valid order: an adjoint is complete before it is passed on, because all that
    used the value was computed later. Each adjoint is a sum with one term per use (Linnainmaa 1970; Speelpenning 1980).
    """
    for target, source, pull in edges:
        y_bar = bars[target]
        if y_bar is not None:
            bars.add(source, pull, y_bar)
    return bars


def consumed(tape: Tape, bars: Adjoints) -> Iterator:
    """The tape backwards, with every edge and every inner adjoint let go as soon as it has been used."""
    last = None
    while tape:
        edge = tape.pop()
        if last != edge[0]:
            if last is not None:
                bars[last] = None
            last = edge[0]
        yield edge


def adjoints(graph: Graph, output: str | None = None, seed=1.0) -> dict:
    """The adjoint of every node by name: the derivative of the output with respect to it, times the seed."""
    bars = Adjoints(len(graph.nodes))
    bars[(graph[output] if output else graph.output).index] = seed = as_float(seed, "the seed")
    sweep((edge for node in reversed(graph.nodes) for edge in node.pulls), bars)
    bars = [zero_like(node.value) if bar is None else bar for node, bar in zip(graph.nodes, bars, strict=True)]
    return {node.name: bar for node, bar in zip(graph.nodes, apart(bars, [seed]), strict=True)}


def vjp(f: Callable, /, *primals, **settings) -> tuple:
    """(y, pull): the value of f(*primals), and the function y_bar -> adjoints of the arguments, one for each.

    pull(w) = wᵀ ∂f/∂x; it may be called any number of times. Arguments and results may be nested tuples, lists and
    dicts of arrays; keyword arguments are passed on to f as they are. Raises TypeError for anything else than real
    numbers in them; pull raises ValueError for an adjoint of another structure or shape than the result.
    """
    tape, xs, rebuild_x, ys, rebuild_y = _run(f, primals, settings)
    form = rebuild_y([None] * len(ys))

    def pull(y_bar):
        y_bars = [as_float(bar, "the adjoint") for bar in flatten_like(y_bar, form, "the adjoint", "the result")]
        if (given := list(map(shape_of, y_bars))) != (shapes := [shape_of(_value(y, tape)) for y in ys]):
            raise ValueError(f"the adjoint has shape {_one(given)}, the result {_one(shapes)}. They must agree.")
        return rebuild_x(_swept(tape, xs, ys, y_bars))

    return rebuild_y([own(_value(y, tape)) for y in ys]), pull


def _run(f, primals, settings):
    tape = Tape()
    leaves, rebuild_x = flatten(primals)
    xs = [Var(kept(as_float(x, f"argument {i}")), tape, tape.new_number()) for i, x in enumerate(leaves)]
    ys, rebuild_y = followed(tape.level, f, rebuild_x(xs), settings)
    tape.close()
    return tape, xs, rebuild_x, list(map(as_result, ys)), rebuild_y


def _swept(tape, xs, ys, y_bars, free=False):
    bars = Adjoints(tape.values)
    for y, y_bar in zip(ys, y_bars, strict=True):
        if _ours(y, tape):
            bars[y.number] = y_bar if bars[y.number] is None else bars[y.number] + y_bar
    sweep(consumed(tape, bars) if free else reversed(tape), bars)
    return apart([zero_like(x.value) if bar is None else bar for x, bar in zip(xs, bars, strict=False)], y_bars)


def _ours(y, tape):
    return type(y) is Var and y.tape is tape


def _value(y, tape):
    return y.value if _ours(y, tape) else y


def _one(shapes):
    return shapes[0] if len(shapes) == 1 else shapes


def value_and_grad(f: Callable, argnums: int | tuple[int, ...] = 0) -> Callable:
    """The function (*args) -> (y, gradient), for f with one number as its result; gradients, for a tuple of argnums.

    The gradient has the shape of the argument, also where that is a nested tuple, list or dict. Keyword arguments are
    passed on to f as they are. Raises TypeError when f returns anything else than one number, or has no argument of
    that number; ValueError when argnums names one twice.

    What the sweep needs is kept as it was: arrays from outside are copied, unless they are read-only. At a kink the
    engine takes relu′(0) = 0 and |x|′ = 0 at 0, and entries that tie for a maximum or minimum share its slope equally.
    """
    check(f, argnums)

    def value_and_gradient(*args, **settings):
        g, x = as_function_of(f, argnums, args, settings)
        tape, xs, rebuild, ys, rebuild_y = _run(g, (x,), {})
        y = rebuild_y([own(_value(y, tape)) for y in ys])
        if len(ys) != 1 or isinstance(y, BRANCHES) or np.size(primal(y)) != 1:
            raise TypeError(f"the gradient needs one number as result; f returned {_kind(y)}. Use jacobian, or sum up.")
        bars = _swept(tape, xs, ys, [_one_like(primal(y))], free=True)
        _look_at(y, bars)
        return y, rebuild(bars)[0]

    return value_and_gradient


def _one_like(y):
    return np.ones_like(y) if shape_of(y) else type(y)(1.0)     # float32 stays float32


def _look_at(y, bars):
    """Say why a gradient is no number where the function is one."""
    for bar in bars:
        if type(bar) is np.ndarray and isnan(np.vdot(bar, bar)) and y == y:
            warnings.warn("the gradient is nan where f is a number: a slope there is infinite or not defined. np.where "
                          "differentiates both of its values; in place of np.where(x > 0, np.log(x), 0.0) write "
                          "np.where(x > 0, np.log(np.where(x > 0, x, 1.0)), 0.0).", RuntimeWarning, stacklevel=3)
            return


def check(f, argnums):
    """Raises TypeError for what is no function or names no arguments, as the x of grad(f, x)."""
    check_function(f)
    numbers = argnums if isinstance(argnums, tuple | list) else (argnums,)
    if not all(isinstance(i, int) for i in numbers):
        raise TypeError(f"argnums is {short(argnums)}; it must be the number of an argument, or a tuple of them. "
                        "The derivative is a function: to have it at x write grad(f)(x).")


def as_function_of(f, argnums, args, settings) -> tuple:
    """(g, x): f as a function of the arguments that argnums names alone, and these; a tuple where argnums is one."""
    wanted = (argnums,) if isinstance(argnums, int) else argnums
    if bad := [i for i in wanted if not -len(args) <= i < len(args)]:
        raise TypeError(f"argnums asks for argument {bad[0]}, but {len(args)} were given.")
    if isinstance(argnums, int):
        if len(args) == 1 and not settings:
            return f, args[0]
        return lambda x: f(*replaced(args, [argnums], [x]), **settings), args[argnums]
    places = [i % len(args) for i in wanted]
    if len(set(places)) < len(places):
        raise ValueError(f"argnums is {argnums}, which names one argument twice. Name each once.")
    return lambda xs: f(*replaced(args, places, xs), **settings), tuple(args[i] for i in places)


def replaced(args, places, xs) -> list:
    """The arguments with those at some places exchanged."""
    new = list(args)
    for place, x in zip(places, xs, strict=True):
        new[place] = x
    return new


def _kind(y):
    if isinstance(y, BRANCHES):
        return f"{len(y)} results in a {type(y).__name__}"
    return f"an array of shape {shape_of(y)}" if shape_of(y) else f"a {type(primal(y)).__name__}"


def grad(f: Callable, argnums: int | tuple[int, ...] = 0) -> Callable:
    """The gradient function of f: grad(f)(x) is df/dx, in one forward and one backward sweep, however many inputs."""
    both = value_and_grad(f, argnums)
    return lambda *args, **settings: both(*args, **settings)[1]
