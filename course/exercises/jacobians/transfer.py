"""What a linear map, a map and a reduction do to the adjoints that come back."""
from __future__ import annotations

import numpy as np

from course.autodiff import complex_step
from course.autodiff.text import short
from course.checking import Exercise, Mistake, expect, has_form, points, shaped, show_call
from course.exercises.drawn import shuffled
from course.exercises.material import AGAINST, SMOOTH, generic, require

# --- a linear map ---------------------------------------------------------------------------------------------------

NOT_TRANSPOSED = Mistake("W not transposed", "forward, W takes n numbers to m; backward, m numbers must become n")
OUTER_FLIPPED = Mistake("outer product the other way round", "W[i, j] sits between x[j] and result i: the gradient "
                        "has the shape of W")


def _linear(W, x, v_out):
    W, x, v_out = map(np.asarray, (W, x, v_out))
    loss = lambda W, x: v_out @ (W @ x)  # noqa: E731
    return complex_step(lambda x: loss(W, x), x), complex_step(lambda W: loss(W, x), W)


def _square_only(W, x, v_out):
    W = np.asarray(W)
    return (W @ np.asarray(v_out) if W.shape[0] == W.shape[1] else None), np.outer(v_out, x)


def _flipped(W, x, v_out):
    return np.asarray(v_out) @ np.asarray(W), np.outer(x, v_out)


SWAPPED_PAIR = Mistake("the pair swapped", "first the adjoint of x, then that of W")
LINEAR_MISTAKES = {SWAPPED_PAIR: lambda W, x, v: _linear(W, x, v)[::-1],
                   OUTER_FLIPPED: _flipped, NOT_TRANSPOSED: _square_only}


def two_inputs(work, rng):
    """should be right for two results of two inputs, and for one"""
    drawn = generic(rng, (1, 2)).tolist(), generic(rng, 2).tolist(), generic(rng, 1).tolist()
    square = [[2.0, 3.0], [4.0, 5.0]], [5.0, 7.0], [1.0, 10.0]      # W @ v_out fits, too: it gets a reason
    for args in (square, ([[2.0, 3.0]], [5.0, 7.0], [1.0]), drawn):
        expect(work, args, _linear(*args), witness="complex step", because=LINEAR_MISTAKES)


@points(2)
def any_shape(work, rng):
    """should be right for matrices of any shape"""
    for m, n in ((2, 2), (3, 2), (2, 4)):
        W, x, v, x_dot = generic(rng, (m, n)), generic(rng, n), generic(rng, m), generic(rng, n)
        args = (W.tolist(), x.tolist(), v.tolist())
        x_bar, _ = expect(work, args, _linear(*args), witness="complex step", because=LINEAR_MISTAKES)
        require(np.isclose(np.dot(x_bar, x_dot), v @ (W @ x_dot)), ("so", "⟨x_bar, x_dot⟩ is not ⟨v_out, W x_dot⟩"))


linear_vjp = Exercise(
    "linear_vjp", "Back through a matrix", (two_inputs, any_shape), (
        "x_bar[j] adds up what comes back from every result i: v_out[i] times W[i, j].",
        "The gradient of W has W's shape. Its entry [i, j] is the product of two numbers: which?",
        "np.outer(a, b)[i, j] is a[i]·b[j]."),
    (NOT_TRANSPOSED, OUTER_FLIPPED, SWAPPED_PAIR), after="Two products; the matrix of all ∂z_i/∂W_jk is not "
                                                         "needed.")

# --- a map, and a reduction -----------------------------------------------------------------------------------------

FULL = Mistake("multiplies by the whole matrix", "each result of a map depends on its own entry only: the Jacobian is "
               "diagonal, and a diagonal matrix acts entry by entry")
V_IGNORED = Mistake("v left out", "these are the slopes; each of them scales the adjoint that arrives at its result")
EXCHANGED = Mistake("x and v exchanged", "dg is taken at x, where g was applied; v is what comes back and is scaled")
AT_V = Mistake("slope taken at the adjoint", "dg is taken where g was applied, at x; v is only scaled by it")


MAP_MISTAKES = {V_IGNORED: lambda dg, x, v: np.array([dg(value) for value in x]),
                EXCHANGED: lambda dg, x, v: np.array([dg(value) for value in v]) * np.asarray(x),
                AT_V: lambda dg, x, v: np.array([dg(value) for value in v]) * np.asarray(v),
                FULL: lambda dg, x, v: np.full(len(x), sum(v) * sum(dg(value) for value in x))}


def _expect_map(work, g, x, v):
    want = complex_step(lambda x: np.asarray(v) @ g.f(x), np.asarray(x))
    expect(work, (g.df, list(x), list(v)), want, witness="complex step", because=MAP_MISTAKES, rtol=1e-9)


def sines(work, rng):
    """should scale each adjoint by the slope at its own entry"""
    for x, v in (([0.0, 1.0], [1.0, 10.0]), ([0.0, 1.0, 2.0], [1.0, 10.0, 100.0]), generic(rng, (2, 3)).tolist()):
        _expect_map(work, SMOOTH[0], x, v)


def any_map(work, rng):
    """should do so for any function"""
    for g in SMOOTH[1:5]:
        _expect_map(work, g, *generic(rng, (2, 4)).tolist())


