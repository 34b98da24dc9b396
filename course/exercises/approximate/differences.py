"""Derivatives from differences: forward, central, and the step that suits each."""
from __future__ import annotations

import numpy as np

from course.autodiff import central_difference, forward_difference, grad
from course.checking import Exercise, Loan, Mistake, expect, points, predict
from course.exercises.material import exp, generic, require, sin, tanh


# Functions from a list of numbers to one number, in plain NumPy.
def cubic(x): return x[0] ** 3 + 3 * x[1]
def mixed(x): return np.sin(x[0]) * x[1] + np.exp(x[2] / 2)
def bowl(x): return np.sum(np.asarray(x) ** 2) + x[0] * x[-1]


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

# --- 1, 2: the two differences ----------------------------------------------------------------------------------------

ALL_MOVED = Mistake("all inputs moved at once", "each entry of the gradient needs its own move: one input goes a "
                    "step, the others stay")
WRONG_WIDTH = Mistake("divided by the wrong width", "the difference of two values is divided by the distance of the "
                      "two points between which it was taken")
TOO_MANY_CALLS = Mistake("evaluates the same point again", "f(x) is the same for every entry: one evaluation is "
                         "enough for all")
CALLS = Mistake("more points than needed", "two points for each entry are enough, one on either side")


def _forward(f, x, h, width=1.0, together=False):
    x, E = np.asarray(x), np.eye(len(x))
    E = np.ones_like(E) if together else E
    return np.array([(f(x + h * e) - f(x)) / (width * h) for e in E])


def _central(f, x, h, width=2.0, together=False):
    x, E = np.asarray(x), np.eye(len(x))
    E = np.ones_like(E) if together else E
    return np.array([(f(x + h * e) - f(x - h * e)) / (width * h) for e in E])


def _difference_checks(difference, other_width, calls, mistake):
    """The checks of either scheme; `calls(n)` is how many evaluations n inputs need."""
    because = {WRONG_WIDTH: lambda f, x, h: difference(f, x, h, width=other_width),
               ALL_MOVED: lambda f, x, h: difference(f, x, h, together=True)}

    def by_hand(work, rng):
        """should give the difference quotients of x₀³ + 3x₁"""
        args = (cubic, [2.0, 1.0], 0.5)
        expect(work, args, difference(*args), witness="by hand", because=because)

    def any_function(work, rng):
        """should give one quotient for each input of any function"""
        for f, n in ((mixed, 3), (bowl, 4)):
            args = (f, generic(rng, n).tolist(), 1e-3)
            expect(work, args, difference(*args), witness="moved one by one", rtol=1e-7, because=because)

    def evaluations(work, rng):
        """should evaluate f no more often than needed"""
        f = Loan(bowl)
        args = (f, generic(rng, 4).tolist(), 1e-3)
        expect(work, args, difference(bowl, *args[1:]), witness="moved one by one", rtol=1e-7, because=because)
        require(f.calls <= calls(4), ("tried", "a function of 4 inputs"), ("yours", f"{f.calls} evaluations"),
                ("needed", f"{calls(4)}"), mistake=mistake)

    return by_hand, any_function, evaluations


forward_diff = Exercise(
    "forward_diff", "Forward differences", _difference_checks(_forward, 2.0, lambda n: n + 1, TOO_MANY_CALLS), (
        "For entry i, copy x, add h to entry i, and compare f there with f at x.",
        "f(x) does not change from entry to entry: compute it before the loop."),
    (ALL_MOVED, WRONG_WIDTH, TOO_MANY_CALLS),
    after="n + 1 evaluations for n derivatives. A network with a million weights would need a million runs for one "
          "gradient.")

central_diff = Exercise(
    "central_diff", "Central differences", _difference_checks(_central, 1.0, lambda n: 2 * n, CALLS), (
        "For entry i, go h to the right and h to the left.", "How far apart are the two points?"),
    (ALL_MOVED, WRONG_WIDTH, CALLS),
    after="2n evaluations instead of n + 1, but the error falls with the square of the step: see the plot below.")

# --- 3: the best step -------------------------------------------------------------------------------------------------

UNIT = 2.0**-53                             # the rounding of one operation, relative
AS_SMALL = Mistake("as small as possible", "a smaller step makes the truncation smaller and the round-off larger: "
                   "somewhere in between they balance")
SAME_STEP = Mistake("one step for both schemes", "a central difference has less truncation, so it can afford a larger "
                    "step, and should")


def _bound(f, x, h, scheme):
    """The largest possible error, to leading order: truncation and round-off."""
    second = grad(grad(f))
    if scheme == "forward":
        return h * abs(second(x)) / 2 + 2 * UNIT * abs(f(x)) / h
    return h**2 * abs(grad(second)(x)) / 6 + UNIT * abs(f(x)) / h


GRID = 10.0 ** np.arange(-15, 0, 0.25)
DIFFERENCES = {"forward": forward_difference, "central": central_difference}


def _expect_step(work, f, x, scheme):
    got = work(f, x, scheme)
    evidence = (("tried", f"best_step({f.__name__}, {x:.4g}, {scheme!r})"), ("yours", f"h = {got!r}"))
    require(isinstance(got, float) and 0 < got < 1, *evidence, ("should be", "a positive number below 1"))
    best = min(GRID, key=lambda h: _bound(f, x, h, scheme))
    yours, possible = (_bound(f, x, h, scheme) for h in (got, best))
    error = abs(DIFFERENCES[scheme](f, x, got) - grad(f)(x))
    mistake = AS_SMALL if got < 1e-12 else SAME_STEP if scheme == "central" and got < 1e-7 else None
    require(min(yours, error) < 10 * possible, *evidence, ("error there", f"{error:.1e}, at most about {yours:.1e}"),
            ("possible", f"at most about {possible:.1e}"), mistake=mistake)


def forward_step(work, rng):
    """should keep the error, or its bound, within ten times the smallest bound of a forward difference"""
    for f in (exp, sin, tanh):
        _expect_step(work, f, float(rng.uniform(0.4, 1.2)), "forward")


def central_step(work, rng):
    """should keep it so for a central difference"""
    for f in (exp, sin, tanh):
        _expect_step(work, f, float(rng.uniform(0.4, 1.2)), "central")


best_step = Exercise(
    "best_step", "The bottom of the V", (forward_step, central_step), (
        "For functions whose values and derivatives are about 1, the best step depends on the scheme only.",
        "Forward: balance h against ε/h. Central: balance h² against ε/h. Here ε is about 1e-16.",
        "h² = ε gives one of them, h³ = ε the other."),
    (AS_SMALL, SAME_STEP),
    after="About 8 good digits forward, about 11 central. The rest is lost to truncation and round-off.")
