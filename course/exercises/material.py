"""What checks of several units use: smooth functions with their derivatives, generic numbers, shared demands."""
from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course.checking import Loan, Mismatch, Mistake, Stopped, TooManySteps, expect, same, show_call


class Smooth(NamedTuple):
    """An analytic function of one number and its derivative."""

    f: object
    df: object


def sin(x): return np.sin(x)
def cos(x): return np.cos(x)
def exp(x): return np.exp(x)
def tanh(x): return np.tanh(x)
def dtanh(x): return 1 - np.tanh(x) ** 2
def square(x): return x * x
def double(x): return 2 * x
def bell(x): return 1 / (1 + x * x)
def dbell(x): return -2 * x / (1 + x * x) ** 2
def line(x): return 3 * x + 1
def three(x): return 3.0


SMOOTH = (Smooth(sin, cos), Smooth(exp, exp), Smooth(tanh, dtanh), Smooth(square, double), Smooth(bell, dbell),
          Smooth(line, three))


# Wherever a maximum or a minimum is differentiated at a tie.
AGAINST = Mistake("a share of the opposite sign", "at a tie the slope by one of them is 0 on one side and 1 on the "
                  "other. What may stand for it lies between: each share is at least nothing and at most all of what "
                  "arrives")

# Wherever derivatives are taken by complex steps.
REAL_COPY = Mistake("a real copy of x", "nothing imaginary arrived: is your copy of x complex, and does it "
                    "move by 1j times h?")

# The smallest graph with parallel edges.
TWO_EDGES = {"inputs": ["x"], "nodes": ["x", "y"], "output": "y", "edges": [("x", "y", 2.0), ("x", "y", 3.0)]}


def generic(rng: np.random.Generator, size=None):
    """Numbers between 0.3 and 1.7 in size with either sign: away from 0 and rarely 1, which hide mistakes."""
    return rng.uniform(0.3, 1.7, size) * rng.choice([-1.0, 1.0], size)


def drawn_activation(rng: np.random.Generator) -> Smooth:
    """A smooth bounded function that is none of the usual ones, odd nor even, with its derivative."""
    a, b, c = (round(float(number), 2) for number in (rng.uniform(0.6, 1.4), generic(rng) / 2, generic(rng) / 2))

    def bent(z): return np.tanh(a * z + b) + c
    def dbent(z): return a * (1 - np.tanh(a * z + b) ** 2)
    def wave(z): return np.sin(a * z + b) + c
    def dwave(z): return a * np.cos(a * z + b)
    return [Smooth(bent, dbent), Smooth(wave, dwave)][rng.integers(2)]


def require(condition, *evidence: tuple[str, str], mistake=None):
    """Raise Mismatch with this evidence unless the condition holds."""
    if not condition:
        raise Mismatch(*evidence, mistake=mistake)


def expect_sideways(work, args, want, because: dict, **how):
    """expect(...) of an answer by complex steps: a result of zeros alone says that nothing imaginary arrived."""
    got, zeros = work(*args), np.zeros_like(want)
    expect(lambda *args: got, args, want, tried=show_call(work.name, args),
           because={REAL_COPY: zeros} if same(got, zeros, 0, 0) else because, **how)


def blaming(mistake: Mistake, attempt: Callable[[], None]):
    """attempt(); a Mismatch for which it knows no reason is `mistake`."""
    try:
        attempt()
    except Mismatch as fault:
        if fault.mistake or {"so", "should be"} & {label for label, _ in fault.evidence}:
            raise
        raise Mismatch(*fault.evidence, mistake=mistake) from None


def stopping(mistake: Mistake, error: str, attempt: Callable):
    """attempt(); where the answer stops with an error of this pattern, a Mismatch that knows the reason."""
    try:
        return attempt()
    except Stopped as stop:
        if not re.search(error, str(stop)):
            raise
        raise Mismatch(*stop.evidence, mistake=mistake) from None


def few_calls(loan: Loan, needed: int, tried: str, mistake: Mistake | None = None, spare: int = 0,
              name: str = "the lent function"):
    """Raise Mismatch if the loan was called more often than needed; `spare` calls more are let pass."""
    require(loan.calls <= needed + spare, ("tried", tried), ("yours", f"{loan.calls} calls of {name}"),
            ("needed", f"{needed}; up to {needed + spare} are let pass" if spare else f"{needed}"), mistake=mistake)


def within(work, steps: int, args, tried: str, mistake: Mistake):
    """work(*args), which is `mistake` unless it is done after so many lines of Python."""
    try:
        return work.within(steps, *args)
    except TooManySteps:
        raise Mismatch(("tried", tried), ("yours", f"is not done after {steps} lines of Python"),
                       mistake=mistake) from None


def counted_only(got, want, tried: str):
    """Raise Mismatch where a right answer is not computed from counted numbers: nobody knows what it took.

    Whole numbers may stand for themselves.
    """
    for part, needed in _pairs(got, want):
        uncounted = isinstance(part, int | float) and isinstance(needed, float) and not needed.is_integer()
        require(not uncounted, ("tried", tried), ("yours", f"{part}, a plain number"),
                ("should be", "computed from the counted numbers, which are part of the graph or of the inputs"))


def _pairs(got, want):
    """The numbers of both sides that stand at the same place."""
    if isinstance(got, dict) and isinstance(want, dict):
        got, want = ([side[key] for key in want if key in got] for side in (got, want))
    if not isinstance(got, list | tuple) or not isinstance(want, list | tuple):
        yield got, want
        return
    for mine, theirs in zip(got, want, strict=False):
        yield from _pairs(mine, theirs)
