"""What a picture shows, as a few letters: the same whichever program, or version of it, has drawn the picture."""
from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from course.pictures import palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure

AXES = ("get_xlim", "get_ylim", "get_xscale", "get_yscale", "get_title", "get_xlabel", "get_ylabel", "get_xticks",
        "get_yticks")
ARTIST = ("get_xydata", "get_offsets", "get_array", "get_label", "get_color", "get_facecolor", "get_edgecolor",
          "get_alpha", "get_linestyle", "get_linewidth", "get_marker", "get_markersize", "get_fontsize")


def of_graph(dot: str) -> str:
    """For a graph that Graphviz draws from this text, on a card."""
    return _digest([palette.CARD, dot])


def of_figure(figure: Figure) -> str:
    """For a matplotlib figure: its data to seven digits, its colours and its words; not where the layout puts them."""
    return _digest([figure.get_size_inches(), *_words(figure.legends), *_shown(figure.texts), *_of_axes(figure)])


def _of_axes(figure) -> Iterator:
    for axes in figure.axes:
        yield from (getattr(axes, name)() for name in AXES)
        yield from (label.get_text() for label in (*axes.get_xticklabels(), *axes.get_yticklabels()))
        yield from (axes.axison, *_words(filter(None, [axes.get_legend()])))
        yield from _shown([*axes.lines, *axes.collections, *axes.patches, *axes.images, *axes.texts])


def _words(legends) -> Iterator[str]:
    for legend in legends:
        yield from ("legend", *(text.get_text() for text in legend.get_texts()))


def _shown(artists) -> Iterator:
    for artist in artists:
        yield type(artist).__name__
        yield from (getattr(artist, name)() for name in ARTIST if hasattr(artist, name))
        if hasattr(artist, "get_patch_transform"):                      # a bar, a rectangle
            yield artist.get_patch_transform().transform(artist.get_path().vertices)
        elif hasattr(artist, "U"):                                      # arrows: their paths depend on the layout
            yield from (artist.U, artist.V)
        elif hasattr(artist, "get_paths"):                              # contours, areas, points
            yield from (path.vertices for path in artist.get_paths())
        elif hasattr(artist, "get_position"):                           # words
            yield from (artist.get_text(), artist.get_position())
        if arrow := getattr(artist, "arrow_patch", None):
            yield from (artist.xy, arrow.get_linewidth(), arrow.get_edgecolor(), arrow.get_linestyle())


def _digest(parts):
    return sha256(b"\0".join(map(_bytes, parts))).hexdigest()[:12]


def _bytes(part):
    try:
        return np.asarray(part, np.float32).tobytes()
    except (TypeError, ValueError):
        return repr(part).encode()
