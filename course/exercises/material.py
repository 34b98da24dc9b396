"""What several units draw their inputs from: smooth functions with their derivatives, random programs and graphs."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import NamedTuple

import numpy as np

from course.autodiff import OPERATIONS
from course.checking import Mismatch, Mistake


class Smooth(NamedTuple):
    """An analytic function of one number and its derivative."""

    f: object
    df: object


def sin(x): return np.sin(x)
def cos(x): return np.cos(x)
def exp(x): return np.exp(x)
def tanh(x): return np.tanh(x)
def dtanh(x): return 1 - np.tanh(x) ** 2
def square(x): return x * x
def double(x): return 2 * x
def bell(x): return 1 / (1 + x * x)
def dbell(x): return -2 * x / (1 + x * x) ** 2
def line(x): return 3 * x + 1
def three(x): return 3.0


SMOOTH = (Smooth(sin, cos), Smooth(exp, exp), Smooth(tanh, dtanh), Smooth(square, double), Smooth(bell, dbell),
          Smooth(line, three))


# Wherever a maximum or a minimum is differentiated at a tie.
AGAINST = Mistake("a share of the opposite sign", "at a tie the slope by one of them is 0 on one side and 1 on the "
                  "other. What may stand for it lies between: each share is at least nothing and at most all of what "
                  "arrives")

# The smallest graph with parallel edges.
TWO_EDGES = {"inputs": ["x"], "nodes": ["x", "y"], "output": "y", "edges": [("x", "y", 2.0), ("x", "y", 3.0)]}


def generic(rng: np.random.Generator, size=None):
    """Numbers between 0.3 and 1.7 in size with either sign: away from 0 and rarely 1, which hide mistakes."""
    return rng.uniform(0.3, 1.7, size) * rng.choice([-1.0, 1.0], size)


def random_graph(rng: np.random.Generator, inner: int = 6, inputs: int = 2) -> dict:
    """A weighted graph in plain data, nodes in topological order, with parallel edges; all reach the output."""
    nodes = [f"x{i + 1}" for i in range(inputs)] + [f"v{i + 1}" for i in range(inner)]
    edges = []
    for place in range(inputs, len(nodes)):
        sources = rng.choice(place, size=rng.integers(1, 4))             # with repeats: parallel edges
        edges += [(nodes[s], nodes[place], round(float(generic(rng)), 2)) for s in sorted(sources)]
    used = {source for source, _, _ in edges}
    edges += [(name, nodes[-1], round(float(generic(rng)), 2)) for name in nodes[:-1] if name not in used]
    return {"inputs": nodes[:inputs], "nodes": nodes, "output": nodes[-1], "edges": edges}


def shuffled_edges(graph: dict, rng: np.random.Generator) -> dict:
    """The same graph with its edges listed in another order."""
    return {**graph, "edges": [graph["edges"][i] for i in rng.permutation(len(graph["edges"]))]}


def random_program(rng: np.random.Generator) -> tuple[list, dict]:
    """A program on x1 and x2 in plain data, each step using any earlier names, and values for its inputs."""
    names, program = ["x1", "x2", "v0"], [("v0", "add", "x1", "x2")]
    for i in range(6):
        op = str(rng.choice(["add", "mul", "sub", "sin", "tanh"]))
        args = [str(name) for name in rng.choice(names, len(OPERATIONS[op].jvps))]
        program.append((f"v{i + 1}", op, *args))
        names.append(f"v{i + 1}")
    return program, {"x1": float(generic(rng)), "x2": float(generic(rng))}


def require(condition, *evidence: tuple[str, str], mistake=None):
    """Raise Mismatch with this evidence unless the condition holds."""
    if not condition:
        raise Mismatch(*evidence, mistake=mistake)


def explodes(call: Callable[[int], object], sizes: Iterable[int], slack: float = 0.01) -> int | None:
    """The first of these growing sizes at which call(size) takes `slack` seconds longer than four calls for size 4."""
    bound = slack + 4 * _seconds(call, 4, repeats=3)
    # a pause of the machine is no proof: look three times
    return next((n for n in sizes if _seconds(call, n) > bound and _seconds(call, n, repeats=2) > bound), None)


def _seconds(call, size, repeats=1):
    times = []
    for _ in range(repeats):
        start = perf_counter()
        call(size)
        times.append(perf_counter() - start)
    return min(times)
