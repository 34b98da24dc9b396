"""Derivatives from values of the function alone, by differences or a complex step; gradients checked by them."""
from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course.autodiff.modes.reverse import grad
from course.autodiff.text import short


def forward_difference(f: Callable, x, h: float = 2.0**-26):
    """(f(x + h e_i) - f(x)) / h for every entry of x: truncation error O(h), round-off O(eps/h); n + 1 calls."""
    y = f(x)
    return _by_entry(lambda e: (f(x + h * e) - y) / h, x)


def central_difference(f: Callable, x, h: float = 2.0**-17):
    """(f(x + h e_i) - f(x - h e_i)) / 2h for every entry of x: truncation error O(h²); 2n calls."""
    return _by_entry(lambda e: (f(x + h * e) - f(x - h * e)) / (2 * h), x)


def complex_step(f: Callable, x, h: float = 1e-30):
    """Im f(x + i h e_i) / h for every entry of x: no subtraction, so no round-off grows (Squire & Trapp 1998).

    f must be analytic: the result is silently wrong where f takes abs, conj, real parts, or compares.
    """
    return _by_entry(lambda e: np.imag(f(x + 1j * h * e)) / h, x)


def _by_entry(derivative, x):
    """The derivatives in each direction of the basis, in the shape (*shape of result, *shape of x)."""
    if np.ndim(x) == 0:
        y = derivative(1.0)
        return float(y) if np.ndim(y) == 0 else y
    columns = np.array([derivative(e) for e in np.eye(np.size(x)).reshape(-1, *np.shape(x))])
    return np.moveaxis(columns, 0, -1).reshape(*columns.shape[1:], *np.shape(x))


class GradCheck(NamedTuple):
    """The verdict: whether all entries agree, where the worst is, its relative error, and the two values there."""

    ok: bool
    argument: int
    index: tuple[int, ...]
    error: float
    yours: float
    difference: float

    def __bool__(self):
        return self.ok

    def __str__(self):
        where = f"argument {self.argument}" + (f"[{', '.join(map(str, self.index))}]" if self.index else "")
        return (f"{'agrees' if self.ok else 'differs'}: worst at {where}, {short(self.yours)} against "
                f"{short(self.difference)} by central difference, relative error {self.error:.1e}")


def gradcheck(f: Callable, *args, gradient: Callable | None = None, tolerance: float = 1e-6) -> GradCheck:
    """Compare a gradient, by default grad(f), with central differences of f at args, entry by entry.

    `gradient(*args)` gives one array per argument. The error is |a - b| / max(1, |a|, |b|). Raises ValueError where the
    gradient has not the shapes of the arguments.
    """
    args = [np.asarray(a, float)[()] for a in args]
    found = (gradient or grad(f, tuple(range(len(args)))))(*args)
    given = list(map(np.shape, found)) if isinstance(found, tuple | list) else type(found).__name__
    if given != (shapes := list(map(np.shape, args))):
        raise ValueError(f"the gradient has the shapes {given}, the arguments {shapes}. Give one array per argument.")
    worst = None
    for i, ours in enumerate(found):
        theirs = central_difference(lambda x, i=i: f(*args[:i], x, *args[i + 1:]), args[i])
        error = np.abs(ours - theirs) / np.maximum(1, np.maximum(np.abs(ours), np.abs(theirs)))
        at = np.unravel_index(np.argmax(np.nan_to_num(error, nan=np.inf)), np.shape(error)) if np.ndim(error) else ()
        found = GradCheck(bool(np.all(error <= tolerance)), i, tuple(map(int, at)), float(np.asarray(error)[at]),
                          float(np.asarray(ours)[at]), float(np.asarray(theirs)[at]))
        if worst is None or not found.error <= worst.error:
            worst = found
    return worst
