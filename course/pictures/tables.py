"""Listings and traces as tables, with a text and an HTML form."""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple
from unicodedata import combining

from course.autodiff import Graph
from course.pictures import html
from course.pictures.moving.sweeps import forward_steps, reverse_steps, total
from course.pictures.notation import barred, dotted, factor, formula, number, spell
from course.pictures.scene import Scene, scene


class Table(NamedTuple):
    """A caption, the names of the columns, and rows of text whose first cell names the row."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __repr__(self):
        widths = [max(map(_width, column)) for column in zip(self.header, *self.rows, strict=True)]
        lines = [self.header, tuple("-" * width for width in widths), *self.rows]
        return "\n".join([self.caption] * bool(self.caption) + [_padded(line, widths) for line in lines])

    def html(self) -> str:
        return html.table(self.header, self.rows, self.caption)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": repr(self), "text/html": self.html()}


def _padded(cells, widths):
    return "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)).rstrip()


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
    rows = [(*_primal(graph[name]), "seed", number(dot, 6)) for name, dot in start.numbers.items()]
    rows += [(*_primal(step.node), _pushed(step), number(step.numbers[step.node.name], 6)) for step in steps]
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


def _pushed(step):
    """ẋ × 3 + ẏ × 2; what is linear takes the tangent in the place of its argument: W @ ẋ."""
    node = step.node
    args = [arg.name if i in node.slots else factor(arg) for i, arg in enumerate(node.args)]
    terms = []
    for slot, message in zip(node.slots, step.messages, strict=True):
        dot = dotted(message.source)
        terms.append(spell(node.primitive, [*args[:slot], dot, *args[slot + 1:]], node.params)
                     if message.weight is None else f"{dot} × {factor(message.weight)}")
    return " + ".join(terms)


def _pulled(node, message):
    if message.weight is not None:
        return f"{barred(node.name)} × {factor(message.weight)}"
    return f"{barred(node.name)} back through {node.primitive.name}"
