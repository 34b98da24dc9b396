"""Where a branch that is not taken still spoils a slope, where a formula overflows, and where a path is cut."""
from __future__ import annotations

import math
from functools import partial

import numpy as np

from course.checking import Exercise, Mistake, expect, points, predict, same
from course.exercises.drawn import weight
from course.exercises.material import require, stopping

# --- 6: the double where -------------------------------------------------------------------------------------------

BACKWARD = Mistake("nan backward", "0 times an infinite slope, or times nan, is nan: a bad x must not reach the root, "
                   "even where the value of the root is thrown away")
FORWARD = Mistake("nan forward", "backward the inner where catches the infinity, forward it arrives: choose once more "
                  "behind the root, and better give the root a number at which its slope is finite")
STAND_IN = Mistake("the root of the stand-in", "the slopes are right, but the root of what stands in for a bad x "
                   "shows: choose once more behind the root")
CUT_OFF = Mistake("small numbers replaced", "small positive numbers are positive, too: only what is not positive may "
                  "be replaced")
GIVEN = Mistake("root itself", "what is checked is safe_where, which calls root")
TINY = [1e-30]           # by itself: beside its slope all others would be small
MODES = ("backward", BACKWARD), ("forward", FORWARD)


def safe_root(xs):
    """Values and slopes of √x where x > 0, else 0, by formulas; the slopes as either mode gives them."""
    value = [math.sqrt(x) if x > 0 else 0.0 for x in xs]
    slope = [0.5 / y if y else 0.0 for y in value]
    return value, slope, slope


def _is_spoiled(slopes):
    try:
        return not np.isfinite(np.asarray(slopes, float)).all()
    except (TypeError, ValueError):
        return False


def _expect_root(work, xs):
    want, found = safe_root(xs), []
    stopping(GIVEN, "'>' not supported", lambda: found.append(work(xs)))
    got, = found
    slopes = got[1:] if isinstance(got, list | tuple) and len(got) == 3 else ()
    for (mode, mistake), mine in zip(MODES, slopes, strict=False):
        require(not _is_spoiled(mine), ("tried", f"safe_where({xs})"),
                (f"your slopes {mode}", str(np.asarray(mine).tolist())), ("should be", str(want[1])),
                mistake=mistake if min(xs) <= 0 else None)
        require(xs != TINY or not same(mine, [0.0]), ("tried", f"safe_where({xs})"),
                (f"your slopes {mode}", "[0.0]"), ("should be", str(want[1])), mistake=CUT_OFF)
    expect(lambda *args: got, (xs,), want, tried=f"safe_where({xs})", witness="√x and 1/(2√x), or 0 and 0",
           because={STAND_IN: ([value or 1.0 for value in want[0]], *want[1:])})


@points(2)
def both_sides(work, rng):
    """should have values and slopes that are finite, backward and forward, on both sides and at 0"""
    _expect_root(work, [4.0, -1.0])
    _expect_root(work, [0.0])
    _expect_root(work, TINY)
    xs = [weight(rng) for _ in range(4)]
    _expect_root(work, [*xs, abs(weight(rng)), -abs(weight(rng)), 0.0, 1e-6 * abs(weight(rng))])


safe_where = Exercise(
    "safe_where", "The double where", (both_sides,), (
        "In the first try np.sqrt sees the negative numbers. Which numbers could it be given instead, where x is not "
        "positive?",
        "np.where twice: once for what goes into the root, once for what comes out."),
    (BACKWARD, FORWARD, STAND_IN, CUT_OFF, GIVEN), may_use=("vjp", "jvp"), must_use=True,
    after="Right in both modes. With 0 inside, an infinity and a nan still arise: the inner where drops them backward, "
          "the outer one forward. With 1 inside they never arise.")

# --- 7: a function of one's own rule -------------------------------------------------------------------------------

OVERFLOW = Mistake("e^x overflows", "beyond 709 e^x is no float: only powers of e that are at most 1 are safe. "
                   "ln(1 + eˣ) = x + ln(1 + e⁻ˣ)")
LOST = Mistake("1 + e^x rounded to 1", "where eˣ is tiny, 1 + eˣ is 1 and its logarithm 0: np.log1p(z) is ln(1 + z) "
               "without that loss")


def softplus(x):
    """Value and slope of ln(1 + eˣ), from powers of e that are at most 1."""
    z = math.exp(-abs(x))
    return max(x, 0.0) + math.log1p(z), 1 / (1 + z) if x >= 0 else z / (1 + z)


def _is_lost(got, x):
    """Whether the value is what is left of ln(1 + eˣ) where 1 + eˣ was rounded."""
    if x > -10 or not isinstance(got, list | tuple) or not isinstance(got[0] if got else None, float):
        return False
    return math.isclose(got[0], math.log(1 + math.exp(x)), rel_tol=1e-12)


def _expect_softplus(work, x):
    got, want = work(x), softplus(x)
    evidence = ("tried", f"softplus_pair({x})"), ("yours", str(got)), ("should be", str(want))
    bad = isinstance(got, list | tuple) and any(isinstance(part, float) and not math.isfinite(part) for part in got)
    require(not bad, *evidence, mistake=OVERFLOW)
    require(same(got, want, atol=0.0) or not _is_lost(got, x), *evidence, mistake=LOST)
    expect(lambda x: got, (x,), want, tried=f"softplus_pair({x})", atol=0.0, witness="powers of e that are at most 1")
    require(same(got[1], want[1], atol=0.0), evidence[0], ("your slope", f"{float(got[1]):.12g}"),
            ("should be", f"{want[1]:.12g}"))


def moderate(work, rng):
    """should be right where nothing overflows"""
    _expect_softplus(work, 0.0)
    for x in (abs(weight(rng)), -abs(weight(rng)), 3 * weight(rng), 5 * weight(rng), -float(rng.uniform(0.1, 0.9))):
        _expect_softplus(work, x)


@points(2)
def extreme(work, rng):
    """should be right for any size of x"""
    sizes = [k * float(rng.uniform(0.9, 1.1)) for k in (8, 12, 17, 20, 40)]
    for x in (*sizes, *(-size for size in sizes), -30.0, -100.0, 1000.0, -1000.0, 500 * weight(rng)):
        stopping(OVERFLOW, "[Oo]verflow", partial(_expect_softplus, work, x))


softplus_pair = Exercise(
    "softplus_pair", "A slope that does not overflow", (moderate, extreme), (
        "Which of e^x and e^−x is at most 1? It depends on the sign of x.",
        "With z = e^−|x| the value is max(x, 0) + ln(1 + z). Write the slope with z as well, for each sign."),
    (OVERFLOW, LOST), extra=True,
    after="The same function, by another program. A rule states such a pair once, for everybody who uses the "
          "operation.")

# --- predict: stop -------------------------------------------------------------------------------------------------

BOTH = Mistake("both factors move", "stop_gradient(x) has the value of x, but does not move with it")
NONE = Mistake("nothing moves", "one of the two factors is x itself")
VALUE = Mistake("the value", "this is the value of the product; how fast does it move?")


@points(0)
def guess_stop(work, rng):
    """should be the sum over the paths that are left"""
    predict(work, 3, because={BOTH: 6, NONE: 0, VALUE: 9})


stop_guess = Exercise(
    "stop_guess", "A path that is cut", (guess_stop,), (
        "Two edges lead from x into x·x, each of weight 3. Which of them is left?",
        "A constant that happens to be 3, times x: how fast does that move?"),
    (BOTH, NONE, VALUE), after="3: the value stays 9, as that of x·x. Of the two paths, of weight 3 each, one "
                             "is left.")
