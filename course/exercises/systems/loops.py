"""Loops that overwrite their variable: what the backward loop needs must be kept on a stack."""
from __future__ import annotations

import numpy as np

from course.autodiff import complex_step
from course.checking import Exercise, Mistake, expect, points
from course.exercises.material import generic, require

LAST_VALUE = Mistake("the last value for all rounds", "the derivative of a round is taken at the value that f had "
                     "before it, and the loop has overwritten that")
AFTER_STEP = Mistake("values after the step", "a round is differentiated at the f with which it began, not at the one "
                     "it made")
QUEUE = Mistake("first in, first out", "the last round is undone first: what was pushed last must be popped first")
UPWARD = Mistake("i counts upward on the way back", "the last round is undone first, and with its own i")
LAST_ROUND = Mistake("x hears from one round only", "x is used in every round, so it receives from every round")
TOO_SOON = Mistake("the adjoint of f moved on first", "f and x hear from the same result of the round: both "
                   "shares are made from its adjoint, before that moves on")
RERUN = Mistake("runs from the start for every round", "push each f before it is overwritten: then every round runs "
                "once")


def backward(step, dstep, f0, x, n, at=lambda fs, i: fs[i - 1], rounds=reversed, add=True,
             soon=False):
    """Value and derivative by x, with another idea of where a round is differentiated or in which order."""
    fs = [f0]
    for i in range(1, n + 1):
        fs.append(step(fs[-1], x, i))
    x_bar, f_bar = 0.0, 1.0
    for back, i in enumerate(rounds(range(1, n + 1)), 1):
        by_f, by_x = dstep(at(fs, n + 1 - back), x, i)
        before, f_bar = f_bar, f_bar * by_f
        x_bar = (f_bar if soon else before) * by_x + (x_bar if add else 0.0)
    return fs[-1], x_bar


LOOP_MISTAKES = {
    LAST_VALUE: lambda *args: backward(*args, at=lambda fs, i: fs[-1]),
    AFTER_STEP: lambda *args: backward(*args, at=lambda fs, i: fs[i]),
    QUEUE: lambda *args: backward(*args, at=lambda fs, i: fs[len(fs) - 1 - i]),
    UPWARD: lambda *args: backward(*args, rounds=iter), LAST_ROUND: lambda *args: backward(*args, add=False),
    TOO_SOON: lambda *args: backward(*args, soon=True)}


def cosine(f, x, i): return f + np.cos(f * x**i)
def dcosine(f, x, i): return 1 - np.sin(f * x**i) * x**i, -np.sin(f * x**i) * f * i * x ** (i - 1)
def bend(f, x, i): return np.sin(f) * x + f / (i + 1)
def dbend(f, x, i): return np.cos(f) * x + 1 / (i + 1), np.sin(f)


def _counting(function, calls):
    def counted(f, x, i):
        calls.append(None)
        return function(float(f), float(x), int(i))         # whole numbers can grow without end
    counted.__name__ = function.__name__
    return counted


def _expect_loop(work, step, dstep, f0, x, n):
    def loop(x):
        f = f0
        for i in range(1, n + 1):
            f = step(f, x, i)
        return f

    calls = []
    expect(work, (_counting(step, calls), _counting(dstep, []), f0, x, n), (loop(x), complex_step(loop, x)), rtol=1e-9,
           witness="complex step of the loop", because={
               mistake: wrong(step, dstep, f0, x, n) for mistake, wrong in LOOP_MISTAKES.items()})
    require(len(calls) <= n, ("tried", f"{n} rounds"), ("yours", f"{len(calls)} calls of step"),
            ("possible", str(n)), mistake=RERUN)


def few_rounds(work, rng):
    """should be right for two rounds, for one, and for none"""
    for n in (2, 1, 0):
        _expect_loop(work, bend, dbend, 0.7, 1.3, n)


def barbers_loop(work, rng):
    """should differentiate Barber's loop f ← f + cos(f·xⁱ)"""
    for n in (3, 10):
        _expect_loop(work, cosine, dcosine, 0.0, 0.5, n)


@points(2)
def any_loop(work, rng):
    """should differentiate any loop, with one call of step for each round"""
    for n in (2, 5, 8):
        _expect_loop(work, bend, dbend, float(generic(rng)), float(rng.uniform(0.3, 0.9)), n)


reverse_loop = Exercise(
    "reverse_loop", "A loop and its stack", (few_rounds, barbers_loop, any_loop), (
        "Two loops. The first runs the rounds, and pushes f on a list before each.",
        "The second runs from n down to 1 and pops. It keeps two adjoints: f_bar, which starts at 1, and x_bar.",
        "In each round x_bar gains f_bar times the derivative by x; then f_bar is multiplied by the derivative by f."),
    (LAST_VALUE, AFTER_STEP, QUEUE, UPWARD, LAST_ROUND, TOO_SOON, RERUN),
    after="A stack, since the rounds are undone in the opposite order. This is what a transformed loop contains.")
