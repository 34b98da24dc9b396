"""Linear programs as plain data, and their transposes: an add becomes a copy, and a copy an add.

A program is a dict: "inputs", names; "steps", (name, "scale", a, c), (name, "add", a, b) or (name, "zero"); "outputs",
names of inputs or steps. A name that is used twice is copied.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce


def run_linear(program: Mapping, x: Sequence) -> list:
    """The outputs of a linear program at the numbers x, one for each input."""
    known = dict(zip(program["inputs"], x, strict=True))
    for name, op, *args in program["steps"]:
        if op == "scale":
            known[name] = args[1] * known[args[0]]
        else:
            known[name] = known[args[0]] + known[args[1]] if op == "add" else 0.0
    return [known[name] for name in program["outputs"]]


def transpose(program: Mapping) -> dict:
    """The program of the transposed map: from one number for each output to one number for each input.

    Frostig, Johnson, Maclaurin, Paszke and Radul, Decomposing reverse-mode automatic differentiation, 2021.
    """
    arrived, steps = defaultdict(list), []      # arrived: what comes back to each name, one name for each use of it

    def step(*made):
        steps.append((f"t{len(steps)}", *made))
        return steps[-1][0]

    def total(name):
        return reduce(lambda a, b: step("add", a, b), arrived[name]) if arrived[name] else step("zero")

    given = {f"u{i}": output for i, output in enumerate(program["outputs"])}
    for came, name in given.items():
        arrived[name].append(came)
    for name, op, *args in program["steps"][::-1]:
        bar = total(name)                       # complete: whatever uses this name stands later in the program
        if op == "scale":
            arrived[args[0]].append(step("scale", bar, args[1]))
        elif op == "add":
            for arg in args:
                arrived[arg].append(bar)
    return {"inputs": list(given), "steps": steps, "outputs": [total(name) for name in program["inputs"]]}
