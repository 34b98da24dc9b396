"""The evaluation trace of a recorded run as rows: Wengert's list, with tangents and adjoints beside the values."""
from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from course.autodiff.modes.forward import tangents
from course.autodiff.modes.reverse import adjoints
from course.autodiff.tracing.graph import Graph


class Row(NamedTuple):
    """One value of the run; `partials` are the weights of its edges, parallel to `inputs`."""

    name: str
    operation: str | None                   # None for an input
    inputs: tuple[str, ...]
    partials: tuple
    value: object
    tangent: object                         # None where no seed was given
    adjoint: object


def trace_table(graph: Graph, seed: Mapping | None = None, output: str | None = None) -> list[Row]:
    """A row for each node in the order of computing, with its tangent for a seed and its adjoint for an output.

    Down the tangents runs forward mode, up the adjoints reverse mode: tangent = Σ partial · tangent of input, and an
    input's adjoint = Σ partial · adjoint over the rows that use it (Griewank & Walther 2008, tables 1.1 to 1.3).
    """
    dots, bars = tangents(graph, dict(seed)) if seed is not None else {}, adjoints(graph, output)
    return [Row(node.name, node.primitive and node.primitive.name, tuple(source.name for source in node.inputs),
                node.partials if node.primitive else (), node.value, dots.get(node.name), bars[node.name])
            for node in graph.nodes]
