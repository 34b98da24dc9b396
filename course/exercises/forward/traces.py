"""Tangent traces, jvps, and how many passes a Jacobian takes."""
from __future__ import annotations

import numpy as np

from course.autodiff import DRONEN, record, run, tangents
from course.checking import Exercise, Loan, Mistake, expect, points, predict
from course.exercises.drawn import drawn_program, weight
from course.exercises.forward.duals import TANGENTS_MULTIPLIED, pairs_of
from course.exercises.material import generic, require

# --- 4: the trace --------------------------------------------------------------------------------------------------

BOTH_SEEDED = Mistake("both inputs seeded", "seeds of 1 in both places give the sum of both derivatives: the seed "
                      "says which direction is meant")


def _trace(program, x, seed):
    dots = tangents(record(program, **x), seed)
    values = run(program, x)
    return [(name, values[name], float(dots[name])) for name in [*x, *(step[0] for step in program)]]


def _multiplied(program, x, seed):
    return [(name, *pair) for name, pair in pairs_of(program, x, seed, mul=lambda a, p, b, q: p * q).items()]


def both_tables(work, rng):
    """should give the table above, and that for the other input"""
    x = {"x1": 2.0, "x2": 5.0}
    for seed in ({"x1": 1.0, "x2": 0.0}, {"x1": 0.0, "x2": 1.0}):
        expect(work, (DRONEN, x, seed), _trace(DRONEN, x, seed), witness="the table, row by row",
               because={BOTH_SEEDED: _trace(DRONEN, x, dict.fromkeys(x, 1.0)),
                        TANGENTS_MULTIPLIED: _multiplied})


def with_numbers(work, rng):
    """should take numbers as arguments, and inputs in the order in which they come"""
    expect(work, ([("v", "mul", "x", "x")], {"x": 3.0}, {"x": 1.0}), [("x", 3.0, 1.0), ("v", 9.0, 6.0)],
           witness="by hand", because={TANGENTS_MULTIPLIED: _multiplied})
    args = ([("v", "mul", 3.0, "b"), ("w", "sub", "v", "a")], {"b": 2.0, "a": 5.0}, {"b": 1.0, "a": 10.0})
    want = [("b", 2.0, 1.0), ("a", 5.0, 10.0), ("v", 6.0, 3.0), ("w", 1.0, -7.0)]
    expect(work, args, want, witness="by hand")
    calls = [(op, *args) for op in ("add", "sub", "mul") for args in (("a", weight(rng)), (weight(rng), "a"))]
    program, x, seed = [(f"v{i}", *call) for i, call in enumerate(calls)], {"a": weight(rng)}, {"a": weight(rng)}
    expect(work, (program, x, seed), _trace(program, x, seed), witness="tangents, row by row")


@points(2)
def any_trace(work, rng):
    """should trace any program in any direction"""
    for _ in range(3):
        program, x = drawn_program(rng, ("add", "mul", "sub", "sin", "tanh"), numbers=False)
        seed = {name: float(generic(rng)) for name in x}
        expect(work, (program, x, seed), _trace(program, x, seed), witness="tangents, row by row", rtol=1e-9,
               because={BOTH_SEEDED: _trace(program, x, dict.fromkeys(x, 1.0)), TANGENTS_MULTIPLIED: _multiplied})


forward_trace = Exercise(
    "forward_trace", "The tangent trace", (both_tables, with_numbers, any_trace), (
        "Keep two dictionaries: the primal of every name, and its tangent.",
        "One line for each operation: for \"mul\" the tangent is a_dot·b + a·b_dot.",
        "Go through the steps in order: whatever a step needs stands in the rows above it."),
    (BOTH_SEEDED, TANGENTS_MULTIPLIED), extra=True,
    after="The last tangent is 5.5 for the first input, 1.716 for the second: one trace for each.")

# --- predict: passes -----------------------------------------------------------------------------------------------

ONE_PASS = Mistake("one pass for all", "one pass answers one direction: how does the result move when this input "
                   "moves?")


@points(0)
def guess_passes(work, rng):
    """should be the number of passes for all derivatives of a function with 1000 inputs and one result"""
    predict(work, 1000, because={ONE_PASS: 1})


passes_guess = Exercise(
    "passes_guess", "How many passes", (guess_passes,), (
        "One pass gives J·v for one direction v.", "Which directions pick out single columns of J, and how many are "
                                                   "there?"),
    (ONE_PASS,), after="One pass a column. For a thousand inputs and one result, forward mode is the wrong way round.")

# --- 5: jvp and the Jacobian ---------------------------------------------------------------------------------------

ROWS = Mistake("columns laid as rows", "one pass gives one column: how all results move with one input")
TOO_MANY_PASSES = Mistake("more passes than inputs", "one pass for each unit direction is enough")


def _expect_columns(work, J):
    def push(v):
        if np.shape(v) != J.shape[1:]:
            raise ValueError(f"push takes one direction, a list of {J.shape[1]} numbers")
        return (J @ np.asarray(v)).tolist()

    lent = Loan(push)
    shape = f"a function with {J.shape[1]} inputs and {J.shape[0]} results"
    expect(work, (lent, J.shape[1]), J, tried=f"jacobian_forward(push, {J.shape[1]}) for {shape}", witness="its "
                                                                                                           "Jacobian",
           because={ROWS: J.T})
    require(lent.calls <= J.shape[1], ("tried", shape), ("yours", f"{lent.calls} passes"),
            ("needed", str(J.shape[1])), mistake=TOO_MANY_PASSES)


def two_inputs(work, rng):
    """should put the columns side by side"""
    for J in ([[2.0, 0.0], [0.0, 3.0]], [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], generic(rng, (3, 2)).round(3)):
        _expect_columns(work, np.array(J))


def any_shape(work, rng):
    """should need one pass for each input, however many results there are"""
    for m, n in ((40, 1), (1, 7), (4, 3)):
        _expect_columns(work, generic(rng, (m, n)).round(3))


jacobian_forward = Exercise(
    "jacobian_forward", "A Jacobian by forward passes", (two_inputs, any_shape), (
        "push([1, 0, 0]) gives the first column.", "np.eye(n) holds all unit directions; np.stack(columns, axis=1) "
                                                   "lays them "
        "side by side."),
    (ROWS, TOO_MANY_PASSES), after="One pass for one input and forty results; seven for seven inputs and one result.")
