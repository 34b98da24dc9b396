"""Linear programs as checks need them: their matrices, faults of their form, drawn ones, and smaller ones."""
from __future__ import annotations

from collections import Counter
from functools import partial

import numpy as np

from course.autodiff import run_linear
from course.exercises.drawn import names, weight
from course.exercises.smaller import ROUND

SIZES = {"scale": 2, "add": 2, "zero": 0}


def columns(function, n):
    """The matrix of a linear function of n numbers, column by column."""
    return np.array([function([float(i == j) for i in range(n)]) for j in range(n)]).T


def matrix(program):
    """The matrix of a linear program."""
    return columns(partial(run_linear, program), len(program["inputs"]))


def counts(program):
    """How many scales and adds a program has."""
    ops = Counter(op for _, op, *_ in program["steps"])
    return ops["scale"], ops["add"]


def fault(program):
    """What is wrong with the form of a linear program, as a sentence; "" where nothing is."""
    return _unnamed(program) or _wrong_step(program) or _wrong_ends(program)


def _unnamed(program):
    heads = [step[0] for step in program["steps"] if isinstance(step, list | tuple) and step]
    said = [f"the name {name!r} is no string" for name in [*program["inputs"], *heads] if not isinstance(name, str)]
    said += [f"the output {name!r} is {_instead(name)}" for name in program["outputs"] if not isinstance(name, str)]
    return said[0] if said else ""


def _instead(part):
    """What stands where a name should, and what to do about it."""
    if isinstance(part, list):
        return "a list: what has come back is to be added up to one name; where nothing has, this is a zero"
    return "no name: where nothing has come back goes a zero" if part is None else "no string"


def _wrong_step(program):
    known = list(program["inputs"])
    for step in program["steps"]:
        if not isinstance(step, list | tuple) or len(step) < 2 or not isinstance(step[1], str):
            return f"{step} is no step: that is a name, an operation, and its arguments"
        name, op, *args = step
        if len(args) != SIZES.get(op, -1):
            return f"{tuple(step)} is none of (name, 'scale', a, c), (name, 'add', a, b), (name, 'zero')"
        given, c = (args[:1], args[1]) if op == "scale" else (args, 0.0)
        if not isinstance(c, int | float) or isinstance(c, bool):
            return f"{tuple(step)} scales by {c!r}, which is no number"
        if odd := [arg for arg in given if not isinstance(arg, str)]:
            return f"in {tuple(step)} {odd[0]!r} is {_instead(odd[0])}"
        if not set(given) <= set(known):
            return f"{tuple(step)} uses a name that nothing before it makes"
        known.append(name)
    return ""


def _wrong_ends(program):
    known = Counter([*program["inputs"], *(step[0] for step in program["steps"])])
    twice = [name for name, n in known.items() if n > 1]
    strangers = [name for name in program["outputs"] if name not in known]
    return (f"the name {twice[0]!r} is given twice" if twice else
            f"the output {strangers[0]!r} is neither an input nor a step" if strangers else "")


def drawn_linear(rng, steps, inputs=3, outputs=2, dead=True):
    """A linear program under names that tell nothing; with unused names, zeros and outputs named twice, or nothing."""
    spoken, made = names(rng, inputs + steps), []
    known, unused = spoken[:inputs], set(spoken[:inputs])
    for name in spoken[inputs:]:
        op = str(rng.choice(["scale", "add", "add", "zero"] if dead and steps > 2 else ["scale", "add"]))
        args = [str(arg) for arg in rng.choice(known, {"scale": 1, "add": 2, "zero": 0}[op])]
        if unused and args and not dead:
            args[0] = str(rng.choice(sorted(unused)))
        made.append((name, op, *args, *[weight(rng)] * (op == "scale")))
        unused = unused - set(args) | {name}
        known = [*known, name]
    out = [str(name) for name in rng.choice(known, outputs)] if dead else sorted(unused)
    return {"inputs": spoken[:inputs], "steps": made, "outputs": out}


def smaller_linear(program):
    """The program without one step, for whose name stands another; without one output or unused input."""
    for i, (name, _, *args) in enumerate(program["steps"]):
        instead = next((arg for arg in [*args, *program["inputs"]] if isinstance(arg, str)), None)
        swap = lambda arg, name=name, instead=instead: instead if arg == name else arg      # noqa: E731
        yield {"inputs": program["inputs"], "outputs": list(map(swap, program["outputs"])), "steps": [
            tuple(map(swap, step)) for j, step in enumerate(program["steps"]) if j != i]}
    for i in range(len(program["outputs"]) * (len(program["outputs"]) > 1)):
        yield {**program, "outputs": program["outputs"][:i] + program["outputs"][i + 1:]}
    used = {part for step in program["steps"] for part in step[2:]} | set(program["outputs"])
    for name in program["inputs"] * (len(program["inputs"]) > 1):
        if name not in used:
            yield {**program, "inputs": [other for other in program["inputs"] if other != name]}
    rounded = [(name, op, args[0], c) if op == "scale" else (name, op, *args)
               for (name, op, *args), c in zip(program["steps"], ROUND, strict=False)]
    if len(rounded) == len(program["steps"]) and rounded != program["steps"]:
        yield {**program, "steps": rounded}
