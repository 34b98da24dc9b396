"""A cell with a gate: the way back through one step of it."""
from __future__ import annotations

from functools import partial

import numpy as np

from course.autodiff import complex_step, sigmoid
from course.checking import Exercise, Loan, Mistake, expect, points, then
from course.exercises.material import SMOOTH, few_calls, generic
from course.exercises.smaller import smallest

PAST_LOST = Mistake("way past the cell forgotten", "h also goes straight on, times 1 − g: that share comes back to it "
                    "undisturbed")
GATE_FIXED = Mistake("gate taken for a constant", "g depends on h and on its own weights, too: the output moves with g "
                     "by f(z) − h")
GATE_SIGN = Mistake("sign of the gate's share", "a larger g takes more of the new and less of the old: the output "
                    "moves with g by f(z) − h")
GATE_SLOPE = Mistake("slope of σ forgotten", "between g and the sum inside it stands σ, with the slope g(1 − g)")
NEW_SLOPE = Mistake("slope of f forgotten", "between f(z) and z stands f, with the slope f′(z)")
NOT_GATED = Mistake("new state not gated", "f(z) enters times g: so does what comes back to it")
ONE_WAY = Mistake("way through the gate forgotten", "h enters both sums, the one inside f and the one inside σ, "
                  "and is also kept: three shares come back")
NO_STATE = Mistake("way through f forgotten", ONE_WAY.advice)
TURNED = Mistake("matrix not transposed", "adjoints go back through the transpose of the matrix that values went "
                 "through")
MANY = Mistake("more calls than needed", "f and f′ are needed once for each neuron: keep what they gave")


def _cell(w, x, h, f):
    W_x, W_h, b, V_x, V_h, c = w
    g = sigmoid(V_x @ x + V_h @ h + c)
    return (1 - g) * h + g * f(W_x @ x + W_h @ h + b)


def _by_steps(w, x, h, h_bar, f, df):
    """The gradient of h_bar · h′, by complex steps."""
    def by(i):
        return complex_step(lambda value: h_bar @ _cell([*w[:i], value, *w[i + 1:]], x, h, f), w[i])
    return [by(i) for i in range(6)], complex_step(lambda value: h_bar @ _cell(w, x, value, f), h)


def _swept(w, x, h, h_bar, f, df, past=True, gate=1.0, inner=True, new=True, gated=True, turn=False,
           ways=(1, 1)):
    """The way back, with one of the usual turns got wrong."""
    W_x, W_h, b, V_x, V_h, c = w
    g, z = sigmoid(V_x @ x + V_h @ h + c), W_x @ x + W_h @ h + b
    z_bar = h_bar * (g if gated else 1.0) * (df(z) if new else 1.0)
    s_bar = gate * h_bar * (f(z) - h) * (g * (1 - g) if inner else 1.0)
    first, second = ways[0] * z_bar, ways[1] * s_bar
    back = (W_h @ first + V_h @ second) if turn else (W_h.T @ first + V_h.T @ second)
    weights = [share for bar in (z_bar, s_bar) for share in (np.outer(bar, x), np.outer(bar, h), bar)]
    return weights, h_bar * (1 - g) * past + back


GATE_MISTAKES = {mistake: partial(_swept, **how) for mistake, how in {
    PAST_LOST: {"past": False}, GATE_FIXED: {"gate": 0.0}, GATE_SIGN: {"gate": -1.0}, GATE_SLOPE: {"inner": False},
    NEW_SLOPE: {"new": False}, NOT_GATED: {"gated": False}, TURNED: {"turn": True},
    ONE_WAY: {"ways": (1, 0)}, NO_STATE: {"ways": (0, 1)}}.items()}


def _expect_pull(work, case):
    *arrays, f, df = case
    lent = Loan(f, real=True), Loan(df, real=True)
    expect(work, (*arrays, *lent), _by_steps(*case), witness="complex steps of h_bar · h′", rtol=1e-9,
           because={mistake: wrong(*case) for mistake, wrong in GATE_MISTAKES.items()})
    return lent


def _drawn(rng, d, n):
    shapes = ((n, d), (n, n), (n,)) * 2
    f, df = SMOOTH[int(rng.integers(len(SMOOTH) - 1))]
    return [generic(rng, shape) / 2 for shape in shapes], generic(rng, d), generic(rng, n), generic(rng, n), f, df


def _smaller(case):
    """A neuron less."""
    w, x, h, h_bar, f, df = case
    if len(h) > 1:
        yield [a[:-1, :-1] if i % 3 == 1 else a[:-1] for i, a in enumerate(w)], x, h[:-1], h_bar[:-1], f, df


def same(z): return z
def one(z): return 1.0


def one_neuron(work, rng):
    """should be right for one neuron with one input"""
    w = [np.array(part) for part in ([[0.0]], [[2.0]], [3.0], [[0.0]], [[-1.0]], [1.0])]
    _expect_pull(work, (w, np.array([4.0]), np.array([1.0]), np.array([2.0]), same, one))
    smallest(partial(_expect_pull, work), _drawn(rng, 1, 1), _smaller)


@points(3)
def any_gated(work, rng):
    """should be right for any network with a gate, and any activation"""
    for d, n in ((1, 2), (2, 2), (2, 3)):
        smallest(partial(_expect_pull, work), _drawn(rng, d, n), _smaller)


@then
def few(work, rng):
    """should ask for f and f′ once for each neuron"""
    for loan in _expect_pull(work, _drawn(rng, 2, 3)):
        few_calls(loan, 3, "gated_pull with 3 neurons", MANY, spare=1)      # np.vectorize calls once more


gated_pull = Exercise(
    "gated_pull", "Back through a gate", (one_neuron, any_gated, few), (
        "There are two sums: z inside f, and, call it u, the one inside σ. Their adjoints are, entry by entry, "
        "z_bar = h_bar · g · f′(z) and u_bar = h_bar · (f(z) − h) · g(1 − g).",
        "A sum z = W_hx x + W_hh h + b_h sends np.outer(z_bar, x), np.outer(z_bar, h) and z_bar to its weights, and "
        "W_hh.T @ z_bar to h. The sum u does the same.",
        "Three shares come back to h: h_bar · (1 − g), and one from each sum."),
    (PAST_LOST, GATE_FIXED, GATE_SIGN, GATE_SLOPE, NEW_SLOPE, NOT_GATED, TURNED, ONE_WAY, NO_STATE, MANY),
    after="Where g is nearly 0, h_bar comes through nearly whole, whatever the matrices are.")
