"""Derivatives that are matrices: one pass per input entry, or per output entry; and products with them, in one pass."""
from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import numpy as np

from course.autodiff.forward import jvp
from course.autodiff.graph import as_float
from course.autodiff.primitive import primal, shape_of, zero_like
from course.autodiff.reverse import grad, replaced, vjp
from course.autodiff.tree import flatten, tree_map


def jacobian(f: Callable, argnums: int = 0, mode: str | None = None) -> Callable:
    """The function (*args) -> J with J[i, j] = ∂y_i/∂x_j, the numerator layout: first the result's axes.

    mode "forward" takes one pass per entry of the argument, "reverse" one per entry of the result; None, the fewer.
    For nested arguments or results J is nested too: the result's structure, each leaf with that of the argument.
    Raises ValueError for another mode.
    """
    if mode not in (None, "forward", "reverse"):
        raise ValueError(f"mode is {mode!r}; it must be 'forward', 'reverse' or None (whichever needs fewer passes).")

    def J(*args):
        x = tree_map(lambda leaf: as_float(leaf, f"argument {argnums}"), args[argnums])
        g = lambda x: f(*replaced(args, [argnums], [x]))  # noqa: E731
        y, pull = (g(x), None) if mode == "forward" else vjp(g, x)
        (xs, rebuild_x), (ys, rebuild_y) = flatten(x), flatten(y)
        if mode == "forward" or mode is None and _size(xs) <= _size(ys):
            passes = [flatten(jvp(g, (x,), (rebuild_x(e),))[1])[0] for e in _basis(xs)]
            columns = _stacked(passes, xs, ys)
            block = lambda i, j: np.moveaxis(columns[j][i], 0, -1)  # noqa: E731
        else:
            rows = _stacked([flatten(pull(rebuild_y(e)))[0] for e in _basis(ys)], ys, xs)
            block = lambda i, j: rows[i][j]  # noqa: E731
        return rebuild_y([rebuild_x([_shaped(block(i, j), shape_of(y) + shape_of(x)) for j, x in enumerate(xs)])
                          for i, y in enumerate(ys)])

    return J


def _size(leaves):
    return sum(int(np.prod(shape_of(leaf))) for leaf in leaves)


def _basis(leaves):
    """The unit vectors of the space of these leaves, one for each entry."""
    zeros = [zero_like(leaf) for leaf in leaves]
    for i, zero in enumerate(zeros):
        for index in np.ndindex(np.shape(zero)):
            unit = np.array(zero)
            unit[index] = 1
            yield [*zeros[:i], unit if np.ndim(unit) else type(zero)(1), *zeros[i + 1:]]


def _stacked(passes, starts, ends):
    """For each pair of leaves the results of the passes that started from the one and ended in the other, stacked."""
    passes = iter(passes)
    by_start = [list(islice(passes, _size([start]))) for start in starts]
    return [[np.stack([one[k] for one in group]) if group else np.zeros((0, *shape_of(end)))
             for k, end in enumerate(ends)] for group in by_start]


def _shaped(block, shape):
    block = np.reshape(block, shape)
    return block[()] if isinstance(block, np.ndarray) else block


def hessian(f: Callable, argnums: int = 0) -> Callable:
    """The function (*args) -> the second derivatives of f: a forward pass over the gradient for each entry."""
    return jacobian(grad(f, argnums), argnums, mode="forward")


def hvp(f: Callable, x, v):
    """The Hessian of f at x times v, forward over reverse: a few times the work of f, and no matrix."""
    return jvp(grad(f), (x,), (v,))[1]


def elementwise_grad(f: Callable) -> Callable:
    """The derivative of f entry by entry, for f that works entry by entry: df/dx in the shape of x."""
    def derivative(x):
        y, pull = vjp(f, x)
        return pull(tree_map(lambda leaf: np.ones_like(primal(leaf))[()], y))[0]
    return derivative
