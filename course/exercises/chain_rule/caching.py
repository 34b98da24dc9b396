"""Nothing computed twice: one exponential for two results, a gradient with five multiplications."""
from __future__ import annotations

from collections import Counter

import numpy as np

from course.autodiff import complex_step
from course.checking import Counted, Exercise, Loan, Mistake, expect, points, reveal
from course.exercises.material import counted_only, exp, generic, require

TWO_CALLS = Mistake("exp computed twice", "both results contain the same exponential: compute it once, keep it, use "
                    "it twice")
WRONG_SIGN = Mistake("quotient rule with the wrong sign", "where x is positive 1/x² shrinks when x grows: that "
                     "part of the derivative is negative")
WRONG_POWER = Mistake("a wrong power of x", "the quotient rule divides by (x²)², and one x can be cancelled: x³ is "
                      "left below")
OF_PARTS = Mistake("quotient of the derivatives", "a quotient moves because of its numerator and because of its "
                   "denominator: the two effects are added, each with its own factor")
OWN_EXP = Mistake("its own exp", "the function exp is an argument: call that one, not another")


def _quotient(x, exp):
    f = lambda x: exp(x) / x**2  # noqa: E731
    return f(x), complex_step(f, x)


QUOTIENT_MISTAKES = {OF_PARTS: lambda x, exp: (exp(x) / x**2, exp(x) / (2 * x)),
                     WRONG_POWER: lambda x, exp: (exp(x) / x**2, exp(x) * (x - 2) / x**2),
                     WRONG_SIGN: lambda x, exp: (exp(x) / x**2, exp(x) * (x + 2) / x**3)}


def right_values(work, rng):
    """should give f and its derivative"""
    for x in (3.0, 0.5, *generic(rng, 2).tolist()):
        expect(work, (x, Loan(exp, real=True)), _quotient(x, exp), witness="complex step", because=QUOTIENT_MISTAKES)


@points(2)
def one_call(work, rng):
    """should call exp once, the one it is given"""
    x = float(generic(rng))
    for factor in (3, 2):               # twice at one x: what has been kept from another call is of no use
        _expect_one_call(work, x, factor)


def _expect_one_call(work, x, factor):
    def scaled(x):
        return factor * np.exp(x)

    lent, want = Loan(scaled, real=True), _quotient(x, scaled)
    tried = f"f_df_cached({x:.6g}, scaled) with scaled(x) = {factor}·exp(x)"
    expect(work, (x, lent), want, tried=tried, witness="complex step", because={
        OWN_EXP: tuple(value / factor for value in want)})
    require(lent.calls == 1, ("tried", tried), ("yours", f"{lent.calls} calls of scaled"), ("possible", "1 call"),
            mistake=TWO_CALLS if lent.calls else None)


f_df_cached = Exercise(
    "f_df_cached", "One exponential for two results", (right_values, one_call), (
        "Differentiate exp(x)/x² with the quotient rule and look for what f and f′ have in common.",
        "f′(x) = exp(x) (x − 2)/x³. The exponential appears in both: give it a name."),
    (TWO_CALLS, WRONG_SIGN, WRONG_POWER, OWN_EXP, OF_PARTS), after="The derivative used what the value had paid for.")


NO_INNER_SQUARE = Mistake("inner derivative of the square forgotten", "the square x₁² inside the bracket moves as "
                          "well: its own derivative is one more factor")
TOO_MANY = Mistake("a common factor computed twice", "both components contain the same factor, and a number such as 4 "
                   "belongs to it, too: compute all they share once")


def _radial(x1, x2):
    f = lambda x: (x[0] ** 2 + x[1] ** 2) ** 2  # noqa: E731
    return tuple(complex_step(f, np.array([x1, x2])).tolist())


def gradient_right(work, rng):
    """should give both components of the gradient"""
    for x1, x2 in ((3.0, 2.0), tuple(map(float, generic(rng, 2)))):
        expect(work, (x1, x2), _radial(x1, x2), witness="complex step", because={
            NO_INNER_SQUARE: lambda x1, x2: (2 * (x1**2 + x2**2),) * 2})


@points(2)
def few_multiplications(work, rng):
    """should need at most 5 multiplications"""
    ledger = Counter()
    x1, x2 = map(float, generic(rng, 2))
    got = work(Counted(x1, ledger), Counted(x2, ledger))
    tried = "radial_grad of two counted numbers"
    expect(lambda: reveal(got), (), _radial(x1, x2), tried=tried, witness="complex step")
    counted_only(got, _radial(x1, x2), tried)
    require(ledger["mul"] <= 5, ("tried", tried),
            ("yours", f"{ledger['mul']} multiplications and divisions"), ("possible", "5"), mistake=TOO_MANY)


radial_grad = Exercise(
    "radial_grad", "A gradient with five multiplications", (gradient_right, few_multiplications), (
        "Write down ∂f/∂x₁ and ∂f/∂x₂ and underline what they share.",
        "Two multiplications make the squares. Three are left for the factor and the two components.",
        "A factor y with ∂f/∂x₁ = y·x₁ and ∂f/∂x₂ = y·x₂ exists."),
    (NO_INNER_SQUARE, TOO_MANY),
    extra=True,
    after="The same result with half the multiplications. Reverse mode finds the factor "
          "2(x₁² + x₂²) by itself, and uses it for both.")
