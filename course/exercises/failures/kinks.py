"""Kinks: where a function has no derivative, and a program for a smooth one may pass through them."""
from __future__ import annotations

from math import isfinite

import numpy as np

from course.autodiff import grad, run
from course.checking import Exercise, Mismatch, Mistake, points, predict, same, show_call
from course.exercises.drawn import weight
from course.exercises.material import require

THE_FUNCTION = Mistake("the slope of the function", "the engine never sees the function, only the operations: it "
                       "multiplies and adds what their rules say at 0")
TIE = Mistake("relu as a tie", "one half is the share at a tie of a maximum. relu is an operation of its own, with "
              "relu′(0) = 0")
NO_LINE = Mistake("the first term forgotten", "the first term, x, has no kink: it moves as x does")
ONES = Mistake("relu′(0) taken for 1", "relu′(0) is 0, not 1")


@points(0)
def guess_line(work, rng):
    """should be what the rules of the operations give at 0"""
    predict(work, 1, because={THE_FUNCTION: 2, TIE: 1.5, NO_LINE: 0, ONES: 3})


line_guess = Exercise(
    "line_guess", "A line with two kinks", (guess_line,), (
        "Which slope does the rule of relu give at 0?",
        "Both kinks ask for relu′(0), and that is 0 here. What is left?"),
    (THE_FUNCTION, TIE, NO_LINE, ONES), after="1, though the program computes 2x for every x.")

# --- 1: any slope you like -----------------------------------------------------------------------------------------

OPERANDS = {"add": 2, "sub": 2, "mul": 2, "neg": 1, "relu": 1}
LONGEST = 60
SUM = Mistake("shares that do not add up", "away from 0 both parts have the slope 1: what they are multiplied by must "
              "add up to 1")
ABSOLUTE = Mistake("the absolute value", "on the left relu(−x) is −x, and it must come out as x: mind its sign")
SLOPE_C = Mistake("c·x itself", "at 2 and at −2 this gives c·x: it should compute x, and have the slope c at 0 "
                  "only")
ONE_SIDE = Mistake("c·x on one side", "on one side of 0 this gives c·x, on the other it does not: it should compute x "
                   "on both")
STRAIGHT = Mistake("no kink", "this computes x without a kink, so its derivative is 1 at 0, too")
UNUSED = Mistake("a last step by itself", "the result is the last step, and that makes use of no relu before it")
BENT_ONLY = Mistake("the part with kinks only", "for this c the slope at 0 is 0: the part without a kink must bring "
                    "c, with this c as its share")
EXCHANGED = Mistake("c on the wrong part", "at 0 only the part without kinks has a slope: it is the one that must "
                    "bring c")
ONE_AND_C = Mistake("1 + c", "at 0 this has the slope 1 + c. Is c·(x − r) added to x? Add it to r = relu(x) − "
                    "relu(−x), whose slope there is 0")


def _fault(program):
    """What is wrong with the form of a program; None if nothing is."""
    if not isinstance(program, list | tuple) or not program:
        return "a list of steps"
    if len(program) > LONGEST:
        return f"a list of at most {LONGEST} steps"
    for step in program:
        if not isinstance(step, list | tuple) or len(step) < 2 or not all(isinstance(part, str) for part in step[:2]):
            return "steps (name, operation, arguments...)"
        name, op, *args = step
        if len(args) != OPERANDS.get(op):
            return f"steps with add, sub, mul, neg and relu, and as many arguments as these take; found {step}"
        if not all(isinstance(arg, str) or type(arg) in (int, float) and isfinite(arg) for arg in args):
            return f"arguments that are names or real numbers; found {step}"
    return None


def values_of(program):
    """The last step as a function of x."""
    return lambda x: run(program, {"x": x})[program[-1][0]]


def _bends(program):
    """Whether a relu is among the steps, and among those that the last one needs."""
    needed = {program[-1][0]}
    for name, _, *args in reversed(program):
        needed |= set(args) if name in needed else set()
    return any(op == "relu" for _, op, *_ in program), any(op == "relu" and name in needed for name, op, *_ in program)


