"""A Jacobian with known zeros from a few passes (Curtis, Powell and Reid 1974)."""
from __future__ import annotations

from functools import partial

import numpy as np

from course.checking import Exercise, Loan, Mistake, expect, points, predict
from course.exercises.drawn import weight
from course.exercises.material import few_calls, generic, stopping

ONE_EACH = Mistake("a pass for each input", "columns that share no row can share a seed: then each result still tells "
                   "them apart")
ONE_FOR_ALL = Mistake("one pass for all", "one number for each result cannot tell the two entries of its row apart")
THREE = Mistake("as for the band", "a row of the band had three entries; here it has two, of x₀ and of one more input")
HALF = Mistake("two columns in a seed", "a seed may serve many more columns than two: all those that share no row")


@points(0)
def guess_seeds(work, rng):
    """should be the number of passes"""
    predict(work, 2, because={ONE_EACH: 1000, ONE_FOR_ALL: 1, THREE: 3, HALF: 500})


seeds_guess = Exercise(
    "seeds_guess", "Passes without a band", (guess_seeds,), (
        "Does any result depend on both x₁ and x₂? On both x₁ and x₉₉₉?",
        "No result depends on two of x₁, …, x₉₉₉. May they share a seed? And x₀?"),
    (ONE_EACH, ONE_FOR_ALL, THREE, HALF),
    after="One pass for x₀, and one for all other inputs, whether there are a thousand or a million.")

# --- the exercise ---------------------------------------------------------------------------------------------------

NEIGHBOURS = Mistake("neighbours in one seed", "columns that stand side by side meet in a row, and their entries come "
                     "out added up: put columns into one seed that are a whole width apart")
NOT_BACK = Mistake("not put back into its place", "the first seed holds the columns 0, width, 2·width, …: in row i its "
                   "entry stands in the one of them that lies in the band of this row")
NO_BAND = Mistake("entries outside the band", "what a pass finds in a row belongs to one column of its seed: the "
                  "others are 0 in this row")
OVER_BAND = Mistake("k-th pass taken for k-th diagonal", "row i begins at column i: which pass finds its first entry "
                    "changes from row to row")
TRANSPOSED = Mistake("columns laid as rows", "row i holds the derivatives of result i")
BOTH_SIDES = Mistake("a band to both sides", "row i begins at column i: before it there are zeros")
SQUARE = Mistake("as many results as inputs", "there may be fewer results than inputs: what a pass gives "
                 "tells how many")
MORE_PASSES = Mistake("more passes than the band is wide", "each pass serves every width-th column at once, and the "
                      "first tells how many results there are")


def seeds(n, width, together=lambda j, width: j % width):
    """One row for each pass, with a 1 for each column that it serves."""
    return np.array([[float(together(j, width) == k) for j in range(n)] for k in range(width)])


def _wrong(J, width):
    """What each mistake would make of this Jacobian."""
    m, n = J.shape
    found = J @ seeds(n, width).T
    near = J @ seeds(n, width, lambda j, width: min(j * width // n, width - 1)).T
    band = np.array([[float(i <= j < i + width) for j in range(n)] for i in range(m)])
    column = np.arange(n) % width
    around = np.array([[float(abs(i - j) < width) for j in range(n)] for i in range(m)])
    offset = np.array([[min(max(j - i, 0), width - 1) for j in range(n)] for i in range(m)])
    return {NEIGHBOURS: band * near[:, [min(j * width // n, width - 1) for j in range(n)]],
            NO_BAND: found[:, column], BOTH_SIDES: around * found[:, column], TRANSPOSED: J.T,
            OVER_BAND: band * np.take_along_axis(found, offset, 1),
            NOT_BACK: np.hstack([found, np.zeros((m, max(n - width, 0)))])[:, :n]}


def drawn_band(rng, n, width, m=None):
    """A Jacobian whose row i has its entries in the columns i to i + width − 1."""
    J = generic(rng, (n - width + 1 if m is None else m, n)).round(2)
    return np.triu(np.tril(J, width - 1))


def _expect_band(work, J, width):
    n = J.shape[1]

    def push(x_dot):
        if np.shape(x_dot) != (n,):
            raise ValueError(f"push takes one seed, a list of {n} numbers")
        return (J @ np.asarray(x_dot)).tolist()

    lent = Loan(push)
    tried = f"seeded_jacobian(push, {n}, {width}) for {n} inputs and {J.shape[0]} results"
    attempt = partial(expect, work, (lent, n, width), J, tried=tried, witness="its Jacobian", because=_wrong(J, width))
    stopping(SQUARE, "^IndexError" if len(J) < n else "(?!)", attempt)      # what never is matches nothing
    few_calls(lent, width, tried, MORE_PASSES, name="push")


def two_wide(work, rng):
    """should be right for three inputs and a band of two"""
    a, b, c, d = (weight(rng) for _ in range(4))
    _expect_band(work, np.array([[1.0, 2, 0], [0, 3, 4]]), 2)
    _expect_band(work, np.array([[a, b, 0], [0, c, d]]), 2)


@points(2)
def any_band(work, rng):
    """should fetch any band in as many passes as it is wide, also where the last rows are cut off"""
    for n, width, m in ((7, 3, None), (5, 1, None), (8, 4, 8), (3, 3, None), (2, 3, 2), (11, 2, 10)):
        _expect_band(work, drawn_band(rng, n, width, m), width)


seeded_jacobian = Exercise(
    "seeded_jacobian", "A band by few passes", (two_wide, any_band), (
        "The k-th seed has a 1 at k, k + width, k + 2·width, … and a 0 elsewhere.",
        "In row i only the columns i to i + width − 1 can differ from 0, and each of them is served by another pass: "
        "column j by pass j % width.",
        "Make the passes first and keep what they give. Then fill a matrix of zeros, row by row."),
    (NEIGHBOURS, NOT_BACK, NO_BAND, OVER_BAND, TRANSPOSED, BOTH_SIDES, SQUARE, MORE_PASSES), extra=True,
    after="Curtis, Powell and Reid saw in 1974 that so many differences are enough; the same seeds serve forward mode. "
          "For other patterns of zeros one colours the columns.")
