"""Straight-line code as the checks write, draw and shrink it."""
from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from course.autodiff import complex_step, run
from course.exercises.drawn import drawn_program, names
from course.exercises.reverse.traces import trace

SPELLED = {"add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "div": "{} / {}", "sin": "sin({})", "cos": "cos({})",
           "exp": "exp({})", "ln": "log({})"}
TANGENT = [("a", "mul", "x", "x"), ("b", "mul", "x", "a"), ("c", "add", "a", "b")]


class Code(NamedTuple):
    """Straight-line code: its lines, values for its inputs, and the name that it returns."""

    program: list
    x: dict
    out: str


def written(code: Code) -> str:
    """The text of a Python function with one operation on each line."""
    lines = [f"    {name} = {SPELLED[op].format(*args)}" for name, op, *args in code.program]
    return "\n".join([f"def f({', '.join(code.x)}):", *lines, f"    return {code.out}"]) + "\n"


def needed(code: Code) -> list:
    """The lines up to the one that makes the result."""
    place = next((i for i, step in enumerate(code.program, 1) if step[0] == code.out), 0)
    return code.program[:place]


def by_trace(program: list, x: dict, **how) -> list[float] | None:
    """The adjoints of the inputs by the trace, or by a wrong idea of it; None where there is no line."""
    if not program:
        return None
    rows = dict(trace(program, x, **how))
    return [rows.get(name, 0.0) for name in x]


def slopes(code: Code) -> list[float]:
    """The derivatives of the result by every input, by complex steps."""
    return [complex_step(lambda t, name=name: run(code.program, code.x | {name: t})[code.out] + 0 * t, value)
            for name, value in code.x.items()]


def drawn(rng: np.random.Generator, operations: tuple, steps: int, inputs: int = 2, unused: int = 0) -> Code:
    """Code with one line for each of so many operations, positive numbers among them, and inputs that nothing uses."""
    while True:
        program, x = drawn_program(rng, operations, steps, inputs)
        if all(isinstance(arg, str) or arg > 0 for step in program for arg in step[2:]):
            break
    more = names(rng, unused, but=[*x, *(step[0] for step in program)])
    return Code(program, {**x, **dict.fromkeys(more, 1.5)}, program[-1][0])


def smaller(code: Code) -> Iterator[Code]:
    """One line less; then another result, further up."""
    for i, step in enumerate(code.program):
        rest = code.program[:i] + code.program[i + 1:]
        if step[0] != code.out and not any(step[0] in other[2:] for other in rest):
            yield code._replace(program=rest)
    if place := len(needed(code)) - 1:
        yield code._replace(program=code.program[:place], out=code.program[place - 1][0])


def wide(rng: np.random.Generator, inputs: int = 12, more: int = 10) -> Code:
    """Code that multiplies all its inputs, and goes on from there."""
    called = names(rng, 2 * inputs - 1 + more)
    x, targets = called[:inputs], called[inputs:]
    program = [(target, "mul", one, other) for target, one, other in zip(
        targets, [x[0], *targets], x[1:], strict=False)]
    for i, (before, target) in enumerate(zip(targets[inputs - 2:], targets[inputs - 1:], strict=False)):
        program.append((target, ("sin", "mul")[i % 2], before, *(x[-1:] * (i % 2))))
    return Code(program, {name: float(rng.uniform(0.8, 1.3)) for name in x}, targets[-1])
