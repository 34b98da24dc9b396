"""Controls, a picture and a sentence as one widget, of the page's own elements: each has a name, keys and a focus.

What a control gives stands in `values`, by its name; buttons to press are told to `on_press`.
"""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from anywidget import AnyWidget
from traitlets import Dict, List, Unicode

HERE = Path(__file__).parent


class Panel(AnyWidget):
    """The widget. `controls` are made by the functions below."""

    _esm, _css = HERE / "panel.js", HERE / "panel.css"
    controls = List(Dict()).tag(sync=True)
    values = Dict().tag(sync=True)
    picture = Unicode().tag(sync=True)      # as HTML
    caption = Unicode().tag(sync=True)

    def set(self, name: str, value):
        """Give a control another value, as the reader does."""
        self.values = {**self.values, name: value}

    def on_values(self, call: Callable[[dict, dict], None]):
        """Call with the old and the new values whenever one changes."""
        self.observe(lambda change: call(change["old"], change["new"]), "values")

    def on_press(self, call: Callable[[str], None]):
        """Call with the name of each button that is pressed."""
        self.on_msg(lambda _widget, content, _buffers: call(content["pressed"]))


def bundle(panel: Panel) -> dict:
    """What a notebook needs to show it."""
    return panel._repr_mimebundle_()[0]


def ranged(name: str, low: float, high: float, step: float = 1, decimals: int = 0, buttons: bool = False) -> dict:
    """A slider: arrow keys, Home and End; with `buttons`, Previous and Next beside it, and "3 of 7" as its number."""
    return {"kind": "range", "name": name, "low": low, "high": high, "step": step, "decimals": decimals,
            "buttons": buttons}


def field(name: str) -> dict:
    """A field for a number as text, which counts when Enter is pressed or the field is left."""
    return {"kind": "field", "name": name}


def choice(name: str, options: list[str]) -> dict:
    """One of several words."""
    return {"kind": "choice", "name": name, "options": options}


def press(name: str, off: bool = False) -> dict:
    """A button; one that is off cannot be pressed."""
    return {"kind": "press", "name": name, "off": off}
