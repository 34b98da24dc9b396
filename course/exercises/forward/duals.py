"""Dual numbers: the student's own class, run on programs, and the matrices that behave like them."""
from __future__ import annotations

import numpy as np

from course.autodiff import DRONEN, OPERATIONS, complex_step, run
from course.checking import Exercise, Mistake, expect, points, predict, same, shaped, show_call
from course.exercises.drawn import drawn_program, weight
from course.exercises.material import generic, require
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

OPS = ("add", "sub", "mul", "div", "pow", "sin", "cos", "exp", "ln", "tanh")
TANGENTS_MULTIPLIED = Mistake("tangents multiplied", "in a product each factor moves in turn while the other stays: "
                              "two terms, none with both tangents")
QUOTIENT_SIGN = Mistake("quotient rule with a plus", "when the denominator grows, the quotient shrinks")
NO_INNER_TANGENT = Mistake("inner tangent forgotten", "a function moves by its slope times the tangent of what enters "
                           "it")
COS_SIGN = Mistake("sign of the cosine's slope", "the cosine falls where the sine is positive")
CHANGED = Mistake("an operand changed", "an operation makes a new Dual: its operands may be used again, and must be as "
                  "they were")
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


def nilpotent(work, rng):
    """should give ε² = 0 although ε is not 0"""
    for size in (1.0, weight(rng)):
        expect(work, ([("v", "mul", "e", "e")], {"e": 0.0}, {"e": size}), (0.0, 0.0), witness="ε·ε",
               because=DUAL_MISTAKES)
        expect(work, ([("v", "add", "e", "e")], {"e": 0.0}, {"e": size}), (0.0, 2 * size), witness="ε + ε")


def each_operation(work, rng):
    """should know every operation, on two dual numbers and on a dual number and a number"""
    _expect_dual(work, [("v", "mul", "x", "x")], {"x": 2.0}, {"x": 3.0})
    values, tangents = ({name: weight(rng) for name in "xy"} for _ in range(2))
    values = {name: abs(value) for name, value in values.items()}
    for op in OPS:
        two = op in ("add", "sub", "mul", "div")
        powers = [("x", 3), ("x", 0.5), ("x", -2)]
        calls = [("x", "y"), (2.0, "y"), ("x", 2.0)] if two else powers if op == "pow" else [("x",)]
        for args in calls:
            _expect_dual(work, [("v", op, *args)], values, tangents)


def operands(work, rng):
    """should leave the operands of every operation as they were"""
    for op in OPS:
        args = ("x", "y") if op in ("add", "sub", "mul", "div") else ("x", 3) if op == "pow" else ("x",)
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
    "run_dual", "Dual numbers", (nilpotent, each_operation, operands, programs), (
        "Every method returns a new Dual: the primal as usual, and the tangent by the rule you know from school.",
        "Product: (a + ȧε)(b + ḃε) = ab + (ȧb + aḃ)ε. Functions: f(a + ȧε) = f(a) + f′(a)ȧ ε.",
        "In 2 - x Python calls x.__rsub__(2): there the other number stands on the left."),
    (*DUAL_MISTAKES, CHANGED),
    after="You taught Python a new kind of number, and every program made of these operations can now be "
          "differentiated.")

# --- 2: matrices ---------------------------------------------------------------------------------------------------

LOWER = Mistake("tangent below the diagonal", "the tangent stands in the upper right corner, the zero in the lower "
                "left")
NO_SECOND_PRIMAL = Mistake("primal only once", "both places of the diagonal hold the primal, or the product rule does "
                           "not come out")


def as_matrix(work, rng):
    """should be a 2×2 matrix for a pair of numbers, whole or not"""
    whole = (int(n) for n in rng.choice(np.arange(2, 99), 2, replace=False))
    for a, p in ((3, 2), whole, (weight(rng), weight(rng))):
        expect(work, (a, p), [[a, p], [0, a]], witness="the definition", rtol=0, atol=0,
               because={LOWER: [[a, 0], [p, a]], NO_SECOND_PRIMAL: [[a, p], [0, 0]]})


def sums_and_products(work, rng):
    """should turn sums and products of dual numbers into sums and products of matrices"""
    a, p, b, q = (int(n) for n in rng.integers(2, 12, 4))
    left, right = (np.array(shaped(work, pair, np.zeros((2, 2)), "a matrix of shape (2, 2)"))
                   for pair in ((a, p), (b, q)))
    expect(lambda: left + right, (), [[a + b, p + q], [0, a + b]], tried="the sum of two of your matrices",
           witness="the sum of the dual numbers", rtol=0, atol=0)
    expect(lambda: left @ right, (), [[a * b, p * b + a * q], [0, a * b]], tried="the product of two of your matrices",
           witness="the product of the dual numbers", rtol=0, atol=0)


dual_matrix = Exercise(
    "dual_matrix", "Dual numbers are matrices", (as_matrix, sums_and_products), (
        "The primal stands twice, on the diagonal.", "The matrix of ε itself, dual_matrix(0, 1), has the square zero."),
    (LOWER, NO_SECOND_PRIMAL), after="So ε exists: it is the matrix [[0, 1], [0, 0]], not zero, with the square zero.")

# --- 3: adjoints are no dual numbers -------------------------------------------------------------------------------

FORWARD_RULE = Mistake("product rule for the adjoint", "the adjoint of z is the derivative of z by z itself: the "
                       "product rule has nothing to do with it")


def product_pair(work, rng):
    """should give what the product rule makes of the adjoints, and what the adjoint of z is"""
    for x, y in ((2.0, 5.0), tuple(map(float, generic(rng, 2)))):
        expect(work, (x, y), (x * x + y * y, 1.0), witness="∂z/∂x = y, ∂z/∂y = x, ∂z/∂z = 1",
               because={FORWARD_RULE: lambda x, y: (x * x + y * y,) * 2})


adjoint_counterexample = Exercise(
    "adjoint_counterexample", "Spot the mix-up", (product_pair,), (
        "The adjoints of x and y are the derivatives of z by them: y and x.",
        "The product rule on adjoints would be x·ȳ + x̄·y. And z̄ is the derivative of z by z."),
    (FORWARD_RULE,), after="29 against 1 at (2, 5): a pair of a value and its adjoint is no dual number. Tangents "
                           "travel "
    "forward, adjoints backward.")
