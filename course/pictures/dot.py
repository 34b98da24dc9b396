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
HIGH = 22                   # the height of a row
TITLE_ROOM = 32             # characters; a longer title is cut
LINES = {"tangent": {"color": c.TANGENT, "penwidth": "2.2"},
         "adjoint": {"color": c.ADJOINT, "penwidth": "1.6", "style": "dashed"}}


def dot(shown, **options) -> str:
    """The DOT text of a frame, or of a graph with the options of `draw`."""
    s = shown if isinstance(shown, Scene) else scene(shown, **options)
    labels = [_label(s, i, edge.weight) for i, edge in enumerate(s.diagram.edges)]
    graph = Digraph(graph_attr={"rankdir": "LR", "bgcolor": "transparent", "pad": "0.25", "nodesep": "0.28",
                                "ranksep": "0.3" if any(labels) else "0.6"},
                    node_attr={"shape": "box", "fixedsize": "true", "margin": "0", "fontname": FONT, "fontsize": "13",
                               "fontcolor": c.INK}, edge_attr={"arrowsize": "0.75"})
    widths = [_width(box) for box in s.diagram.boxes]
    usual = max((width for width in widths if width <= 130), default=0)     # boxes of one width make columns
    ids = {box.name: f"n{i}" for i, box in enumerate(s.diagram.boxes)}      # users' names stay out of ids
    for box, width in zip(s.diagram.boxes, widths, strict=True):
        graph.node(ids[box.name], **_box(s, box, max(width, usual)))
    for i, edge in enumerate(s.diagram.edges):
        _edge(graph, ids[edge.source], f"e{i}", ids[edge.target], _line(s, i), labels[i], any(labels))
    return graph.source


def _width(box):
    room = max(len(_title(box)) + 3, 15 if is_number(box.value) or box.value is None else 26)
    return round(LETTER * min(room, TITLE_ROOM) + 16)


def _title(box):
    return f"{box.name} = {box.formula}" if box.formula else box.name


def _box(s, box, width):
    room = round((width - 16) / LETTER)
    title = fitted(_title(box), room - 3)
    rows = [(f"▶ {title}" if box.name == s.node else title, 13, None)]
    if s.values is not None:
        value = s.values.get(box.name)
        rows.append(("" if value is None else _value(value, room), 16 if np.ndim(box.value) == 0 else 13, None))
    if s.tangents is not None:
        rows.append((_row(s.tangents, box.name, dotted, room), 13, c.TANGENT_TINT))
    if s.adjoints is not None:
        rows.append((_row(s.adjoints, box.name, barred, room, " + …" * (box.name in s.waiting)), 13, c.ADJOINT_TINT))
    border = c.INK if box.given or box.result or box.name == s.node else c.LINE
    return {"label": _table([[_cell(*row, width - 12)] for row in rows]), "fillcolor": c.CARD, "color": border,
            **_inches(width, (HIGH + 2) * len(rows) + 6), "penwidth": "3" if box.name == s.node else "1.2",
            "style": ",".join(["filled"] + ["rounded"] * (not box.given) + ["dashed"] * box.dead),
            "peripheries": "2" if box.result else "1"}


def _value(value, room):
    return fitted(value, room) if is_number(value) else f"{np.shape(value)} {fitted(value, room - len(str(np.shape(value))) - 1)}"


def _row(numbers, name, mark, room, more=""):
    if name not in numbers:
        return ""
    sign = mark(name) if len(name) < 5 else mark(name).split()[0]
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
    widths = [_pill(path or " " * s.label_room), _pill(text)]
    cells = [_cell(path, 13, None, widths[0], "B"), _cell(text, 13, c.WEIGHT_TINT, widths[1], "I")]
    if not path:                            # the weight takes the room of the label: no frame moves the next one
        cells = [_cell(text, 13, c.WEIGHT_TINT, sum(widths), "I")]
    return {"label": _table([cells]), "color": "none", **_inches(sum(widths) + 4, HIGH)}


def _weight(weight):
    if weight is None:
        return ""
    text = fitted(weight, 9 if is_number(weight) else 18)
    return str(np.shape(weight)) if text.endswith("…") else text


def _pill(text):
    return round(LETTER * len(text)) + 10 if text else 0


def _inches(width, height):
    return {"width": f"{width / 72:.3f}", "height": f"{height / 72:.3f}"}


def _table(rows):
    body = "".join(f"<TR>{''.join(row)}</TR>" for row in rows)
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="0">{body}</TABLE>>'


def _cell(text, size, tint, width, style=""):
    fill = f' BGCOLOR="{tint}" STYLE="ROUNDED"' if tint and text else ""
    text = f"<{style}>{escape(text)}</{style}>" if style and text else escape(text)
    return (f'<TD FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{HIGH}"{fill}>'
            f'<FONT POINT-SIZE="{size}">{text}</FONT></TD>' if text else f'<TD WIDTH="{width}" HEIGHT="{HIGH}"></TD>')
