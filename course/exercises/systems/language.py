"""A closed language for straight-line code: one function as text, checked and evaluated without running it as Python.

The text may come from anybody. Its length bounds the work: each line is one step, parsed by itself, on real numbers.
"""
from __future__ import annotations

import ast
import math
import operator
import re
from typing import NamedTuple

LINES, WIDTH = 600, 200
HEAD = re.compile(r"def\s+(\w+)\s*\(\s*((?:\w+\s*,\s*)*\w+)?\s*\)\s*:\s*(?:#.*)?")
CALLS = {"sin": math.sin, "cos": math.cos, "exp": math.exp, "log": math.log}
BINARY = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
          ast.Pow: operator.pow}
ALLOWED = "name = expression, name += expression, and at the end return"


class Refused(ValueError):
    """A line that is not in the language, or has no value; the sentence says which and why."""


class Function(NamedTuple):
    """The text of a function, taken apart: each step is (line, target, expression), the last one without a target."""

    name: str
    inputs: tuple[str, ...]
    steps: tuple[tuple[str, str | None, ast.expr], ...]


def read(text: str) -> Function:
    """The function that a text defines. Raises Refused for anything but `def`, assignments and one final `return`."""
    if not isinstance(text, str):
        raise Refused("there is no text: reverse_source returns a string")
    lines = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    if len(lines) > LINES or max(map(len, lines), default=0) > WIDTH:
        raise Refused(f"more than {LINES} lines, or one of more than {WIDTH} characters")
    head = HEAD.fullmatch(lines[0].strip()) if lines else None
    if not head:
        raise Refused("the text does not begin with a line such as def df(x, y):")
    if flush := [line for line in lines[1:] if not line.startswith((" ", "\t"))]:
        raise Refused(f"{flush[0].strip()!r} is not indented: it does not belong to the function")
    steps = tuple(_step(line.strip()) for line in lines[1:])
    if [i for i, (_, target, _) in enumerate(steps) if target is None] != [len(steps) - 1]:
        raise Refused("return stands once, in the last line")
    return Function(head[1], tuple(re.findall(r"\w+", head[2] or "")), steps)


def _step(line):
    try:
        statement, = ast.parse(line).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Refused(f"{line!r} is not one step; possible are {ALLOWED}") from None
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return line, name, value
        case ast.AugAssign(target=ast.Name(id=name) as target, op=op, value=value):
            return line, name, ast.BinOp(ast.Name(target.id), op, value)
        case ast.Return(value=ast.expr() as value):
            return line, None, value
    raise Refused(f"{line!r} is not one step; possible are {ALLOWED}")


def evaluate(function: Function, inputs: dict[str, float]) -> tuple[float, ...]:
    """What the function returns for these inputs, a single number as a tuple of one. Raises Refused."""
    values = dict(inputs)
    for line, target, expression in function.steps:
        many = target is None and isinstance(expression, ast.Tuple | ast.List)
        try:
            result = [_value(part, values) for part in (expression.elts if many else [expression])]
        except (ArithmeticError, ValueError) as error:
            raise Refused(f"{error}, in the line {line!r}") from None
        if target is None:
            return tuple(result)
        values[target], = result


def _value(tree, values) -> float:
    match tree:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.Name(id=name):
            raise Refused(f"{name} has no value yet")
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, values)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY:
            return _real(BINARY[type(op)](_value(left, values), _value(right, values)))
        case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]) if name in CALLS:
            return CALLS[name](_value(inner, values))
    raise Refused(f"{ast.unparse(tree)!r} is not in the language: numbers, names, + - * / ** and {', '.join(CALLS)}")


def _real(number):
    if isinstance(number, complex):
        raise Refused("a root of a negative number")
    return number
