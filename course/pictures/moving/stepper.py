"""Stepping through frames: a slider and two buttons in a live notebook, a film strip everywhere else."""
from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ipywidgets import HTML, Button, FloatText, HBox, IntSlider, Layout, VBox

from course.pictures.html import escape, table
from course.pictures.moving.frames import Frame
from course.pictures.picture import Picture, pictures
from course.pictures.scene import alt, scene


class Filmstrip(NamedTuple):
    """The story without a live notebook: every caption, and the picture at its end."""

    captions: tuple[str, ...]
    last: Picture
    words: str                  # the last picture in words, without its caption

    def __repr__(self):
        return "\n".join([*_numbered(self.captions), self.words])

    def _repr_mimebundle_(self, include=None, exclude=None):
        rows = [(str(i), caption) for i, caption in enumerate(self.captions, 1)]
        return {"text/plain": repr(self), "text/html": table(("Step", "What happens"), rows) + self.last.html()}


def filmstrip(frames: Sequence[Frame]) -> Filmstrip:
    """The captions of all frames as a table, and the last picture: what `step` shows where nothing can be clicked."""
    return _strip(frames, pictures([scene(_some(frames)[-1])])[0])


def _some(frames):
    if not frames:
        raise ValueError("there are no frames to step through.")
    return frames


def _strip(frames, last):
    return Filmstrip(tuple(frame.caption for frame in frames), last, alt(scene(frames[-1])._replace(caption="")))


def _numbered(captions):
    return [f"Step {i} of {len(captions)}: {caption}" for i, caption in enumerate(captions, 1)]


def _paragraph(text):
    return f"<p style='margin:0;line-height:1.5;min-height:3em'>{escape(text)}</p>"     # two lines: nothing jumps


class Stepper:
    """The widget: every picture is drawn beforehand, and a step only swaps the image and the caption below it."""

    def __init__(self, make: Callable[..., Sequence[Frame]], inputs: dict[str, float]):
        self.make = make
        self.inputs = {name: FloatText(value=value, description=name, step=0.1) for name, value in inputs.items()}
        self.slider = IntSlider(value=1, min=1, max=1, description="Step", readout=False)
        self.previous, self.next = Button(description="Previous"), Button(description="Next")
        self.image, self.caption = HTML(), HTML()
        fields = HBox(list(self.inputs.values()), layout=Layout(flex_flow="row wrap"))
        self.widget = VBox([fields, HBox([self.previous, self.slider, self.next]), self.image, self.caption])
        self.frames: Sequence[Frame] = ()
        self.reload()
        self.slider.observe(self.show, "value")
        self.previous.on_click(lambda _: self.move(-1))
        self.next.on_click(lambda _: self.move(+1))
        for number in self.inputs.values():
            number.observe(self.reload_or_explain, "value")

    def reload(self):
        """Make the frames anew from the numbers in the input fields, and stay at the same step."""
        with warnings.catch_warnings(action="ignore"):      # a picture that says nan needs no warning beside it
            frames = list(self.make(**{name: field.value for name, field in self.inputs.items()}))
        self.pictures = pictures([scene(frame) for frame in _some(frames)])
        self.frames, self.captions = frames, _numbered([frame.caption for frame in frames])
        self.slider.max = len(frames)
        self.show()

    def reload_or_explain(self, _change):
        """The same; when these numbers do not work, say why and keep the picture."""
        try:
            self.reload()
        except Exception as error:          # whatever a student's function may raise
            self.caption.value = _paragraph(f"These numbers do not work: {type(error).__name__}: {error}")

    def move(self, by: int):
        """Go on or back; at either end, stay."""
        self.slider.value += by             # the slider keeps to its range by itself

    def show(self, _change=None):
        """Show the picture and the caption of the slider's step."""
        i = self.slider.value - 1
        self.image.value = self.pictures[i].html(fixed=True)
        self.caption.value = _paragraph(self.captions[i])

    def __repr__(self):
        return repr(_strip(self.frames, self.pictures[-1]))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.widget._repr_mimebundle_() | _strip(self.frames, self.pictures[-1])._repr_mimebundle_()


def step(frames: Sequence[Frame]) -> Stepper:
    """Step through frames with a slider (arrow keys, Home, End) and buttons: step(reverse_frames(graph))."""
    return Stepper(lambda: frames, {})


def explore(make_frames: Callable[..., Sequence[Frame]], **inputs: float) -> Stepper:
    """`step` with a field for each input; a new number makes the frames anew: explore(lambda x: ..., x=2.0)."""
    return Stepper(make_frames, inputs)
