"""The few native HTML elements that everything shown in a notebook is made of."""
from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from html import escape

__all__ = ["escape", "figure", "table"]

LEFT = " style='text-align:left'"       # notebooks align every cell to the right, which suits numbers only


def table(header: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> str:
    """A table whose first column names the rows: header cells say what they head, columns of words are aligned left."""
    columns = zip(*rows, strict=True) if rows else [()] * len(header)
    styles = ["" if all(map(_is_number, column)) else LEFT for column in columns]
    head = "".join(f"<th scope='col'{style}>{escape(cell)}</th>" for cell, style in zip(header, styles, strict=True))
    body = "".join(f"<tr>{_row(row, styles)}</tr>" for row in rows)
    above = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{above}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _is_number(cell):
    return re.fullmatch(r"[−-]?[\d.]+(e[−+-]?\d+)?|", cell) is not None


def _row(row, styles):
    first, *rest = (f"{style}>{escape(cell)}<" for cell, style in zip(row, styles, strict=True))
    return f"<th scope='row'{first}/th>" + "".join(f"<td{cell}/td>" for cell in rest)


def figure(svg: str, alt: str, caption: str = "", least: int = 0, fixed: bool = False, drawn: str = "") -> str:
    """An SVG as an image with its alternative text, in the form that notebook front ends neither strip nor mangle.

    It shrinks to the width of the page, but not below `least` pixels; there it scrolls. `fixed` reserves its room
    beforehand, so that nothing jumps when one image takes the place of another. `drawn` says what it was drawn from.
    """
    width, height = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg).groups()
    size = f" width='{width}' height='{height}'" if fixed else ""
    data = b64encode(svg.encode()).decode()
    image = (f"<img alt='{escape(alt)}' src='data:image/svg+xml;base64,{data}'{size} data-drawn='{drawn}' "
             f"style='min-width:{least}px;max-width:100%;height:auto'>")
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f"<figure style='margin:4px 0;overflow-x:auto'>{image}{below}</figure>"
