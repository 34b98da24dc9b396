"""Derivatives as sums over paths: by listing every path, and by one sweep that shares what paths have in common.

A path is a tuple of edges; its value is the product of their weights, 1 for the empty path (Bauer 1974; Barber 2015,
eq. 19). Everything here works on a Graph and on a graph as plain data, as `as_data` makes it.
"""
from __future__ import annotations

from collections.abc import Iterator
from math import prod

from course.autodiff.tracing.graph import Edge, Graph


def paths(graph: Graph | dict, source: str, target: str | None = None) -> Iterator[tuple[Edge, ...]]:
    """Every path from source to target (the output by default), one at a time: there may be exponentially many."""
    out, goal = _leaving(graph), _goal(graph, target)
    alive = {name for name, n in count_paths(graph, target=goal).items() if n}      # never walk into a dead end
    stack = [(source, ())] if source in alive else []
    while stack:
        name, path = stack.pop()
        if name == goal:
            yield path
        stack += [(edge.target, (*path, edge)) for edge in reversed(out[name]) if edge.target in alive]


def path_value(path):
    """The product of the weights along the path, 1 for the empty path."""
    return prod(edge[2] for edge in path)


def path_sum(graph: Graph | dict, source: str, target: str | None = None):
    """The derivative of target by source, the slow way: list the paths and add up their values."""
    return sum(path_value(path) for path in paths(graph, source, target))


def path_sums(graph: Graph | dict, target: str | None = None) -> dict:
    """The sum over all paths to target, for every node, in one backward sweep: one multiplication per edge at most.

    v_X of Pingali's lecture, t_n of Barber's algorithm: all paths from X go through a first edge, so
    v_X = Σ weight(X -> Y) · v_Y, and Y's sum is complete before X asks for it.
    """
    return _backward(graph, target, lambda edge: edge.weight)


def count_paths(graph: Graph | dict, source: str | None = None, target: str | None = None):
    """How many paths lead from source to target; for every node when no source is given. Nothing is listed."""
    counts = _backward(graph, target, lambda edge: 1)
    return counts if source is None else counts[source]


def _backward(graph, target, weight):
    out, goal = _leaving(graph), _goal(graph, target)
    sums = {}
    for name in reversed(out):              # reversed topological order
        sums[name] = sum((weight(edge) * sums[edge.target] for edge in out[name]), start=int(name == goal))
    return sums


def _leaving(graph):
    """Every node, in topological order, with the edges that start there."""
    nodes = [n.name for n in graph.nodes] if isinstance(graph, Graph) else graph["nodes"]
    edges = graph.edges if isinstance(graph, Graph) else [Edge(*edge) for edge in graph["edges"]]
    table = {name: [] for name in nodes}
    for edge in edges:
        table[edge.source].append(edge)
    return table


def _goal(graph, target):
    if target is not None:
        return target
    return graph.output.name if isinstance(graph, Graph) else graph["output"]
