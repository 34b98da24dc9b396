"""Everything that one picture shows, resolved: the diagram, the numbers on it, and what has flowed along its edges."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from course.pictures.diagram import Diagram, diagram
from course.pictures.moving.frames import Frame
from course.pictures.notation import number

MANY = 12                   # nodes; beyond, alternative text gives counts instead of a listing


class Scene(NamedTuple):
    """A diagram and what is drawn onto it. Numbers are None when there is no such row; they lack what is not known."""

    diagram: Diagram
    caption: str = ""
    values: Mapping | None = None
    tangents: Mapping | None = None
    adjoints: Mapping | None = None
    waiting: tuple[str, ...] = ()           # adjoints that are still incomplete
    node: str | None = None                 # the node whose turn it is
    now: tuple[int, ...] = ()               # the edges that carry something in this step
    flows: Mapping[int, str] = {}           # edge -> "tangent" or "adjoint", what it carries or has carried
    labels: Mapping[int, str] = {}          # edge -> "p1, p2", the highlighted paths that it is part of
    label_room: int = 0                     # characters kept free for such a label on every edge
    weights: bool = True


def scene(shown, *, tangents: Mapping | None = None, adjoints: Mapping | None = None, weights: bool = True,
          path: Sequence | None = None, paths: Sequence = (), caption: str = "") -> Scene:
    """The scene of a frame, or of a graph, program or plain data with these numbers and highlighted paths."""
    if isinstance(shown, Frame):
        return _of_frame(shown)
    drawn = diagram(shown)
    kind = "tangent" if tangents and not adjoints else "adjoint" if adjoints and not tangents else None
    dead = {box.name for box in drawn.boxes if box.dead}
    flows = {i: kind for i, edge in enumerate(drawn.edges) if kind and not (kind == "adjoint" and edge.target in dead)}
    ways = drawn.locate([path, *paths] if path is not None else paths)
    return Scene(drawn, caption, _values(drawn), tangents, adjoints, flows=flows, weights=weights,
                 labels=_labels({f"p{i}": way for i, way in enumerate(ways, 1)}))


def _of_frame(frame):
    drawn = diagram(frame.graph)
    known = {frame.kind: frame.numbers}
    flows = {} if frame.kind in ("value", "path") else dict.fromkeys((*frame.done, *frame.edges), frame.kind)
    return Scene(drawn, frame.caption, known.get("value", _values(drawn)), known.get("tangent"), known.get("adjoint"),
                 frame.waiting, frame.node, frame.edges, flows,
                 _labels({list(frame.numbers)[-1]: frame.edges}) if frame.kind == "path" and frame.numbers else {},
                 label_room=3 * (frame.kind == "path"), weights=frame.kind != "value")


def _values(drawn):
    values = {box.name: box.value for box in drawn.boxes if box.value is not None}
    return values or None


def _labels(ways):
    labels = {}
    for name, way in ways.items():
        for edge in way:
            labels[edge] = f"{labels[edge]} {name}" if edge in labels else name
    return labels


def alt(scene: Scene) -> str:
    """The picture in words: its caption, then every node with its numbers; for many nodes, counts."""
    boxes = scene.diagram.boxes
    if len(boxes) <= MANY:
        parts = ["; ".join(_words(scene, box) for box in boxes), _edges(scene)]
    else:
        active = [f"; at work {_words(scene, box)}" for box in boxes if box.name == scene.node]
        parts = [f"{len(boxes)} nodes, {len(scene.diagram.edges)} edges; inputs {_names(boxes, 'given')}; "
                 f"output {_names(boxes, 'result')}{''.join(active)}"]
    said = [scene.caption.rstrip(".") if scene.caption else "", *parts]
    return ". ".join(filter(None, said)) + "."


def _words(scene, box):
    known = scene.values is None or box.name in scene.values
    rows = [f"{word} {number(numbers[box.name])}" for word, numbers in (
        ("tangent", scene.tangents), ("adjoint", scene.adjoints)) if numbers and box.name in numbers]
    return ", ".join([str(box if known else box._replace(value=None)), *rows])


def _edges(scene):
    if scene.tangents or scene.adjoints or not scene.weights:
        return ""
    edges = [f"{edge.source} to {edge.target}" + ("" if edge.weight is None else f" with {number(edge.weight)}") +
             (f" ({scene.labels[i]})" if i in scene.labels else "") for i, edge in enumerate(scene.diagram.edges)]
    return f"Edges: {', '.join(edges)}" if edges else ""


def _names(boxes, role):
    return ", ".join(box.name for box in boxes if getattr(box, role)) or "none"
