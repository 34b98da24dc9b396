"""Loops, branches, recursion, and a Newton iteration: forward mode follows the run, whatever it does."""
from __future__ import annotations

import numpy as np

from course.autodiff import complex_step, jvp
from course.checking import Exercise, Mistake, expect, points
from course.exercises.material import require

# --- a loop --------------------------------------------------------------------------------------------------------


def loop(x, n):
    """f ← f + cos(f·xⁱ) for i = 1 … n, from 0."""
    f = 0
    for i in range(1, n + 1):
        f = f + np.cos(f * x**i)
    return f


def _shares(inner, df, power):
    """u′ for u = f·xⁱ: the share of x, and that of f."""
    return inner + df * power


def loop_derivative(x, n, parentheses=True, order=True, shares=_shares, rounds=None, start=0.0, keep=True, late=False,
                    sign=-1):
    """The derivative by hand: with `parentheses` and in the right `order`, or with the faults of the printed code.

    Other slips: another u′, start or sign; the old slope not kept; the old f in the sine, the new one beside it, where
    `late`.
    """
    f, df = 0.0, start
    for i in rounds or range(1, n + 1):
        if not order:
            f = f + np.cos(f * x**i)
        outer = sign * np.sin(f * x**i)
        inner = (f + np.cos(f * x**i) * late) * i * x ** (i - 1)
        gain = outer * shares(inner, df, x**i) if parentheses else outer * inner + df * x**i
        df = df * keep + gain
        if order:
            f = f + np.cos(f * x**i)
    return float(df)


PARENTHESES = Mistake("parentheses missing", "the whole inner derivative, the share of x and the share of f, is "
                      "multiplied by −sin")
ORDER = Mistake("f updated first", "the derivative of a step is taken at the values before the step: update df first, "
                "or keep the old f")
NOT_CARRIED = Mistake("f's own movement left out", "f·xⁱ moves because x moves and because f does: the second share is "
                      "df·xⁱ")
BARE = Mistake("f's own movement without its factor", "where f moves by df, f·xⁱ moves by df·xⁱ")
SHARES_MULTIPLIED = Mistake("shares multiplied", "f·xⁱ is a product, and its derivative a sum: one share for each "
                            "factor that moves")
SINE_SIGN = Mistake("sign of the sine", "where the sine is positive, the cosine falls: its derivative is −sin")
NEW_BESIDE = Mistake("old f in the sine, new f beside it", "u = f·xⁱ is one thing: its f is the old one, in sin(u) and "
                     "in u′. Find u′ before f changes")
REPLACED = Mistake("slope replaced", "a round adds to f: what df was stays, and −sin(u)·u′ is added to it")
STARTS_AT_ONE = Mistake("df starts at 1", "f starts as the number 0, whatever x is: at the beginning it "
                        "does not move with x")
FROM_ZERO = Mistake("rounds 0 to n − 1", "the loop runs for i = 1, …, n")
AS_PRINTED = Mistake("both faults of the printed code", "two faults: where the brackets stand, and which f is used")
LOOP_MISTAKES = {
    NOT_CARRIED: lambda x, n: loop_derivative(x, n, shares=lambda inner, df, power: inner),
    BARE: lambda x, n: loop_derivative(x, n, shares=lambda inner, df, power: inner + df),
    SHARES_MULTIPLIED: lambda x, n: loop_derivative(x, n, shares=lambda inner, df, power: inner * df * power),
    SINE_SIGN: lambda x, n: loop_derivative(x, n, sign=1),
    NEW_BESIDE: lambda x, n: loop_derivative(x, n, late=True),
    REPLACED: lambda x, n: loop_derivative(x, n, keep=False),
    STARTS_AT_ONE: lambda x, n: loop_derivative(x, n, start=1.0),
    FROM_ZERO: lambda x, n: loop_derivative(x, n, rounds=range(n)),
    PARENTHESES: lambda x, n: loop_derivative(x, n, parentheses=False),
    ORDER: lambda x, n: loop_derivative(x, n, order=False),
    AS_PRINTED: lambda x, n: loop_derivative(x, n, parentheses=False, order=False)}


def few_rounds(work, rng):
    """should be right for two and three rounds, at x = 0.5 and elsewhere"""
    for x in (0.5, float(rng.uniform(0.2, 0.9))):
        for n in (2, 3):
            expect(work, (x, n), complex_step(lambda x, n=n: loop(x, n), x), witness="complex step of the loop",
                   because=LOOP_MISTAKES)


@points(2)
def many_rounds(work, rng):
    """should be right for ten rounds, at any x"""
    for x in (0.5, float(rng.uniform(0.2, 0.9)), -float(rng.uniform(0.2, 0.9))):
        expect(work, (x, 10), complex_step(lambda x: loop(x, 10), x), witness="complex step of the loop", rtol=1e-9,
               because=LOOP_MISTAKES)


