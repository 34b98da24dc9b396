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


@points(0)
def guess_line(work, rng):
    """should be what the rules of the operations give at 0"""
    predict(work, 1, because={THE_FUNCTION: 2})


line_guess = Exercise(
    "line_guess", "A line with two kinks", (guess_line,), (
        "Which slope does the rule of relu give at 0?",
        "Both kinks ask for relu′(0), and that is 0 here. What is left?"),
    (THE_FUNCTION,), after="1, though the program computes 2x for every x.")

# --- 1: any slope you like -----------------------------------------------------------------------------------------

OPERANDS = {"add": 2, "sub": 2, "mul": 2, "neg": 1, "relu": 1}
LONGEST = 60
SUM = Mistake("shares that do not add up", "away from 0 both parts have the slope 1: what they are multiplied by must "
              "add up to 1")
ABSOLUTE = Mistake("the absolute value", "on the left relu(−x) is −x, and it must come out as x: mind its sign")
SLOPE_C = Mistake("c·x itself", "this has the slope c everywhere, so it is another function: the slope may be c at 0 "
                  "only")
STRAIGHT = Mistake("no kink", "this computes x without a kink, so its derivative is 1 at 0, too")
EXCHANGED = Mistake("c on the wrong part", "at 0 only the part without kinks has a slope: it is the one that must "
                    "bring c")


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
    return values_of(program), (tried, ("your program", repr(list(program))[:400]))


def _expect_line(f, shown, c, rng):
    """Demand that a program computes x, at some places on either side of 0."""
    for x in (0.0, 2.0, -2.0, *(sign * abs(weight(rng)) for sign in (1, -1))):
        value = float(f(x))
        if not same(value, x, atol=1e-9):
            wrongs = {SLOPE_C: c * x, ABSOLUTE: abs(x), SUM: c * x + x}
            wrong = next((mistake for mistake, value_then in wrongs.items() if same(value, value_then)), None)
            raise Mismatch(*shown, ("yours", f"the value {value:g} at x = {x:g}"), ("should be", f"{x:g}"),
                           mistake=wrong)


def _expect_slope(work, c, rng):
    f, shown = _taken(work, c)
    _expect_line(f, shown, c, rng)
    slope = float(grad(f)(0.0))
    wrong = {1 - c: EXCHANGED, 1.0: STRAIGHT}.get(slope)
    require(same(slope, c, atol=1e-9), *shown, ("yours", f"the engine's derivative at 0 is {slope:g}"),
            ("should be", f"{c:g}"), mistake=wrong if slope != c else None)


@points(0)
def computes_x(work, rng):
    """should compute x, whatever c is"""
    for c in (3.0, 0.0, weight(rng)):
        f, shown = _taken(work, c)
        _expect_line(f, shown, c, rng)


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
    (SUM, ABSOLUTE, SLOPE_C, STRAIGHT, EXCHANGED),
    after="One function, and for every number a program that says its slope is this number. A derivative by rules "
          "belongs to the program, not to the function.")
