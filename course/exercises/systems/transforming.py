"""Source transformation: the text of a function in, the text of its gradient out."""
from __future__ import annotations

import re
from typing import NamedTuple

from course.autodiff import complex_step, run
from course.checking import Exercise, Mismatch, Mistake, expect, points, predict
from course.exercises.drawn import drawn_program, names, respelled
from course.exercises.material import require
from course.exercises.reverse.tape import OVERWRITES
from course.exercises.reverse.traces import FORWARD_ORDER, SUB_SIGN, trace, unsigned
from course.exercises.smaller import smallest
from course.exercises.systems.language import Refused, evaluate, read
from course.pictures import Table

ONE_USE = Mistake("x·x taken as one use", "x is both factors of x·x: it receives two messages from that line")
NOT_DIRECT = Mistake("a passes through b only", "c uses a as well, beside b: a receives from both")


@points(0)
def guess_tangent(work, rng):
    """should be the derivative at x = 2"""
    predict(work, 16, because={ONE_USE: 10, NOT_DIRECT: 12})


tangent_guess = Exercise(
    "tangent_guess", "What the new lines compute", (guess_tangent,), (
        "Go through the lines with x = 2, a = 4. What is g_b, and what is g_a when both its lines have run?",
        "g_a becomes 1 + 2 = 3. Then x receives g_b·a = 4 from one line and g_a·x twice from the other."),
    (ONE_USE, NOT_DIRECT), after="4 + 6 + 6 = 16. And c = x² + x³ has the derivative 2x + 3x².")

# --- the transformation --------------------------------------------------------------------------------------------

NO_SEED = Mistake("seed missing", "the derivative of the result by itself is 1: without it all lines carry zeros")
LAST_SEEDED = Mistake("the last line taken for the result", "the seed belongs to the name that is returned, which need "
                      "not be that of the last line")
NO_ZEROS = Mistake("added to nothing", "a line += adds to something: every name and every input needs its 0 before")
NO_LINES = Mistake("the lines of f left out", "the backward lines use the values of f: so its own lines come first")
TO_NUMBERS = Mistake("a message to a number", "a number does not move, and has no adjoint: only a name gets a line")
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


def _needed(code):
    """The lines up to the one that makes the result."""
    place = next((i for i, step in enumerate(code.program, 1) if step[0] == code.out), 0)
    return code.program[:place]


def _by_trace(program, x, **how):
    if program:
        rows = dict(trace(program, x, **how))
        return [rows.get(name, 0.0) for name in x]


def _because(code):
    """What the usual mistakes give; forward order brings zeros, too, but not in a function of one line."""
    program, x = _needed(code), code.x
    return {FORWARD_ORDER: _by_trace(program, x, forward=True), NO_SEED: [0.0] * len(x),
            SUB_SIGN: _by_trace(program, x, weight=unsigned), OVERWRITES: _by_trace(program, x, overwrite=True),
            LAST_SEEDED: _by_trace(code.program, x)}


def slopes(code: Code) -> list[float]:
    """The derivatives of the result by every input, by complex steps."""
    return [complex_step(lambda t, name=name: run(code.program, code.x | {name: t})[code.out] + 0 * t, value)
            for name, value in code.x.items()]


def _flat(text):
    return "; ".join(line.strip() for line in str(text).splitlines() if line.strip())


def _known_fault(refused, code):
    """The mistake behind a line that could not be read or has no value."""
    if missing := re.match(r"(\w+) has no value yet", str(refused)):
        name, targets = missing[1], {step[0] for step in code.program}
        is_adjoint = name.endswith(tuple(targets | set(code.x)))
        return NO_LINES if name in targets else NO_ZEROS if is_adjoint else None
    return TO_NUMBERS if re.match(r"'\w*[^\w' ][\w.]* (\+?=) .* is not one step", str(refused)) else None


def _expect_text(work, code):
    text = work(written(code))
    tried, place = _flat(written(code)), ", ".join(f"{name} = {value:.6g}" for name, value in code.x.items())
    try:
        function = read(text)
        require(function.inputs == tuple(code.x), ("tried", tried), ("yours", f"def {function.name}"
                f"({', '.join(function.inputs)}):"), ("should have", f"the inputs of f: ({', '.join(code.x)})"))
        got = list(evaluate(function, code.x))
    except Refused as refused:
        raise Mismatch(("tried", tried), ("yours", _flat(text)[:300]), ("found", f"{refused}"),
                       mistake=_known_fault(refused, code)) from None
    expect(lambda: got, (), slopes(code), tried=f"{tried}, at {place}", witness="complex step", rtol=1e-9,
           because=_because(code))


