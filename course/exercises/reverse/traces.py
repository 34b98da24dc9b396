"""The adjoint trace: the table that one fills in by hand, message by message."""
from __future__ import annotations

from functools import partial

from course.autodiff import DRONEN, OPERATIONS, run
from course.checking import Exercise, Mistake, expect
from course.exercises.drawn import drawn_program, respelled, weight
from course.exercises.reverse.tape import OVERWRITES
from course.exercises.smaller import smaller_programs, smallest

FORWARD_ORDER = Mistake("steps in forward order", "an adjoint travels back: begin with the last step, which alone has "
                        "one")
SUB_SIGN = Mistake("both arguments of a difference alike", "when the second argument of a difference grows, the "
                   "difference shrinks")

HERE = ("add", "sub", "mul", "sin", "tanh", "ln")


def partial_by(op, slot, values):
    """The partial derivative by one argument, from a complex step of the operation."""
    moved = [v + 1e-30j * (i == slot) for i, v in enumerate(values)]
    return (OPERATIONS[op](*moved) / 1e-30).imag


def trace(program, x, overwrite=False, forward=False, weight=partial_by, times=True):
    """The rows of the trace, with one of the usual ideas got wrong."""
    values, out = run(program, x), program[-1][0]
    bars, rows = {out: 1.0}, [(out, 1.0)]
    for name, op, *args in program if forward else program[::-1]:
        numbers = [values[arg] if isinstance(arg, str) else float(arg) for arg in args]
        for slot, arg in enumerate(args):
            if isinstance(arg, str):
                amount = (bars.get(name, 0.0) if times else 1.0) * weight(op, slot, numbers)
                bars[arg] = amount + (0.0 if overwrite else bars.get(arg, 0.0))
                rows.append((arg, float(bars[arg])))
    return rows


def unsigned(op, slot, values):
    """The partial derivatives, without the minus of a difference."""
    return 1.0 if op == "sub" else partial_by(op, slot, values)


TRACE_MISTAKES = {
    SUB_SIGN: lambda p, x: trace(p, x, weight=unsigned), FORWARD_ORDER: lambda p, x: trace(p, x, forward=True),
    OVERWRITES: lambda p, x: trace(p, x, overwrite=True)}


def _expect_trace(work, case):
    expect(work, case, trace(*case), witness="adjoints, row by row", rtol=1e-9, because=TRACE_MISTAKES)


def _other(rng, program, values):
    """The program under other names and at other values."""
    program, new = respelled(program, values, rng)
    return program, {new[name]: abs(weight(rng)) for name in values}


def one_square(work, rng):
    """should give two rows to x in x·x: the adjoint after either argument"""
    square = [("v", "mul", "x", "x")]
    _expect_trace(work, (square, {"x": 3.0}))
    _expect_trace(work, _other(rng, square, ["x"]))


def first_example(work, rng):
    """should give the table above, row by row"""
    _expect_trace(work, (DRONEN, {"x1": 2.0, "x2": 5.0}))
    _expect_trace(work, _other(rng, DRONEN, ["x1", "x2"]))


def with_numbers(work, rng):
    """should give no row to a number, on either side"""
    program = [("a", "mul", 2.0, "x"), ("b", "sub", "a", 3), ("c", "sub", 1.5, "b"), ("y", "add", "c", "x")]
    _expect_trace(work, (program, {"x": 2.0}))
    _expect_trace(work, _other(rng, program, ["x"]))


def any_trace(work, rng):
    """should trace any program"""
    for steps in (2, 4, 7):
        smallest(partial(_expect_trace, work), drawn_program(rng, HERE, steps),
                 lambda case: _needed(smaller_programs(*case)))


def _needed(cases):
    """Those programs of which every step is needed for the last one."""
    for program, values in cases:
        used = {arg for _, _, *args in program for arg in args}
        if all(name in used for name, *_ in program[:-1]):
            yield program, values


reverse_trace = Exercise(
    "reverse_trace", "The adjoint trace", (one_square, first_example, with_numbers, any_trace), (
        "First the values, in the order of the steps. Then the steps once more, last one first.",
        "A step sends its adjoint, times the partial derivative by the argument, to each argument in turn. After each "
        "one, write a row.",
        "The partial derivatives of \"mul\" are the other argument; of \"sub\" 1 and −1; of \"tanh\" 1 − v² with the "
        "value v of the step."),
    (OVERWRITES, FORWARD_ORDER, SUB_SIGN),
    extra=True,
    after="x₁ appears twice, with 5 and then 5.5; x₂ too, with −0.284 and then 1.716. What arrives is added "
          "to what is there, at first 0.")
