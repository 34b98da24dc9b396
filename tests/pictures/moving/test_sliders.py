"""Sliders: a moved slider makes the picture anew, and the stored form is the first picture with its words."""
import re

import matplotlib
import notebook_cells as books
import pytest

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

from course.pictures import plot, slide  # noqa: E402


def make(x, y):
    return plot(pyplot.figure(figsize=(1, 1)), f"x is {x:g} & y is {y:g}")


def test_a_moved_slider_changes_picture_and_words():
    shown = slide(make, x=(0.0, 2.0, 1.0), y=(-1, 1, 0))
    assert repr(shown) == "x is 1 & y is 0"
    shown.panel.set("x", 1.5)
    assert repr(shown) == "x is 1.5 & y is 0" and shown.panel.caption == "x is 1.5 & y is 0"
    assert "alt='x is 1.5 &amp; y is 0'" in shown.panel.picture


def test_what_is_stored_has_text_and_image_beside_the_widget():
    bundle = slide(make, x=(0, 2, 1), y=(-1, 1, 0))._repr_mimebundle_()
    assert bundle["text/plain"] == "x is 1 & y is 0" and "<img alt=" in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_whole_numbers_stay_whole():
    shown = slide(make, x=(0, 10, 3), y=(0.0, 1.0, 0.5))
    shown.panel.set("x", 4)
    control, _ = shown.panel.controls
    assert shown.shown.alt == "x is 4 & y is 0.5" and (control["step"], control["decimals"]) == (1, 0)


@pytest.mark.parametrize("bad", [(1, 0, 0.5), (0, 1, 2), (0, 0, 0)])
def test_a_wrong_range_is_refused(bad):
    with pytest.raises(ValueError, match="no range"):
        slide(make, x=bad, y=(0, 1, 0))


@pytest.mark.parametrize("low, high, step, decimals", [
    (0.05, 1.1, 0.01, 2), (0.0, 2.0, 0.02, 2), (0.7, 1.2, 0.005, 3), (0.4, 1.6, 0.01, 2), (0.0, 5.0, 0.05, 2),
    (0, 1000.0, 10, 0)])
def test_a_slider_moves_in_round_steps_and_shows_them(low, high, step, decimals):
    slider, _ = slide(make, x=(low, high, low), y=(0, 1, 0)).panel.controls
    assert slider["step"] == pytest.approx(step, rel=1e-12) and slider["decimals"] == decimals


def test_every_slider_of_the_notebooks_starts_where_it_can_stand():
    """A browser moves the first value to the next step; what the notebook shows is then another picture."""
    sources = [source for path in (books.ROOT / "solutions").glob("*.ipynb") for source in books.code(path)]
    found = [call for source in sources for call in re.findall(r"slide\(\w+, (.+)\)$", source, re.M)]
    assert len(found) > 5
    for ranges in found:
        panel = slide(lambda **_: make(0, 0), **eval(f"dict({ranges})")).panel      # noqa: S307 - ours
        for slider in panel.controls:
            start = panel.values[slider["name"]]
            steps = (start - slider["low"]) / slider["step"]
            assert steps == pytest.approx(round(steps), abs=1e-6), ranges
            assert round(start, slider["decimals"]) == pytest.approx(start, abs=1e-9), ranges
