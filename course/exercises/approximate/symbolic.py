"""Derivatives of formulas: the rules on an expression tree, and how large the result becomes."""
from __future__ import annotations

import numpy as np

from course.autodiff import complex_step
from course.autodiff.text import short
from course.checking import Exercise, Mistake, expect, has_form, kind, points, show_call
from course.exercises.material import generic, require

# An expression is a number, "x", ("add", a, b), ("mul", a, b), ("sin", a), ("cos", a) or ("exp", a).
OPERATIONS = {"add": lambda a, b: a + b, "mul": lambda a, b: a * b, "sin": np.sin, "cos": np.cos, "exp": np.exp}


def evaluate(expression, x):
    """The value of an expression tree at x, real or complex."""
    if expression == "x":
        return x
    if isinstance(expression, int | float):
        return float(expression)
    name, *parts = expression
    return OPERATIONS[name](*[evaluate(part, x) for part in parts])


def is_expression(value) -> bool:
    """Whether it is an expression tree, as tuples or as lists."""
    if not isinstance(value, tuple | list):
        return value == "x" if isinstance(value, str) else has_form(value, 0.0)
    name, *parts = value or [None]
    return isinstance(name, str) and len(parts) == {"add": 2, "mul": 2, "sin": 1, "cos": 1, "exp": 1}.get(
        name) and all(map(is_expression, parts))


PRODUCTS = Mistake("product of the derivatives", "when both factors move, each brings its own share: two terms, in "
                   "each of which one factor moves and the other stays")
NO_CHAIN = Mistake("inner derivative forgotten", "what stands inside sin, cos or exp moves as well: its derivative is "
                   "one more factor")
CONSTANT_ONE = Mistake("a number's derivative is 1", "a number does not move when x does")


def _derived(product=True, chain=True, constant=0):
    """The rules of differentiation as a function of values, with some of them got wrong."""
    def value(e, x):
        if e == "x" or isinstance(e, int | float):
            return 1 if e == "x" else constant
        name, a, *rest = e
        va, da = evaluate(a, x), value(a, x)
        if not rest:
            outer = {"sin": np.cos(va), "cos": -np.sin(va), "exp": np.exp(va)}[name]
            return outer * da if chain else outer
        vb, db = evaluate(rest[0], x), value(rest[0], x)
        return da + db if name == "add" else da * vb + va * db if product else da * db
    return value


DIFF_MISTAKES = {PRODUCTS: _derived(product=False), NO_CHAIN: _derived(chain=False), CONSTANT_ONE: _derived(constant=1)}


def _expect_derivative(work, expression, rng):
    got, call = work(expression), show_call("sym_diff", (expression,))
    require(is_expression(got), ("tried", call), ("yours", f"{short(got)}: {kind(got)}"),
            ("should be", "an expression: a number, \"x\", or a tuple of an operation and its arguments"))
    tried = f"{call}, evaluated at x = "
    for x in map(float, generic(rng, 2)):
        want = complex_step(lambda x: evaluate(expression, x), x)
        with np.errstate(all="ignore"):
            value = evaluate(got, x)
        expect(lambda value=value: value, (), want, tried=f"{tried}{x:.4g}", witness="complex step", rtol=1e-9,
               because={mistake: wrong(expression, x) for mistake, wrong in DIFF_MISTAKES.items()})


def leaves(work, rng):
    """should differentiate x and a number"""
    for expression in ("x", 7.0, round(float(generic(rng)), 2), 3):
        _expect_derivative(work, expression, rng)


def one_rule(work, rng):
    """should know each rule: sum, product, sin, cos, exp"""
    number = round(float(generic(rng)), 2)
    for expression in (("add", "x", 3.0), ("add", number, "x"), ("mul", "x", "x"), ("mul", number, "x"), ("sin", "x"),
                       ("cos", "x"), ("exp", "x")):
        _expect_derivative(work, expression, rng)


def random_expression(rng, depth):
    """A random expression tree of at most this depth."""
    if depth == 0 or rng.random() < 0.15:
        return "x" if rng.random() < 0.7 else round(float(generic(rng)), 1)
    name = str(rng.choice(["add", "mul", "sin", "cos"]))
    return (name, *[random_expression(rng, depth - 1) for _ in range(2 if name in ("add", "mul") else 1)])


@points(2)
def nested(work, rng):
    """should combine them in any expression"""
    _expect_derivative(work, ("sin", ("mul", 3.0, "x")), rng)
    _expect_derivative(work, ("mul", ("exp", ("mul", -1.0, "x")), ("cos", "x")), rng)
    for _ in range(4):
        _expect_derivative(work, random_expression(rng, 4), rng)


sym_diff = Exercise(
    "sym_diff", "Rules on a tree", (leaves, one_rule, nested), (
        "The function calls itself: to differentiate a sum, differentiate both parts and build a new sum.",
        "The derivative of (\"mul\", a, b) is a sum of two products, made of a, b, and their derivatives.",
        "For (\"sin\", a): the cosine of a, times the derivative of a."),
    (PRODUCTS, NO_CHAIN, CONSTANT_ONE),
    after="A whole differentiator in a dozen lines, and exact. The catch is the size of what it returns.")

# --- expression swell -----------------------------------------------------------------------------------------------

DISTINCT_ONLY = Mistake("shared parts counted once in both", "in the tree every occurrence is written out again: "
                        "count it again")
LEAVES_ONLY = Mistake("counts the leaves", "operations are nodes too")


def _nodes(expression):
    yield expression
    if isinstance(expression, tuple):
        for part in expression[1:]:
            yield from _nodes(part)


def _swell(expression):
    nodes = list(_nodes(expression))
    return len(nodes), len(set(nodes))


SWELL_MISTAKES = {DISTINCT_ONLY: lambda e: (_swell(e)[1],) * 2,
                  LEAVES_ONLY: lambda e: (sum(not isinstance(n, tuple) for n in _nodes(e)),
                                          len({n for n in _nodes(e) if not isinstance(n, tuple)}))}


def small_trees(work, rng):
    """should count both for x and for x·x + x·x"""
    square = ("mul", "x", "x")
    for expression in ("x", ("add", square, square)):
        expect(work, (expression,), _swell(expression), witness="counted on paper", rtol=0, atol=0,
               because=SWELL_MISTAKES)


def any_tree(work, rng):
    """should count them in any expression"""
    for _ in range(4):
        expression = random_expression(rng, 6)
        expect(work, (expression,), _swell(expression), witness="all nodes listed, then made a set", rtol=0, atol=0,
               because=SWELL_MISTAKES)


swell = Exercise(
    "swell", "Written out and shared", (small_trees, any_tree), (
        "The tree size of (name, a, b) is 1 + the size of a + the size of b.",
        "Tuples can be members of a set. Collect all parts of the expression in one.",),
    (DISTINCT_ONLY, LEAVES_ONLY), extra=True,
    after="The shared size is the number of nodes of a graph. Work on the "
                                                  "graph, and nothing swells.")
