"""Fixed points: the adjoint of x = f(x, θ) is itself a fixed point, found by one sweep a round."""
from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course.checking import Exercise, Loan, Mistake, expect, points, predict, same, show_call
from course.exercises.material import few_calls, generic

# --- predict -------------------------------------------------------------------------------------------------------

TO_NOTHING = Mistake("what arrives last", "the shares grow smaller, but w is their sum")
FIRST_ONLY = Mistake("the first share only", "x* moves x* again: that is the loop")
FOR_EVER = Mistake("grows for ever", "each share is half the one before: add 1 + 1/2 + 1/4 + …")


@points(0)
def guess_settles(work, rng):
    """should be where w settles"""
    predict(work, 2, because={TO_NOTHING: 0, FIRST_ONLY: 1, FOR_EVER: float("inf")}, rtol=1e-3)


settles_guess = Exercise(
    "settles_guess", "Where the adjoint settles", (guess_settles,), (
        "Write down the first four: 1, 1 + 1/2, …", "Where it settles, w = 1 + w/2."),
    (TO_NOTHING, FIRST_ONLY, FOR_EVER),
    after="2, and x* = 2θ: its slope is 2.")

# --- 5: a fixed point backward -------------------------------------------------------------------------------------

MOST = 120
RTOL = 1e-8
HELD = Mistake("x* held still", "v must go round: what moves θ moves x*, and x* is an argument of f")
ADJOINT_OF_X = Mistake("w instead of θ̄", "w is the adjoint of f's result. One more sweep takes it to θ")
NO_V = Mistake("v not added again", "each round brings v anew: without it everything dies away")
NOT_DONE = Mistake("too few rounds", "a round leaves up to 0.8 of the error: how many make 0.8ᵏ small enough for "
                   "eight digits?")
ONE_MORE = Mistake("one round without v", "θ is reached from w, and not from Jᵀw")
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


def three_tenths(x, theta, w):
    w = np.asarray(w)
    return 0.3 * w, w


def _scalar(vjp, share, v):
    """x = share·x + θ at θ = 2."""
    return Problem(vjp, np.array([2 / (1 - share)]), np.array([2.0]), np.array([v]), np.eye(1) * share, np.eye(1))


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


def after_rounds(problem, rounds):
    """θ̄ where w has gone round so many times."""
    w = problem.v
    for _ in range(rounds):
        w = problem.v + problem.J.T @ w
    return problem.K.T @ w


def _expect_adjoint(work, problem):
    loan = Loan(problem.vjp)
    args = (loan, problem.x, problem.theta, problem.v)
    tried = show_call(work.name, args) if len(problem.x) < 9 else f"a fixed point of {len(problem.x)} unknowns"
    got, w = work(*args), adjoint(problem)
    few = (after_rounds(problem, rounds) for rounds in (1, 2, 3, 5, 10, 20))
    expect(lambda *args: got, args, problem.K.T @ w, tried=tried, rtol=RTOL,
           witness="Kᵀ(I − Jᵀ)⁻¹v, by the matrices J = ∂f/∂x and K = ∂f/∂θ", because={
               HELD: after_rounds(problem, 0), ADJOINT_OF_X: w, NO_V: np.zeros(len(problem.theta)),
               ONE_MORE: problem.K.T @ problem.J.T @ w,
               NOT_DONE: next((value for value in few if same(got, value, rtol=1e-6)), None)})
    few_calls(loan, MOST, tried, TOO_MANY, name="vjp")


@points(0)
def one_number(work, rng):
    """should be v/0.7 for x = 0.3x + θ, and 2v for x = x/2 + θ"""
    for vjp, share, v in ((three_tenths, 0.3, 1.0), (half, 0.5, 1.0), (half, 0.5, float(generic(rng)))):
        _expect_adjoint(work, _scalar(vjp, share, v))


@points(2)
def few_unknowns(work, rng):
    """should be right for one unknown, two, and three, and any number of parameters"""
    for n, make in ((1, ring), (2, ring), (3, scaled)):
        _expect_adjoint(work, make(rng, n, 0.5))


@points(2)
def many_unknowns(work, rng):
    """should need no matrix: 130 unknowns, in at most 120 sweeps"""
    _expect_adjoint(work, ring(rng, 130, 0.6))
    _expect_adjoint(work, scaled(rng, 4, 0.8))


fixed_point_vjp = Exercise(
    "fixed_point_vjp", "A fixed point backward", (one_number, few_unknowns, many_unknowns), (
        "vjp gives a pair. The first part belongs to the loop w ← v + Jᵀw, the second part to its end.",
        "Begin with w = v. A round is one call of vjp and one addition.",
        "0.8¹⁰⁰ is about 2·10⁻¹⁰, which is enough. θ̄ is the second part, at the last w."),
    (HELD, ADJOINT_OF_X, NO_V, NOT_DONE, ONE_MORE, TOO_MANY),
    after="Nothing of the way to x* was kept or used: the solver may be any, and the memory is that of one sweep.")
