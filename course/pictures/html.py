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


# A white card in a light notebook becomes a dark one in a dark notebook; rust stays rust, and blue blue. Where a front
# end strips styles, the card stays white. On paper nothing scrolls: a wide picture is made smaller, long lines wrap.
PICTURE = "course-picture"
_DARK = ",".join(f"{notebook} .{PICTURE}" for notebook in ("body[data-jp-theme-light=false]", ".vscode-dark",
                                                           "html[theme=dark]"))
FILTER = "invert(.88) hue-rotate(180deg)"
STYLE = (f"<style>@media screen{{{_DARK}{{filter:{FILTER}}}}}"
         f"@media print{{.{PICTURE}{{min-width:0!important}}pre{{white-space:pre-wrap!important}}}}</style>")


def figure(image: str, alt: str, caption: str = "", size: str = "", style: str = "", drawn: str = "") -> str:
    """An image, the text of its address, with its alternative text, as notebook front ends neither strip nor mangle it.

    `size` and `style` say how large it is shown, at most as wide as the page; where its least width is greater, it
    scrolls. `drawn` says what it was drawn from.
    """
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    shown = (f"<img alt='{escape(alt)}' src='{image}' data-drawn='{drawn}'{size} "
             f"style='max-width:100%;height:auto;{style}' class='{PICTURE}'>")
    return f"{STYLE}<figure style='margin:4px 0;overflow-x:auto'>{shown}{below}</figure>"


def address(data: bytes, kind: str) -> str:
    """An image as part of the page itself; `kind` is "png" or "svg+xml"."""
    return f"data:image/{kind};base64,{b64encode(data).decode()}"
