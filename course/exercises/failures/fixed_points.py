"""Fixed points: the adjoint of x = f(x, θ) is itself a fixed point, found by one sweep a round."""
from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course.checking import Exercise, Loan, Mismatch, Mistake, distinct, expect, points, predict, same, show_call
from course.exercises.material import few_calls, generic

# --- predict -------------------------------------------------------------------------------------------------------

TO_NOTHING = Mistake("what arrives last", "the shares grow smaller, but w is their sum")
FIRST_ONLY = Mistake("the first share only", "x* moves x* again: that is the loop")
FOR_EVER = Mistake("grows for ever", "each share is half the one before: add 1 + 1/2 + 1/4 + …")


A_ROUND, THE_NEXT = (Mistake(name, "this is one of the rounds: where does w stop changing?")
                     for name in ("the last round named", "the next round"))


@points(0)
def guess_settles(work, rng):
    """should be where w settles"""
    predict(work, 2, because={TO_NOTHING: 0, FIRST_ONLY: 1, FOR_EVER: float("inf"),
                            A_ROUND: 1.75, THE_NEXT: 1.875}, rtol=1e-3)


settles_guess = Exercise(
    "settles_guess", "Where the adjoint settles", (guess_settles,), (
        "Write down the first four: 1, 1 + 1/2, …", "Where it settles, w = 1 + w/2."),
    (TO_NOTHING, FIRST_ONLY, FOR_EVER, A_ROUND, THE_NEXT),
    after="2, and x* = 2θ: its slope is 2.")

# --- 5: a fixed point backward -------------------------------------------------------------------------------------

MOST = 120
RTOL = 1e-8
HELD = Mistake("x* held still", "v must go round: what moves θ moves x*, and x* is an argument of f")
ADJOINT_OF_X = Mistake("w instead of θ̄", "w is the adjoint of f's result. One more sweep takes it to θ")
NO_V = Mistake("v not added again", "each round brings v anew: without it everything dies away")
NOT_DONE = Mistake("too few rounds", "a round leaves up to 0.8 of the error: count the rounds that eight digits need. "
                   "A small change is no small error: what is still to come may be four times the last change")
ONE_MORE = Mistake("one round without v", "θ is reached from w, and not from Jᵀw")
GROWN = Mistake("w added to itself", "what a round adds Jᵀw to is v, and not the old w")
SUMMED = Mistake("θ̄ added up", "w holds the shares of all rounds already: θ̄ is made from the last w alone")
SWAPPED = Mistake("the pair the wrong way round", "vjp gives first what goes back to x, and second what goes to θ")
MOVED = Mistake("x* changed", "x* stays where it is, all derivatives are taken there: only w goes round")
TOO_MANY = Mistake("too many sweeps", "one sweep a round, and no more rounds than eight digits need; a matrix takes "
                   "a sweep for every row")


class Problem(NamedTuple):
    """x = f(x, θ) with its vjp, the derivative matrices of f at the solution, and where this is."""

    vjp: Callable
    x: np.ndarray
    theta: np.ndarray
    v: np.ndarray
    J: np.ndarray       # ∂f/∂x
    K: np.ndarray       # ∂f/∂θ


def half(x, theta, w):
    w = np.asarray(w)
    return w / 2, w


def turned(rng, n, size, signs=(-1.0, 1.0)):
    """x = size·Px + θ, where P puts the unknowns in another order: each round leaves just this share of the error.

    v is small beside 1, so that a small change of w need not be small beside w.
    """
    P, theta = np.eye(n)[rng.permutation(n)] * rng.choice(signs, n), generic(rng, n)

    def vjp(x, theta, w):
        return size * P.T @ np.asarray(w), np.asarray(w)

    x = np.linalg.solve(np.eye(n) - size * P, theta)
    return Problem(vjp, x, theta, 0.05 * generic(rng, n), size * P, np.eye(n))


def _halved(v):
    """x = x/2 + θ at θ = 2."""
    return Problem(half, np.array([4.0]), np.array([2.0]), np.array([v]), np.eye(1) / 2, np.eye(1))


def ring(rng, n, size):
    """x_i = tanh(a_i x_i + b_i x_{i+1} + θ_i), with |a_i| + |b_i| = size: each unknown hears itself and the next."""
    share = rng.uniform(0.3, 0.7, n)
    a, b = size * share * rng.choice([-1.0, 1.0], n), size * (1 - share)
    theta = generic(rng, n)
    x = np.zeros(n)
    for _ in range(300):
        x = np.tanh(a * x + b * np.roll(x, -1) + theta)

    def vjp(x, theta, w):
        s = (1 - np.tanh(a * np.asarray(x) + b * np.roll(x, -1) + theta) ** 2) * np.asarray(w)
        return a * s + np.roll(b * s, 1), s

    D = np.diag(1 - x**2)
    return Problem(vjp, x, theta, generic(rng, n), D @ (np.diag(a) + np.roll(np.diag(b), 1, axis=1)), D)


