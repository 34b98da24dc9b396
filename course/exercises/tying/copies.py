"""Untie, differentiate, add: any function of copies, and two layers that share a weight."""
from __future__ import annotations

import numpy as np

from course.autodiff import complex_step, grad
from course.checking import Exercise, Loan, Mistake, expect, points, predict
from course.exercises.material import SMOOTH, double, generic, square

ONE_COPY = Mistake("one copy only", "the parameter sits in several places, and all of them move when it moves")
MEAN = Mistake("mean instead of sum", "the copies don't share one movement: each makes the whole of it, so their "
               "effects add up")
MULTIPLIED = Mistake("effects multiplied", "these are two ways for one change to reach the result; along a way one "
                     "multiplies, over the ways one adds")

# --- predict: two slopes --------------------------------------------------------------------------------------------


@points(0)
def guess_slope(work, rng):
    """should be the slope of E at the tie"""
    predict(work, 8, because={MEAN: 4, ONE_COPY: 3, MULTIPLIED: 15})


tie_guess = Exercise(
    "tie_guess", "Two slopes, one parameter", (guess_slope,), (
        "Move θ by a little dθ. By how much does the first copy move, and the second?",
        "Both move by dθ. The result moves by 3 dθ because of the one, and by 5 dθ because of the other."),
    (MEAN, ONE_COPY, MULTIPLIED), after="Along the diagonal one goes in both directions at once.")

# --- 1: any function of copies ----------------------------------------------------------------------------------------

K_TIMES = Mistake("k times the first", "the copies sit in different places: each has a slope of its own")
NO_FACTOR = Mistake("factors of the ties left out", "a copy that is 2θ moves by 2 dθ: its slope counts twice")
SLOPE_AT_COPY = Mistake("slope of a tie at the copy", "the tie's own slope is taken at θ, from where it starts")
AT_THETA = Mistake("slopes taken at theta", "F is differentiated where the copies stand: the copy c(θ) at c(θ)")


def woven(t): return np.sin(t[0] * t[1]) + t[0] * t[2] ** 2
def long_sum(t): return sum((i + 1) * np.tanh(t[i]) for i in range(len(t)))
def same(t): return t
def slope_one(t): return 1.0
def slope_two(t): return 2.0


TIES = [(same, slope_one), (double, slope_two), *SMOOTH[:5]]


def _untied(F):
    """The gradient of F by its copies, as plain lists, the way it is handed out."""
    def grad_untied(thetas):
        return grad(lambda t: F(t))(np.array(thetas, float)).tolist()
    return grad_untied


def _plane(a, b):
    def plane(t): return a * t[0] + b * t[1]
    return plane


def _expect_tied(work, F, pairs, theta):
    ties, dties = map(list, zip(*pairs, strict=True))
    slopes, plain = _untied(F)([c(theta) for c in ties]), _untied(F)([theta] * len(ties))
    parts = [slope * dc(theta) for slope, dc in zip(slopes, dties, strict=True)]
    expect(work, (_untied(F), ties, dties, theta), complex_step(lambda t: F([c(t) for c in ties]), theta),
           witness="complex step of E(θ) = F(c₁(θ), …)", rtol=1e-9, because={
               ONE_COPY: parts[0], MEAN: sum(parts) / len(parts), K_TIMES: len(parts) * parts[0],
               NO_FACTOR: sum(slopes), AT_THETA: sum(s * dc(theta) for s, dc in zip(plain, dties, strict=True)),
               SLOPE_AT_COPY: sum(s * dc(c(theta)) for s, c, dc in zip(slopes, ties, dties, strict=True))})


def equal_copies(work, rng):
    """should be the slope of the tied function, for any F and any number of equal copies"""
    _expect_tied(work, _plane(2.0, 3.0), [(same, slope_one)] * 2, 1.0)
    for F, k in ((_plane(*generic(rng, 2).tolist()), 2), (woven, 3), (long_sum, 5)):
        _expect_tied(work, F, [(same, slope_one)] * k, float(generic(rng)))


