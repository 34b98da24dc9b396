"""Chains of functions: where each local derivative is taken, and the trace of a chain."""
from __future__ import annotations

from itertools import accumulate

import numpy as np

from course.autodiff import complex_step, grad, record
from course.checking import Exercise, Loan, Mistake, expect, points, predict
from course.exercises.material import SMOOTH, Smooth, generic
from course.pictures import draw

INNER_POINT = Mistake("outer derivative at x", "the outer function never sees x, only the result of the inner one: "
                      "its derivative is taken there")
NO_INNER = Mistake("inner derivative forgotten", "when x moves a little, x² moves too, and by how much belongs in the "
                   "product")


@points(0)
def guess_rate(work, rng):
    """should be the derivative of sin(x²) at x = 2"""
    predict(work, grad(lambda x: np.sin(x * x))(2.0), rtol=0.02,
           because={INNER_POINT: np.cos(2.0) * 4, NO_INNER: np.cos(4.0)})


chain_guess = Exercise(
    "chain_guess", "The slope of sin(x²)", (guess_rate,), (
        "There are two local derivatives, 2x and a cosine. At which number is the cosine taken?",
        "The sine is applied to 4. Two digits are enough; use a calculator or a new cell."),
    (INNER_POINT, NO_INNER), after="Every local derivative is taken at the value that enters its own function.")


ALL_AT_X = Mistake("all local derivatives at x", "each local derivative is taken at the value that enters its "
                   "function; only the first function sees x itself")
AT_OUTPUT = Mistake("local derivatives at the results", "a local derivative is taken at what goes into the function, "
                    "not at what comes out of it")
ALL_TO_X = Mistake("every function applied to x", "a chain hands on what it has: the second function gets the result "
                   "of the first")
X_LISTED = Mistake("x among the values", "the list begins with the result of the first function: one value for each "
                   "function")
ADDS_LOCALS = Mistake("adds the local derivatives", "one small change passes through all the functions in turn, and "
                      "each one scales it: scalings in a row multiply")


def _trace(fs, dfs, x):
    values = list(accumulate(fs, lambda value, f: f(value), initial=x))[1:]
    inputs = [x, *values[:-1]]
    return values, [df(value) for df, value in zip(dfs, inputs, strict=True)], complex_step(_chain(fs), x)


def _chain(fs):
    def f(x):
        for g in fs:
            x = g(x)
        return x
    return f


def _trace_with(places):
    """The trace with the local derivatives taken at other places, as the usual mistakes do."""
    def wrong(fs, dfs, x):
        values, _, _ = _trace(fs, dfs, x)
        local = [df(place) for df, place in zip(dfs, places(x, values), strict=True)]
        return values, local, float(np.prod(local))
    return wrong


def _trace_added(fs, dfs, x):
    values, local, _ = _trace(fs, dfs, x)
    return values, local, sum(local)


def _trace_from_x(fs, dfs, x):
    """Every function applied to x."""
    local = [df(x) for df in dfs]
    return [f(x) for f in fs], local, float(np.prod(local))


def _trace_with_x(fs, dfs, x):
    values, local, total = _trace(fs, dfs, x)
    return [x, *values], local, total


TRACE_MISTAKES = {
    ALL_TO_X: _trace_from_x, X_LISTED: _trace_with_x, ALL_AT_X: _trace_with(lambda x, values: [x] * len(values)),
    AT_OUTPUT: _trace_with(lambda x, values: values), ADDS_LOCALS: _trace_added}


def rest(x): return 0 * x + 2
def slope_of_rest(x): return 0.0


STILL = Smooth(rest, slope_of_rest)     # a function that stands still stops what passes through it


def _expect_trace(work, links, x):
    """The check on a chain; what is lent takes real numbers."""
    fs, dfs = ([Loan(f, real=True) for f in each] for each in zip(*links, strict=True))
    expect(work, (fs, dfs, x), _trace(fs, dfs, x), witness="complex step of the whole chain", because=TRACE_MISTAKES,
           rtol=1e-9)


def two_links(work, rng):
    """should trace sin(x²): the values, the local derivatives, their product"""
    for x in (1.5, float(generic(rng))):
        _expect_trace(work, [SMOOTH[3], SMOOTH[0]], x)


def one_link(work, rng):
    """should trace a chain of a single function"""
    for i in (1, int(rng.integers(len(SMOOTH)))):
        _expect_trace(work, [SMOOTH[i]], float(generic(rng)))


@points(2)
def long_chains(work, rng):
    """should trace chains of any length, with the product equal to the derivative of the whole chain"""
    for length in (3, 4, 5):
        links = [SMOOTH[i] for i in rng.choice(len(SMOOTH), length, replace=False)]
        _expect_trace(work, links, float(generic(rng)) / 2)
    _expect_trace(work, [links[0], STILL, links[1]], float(generic(rng)) / 2)


chain_trace = Exercise(
    "chain_trace", "The trace of a chain", (two_links, one_link, long_chains), (
        "Walk along the chain once. Keep the current value in a variable; it starts as x.",
        "Before you apply the next function, the current value is exactly where its derivative must be taken.",
        "The total starts at 1 and is multiplied by each local derivative as you pass it."),
    tuple(TRACE_MISTAKES),
    after="Whoever comes back from the output needs these values again: kept, they are a cache.",
    reward=lambda work: draw(record([("v1", "pow", "x", 2), ("v2", "sin", "v1"), ("v3", "exp", "v2")], x=2.0),
                             caption="A chain as a graph; on each edge the derivative at the value where the edge "
                                     "starts."))
