"""Source transformation: the text of a function in, the text of its gradient out."""
from __future__ import annotations

import re

from course.checking import Exercise, Mismatch, Mistake, expect, points, predict, then
from course.exercises.drawn import names, respelled
from course.exercises.material import require, stopping
from course.exercises.reverse.tape import OVERWRITES
from course.exercises.reverse.traces import FORWARD_ORDER, SUB_SIGN, partial_by, unsigned
from course.exercises.smaller import smallest
from course.exercises.systems.language import Refused, evaluate, read
from course.exercises.systems.sources import (
    SPELLED,
    TANGENT,
    Code,
    by_trace,
    drawn,
    needed,
    slopes,
    smaller,
    wide,
    written,
)
from course.pictures import Table

ONE_USE = Mistake("x·x taken as one use", "x is both factors of x·x: it receives two messages from that line")
NOT_DIRECT = Mistake("a passes through b only", "c uses a as well, beside b: a receives from both")
VALUE = Mistake("the value of f", "this is what f returns. df goes on from there, and returns g_x")
AT_TWO = Mistake("the place of the picture", "this is at x = 2, as in the picture; here x is 3")


@points(0)
def guess_tangent(work, rng):
    """should be the derivative at x = 3"""
    predict(work, 33, because={ONE_USE: 21, NOT_DIRECT: 27, VALUE: 36, AT_TWO: 16})


tangent_guess = Exercise(
    "tangent_guess", "What the new lines compute", (guess_tangent,), (
        "Go through the lines with x = 3, a = 9. What is g_b, and what is g_a when both its lines have run?",
        "g_a becomes 1 + 3 = 4. Then x receives g_b·a = 9 from one line and g_a·x twice from the other."),
    (ONE_USE, NOT_DIRECT, VALUE, AT_TWO), after="9 + 12 + 12 = 33. And c = x² + x³ has the derivative 2x + 3x².")

# --- the transformation --------------------------------------------------------------------------------------------

NO_SEED = Mistake("seed missing", "the derivative of the result by itself is 1: without it all lines carry zeros")
LAST_SEEDED = Mistake("the last line taken for the result", "the seed belongs to the name that is returned, which need "
                      "not be that of the last line")
NO_ZEROS = Mistake("added to nothing", "a line += adds to something: every name and every input needs its 0 before")
NO_LINES = Mistake("the lines of f left out", "the backward lines use the values of f: so its own lines come first")
TO_NUMBERS = Mistake("a message to a number", "a number does not move, and has no adjoint: only a name gets a line")
CROSSWISE = Mistake("weights taken crosswise", "each weight belongs to the argument at the same place")
NOT_TIMES = Mistake("the adjoint of the target left out", "what arrives at the target is passed on: each message is "
                    "its adjoint times a weight")
FIRST_ONLY = Mistake("the first argument only", "a line of two arguments sends a message to each of them")
TREES = Mistake("a piece of the tree in place of its text", "an argument is a piece of the tree; ast.unparse gives its "
                "text")
NO_LINE_AT_ALL = Mistake("the last of no lines", "there may be no line at all; the seed belongs to the name that f "
                         "returns, last.value.id")
NO_NAME = Mistake("the name of a number", "a number does not move, and has no name: only an ast.Name gets a line; "
                  "ast.unparse gives the text of both")
UNFILLED = Mistake("an empty place in the text", "a weight has places for texts: fill in {0} and {1} with format")
ONE_LIST = Mistake("one list in place of two texts", "format takes each text by itself: a star takes a list apart")
EACH_INPUT = Mistake("lines for every input", "written once for each input, the lines of a derivative grow with their "
                     "number. Backward, each use of a name takes one line, however many inputs there are")
def _because(code):
    """What the usual mistakes give; forward order brings zeros, too, but not in a function of one line."""
    program, x = needed(code), code.x
    return {FORWARD_ORDER: by_trace(program, x, forward=True), NO_SEED: [0.0] * len(x),
            SUB_SIGN: by_trace(program, x, weight=unsigned), OVERWRITES: by_trace(program, x, overwrite=True),
            LAST_SEEDED: by_trace(code.program, x), CROSSWISE: by_trace(program, x, weight=crosswise),
            FIRST_ONLY: by_trace(program, x, weight=first_only), NOT_TIMES: by_trace(program, x, times=False)}


def crosswise(op, slot, values):
    """The partial derivatives, each at the place of the other."""
    return partial_by(op, len(values) - 1 - slot, values)


def first_only(op, slot, values):
    """The partial derivatives, without the second."""
    return 0.0 if slot else partial_by(op, slot, values)


def _flat(text):
    return "; ".join(line.strip() for line in str(text).splitlines() if line.strip())


def _known_fault(refused, code):
    """The mistake behind a line that could not be read or has no value."""
    if re.search(r"<ast\.\w+ object", str(refused)):
        return TREES
    if re.search(r"\{[01]\}", str(refused)):
        return UNFILLED
    if missing := re.match(r"(\w+) has no value yet", str(refused)):
        name, targets = missing[1], {step[0] for step in code.program}
        is_adjoint = name.endswith(tuple(targets | set(code.x)))
        return NO_LINES if name in targets else NO_ZEROS if is_adjoint else None
    return TO_NUMBERS if re.match(r"'\w*[^\w' ][\w.]* (\+?=) .* is not one step", str(refused)) else None


