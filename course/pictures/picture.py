"""What a notebook shows of a graph: an image with its words, or a table where there is no Graphviz."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.pictures import drawn
from course.pictures.dot_text import dot, least_width
from course.pictures.html import address, escape, figure
from course.pictures.scene import Scene, alt, scene
from course.pictures.svg import render
from course.pictures.tables import Table, listing


@dataclass(frozen=True, repr=False)
class Picture:
    """An SVG (None where there is no Graphviz), the same in words, and the same as a table."""

    svg: str | None
    alt: str
    caption: str
    table: Table
    least: int                  # the width in pixels that it needs to be readable
    drawn: str                  # what it was drawn from, as a digest

    def __repr__(self):
        return self.alt

    def html(self, caption: str = "", fixed: bool = False) -> str:
        """The image, or the table where there is none."""
        if self.svg is None:
            return self.table.html()
        width, height = re.search(r'width="([\d.]+)" height="([\d.]+)"', self.svg).groups()
        size = f" width='{width}' height='{height}'" if fixed else ""      # its room is kept, so that nothing jumps
        return figure(address(self.svg.encode(), "svg+xml"), self.alt, caption, size, f"min-width:{self.least}px",
                      self.drawn)

    def _repr_mimebundle_(self, include=None, exclude=None):
        image = {"image/svg+xml": self.titled} if self.svg else {}
        return {"text/plain": self.alt, "text/html": self.html(self.caption)} | image

    @property
    def titled(self) -> str:
        """The SVG with its words inside, for whoever takes it out of the page."""
        return self.svg.replace(">", f' role="img">\n<title>{escape(self.alt)}</title>', 1)

    def save(self, path: str | Path) -> Path:
        """Write the image as an SVG file and return its path. Raises RuntimeError where there is no Graphviz."""
        if self.svg is None:
            raise RuntimeError("there is no Graphviz, so there is no image to save: pip install graphviz-pure")
        Path(path).write_text(self.titled + "\n", encoding="utf-8")
        return Path(path)


def pictures(scenes: Sequence[Scene]) -> list[Picture]:
    """A picture of each scene, drawn together: Graphviz is started once."""
    dots = [dot(s) for s in scenes]
    images = render(dots) or [None] * len(scenes)
    return [Picture(image, alt(s), s.caption, listing(s), least_width(s), drawn.of_graph(text))
            for image, s, text in zip(images, scenes, dots, strict=True)]


def draw(shown, *, tangents: Mapping | None = None, adjoints: Mapping | None = None, weights: bool = True,
         path: Sequence | None = None, paths: Sequence = (), caption: str = "") -> Picture:
    """A picture of a recorded graph, a frame, a program, or a graph as plain data {"nodes", "edges", "output"}.

    draw(graph, adjoints=adjoints(graph)) adds numbers by name; draw(graph, paths=paths(graph, "x")) makes paths thick.
    Without Graphviz the result shows a table instead. Raises TypeError for anything else, ValueError for a path that
    is not there.
    """
    return pictures([scene(shown, tangents=tangents, adjoints=adjoints, weights=weights, path=path, paths=tuple(paths),
                           caption=caption)])[0]
