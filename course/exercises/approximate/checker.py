"""A gradient checker that finds planted bugs."""
from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course.autodiff.text import short
from course.checking import Exercise, Mistake, expect, has_form, shaped, show_call
from course.exercises.approximate.differences import line
from course.exercises.drawn import shuffled
from course.exercises.material import require

ABSOLUTE = Mistake("absolute error", "an error of 0.001 is nothing beside 1000 and everything beside 0.001: divide by "
                   "the size of what is compared")
NOT_WORST = Mistake("not the worst entry", "report the entry with the largest relative error, wherever it stands")
ZERO_BY_ZERO = Mistake("zero divided by zero", "where both numbers are zero they agree perfectly: the error there is "
                       "0, not nan")
EXACT_ZEROS = Mistake("only exact zeros excused", "where |a| + |b| is below 1e-10 both may be rounding alone: the "
                      "error there is 0, also where neither is exactly 0")
EXCUSES = Mistake("excuses too much", "the error is 0 only where |a| + |b|, both together, is below 1e-10")
TOO_STRICT = Mistake("too strict", "a central difference is right to about eleven digits, and to fewer where the "
                     "gradient is small beside the function: a correct gradient may differ from it by a "
                     "hundred-thousandth")


def energy(x): return np.sum(np.asarray(x) ** 2) / 2
def wave(x): return np.sin(x[0]) * x[1] + np.exp(x[2])
def flat(x): return x[0] ** 2 + 0.0 * x[1] + x[2]
def large(x): return 1000 * x[0] + x[1] ** 3 / 1000 + x[2]
def hinge(x): return abs(x[0]) + max(x[1], 0.0) + x[2]
def tiny(x): return 1e-3 * (x[0] * x[1] + x[2] ** 2)


def of_energy(x): return np.array(x, float)
def of_wave(x): return np.array([np.cos(x[0]) * x[1], np.sin(x[0]), np.exp(x[2])])
def of_flat(x): return np.array([2 * x[0], 0.0, 1.0])
def of_large(x): return np.array([1000, 3 * x[1] ** 2 / 1000, 1.0])
def of_hinge(x): return np.array([np.sign(x[0]), float(x[1] > 0), 1.0])
def of_tiny(x): return 1e-3 * np.array([x[1], x[0], 2 * x[2]])


GOOD = ((energy, of_energy), (wave, of_wave), (flat, of_flat), (large, of_large), (hinge, of_hinge), (tiny, of_tiny))


def _planted(g, place, factor, added=0.0):
    def claimed(x):
        gradient = np.array(g(x), float)
        gradient[place] = factor * gradient[place] + added
        return gradient
    return claimed


class Case(NamedTuple):
    """A function, what claims to be its gradient, and the place of the worst bug; None where it is right."""

    f: Callable
    g: Callable
    place: int | None = None
    mistake: Mistake | None = None          # of an answer with the opposite verdict


def _with(f, g, place, factor, added=0.0, mistake=None):
    return Case(f, _planted(g, place, factor, added), place, mistake)


RIGHT = [Case(f, g, None, TOO_STRICT) for f, g in GOOD]
BUGS = [_with(f, g, place, factor, added, ABSOLUTE if f is tiny else None)
        for place, factor, added in ((0, -1.0, 0.0), (1, 1.0, 0.01), (2, 1.01, 0.0))
        for f, g in (GOOD[0], GOOD[1], GOOD[3], GOOD[5])]
SLIGHT = [case for place in range(3) for case in (
    _with(*GOOD[0], place, 1 + 1e-4, mistake=TOO_STRICT)._replace(place=None), _with(*GOOD[0], place, 1 + 4e-4))]
MISSING = [_with(f, g, place, 0.0, mistake=EXCUSES) for f, g in GOOD[:2] for place in range(3)]
TWO_BUGS = [_with(f, _planted(g, 2 - place, 1.02), place, -1.0) for f, g in GOOD[:2] for place in (0, 2)]


def flat_at(place):
    """A function that one of three entries does not move, and its gradient."""
    def flat(x): return sum(x[i] ** 2 for i in range(3) if i != place)
    def slopes(x): return np.array([2.0 * x[i] * (i != place) for i in range(3)])
    return flat, slopes


def line_of(slopes):
    """A straight function with these slopes, so small that a difference has next to no round-off."""
    def line(x): return sum(slope * each for slope, each in zip(slopes, x, strict=True))
    return line