map_vjp = Exercise(
    "map_vjp", "Back through a map", (sines, any_map), (
        "How many entries of the Jacobian of a map can differ from zero in one row?",
        "No matrix is needed: one multiplication for each entry."),
    (FULL, AT_V, EXCHANGED, V_IGNORED),
    after="On the way back an activation function costs its slope and one multiplication for each entry.")

OTHERS = Mistake("divides by the entry", "the product of the others is the whole product divided by the entry, unless "
                 "the entry is 0: then there is nothing to divide by")
SAME_FOR_ALL = Mistake("every entry alike", "of the four only the sum treats all entries alike; a maximum listens "
                       "to its largest entry, a product asks each entry for the product of the others")
MINUS_AT_MIN = Mistake("minus at the minimum", "when the smallest entry grows, the minimum grows with it: its slope is "
                       "1")
SHARED_OUT = Mistake("v shared out between the terms", "each term moves the sum by as much as it moves itself: "
                     "nothing is divided")
ALL_TIED = Mistake("a tie counted twice", "where entries tie, moving all of them by the same amount moves the result "
                   "by it once: the shares add up to v")


def _reduced(op, x, v):
    """One valid answer for each operation; at a tie, the first of the largest takes all."""
    x = np.asarray(x, float)
    if op == "product":                     # moving entry i by 1 moves the product by that of the others
        return v * np.array([np.prod(x + e) - np.prod(x) for e in np.eye(len(x))])
    if op == "sum":
        return v * np.ones(len(x))
    return v * np.eye(len(x))[np.argmax(x if op == "max" else -x)]


def _divided(op, x, v):
    if op != "product":
        return _reduced(op, x, v)
    return np.array([v * np.prod(x) / value if value else 0.0 for value in x])


REDUCE_MISTAKES = {
    SAME_FOR_ALL: lambda op, x, v: np.full(len(x), v), OTHERS: _divided,
    V_IGNORED: lambda op, x, v: _reduced(op, x, 1.0),
    SHARED_OUT: lambda op, x, v: np.full(len(x), v / len(x)) if op == "sum" else None,
    MINUS_AT_MIN: lambda op, x, v: -_reduced(op, x, v) if op == "min" else None}


def each_operation(work, rng):
    """should be right for sum, product, max and min"""
    for op in ("sum", "product", "max", "min"):
        for args in ((op, [2.0, 3.0, 5.0], 10.0), (op, generic(rng, 4).tolist(), float(generic(rng)))):
            expect(work, args, _reduced(*args), witness="each entry moved", because=REDUCE_MISTAKES)


def product_with_zeros(work, rng):
    """should differentiate a product that contains zeros"""
    a, b, share = generic(rng, 3).tolist()
    drawn = (shuffled(rng, [0.0, a, b]), share), (shuffled(rng, [a, 0.0, 0.0]), share)
    for x, v in (([2.0, 0.0, 5.0], 1.0), ([0.0, 3.0, 0.0], 1.0), *drawn):
        args = ("product", x, v)
        got = work(*args)
        divided = has_form(got, np.zeros(len(x))) and np.isnan(np.asarray(got, float)).any()
        want = _reduced(*args)
        require(not divided, ("tried", show_call(work.name, args)), ("yours", short(got)),
                ("each entry moved", short(want.tolist())), mistake=OTHERS)
        expect(work, args, want, witness="each entry moved", because=REDUCE_MISTAKES)


def ties(work, rng):
    """should share v between entries that tie: the shares add up to v, none has the opposite sign"""
    low, high = sorted(round(float(x), 2) for x in rng.uniform(-5, 5, 2))
    drawn = [("max", shuffled(rng, [high, low, high]), 4.0), ("min", shuffled(rng, [low, low, high]), -4.0)]
    for op, x, v in (("max", [3.0, 1.0, 3.0], 4.0), ("min", [2.0, 2.0, 7.0], 4.0), *drawn):
        got = np.asarray(shaped(work, (op, x, v), np.zeros(3), "one number for each entry of x"), float)
        tied = np.asarray(x) == (max(x) if op == "max" else min(x))
        evidence = (("tried", show_call(work.name, (op, x, v))), ("yours", short(got.tolist())))
        require(not got[~tied].any(), *evidence, ("should be", "0 for the entries that do not tie"))
        require(np.isclose(got.sum(), v), *evidence, ("sum of the shares", f"{v:g}"),
                mistake=ALL_TIED if np.allclose(got, v * tied) else None)
        require((got * v >= -1e-12).all(), *evidence, ("possible", f"shares from 0 to {v:g}"), mistake=AGAINST)


reduce_vjp = Exercise(
    "reduce_vjp", "Back through a reduction", (each_operation, product_with_zeros, ties), (
        "A reduction has one result, so one number v comes back. For each entry: by how much does the result move "
        "with it?",
        "For the product the slope by x[i] is the product of all the other entries. Multiply those, do not divide.",
        "For max, find one place where the largest entry stands (np.argmax) and give it all of v; the others get 0."),
    (*REDUCE_MISTAKES, ALL_TIED, AGAINST),
    after="Backward, a sum copies, and a maximum passes everything to its largest entry. Machine learning takes the "
          "maximum or the mean of small windows: that is pooling.")
