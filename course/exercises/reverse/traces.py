"""The adjoint trace: the table that one fills in by hand, from the bottom up."""
from __future__ import annotations

from course.autodiff import DRONEN, OPERATIONS, run
from course.checking import Exercise, Mistake, expect, points
from course.exercises.material import random_program
from course.exercises.reverse.tape import OVERWRITES

FORWARD_ORDER = Mistake("steps in forward order", "an adjoint travels back: begin with the last step, which alone has "
                        "one")
SUB_SIGN = Mistake("both arguments of a difference alike", "when the second argument of a difference grows, the "
                   "difference shrinks")


def _weight(op, slot, values):
    """The partial derivative by one argument, from a complex step of the operation."""
    moved = [v + 1e-30j * (i == slot) for i, v in enumerate(values)]
    return (OPERATIONS[op](*moved) / 1e-30).imag


def trace(program, x, overwrite=False, forward=False, weight=_weight):
    """The rows of the trace, with one of the usual ideas got wrong."""
    values, out = run(program, x), program[-1][0]
    bars, rows = {out: 1.0}, [(out, 1.0)]
    for name, op, *args in program if forward else program[::-1]:
        numbers = [values[arg] if isinstance(arg, str) else float(arg) for arg in args]
        for slot, arg in enumerate(args):
            if isinstance(arg, str):
                amount = bars.get(name, 0.0) * weight(op, slot, numbers)
                bars[arg] = amount + (0.0 if overwrite else bars.get(arg, 0.0))
                rows.append((arg, float(bars[arg])))
    return rows


def unsigned(op, slot, values):
    """The partial derivatives, without the minus of a difference."""
    return 1.0 if op == "sub" else _weight(op, slot, values)


def needed(program, x):
    """The steps on which the last one depends, and the inputs that they use."""
    names, kept = {program[-1][0]}, []
    for step in reversed(program):
        if step[0] in names:
            names |= {arg for arg in step[2:] if isinstance(arg, str)}
            kept.insert(0, step)
    return kept, {name: value for name, value in x.items() if name in names}


TRACE_MISTAKES = {
    SUB_SIGN: lambda p, x: trace(p, x, weight=unsigned), FORWARD_ORDER: lambda p, x: trace(p, x, forward=True),
    OVERWRITES: lambda p, x: trace(p, x, overwrite=True)}


def _expect_trace(work, program, x):
    expect(work, (program, x), trace(program, x), witness="adjoints, row by row", rtol=1e-9, because=TRACE_MISTAKES)


def one_square(work, rng):
    """should give two rows to x in x·x: the adjoint after either argument"""
    _expect_trace(work, [("v", "mul", "x", "x")], {"x": 3.0})


def dronens_table(work, rng):
    """should give Dronen's table, from the bottom up"""
    _expect_trace(work, DRONEN, {"x1": 2.0, "x2": 5.0})


@points(2)
def any_trace(work, rng):
    """should trace any program"""
    for _ in range(3):
        _expect_trace(work, *needed(*random_program(rng)))


reverse_trace = Exercise(
    "reverse_trace", "The adjoint trace", (one_square, dronens_table, any_trace), (
        "First the values, in the order of the steps. Then the steps once more, last one first.",
        "A step sends its adjoint, times the partial derivative by the argument, to each argument in turn. After each "
        "one, write a row.",
        "The partial derivatives of \"mul\" are the other argument; of \"sub\" 1 and −1; of \"tanh\" 1 − v² with the "
        "value v of the step."),
    (OVERWRITES, FORWARD_ORDER, SUB_SIGN),
    after="x₁ appears twice, with 5 and then 5.5; x₂ too, with −0.284 and then 1.716. Assign first, then add.")