loop_df = Exercise(
    "loop_df", "A loop by hand", (few_rounds, many_rounds), (
        "Inside the cosine stands u = f·xⁱ. Its derivative has two terms: f moves, and xⁱ moves.",
        "The step adds cos(u), so the derivative gains −sin(u)·u′. Everything at the old f."),
    tuple(LOOP_MISTAKES), after="Two variables in one loop, and no graph: forward mode by hand.")

# --- control flow -----------------------------------------------------------------------------------------------

NO_SEED = Mistake("input without a tangent", "nothing moves unless the input does: its tangent is the seed, 1")
VALUE = Mistake("the value, not the derivative", "the derivative is the tangent of the result")
WRONG_BRANCH = Mistake("the other branch", "a branch is chosen by the primal: differentiate the one that runs")


def with_branch(x):
    return x * x if x < 1 else 2 * x - 1 + x * x * x


def with_while(x):
    while x < 10:
        x = x * x + 1
    return x


def with_recursion(x, n=5):
    return x if n == 0 else with_recursion(x, n - 1) * x + n


def newton_root(c):
    r = 1.0 + 0 * c
    for _ in range(30):
        r = r - (r * r * r - c) / (3 * r * r)
    return r


PROGRAMS = {f.__name__: f for f in (with_branch, with_while, with_recursion, newton_root)}


def _flow(name, x):
    return jvp(PROGRAMS[name], (x,), (1.0,))[1]


def _other_branch(name, x):
    return (2 * x if x >= 1 else 2 + 3 * x * x) if name == "with_branch" else np.nan


FLOW_MISTAKES = {NO_SEED: 0.0, VALUE: lambda name, x: float(PROGRAMS[name](x)), WRONG_BRANCH: _other_branch}


def branches(work, rng):
    """should differentiate the branch that runs"""
    for x in (0.5, 2.0, float(rng.uniform(0.2, 0.9)), float(rng.uniform(1.1, 3))):
        want = 2 * x if x < 1 else 2 + 3 * x * x
        expect(work, ("with_branch", x), want, witness="the formula of that branch", because=FLOW_MISTAKES)


def loops_and_recursion(work, rng):
    """should follow while loops and recursion"""
    drawn = [(name, float(rng.uniform(0.6, 1.5))) for name in ("with_while", "with_recursion")]
    for name, x in (*drawn, ("with_while", 3.0)):       # one round from 3 to 10, which is not less than 10
        expect(work, (name, x), _flow(name, x), witness="tangent of the run", rtol=1e-9, because=FLOW_MISTAKES)


def through_newton(work, rng):
    """should differentiate the cube root that a Newton iteration finds"""
    for c in (8.0, float(rng.uniform(0.5, 20)), float(rng.uniform(50, 1000))):
        expect(work, ("newton_root", c), c ** (-2 / 3) / 3, witness="1/(3 r²), by the implicit function theorem",
               rtol=1e-11, because=FLOW_MISTAKES)


control_flow_df = Exercise(
    "control_flow_df", "Branches, loops, recursion", (branches, loops_and_recursion, through_newton), (
        "The function with this name is PROGRAMS[name]. Call it with Dual(x, 1.0) instead of x.",
        "The result is a Dual; what you want is its tangent."),
    (NO_SEED, VALUE, WRONG_BRANCH), after="No formula, no tree, no special case: forward mode differentiates the run.")

# --- the variants in print -------------------------------------------------------------------------------------------

VARIANTS = {"right": (True, True), "parentheses": (False, True), "order": (True, False), "both": (False, False)}
ROUNDS = 1000
BLIND_POINT = Mistake("probed at a blind point", "at x = 0 no fault shows, and at x = 1 the order hides after a few "
                      "rounds: probe at a point that is nothing special")


def four_variants(work, rng):
    """should tell the four variants of the code apart"""
    for name in rng.permutation(list(VARIANTS)):
        parentheses, order = VARIANTS[str(name)]

        def variant(x, n, *, parentheses=parentheses, order=order):
            if n > ROUNDS:
                raise ValueError(f"n = {n} is too much: these loops run at most {ROUNDS} rounds")
            return loop_derivative(float(x), int(n), parentheses, order)

        got = work(variant)
        require(isinstance(got, str) and got == name, ("tried", "a variant of the code, as a function of x and n"),
        ("yours", repr(got)),
                ("value at x = 0.5, n = 10", f"{variant(0.5, 10):.6f}"), mistake=BLIND_POINT)


classify_variant = Exercise(
    "classify_variant", "Which fault", (four_variants,), (
        "Write the four variants yourself, or keep their values at one point, for instance x = 0.5, n = 10.",
        "Compare fn(0.5, 10) with the four values; equal to six digits is enough."),
    (BLIND_POINT,), extra=True,
    after="A test at x = 0, or at x = 1 with n = 10, would have praised wrong code. Test at generic points.")
