"""Derivatives inside derivatives, and why each needs a name of its own."""
from __future__ import annotations

from course.checking import Exercise, Mistake, expect, points, predict
from course.exercises.drawn import weight
from course.exercises.material import generic, stopping

# --- nested derivatives --------------------------------------------------------------------------------------------

CONFUSED = Mistake("the two ε taken for one", "the inner derivative is by y, and x is constant there: the ε of x is "
                   "not the ε of y")
STRIPPED = Mistake("the other tangent thrown away", "with respect to y the number x is constant, but it must keep its "
                   "own tangent for the outer derivative: keep it whole, as the primal")
BORROWED = Mistake("the tangent of another derivative", "what is inside does not depend on y: the tangent "
                   "that the result carries belongs to the outer derivative")

MOVES = Mistake("a tangent of 1 for what has no tag", "what does not carry this tag is constant: its tangent is 0")
TURNED = Mistake("the parts turned round", "first the primal, second the tangent")
ALWAYS_A_PAIR = Mistake("a kind left out", "parts returns a pair for each of three kinds: a number, a Tagged with this "
                        "tag, a Tagged with another")


@points(0)
def guess_nested(work, rng):
    """should be the derivative by x of x times the inner derivative"""
    predict(work, 1, because={CONFUSED: 2})


nested_guess = Exercise(
    "nested_guess", "A derivative inside a derivative", (guess_nested,), (
        "What is the derivative of x + y by y?", "So the inner derivative is 1, whatever x is. What is left?"),
    (CONFUSED,), after="1. A class Dual that cannot tell the two ε apart finds 2.")


class _Mixed:
    """Dual numbers with the usual faults: all ε are one, or the tangent of another ε is thrown away, or taken."""

    tags, strip, borrow, resting, turned = True, False, False, 0.0, False

    def __init__(self, primal, tangent, tag):
        self.primal, self.tangent, self.tag = primal, tangent, tag

    def __add__(self, other):
        (a, p), (b, q), tag = self._split(other)
        return type(self)(a + b, p + q, tag)

    def __mul__(self, other):
        (a, p), (b, q), tag = self._split(other)
        return type(self)(a * b, p * b + a * q, tag)

    __radd__, __rmul__ = __add__, __mul__

    def _split(self, other):
        tag = max(self.tag, getattr(other, "tag", 0))
        return self.part(self, tag), self.part(other, tag), tag

    @classmethod
    def part(cls, x, tag):
        if isinstance(x, _Mixed) and x.tag == tag:
            pair = x.primal, x.tangent
        else:
            pair = (x.primal if cls.strip and isinstance(x, _Mixed) else x), cls.resting
        return pair[::-1] if cls.turned else pair


class _Untagged(_Mixed):
    tags = False


class _Stripped(_Mixed):
    strip = True


class _Borrowed(_Mixed):
    borrow = True


class _Moving(_Mixed):
    resting = 1.0


class _Turned(_Mixed):
    turned = True


def _derivative(kind):
    depth = [0]

    def d(f):
        def df(x):
            depth[0] += kind.tags
            tag = depth[0]
            result = f(kind(x, 1.0, tag))
            return result.tangent if kind.borrow else kind.part(result, tag)[1]
        return df
    return d


# Texts to be read with D, and what they are at x, by hand; the numbers a and c are drawn.
NESTED = {
    "D(lambda x: x * D(lambda y: x + y)({c}))": lambda x, a, c: 1.0,
    "D(lambda x: x * D(lambda y: {a} * x * y)({c}))": lambda x, a, c: 2 * a * x,
    "D(lambda x: x * D(lambda y: {a} * x * x)({c}))": lambda x, a, c: 0.0,
    "D(D(D(lambda x: x * x * x * x * x * x * x)))": lambda x, a, c: 210 * x**4,
    "D(lambda x: D(lambda y: x * y * y)({a} * x))": lambda x, a, c: 4 * a * x,
    "D(lambda x: x * D(lambda y: y * D(lambda z: x * y * z)({c}))({a}))": lambda x, a, c: 4 * a * x}
FIRST = tuple(NESTED)[:3]


def _wrongly(kind):
    def value(text, x):
        got = eval(text, {"D": _derivative(kind)})(x)          # noqa: S307 - our own text
        return got if isinstance(got, float) else None
    return value


def _expect_nested(work, texts, x, a, c):
    for text in texts:
        expect(work, (text.format(a=a, c=c), x), NESTED[text](x, a, c), witness="by hand", because={
            BORROWED: _wrongly(_Borrowed),              # first: who confuses the two fails before the third
            CONFUSED: _wrongly(_Untagged), STRIPPED: _wrongly(_Stripped), MOVES: _wrongly(_Moving),
            TURNED: _wrongly(_Turned)})


def inside(work, rng):
    """should tell an inner derivative from the outer one"""
    def nested():
        _expect_nested(work, FIRST, float(generic(rng)), weight(rng), weight(rng))
        _expect_nested(work, FIRST[:1], 1.0, 1.0, 1.0)
    stopping(ALWAYS_A_PAIR, "cannot unpack non-iterable NoneType|has no attribute 'tag'", nested)


@points(2)
def any_depth(work, rng):
    """should nest to any depth, at any place"""
    for x in (1.5, float(generic(rng))):
        _expect_nested(work, NESTED, x, weight(rng), weight(rng))


run_nested = Exercise(
    "run_nested", "Every ε has a name", (inside, any_depth), (
        "Three kinds of x come: a plain number, a Tagged with this tag, and a Tagged with another.",
        "What does not carry this tag, a number or a Tagged, does not move with it: what is its tangent?",
        "And its primal is all of it: a Tagged keeps the tangent of its own derivative."),
    (CONFUSED, STRIPPED, BORROWED, MOVES, TURNED, ALWAYS_A_PAIR),
    after="Siskind and Pearlmutter named the fault perturbation confusion. With dual numbers, nested derivatives must "
          "be told apart; tags do it, for functions that take and return numbers.")
