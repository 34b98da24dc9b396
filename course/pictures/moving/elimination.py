"""Nodes that leave a graph one by one: as frames to step through, and with a button for each of them."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from course.autodiff import Edge, Elimination, eliminations
from course.pictures.html import table
from course.pictures.moving.frames import Frame
from course.pictures.moving.panel import Panel, bundle, press
from course.pictures.notation import factor, number
from course.pictures.picture import Picture, pictures
from course.pictures.scene import scene

HEADER = ("order", "multiplications", "sum")
GOES, AGAIN = " goes", "Start again"


def elimination_frames(edges: Sequence[Sequence], order: Iterable[str]) -> list[Frame]:
    """The graph, then one frame for each node of `order` that leaves it: its edges multiply, and add up."""
    frames, done, spent = [_start(edges)], (), 0
    for found in eliminations(edges, order):
        done, spent = (*done, found.node), spent + _price(found)
        places = tuple(found.edges.index(edge) for edge in found.changed)
        frames.append(Frame(_caption(found, done, spent), _data(edges, found.edges), "product", edges=places))
    return frames


def _start(edges):
    return Frame(f"The graph. Between its ends stand {', '.join(inner_nodes(edges))}.", _data(edges, edges), "product")


def _price(found: Elimination) -> int:
    return len(found.entered) * len(found.left)


def _caption(found, done, spent):
    """b goes: 1 edge in, 1 edge out, 1 multiplication. a → c: 5 + 2 × 3 = 11. So far b: 1."""
    said = f"{found.node} goes: {_some(found.entered, 'edge')} in, {_some(found.left, 'edge')} out."
    ends = {edge[:2]: edge.weight for edge in found.changed}
    told = [f"{a.source} → {b.target}: {_worked(a, b, ends[a.source, b.target])}"
            for a in found.entered for b in found.left]
    return " ".join([said, *(f"{part}." for part in told), f"So far {_times(spent)}, for {', '.join(done)}."])


def _worked(a, b, total):
    before, product = total - a.weight * b.weight, f"{number(a.weight)} × {factor(b.weight)}"
    grown = abs(before) > 1e-9 * abs(total)
    return f"{number(before)} + {product} = {number(total)}" if grown else f"{product} = {number(total)}"


def _some(found, word):
    return f"{len(found)} {word}{'s' * (len(found) != 1)}"


def _times(n):
    return f"{n} multiplication{'s' * (n != 1)}"


def inner_nodes(edges: Sequence[Sequence]) -> list[str]:
    """The nodes with edges on both sides, in topological order."""
    sources, targets = {edge[0] for edge in edges}, {edge[1] for edge in edges}
    return [name for name in _sorted(edges) if name in sources & targets]


def _sorted(edges):
    names, found = list(dict.fromkeys(name for edge in edges for name in edge[:2])), []
    while len(found) < len(names):
        ready = [name for name in names if name not in found
                 and all(edge[0] in found for edge in edges if edge[1] == name)]
        if not ready:
            raise ValueError("these edges lead round in a circle; a graph of values has none.")
        found.append(ready[0])
    return found


def _data(edges, left):
    """What is left, as a graph to be drawn: inputs and outputs stay, whatever has become of their edges."""
    sources, targets = {edge[0] for edge in edges}, {edge[1] for edge in edges}
    there = {name for edge in left for name in edge[:2]} | (sources ^ targets)
    return {"nodes": [name for name in _sorted(edges) if name in there], "edges": list(left),
            "inputs": [name for name in _sorted(edges) if name not in targets],
            "outputs": [name for name in _sorted(edges) if name not in sources]}


class Orders(NamedTuple):
    """Orders of elimination and what they cost, each node's share first; and the graph they are about."""

    rows: tuple[tuple[str, str, str], ...]
    graph: Picture

    def __repr__(self):
        return "\n".join([self.graph.alt, *(f"{order}: {each}, in all {total}" for order, each, total in self.rows)])

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": repr(self), "text/html": self.graph.html() + table(HEADER, self.rows)}


def _row(name, edges, order):
    costs = [_price(found) for found in eliminations(edges, order)]
    return f"{name}{', '.join(order)}", " + ".join(map(str, costs)), str(sum(costs))


def compare_orders(edges: Sequence[Sequence]) -> Orders:
    """What the orders of forward and of reverse mode cost, and the graph; whether others cost less is not told."""
    inner = inner_nodes(edges)
    rows = _row("forward: ", edges, inner), _row("reverse: ", edges, inner[::-1])
    return Orders(rows, pictures([scene(_start(edges))])[0])


class Eliminator:
    """The widget: a button for each inner node, one to start again, the picture, its caption, and the orders tried."""

    def __init__(self, edges: Sequence[Sequence]):
        self.edges = [Edge(*edge) for edge in edges]
        self.inner = inner_nodes(self.edges)
        self.static = compare_orders(self.edges)
        self.tried: dict[tuple[str, ...], tuple] = {}
        self.panel = Panel()
        self.panel.on_press(self.press)
        self.go(())

    def press(self, name: str):
        """What a button does."""
        self.go(() if name == AGAIN else (*self.order, name.removesuffix(GOES)))

    def go(self, order: Sequence[str]):
        """Show the graph from which the nodes of `order` have gone; an order that leaves none is kept with its cost."""
        self.order = tuple(order)
        frame = elimination_frames(self.edges, self.order)[-1]
        if len(self.order) == len(self.inner):
            self.tried[self.order] = _row("", self.edges, self.order)
        self.panel.controls = [*(press(name + GOES, off=name in self.order) for name in self.inner), press(AGAIN)]
        results = table(HEADER, list(self.tried.values()), "Your orders") if self.tried else ""
        self.panel.picture = f"<div style='min-height:11em'>{pictures([scene(frame)])[0].html()}</div>{results}"
        self.panel.caption = frame.caption

    def __repr__(self):
        return repr(self.static)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return bundle(self.panel) | self.static._repr_mimebundle_()


def try_orders(edges: Sequence[Sequence]) -> Eliminator:
    """Let the inner nodes of a graph leave it, by a button for each; what every order costs is written down.

    Where nothing can be clicked, a table has the orders of both modes.
    """
    return Eliminator(edges)
