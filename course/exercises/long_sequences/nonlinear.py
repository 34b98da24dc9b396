"""With an activation: the way back is a product of different matrices, in which the states have a say."""
from __future__ import annotations

from functools import partial

import numpy as np

from course.checking import Exercise, Loan, Mistake, expect, points, predict, then
from course.exercises.material import SMOOTH, few_calls, generic
from course.exercises.smaller import smallest

# --- predict: strong inputs -----------------------------------------------------------------------------------------

RADIUS = Mistake("the radius taken for all", "each step multiplies by slopes as well, and far from 0 tanh is flat")


@points(0)
def guess_drive(work, rng):
    """should say whether strong inputs make the gradient longer or shorter on its way back"""
    predict(work, "shorter", because={RADIUS: "longer"})


drive_guess = Exercise(
    "drive_guess", "Strong inputs", (guess_drive,), (
        "Strong inputs push the sums z far from 0. What is the slope of tanh there?",
        "At z = 2 the slope of tanh is 0.07. Fifty factors, many of them small …"),
    (RADIUS,), after="Saturated units let little through: here less than a radius of 1.5 makes good.")

# --- 2: the product -------------------------------------------------------------------------------------------------

FORWARD = Mistake("the Jacobian forward", "this is ∂h_k/∂h_0, which carries tangents forward; adjoints go back through "
                  "its transpose")
OTHER_ORDER = Mistake("factors in the opposite order", "what comes back passes step k first: its factor stands next "
                      "to the adjoint, at the right end")
SLOPE_AFTER = Mistake("slope on the wrong side of W", "coming back, an adjoint meets the slope of its own step first, "
                      "and then Wᵀ")
NO_SLOPES = Mistake("slopes left out", "with an activation every step scales by its own slopes; powers of Wᵀ are the "
                    "linear network")
STEP_LOST = Mistake("last step lost", "k steps are k factors, and what comes back passes the last step, too")
FIRST_LOST = Mistake("first step lost", "k steps are k factors, and the first of them is next to h_0")
ENTRIES = Mistake("products entry by entry", "the steps multiply as matrices: @, not *")


def flat(z):
    return 0.5


def _slopes(zs, df):
    return [np.array([df(z) for z in row]) for row in np.asarray(zs).tolist()]


def _way_back(W, zs, df):
    """The transpose of the product that carries a change of h_0 forward."""
    moved = np.eye(len(W))
    for slopes in _slopes(zs, df):
        moved = slopes[:, None] * (W @ moved)
    return moved.T


def _product(factors, n):
    M = np.eye(n)
    for factor in factors:
        M = M @ factor
    return M


def _wrong(factor=lambda W, d: W.T * d, order=1, multiply=_product):
    return lambda W, zs, df: multiply([factor(W, d) for d in _slopes(zs, df)][::order], len(W))


PRODUCT_MISTAKES = {
    FORWARD: lambda *args: _way_back(*args).T, OTHER_ORDER: _wrong(order=-1),
    SLOPE_AFTER: _wrong(lambda W, d: d[:, None] * W.T), NO_SLOPES: _wrong(lambda W, d: W.T),
    STEP_LOST: lambda W, zs, df: _way_back(W, zs[:-1], df), FIRST_LOST: lambda W, zs, df: _way_back(W, zs[1:], df),
    ENTRIES: _wrong(multiply=lambda factors, n: np.prod(factors, axis=0))}


def _expect_product(work, case):
    W, zs, df = case
    lent = Loan(df, real=True)
    expect(work, (W, zs, lent), _way_back(W, zs, df), rtol=1e-9, because=PRODUCT_MISTAKES,
           witness="tangents carried forward, then transposed")
    return lent


def _smaller(case):
    """A step less, at either end; or one neuron less."""
    W, zs, df = case
    if len(zs) > 1:
        yield W, zs[1:], df
        yield W, zs[:-1], df
    if len(W) > 1:
        yield W[:-1, :-1], zs[:, :-1], df


def _drawn(rng, k, n):
    return generic(rng, (n, n)), generic(rng, (k, n)), SMOOTH[int(rng.integers(len(SMOOTH) - 1))].df


def one_neuron(work, rng):
    """should multiply by weight and slope at every step of one neuron"""
    for k in (3, 1):
        _expect_product(work, _drawn(rng, k, 1))


@points(2)
def any_network(work, rng):
    """should be right for any network, any states and any activation"""
    _expect_product(work, (np.array([[2.0, 1.0], [0.0, 2.0]]), np.zeros((1, 2)), flat))
    for k, n in ((1, 2), (2, 2), (5, 3)):
        smallest(partial(_expect_product, work), _drawn(rng, k, n), _smaller)


@then
def few_slopes(work, rng):
    """should ask for each slope once"""
    k, n = 4, 3
    case = _drawn(rng, k, n)
    few_calls(_expect_product(work, case), k * n, f"jacobian_product with {k} steps of {n} neurons",
              spare=k + 1)           # np.vectorize calls once more for each array


jacobian_product = Exercise(
    "jacobian_product", "The way back", (one_neuron, any_network, few_slopes), (
        "For one step the factor is W.T * d, where d is the row of the slopes: this scales the columns of W.T.",
        "Start from the identity, and multiply the factors in the order of the steps, each at the right end.",
        "M = M @ (W.T * d) for each row of zs, with d = np.array([df(z) for z in row])."),
    (FORWARD, OTHER_ORDER, SLOPE_AFTER, NO_SLOPES, STEP_LOST, FIRST_LOST, ENTRIES),
    after="With f′ = 1 throughout this is a power of Wᵀ. Everything else depends on where the states were.")