def any_ties(work, rng):
    """should bring the factor of each tie, for ties that are not equalities"""
    _expect_tied(work, _plane(2.0, 3.0), [(same, slope_one), (double, slope_two)], 1.0)
    for F, k in ((_plane(*generic(rng, 2).tolist()), 2), (woven, 3), (long_sum, 5)):
        pairs = [(same, slope_one), *(TIES[i] for i in rng.choice(np.arange(1, len(TIES)), k - 1, replace=False))]
        _expect_tied(work, F, pairs, float(generic(rng)))


tied_grad = Exercise(
    "tied_grad", "Untie, differentiate, add", (equal_copies, any_ties), (
        "grad_untied wants a list with one number for each copy: the place where that copy stands.",
        "It gives one derivative for each copy. Each is scaled by its tie's slope; what does the total do with them?"),
    (ONE_COPY, MEAN, K_TIMES, NO_FACTOR, AT_THETA, SLOPE_AT_COPY),
    after="The chain rule for several copies: each share times the speed of its copy.")

# --- 2: two layers, one weight --------------------------------------------------------------------------------------

SWAPPED = Mistake("parts swapped", "θ₁ is the outer weight, the one in front of g; θ₂ stands inside g")
NO_MINUS = Mistake("sign of the residual lost", "y − f falls when f grows: the derivative of the square brings a "
                   "minus sign")
NO_OUTER = Mistake("slope of f left out", "both copies act on the error through f: its slope at θh is a factor of both "
                   "parts")
NO_INNER = Mistake("inner derivative forgotten", "θ₂ sits inside g, multiplied by x: the slope of g and the factor x "
                   "belong to the product")


def _F(t1, t2, x, y, f, g):
    return (y - f(t1 * g(x * t2))) ** 2


def _slopes(theta, x, y, f, df, g, dg):
    ways = (lambda t: (t, t)), (lambda t: (t, theta)), (lambda t: (theta, t))
    return tuple(complex_step(lambda t, way=way: _F(*way(t), x, y, f, g), theta) for way in ways)


def _wrong_slopes(change):
    def wrong(theta, x, y, f, df, g, dg):
        _, one, two = _slopes(theta, x, y, f, df, g, dg)
        one, two = change(one, two, x * dg(x * theta), df(theta * g(x * theta)))
        return one + two, one, two
    return wrong


LAYERS_MISTAKES = {SWAPPED: _wrong_slopes(lambda one, two, inner, outer: (two, one)),
                   NO_MINUS: _wrong_slopes(lambda one, two, inner, outer: (-one, -two)),
                   NO_INNER: _wrong_slopes(lambda one, two, inner, outer: (one, two / inner)),
                   NO_OUTER: _wrong_slopes(lambda one, two, inner, outer: (one / outer, two / outer))}


def _expect_slopes(work, theta, x, y, f, g):
    args = (theta, x, y, *(Loan(function, real=True) for function in (*f, *g)))
    expect(work, args, _slopes(*args), witness="complex step of each", rtol=1e-8, because=LAYERS_MISTAKES)


def double_of_square(work, rng):
    """should be right where f doubles and g squares"""
    for numbers in ((3.0, 0.5, 15.0), generic(rng, 3).tolist()):
        _expect_slopes(work, *numbers, (double, slope_two), (square, double))


@points(2)
def curves(work, rng):
    """should be right for any f and g, the total and both parts"""
    for _ in range(3):
        f, g = (SMOOTH[i] for i in rng.choice(5, 2, replace=False))
        _expect_slopes(work, *generic(rng, 3).tolist(), f, g)


two_layers_grad = Exercise(
    "two_layers_grad", "Two layers, one weight", (double_of_square, curves), (
        "Give names to the parts: h = g(xθ), u = θh, and the residual y − f(u).",
        "Both parts begin with −2 (y − f(u)) f′(u). By θ₁, u moves with h. By θ₂, it moves with θ·x·g′(xθ)."),
    tuple(LAYERS_MISTAKES), after="Two shares, one for each place of θ; their sum is the derivative.")
