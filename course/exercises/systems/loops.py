"""Loops that overwrite their variable: what the backward loop needs must be kept on a stack."""
from __future__ import annotations

import numpy as np

from course.autodiff import complex_step
from course.checking import Exercise, Loan, Mistake, expect, points, predict, then
from course.exercises.material import few_calls, generic, require

AFTER = Mistake("the value after the round", "a round is differentiated where it began: at the f that entered it")
FIRST = Mistake("the first round first", "the round that ran last is undone first, as the last line of a program is")


@points(0)
def guess_stack(work, rng):
    """should be the f at which the first of the backward rounds is differentiated"""
    predict(work, 4, because={AFTER: 8, FIRST: 1})


stack_guess = Exercise(
    "stack_guess", "Which value first", (guess_stack,), (
        "Write down f before each round. Which round is undone first?",
        "Round 3 is undone first. Which f entered it?"),
    (AFTER, FIRST), after="4, the f that was put away last. Then 2, then 1: they come back in the opposite order.")

# --- the loop and its stack ----------------------------------------------------------------------------------------

LAST_VALUE = Mistake("the last value for all rounds", "the derivative of a round is taken at the value that f had "
                     "before it, and the loop has overwritten that")
AFTER_STEP = Mistake("values after the step", "a round is differentiated at the f with which it began, not at the one "
                     "it made")
QUEUE = Mistake("first in, first out", "the last round is undone first: what was pushed last must be popped first")
UPWARD = Mistake("i counts upward on the way back", "the last round is undone first, and with its own i")
LAST_ROUND = Mistake("x hears from one round only", "x is used in every round, so it receives from every round")
TOO_SOON = Mistake("the adjoint of f moved on first", "f and x hear from the same result of the round: both "
                   "shares are made from its adjoint, before that moves on")
OFF_ROUND = Mistake("rounds from 0 on", "f itself differs already: the rounds are i = 1, …, n")
SWAPPED = Mistake("the pair of dstep swapped", "dstep gives the derivative by f first, and that by x second")
REPLACED = Mistake("the adjoint of f replaced", "what arrives at the end of a round is multiplied by its "
                   "derivative by f: the rounds after it have their share")
NO_SEED = Mistake("adjoint begins with 0", "the derivative of the last f by itself is 1: with that the way back begins")
FORWARD = Mistake("not undone from the last round", "a backward loop undoes the last round first: call dstep for round "
                  "n, then for n - 1, down to 1")
NOT_PASSED = Mistake("the adjoint of f left out", "x receives f_bar times the derivative by x, and f_bar changes "
                     "from round to round")
GROWN = Mistake("the adjoint of f added to", "f is overwritten, so its adjoint is, too: f_bar times the derivative by "
                "f takes its place")
UPSIDE_DOWN = Mistake("the way back in forward order", "the last round is undone first: i = n, n - 1, …, 1, and pop() "
                      "gives the f that was put away last")
ONE_SHORT = Mistake("round 1 is not undone", "on the way back the rounds are n, n - 1, …, 1: range(n, 0, -1) has "
                    "them all")
BOTH_SHORT = Mistake("round n is missing", "the rounds are i = 1, …, n: range(1, n) ends before n")
FROM_ONE = Mistake("x starts with 1", "x_bar collects the shares of the rounds: before the first one it is 0")
DIVIDED = Mistake("divided by x", "only f·x is undone by dividing by x; this loop is another: keep each f")
TURNED = Mistake("the result turned round", "first the last f, second its derivative by x")
BY_F = Mistake("the derivative by f0", "that is f_bar at the end; what is asked for second is x_bar")
RERUN = Mistake("runs from the start for every round", "push each f before it is overwritten: then every round runs "
                "once")


def backward(step, dstep, f0, x, n, at=lambda fs, i: fs[i - 1], rounds=reversed, add=True,
             soon=False, first=1, swap=False, move=lambda bar, by_f: bar * by_f, seed=1.0, begin=0.0):
    """Value and derivative by x, with another idea of where a round is differentiated or in which order."""
    fs = [f0]
    for i in range(1, n + 1):
        fs.append(step(fs[-1], x, i - 1 + first))
    x_bar, f_bar = begin, seed
    for back, i in enumerate(rounds(range(1, n + 1)), 1):
        by_f, by_x = dstep(at(fs, n + 1 - back), x, i - 1 + first)[::-1 if swap else 1]
        before, f_bar = f_bar, move(f_bar, by_f)
        x_bar = (f_bar if soon else before) * by_x + (x_bar if add else 0.0)
    return fs[-1], x_bar