def scaled(rng, n, size):
    """x_i = θ_0 sin(a_i x_i + b_i x_{i+1}) + θ_1: two parameters, tied in all equations."""
    share = rng.uniform(0.3, 0.7, n)
    a, b = share, (1 - share) * rng.choice([-1.0, 1.0], n)
    theta, x = np.array([size, float(generic(rng))]), np.zeros(n)
    for _ in range(300):
        x = theta[0] * np.sin(a * x + b * np.roll(x, -1)) + theta[1]

    def vjp(x, theta, w):
        z = a * np.asarray(x) + b * np.roll(x, -1)
        s = theta[0] * np.cos(z) * np.asarray(w)
        return a * s + np.roll(b * s, 1), np.array([np.sin(z) @ w, np.sum(w)])

    z = a * x + b * np.roll(x, -1)
    J = theta[0] * np.diag(np.cos(z)) @ (np.diag(a) + np.roll(np.diag(b), 1, axis=1))
    return Problem(vjp, x, theta, generic(rng, n), J, np.stack([np.sin(z), np.ones(n)], axis=1))


def adjoint(problem):
    """w = (I − Jᵀ)⁻¹ v, by a matrix."""
    return np.linalg.solve((np.eye(len(problem.x)) - problem.J).T, problem.v)


def by_rounds(problem, most=MOST):
    """θ̄ where w has gone round no time, once, twice, ..."""
    w = problem.v
    for _ in range(most + 1):
        yield problem.K.T @ w
        w = problem.v + problem.J.T @ w


def slipped(problem, sweeps, dropped=False, grown=False, summed=False, swapped=False, moved=False):
    """θ̄ after so many sweeps of a loop with a slip; None where the shapes do not allow it."""
    w, x, total, bar = problem.v, problem.x, 0.0, None
    if swapped and len(problem.theta) != len(x):
        return None
    for _ in range(min(sweeps, MOST)):
        back, bar = problem.vjp(x, problem.theta, w)[::-1 if swapped else 1]
        total, x, w = total + bar, back if moved else x, back + (w if grown else problem.v * (not dropped))
    return total if summed else bar


SLIPS = {NO_V: "dropped", GROWN: "grown", SUMMED: "summed", SWAPPED: "swapped", MOVED: "moved"}


def _expect_settled(got, problem, tried):
    """Demand that θ̄ is none that the rounds give before w has settled to eight digits."""
    want = problem.K.T @ adjoint(problem)
    for rounds, value in enumerate(by_rounds(problem)):
        if same(value, want, RTOL):
            return
        if same(got, value):
            yours, right = distinct(np.asarray(got), want)
            raise Mismatch(("tried", tried), ("yours", f"{yours}, what w gives after {rounds or 'no'} rounds"),
                           ("should be", right), mistake=NOT_DONE if rounds else HELD)


def _expect_adjoint(work, problem):
    loan = Loan(problem.vjp)
    args = (loan, problem.x, problem.theta, problem.v)
    tried = show_call(work.name, args) if len(problem.x) < 9 else f"a fixed point of {len(problem.x)} unknowns"
    got, w = work(*args), adjoint(problem)
    _expect_settled(got, problem, tried)
    expect(lambda *args: got, args, problem.K.T @ w, tried=tried, rtol=RTOL,
           witness="Kᵀ(I − Jᵀ)⁻¹v, by the matrices J = ∂f/∂x and K = ∂f/∂θ", because={
               ADJOINT_OF_X: w, ONE_MORE: problem.K.T @ problem.J.T @ w,
               **{mistake: slipped(problem, loan.calls, **{how: True}) for mistake, how in SLIPS.items()}})
    few_calls(loan, MOST, tried, TOO_MANY, name="vjp")


@points(0)
def one_number(work, rng):
    """should be 5v for x = 0.8x + θ, and 2v for x = x/2 + θ"""
    _expect_adjoint(work, turned(rng, 1, 0.8, signs=[1.0])._replace(v=np.array([0.5])))
    for v in (1.0, float(generic(rng))):
        _expect_adjoint(work, _halved(v))


@points(2)
def few_unknowns(work, rng):
    """should be right for one unknown, two, and three, and any number of parameters"""
    for n, make, size in ((1, ring, 0.5), (2, ring, 0.5), (3, scaled, 0.5), (3, turned, 0.8)):
        _expect_adjoint(work, make(rng, n, size))


@points(2)
def many_unknowns(work, rng):
    """should need no matrix: 130 unknowns, in at most 120 sweeps"""
    _expect_adjoint(work, ring(rng, 130, 0.6))
    for make, size in ((scaled, 0.7), (turned, 0.8)):
        _expect_adjoint(work, make(rng, 4, size))


fixed_point_vjp = Exercise(
    "fixed_point_vjp", "A fixed point backward", (one_number, few_unknowns, many_unknowns), (
        "vjp gives a pair. The first part belongs to the loop w ← v + Jᵀw, the second part to its end.",
        "Begin with w = v. A round is one call of vjp and one addition.",
        "0.8¹⁰⁰ is about 2·10⁻¹⁰, which is enough. θ̄ is the second part, at the last w."),
    (HELD, ADJOINT_OF_X, NOT_DONE, ONE_MORE, *SLIPS, TOO_MANY),
    after="Nothing of the way to x* was kept or used. The solver may be any that comes near enough, and the memory is "
          "that of one sweep.")
