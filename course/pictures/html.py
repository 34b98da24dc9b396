"""The few native HTML elements that everything shown in a notebook is made of."""
from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["escape", "figure", "table"]


def table(header: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """A table whose first column names the rows; every header cell says what it is the header of."""
    head = "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in header)
    body = "".join(f"<tr>{_row(row)}</tr>" for row in rows)
    above = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{above}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(row):
    first, *rest = map(escape, row)
    return f"<th scope='row'>{first}</th>" + "".join(f"<td>{cell}</td>" for cell in rest)


def figure(svg: str, alt: str, caption: str = "") -> str:
    """An SVG as an image with its alternative text, in the form that notebook front ends neither strip nor mangle."""
    width, height = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg).groups()
    data = b64encode(svg.encode()).decode()
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return (f"<figure style='margin:8px 0'><img alt='{escape(alt)}' src='data:image/svg+xml;base64,{data}' "
            f"width='{width}' height='{height}' style='max-width:100%;height:auto'>{below}</figure>")
