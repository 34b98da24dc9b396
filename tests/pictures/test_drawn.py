"""The digest of a picture follows what it shows, and not the program that draws it."""
from io import BytesIO

import numpy as np
import pytest

from course import draw, record
from course.pictures import svg
from course.pictures.drawn import of_figure

KINDS = {
    "line": lambda axes, s: axes.plot([0, s], [1, 2]),
    "points": lambda axes, s: axes.scatter([0, s], [1, 2]),
    "bars": lambda axes, s: axes.bar([1, 2], [s, 1]),
    "contours": lambda axes, s: axes.contour(s * np.outer(range(5), range(5)), levels=[1, 2]),
    "arrows": lambda axes, s: axes.quiver(0.5, 0.5, s, 0.0),
    "image": lambda axes, s: axes.imshow([[0, 1], [s, 1]], vmin=0, vmax=9),
    "area": lambda axes, s: axes.fill_between([0, 1], [0, s]),
    "span": lambda axes, s: axes.axvspan(0, s),
    "word": lambda axes, s: axes.text(s, 0, "here"),
    "note": lambda axes, s: axes.annotate("", (0, 0), (0, 1), arrowprops={"arrowstyle": "-", "lw": s}),
    "end": lambda axes, s: axes.set(xlim=(0, s)),
    "scale": lambda axes, s: axes.set(yscale="log" if s > 2.2 else "linear"),
    "title": lambda axes, s: axes.set(title=f"{s:.1f}"),
    "colour": lambda axes, s: axes.plot([0, 1], color=(0, 0, s / 9)),
    "legend": lambda axes, s: axes.legend(axes.plot([0, 1]), [f"{s:.1f}"]),
}


def figure(kind, s, **how):
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    made, axes = pyplot.subplots(**how)
    pyplot.close(made)
    axes.set(xlim=(0, 5), ylim=(0.1, 5))
    KINDS[kind](axes, s)
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_another_number_makes_another_digest_and_noise_does_not(kind):
    digest = of_figure(figure(kind, 2.0))
    assert digest == of_figure(figure(kind, 2.0 * (1 + 1e-12)))
    assert digest != of_figure(figure(kind, 2.5))


def test_neither_the_resolution_nor_the_layout_counts():
    plain, tight = figure("legend", 2.0), figure("legend", 2.0, layout="constrained")
    digest = of_figure(plain)
    for made, dpi in ((plain, 50), (tight, 200)):
        made.savefig(BytesIO(), dpi=dpi)
        assert of_figure(made) == digest


def test_a_graph_has_the_digest_of_its_text_whoever_draws_it(monkeypatch):
    graph, other = record(lambda x: x * x, x=2.0), record(lambda x: x * x, x=3.0)
    drawn = [draw(graph)]
    monkeypatch.setattr(svg, "_card", lambda image: image.replace("<g", "<g class='moved'", 1))
    drawn.append(draw(graph))
    assert drawn[0].svg != drawn[1].svg or drawn[0].svg is None
    assert drawn[0].drawn == drawn[1].drawn != draw(other).drawn
