"""Listings and traces as tables, with a text and an HTML form."""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple
from unicodedata import combining

from course.autodiff import Graph
from course.pictures import html
from course.pictures.notation import barred, dotted, factor, formula, number, spell
from course.pictures.scene import Scene, scene
from course.pictures.sweeps import forward_steps, reverse_steps, total


class Table(NamedTuple):
    """A caption, the names of the columns, and rows of text whose first cell names the row."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __repr__(self):
        widths = [max(map(_width, column)) for column in zip(self.header, *self.rows, strict=True)]
        lines = ["  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
                 for row in (self.header, tuple("-" * width for width in widths), *self.rows)]
        return "\n".join([self.caption] * bool(self.caption) + lines)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": repr(self), "text/html": html.table(self.header, self.rows, self.caption)}


def _width(text):
    return sum(not combining(letter) for letter in text)    # the bar of x̄ takes no room of its own


def listing(shown, **options) -> Table:
    """What `draw` would show with the same options, as a table with one row for each node."""
    s = shown if isinstance(shown, Scene) else scene(shown, **options)
    columns = {"node": {box.name: box.name for box in s.diagram.boxes},
               "formula": {box.name: box.formula or "input" * box.given for box in s.diagram.boxes},
               **{word: {name: number(value, 6) for name, value in numbers.items()}
                  for word, numbers in (("value", s.values), ("tangent", s.tangents), ("adjoint", s.adjoints))
                  if numbers is not None},
               "edges to": {box.name: ", ".join(_target(s, edge) for edge in s.diagram.edges if edge.source == box.name)
                            for box in s.diagram.boxes}}
    rows = tuple(tuple(column.get(box.name, "") for column in columns.values()) for box in s.diagram.boxes)
    return Table(s.caption, tuple(columns), rows)


def _target(s, edge):
    return edge.target if edge.weight is None or not s.weights else f"{edge.target} ({number(edge.weight)})"


def forward_trace(graph: Graph, seed: Mapping) -> Table:
    """Primal and tangent of every node, with formulas, in the order in which forward mode finds them."""
    start, *steps = forward_steps(graph, seed)
    rows = [(name, "input", number(graph[name].value, 6), "seed", number(dot, 6)) for name, dot in start.numbers.items()]
    rows += [(*_primal(step.node), " + ".join(_pushed(step.node, slot, message) for slot, message in
                                              zip(step.node.slots, step.messages, strict=True)),
              number(step.numbers[step.node.name], 6)) for step in steps]
    return Table("", ("node", "formula", "value", "tangent formula", "tangent"), tuple(rows))


def reverse_trace(graph: Graph, output: str | None = None) -> Table:
    """Every contribution to an adjoint, in the order in which reverse mode makes it, and the sum that it leads to."""
    start, *steps = reverse_steps(graph, output)
    (goal, bar), = start.numbers.items()
    rows = [(*_primal(graph[goal]), f"{barred(goal)} = 1", number(bar, 6), f"{barred(goal)} = {number(bar, 6)}")]
    seen: Counter = Counter()
    for step in steps:
        for message in step.messages:
            seen[message.source] += 1
            so_far = total(step.received[message.source][:seen[message.source]])
            rows.append((*_primal(step.node), f"{barred(message.source)} += {_pulled(step.node, message)}",
                         number(message.amount, 6), f"{barred(message.source)} = {number(so_far, 6)}"))
    return Table("", ("node", "formula", "value", "contribution", "amount", "sum so far"), tuple(rows))


def _primal(node):
    return node.name, formula(node) or "input", number(node.value, 6)


def _pushed(node, slot, message):
    """ẋ × 3; what is linear takes the tangent in the place of its argument: W @ ẋ."""
    if message.weight is not None:
        return f"{dotted(message.source)} × {factor(message.weight)}"
    args = [arg.name if i in node.slots else factor(arg) for i, arg in enumerate(node.args)]
    return spell(node.primitive, [*args[:slot], dotted(message.source), *args[slot + 1:]], node.params)


def _pulled(node, message):
    if message.weight is not None:
        return f"{barred(node.name)} × {factor(message.weight)}"
    return f"{barred(node.name)} back through {node.primitive.name}"
