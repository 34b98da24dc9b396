"""Derivatives from differences: forward and central."""
from __future__ import annotations

import numpy as np

from course.checking import Exercise, Loan, Mistake, expect, points, predict, show_call
from course.exercises.material import generic, require


# Functions from a list of numbers to one number, in plain NumPy.
def line(x): return 2 * x[0] + 3 * x[1]
def cubic(x): return x[0] ** 3 + 3 * x[1]
def mixed(x): return np.sin(x[0]) * x[1] + np.exp(x[2] / 2)
def hills(x): return np.sum(np.exp(np.asarray(x) / 2)) + x[0] * x[-1]


# --- predict: the V -------------------------------------------------------------------------------------------------

ZERO_IS_BEST = Mistake("the smaller the better", "near 1 the numbers of a computer lie 1e-16 apart: x + h is then x "
                       "itself, or the neighbour, and the difference of the values says little")
TOO_BIG = Mistake("far too large", "the error of the secant is about h: with a step that large it shows in the first "
                  "digits")


SIGN = Mistake("sign of the exponent lost", "a step of 10 to that power is a very large one: mind the sign")
STEP = Mistake("the step, not its exponent", "asked for is the whole number k in 10^k")


@points(0)
def guess_best(work, rng):
    """should be the power of ten of the best step"""
    predict(work, -8, because={ZERO_IS_BEST: -16, TOO_BIG: -2, SIGN: 8, STEP: 1e-8})


step_guess = Exercise(
    "step_guess", "The best step", (guess_best,), (
        "The truncation error is about h. The round-off error is about 1e-16 divided by h.",
        "The sum of the two is smallest where they are about equal. For which h is h = 1e-16/h?"),
    (ZERO_IS_BEST, TOO_BIG, SIGN, STEP), after="Half of the sixteen digits: for such a function a forward "
                                               "difference gives hardly more.")

# --- the two differences ----------------------------------------------------------------------------------------------

ALL_MOVED = Mistake("all inputs moved at once", "each entry of the gradient needs its own move: one input goes a "
                    "step, the others stay")
NOT_RESTORED = Mistake("the moved entry left moved", "only one input may be moved at a time: put it back, or copy x "
                       "afresh")
WRONG_WIDTH = Mistake("divided by the wrong width", "the difference of two values is divided by the distance of the "
                      "two points between which it was taken")
BRACKETS = Mistake("only the last term divided", "the whole difference is divided, not its last term alone: mind the "
                   "brackets")
TIMES_H = Mistake("divided by 2, multiplied by h", "both the 2 and the h stand below the line: mind the brackets")
TOO_MANY_CALLS = Mistake("evaluates the same point again", "f(x) is the same for every entry: one evaluation is "
                         "enough for all")
CALLS = Mistake("more points than needed", "two points for each entry are enough, one on either side")


def _forward(f, x, h, width=1.0, moves=np.eye):
    x = np.asarray(x)
    return np.array([(f(x + h * e) - f(x)) / (width * h) for e in moves(len(x))])


def _central(f, x, h, width=2.0, moves=np.eye):
    x = np.asarray(x)
    return np.array([(f(x + h * e) - f(x - h * e)) / (width * h) for e in moves(len(x))])


def _together(n):
    return np.ones((n, n))


def _forward_unbracketed(f, x, h):
    x = np.asarray(x)
    return np.array([f(x + h * e) - f(x) / h for e in np.eye(len(x))])


def _central_unbracketed(f, x, h):
    x = np.asarray(x)
    return np.array([f(x + h * e) - f(x - h * e) / (2 * h) for e in np.eye(len(x))])


def _central_left_moved(f, x, h):
    """After each entry x is left where the left point was."""
    x, E = np.asarray(x), np.eye(len(x))
    starts = [x - h * E[:i].sum(axis=0) for i in range(len(x))]
    return np.array([(f(at + h * e) - f(at - h * e)) / (2 * h) for at, e in zip(starts, E, strict=True)])


FORWARD_MISTAKES = {
    WRONG_WIDTH: lambda f, x, h: _forward(f, x, h, width=2.0),
    ALL_MOVED: lambda f, x, h: _forward(f, x, h, 1, _together),
    NOT_RESTORED: lambda f, x, h: _forward(f, x, h, 1, np.tri), BRACKETS: _forward_unbracketed}
CENTRAL_MISTAKES = {
    WRONG_WIDTH: lambda f, x, h: _central(f, x, h, width=1.0),
    ALL_MOVED: lambda f, x, h: _central(f, x, h, 2, _together),
    NOT_RESTORED: _central_left_moved, BRACKETS: _central_unbracketed,
    TIMES_H: lambda f, x, h: _central(f, x, h) * h * h}


def _difference_checks(difference, because, calls, mistake):
    """The checks of either scheme; `calls(n)` is how many evaluations n inputs need."""

    def by_hand(work, rng):
        """should give the difference quotients of x₀³ + 3x₁"""
        for f, x, h in ((line, [1.0, 1.0], 0.5), (cubic, [2.0, 1.0], 0.5),
                        (cubic, generic(rng, 2).tolist(), float(rng.uniform(0.2, 0.8)))):
            expect(work, (f, x, h), difference(f, x, h), witness="moved one by one", because=because)

    def any_function(work, rng):
        """should give one quotient for each input of any function"""
        for f, n in ((mixed, 3), (hills, 4)):
            args = (f, generic(rng, n).tolist(), float(rng.uniform(0.05, 0.2)))
            expect(work, args, difference(*args), witness="moved one by one", rtol=1e-7, because=because)

    def evaluations(work, rng):
        """should evaluate f no more often than needed"""
        for n in (4, 1, 6):
            f = Loan(hills)
            args = (f, generic(rng, n).tolist(), 0.1)
            expect(work, args, difference(hills, *args[1:]), witness="moved one by one", rtol=1e-7, because=because)
            require(f.calls <= calls(n), ("tried", show_call(work.name, args)), ("yours", f"{f.calls} evaluations"),
                    ("possible", f"{calls(n)}"), mistake=mistake)

    return by_hand, any_function, evaluations


forward_diff = Exercise(
    "forward_diff", "Forward differences",
    _difference_checks(_forward, FORWARD_MISTAKES, lambda n: n + 1, TOO_MANY_CALLS), (
        "For entry i, copy x, add h to entry i, and compare f there with f at x.",
        "f(x) does not change from entry to entry: compute it before the loop."),
    (*FORWARD_MISTAKES, TOO_MANY_CALLS),
    after="n + 1 evaluations for n derivatives. A network with a million weights would need a million runs for one "
          "gradient.")

central_diff = Exercise(
    "central_diff", "Central differences", _difference_checks(_central, CENTRAL_MISTAKES, lambda n: 2 * n, CALLS), (
        "For entry i, go h to the right and h to the left.", "How far apart are the two points?"),
    (*CENTRAL_MISTAKES, CALLS),
    after="2n evaluations instead of n + 1, but the error falls with the square of the step: see the plot below.")
