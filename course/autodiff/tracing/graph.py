"""The graph of one run of a program: its nodes in creation order, a topological order and the tape of every sweep."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course.autodiff.rules.primitive import Primitive, new_level, primal
from course.autodiff.text import short
from course.autodiff.tracing.outside import as_float, as_result, kept
from course.autodiff.tracing.programs import input_names, run
from course.autodiff.tracing.syntax import NumpyLike
from course.autodiff.tree import flatten


class Node(NumpyLike):
    """One value of a run: an input (`primitive` is None), or what `primitive` made of `args`."""

    __slots__ = ("primitive", "args", "values", "params", "value", "recording", "level", "index")

    def __init__(self, primitive, args, values, params, value, recording):
        self.primitive, self.args, self.values, self.params = primitive, args, values, params
        self.value, self.recording, self.level, self.index = value, recording, recording.level, len(recording)
        recording.append(self)

    def apply(self, primitive: Primitive, args: tuple, params: dict) -> Node:
        """Compute on the values of the arguments, nodes and constants, and write the result down."""
        recording = self.recording
        args = tuple(arg if recording.owns(arg) else kept(arg) for arg in args)
        values = [arg.value if recording.owns(arg) else arg for arg in args]
        return Node(primitive, args, values, params, primitive(*values, **params), recording)

    name = property(lambda self: self.recording.name(self.index))

    @property
    def slots(self) -> tuple[int, ...]:
        """Which of the arguments are nodes of this graph: one slot, one edge. The others are constants."""
        return tuple(slot for slot, arg in enumerate(self.args) if self.recording.owns(arg))

    @property
    def inputs(self) -> tuple[Node, ...]:
        """The nodes that this one was computed from, with repeats: a + a has two inputs."""
        return tuple(self.args[slot] for slot in self.slots)

    @property
    def partials(self) -> tuple:
        """The weight of each edge that ends here, parallel to `inputs`."""
        return tuple(self.primitive.weight(slot, self.value, self.values) for slot in self.slots)

    @property
    def pulls(self) -> tuple[tuple[int, int, object], ...]:
        """The edges that end here as they stand on a tape: (target, source, pull)."""
        return tuple((self.index, self.args[slot].index,
                      self.primitive.pull_at[slot](self.value, *self.values, **self.params))
                     for slot in self.slots)

    @property
    def formula(self) -> str:
        """The operation and its arguments by name: mul(x, 2)."""
        if self.primitive is None:
            return ""
        args = [arg.name if self.recording.owns(arg) else short(primal(arg)) for arg in self.args]
        settings = [f"{name}={short(value)}" for name, value in self.params.items() if value is not None]
        return f"{self.primitive.name}({', '.join(args + settings)})"

    def __repr__(self):
        return " = ".join(filter(None, (self.name, self.formula, short(primal(self.value)))))


class Recording(list):
    """The nodes of one run in the order in which they were computed."""

    __slots__ = ("level", "names", "leading")

    def __init__(self):
        self.level, self.names, self.leading = new_level(), {}, 0

    def owns(self, x) -> bool:
        """Whether x is a node of this run, and not a constant or a value of another run."""
        return type(x) is Node and x.recording is self

    def input(self, value, name: str | None = None) -> Node:
        """A new input node."""
        self.leading += len(self) == self.leading
        node = Node(None, (), [], {}, kept(as_float(value, name or "an input")), self)
        self.names[node.index] = unused(name or f"x{node.index + 1}", self.names.values())
        return node

    def name(self, index: int) -> str:
        """The given name, or v1, v2, ... in creation order after the inputs; v1_ where an input is called v1."""
        return self.names.get(index) or unused(f"v{index + 1 - self.leading}", self.names.values())


def unused(name: str, taken) -> str:
    """The name, with _ behind it where it is taken."""
    while name in taken:
        name += "_"
    return name


class Edge(NamedTuple):
    """One use of a value: `weight` is the partial derivative of target by source at this place."""

    source: str
    target: str
    weight: float | np.ndarray | None

    def __str__(self):
        return f"{self.source} -> {self.target} ({short(self.weight)})"


@dataclass(frozen=True, eq=False)
class Graph:
    """A recorded run. Sweeps read it and return their results; nothing is ever written into it."""

    nodes: tuple[Node, ...]
    inputs: tuple[Node, ...]
    outputs: tuple[Node, ...]

    @property
    def output(self) -> Node:
        """The output, for a graph that has one. Raises ValueError otherwise."""
        if len(self.outputs) != 1:
            raise ValueError(f"this graph has the outputs {', '.join(n.name for n in self.outputs)}. Name one.")
        return self.outputs[0]

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Every edge with its weight, in the order of computing; parallel edges stay apart."""
        return tuple(Edge(source.name, node.name, weight)
                     for node in self.nodes for source, weight in zip(node.inputs, node.partials, strict=True))

    def __getitem__(self, name: str) -> Node:
        for node in self.nodes:
            if node.name == name:
                return node
        raise KeyError(f"no node is called {name!r}; there are {', '.join(n.name for n in self.nodes)}")

    def __repr__(self):
        return "\n".join(map(repr, self.nodes))


def record(f: Callable | list, /, **inputs) -> Graph:
    """The graph of f(**inputs); f is a function in plain NumPy, or a program as plain data.

    record(lambda x, y: x * np.sin(y), x=2.0, y=1.0). The leaves of a nested input P are named P[0], P[1], ...
    Raises TypeError when the inputs do not fit f.
    """
    recording = Recording()
    if callable(f):
        nodes = {name: _input(recording, name, value) for name, value in inputs.items()}
        results, _ = flatten(f(**nodes))
    else:
        nodes, results = _record_program(f, recording, inputs)
    outputs = tuple(y if recording.owns(y) else recording.input(as_result(y), f"constant{i or ''}")
                    for i, y in enumerate(results))
    graph = Graph(tuple(recording), tuple(flatten(nodes)[0]), outputs)
    recording.clear()                       # the nodes know it; if it knew them, memory would wait for the collector
    return graph


def _input(recording, name, value):
    leaves, rebuild = flatten(value)
    names = [name] if not isinstance(value, tuple | list | dict) else [f"{name}[{i}]" for i in range(len(leaves))]
    return rebuild([recording.input(leaf, name) for leaf, name in zip(leaves, names, strict=True)])


def _record_program(program, recording, inputs):
    names = input_names(program)
    if set(names) != set(inputs):
        raise TypeError(f"the program's inputs are {', '.join(names)}; given were {', '.join(inputs) or 'none'}.")
    nodes = {name: recording.input(inputs[name], name) for name in names}
    values = run(program, nodes)
    recording.names.update({values[name].index: name for name, *_ in program})
    return nodes, [values[program[-1][0]]]


def as_data(graph: Graph) -> dict:
    """The graph as plain data: a dict with "inputs", "nodes" (names in topological order), "output" and "edges".

    An edge is a triple (source, target, weight).
    """
    return {"inputs": [n.name for n in graph.inputs], "nodes": [n.name for n in graph.nodes],
            "output": graph.output.name, "edges": [tuple(edge) for edge in graph.edges]}
