"""Odd inputs that the statements of path sums allow, and what of a result must be the same whoever found it."""
from functools import partial
from random import Random

import numpy as np

from course.exercises.drawn import drawn_graph, drawn_program

MANY = range(8)


def program(seed, operations=(("add", 2), ("mul", 2), ("sin", 1))):
    """Steps that use numbers, inputs, earlier steps, themselves, later ones, and names that never have a value."""
    dice = Random(seed)
    inputs = ["x", "y", "z"][:dice.randint(1, 3)]
    names, steps = list(inputs), []
    for i in range(dice.randint(1, 7)):
        operation, places = dice.choice(operations)
        steps.append((f"v{i}", operation, *(dice.choice([2.0, 3, *names * 2, "u", "w", f"v{i}", f"v{i + 1}"])
                                            for _ in range(places))))
        names.append(f"v{i}")
    return steps, inputs


def graphs():
    """Any graph, its edges in any order, with lone nodes, with weights that are 0 or whole."""
    yield {"inputs": ["x"], "nodes": ["x"], "output": "x", "edges": []}
    for seed in MANY:
        rng, dice = np.random.default_rng(seed), Random(seed)
        graph = drawn_graph(rng, 6)
        yield graph
        yield {**graph, "nodes": ["first", *graph["nodes"], "last"]}
        yield {**graph, "edges": [(s, t, dice.choice([0.0, 1, -1.0, 2, w])) for s, t, w in graph["edges"]]}


def pairs(graph):
    nodes = graph["nodes"]
    return [(graph, start, end) for start in nodes[:3] + nodes[-1:] for end in nodes[:1] + nodes[-3:]]


def bent(a, q): return a * a * q + q
def dbent(a, q): return 2 * a * q, a * a + 1


def parameters(seed):
    dice = Random(seed)
    draw = partial(dice.choice, [0.0, 1.0, -0.5, dice.uniform(-2, 2)])
    return ([draw(), draw(), draw()], draw(), draw(), [bent, np.sin, np.exp, bent], [dbent, np.cos, np.exp, dbent])


def mixed(graph):
    return {**graph, "nodes": Random(len(graph["edges"])).sample(graph["nodes"], len(graph["nodes"]))}


CASES = {
    "build_graph": [(steps, ["unused", *values]) for steps, values in (
        drawn_program(np.random.default_rng(seed), ("add", "mul", "sin"), 1 + seed % 7) for seed in MANY)],
    "find_faults": [program(seed) for seed in range(60)],
    "paths": [case for graph in graphs() for case in pairs(graph)],
    "path_value": [([(f"n{i}", f"n{i + 1}", Random(count + i).choice([0.0, 1, -2.5, 3, 1e9])) for i in range(count)],)
                   for count in range(7)],
    "count_paths": [case for graph in graphs() for case in pairs(graph)],
    "path_sums": [(graph, out) for graph in graphs() for out in graph["nodes"]],
    "program_grads": [parameters(seed) for seed in MANY],
    "schedule": [(mixed(graph),) for graph in graphs()],
}


def settled(name, args, result):
    """What of a result must be the same, once the rest has been found in order."""
    if name == "paths":
        return sorted(tuple(map(tuple, path)) for path in result)
    if name == "schedule":
        order, levels = result
        assert sorted(order) == sorted(args[0]["nodes"])
        assert all(order.index(s) < order.index(t) for s, t, _ in args[0]["edges"])
        return [sorted(level) for level in levels]
    return result
