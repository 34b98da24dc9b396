"""What a picture shows of a graph: its boxes and edges, from a recorded graph, a program or plain data alike."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice, product
from typing import NamedTuple

import numpy as np

from course.autodiff import TABLE, Edge, Graph, input_names, short
from course.pictures.notation import formula, number, spell


class Box(NamedTuple):
    """One node: what it is called, how it came about, and its value where one is known."""

    name: str
    formula: str = ""           # x × y, as in the picture
    call: str = ""              # mul(x, y), as in the listing
    value: object = None
    given: bool = False         # an input
    result: bool = False        # an output
    dead: bool = False          # no path leads from here to an output

    def __str__(self):
        value = "" if self.value is None else number(self.value)
        return " = ".join(filter(None, (self.name, self.call, value)))


class Diagram(NamedTuple):
    """Boxes in topological order, and edges between their names; parallel edges stay apart."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]

    def columns(self) -> list[list[Box]]:
        """The boxes by the length of the longest path that leads to them: how they will stand from left to right."""
        level = dict.fromkeys((box.name for box in self.boxes), 0)
        for edge in self._sorted():
            level[edge.target] = max(level[edge.target], level[edge.source] + 1)
        return [[box for box in self.boxes if level[box.name] == i] for i in range(max(level.values()) + 1)]

    def with_dead(self) -> Diagram:
        """The same, with the boxes marked from which no path leads to an output."""
        live = {box.name for box in self.boxes if box.result} or {box.name for box in self.boxes}
        for edge in reversed(self._sorted()):
            if edge.target in live:
                live.add(edge.source)
        return self._replace(boxes=tuple(box._replace(dead=box.name not in live) for box in self.boxes))

    def _sorted(self):
        place = {box.name: i for i, box in enumerate(self.boxes)}
        return sorted(self.edges, key=lambda edge: place[edge.target])

    def locate(self, paths: Iterable[Sequence]) -> list[tuple[int, ...]]:
        """Each path as places of edges; the k-th repetition of a path takes the k-th way through parallel edges.

        Raises ValueError for a path that is not there.
        """
        found, repeated = [], {}
        for path in paths:
            places = tuple(tuple(i for i, edge in enumerate(self.edges) if _is(edge, step)) for step in path)
            k = repeated[places] = repeated.get(places, -1) + 1
            ways = list(islice(product(*places), k, k + 1))
            if not ways:
                raise ValueError(f"this graph has no path {_route(path)}{f', or only {k}' * bool(k)}.")
            found += ways
        return found


def _is(edge, step):
    return edge[:2] == tuple(step[:2]) and (len(step) < 3 or np.array_equal(edge.weight, step[2]))


def _route(path):
    return " → ".join([*(str(step[0]) for step in path), *(str(step[1]) for step in path[-1:])])


def diagram(shown: Graph | dict | list) -> Diagram:
    """The diagram of a recorded graph, of {"nodes", "edges", "output", ...}, or of a program as plain data.

    Raises TypeError for anything else, ValueError for an edge between nodes that are not there.
    """
    if isinstance(shown, Graph):
        return _of_graph(shown)
    if isinstance(shown, dict) and {"nodes", "edges"} <= shown.keys():
        return _of_data(shown)
    if isinstance(shown, list | tuple) and shown:
        return _of_program(shown)
    raise TypeError(f"draw needs a recorded graph, a program, or a dict with 'nodes' and 'edges'; got {short(shown)}.")


def _of_graph(graph):
    outputs = {node.name for node in graph.outputs}
    boxes = tuple(Box(node.name, formula(node), node.formula, node.value, not node.formula, node.name in outputs)
                  for node in graph.nodes)
    return Diagram(boxes, graph.edges).with_dead()


def _of_data(data):
    edges = tuple(Edge(*edge, *[None] * (3 - len(edge))) for edge in data["edges"])
    if strangers := {name for edge in edges for name in edge[:2]} - set(data["nodes"]):
        raise ValueError(f"an edge names {min(strangers)!r}, but the nodes are {', '.join(data['nodes'])}.")
    entered = {edge.target for edge in edges}
    inputs = data.get("inputs", [name for name in data["nodes"] if name not in entered])
    outputs = data.get("outputs", [data.get("output")])
    boxes = tuple(Box(name, given=name in inputs, result=name in outputs) for name in data["nodes"])
    return Diagram(boxes, edges).with_dead()


def _of_program(program):
    boxes, edges = [Box(name, given=True) for name in input_names(program)], []
    for name, op, *args in program:
        names = [arg if isinstance(arg, str) else short(arg) for arg in args]
        call = f"{op}({', '.join(names)})"
        boxes.append(Box(name, spell(TABLE[op], names) if op in TABLE else call, call, result=name == program[-1][0]))
        edges += [Edge(arg, name, None) for arg in args if isinstance(arg, str)]
    return Diagram(tuple(boxes), tuple(edges)).with_dead()
