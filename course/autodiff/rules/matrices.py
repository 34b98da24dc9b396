"""The part of the table that takes square matrices as a whole: linear systems, determinants, Cholesky's factor.

Every rule follows from an equation: from A X = B follows A dX = dB - dA X.
"""
from __future__ import annotations

import numpy as np

from course.autodiff.rules.kinds import general, unbroadcast
from course.autodiff.rules.primitive import primal, shape_of
from course.autodiff.rules.products import transposed
from course.autodiff.rules.structural import reshape, sum_

# --- linear systems ---------------------------------------------------------------------------------------------------


def _pull_matrix(y, a, b):
    return lambda y_bar: unbroadcast(-(solve_(transposed(a), y_bar) @ transposed(y)), a.shape)


def _pull_right_side(y, a, b):
    shape = shape_of(b)
    return lambda y_bar: unbroadcast(solve_(transposed(a), y_bar), shape)


solve_ = general("solve", np.linalg.solve, (
    lambda a_dot, y, a, b: -solve_(a, a_dot @ y), lambda b_dot, y, a, b: solve_(a, b_dot)),
    (_pull_matrix, _pull_right_side))
inv = general("inv", np.linalg.inv, (lambda a_dot, y, a: -(y @ a_dot @ y),),
              (lambda y, a: lambda y_bar: -(transposed(y) @ y_bar @ transposed(y)),))


def solve(a, b):
    """np.linalg.solve: a vector b is a matrix of one column."""
    return solve_(a, b) if len(shape_of(b)) > 1 else solve_(a, reshape(b, shape=(-1, 1)))[..., 0]


# --- determinants: d ln|det A| = tr(A⁻¹ dA) ---------------------------------------------------------------------------


def _trace(x):
    return sum_(x * np.eye(x.shape[-1], dtype=primal(x).dtype), axis=(-2, -1))


def _times_inverse(y_bar, a):
    return reshape(y_bar, shape=(*shape_of(y_bar), 1, 1)) * transposed(inv(a))


det = general("det", np.linalg.det, (lambda a_dot, y, a: y * _trace(solve_(a, a_dot)),),
              (lambda y, a: lambda y_bar: _times_inverse(y_bar * y, a),))
logdet = general("logdet", lambda a: np.linalg.slogdet(a)[1], (lambda a_dot, y, a: _trace(solve_(a, a_dot)),),
                 (lambda y, a: lambda y_bar: _times_inverse(y_bar, a),))

# --- Cholesky's factor L of A = L Lᵀ, read from the lower triangle of A: L⁻¹ dL is the lower half of L⁻¹ dA L⁻ᵀ -------


def _lower_half(x):
    kind, n = primal(x).dtype, x.shape[-1]
    return x * (np.tri(n, dtype=kind) - np.eye(n, dtype=kind) / 2)


def _push_factor(a_dot, y, a):
    symmetric = _lower_half(a_dot) + transposed(_lower_half(a_dot))
    return y @ _lower_half(transposed(solve_(y, transposed(solve_(y, symmetric)))))


def _pull_factor(y, a):
    def pull(y_bar):
        inner = solve_(transposed(y), _lower_half(transposed(y) @ y_bar))
        x_bar = transposed(solve_(transposed(y), transposed(inner)))
        return _lower_half(x_bar + transposed(x_bar))
    return pull


cholesky = general("cholesky", np.linalg.cholesky, (_push_factor,), (_pull_factor,))
