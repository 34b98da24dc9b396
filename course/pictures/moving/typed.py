"""Numbers as people type them: 3.5, 3,5, 1/3, 2*np.pi."""
from __future__ import annotations

import ast
import math
import operator
import re

OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
              ast.USub: operator.neg, ast.UAdd: operator.pos}
CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e, "np.pi": math.pi, "np.e": math.e, "math.pi": math.pi,
             "math.e": math.e}
LONGEST = 40


class NotANumber(ValueError):
    """What stands in a field is no number; the sentence says how to write one."""


def read_number(name: str, text: str) -> float:
    """The number in the field of this name. Raises NotANumber."""
    plain = re.sub(r"(?<=\d),(?=\d)", ".", text.replace("−", "-").strip())
    try:
        number = float(_value(ast.parse(plain, mode="eval").body)) if len(text) <= LONGEST else math.nan
    except (SyntaxError, ValueError, ArithmeticError):
        number = math.nan
    if not math.isfinite(number):
        raise NotANumber(f"{name} is {text[:LONGEST]!r}, which is no number. Write 3.5, 1/3 or np.pi, for example.")
    return number


def _value(tree):
    match tree:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
            return OPERATIONS[type(op)](_value(left), _value(right))
        case ast.UnaryOp(op=op, operand=inner) if type(op) in OPERATIONS:
            return OPERATIONS[type(op)](_value(inner))
        case ast.Name() | ast.Attribute() if ast.unparse(tree) in CONSTANTS:
            return CONSTANTS[ast.unparse(tree)]
    raise ValueError
