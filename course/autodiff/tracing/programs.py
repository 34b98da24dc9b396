"""Programs as plain data: a list of steps (name, operation, arguments...), where an argument is a name or a number.

Dronen's example, ln(x1) + x1*x2 - sin(x2):
[("v1", "ln", "x1"), ("v2", "mul", "x1", "x2"), ("v3", "sin", "x2"),
 ("v4", "add", "v1", "v2"), ("v5", "sub", "v4", "v3")]
"""
from __future__ import annotations

from course.autodiff.rules.table import TABLE

OPERATIONS = {name: TABLE[name] for name in (
    "add", "sub", "mul", "div", "neg", "pow", "sin", "cos", "tan", "exp", "ln", "sqrt", "tanh", "sigmoid", "relu",
    "abs", "max", "min")}


def input_names(program) -> list[str]:
    """The names that steps use before any step defines them, in the order in which they first appear."""
    defined, inputs = set(), []
    for name, _, *args in program:
        names = dict.fromkeys(arg for arg in args if isinstance(arg, str))
        inputs += [name for name in names if name not in defined and name not in inputs]
        defined.add(name)
    return inputs


def run(program, inputs: dict) -> dict:
    """Every name of the program with its value; the values may be numbers, arrays, complex or traced.

    Raises NameError for an argument without a value; ValueError for an unknown operation, a wrong number of arguments,
    or a name that is given twice.
    """
    values = dict(inputs)
    for name, op, *args in program:
        if op not in OPERATIONS:
            raise ValueError(f"step {name!r}: there is no operation {op!r}. Known are {', '.join(OPERATIONS)}.")
        if name in values:
            raise ValueError(f"{name!r} is given twice. Each name stands for one value: rename the second.")
        if missing := [arg for arg in args if isinstance(arg, str) and arg not in values]:
            raise NameError(f"step {name!r} uses {missing[0]!r}, which is neither an input nor an earlier step.")
        if len(args) != (wanted := len(OPERATIONS[op].jvps)):
            raise ValueError(f"step {name!r}: {op} takes {wanted} argument{'s' * (wanted > 1)}, got {len(args)}.")
        values[name] = OPERATIONS[op](*[values[arg] if isinstance(arg, str) else float(arg) for arg in args])
    return values
