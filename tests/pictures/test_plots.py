"""A plot carries its words, is shown once, and stays legible on a dark page."""
import pytest

from course.pictures.plots import plot


@pytest.fixture
def figure(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    return pyplot.subplots(figsize=(2, 1))[0]


def test_a_plot_has_its_sentence_and_is_closed(figure):
    from matplotlib import pyplot
    shown = plot(figure, "a < b, 'rising'")
    assert repr(shown) == "a < b, 'rising'"
    assert "alt='a &lt; b, &#x27;rising&#x27;'" in shown._repr_mimebundle_()["text/html"]
    assert shown.image.startswith(b"\x89PNG") and not pyplot.fignum_exists(figure.number)


def test_a_plot_without_a_sentence_is_refused(figure):
    with pytest.raises(ValueError, match="needs a sentence"):
        plot(figure, " ")
