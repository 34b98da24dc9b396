"""Derivatives of derivatives: forward over reverse, and why nested passes need names."""
from __future__ import annotations

import numpy as np

from course import autodiff
from course.autodiff import OPERATIONS, run
from course.checking import Exercise, Mistake, expect, points, predict
from course.exercises.material import generic

# --- 4: Hessian times vector ---------------------------------------------------------------------------------------

GRADIENT = Mistake("the gradient itself", "what is asked for is how the gradient changes when x moves along v")
ALL_ONES = Mistake("all inputs seeded with 1", "the seeds say along which direction x moves: they are v")
DIAGONAL = Mistake("the diagonal only", "the derivative by x changes also when y moves: the mixed derivatives belong "
                   "to it")
FULL_STEP = Mistake("a full step along v", "the gradient at x + v is too far away; a tangent says how it begins to "
                    "change")


def _parts(program, x):
    out, names = program[-1][0], list(x)
    f = lambda x: run(program, {name: x[i] for i, name in enumerate(names)})[out]  # noqa: E731
    return f, np.array(list(x.values()))


def _named(x, values):
    return dict(zip(x, map(float, values), strict=True))


def curvature(program, x, v):
    """The Hessian times v, as a dict like x."""
    f, point = _parts(program, x)
    return _named(x, autodiff.hvp(f, point, np.array(list(v.values()))))


def _gradient(program, x):
    f, point = _parts(program, x)
    return _named(x, autodiff.grad(f)(point))


def _full_step(program, x, v):
    moved = _gradient(program, {name: x[name] + v[name] for name in x})
    return {name: moved[name] - bar for name, bar in _gradient(program, x).items()}


def _diagonal(program, x, v):
    f, point = _parts(program, x)
    return _named(x, np.diag(autodiff.hessian(f)(point)) * list(v.values()))


HVP_MISTAKES = {GRADIENT: lambda program, x, v: _gradient(program, x), DIAGONAL: _diagonal, FULL_STEP: _full_step,
                ALL_ONES: lambda program, x, v: curvature(program, x, dict.fromkeys(x, 1.0))}


def _expect_curvature(work, program, x, v):
    expect(work, (program, x, v), curvature(program, x, v), witness="rows of the Hessian, times v", rtol=1e-9,
           because=HVP_MISTAKES)


def by_hand(work, rng):
    """should be right for x·x·y, whose Hessian is known"""
    program = [("a", "mul", "x", "x"), ("f", "mul", "a", "y")]
    x, v = {"x": 3.0, "y": 2.0}, {"x": 1.0, "y": 10.0}
    expect(work, (program, x, v), {"x": 2 * 2.0 + 2 * 3.0 * 10, "y": 2 * 3.0}, witness="(2y·v₁ + 2x·v₂, 2x·v₁)",
           because=HVP_MISTAKES)


@points(2)
def any_direction(work, rng):
    """should be right for any program, in any direction"""
    for _ in range(3):
        program, names = [("v0", "mul", "x", "y"), ("v1", "mul", "v0", "z")], ["x", "y", "z", "v0", "v1"]
        for i in range(2, 6):
            op = str(rng.choice(["add", "sub", "mul", "sin"]))
            program.append((f"v{i}", op, *map(str, rng.choice(names, len(OPERATIONS[op].jvps)))))
            names.append(f"v{i}")
        program.append(("out", "mul", names[-1], "v1"))
        x, v = ({name: float(generic(rng)) for name in "xyz"} for _ in range(2))
        _expect_curvature(work, program, x, v)


hvp = Exercise(
    "hvp", "A Hessian times a vector", (by_hand, any_direction), (
        "gradient(program, x) is a function of x like any other, made of ordinary arithmetic.",
        "The derivative of a function along v is one forward pass: autodiff.jvp(f, primals, tangents) returns the pair "
        "of the value and its tangent. primals and tangents are tuples.",
        "jvp wants a function of separate numbers with a tuple of numbers as its result: write a small one around "
        "gradient, with the names of x put back."),
    (GRADIENT, ALL_ONES, DIAGONAL, FULL_STEP),
    after="One forward pass over one backward sweep: the product with the Hessian, for a few times the price of the "
          "function, and no matrix anywhere.")

# --- nested derivatives --------------------------------------------------------------------------------------------

CONFUSED = Mistake("the two ε taken for one", "the inner derivative is by y, and x is constant there: the ε of x is "
                   "not the ε of y")
STRIPPED = Mistake("the other tangent thrown away", "with respect to y the number x is constant, but it must keep its "
                   "own tangent for the outer derivative")
BORROWED = Mistake("the tangent of another derivative", "what is inside does not depend on y: the tangent "
                   "that the result carries belongs to the outer derivative")


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

    tags, strip, borrow = True, False, False

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
            return (x.primal, x.tangent)
        return (x.primal if cls.strip and isinstance(x, _Mixed) else x), 0.0


class _Untagged(_Mixed):
    tags = False


class _Stripped(_Mixed):
    strip = True


class _Borrowed(_Mixed):
    borrow = True


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


NESTED = {
    "classic": (lambda d: d(lambda x: x * d(lambda y: x + y)(1.0)), lambda x: 1.0),
    "product": (lambda d: d(lambda x: x * d(lambda y: x * y)(2.0)), lambda x: 2 * x),
    "elsewhere": (lambda d: d(lambda x: x * d(lambda y: x * x)(2.0)), lambda x: 0.0),
    "third": (lambda d: d(d(d(lambda x: x * x * x * x))), lambda x: 24 * x),
    "deep": (lambda d: d(lambda x: x * d(lambda y: y * d(lambda z: x * y * z)(1.0))(2.0)), lambda x: 8 * x)}


def _wrongly(kind):
    def value(name, x):
        got = NESTED[name][0](_derivative(kind))(x)
        return got if isinstance(got, float) else None
    return value


def _expect_nested(work, names, x):
    for name in names:
        expect(work, (name, x), NESTED[name][1](x), witness="by hand", because={
            BORROWED: _wrongly(_Borrowed),              # first: who confuses the two fails before "elsewhere"
            CONFUSED: _wrongly(_Untagged), STRIPPED: _wrongly(_Stripped)})


def inside(work, rng):
    """should tell an inner derivative from the outer one"""
    _expect_nested(work, ("classic", "product", "elsewhere"), 5.0)


@points(2)
def any_depth(work, rng):
    """should nest to any depth, at any place"""
    for x in (1.5, float(generic(rng))):
        _expect_nested(work, NESTED, x)


run_nested = Exercise(
    "run_nested", "Every ε has a name", (inside, any_depth), (
        "D makes a Tagged number with a tag that no other has, calls f, and looks for the tangent of that tag.",
        "parts(x, tag): if x carries this tag, its primal and its tangent; if not, x itself and 0.",
        "The result of f may be a plain number, or may carry another tag: then it does not move with this one."),
    (CONFUSED, STRIPPED, BORROWED),
    after="Siskind and Pearlmutter named the fault perturbation confusion. Systems that nest derivatives need tags.")
