"""What becomes of a gradient on a long way: powers of a matrix."""
from __future__ import annotations

import numpy as np

from course.checking import Exercise, Mistake, expect, points, predict
from course.exercises.material import generic

# --- predict: what is left -----------------------------------------------------------------------------------------

LINEAR = Mistake("a tenth of the start lost each time", "each step takes a tenth of what has arrived, not of what was "
                 "sent off")
ONE_STEP = Mistake("one step only", "every step scales again: fifty factors, one after the other")


@points(0)
def guess_left(work, rng):
    """should be what is left of 1 after 50 steps that each scale by 0.9"""
    predict(work, 0.9**50, rtol=0.25, because={LINEAR: 0.0, ONE_STEP: 0.9})


left_guess = Exercise(
    "left_guess", "What is left", (guess_left,), (
        "0.9 times 0.9 is 0.81. After seven steps about half is left.",
        "It is 0.9 to the 50th. A quarter off is near enough."),
    (LINEAR, ONE_STEP), after="Half a per cent. After a thousand steps no digit is left.")

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
    (SIGNED,), after="What counts is the magnitude |λ|. Lippert's slide says only: eigenvalues larger than 1.")

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
SHEAR = np.array([[0.9, 5.0], [0.0, 0.9]])


def _expect_norms(work, W, most):
    expect(work, (W, most), _norms(W, most), witness="root of the largest eigenvalue of (W^k)ᵀ W^k", rtol=1e-7,
           because=NORM_MISTAKES)


def shear(work, rng):
    """should be right for a matrix that grows before it vanishes"""
    _expect_norms(work, SHEAR, 2)
    _expect_norms(work, SHEAR, 20)


def any_matrix(work, rng):
    """should be right for any matrix"""
    for n in (2, 4):
        _expect_norms(work, generic(rng, (n, n)), 6)


lag_norms = Exercise(
    "lag_norms", "Norms of powers", (shear, any_matrix), (
        "Keep the current power in a variable. It starts as the identity, np.eye(len(W)).",
        "np.linalg.norm(M, 2) is the largest factor by which M stretches a vector."),
    (NORM_POWER, RADIUS_POWER, FROBENIUS, FROM_ONE, ENTRYWISE),
    after="Norms 5.2, 16.4, 19.4, 13.5 at k = 1, 5, 10, 20, although both eigenvalues are 0.9.")

# --- 2: the report --------------------------------------------------------------------------------------------------

BY_SIGN = Mistake("largest eigenvalue, not the largest magnitude", "an eigenvalue can be negative or complex: its "
                  "magnitude decides")
REAL_PART = Mistake("real parts only", "a rotation has complex eigenvalues: np.abs gives their magnitude")
BY_NORM = Mistake("norm in place of the spectral radius", "the norm says what one step can do; in the long run the "
                  "largest |λ| decides")
LAST_PEAK = Mistake("peak among the powers from 1 on", "the identity, k = 0, is a power too, with norm 1")


def _report(W, most, radius=lambda values: np.max(np.abs(values)), first=0):
    size = float(radius(np.linalg.eigvals(W)))
    norms = _norms(W, most)
    return size, "vanish" if size < 1 else "explode", first + int(np.argmax(norms[first:]))


def _by_norm(W, most):
    size = _stretch(W)
    return size, "vanish" if size < 1 else "explode", _report(W, most)[2]


REPORT_MISTAKES = {
    REAL_PART: lambda W, most: _report(W, most, lambda values: np.max(np.abs(np.real(values)))),
    BY_SIGN: lambda W, most: _report(W, most, lambda values: np.max(np.real(values))),
    BY_NORM: _by_norm, LAST_PEAK: lambda W, most: _report(W, most, first=1)}


def _expect_report(work, W, most, witness):
    expect(work, (np.array(W), most), _report(np.array(W), most), witness=witness, rtol=1e-7, because=REPORT_MISTAKES)


def known_matrices(work, rng):
    """should be right for a mirror, for a turn and for a shear"""
    _expect_report(work, [[-1.1, 0.0], [0.0, 0.5]], 7, "its diagonal")
    _expect_report(work, [[0.0, -0.8], [0.8, 0.0]], 7, "a turn by 90 degrees that scales by 0.8")
    _expect_report(work, SHEAR, 50, "its diagonal, and the norms of its powers")


@points(2)
def random_matrices(work, rng):
    """should be right for any matrix"""
    for wanted in (0.6, 0.9, 1.2):
        W = generic(rng, (3, 3))
        W = W * (wanted / _report(W, 1)[0])
        _expect_report(work, W, 40, "eigenvalues of W, norms of its powers")


spectral_report = Exercise(
    "spectral_report", "Vanish or explode", (known_matrices, random_matrices), (
        "np.linalg.eigvals gives the eigenvalues, complex ones too; np.abs gives their magnitudes.",
        "The peak is the place of the largest of the norms of lag_norms; np.argmax finds it."),
    (BY_SIGN, REAL_PART, BY_NORM, LAST_PEAK),
    after="The spectral radius decides what powers do in the long run. The norms show what happens before.")
