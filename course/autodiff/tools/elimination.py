"""Vertex elimination: a graph's nodes leave one by one, in any order, and its path sums stay."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from course.autodiff.tracing.graph import Edge


class Elimination(NamedTuple):
    """What one node leaves behind: the edges of the smaller graph, and those of them that are new or have grown."""

    node: str
    edges: tuple[Edge, ...]
    changed: tuple[Edge, ...]
    entered: tuple[Edge, ...]           # the edges that led to the node, and those that led away from it
    left: tuple[Edge, ...]


def eliminations(edges: Iterable[Sequence], order: Iterable[str]) -> list[Elimination]:
    """The nodes of `order` leave in turn: each pair of an edge in and an edge out becomes their product.

    A product is added to the edge that leads the same way, if there is one. Parallel edges count as one, their sum.
    Griewank and Walther, Evaluating Derivatives, 2nd edition 2008, chapter 9.
    """
    weights, found = {}, []
    for source, target, weight in edges:
        weights[source, target] = weights[source, target] + weight if (source, target) in weights else weight
    for node in order:
        entered = tuple(Edge(s, t, w) for (s, t), w in weights.items() if t == node)
        left = tuple(Edge(s, t, w) for (s, t), w in weights.items() if s == node)
        weights = {ends: w for ends, w in weights.items() if node not in ends}
        products = {(a.source, b.target): a.weight * b.weight for a in entered for b in left}
        for ends, product in products.items():
            weights[ends] = weights[ends] + product if ends in weights else product
        after = tuple(Edge(*ends, w) for ends, w in weights.items())
        found.append(Elimination(node, after, tuple(e for e in after if e[:2] in products), entered, left))
    return found


def eliminate(edges: Iterable[Sequence], order: Iterable[str]) -> tuple[list[Edge], int]:
    """The edges that are left when the nodes of `order` have gone, and how many multiplications that took.

    A node costs its predecessors times its successors, at the time when it goes.
    """
    found = eliminations(edges, ["", *order])       # nobody is called "": it merges parallel edges, and costs nothing
    return list(found[-1].edges), sum(len(step.entered) * len(step.left) for step in found)
