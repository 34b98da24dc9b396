"""Formulas as plain data, the rules of differentiation on them, and how large they are, written out and shared.

A formula is a number, "x", ("add", a, b), ("mul", a, b), ("sin", a), ("cos", a) or ("exp", a). Parts may be shared:
every function here visits an object once, so a formula of exponential size, held in shared parts, takes linear time.
"""
from __future__ import annotations

from collections.abc import Callable


def _once(visit: Callable) -> Callable:
    """Make visit(recurse, formula) a function of the formula that treats each object once."""
    def run(formula):
        seen = {}

        def recurse(part):
            if id(part) not in seen:
                seen[id(part)] = visit(recurse, part)
            return seen[id(part)]
        return recurse(formula)
    return run


def _derivative(d, e):
    if not isinstance(e, tuple):
        return 1.0 if e == "x" else 0.0
    name, a, *rest = e
    match name:
        case "add":
            return ("add", d(a), d(rest[0]))
        case "mul":
            return ("add", ("mul", d(a), rest[0]), ("mul", a, d(rest[0])))
        case "sin":
            return ("mul", ("cos", a), d(a))
        case "cos":
            return ("mul", ("mul", -1.0, ("sin", a)), d(a))
        case "exp":
            return ("mul", e, d(a))
    raise ValueError(f"there is no rule for {name!r}. Known are add, mul, sin, cos, exp.")


def derivative_formula(formula):
    """The derivative by x, by the rules of school, unsimplified. Raises ValueError for an operation without a rule."""
    return _once(_derivative)(formula)


def written_size(formula) -> int:
    """The number of nodes of the formula written out as a tree."""
    return _once(lambda size, e: 1 + sum(map(size, e[1:])) if isinstance(e, tuple) else 1)(formula)


def shared_size(formula) -> int:
    """The number of different nodes: equal parts count once."""
    numbers = {}                            # a number for each different node: its operation and its parts' numbers
    _once(lambda number, e: numbers.setdefault(
        (e[0], *map(number, e[1:])) if isinstance(e, tuple) else e, len(numbers)))(formula)
    return len(numbers)