def _drawn(rng, operations, steps, inputs=2, unused=0):
    """Code with one line for each of so many operations, positive numbers among them, and inputs that nothing uses."""
    while True:
        program, x = drawn_program(rng, operations, steps, inputs)
        if all(isinstance(arg, str) or arg > 0 for step in program for arg in step[2:]):
            break
    more = names(rng, unused, but=[*x, *(step[0] for step in program)])
    return Code(program, {**x, **dict.fromkeys(more, 1.5)}, program[-1][0])


def _smaller(code):
    """One line less; then another result, further up."""
    for i, step in enumerate(code.program):
        rest = code.program[:i] + code.program[i + 1:]
        if step[0] != code.out and not any(step[0] in other[2:] for other in rest):
            yield code._replace(program=rest)
    if place := len(_needed(code)) - 1:
        yield code._replace(program=code.program[:place], out=code.program[place - 1][0])


def _smallest(work, code):
    smallest(lambda each: _expect_text(work, each), code, _smaller)


@points(0)
def shortest(work, rng):
    """should transform a function without any line, such as return x"""
    _expect_text(work, Code([], {"x": 3.0}, "x"))
    one, two = names(rng, 2)
    _expect_text(work, Code([], {one: 3.0, two: 2.0}, two))


def each_operation(work, rng):
    """should transform a function of one line, for each operation"""
    for op in ("add", "sub", "mul", "div", "sin", "cos", "exp", "ln"):
        program, new = respelled([("c", op, *("x", "y")[:1 + (op in ("add", "sub", "mul", "div"))])], ["x", "y"], rng)
        _expect_text(work, Code(program, {new["x"]: 0.7, new["y"]: 2.0}, new["c"]))


def used_twice(work, rng):
    """should add up where a name is used twice, as x and a are in the listing above"""
    program, new = respelled(TANGENT, ["x"], rng)
    for lines in (program[:1], program[:2], program):
        _expect_text(work, Code(lines, {new["x"]: 2.0}, lines[-1][0]))


def with_numbers(work, rng):
    """should make no line for the derivative by a number"""
    program, new = respelled([("a", "mul", 2.0, "x"), ("b", "sub", "a", 0.5), ("c", "div", 1.0, "b"),
                              ("d", "add", 3.0, "c")], ["x"], rng)
    for lines in (program[:1], program[:2], program):
        _expect_text(work, Code(lines, {new["x"]: 1.5}, lines[-1][0]))


@points(3)
def any_source(work, rng):
    """should transform any straight-line code, with inputs and lines that the result does not use"""
    for operations, steps in ((("add", "mul", "sin"), 3), (tuple(SPELLED), 8)):
        code = _drawn(rng, operations, steps, unused=1)
        _smallest(work, code)
        _smallest(work, code._replace(out=code.program[-2][0]))


def _side_by_side(work):
    """The listing of the notebook and what the student's transformation makes of it."""
    text = written(Code(TANGENT, {"x": 2.0}, "c"))
    left, right = text.rstrip().splitlines(), work(text).splitlines()
    value = evaluate(read("\n".join(right)), {"x": 2.0})[0]
    rows = [tuple(line.replace(" ", "\u00a0") for line in (left[i] if i < len(left) else "", each))
            for i, each in enumerate(right)]
    return Table(f"Written by your program; at x = 2 it returns {value:g}.", ("function", "gradient"), tuple(rows))


reverse_source = Exercise(
    "reverse_source", "A program that writes programs",
    (shortest, each_operation, used_twice, with_numbers, any_source), (
        "The new text has four parts: the old lines; a line g_… = 0.0 for every input and every target; the seed; the "
        "old lines backward. Write the first three and look at what you have.",
        "For one old line: taken_apart gives target, operation and arguments. For each argument and the weight that "
        "goes with it, a line adds g_target times the weight to the g_ of the argument.",
        "An argument is a piece of the tree. Is it an ast.Name? Then it gets a line. ast.unparse gives its text."),
    (NO_SEED, LAST_SEEDED, NO_ZEROS, NO_LINES, TO_NUMBERS, SUB_SIGN, FORWARD_ORDER, OVERWRITES),
    after="The derivative is a program again: it can be read, optimised, compiled, and differentiated once more.",
    reward=_side_by_side)
