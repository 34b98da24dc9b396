"""The Jacobian as a matrix: its layouts, and the chain rule as a product of matrices."""
from __future__ import annotations

import numpy as np

from course.autodiff import complex_step
from course.checking import Exercise, Loan, Mistake, expect, points, predict, show_call
from course.exercises.jacobians.layouts import LAYOUTS, in_layout
from course.exercises.material import REAL_COPY, expect_sideways, generic, require
from course.exercises.order import named


# What the checks differentiate: functions from vectors to vectors, in plain NumPy, fine with complex numbers.
def swap(x): return np.stack([3 * x[1], 2 * x[0]])
def area(x): return np.stack([x[0] * x[1]])
def polar(x): return np.stack([x[0] * np.cos(x[1]), x[0] * np.sin(x[1])])
def waves(x): return np.stack([np.sin(x[0]) * x[2], x[1] ** 2, np.exp(x[0] - x[1]), x[0] + x[1] + x[2]])


def _numerator(f, x):
    return complex_step(f, np.asarray(x))


# --- predict: who moves whom ------------------------------------------------------------------------------------------

NOT_ZERO = Mistake("counts the others", "these are the pairs in which the input does move the result")
ALL_ENTRIES = Mistake("counts all entries", "look for pairs that have nothing to do with each other: an input that "
                      "the formula does not contain")


@points(0)
def guess_zeros(work, rng):
    """should be the number of entries that are zero everywhere"""
    J = _numerator(waves, [0.5, -1.0, 2.0])
    zeros = int(np.sum(J == 0))
    predict(work, zeros, because={NOT_ZERO: J.size - zeros, ALL_ENTRIES: J.size})


jacobian_guess = Exercise(
    "jacobian_guess", "Who moves whom", (guess_zeros,), (
        "The Jacobian has 4 rows and 3 columns. Go through the rows: which inputs does each formula contain?",
        "sin(x₁)·x₃ contains two inputs, so its row has one zero."),
    (NOT_ZERO, ALL_ENTRIES), after="Where no path leads from an input to a result, the entry is zero, "
                                   "wherever the inputs are.")

# --- 1: the Jacobian in two layouts -----------------------------------------------------------------------------------

OTHER_LAYOUT = Mistake("the other layout", "in the numerator layout the results run down the rows and the inputs "
                       "along the columns; the denominator layout is its transpose")
ONE_ROW = Mistake("only one input moved", "every input gets its own step, while all the others stay where they are")


NOT_RESTORED = Mistake("the moved entry left moved", "only one input may be moved at a time: put it back, or copy x "
                       "afresh")
NOT_DIVIDED = Mistake("h not divided out", "the imaginary part is h times the derivative")
DIFFERENCES = Mistake("differences", "the complex step needs no second evaluation to compare with: one for each input")


def _jacobian(f, x, layout):
    return in_layout(_numerator(f, x), layout)


def _expect_jacobian(work, f, x):
    for layout in LAYOUTS:
        lent = Loan(f)
        args = (lent, list(map(float, x)), layout)
        expect_sideways(work, args, _jacobian(f, x, layout), witness="complex step by columns",
                        because=JACOBIAN_MISTAKES)
        require(lent.calls <= len(x), ("tried", show_call(work.name, args)),
                ("yours", f"{lent.calls} evaluations of f"), ("possible", f"{len(x)}"), mistake=DIFFERENCES)


def _not_restored(f, x, layout):
    """Each step leaves the entry moved: a column then holds all columns so far."""
    return in_layout(np.cumsum(_numerator(f, x), axis=1), layout)


def _all_moved(f, x, layout):
    """What one gets by moving all inputs at once: every column is the sum of the columns."""
    J = _numerator(f, x)
    return in_layout(np.repeat(J.sum(axis=1, keepdims=True), J.shape[1], axis=1), layout)


JACOBIAN_MISTAKES = {
    OTHER_LAYOUT: lambda f, x, layout: _jacobian(f, x, layout).T, ONE_ROW: _all_moved, NOT_RESTORED: _not_restored,
    NOT_DIVIDED: lambda f, x, layout: 1e-30 * _jacobian(f, x, layout)}


