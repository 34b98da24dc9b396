"""In a browser pictures are drawn by the Graphviz that the page has loaded; where it fails there are tables."""
from types import SimpleNamespace

import pytest

from course.pictures import browser, draw, engine, svg

PROGRAM = {"nodes": ["x", "y"], "edges": [("x", "y", 2.0)], "output": "y"}
IMAGE = '<?xml version="1.0"?><svg width="40pt" height="20pt" viewBox="0 0 40 20"><!-- noise --><g/></svg>'


@pytest.fixture
def loaded(monkeypatch):
    """A page without programs, whose Graphviz draws by this function."""
    def load(layout):
        monkeypatch.setattr(svg, "command", lambda name: None)
        monkeypatch.setattr(browser, "_graphviz", SimpleNamespace(layout=layout))
    return load


def test_the_loaded_one_draws_where_there_is_no_program(loaded):
    asked = []
    loaded(lambda text, kind, engine: asked.append((text, kind, engine)) or IMAGE)
    assert engine() == "wasm"
    assert draw(PROGRAM).svg.startswith('<svg width="40" height="20"') and "noise" not in draw(PROGRAM).svg
    assert "digraph" in asked[0][0] and asked[0][1:] == ("svg", "dot")


def test_a_program_comes_first(loaded, monkeypatch):
    loaded(lambda *words: IMAGE)
    monkeypatch.setattr(svg, "command", lambda name: name == "graphviz-pure")
    assert engine() == "graphviz-pure"


def test_there_is_a_table_where_it_fails(loaded):
    loaded(lambda *words: 1 / 0)
    assert draw(PROGRAM).svg is None and "<table" in draw(PROGRAM).html()


def test_there_is_none_outside_a_browser():
    assert browser.graphviz() is None
