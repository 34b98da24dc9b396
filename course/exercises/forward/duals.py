"""Dual numbers: the student's own class, run on programs."""
from __future__ import annotations

from functools import partial

import numpy as np

from course.autodiff import DRONEN, OPERATIONS, complex_step, run
from course.checking import Exercise, Mistake, expect, points, predict, same, show_call
from course.exercises.drawn import drawn_program, weight
from course.exercises.material import blaming, require, stopping
from course.exercises.smaller import smaller_programs, smallest

SQUARED_PARTS = Mistake("parts squared one by one", "(a + b)² has a mixed term: each factor moves while the other "
                        "stays")
NO_DOUBLE = Mistake("mixed term once", "the mixed term comes twice: once from either factor")


@points(0)
def guess_epsilon(work, rng):
    """should be the number in front of ε in (2 + 3ε)²"""
    predict(work, 12, because={SQUARED_PARTS: 9, NO_DOUBLE: 6})


epsilon_guess = Exercise(
    "epsilon_guess", "Squaring a dual number", (guess_epsilon,), (
        "Multiply out (2 + 3ε)(2 + 3ε) and drop what contains ε².", "Two of the four products contain ε once."),
    (SQUARED_PARTS, NO_DOUBLE), after="4 + 12ε: the square of 2, and 3 times the slope 4 of the square at 2.")

# --- 1: the class --------------------------------------------------------------------------------------------------

TWO = ("add", "sub", "mul", "div")
OPS = (*TWO, "pow", "sin", "cos", "exp", "ln", "tanh")
TANGENTS_MULTIPLIED = Mistake("tangents multiplied", "in a product each factor moves in turn while the other stays: "
                              "two terms, none with both tangents")
QUOTIENT_SIGN = Mistake("quotient rule with a plus", "when the denominator grows, the quotient shrinks")
OVER_TANGENT = Mistake("tangents divided", "a quotient moves when its numerator does and when its denominator does: "
                       "two terms, none of them the quotient of the tangents")
TANH_AT_X = Mistake("1 − x² for tanh", "the slope of tanh is 1 − tanh²: what is squared is its value, not what enters "
                    "it")
NO_INNER_TANGENT = Mistake("inner tangent forgotten", "a function moves by its slope times the tangent of what enters "
                           "it")
COS_SIGN = Mistake("sign of the cosine's slope", "the cosine falls where the sine is positive")
CHANGED = Mistake("an operand changed", "an operation makes a new Dual: its operands may be used again, and must be as "
                  "they were")
NOT_LIFTED = Mistake("a plain number not lifted", "a plain number has no primal and no tangent: begin each of +, −, × "
                     "and ÷ with lift, which makes a Dual of it")
PLAIN = r"'(int|float)' object has no attribute"
RULE = {op: Mistake(f"rule of {op}", f"the program has one step: compare your {said}, value and tangent, with its rule")
        for op, said in {
    "add": "sum", "sub": "difference", "mul": "product", "div": "quotient", "pow": "power", "sin": "sine",
    "cos": "cosine", "exp": "exponential", "ln": "logarithm", "tanh": "tanh"}.items()}
AT_TANGENT = Mistake("slope at the tangent", "the slope is taken at the primal; the tangent is what it scales")


def pairs_of(program, values, tangents, **changed):
    """Every name of the program with its pair (v, v_dot), with some of the rules got wrong."""
    rules = {"add": lambda a, p, b, q: p + q, "sub": lambda a, p, b, q: p - q, "mul": lambda a, p, b, q: p * b + a * q,
             "div": lambda a, p, b, q: p / b - a * q / b**2, "pow": lambda a, p, n, q: n * a ** (n - 1) * p,
             "sin": lambda a, p: np.cos(a) * p, "cos": lambda a, p: -np.sin(a) * p, "exp": lambda a, p: np.exp(a) * p,
             "ln": lambda a, p: p / a, "tanh": lambda a, p: (1 - np.tanh(a) ** 2) * p} | changed
    pairs = {name: (values[name], tangents[name]) for name in values}
    for name, op, *args in program:
        known = [pairs[arg] if isinstance(arg, str) else (float(arg), 0.0) for arg in args]
        pairs[name] = OPERATIONS[op](*[v for v, _ in known]), rules[op](*[x for pair in known for x in pair])
    return pairs


def _changed(**rules):
    return lambda program, values, tangents: pairs_of(program, values, tangents, **rules)[program[-1][0]]


