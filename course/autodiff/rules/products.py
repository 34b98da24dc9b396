"""The part of the table that is linear in each argument while the others are held."""
from __future__ import annotations

from itertools import count

import numpy as np

from course.autodiff.rules.kinds import broadcast, multilinear, unbroadcast
from course.autodiff.rules.primitive import Slots, primal, shape_of
from course.autodiff.rules.structural import flip, reshape, transpose

# --- matmul -----------------------------------------------------------------------------------------------------------


def _as_matrices(shape, other):
    """The shapes of two factors as the stacks of matrices that they are: a vector on the left is a row, here."""
    return shape if len(shape) > 1 else (1, *shape), other if len(other) > 1 else (*other, 1)


def transposed(a):
    """Each matrix of a stack transposed."""
    return a.T if a.ndim == 2 else transpose(a, axes=(*range(a.ndim - 2), a.ndim - 1, a.ndim - 2))


def _pull_left(y, a, b):
    shape = a.shape
    if len(shape) <= 2 and b.ndim == 2:
        return lambda y_bar: y_bar @ b.T
    left, right = _as_matrices(shape, b.shape)
    whole = (*np.broadcast_shapes(left[:-2], right[:-2]), left[-2], right[-1])
    return lambda y_bar: reshape(unbroadcast(
        reshape(y_bar, shape=whole) @ transposed(reshape(b, shape=right)), left), shape=shape)


def _pull_right(y, a, b):
    shape = b.shape
    if a.ndim == 2 and len(shape) <= 2:
        return lambda y_bar: a.T @ y_bar
    left, right = _as_matrices(a.shape, shape)
    whole = (*np.broadcast_shapes(left[:-2], right[:-2]), left[-2], right[-1])
    return lambda y_bar: reshape(unbroadcast(
        transposed(reshape(a, shape=left)) @ reshape(y_bar, shape=whole), right), shape=shape)


matmul = multilinear("matmul", np.matmul, (_pull_left, _pull_right), symbol="@")

# --- einsum: each axis has a letter; the adjoint of an operand is again an einsum -------------------------------------


def _einsum(*operands, subscripts):
    return np.einsum(subscripts, *operands)[()]


def _pull_operand(slot, y, *operands, subscripts):
    """The result's adjoint in the operand's place, summed into the operand's letters."""
    inputs, _, out = subscripts.partition("->")
    letters, shape, kind = inputs.split(","), shape_of(operands[slot]), np.result_type(primal(y))
    mine, others = letters[slot], [i for i in range(len(operands)) if i != slot]
    size = dict(zip(mine, shape, strict=True))
    lone = "".join(c for c in mine if c not in out and all(c not in letters[i] for i in others))   # summed alone
    rule = ",".join([out, *[letters[i] for i in others], *[lone] * bool(lone)]) + "->" + mine
    factors = [operands[i] for i in others] + [np.ones([size[c] for c in lone], kind)] * bool(lone)

    def pull(y_bar):
        x_bar = einsum_(y_bar, *factors, subscripts=rule)
        return unbroadcast(broadcast(x_bar, np.broadcast_shapes(shape, shape_of(x_bar))), shape)    # axes of length one
    return pull


einsum_ = multilinear("einsum", _einsum, Slots(_pull_operand), "subscripts")


def einsum(subscripts, *operands, optimize=False):
    """np.einsum with letters or lists of axes, `...` for leading axes, and repeated letters for diagonals."""
    if not isinstance(subscripts, str):
        subscripts, operands = _in_letters(subscripts, *operands)
    inputs, arrow, out = subscripts.replace(" ", "").partition("->")
    letters = inputs.split(",")
    if not arrow:
        letters_once = [c for c in sorted(set(inputs) - set(",.")) if inputs.count(c) == 1]
        out = "..." * ("..." in inputs) + "".join(letters_once)
    fresh = (c for c in map(chr, count(ord("A"))) if c not in subscripts and c.isalpha())
    rest = [len(shape_of(x)) - len(word.replace("...", "")) for x, word in zip(operands, letters, strict=True)]
    dots = "".join(next(fresh) for _ in range(max(rest)))
    letters = [word.replace("...", dots[len(dots) - n:]) for word, n in zip(letters, rest, strict=True)]
    operands = list(operands)
    for i, word in enumerate(letters):      # a diagonal is a product with the unit matrix
        for place, c in enumerate(word):
            if c in word[:place]:
                new = next(fresh)
                letters[i] = letters[i][:place] + new + letters[i][place + 1:]
                letters.append(c + new)
                operands.append(np.eye(shape_of(operands[i])[place], dtype=np.result_type(primal(operands[i]))))
    return einsum_(*operands, subscripts=",".join(letters) + "->" + out.replace("...", dots))


def _in_letters(*parts):
    """The form einsum(a, [0, 1], b, [1, 2], [0, 2]) as letters and operands."""
    words = ["".join("..." if axis is ... else chr(ord("a") + axis) for axis in axes)
             for axes in (*parts[1::2], *parts[len(parts) - len(parts) % 2:])]
    n = len(parts) // 2
    return ",".join(words[:n]) + "->" * (len(words) > n) + "".join(words[n:]), parts[:2 * n:2]


# --- convolution ------------------------------------------------------------------------------------------------------


def _pull_slid(other, length):
    start = len(other) - 1
    return lambda y_bar: convolve_full(y_bar, flip(other, 0))[start:start + length]


convolve_full = multilinear("convolve", np.convolve, (
    lambda y, a, b: _pull_slid(b, len(a)), lambda y, a, b: _pull_slid(a, len(b))), symbol="∗")


def convolve(a, v, mode="full"):
    """np.convolve of two vectors."""
    short, long = sorted((len(a), len(v)))
    start, length = {"full": (0, long + short - 1), "same": ((short - 1) // 2, long),
                     "valid": (short - 1, long - short + 1)}[mode]
    return convolve_full(a, v)[start:start + length]
