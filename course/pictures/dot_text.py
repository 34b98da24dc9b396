"""A scene as DOT text for Graphviz; sizes depend on the graph and never on the step, so a story has one layout."""
from __future__ import annotations

from html import escape

import numpy as np
from graphviz import Digraph

from course.pictures import palette as c
from course.pictures.notation import barred, dotted, fitted, is_number
from course.pictures.scene import Scene, scene

FONT = "Helvetica,Arial,sans-serif"
LETTER = 6.8                # the width of an average character at 13 points
HIGH = 22                   # the height of a row of text
TITLE_ROOM = 32             # characters; a longer title is cut
ALIGNED = 5                 # inputs; so many stand in one column, more of them stand near their use
LEGIBLE = 0.65              # how far a picture may shrink
LINES = {"tangent": {"color": c.TANGENT, "penwidth": "2.2"},
         "adjoint": {"color": c.ADJOINT, "penwidth": "1.6", "style": "dashed"}}


def dot(shown, **options) -> str:
    """The DOT text of a frame, or of a graph with the options of `draw`."""
    s = shown if isinstance(shown, Scene) else scene(shown, **options)
    labels = [_label(s, i, edge.weight) for i, edge in enumerate(s.diagram.edges)]
    graph = Digraph(graph_attr={"rankdir": "LR", "bgcolor": "transparent", "pad": "0.2", "nodesep": "0.28",
                                "ranksep": "0.3" if any(labels) else "0.6"},
                    node_attr={"shape": "box", "fixedsize": "true", "margin": "0", "fontname": FONT, "fontsize": "13",
                               "fontcolor": c.INK}, edge_attr={"arrowsize": "0.75"})
    widths = _widths(s.diagram.boxes)
    ids = {box.name: f"n{i}" for i, box in enumerate(s.diagram.boxes)}      # users' names stay out of ids
    for box in s.diagram.boxes:
        graph.node(ids[box.name], **_box(s, box, widths[box.name]))
    for i, edge in enumerate(s.diagram.edges):
        _edge(graph, ids[edge.source], f"e{i}", ids[edge.target], _line(s, i), labels[i], any(labels))
    _align(graph, [ids[box.name] for box in s.diagram.boxes if box.given])
    return graph.source


def _align(graph, inputs):
    """A few inputs in one column, the first above the last: no picture of a graph is the mirror image of another."""
    if 1 < len(inputs) <= ALIGNED:
        graph.body.append(f"\t{{rank=same {' '.join(inputs)}}}\n")
        graph.edge(inputs[0], inputs[-1], style="invis")


def least_width(s: Scene) -> int:
    """The width in pixels below which the letters in the picture become too small to read; no Graphviz is asked."""
    widths = _widths(s.diagram.boxes)
    return round(LEGIBLE * sum(max(widths[box.name] for box in column) + 60 for column in s.diagram.columns()))


def _widths(boxes):
    """The width of each box: boxes of ordinary width get the same one, so that they make columns."""
    rooms = {box.name: min(max(len(_title(box)) + 3, _room(box.value)), TITLE_ROOM) for box in boxes}
    widths = {name: round(LETTER * room + 16) for name, room in rooms.items()}
    usual = max((width for width in widths.values() if width <= 130), default=0)
    return {name: max(width, usual) for name, width in widths.items()}


def _room(value):
    return 15 if value is None or is_number(value) else 23


def _title(box):
    return f"{box.name} = {box.formula}" if box.formula else box.name


def _box(s, box, width):
    room, active = round((width - 16) / LETTER), box.name == s.node
    rows = [("▶ " * active + fitted(_title(box), room - 3), 13, None)]
    if s.values is not None:
        rows.append((_value(s.values.get(box.name), room), 16 if np.ndim(box.value) == 0 else 13, None))
    if s.tangents is not None:
        rows.append((_number(s.tangents, box.name, dotted, room), 13, c.TANGENT_TINT))
    if s.adjoints is not None:
        more = " + …" * (box.name in s.waiting)
        rows.append((_number(s.adjoints, box.name, barred, room, more), 13, c.ADJOINT_TINT))
    return {"label": _table([[_cell(*row, width - 12)] for row in rows]), **_inches(width, (HIGH + 2) * len(rows) + 6),
            "style": ",".join(["filled"] + ["rounded"] * (not box.given) + ["dashed"] * box.dead), "fillcolor": c.CARD,
            "color": c.INK if box.given or box.result or active else c.LINE, "penwidth": "3" if active else "1.2",
            "peripheries": "2" if box.result else "1", "class": "centred"}


def _value(value, room):
    if value is None:
        return ""
    shape = "" if is_number(value) or isinstance(value, str) else f"{np.shape(value)} "
    return shape + fitted(value, room - len(shape))


def _number(numbers, name, mark, room, more=""):
    if name not in numbers:
        return ""
    sign = fitted(mark(name).split()[0], 7)     # "x̄", and "adjoint" for a name of several letters
    return f"{sign} = {fitted(numbers[name], room - len(sign) - len(more) - 2)}{more}"


def _edge(graph, source, middle, target, line, label, labelled):
    """An edge, in two parts when there is a label to be threaded on it: a weight stands on its line, not beside it."""
    if not label:
        graph.edge(source, target, minlen="2" if labelled else "1", **line)     # as long as one with a label
        return
    back = line["dir"] == "back"
    graph.node(middle, **label)
    graph.edge(source, middle, **line | {"dir": "back" if back else "none"})
    graph.edge(middle, target, **line | {"dir": "none" if back else "forward"})


def _line(s, i):
    carried, strong = s.flows.get(i), i in s.now or i in s.labels
    idle = c.LINE if s.flows and not strong else c.INK
    return ({"color": idle, "penwidth": "1"} | LINES.get(carried, {}) | ({"penwidth": "3"} if strong else {})
            | {"dir": "back" if carried == "adjoint" else "forward"})


def _label(s, i, weight):
    text, path = _weight(weight) if s.weights else "", s.labels.get(i, "")
    if not text and not path:
        return None
    widths = [_pill(path.ljust(s.label_room)), _pill(text)]
    cells = [_cell(path, 13, None, widths[0], "B"), _cell(text, 13, c.WEIGHT_TINT, widths[1], "I")]
    if not path:                            # the weight takes the room of the label, so that no frame moves the next
        cells = [_cell(text, 13, c.WEIGHT_TINT, sum(widths), "I")]
    return {"label": _table([cells]), "color": "none", **_inches(sum(widths) + 4, HIGH),
            **({} if path else {"class": "centred"})}


def _weight(weight):
    if weight is None:
        return ""
    if isinstance(weight, str):
        return weight
    text = fitted(weight, 9 if is_number(weight) else 14)
    return str(np.shape(weight)) if text.endswith("…") else text


def _pill(text):
    return round(LETTER * len(text)) + 10 if text else 0


def _inches(width, height):
    return {"width": f"{width / 72:.3f}", "height": f"{height / 72:.3f}"}


def _table(rows):
    body = "".join(f"<TR>{''.join(row)}</TR>" for row in rows)
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="0">{body}</TABLE>>'


def _cell(text, size, tint, width, style=""):
    if not text:
        return f'<TD WIDTH="{width}" HEIGHT="{HIGH}"></TD>'
    fill = f' BGCOLOR="{tint}" STYLE="ROUNDED"' if tint else ""
    words = escape(text).replace("\\", "\\\\")              # Graphviz reads a single \N as the name of the node
    words = f"<{style}>{words}</{style}>" if style else words
    return f'<TD FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{HIGH}"{fill}><FONT POINT-SIZE="{size}">{words}</FONT></TD>'