DUAL_MISTAKES = {
    TANGENTS_MULTIPLIED: _changed(mul=lambda a, p, b, q: p * q),
    QUOTIENT_SIGN: _changed(div=lambda a, p, b, q: p / b + a * q / b**2),
    OVER_TANGENT: _changed(div=lambda a, p, b, q: p / q if q else np.nan),
    TANH_AT_X: _changed(tanh=lambda a, p: (1 - a * a) * p),
    NO_INNER_TANGENT: _changed(sin=lambda a, p: np.cos(a), cos=lambda a, p: -np.sin(a), exp=lambda a, p: np.exp(a),
                               ln=lambda a, p: 1 / a, tanh=lambda a, p: 1 - np.tanh(a) ** 2,
                               pow=lambda a, p, n, q: n * a ** (n - 1)),
    COS_SIGN: _changed(cos=lambda a, p: np.sin(a) * p), AT_TANGENT: _changed(
        sin=lambda a, p: np.cos(p) * a, cos=lambda a, p: -np.sin(p) * a, exp=lambda a, p: np.exp(p) * a,
        ln=lambda a, p: a / p, tanh=lambda a, p: (1 - np.tanh(p) ** 2) * a)}


def _expect_dual(work, program, values, tangents):
    out = program[-1][0]
    along = lambda t: run(program, {k: values[k] + t * tangents[k] for k in values})[out]  # noqa: E731
    want = run(program, values)[out], complex_step(along, 0.0)
    expect(work, (program, values, tangents), want, witness="complex step along the direction", rtol=1e-9,
           because=DUAL_MISTAKES)


def _calls(op):
    """What an operation is tried on: two dual numbers, and a dual number and a number."""
    if op == "pow":
        return [("x", 3), ("x", 0.5), ("x", -2)]
    return [("x", "y"), (2.0, "y"), ("x", 2.0)] if op in TWO else [("x",)]


def _expect_operation(work, rng, op):
    """The check on programs of one step, and for products on the squares of a dual number and of ε."""
    if op == "mul":
        _expect_dual(work, [("v", "mul", "x", "x")], {"x": 3.0}, {"x": 0.5})
        expect(work, ([("v", "mul", "e", "e")], {"e": 0.0}, {"e": weight(rng)}), (0.0, 0.0), witness="ε·ε",
               because=DUAL_MISTAKES)
    for args in _calls(op):
        values, tangents = ({name: weight(rng) for name in args if isinstance(name, str)} for _ in range(2))
        _expect_dual(work, [("v", op, *args)], {name: abs(value) for name, value in values.items()}, tangents)


def _rule(sentence, *ops):
    """A check of these operations alone, so that it can pass before the others are written."""
    @points(0.25)
    def rule(work, rng):
        for op in ops:
            attempt = partial(blaming, RULE[op], partial(_expect_operation, work, rng, op))
            if op in TWO:
                stopping(NOT_LIFTED, PLAIN, attempt)
            else:
                attempt()
    rule.__doc__, rule.__name__ = f"should {sentence}", "_".join(ops)
    return rule


RULES = (
    _rule("add: two dual numbers, or a dual number and a number", "add"), _rule("subtract", "sub"),
    _rule("multiply, so that ε² = 0", "mul"), _rule("divide", "div"), _rule("raise to a power", "pow"),
    _rule("know the sine and the cosine", "sin", "cos"), _rule("know exp and ln", "exp", "ln"),
    _rule("know tanh", "tanh"))


def operands(work, rng):
    """should leave the operands of every operation as they were"""
    for op in OPS:
        args = ("x", "y") if op in TWO else ("x", 3) if op == "pow" else ("x",)
        program = [("v", op, *args), ("w", "mul", "x", "y")]
        values, tangents = {"x": abs(weight(rng)), "y": abs(weight(rng))}, {"x": weight(rng), "y": weight(rng)}
        want = pairs_of(program, values, tangents)["w"]
        got = work(program, values, tangents)
        require(same(got, want), ("tried", show_call(work.name, (program, values, tangents))),
                ("yours", str(got)), ("x·y", str(tuple(map(float, want)))), mistake=CHANGED)


@points(2)
def programs(work, rng):
    """should differentiate any program of these operations"""
    _expect_dual(work, DRONEN, {"x1": 2.0, "x2": 5.0}, {"x1": 1.0, "x2": 0.0})
    for steps in (2, 5, 12):
        program, values = drawn_program(rng, [op for op in OPS if op != "pow"], steps)
        first = next(iter(values))      # used again after a sum, into which nothing may have been written
        program = [*program, ("power", "pow", program[-1][0], int(rng.integers(2, 4))),
                   ("total", "add", first, "power"), ("last", "mul", "total", first)]
        tangents = {name: weight(rng) for name in values}
        smallest(lambda case, t=tangents: _expect_dual(work, *case, {name: t[name] for name in case[1]}),
                 (program, values), lambda case: smaller_programs(*case))


run_dual = Exercise(
    "run_dual", "Dual numbers", (*RULES, operands, programs), (
        "Every method returns a new Dual: the primal as usual, and the tangent by its rule.",
        "Product: (a + ȧε)(b + ḃε) = ab + (ȧb + aḃ)ε. Functions: f(a + ȧε) = f(a) + f′(a)ȧ ε.",
        "In x - 2 the other operand is a plain number: lift makes it a Dual. In 2 - x Python calls x.__rsub__(2), "
        "which does so already."),
    (*DUAL_MISTAKES, *RULE.values(), CHANGED, NOT_LIFTED),
    after="You taught Python a new kind of number, and every program made of these operations can now be "
          "differentiated.")