def room(code: Code) -> int:
    """The lines that the text may have: about four for each line of f are needed, one for an input, and three more."""
    return 5 * len(code.program) + 3 * len(code.x) + 5


def _expect_room(text, code, tried):
    lines = len([line for line in str(text).splitlines() if line.strip()])
    require(lines <= room(code), ("tried", tried), ("yours", f"{lines} lines"), (
        "possible", f"{room(code)}: 5 for each line of f, 3 for each input, and 5"), mistake=EACH_INPUT)


def _expect_text(work, code):
    text = work(written(code))
    tried, place = _flat(written(code)), ", ".join(f"{name} = {value:.6g}" for name, value in code.x.items())
    _expect_room(text, code, tried)
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


def _smallest(work, code):
    smallest(lambda each: _expect_text(work, each), code, smaller)


@points(0)
def shortest(work, rng):
    """should transform a function without any line, such as return x"""
    stopping(NO_LINE_AT_ALL, "list index out of range", lambda: _expect_text(work, Code([], {"x": 3.0}, "x")))
    one, two = names(rng, 2)
    _expect_text(work, Code([], {one: 3.0, two: 2.0}, two))


def each_operation(work, rng):
    """should transform a function of one line, for each operation"""
    def one_line():
        for op in ("add", "sub", "mul", "div", "sin", "cos", "exp", "ln"):
            pair = ("x", "y")[:1 + (op in ("add", "sub", "mul", "div"))]
            program, new = respelled([("c", op, *pair)], ["x", "y"], rng)
            _expect_text(work, Code(program, {new["x"]: 0.7, new["y"]: 2.0}, new["c"]))
    stopping(ONE_LIST, "Replacement index", one_line)


def used_twice(work, rng):
    """should add up where a name is used twice, as x and a are in the listing above"""
    program, new = respelled(TANGENT, ["x"], rng)
    for lines in (program[:1], program[:2], program):
        _expect_text(work, Code(lines, {new["x"]: 2.0}, lines[-1][0]))


def with_numbers(work, rng):
    """should make no line for the derivative by a number"""
    program, new = respelled([("a", "mul", 2.0, "x"), ("b", "sub", "a", 0.5), ("c", "div", 1.0, "b"),
                              ("d", "add", 3.0, "c")], ["x"], rng)
    def each():
        for lines in (program[:1], program[:2], program):
            _expect_text(work, Code(lines, {new["x"]: 1.5}, lines[-1][0]))
    stopping(NO_NAME, "'Constant' object has no attribute 'id'", each)


def any_source(work, rng):
    """should transform any straight-line code, with inputs and lines that the result does not use"""
    for operations, steps in ((("add", "mul", "sin"), 3), (tuple(SPELLED), 8)):
        code = drawn(rng, operations, steps, unused=1)
        _smallest(work, code)
        _smallest(work, code._replace(out=code.program[-2][0]))


@then           # so long a text is worth while only for who has the short ones right
@points(2)
def few_lines(work, rng):
    """should need a few lines for each line of f, however many inputs there are"""
    _expect_text(work, wide(rng))


def _side_by_side(work):
    """The listing of the notebook and what the student's transformation makes of it."""
    text = written(Code(TANGENT, {"x": 2.0}, "c"))
    left, right = text.rstrip().splitlines(), work(text).splitlines()
    value = evaluate(read("\n".join(right)), {"x": 3.0})[0]
    rows = [tuple(line.replace(" ", "\u00a0") for line in (left[i] if i < len(left) else "", each))
            for i, each in enumerate(right)]
    return Table(f"Written by your program; at x = 3 it returns {value:g}.", ("function", "gradient"), tuple(rows))


reverse_source = Exercise(
    "reverse_source", "A program that writes programs",
    (shortest, each_operation, used_twice, with_numbers, any_source, few_lines), (
        "Two parts are there: the old lines, and a line g_… = 0.0 for every name. Add the seed, and look at what you "
        "have. Then come the old lines backward.",
        "For one old line: taken_apart gives target, operation and arguments. For each argument and the weight that "
        "goes with it, a line adds g_target times the weight to the g_ of the argument.",
        "An argument is a piece of the tree. Is it an ast.Name? Then it gets a line. ast.unparse gives its text."),
    (NO_SEED, LAST_SEEDED, NO_ZEROS, NO_LINES, TO_NUMBERS, SUB_SIGN, FORWARD_ORDER, OVERWRITES,
     CROSSWISE, NOT_TIMES, FIRST_ONLY, TREES, ONE_LIST, NO_LINE_AT_ALL, NO_NAME, UNFILLED, EACH_INPUT),
    after="The derivative is a program again: it can be read, optimised, compiled, and differentiated once more, by a "
          "transformation that also reads += and longer expressions.",
    reward=_side_by_side)