def _wrong_slope(program, c, slope):
    """Why a program that computes x has another slope than c at 0; None where nobody knows."""
    somewhere, needed = _bends(program)
    if not needed:
        return UNUSED if somewhere else STRAIGHT
    return {0.0: BENT_ONLY, 1 - c: EXCHANGED, 1 + c: ONE_AND_C}.get(slope)


def _taken(work, c):
    """The program of the work for c, if it can be run, as a function; with what is to be shown of it."""
    program = work(c)
    tried = ("tried", show_call(work.name, (c,)))
    fault = _fault(program)
    require(fault is None, tried, ("yours", repr(program)[:200]), ("should be", fault or ""))
    try:
        with np.errstate(all="ignore"):
            values_of(program)(0.5)
    except (ValueError, NameError, OverflowError) as error:
        raise Mismatch(tried, ("yours", repr(program)[:200]), ("error", str(error))) from None
    return program, (tried, ("your program", repr(list(program))[:400]))


def _wrong_line(program, c):
    """Why a program does not compute x, by its values at 2 and −2; None where nobody knows."""
    pair = [float(values_of(program)(x)) for x in (2.0, -2.0)]
    for mistake, wrong in ((SLOPE_C, (2 * c, -2 * c)), (ABSOLUTE, (2.0, 2.0)), (SUM, (2 * c + 2, -2 * c - 2))):
        if same(pair, wrong):
            return mistake
    return ONE_SIDE if same(pair[0], 2 * c) or same(pair[1], -2 * c) else None


def _expect_line(program, shown, c, rng):
    """Demand that a program computes x, on either side of 0, far from it and as near as floats can be."""
    sizes = [10.0**k * abs(weight(rng)) for k in (0, *range(-1, -13, -1), -30, -100, -300, 3, 6)]
    for x in (0.0, 2.0, -2.0, *(sign * size for size in sizes for sign in (1, -1))):
        value = float(values_of(program)(x))
        if not same(value, x, rtol=1e-9, atol=0.0):
            raise Mismatch(*shown, ("yours", f"the value {value:g} at x = {x:g}"),
                           ("should be", f"{x:g}: it should compute x for every x, however small"),
                           mistake=_wrong_line(program, c) if abs(x) == 2 else None)


def _expect_slope(work, c, rng):
    program, shown = _taken(work, c)
    _expect_line(program, shown, c, rng)
    slope = float(grad(values_of(program))(0.0))
    if not same(slope, c, atol=1e-9):
        raise Mismatch(*shown, ("yours", f"the engine's derivative at 0 is {slope:g}"), ("should be", f"{c:g}"),
                       mistake=_wrong_slope(program, c, slope))


@points(0)
def computes_x(work, rng):
    """should compute x, whatever c is"""
    for c in (3.0, 0.0, weight(rng)):
        _expect_line(*_taken(work, c), c, rng)


@points(3)
def any_slope(work, rng):
    """should compute x, and have at 0 the derivative c by the engine"""
    for c in (3.0, 0.0, weight(rng), 10 * weight(rng)):
        _expect_slope(work, c, rng)


pick_slope = Exercise(
    "pick_slope", "Any slope you like", (computes_x, any_slope), (
        "You know two programs that compute x: one without a kink, and relu(x) − relu(−x). What does the engine say of "
        "each at 0?",
        "Take a share of each. The shares must add up to 1, so that the values are right.",
        "The engine gives 1 for x itself, and 0 for the other program. So the share of x decides."),
    (SUM, ABSOLUTE, SLOPE_C, ONE_SIDE, STRAIGHT, UNUSED, EXCHANGED, BENT_ONLY, ONE_AND_C),
    after="One function, and for every number a program that says its slope is this number. A derivative by rules "
          "belongs to the program, not to the function.")
