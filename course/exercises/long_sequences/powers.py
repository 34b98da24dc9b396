"""What becomes of a gradient on a long way: powers of a matrix."""
from __future__ import annotations

import numpy as np

from course.checking import Exercise, Mistake, expect, points, predict
from course.exercises.material import generic

# --- predict: what is left -----------------------------------------------------------------------------------------

LINEAR = Mistake("a tenth of the start lost each time", "each step takes a tenth of what has arrived, not of what was "
                 "sent off")
FIFTY_TIMES = Mistake("fifty times, not fifty factors", "each step multiplies what has arrived by 0.9: fifty factors, "
                      "one after the other")
ONE_STEP = Mistake("one step only", "every step scales again: fifty factors, one after the other")


@points(0)
def guess_left(work, rng):
    """should be what is left of 1 after 50 steps that each scale by 0.9"""
    predict(work, 0.9**50, rtol=0.25, because={LINEAR: 0.0, ONE_STEP: 0.9, FIFTY_TIMES: 45.0})


left_guess = Exercise(
    "left_guess", "What is left", (guess_left,), (
        "0.9 times 0.9 is 0.81. After seven steps about half is left.",
        "It is 0.9 to the 50th. A quarter off is near enough."),
    (LINEAR, ONE_STEP, FIFTY_TIMES), after="Half a per cent. After a thousand steps no digit is left.")

# --- predict: sign --------------------------------------------------------------------------------------------------

SIGNED = Mistake("the sign taken for the size", "a negative number below −1 grows in size when it is multiplied by "
                 "itself")


@points(0)
def guess_sign(work, rng):
    """should say what the powers of a matrix with the eigenvalues −1.1 and 0.5 do"""
    predict(work, "explode", because={SIGNED: "vanish"})


sign_guess = Exercise(
    "sign_guess", "A negative eigenvalue", (guess_sign,), (
        "Take the matrix with −1.1 and 0.5 on its diagonal. What are its powers?",
        "(−1.1)² = 1.21, (−1.1)³ = −1.331, and so on."),
    (SIGNED,), after="What counts is the magnitude |λ|.")

# --- 1: norms of powers ---------------------------------------------------------------------------------------------

NORM_POWER = Mistake("powers of the norm", "‖W‖ to the k is only a bound: take the norm of the power")
RADIUS_POWER = Mistake("powers of the largest eigenvalue", "the norm of a power can be far larger than |λ| to the k: "
                       "take the norm of the power")
FROBENIUS = Mistake("root of the sum of squares", "the largest factor by which W^k stretches a vector is its spectral "
                    "norm, np.linalg.norm(..., 2)")
FROM_ONE = Mistake("begins with W", "the list begins with k = 0: the identity, which changes nothing")
ENTRYWISE = Mistake("powers entry by entry", "W**k takes powers of the entries; k steps multiply matrices")


def _stretch(M):
    return float(np.sqrt(np.max(np.linalg.eigvalsh(M.T @ M))))


def _norms(W, most, norm=_stretch, power=np.linalg.matrix_power):
    return [norm(power(W, k)) for k in range(most + 1)]


NORM_MISTAKES = {
    NORM_POWER: lambda W, most: [_stretch(W) ** k for k in range(most + 1)],
    RADIUS_POWER: lambda W, most: [float(np.max(np.abs(np.linalg.eigvals(W)))) ** k for k in range(most + 1)],
    FROBENIUS: lambda W, most: _norms(W, most, np.linalg.norm), FROM_ONE: lambda W, most: _norms(W, most + 1)[1:],
    ENTRYWISE: lambda W, most: _norms(W, most, power=lambda W, k: W**k)}


def _shear(radius, s):
    return np.array([[radius, s], [0.0, radius]])


def _expect_norms(work, W, most):
    expect(work, (W, most), _norms(W, most), witness="root of the largest eigenvalue of (W^k)ᵀ W^k", rtol=1e-7,
           because=NORM_MISTAKES)


def shear(work, rng):
    """should be right for a matrix that grows before it vanishes"""
    _expect_norms(work, _shear(0.9, 5.0), 2)
    _expect_norms(work, _shear(float(rng.uniform(0.7, 0.95)), float(rng.uniform(2, 6))), int(rng.integers(4, 20)))


def any_matrix(work, rng):
    """should be right for any matrix, and for its power 0 alone"""
    for n, most in ((1, 3), (2, 0), (2, 2), (4, 6)):
        _expect_norms(work, generic(rng, (n, n)), most)


lag_norms = Exercise(
    "lag_norms", "Norms of powers", (shear, any_matrix), (
        "Keep the current power in a variable. It starts as the identity, np.eye(len(W)).",
        "np.linalg.norm(M, 2) is the largest factor by which M stretches a vector."),
    (NORM_POWER, RADIUS_POWER, FROBENIUS, FROM_ONE, ENTRYWISE),
    after="For the matrix of the picture: 5.2, 16.4, 19.4, 13.5 at k = 1, 5, 10, 20, although both eigenvalues are "
          "0.9.")
