"""Kinks: where a function has no derivative, and a program for a smooth one may pass through them."""
from __future__ import annotations

from course.checking import Exercise, Mistake, points, predict

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
