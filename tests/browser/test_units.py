"""Every notebook that students get runs in the lab; its pictures have their words and fit the page."""
import pytest

from course.exercises import UNITS

# The room of an output, and whatever in it is wider and can't be scrolled to.
TOO_WIDE = """() => [...document.querySelectorAll('.jp-OutputArea-output figure')].filter(figure =>
    figure.scrollWidth > figure.clientWidth + 1 && getComputedStyle(figure).overflowX === 'visible').length"""


@pytest.mark.parametrize("unit", UNITS, ids=[unit.topic for unit in UNITS])
def test_a_notebook_runs_and_shows_its_pictures(opened, unit):
    page = opened(unit.notebook, width=1000).run().page
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    images = page.locator(".jp-OutputArea-output img")
    assert all(images.nth(place).get_attribute("alt").strip() for place in range(images.count()))
    assert page.evaluate(TOO_WIDE) == 0


def test_no_line_of_code_is_cut(opened):
    """On a narrow page long lines go on below."""
    page = opened("13_long_sequences.ipynb", width=800).page
    assert page.evaluate("() => [...document.querySelectorAll('.jp-CodeCell .cm-scroller')].filter(code =>"
                         " code.scrollWidth > code.clientWidth + 1).length") == 0
