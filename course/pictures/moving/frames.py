"""A sweep as a story: one frame for each step, with the sentence a teacher would say."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate
from typing import NamedTuple

from course.autodiff import Graph, adjoints, count_paths, path_value, paths
from course.pictures.diagram import diagram
from course.pictures.moving.sweeps import Step, forward_steps, reverse_steps, value_steps
from course.pictures.notation import barred, dotted, factor, formula, is_number, number, spell

MOST_PATHS = 64             # more frames than a person would step through


class Frame(NamedTuple):
    """One step of a story. Edges are given by their place in `graph.edges`."""

    caption: str
    graph: Graph | dict
    kind: str                               # "value", "tangent", "adjoint" or "path"
    numbers: Mapping = {}                   # what is known so far, by node; for paths by label: {"p1": 6.0}
    node: str | None = None                 # the node whose turn it is
    edges: tuple[int, ...] = ()             # what carries something in this step
    done: tuple[int, ...] = ()              # what carried something earlier
    waiting: tuple[str, ...] = ()           # nodes whose sum is not complete yet


def value_frames(graph: Graph) -> list[Frame]:
    """The values: the inputs first, then one frame for each operation."""
    outputs = {node.name for node in graph.outputs}

    def say(step):
        if step.node is None:
            return f"The inputs: {_equations(step.numbers)}."
        return f"{step.node.name} = {_worked(step.node)}{', the output' * (step.node.name in outputs)}."

    return _story(graph, "value", value_steps(graph), say)


def forward_frames(graph: Graph, seed: Mapping) -> list[Frame]:
    """Forward mode with the given tangents of the inputs, 0 where none is given: the seed, then each operation."""
    return _story(graph, "tangent", forward_steps(graph, seed), _receives)


def reverse_frames(graph: Graph, output: str | None = None) -> list[Frame]:
    """Reverse mode from one output, a number: the seed, each operation that passes its adjoint on, and the result."""
    goal = output or graph.output.name
    frames = _story(graph, "adjoint", reverse_steps(graph, goal), _sends)
    totals = adjoints(graph, goal)
    bars = {node.name: totals[node.name] for node in graph.inputs}
    caption = f"Complete: {_equations(bars, barred)}. These are the derivatives of {goal} with respect to the inputs."
    last = frames[-1]
    return [*frames, Frame(caption, graph, "adjoint", {**last.numbers, **bars}, done=last.done + last.edges)]


def path_frames(graph: Graph | dict, source: str, target: str | None = None) -> list[Frame]:
    """The paths from source to target, one frame for each: the product along it, and the sum so far.

    Raises ValueError when there are more than 64 of them: more than one can look at.
    """
    goal = target or (graph["output"] if isinstance(graph, dict) else graph.output.name)
    if (n := count_paths(graph, source, goal)) > MOST_PATHS:
        raise ValueError(f"{n} paths lead from {source} to {goal}, too many to step through. Count them with "
                         "count_paths; path_sums adds them all up in one sweep.")
    found = list(paths(graph, source, goal))
    if not found:
        return [Frame(f"No path leads from {source} to {goal}: the derivative is 0.", graph, "path")]
    values = [path_value(path) for path in found]
    labels = [f"p{i}" for i in range(1, n + 1)]
    sums, places = list(accumulate(values)), diagram(graph).locate(found)
    frames = []
    for i, path in enumerate(found, 1):
        so_far = "Sum so far" if i < n else f"The sum of all is the derivative of {goal} with respect to {source}"
        caption = f"Path {i} of {n}: {route(source, path)}. {product_of(path)} {so_far}: {number(sums[i - 1])}."
        numbers = dict(zip(labels[:i], values[:i], strict=True))
        frames.append(Frame(caption, graph, "path", numbers, edges=places[i - 1]))
    return frames


def _story(graph, kind, steps: Iterable[Step], say: Callable[[Step], str]) -> list[Frame]:
    frames, done = [], ()
    for step in steps:
        edges = tuple(message.edge for message in step.messages)
        name = None if step.node is None else step.node.name
        frames.append(Frame(say(step), graph, kind, step.numbers, name, edges, done, step.waiting))
        done += edges
    return frames


def _worked(node):
    """x × y = 2 × 3 = 6, without the middle when it would be long."""
    filled = spell(node.primitive, [factor(value) for value in node.values], node.params)
    return " = ".join([formula(node), *([filled] if len(filled) <= 40 else []), number(node.value)])


def _receives(step):
    """v1 receives 1 × 3 from x and 0 × 2 from y: v̇1 = 3 + 0 = 3."""
    if step.node is None:
        return f"The seed: {_equations(step.numbers, dotted)}."
    name, terms = step.node.name, step.received[step.node.name]
    parts = _listed(f"{_term(message)} from {message.source}" for message in step.messages)
    middle = f"{' + '.join(map(factor, terms))} = " if len(terms) > 1 and all(map(is_number, terms)) else ""
    return f"{name} receives {parts}: {dotted(name)} = {middle}{number(step.numbers[name])}."


def _sends(step):
    """v1 sends 1 × 3 to x, 1 × 2 to y. x has received 3 and 2: x̄ = 5, complete."""
    if step.node is None:
        (name, bar), = step.numbers.items()
        return f"The seed: {barred(name)} = {number(bar)}, the derivative of {name} with respect to itself."
    parts = ", ".join(f"{_term(message)} to {message.source}" for message in step.messages)
    receivers = dict.fromkeys(message.source for message in step.messages)
    return " ".join([f"{step.node.name} sends {parts}.", *filter(None, (_standing(step, name) for name in receivers))])


def _standing(step, name):
    terms, bar = step.received[name], number(step.numbers[name])
    if name in step.waiting:
        return f"{name} waits for more: {barred(name)} = {bar} so far."
    if len(terms) == 1:
        return ""
    return f"{name} has received {_listed(map(number, terms))}: {barred(name)} = {bar}, complete."


def _term(message):
    """1 × 3 for numbers; for arrays, what arrives."""
    if is_number(message.carried) and is_number(message.weight):
        return f"{number(message.carried)} × {factor(message.weight)}"
    return number(message.amount)


def _listed(items):
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last


def route(source: str, path) -> str:
    """x → a → y, from the node where the path begins."""
    return " → ".join([source, *(edge.target for edge in path)])


def product_of(path) -> str:
    """What is along a path: Its value is 2 × 3 = 6."""
    weights = [edge.weight for edge in path]
    if len(weights) < 2:
        return f"Its value is {number(path_value(path))}{'' if path else ', the empty product'}."
    return f"Its value is {' × '.join([number(weights[0]), *map(factor, weights[1:])])} = {number(path_value(path))}."


def _equations(numbers: Mapping, mark: Callable = str):
    return ", ".join(f"{mark(name)} = {number(value)}" for name, value in numbers.items())
