"""Forward mode: tangents travel with the values, from the inputs to the output."""
from __future__ import annotations

from collections.abc import Callable

from course.autodiff.rules.primitive import new_level, primal, shape_of, zero_like
from course.autodiff.text import short
from course.autodiff.tracing.graph import Graph
from course.autodiff.tracing.outside import apart, as_float, as_result, entering, kept, own
from course.autodiff.tracing.running import LIVE, ended, followed
from course.autodiff.tracing.syntax import NumpyLike
from course.autodiff.tree import flatten, flatten_like


class Dual(NumpyLike):
    """A value and its tangent, v + v_dot·ε with ε² = 0; nothing is recorded (Clifford 1873; Wengert 1964)."""

    __slots__ = ("value", "tangent", "level")

    def __init__(self, value, tangent, level):
        self.value, self.tangent, self.level = value, tangent, level

    def apply(self, primitive, args, params):
        """The value, and the sum over the arguments of each one's push."""
        level, values, slots = self.level, list(args), []
        if level not in LIVE:
            raise ended(self)
        for slot, arg in enumerate(args):
            if type(arg) is Dual and arg.level == level:
                values[slot] = arg.value
                slots.append(slot)
            elif type(arg) is not float:
                values[slot] = entering(arg)
        y, tangent = primitive(*values, **params), None
        for slot in slots:
            part = primitive.jvps[slot](args[slot].tangent, y, *values, **params)
            tangent = part if tangent is None else tangent + part
        return Dual(y, tangent, level)

    def __repr__(self):
        return f"{short(primal(self.value))} + {short(primal(self.tangent))} ε"


def jvp(f: Callable, primals: tuple, tangents: tuple, /, **settings) -> tuple:
    """(y, y_dot): the value of f(*primals, **settings) and its derivative in the direction `tangents`, in one pass.

    y_dot = Σ ∂f/∂x_i · x_i_dot (Griewank & Walther 2008, §3.1). Arguments and results may be nested tuples, lists and
    dicts of arrays. Raises ValueError when the tangents do not have the structure and shapes of the primals, TypeError
    for anything else than real numbers.
    """
    level = new_level()
    xs, rebuild = flatten(tuple(primals))
    if len(primals) != len(tangents):
        raise ValueError(f"{len(tangents)} tangents were given for {len(primals)} primals. Give one for each.")
    dots = flatten_like(tuple(tangents), tuple(primals), "the tangents", "the primals")
    xs = [kept(as_float(x, f"primal {i}")) for i, x in enumerate(xs)]
    duals = [Dual(x, _fitting(x_dot, x, i), level) for i, (x, x_dot) in enumerate(zip(xs, dots, strict=True))]
    ys, y_dots, rebuild_y = _results(followed(level, f, rebuild(duals), settings), level)
    y_dots = [zero_like(y) if dot is None else dot for y, dot in zip(ys, y_dots, strict=True)]
    return rebuild_y(list(map(own, ys))), rebuild_y(apart(y_dots, dots))


def _results(result, level):
    """The values of the leaves of a result, their tangents, None for a constant, and how to put leaves together."""
    leaves, rebuild = result
    ours = [isinstance(y, Dual) and y.level == level for y in leaves]
    ys = [y.value if our else as_result(y) for y, our in zip(leaves, ours, strict=True)]
    return ys, [y.tangent if our else None for y, our in zip(leaves, ours, strict=True)], rebuild


def _fitting(x_dot, x, name):
    x_dot = as_float(x_dot, f"tangent {name}")
    if shape_of(x_dot) != shape_of(x):
        raise ValueError(f"tangent {name} has shape {shape_of(x_dot)}, its primal {shape_of(x)}. "
                         "Give one number per entry of the primal.")
    return x_dot


def tangents(graph: Graph, seed: dict[str, float]) -> dict:
    """The tangent of every node by name, for given tangents of the inputs (0 where none is given).

    Raises ValueError where a tangent does not fit its input, or there is no such input.
    """
    if unknown := set(seed) - {node.name for node in graph.nodes if node.primitive is None}:
        raise ValueError(f"the seed names {min(unknown)!r}; the inputs are {', '.join(n.name for n in graph.inputs)}.")
    dots = [None] * len(graph.nodes)
    for node in graph.nodes:                # creation order: every argument comes before its use
        if node.primitive is None:
            dots[node.index] = _fitting(seed.get(node.name, zero_like(node.value)), node.value, node.name)
            continue
        parts = [node.primitive.jvps[slot](dots[node.args[slot].index], node.value, *node.values, **node.params)
                 for slot in node.slots]
        dots[node.index] = sum(parts[1:], start=parts[0])
    return {node.name: dot for node, dot in zip(graph.nodes, apart(dots, seed.values()), strict=True)}