def constant(values):
    """The same gradient everywhere."""
    def claimed(x): return np.array(values)
    return claimed


def relative_errors(f, g, x, h=1e-5):
    """|a − b| / (|a| + |b|) for every entry, 0 where both are (nearly) zero: a from g, b a central difference."""
    x = np.asarray(x, float)
    a = np.asarray(g(x), float)
    b = np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))])
    size = np.abs(a) + np.abs(b)
    return np.where(size < 1e-10, 0.0, np.abs(a - b) / np.where(size < 1e-10, 1.0, size))


def _expect_verdict(work, case, x):
    """(ok, index, error) of an answer, of which ok must be right, and index where there is a bug."""
    args = case.f, case.g, x
    call = ("tried", show_call(work.name, args))
    ok, index, error = shaped(work, args, (True, ..., 0.0), "(ok, index, error): True or False, a place, and a number")
    witness = ("relative errors", short(relative_errors(*args).round(6).tolist()))
    mistake = ZERO_BY_ZERO if np.isnan(error) else case.mistake
    require(ok is (case.place is None), call, ("yours", f"ok = {ok}, error = {short(error)}"), witness, mistake=mistake)
    require(case.place is None or has_form(index, 0) and index == case.place, call, ("yours", f"index = {index}"),
            witness, mistake=NOT_WORST)
    return error


def tells_right_from_wrong(work, rng):
    """should pass correct gradients, large, tiny, flat, and with kinks nearby, and find the planted bugs"""
    for case in (RIGHT[0], BUGS[0], *shuffled(rng, [*RIGHT, *BUGS]), *shuffled(rng, SLIGHT)):
        _expect_verdict(work, case, _point(rng))


def says_where(work, rng):
    """should say where the worst bug is, also where an entry is missing, and where there are two"""
    for case in shuffled(rng, [*MISSING, *TWO_BUGS]):
        _expect_verdict(work, case, _point(rng))


def nearly_zero(work, rng):
    """should call the error 0 where |a| + |b| is below 1e-10, wherever that is, and only there"""
    places, zeros = [0, *shuffled(rng, [1, 2])], [0.0] * 3      # at a nan max() stops, unless it stands behind
    for place in places:
        _expect_verdict(work, Case(*flat_at(place), None, ZERO_BY_ZERO), _point(rng))
    for place in places:
        for size, verdict, mistake in ((5e-11, None, EXACT_ZEROS), (2e-10, place, EXCUSES)):
            slopes = [1e-9 * v for v in rng.integers(3, 9, 3).tolist()]
            said = list(slopes)
            slopes[place], said[place] = 0.4 * size, 0.6 * size
            _expect_verdict(work, Case(line_of(slopes), constant(said), verdict, mistake), _point(rng))
    nothing = Case(line_of(zeros), constant(zeros), None, ZERO_BY_ZERO)
    error = _expect_verdict(work, nothing, _point(rng))
    expect(lambda *args: error, (), 0.0, tried=show_call(work.name, work.args), witness="three zeros", atol=0)


def reports_the_error(work, rng):
    """should report the relative error of the worst entry"""
    printed = Case(line, constant([2.0, 4.0]), 1), [1.0, 1.0]
    cases = shuffled(rng, [BUGS[0], BUGS[5], BUGS[9], *TWO_BUGS])
    for case, x in (printed, *((case, _point(rng)) for case in cases)):
        error = _expect_verdict(work, case, x)
        expect(lambda *args, error=error: error, (), relative_errors(case.f, case.g, x)[case.place], rtol=1e-5,
               tried=show_call(work.name, (case.f, case.g, x)), witness="|a − b| / (|a| + |b|) there")


def _point(rng):
    return np.round(rng.uniform(0.4, 1.4, 3) * rng.choice([-1, 1], 3), 3).tolist()


gradcheck = Exercise(
    "gradcheck", "A gradient checker", (tells_right_from_wrong, says_where, nearly_zero, reports_the_error), (
        "Compute central differences with h = 1e-5 and compare entry by entry.",
        "Where |a| + |b| is below 1e-10, call the error 0. Everywhere else divide by it.",
        "np.argmax gives the place of the largest error. Let ok be whether that error is below 1e-4."),
    (ABSOLUTE, NOT_WORST, ZERO_BY_ZERO, EXACT_ZEROS, EXCUSES, TOO_STRICT),
    after="Run it on every gradient you write by hand, at a point that is nothing special: a wrong sign does not get "
          "past it, nor a factor that is off by a thousandth.")
