"""Graphs and programs as checks draw them: of every shape that a statement allows, under names that tell nothing."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from course.autodiff import OPERATIONS, run
from course.exercises.material import generic

NAMES = [f"{letter}{number}" for letter in "abcdefghkmnpqrstuvwxyz" for number in ("", 1, 2, 3)]
SAFE = {"ln": lambda x: x > 0.3, "exp": lambda x: x < 2, "div": lambda x, y: abs(y) > 0.3}     # where slopes are mild
LARGEST = 30.0              # of the values in a program


def weight(rng: np.random.Generator) -> float:
    """A generic number of three digits."""
    return round(float(generic(rng)), 2)


def names(rng: np.random.Generator, n: int, but: Iterable[str] = ()) -> list[str]:
    """So many names, none of some others, in an order that tells nothing."""
    return [str(name) for name in rng.choice([name for name in NAMES if name not in set(but)], n, replace=False)]


def shuffled(rng: np.random.Generator, items: Iterable) -> list:
    """The items in another order."""
    items = list(items)
    return [items[i] for i in rng.permutation(len(items))]


def renamed(graph: dict, rng: np.random.Generator) -> tuple[dict, dict]:
    """The same graph under other names, and what each name has become."""
    new = dict(zip(graph["nodes"], names(rng, len(graph["nodes"])), strict=True))
    return {"inputs": [new[name] for name in graph["inputs"]], "nodes": list(new.values()),
            "output": new[graph["output"]], "edges": [(new[s], new[t], w) for s, t, w in graph["edges"]]}, new


def respelled(program: Sequence, inputs: Iterable[str], rng: np.random.Generator) -> tuple[list, dict]:
    """The same program under other names, and what each name has become."""
    spoken = [name for step in program for name in (step[0], *step[2:]) if isinstance(name, str)]
    old = list(dict.fromkeys([*inputs, *spoken]))
    new = dict(zip(old, names(rng, len(old)), strict=True))
    return [(new[name], op, *(new.get(arg, arg) for arg in args)) for name, op, *args in program], new


def drawn_graph(rng: np.random.Generator, inner: int, inputs: int = 2) -> dict:
    """A weighted graph, nodes in topological order and edges in none: all reach the output, two run side by side."""
    nodes = names(rng, inputs + inner)
    edges = [(nodes[0], nodes[inputs], weight(rng)) for _ in range(2)]
    for place in range(inputs, len(nodes)):
        edges += [(nodes[s], nodes[place], weight(rng)) for s in rng.choice(place, size=rng.integers(1, 4))]
    used = {source for source, _, _ in edges}
    edges += [(name, nodes[-1], weight(rng)) for name in nodes[:-1] if name not in used]
    return {"inputs": nodes[:inputs], "nodes": nodes, "output": nodes[-1], "edges": shuffled(rng, edges)}


def with_strays(graph: dict, rng: np.random.Generator) -> dict:
    """The graph with two nodes more: one without edges, and one that the output feeds."""
    alone, later = names(rng, 2, but=graph["nodes"])
    place = int(rng.integers(len(graph["nodes"])))
    return {**graph, "nodes": [*graph["nodes"][:place], alone, *graph["nodes"][place:], later],
            "edges": shuffled(rng, [*graph["edges"], (graph["output"], later, weight(rng))])}


def drawn_program(rng: np.random.Generator, operations: Sequence[str], steps: int = 6, inputs: int = 2,
                  numbers: bool = True) -> tuple[list, dict]:
    """A program whose last step needs all others, and values for its inputs; with numbers among the arguments.

    Where it has as many steps as there are operations, it has each of them.
    """
    while True:
        program, values = _drawn(rng, operations, names(rng, steps + inputs), inputs, numbers)
        if len(program) == steps and len({op for _, op, *_ in program}) == min(steps, len(operations)):
            return program, values


def _drawn(rng, operations, spoken, inputs, numbers):
    values, program = {name: weight(rng) for name in spoken[:inputs]}, []
    for name in spoken[inputs:]:
        left = [op for op in operations if op not in {step[1] for step in program}]
        step = _drawn_step(rng, name, left or operations, values, program, numbers)
        if step is None:                    # a dead end: nothing more is mild
            break
        program.append(step)
        values[name] = float(run(program[-1:], _named(values, program[-1]))[name])
    used = {arg for _, _, *args in program for arg in args}
    return program, {name: values[name] for name in spoken[:inputs] if name in used}


def _drawn_step(rng, name, operations, values, program, numbers):
    """A step that goes on from the last one and stays mild; None where none is found."""
    for _ in range(50):
        op = str(rng.choice(operations))
        args = [str(arg) for arg in rng.choice(list(values), len(OPERATIONS[op].jvps))]
        if numbers and len(args) == 2 and rng.random() < 0.3:
            args[int(rng.integers(2))] = weight(rng)
        if program:                         # a chain, from which other uses branch off
            args[next((i for i, arg in enumerate(args) if isinstance(arg, str)), 0)] = program[-1][0]
        if is_mild([(name, op, *args)], values):
            return name, op, *args


def is_mild(program: Sequence, values: dict) -> bool:
    """Whether a program stays where its operations are defined and its values are moderate."""
    known = dict(values)
    for step in program:
        name, op, *args = step
        numbers = [known.get(arg) if isinstance(arg, str) else arg for arg in args]
        if None in numbers or not SAFE.get(op, lambda *numbers: True)(*numbers):
            return False
        known[name] = float(run([step], _named(known, step))[name])
        if not abs(known[name]) < LARGEST:
            return False
    return True


def _named(values, step):
    return {arg: values[arg] for arg in step[2:] if isinstance(arg, str)}
