"""Derivatives that are matrices, by many seeds in one pass; and products with them."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff.modes.columns import matrix, units
from course.autodiff.modes.forward import jvp
from course.autodiff.modes.reverse import as_function_of, check, grad, vjp
from course.autodiff.rules.primitive import primal, shape_of
from course.autodiff.tracing.outside import apart, as_float
from course.autodiff.tree import flatten, tree_map


def jacobian(f: Callable, argnums: int | tuple[int, ...] = 0, mode: str | None = None) -> Callable:
    """The function (*args) -> J with J[i, j] = ∂y_i/∂x_j, the numerator layout: first the result's axes.

    For a tuple of argnums it is a tuple, one J for each. Keyword arguments are passed on to f as they are.
    mode "forward" pushes a tangent for each entry of the argument, "reverse" pulls an adjoint for each of the result;
    None takes the fewer.
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
            y, dots = _pushed(g, x)
            blocks = [np.split(dot, _ends(x), axis=-1) for dot in dots]
        else:
            blocks = zip(*[np.split(np.moveaxis(bar, -1, 0), _ends(y)) for bar in _pulled(pull, y)], strict=True)
        (xs, rebuild_x), (ys, rebuild_y) = flatten(x), flatten(y)
        return rebuild_y([rebuild_x([_shaped(block, y, x) for block, x in zip(row, xs, strict=True)])
                          for row, y in zip(blocks, ys, strict=True)])

    return J


def _pushed(g, x):
    """The value of g, and for each of its leaves the tangents for all directions, along a last axis."""
    passes = []
    for seed in units(x):
        y, dots = jvp(g, (x,), (seed,))
        passes.append([matrix(dot, _count(seed)) for dot in flatten(dots)[0]])
    return y, _side_by_side(passes)


def _pulled(pull, y):
    """For each leaf of the argument its adjoints, for all seeds, along a last axis."""
    return _side_by_side([[matrix(bar, _count(seed)) for bar in flatten(pull(seed)[0])[0]] for seed in units(y)])


def _count(seed):
    return flatten(seed)[0][0].count


def _side_by_side(passes):
    return apart([np.concatenate(parts, axis=-1) if len(passes) > 1 else parts[0]
                  for parts in zip(*passes, strict=True)])


def _size(tree):
    return sum(int(np.prod(shape_of(leaf))) for leaf in flatten(tree)[0])


def _ends(tree):
    """Where the entries of each leaf but the last one end."""
    return np.cumsum([_size(leaf) for leaf in flatten(tree)[0]])[:-1]


def _shaped(block, y, x):
    block = np.reshape(block, shape_of(y) + shape_of(x))
    return block[()] if isinstance(block, np.ndarray) else block


def hessian(f: Callable, argnums: int | tuple[int, ...] = 0) -> Callable:
    """The function (*args) -> the second derivatives of f: an adjoint for each entry, pulled back through its gradient.

    For a tuple of argnums H[i][j] is the block of the i-th and the j-th of them. Tangents, pushed through the gradient,
    give the same; but they follow every value, and adjoints only what the gradient depends on.
    """
    return jacobian(grad(f, argnums), argnums, mode="reverse")


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
