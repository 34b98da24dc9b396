"""A gradient checker that finds planted bugs."""
from __future__ import annotations

import numpy as np

from course.checking import Exercise, Mistake, expect, has_form, points, shaped
from course.exercises.material import require

ABSOLUTE = Mistake("absolute error", "an error of 0.001 is nothing beside 1000 and everything beside 0.001: divide by "
                   "the size of what is compared")
FIRST_ONLY = Mistake("not the worst entry", "report the entry with the largest relative error, wherever it stands")
ZERO_BY_ZERO = Mistake("zero divided by zero", "where both numbers are zero they agree perfectly: the error there is "
                       "0, not nan")
TOO_STRICT = Mistake("too strict", "a central difference is right to about eleven digits, and to fewer where the "
                     "gradient is small beside the function: a correct gradient may differ from it by a "
                     "hundred-thousandth")


def energy(x): return np.sum(np.asarray(x) ** 2) / 2
def wave(x): return np.sin(x[0]) * x[1] + np.exp(x[2])
def flat(x): return x[0] ** 2 + 0.0 * x[1] + x[2]
def large(x): return 1000 * x[0] + x[1] ** 3 / 1000 + x[2]
def hinge(x): return abs(x[0]) + max(x[1], 0.0) + x[2]
def tiny(x): return 1e-3 * (x[0] * x[1] + x[2] ** 2)


GOOD = ((energy, lambda x: np.array(x)), (wave, lambda x: np.array([np.cos(x[0]) * x[1], np.sin(x[0]), np.exp(x[2])])),
        (flat, lambda x: np.array([2 * x[0], 0.0, 1.0])),
        (large, lambda x: np.array([1000, 3 * x[1] ** 2 / 1000, 1.0])),
        (hinge, lambda x: np.array([np.sign(x[0]), float(x[1] > 0), 1.0])),
        (tiny, lambda x: 1e-3 * np.array([x[1], x[0], 2 * x[2]])))


def _planted(g, place, bug):
    def wrong(x):
        gradient = np.array(g(x), float)
        gradient[place] = bug(gradient[place])
        return gradient
    return wrong


BUGS = [(f, g, _planted(g, place, bug), place)
        for place, bug in ((0, lambda d: -d), (1, lambda d: d + 0.01), (2, lambda d: 1.01 * d))
        for f, g in (GOOD[0], GOOD[1], GOOD[3], GOOD[5])]
MISSING = [(f, g, _planted(g, 2, lambda d: 0.0), 2) for f, g in GOOD[:2]]
TWO_BUGS = [(f, g, _planted(_planted(g, 0, lambda d: 1.02 * d), 2, lambda d: -d), 2) for f, g in (GOOD[0], GOOD[1])]


def relative_errors(f, g, x, h=1e-5):
    """|a − b| / (|a| + |b|) for every entry, 0 where both are (nearly) zero: a from g, b a central difference."""
    x = np.asarray(x, float)
    a = np.asarray(g(x), float)
    b = np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))])
    size = np.abs(a) + np.abs(b)
    return np.where(size < 1e-10, 0.0, np.abs(a - b) / np.where(size < 1e-10, 1.0, size))


def _point(rng):
    return (rng.uniform(0.4, 1.4, 3) * rng.choice([-1, 1], 3)).tolist()


def _verdict(work, f, g, x):
    return shaped(work, (f, g, x), (True, ..., 0.0), "(ok, index, error): True or False, a place, and a number")


def passes_good_ones(work, rng):
    """should pass correct gradients, large, tiny, flat, and with kinks nearby"""
    for f, g in GOOD:
        x = _point(rng)
        ok, _, error = _verdict(work, f, g, x)
        require(ok is True, ("tried", f"gradcheck({f.__name__}, its gradient, {[round(v, 3) for v in x]})"),
                ("yours", f"ok = {ok}, error = {error}"), ("should be", "ok = True"),
                mistake=ZERO_BY_ZERO if error != error else TOO_STRICT)


@points(2)
def finds_bugs(work, rng):
    """should find every planted bug, and say where"""
    for f, good, g, place in (*BUGS, *MISSING, *TWO_BUGS):
        x = np.abs(_point(rng)).tolist()
        errors = relative_errors(f, g, x)
        ok, index, error = _verdict(work, f, g, x)
        tried = ("tried", f"gradcheck of {f.__name__} with a bug in entry {place}")
        witness = ("relative errors", str(errors.round(6).tolist()))
        small = abs(g(x)[place] - good(x)[place]) < 1e-3
        require(ok is False, tried, ("yours", f"ok = {ok}, error = {error}"), witness,
                mistake=ABSOLUTE if small else None)
        require(has_form(index, 0) and index == place, tried, ("yours", f"index = {index}"), witness,
        mistake=FIRST_ONLY)


def reports_the_error(work, rng):
    """should report the relative error of the worst entry"""
    for f, _, g, place in (BUGS[0], BUGS[5], BUGS[9]):
        x = np.abs(_point(rng)).tolist()
        error = _verdict(work, f, g, x)[2]
        expect(lambda error=error: error, (), relative_errors(f, g, x)[place], rtol=1e-5,
               tried=f"gradcheck of {f.__name__} with a bug in entry {place}", witness="|a − b| / (|a| + |b|) there")


gradcheck = Exercise(
    "gradcheck", "A gradient checker", (passes_good_ones, finds_bugs, reports_the_error), (
        "Compute central differences with h = 1e-5 and compare entry by entry.",
        "Where |a| + |b| is below 1e-10, call the error 0. Everywhere else divide by it.",
        "np.argmax gives the place of the largest error. Let ok be whether that error is below 1e-4."),
    (ABSOLUTE, FIRST_ONLY, ZERO_BY_ZERO, TOO_STRICT),
    after="Run it on every gradient you write by hand, at a point that is nothing special: a wrong sign or factor does "
          "not get past it.")
