"""Forward mode: tangents travel with the values, from the inputs to the output."""
from __future__ import annotations

from collections.abc import Callable

from course.autodiff.graph import Graph, as_float, new_level
from course.autodiff.primitive import primal, shape_of, zero_like
from course.autodiff.syntax import NumpyLike
from course.autodiff.text import short
from course.autodiff.tree import flatten


class Dual(NumpyLike):
    """A value and its tangent, v + v_dot·ε with ε² = 0; nothing is recorded (Clifford 1873; Wengert 1964)."""

    __slots__ = ("value", "tangent", "level")

    def __init__(self, value, tangent, level):
        self.value, self.tangent, self.level = value, tangent, level

    def apply(self, primitive, args, params):
        """The value, and the sum over the arguments of each one's push."""
        level = self.level
        duals = [type(arg) is Dual and arg.level == level for arg in args]
        values = [arg.value if dual else arg for arg, dual in zip(args, duals, strict=True)]
        y = primitive(*values, **params)
        tangent = None
        for slot, dual in enumerate(duals):
            if dual:
                part = primitive.jvps[slot](args[slot].tangent, y, *values, **params)
                tangent = part if tangent is None else tangent + part
        return Dual(y, tangent, level)

    def __repr__(self):
        return f"{short(primal(self.value))} + {short(primal(self.tangent))} ε"


def jvp(f: Callable, primals: tuple, tangents: tuple) -> tuple:
    """(y, y_dot): the value of f(*primals) and its derivative in the direction `tangents`, in one pass.

    y_dot = Σ ∂f/∂x_i · x_i_dot (Griewank & Walther 2008, §3.1). Arguments and results may be nested tuples, lists and
    dicts of arrays. Raises ValueError when a tangent does not have the shape of its primal.
    """
    level = new_level()
    xs, rebuild = flatten(tuple(primals))
    dots, _ = flatten(tuple(tangents))
    if len(xs) != len(dots):
        raise ValueError(f"{len(dots)} tangents were given for {len(xs)} primals. Give one for each.")
    xs = [as_float(x, f"primal {i}") for i, x in enumerate(xs)]
    duals = [Dual(x, _fitting(x_dot, x, i), level) for i, (x, x_dot) in enumerate(zip(xs, dots, strict=True))]
    ys, rebuild_y = flatten(f(*rebuild(duals)))
    parts = [(y.value, y.tangent) if type(y) is Dual and y.level == level else (y, zero_like(y)) for y in ys]
    return rebuild_y([value for value, _ in parts]), rebuild_y([dot for _, dot in parts])


def _fitting(x_dot, x, i):
    x_dot = as_float(x_dot, f"tangent {i}")
    if shape_of(x_dot) != shape_of(x):
        raise ValueError(f"tangent {i} has shape {shape_of(x_dot)}, its primal {shape_of(x)}. "
                         "Give one number per entry of the primal.")
    return x_dot


def tangents(graph: Graph, seed: dict[str, float]) -> dict:
    """The tangent of every node by name, for given tangents of the inputs (0 where none is given)."""
    dots = [None] * len(graph.nodes)
    for node in graph.nodes:                # creation order: every argument comes before its use
        if node.primitive is None:
            dots[node.index] = seed.get(node.name, zero_like(node.value))
            continue
        parts = [node.primitive.jvps[slot](dots[node.args[slot].index], node.value, *node.values, **node.params)
                 for slot in node.slots]
        dots[node.index] = sum(parts[1:], start=parts[0])
    return {node.name: dot for node, dot in zip(graph.nodes, dots, strict=True)}
