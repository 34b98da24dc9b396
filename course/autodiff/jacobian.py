"""Jacobians: one forward pass per input entry, or one backward pass per output entry."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff.forward import jvp
from course.autodiff.graph import as_float
from course.autodiff.primitive import shape_of
from course.autodiff.reverse import vjp


def jacobian(f: Callable, argnums: int = 0, mode: str | None = None) -> Callable:
    """The function (*args) -> J with J[i, j] = ∂y_i/∂x_j, the numerator layout: first the result's axes.

    mode "forward" takes one pass per entry of the argument, "reverse" one per entry of the result; None, the fewer.
    Raises ValueError for another mode.
    """
    if mode not in (None, "forward", "reverse"):
        raise ValueError(f"mode is {mode!r}; it must be 'forward', 'reverse' or None (whichever needs fewer passes).")

    def J(*args):
        x = as_float(args[argnums], f"argument {argnums}")
        g = lambda x: f(*args[:argnums], x, *args[argnums + 1:])  # noqa: E731
        y, pull = vjp(g, x)
        n, m = np.size(x), int(np.prod(shape_of(y)))
        if mode == "forward" or mode is None and n <= m:
            columns = np.reshape([jvp(g, (x,), (e,))[1] for e in _basis(x)], (n, *shape_of(y)))
            return np.moveaxis(columns, 0, -1).reshape(*shape_of(y), *shape_of(x))[()]
        return np.reshape([pull(e)[0] for e in _basis(y)], (*shape_of(y), *shape_of(x)))[()]

    return J


def _basis(x):
    """The unit arrays in the shape of x, one for each entry."""
    unit = np.eye(int(np.prod(shape_of(x)))).reshape(-1, *shape_of(x))
    return unit if shape_of(x) else [1.0]
