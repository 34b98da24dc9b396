"""The steps of an evaluation, a forward sweep and a reverse sweep as data: who sent what along which edge."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from course.autodiff import Graph, Node, count_paths
from course.autodiff.rules.primitive import shape_of, zero_like


class Message(NamedTuple):
    """What travels along one edge: `carried` times `weight` is `amount`; weight is None where no number can hold it."""

    edge: int               # its place in graph.edges
    source: str             # the node at the start of the edge: it sends values and tangents, and receives adjoints
    carried: object
    weight: object
    amount: object


class Step(NamedTuple):
    """One node's turn. The first step of a sweep is what it starts from: no node, no messages."""

    node: Node | None
    messages: tuple[Message, ...]
    received: dict[str, tuple]              # the terms that each node has so far
    waiting: tuple[str, ...] = ()           # reverse mode: nodes to which more terms are still to come

    @property
    def numbers(self) -> dict:
        """The value, tangent or adjoint of each node so far: the sum of its terms."""
        return {name: total(terms) for name, terms in self.received.items()}


def total(terms):
    """The sum of the terms, which may be arrays."""
    return sum(terms[1:], start=terms[0])


def value_steps(graph: Graph) -> Iterator[Step]:
    """The inputs, then every operation in the order of the tape."""
    values = {node.name: (node.value,) for node in graph.nodes if node.primitive is None}
    yield Step(None, (), dict(values))
    for node, uses in _operations(graph):
        values[node.name] = (node.value,)
        messages = tuple(Message(edge, source.name, source.value, None, source.value) for edge, _, source, _ in uses)
        yield Step(node, messages, dict(values))


def forward_steps(graph: Graph, seed: Mapping) -> Iterator[Step]:
    """The seed, then every operation in the order of the tape. Raises ValueError for a seed that names no input."""
    names = [node.name for node in graph.inputs]
    if strangers := set(seed) - set(names):
        raise ValueError(f"the seed names {min(strangers)!r}; the inputs are {', '.join(names)}.")
    dots = {node.name: seed.get(node.name, zero_like(node.value)) for node in graph.nodes if node.primitive is None}
    received = {name: (dot,) for name, dot in dots.items()}
    yield Step(None, (), dict(received))
    for node, uses in _operations(graph):
        messages = tuple(Message(edge, source.name, dots[source.name], weight, _push(node, slot, dots[source.name]))
                         for edge, slot, source, weight in uses)
        received[node.name] = tuple(message.amount for message in messages)
        dots[node.name] = total(received[node.name])
        yield Step(node, messages, dict(received))


def reverse_steps(graph: Graph, output: str | None = None) -> Iterator[Step]:
    """The seed, then every operation from which a path leads to the output, in the order of the tape backwards.

    Raises ValueError for an output that is an array: the sweep starts from the derivative of a number by itself.
    """
    goal = output or graph.output.name
    if shape := shape_of(graph[goal].value):
        raise ValueError(f"{goal} has shape {shape}; a reverse sweep starts from one number. Sum it up.")
    reaching = {name for name, n in count_paths(graph, target=goal).items() if n}
    uses_left = Counter(edge.source for edge in graph.edges if edge.target in reaching)
    received = {goal: (1.0,)}
    yield Step(None, (), dict(received))
    for node, uses in reversed(_operations(graph)):
        if node.name not in reaching:
            continue
        bar = total(received[node.name])    # complete: everything that used this node was computed later
        messages = tuple(Message(edge, source.name, bar, weight, _pull(node, slot, bar))
                         for edge, slot, source, weight in uses)
        for message in messages:
            received[message.source] = (*received.get(message.source, ()), message.amount)
            uses_left[message.source] -= 1
        yield Step(node, messages, dict(received), tuple(name for name in received if uses_left[name] > 0))


def _operations(graph):
    """Each operation with its edges: (place in graph.edges, slot, source, weight)."""
    operations, edge = [], 0
    for node in graph.nodes:
        if node.primitive is not None:
            places = range(edge, edge := edge + len(node.slots))
            operations.append((node, list(zip(places, node.slots, node.inputs, node.partials, strict=True))))
    return operations


def _push(node, slot, dot):
    return node.primitive.jvps[slot](dot, node.value, *node.values, **node.params)


def _pull(node, slot, bar):
    return node.primitive.vjps[slot](bar, node.value, *node.values, **node.params)
