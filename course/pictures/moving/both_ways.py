"""All paths one by one, or one sweep: the same derivatives, and how many multiplications either way takes."""
from __future__ import annotations

from collections.abc import Callable

from course.autodiff import Graph, count_paths, path_value, paths, record
from course.pictures.diagram import diagram
from course.pictures.moving.frames import MOST_PATHS, Frame, product_of, reverse_frames, route
from course.pictures.moving.stepper import Stepper
from course.pictures.notation import number

PATHS, SWEEP = "path by path", "one sweep"


def explore_paths(f: Callable | list, **inputs: float) -> Stepper:
    """Walk along each path from an input to the result, edge by edge, or sweep back once: explore_paths(f, x=2.0).

    Both ways count their multiplications; a factor 1 that stands for the result itself is not one. `f` is a program or
    a function of numbers with one number as its result. Raises ValueError where no input is given.
    """
    if not inputs:
        raise ValueError("there is no input to walk from: explore_paths(f, x=2.0) names each and gives its number.")
    first, *others = inputs

    def frames(Way, From=first, **numbers):
        graph = record(f, **numbers)
        return walk_frames(graph, From) if Way == PATHS else sweep_frames(graph)

    return Stepper(frames, inputs, {"Way": (PATHS, SWEEP)} | ({"From": (first, *others)} if others else {}))


def walk_frames(graph: Graph, source: str) -> list[Frame]:
    """Every path from source to the result: a frame for each of its edges, with the product and the sum so far."""
    goal = graph.output.name
    n = count_paths(graph, source, goal)
    if not 0 < n <= MOST_PATHS:
        why = "too many to walk along" if n else "so the derivative is 0"
        return [Frame(f"{n} paths lead from {source} to {goal}, {why}. One by one they take "
                      f"{multiplications(graph, source)} multiplications.", graph, "path")]
    found, frames, spent, total = list(paths(graph, source, goal)), [], 0, 0.0
    for i, (path, places) in enumerate(zip(found, diagram(graph).locate(found), strict=True), 1):
        total += path_value(path)
        for j in range(1, len(path) + 1):
            walked = f"Path {i} of {n}: {route(source, path[:j])}. {product_of(path[:j])}"
            arrived = f" The sum so far is {number(total)}." if j == len(path) else ""
            caption = f"{walked}{arrived} Multiplications so far: {spent + j - 1}."
            frames.append(Frame(caption, graph, "path", {f"p{i}": path_value(path[:j])}, edges=places[:j]))
        spent += len(path) - 1
    last = f"{frames[-1].caption} In one sweep, for every input at once: {_swept(graph)}."
    return [*frames[:-1], frames[-1]._replace(caption=last)]


def sweep_frames(graph: Graph) -> list[Frame]:
    """The sweep from the result back to all inputs at once."""
    frames, spent = [], 0
    *steps, last = reverse_frames(graph)
    for frame in steps:
        spent += len(frame.edges) * (frame.node not in (None, graph.output.name))
        frames.append(frame._replace(caption=f"{frame.caption} Multiplications so far: {spent}."))
    walked = sum(multiplications(graph, node.name) for node in graph.inputs)
    return [*frames, last._replace(caption=f"{last.caption} Multiplications: {spent}. Path by path: {walked}.")]


def _swept(graph):
    goal, reaching = graph.output.name, count_paths(graph)
    return sum(edge.target != goal and reaching[edge.target] > 0 for edge in graph.edges)


def multiplications(graph: Graph, source: str) -> int:
    """How many it takes to multiply along every path from source to the result: one less than it has edges."""
    goal = graph.output.name
    to, ways = count_paths(graph, target=goal), count_paths(graph, source, goal)
    uses = sum(count_paths(graph, source, edge.source) * to[edge.target] for edge in graph.edges)
    return uses - ways if source != goal else 0
