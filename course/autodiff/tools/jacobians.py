"""Derivatives that are matrices: one pass per input entry, or per output entry; and products with them, in one pass."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff.modes.forward import columns, jvp
from course.autodiff.modes.reverse import as_function_of, check, grad, vjp
from course.autodiff.rules.primitive import primal, shape_of, zero_like
from course.autodiff.tracing.outside import as_float
from course.autodiff.tree import flatten, tree_map


def jacobian(f: Callable, argnums: int | tuple[int, ...] = 0, mode: str | None = None) -> Callable:
    """The function (*args) -> J with J[i, j] = ∂y_i/∂x_j, the numerator layout: first the result's axes.

    For a tuple of argnums it is a tuple, one J for each. Keyword arguments are passed on to f as they are.
    mode "forward" takes one pass per entry of the argument, "reverse" one per entry of the result; None, the fewer.
    For nested arguments or results J is nested too: the result's structure, each leaf with that of the argument.
    Raises ValueError for another mode.
    """
    if mode not in (None, "forward", "reverse"):
        raise ValueError(f"mode is {mode!r}; it must be 'forward', 'reverse' or None (whichever needs fewer passes).")

    check(f, argnums)

    def J(*args, **settings):
        g, x = as_function_of(f, argnums, args, settings)
        x = tree_map(lambda leaf: as_float(leaf, f"argument {argnums}"), x)
        y, pull = vjp(g, x) if mode != "forward" else (None, None)
        if mode == "forward" or mode is None and _size(x) <= _size(y):
            y, dots = columns(g, x)
            blocks = [[np.moveaxis(block, 0, -1) for block in _cut(dot, x)] for dot in dots]
        else:
            rows = [flatten(pull(e))[0] for e in _basis(y)]
            stacks = [np.stack([row[i] for row in rows]) if rows else np.zeros((0, *shape_of(leaf)))
                      for i, leaf in enumerate(flatten(x)[0])]
            blocks = zip(*[_cut(stack, y) for stack in stacks], strict=True)
        (xs, rebuild_x), (ys, rebuild_y) = flatten(x), flatten(y)
        return rebuild_y([rebuild_x([_shaped(block, y, x) for block, x in zip(row, xs, strict=True)])
                          for row, y in zip(blocks, ys, strict=True)])

    return J


def _size(tree):
    return sum(int(np.prod(shape_of(leaf))) for leaf in flatten(tree)[0])


def _cut(stack, tree):
    """The parts of a stack that belong to the leaves of a tree, which have one layer for each entry."""
    ends = np.cumsum([_size(leaf) for leaf in flatten(tree)[0]])
    return np.split(stack, ends[:-1])


def _basis(tree):
    """The unit vectors of the space of this tree, one for each entry."""
    leaves, rebuild = flatten(tree)
    for i, leaf in enumerate(leaves):
        for index in np.ndindex(shape_of(leaf)):
            units = [np.array(zero_like(leaf)) for leaf in leaves]
            units[i][index] = 1
            yield rebuild([unit if unit.ndim else unit[()] for unit in units])


def _shaped(block, y, x):
    block = np.reshape(block, shape_of(y) + shape_of(x))
    return block[()] if isinstance(block, np.ndarray) else block


def hessian(f: Callable, argnums: int | tuple[int, ...] = 0) -> Callable:
    """The function (*args) -> the second derivatives of f: a forward pass over the gradient for each entry.

    For a tuple of argnums H[i][j] is the block of the i-th and the j-th of them.
    """
    return jacobian(grad(f, argnums), argnums, mode="forward")


def hvp(f: Callable, x, v, /, **settings):
    """The Hessian of f at x times v, forward over reverse: a few times the work of f, and no matrix."""
    return jvp(grad(f), (x,), (v,), **settings)[1]


def elementwise_grad(f: Callable) -> Callable:
    """The derivative of f entry by entry, for f that works entry by entry: df/dx in the shape of x.

    Raises ValueError where the result has another shape than x.
    """
    def derivative(x, **settings):
        y, pull = vjp(f, x, **settings)
        ours, theirs = ([shape_of(leaf) for leaf in flatten(tree)[0]] for tree in (y, x))
        if ours != theirs:
            raise ValueError(f"f made shapes {ours} of {theirs}: it does not work entry by entry. Use jacobian.")
        return pull(tree_map(lambda leaf: np.ones_like(primal(leaf))[()], y))[0]
    return derivative
