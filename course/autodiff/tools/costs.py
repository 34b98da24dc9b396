"""What a derivative of a recorded run costs: counted on its graph, not measured."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course.autodiff.rules.primitive import shape_of
from course.autodiff.tracing.graph import Graph


class Cost(NamedTuple):
    """Numbers are counted entry by entry: an array of 10 entries counts as 10."""

    operations: int         # numbers computed by the primal
    edges: int              # edges of the graph: what each sweep passes along once
    forward_passes: int     # for a whole Jacobian: one for each number that comes in
    reverse_passes: int     # or one for each number that goes out
    live_forward: int       # the most values needed at one time while going forward, each with its tangent
    live_reverse: int       # the values that wait for a reverse sweep: all of them

    def __str__(self):
        return (f"{self.operations} operations, {self.edges} edges; a Jacobian takes {self.forward_passes} forward or "
                f"{self.reverse_passes} reverse passes, and at most {self.live_forward} or {self.live_reverse} values "
                "are held")


def cost(graph: Graph) -> Cost:
    """The cost of a Jacobian of this run by both modes.

    A chain of n operations needs two values at one time going forward, and n + 1 going back.
    """
    sizes = [_size(node) for node in graph.nodes]
    last = {node.index: len(graph.nodes) for node in graph.outputs}
    for node in graph.nodes:
        for source in node.inputs:
            last[source.index] = max(last.get(source.index, 0), node.index)
    live = most = 0
    ending = {}
    for index, size in enumerate(sizes):
        live += size                        # the result is there before its last arguments go
        most = max(most, live)
        ending.setdefault(last.get(index, index), []).append(size)
        live -= sum(ending.pop(index, []))
    return Cost(sum(_size(node) for node in graph.nodes if node.primitive), len(graph.edges),
                sum(map(_size, graph.inputs)), sum(map(_size, graph.outputs)), most, sum(sizes))


def _size(node):
    return int(np.prod(shape_of(node.value)))