LOOP_MISTAKES = {
    LAST_VALUE: lambda *args: backward(*args, at=lambda fs, i: fs[-1]),
    AFTER_STEP: lambda *args: backward(*args, at=lambda fs, i: fs[i]),
    QUEUE: lambda *args: backward(*args, at=lambda fs, i: fs[len(fs) - 1 - i]),
    UPWARD: lambda *args: backward(*args, rounds=iter), LAST_ROUND: lambda *args: backward(*args, add=False),
    TOO_SOON: lambda *args: backward(*args, soon=True), OFF_ROUND: lambda *args: backward(*args, first=0),
    SWAPPED: lambda *args: backward(*args, swap=True),
    REPLACED: lambda *args: backward(*args, move=lambda bar, by_f: by_f),
    NO_SEED: lambda *args: backward(*args, seed=0.0),
    NOT_PASSED: lambda *args: backward(*args, move=lambda bar, by_f: bar),
    GROWN: lambda *args: backward(*args, move=lambda bar, by_f: bar + bar * by_f),
    UPSIDE_DOWN: lambda *args: backward(*args, at=lambda fs, i: fs[len(fs) - 1 - i], rounds=iter),
    FROM_ONE: lambda *args: backward(*args, begin=1.0),
    DIVIDED: lambda *args: backward(*args, at=lambda fs, i: fs[-1] / args[3] ** (len(fs) - i)),
    ONE_SHORT: lambda *args: backward(*args, rounds=lambda each: reversed(each[1:])),
    BOTH_SHORT: lambda *args: backward(*args[:-1], max(args[-1] - 1, 0)),
    TURNED: lambda *args: backward(*args)[::-1]}


def cosine(f, x, i): return f + np.cos(f * x**i)
def dcosine(f, x, i): return 1 - np.sin(f * x**i) * x**i, -np.sin(f * x**i) * f * i * x ** (i - 1)
def bend(f, x, i): return np.sin(f) * x + f / (i + 1)
def dbend(f, x, i): return np.cos(f) * x + 1 / (i + 1), np.sin(f)


class Noted(Loan):
    """A step of a loop, lent for single real numbers; it notes of which rounds it was called."""

    def __init__(self, function):
        super().__init__(function, real=True)
        self.rounds = []

    def __call__(self, f, x, i):
        self.rounds.append(int(i))
        return self.function(float(f), float(x), int(i))        # whole numbers can grow without end


def _expect_loop(work, step, dstep, f0, x, n):
    def loop(x, f=f0):
        for i in range(1, n + 1):
            f = step(f, x, i)
        return f

    forth, back = Noted(step), Noted(dstep)
    expect(work, (forth, back, f0, x, n), (loop(x), complex_step(loop, x) if n else 0.0), rtol=1e-9,
           witness="complex step of the loop", because={
               mistake: wrong(step, dstep, f0, x, n) for mistake, wrong in LOOP_MISTAKES.items()} | {
               BY_F: (loop(x), complex_step(lambda f: loop(x, f), f0))})
    return forth, back


def few_rounds(work, rng):
    """should be right for two rounds, for one, and for none"""
    for n in (2, 1, 0):
        _expect_loop(work, bend, dbend, float(generic(rng)), float(generic(rng)), n)
    _expect_loop(work, bend, dbend, 1.0, 2.0, 3)


@points(2)
def any_loop(work, rng):
    """should differentiate any loop, such as f ← f + cos(f·xⁱ)"""
    for step, dstep in ((cosine, dcosine), (bend, dbend)):
        for n in (3, 5, 10):
            _expect_loop(work, step, dstep, float(generic(rng)), float(rng.uniform(0.3, 0.9)), n)


@then
def undone(work, rng):
    """should call step once for each round, and dstep once for each round, the last round first"""
    for n in (2, 6):
        forth, back = _expect_loop(work, bend, dbend, float(generic(rng)), float(generic(rng)), n)
        few_calls(forth, n, f"{n} rounds", RERUN, name="step")
        few_calls(back, n, f"{n} rounds", name="dstep")
        require(back.rounds == list(range(n, 0, -1)), ("tried", f"{n} rounds"),
                ("yours", f"dstep of the rounds {', '.join(map(str, back.rounds))}"), mistake=FORWARD)


reverse_loop = Exercise(
    "reverse_loop", "A loop and its stack", (few_rounds, any_loop, undone), (
        "Two loops. The first runs the rounds, and pushes f on a list before each.",
        "The second runs from n down to 1 and pops. It keeps two adjoints: f_bar, which starts at 1, and x_bar.",
        "In each round x_bar gains f_bar times the derivative by x; then f_bar is multiplied by the derivative by f."),
    (LAST_VALUE, AFTER_STEP, QUEUE, UPWARD, LAST_ROUND, TOO_SOON, OFF_ROUND, SWAPPED, REPLACED,
     NO_SEED, NOT_PASSED, GROWN, UPSIDE_DOWN, FROM_ONE, DIVIDED, ONE_SHORT, BOTH_SHORT, TURNED, BY_F, RERUN, FORWARD),
    after="What a transformed loop contains: a loop that fills a stack, and one that empties it, the last round first.")
