"""Many tangents, or adjoints, in one pass: as the columns of a matrix, which a linear map takes all at once.

Every rule is linear in the x_dot or y_bar that it is given: a matrix A times a vector. For n of them at once it is one
product, A X, where the vectors are the columns of X. So columns stand where a rule expects one tangent, and no rule is
written twice; what is said here is only how each kind of primitive treats one more axis, the last.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from course.autodiff.rules.kinds import broadcast
from course.autodiff.rules.matrices import solve_
from course.autodiff.rules.primitive import new_level, primal, shape_of
from course.autodiff.rules.products import einsum_, matmul, transposed
from course.autodiff.rules.structural import concatenate, reshape, transpose
from course.autodiff.tracing.outside import own
from course.autodiff.tracing.rearranged import stack
from course.autodiff.tracing.syntax import NumpyLike
from course.autodiff.tree import flatten

TOGETHER = 64                               # columns of one pass: all its tangents are held at once


class Columns(NumpyLike):
    """n values of one shape, side by side along a last axis; it looks like one of them."""

    __slots__ = ("value", "level")

    def __init__(self, value, level):
        self.value, self.level = value, level

    shape = property(lambda self: shape_of(self.value)[:-1])
    count = property(lambda self: shape_of(self.value)[-1])

    def __len__(self):
        return self.shape[0]

    def __repr__(self):
        return f"{self.count} columns of shape {self.shape}"

    def apply(self, primitive, args, params):
        """The primitive on all columns at once, where it is known how; else on one after the other."""
        ours = [type(arg) is Columns and arg.level == self.level for arg in args]
        values = [arg.value if our else arg for arg, our in zip(args, ours, strict=True)]
        if primitive.entrywise:
            values = [x if our else _with_axis(x) for x, our in zip(values, ours, strict=True)]
            return Columns(primitive(*values, **params), self.level)
        if primitive is concatenate:
            values = [x if our else broadcast(_with_axis(x), (*shape_of(x), self.count))
                      for x, our in zip(values, ours, strict=True)]
            return Columns(concatenate(*values, axis=params.get("axis", 0) % len(self.shape)), self.level)
        if len(args) == 1 and SETTINGS.keys() >= set(primitive.params):
            settings = {name: SETTINGS[name](params.get(name), self) for name in primitive.params}
            return Columns(primitive(values[0], **settings), self.level)
        if primitive in PRODUCTS and sum(ours) == 1:
            return Columns(PRODUCTS[primitive](ours.index(True), values, **params), self.level)
        return each(lambda *xs: primitive(*xs, **params), *args, like=self)


def units(tree) -> Iterator:
    """The unit vectors of the space of a tree, one for each entry of its leaves, some of them at a time as Columns."""
    leaves, rebuild = flatten(tree)
    ends = np.cumsum([0, *(int(np.prod(shape_of(leaf))) for leaf in leaves)]).tolist()
    for start in range(0, max(ends[-1], 1), TOGETHER):
        n, level = min(TOGETHER, ends[-1] - start), new_level()
        yield rebuild([Columns(np.eye(stop - first, n, first - start, np.result_type(primal(leaf))).reshape(
            *shape_of(leaf), n), level) for leaf, first, stop in zip(leaves, ends, ends[1:], strict=False)])


def matrix(x, count: int):
    """The columns of x as an array; of what is no Columns, the same column `count` times."""
    return x.value if type(x) is Columns else np.broadcast_to(np.reshape(x, (*shape_of(x), 1)), (*shape_of(x), count))


def each(f: Callable, *args, like: Columns) -> Columns:
    """f on one column after the other: for what knows nothing of columns."""
    ours = [type(arg) is Columns and arg.level == like.level for arg in args]
    results = [f(*[arg.value[..., k] if our else arg for arg, our in zip(args, ours, strict=True)])
               for k in range(like.count)]
    if not results:
        y = f(*[np.zeros(arg.shape)[()] if our else arg for arg, our in zip(args, ours, strict=True)])
        return Columns(np.zeros((*shape_of(y), 0)), like.level)
    return Columns(stack(results, axis=-1), like.level)


def _with_axis(x):
    return reshape(x, shape=(*shape_of(x), 1)) if shape_of(x) else x


# --- settings: the last axis stays where it is ------------------------------------------------------------------------


def _axes(axis, x):
    return tuple(range(x.ndim)) if axis is None else tuple(a % x.ndim for a in axis) if np.ndim(axis) else axis % x.ndim


def _order(axes, x):
    return (*(reversed(range(x.ndim)) if axes is None else (a % x.ndim for a in axes)), x.ndim)


def _index(index, x):
    parts = index if isinstance(index, tuple) else (index,)
    return (*parts, slice(None)) if any(part is ... for part in parts) else index


def _widths(pad_width, x):
    return (*map(tuple, np.broadcast_to(pad_width, (x.ndim, 2)).tolist()), (0, 0))


def _shape(shape, x):
    shape = (shape,) if isinstance(shape, int) else shape
    whole = np.broadcast_to(0.0, x.shape).reshape(shape).shape if -1 in shape else shape
    return (*whole, x.count)


SETTINGS = {"axis": _axes, "axes": _order, "index": _index, "pad_width": _widths, "shape": _shape,
            "keepdims": lambda keepdims, x: bool(keepdims)}

# --- products: the columns of all matrices in a row, in one product ---------------------------------------------------


def _on_the_right(product, a, x, ndim):
    """product(a, X) for columns of vectors, or of matrices, whose own columns stand beside each other."""
    if ndim == 1:
        return own(a) if product is matmul and len(shape_of(a)) == 2 and _is_unit(x, primal(a)) else product(a, x)
    *rest, k, n = shape_of(x)
    y = product(a, reshape(x, shape=(*rest, k * n)))
    return reshape(y, shape=(*shape_of(y)[:-1], k, n))


def _is_unit(x, a):
    """Whether these are the first seeds: A I is A, and looking is far less work than multiplying."""
    return (type(x) is np.ndarray and x.shape[0] == x.shape[1] and x.dtype == a.dtype
            and np.array_equal(x, np.eye(len(x), dtype=x.dtype)))


def _matmul(slot, values):
    """A X; and X B as the transpose of Bᵀ Xᵀ."""
    a, b = values
    ndim = len(shape_of(values[slot])) - 1
    if slot == 1:
        return _on_the_right(matmul, a, b, ndim)
    left = transposed(b) if b.ndim > 1 else b
    if ndim == 1:
        return _on_the_right(matmul, left, a, ndim)
    y = _on_the_right(matmul, left, _swapped(a), ndim)
    return _swapped(y) if b.ndim > 1 else y


def _swapped(x):
    n = len(shape_of(x))
    return transpose(x, axes=(*range(n - 3), n - 2, n - 3, n - 1))


def _solve(slot, values):
    return _on_the_right(solve_, *values, len(shape_of(values[1])) - 1)


def _einsum(slot, values, subscripts):
    """One letter more, for the columns."""
    inputs, _, out = subscripts.partition("->")
    letter = next(c for c in map(chr, range(ord("A"), ord("z") + 1)) if c.isalpha() and c not in subscripts)
    words = [word + letter * (i == slot) for i, word in enumerate(inputs.split(","))]
    return einsum_(*values, subscripts=",".join(words) + "->" + out + letter)


PRODUCTS = {matmul: _matmul, solve_: _solve, einsum_: _einsum}
