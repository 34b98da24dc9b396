"""Matplotlib figures with words, for readers who cannot see them and for tests."""
from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING

from course.pictures.drawn import of_figure
from course.pictures.html import address
from course.pictures.html import figure as shown

if TYPE_CHECKING:                           # whoever has a figure has imported matplotlib; nobody else waits
    from matplotlib.figure import Figure


class Plot:
    """A figure as an image with its alternative text, and a digest of what it shows."""

    def __init__(self, image: bytes, alt: str, drawn: str = ""):
        self.image, self.alt, self.drawn = image, alt, drawn

    def __repr__(self):
        return self.alt

    def html(self) -> str:
        """The image."""
        return shown(address(self.image, "png"), self.alt, style="width:600px", drawn=self.drawn)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": self.alt, "text/html": self.html(), "image/png": b64encode(self.image).decode()}


def plot(figure: Figure, alt: str) -> Plot:
    """Show a figure, once, with `alt`: what it shows, in a sentence. Raises ValueError when that is empty."""
    if not alt.strip():
        raise ValueError("a plot needs a sentence that says what it shows: plot(figure, 'The error falls with h.')")
    from matplotlib import pyplot
    pyplot.close(figure)                    # else the notebook shows it a second time, without words
    image = BytesIO()
    figure.savefig(image, format="png", dpi=150, facecolor="white")
    return Plot(_few_colours(image), alt, of_figure(figure))


def _few_colours(png):
    """The image with the 128 colours that serve it best: a third of the size, and no difference to be seen."""
    from PIL import Image
    small = BytesIO()
    colours = Image.open(png).convert("RGB").quantize(128, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    colours.save(small, format="png", optimize=True)
    return small.getvalue()