def two_by_two(work, rng):
    """should give both layouts of a function with two inputs and two results"""
    _expect_jacobian(work, swap, [1.0, 2.0])
    a, b = generic(rng, 2).tolist()

    def drawn(x): return np.stack([a * x[1], b * x[0] + x[1]])
    _expect_jacobian(work, drawn, generic(rng, 2))


def not_square(work, rng):
    """should give one row for each result where these are fewer than the inputs, and where they are more"""
    for f, x in ((area, [2.0, 5.0]), (waves, [0.5, -1.0, 2.0])):
        _expect_jacobian(work, f, x)
        _expect_jacobian(work, f, generic(rng, len(x)))


def anywhere(work, rng):
    """should be right at any point, to ten digits"""
    for f, n in ((polar, 2), (waves, 3)):
        _expect_jacobian(work, f, generic(rng, n))


jacobian = Exercise(
    "jacobian", "A Jacobian, column by column", (two_by_two, not_square, anywhere), (
        "One column of the numerator layout answers: what do all the results do when this one input moves?",
        "Move one entry of a complex copy of x by ih; the imaginary parts of all results, divided by h, are one "
        "column.",
        "np.stack(columns, axis=1) puts columns side by side; the other layout is the transpose."),
    (REAL_COPY, *JACOBIAN_MISTAKES, DIFFERENCES),
    after=f"One evaluation a column. {named('forward')} does the same without complex numbers.")

# --- 2: the chain rule as a product -----------------------------------------------------------------------------------

WRONG_ORDER = Mistake("factors in the wrong order", "the result's row comes first: (1×2) times (2×2) is (1×2)")
NO_CROSS = Mistake("one path only", "s moves both x₁ and x₂, and both move f: each entry is a sum of two products")
ENTRYWISE = Mistake("multiplied entry by entry", "* multiplies entry by entry; the matrix product, which adds up, is @")


TURNED = Mistake("the matrix transposed", "a row of the 2×2 matrix is one xᵢ, by s and by t: the entries of ∂f/∂x meet "
                 "its columns")
ROW_MISTAKES = {TURNED: lambda df, dx: np.asarray(df) @ np.asarray(dx).T,
                WRONG_ORDER: lambda df, dx: np.asarray(dx) @ np.asarray(df).reshape(2),
                NO_CROSS: lambda df, dx: np.asarray(df) * np.diag(dx),
                ENTRYWISE: lambda df, dx: np.asarray(df) * np.asarray(dx)}


def whole_numbers(work, rng):
    """should multiply a row by a matrix"""
    drawn = [rng.integers(-9, 10, shape).astype(float).tolist() for shape in ((1, 2), (2, 2))]
    for args in (([[1.0, 10.0]], [[2.0, 3.0], [4.0, 5.0]]), drawn):
        want = [[sum(args[0][0][i] * args[1][i][j] for i in range(2)) for j in range(2)]]
        expect(work, args, want, witness="a sum over the two paths", because=ROW_MISTAKES)


def in_polar_coordinates(work, rng):
    """should differentiate x₁² + 3x₂ through polar coordinates"""
    at = generic(rng, 2)
    f = lambda x: np.stack([x[0] ** 2 + 3 * x[1]])  # noqa: E731
    args = (_numerator(f, polar(at)).tolist(), _numerator(polar, at).tolist())
    expect(work, args, _numerator(lambda st: f(polar(st)), at), witness="complex step through both functions",
           rtol=1e-9, because=ROW_MISTAKES)


chain_row = Exercise(
    "chain_row", "Row times matrix", (whole_numbers, in_polar_coordinates), (
        "Write out ∂f/∂s as a sum over the two paths from s to f.", "Both entries together are one matrix product."),
    tuple(ROW_MISTAKES),
    after="Each entry adds up two paths, one through x₁ and one through x₂. That is why the vector chain rule is "
          "matrix multiplication.")
