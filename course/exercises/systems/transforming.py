"""Source transformation: the text of a function in, the text of its gradient out."""
from __future__ import annotations

from course.autodiff import OPERATIONS, complex_step, run
from course.checking import Exercise, Mismatch, Mistake, expect, points, predict
from course.exercises.material import generic, require
from course.exercises.reverse.tape import OVERWRITES
from course.exercises.reverse.traces import FORWARD_ORDER, SUB_SIGN, trace, unsigned
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

# --- 1: the transformation -----------------------------------------------------------------------------------------

NO_SEED = Mistake("seed missing", "the derivative of the result by itself is 1: without it all lines carry zeros")
SPELLED = {"add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "div": "{} / {}", "sin": "sin({})", "cos": "cos({})",
           "exp": "exp({})", "ln": "log({})"}
TANGENT = [("a", "mul", "x", "x"), ("b", "mul", "x", "a"), ("c", "add", "a", "b")]


def written(program, inputs) -> str:
    """The program as the text of a Python function, one operation on each line."""
    lines = [f"    {name} = {SPELLED[op].format(*args)}" for name, op, *args in program]
    return "\n".join([f"def f({', '.join(inputs)}):", *lines, f"    return {program[-1][0]}"]) + "\n"


def _by_trace(program, x, **how):
    rows = dict(trace(program, x, **how))
    return [rows.get(name, 0.0) for name in x]


TEXT_MISTAKES = {                           # forward order brings zeros, too, but not in a function of one line
    FORWARD_ORDER: lambda p, x: _by_trace(p, x, forward=True), NO_SEED: lambda p, x: [0.0] * len(x),
    SUB_SIGN: lambda p, x: _by_trace(p, x, weight=unsigned), OVERWRITES: lambda p, x: _by_trace(p, x, overwrite=True)}


def _slopes(program, x):
    out = program[-1][0]
    return [complex_step(lambda t, name=name: run(program, x | {name: t})[out], x[name]) for name in x]


def _flat(text):
    return "; ".join(line.strip() for line in str(text).splitlines() if line.strip())


def _expect_text(work, program, x):
    text = work(written(program, x))
    tried, place = _flat(written(program, x)), ", ".join(f"{name} = {value:.6g}" for name, value in x.items())
    try:
        function = read(text)
        require(function.inputs == tuple(x), ("tried", tried), ("yours", f"def {function.name}"
                f"({', '.join(function.inputs)}):"), ("should have", f"the inputs of f: ({', '.join(x)})"))
        got = list(evaluate(function, x))
    except Refused as refused:
        raise Mismatch(("tried", tried), ("yours", _flat(text)[:300]), ("so", f"{refused}")) from None
    expect(lambda: got, (), _slopes(program, x), tried=f"{tried}, at {place}", witness="complex step", rtol=1e-9,
           because={mistake: wrong(program, x) for mistake, wrong in TEXT_MISTAKES.items()})


def each_operation(work, rng):
    """should transform a function of one line"""
    for op in ("add", "sub", "mul", "div"):
        _expect_text(work, [("c", op, "x", "y")], {"x": 3.0, "y": 2.0})
    for op in ("sin", "cos", "exp", "ln"):
        _expect_text(work, [("c", op, "x")], {"x": 0.7})


def tangents_example(work, rng):
    """should transform Tangent's example, in which x and a are used twice"""
    _expect_text(work, [("a", "mul", "x", "x")], {"x": 3.0})
    _expect_text(work, TANGENT, {"x": 2.0})


def with_numbers(work, rng):
    """should make no line for the derivative by a number"""
    _expect_text(work, [("a", "mul", 2.0, "x"), ("b", "sub", "a", 0.5), ("c", "div", 1.0, "b")], {"x": 1.5})


@points(2)
def any_source(work, rng):
    """should transform any straight-line code of these operations"""
    for _ in range(3):
        names, program = ["x", "y"], [("v0", "sub", "x", "y")]
        for i in range(1, 7):
            op = str(rng.choice(["add", "sub", "mul", "sin", "cos"]))
            other = [str(rng.choice(names))] * (len(OPERATIONS[op].jvps) - 1)
            program.append((f"v{i}", op, f"v{i - 1}", *other))
            names.append(f"v{i - 1}")
        program.append(("out", "add", "v6", "v0"))
        _expect_text(work, program, {"x": float(generic(rng)), "y": float(generic(rng))})


def _side_by_side(work):
    """Tangent's example and what the student's transformation makes of it."""
    left, right = (written(TANGENT, {"x": 2.0}).rstrip().splitlines(), work(written(TANGENT, {"x": 2.0})).splitlines())
    value = evaluate(read("\n".join(right)), {"x": 2.0})[0]
    rows = [tuple(line.replace(" ", "\u00a0") for line in (left[i] if i < len(left) else "", each))
            for i, each in enumerate(right)]
    return Table(f"Written by your program; at x = 2 it returns {value:g}.", ("function", "gradient"), tuple(rows))


reverse_source = Exercise(
    "reverse_source", "A program that writes programs", (each_operation, tangents_example, with_numbers, any_source), (
        "The new text has three parts: the old lines, a line g_… = 0 for each name and the seed, and the old lines "
        "backward.",
        "For each old line and each argument that is a name, add to its g the partial derivative times the g of the "
        "line's own name.",
        "ast.unparse(tree) turns a piece of the tree back into text: so the partial derivatives can be written as text "
        "with the arguments filled in."),
    (NO_SEED, SUB_SIGN, FORWARD_ORDER, OVERWRITES),
    after="The derivative is a program again: it can be read, optimised, compiled, and differentiated once more.",
    reward=_side_by_side)
