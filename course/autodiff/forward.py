"""Forward mode: tangents travel with the values, from the inputs to the output."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff.graph import Graph, as_float, new_level
from course.autodiff.primitive import zero_like
from course.autodiff.syntax import NumpyLike
from course.autodiff.table import primal
from course.autodiff.text import short


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
        for arg, dual, push in zip(args, duals, primitive.jvps, strict=True):
            if dual:
                part = push(arg.tangent, y, *values, **params)
                tangent = part if tangent is None else tangent + part
        return Dual(y, tangent, level)

    def __repr__(self):
        return f"{short(primal(self.value))} + {short(primal(self.tangent))} ε"


def jvp(f: Callable, primals: tuple, tangents: tuple) -> tuple:
    """(y, y_dot): the value of f(*primals) and its derivative in the direction `tangents`, in one pass.

    y_dot = Σ ∂f/∂x_i · x_i_dot (Griewank & Walther 2008, §3.1). Raises ValueError when a tangent does not have
    the shape of its primal.
    """
    level = new_level()
    xs = [as_float(x, f"primal {i}") for i, x in enumerate(primals)]
    y = f(*[Dual(x, _fitting(x_dot, x, i), level) for i, (x, x_dot) in enumerate(zip(xs, tangents, strict=True))])
    if isinstance(y, Dual) and y.level == level:
        return y.value, y.tangent
    return y, zero_like(y)


def _fitting(x_dot, x, i):
    x_dot = as_float(x_dot, f"tangent {i}")
    if np.shape(primal(x_dot)) != np.shape(primal(x)):
        raise ValueError(f"tangent {i} has shape {np.shape(primal(x_dot))}, its primal {np.shape(primal(x))}. "
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
