"""Stepping through frames: a slider and two buttons in a live notebook, a film strip everywhere else."""
from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from course.pictures.html import table
from course.pictures.moving.frames import Frame
from course.pictures.moving.panel import Panel, bundle, choice, field, ranged
from course.pictures.moving.typed import NotANumber, read_number
from course.pictures.picture import Picture, pictures
from course.pictures.scene import alt, scene

STEP = "Step"


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


class Stepper:
    """The widget: a picture and the sentence below it for each step, drawn when it is first looked at."""

    def __init__(self, make: Callable[..., Sequence[Frame]], inputs: dict[str, float],
                 choices: dict[str, Sequence[str]] | None = None):
        self.make, self.inputs, self.choices = make, tuple(inputs), choices or {}
        self.panel = Panel(values={STEP: 1} | {name: options[0] for name, options in self.choices.items()}
                           | {name: repr(value) for name, value in inputs.items()})
        self.reload()
        self.panel.on_values(self.follow)

    def reload(self):
        """Make the frames anew from the numbers in the fields and from what is chosen, and stay at the same step."""
        chosen = {name: self.panel.values[name] for name in self.choices}
        numbers = {name: read_number(name, self.panel.values[name]) for name in self.inputs}
        with warnings.catch_warnings(action="ignore"):      # a picture that says nan needs no warning beside it
            frames = list(self.make(**chosen, **numbers))
        self.frames, self.captions = _some(frames), _numbered([frame.caption for frame in frames])
        self.picture = cache(lambda at: pictures([scene(frames[at - 1])])[0])
        self.panel.controls = [*(choice(name, list(options)) for name, options in self.choices.items()),
                               *map(field, self.inputs), ranged(STEP, 1, len(frames), buttons=True)]
        self.show()

    def follow(self, before: dict, now: dict):
        """Go to the step, or make frames of new numbers; when these do not work, say why and keep the picture."""
        changed = {name for name in now if before[name] != now[name]}
        if changed <= {STEP}:
            self.show()
            return
        if changed <= set(self.choices) and now[STEP] != 1:
            self.panel.set(STEP, 1)         # another story begins at its beginning
        try:
            self.reload()
        except NotANumber as error:
            self.panel.caption = str(error)
        except Exception as error:          # whatever a student's function may raise
            self.panel.caption = f"These numbers do not work: {type(error).__name__}: {error}"

    @property
    def at(self) -> int:
        """The step that is shown, counted from 1."""
        return min(max(self.panel.values[STEP], 1), len(self.frames))

    def show(self):
        """Show the picture and the sentence of the slider's step."""
        if self.panel.values[STEP] != self.at:
            self.panel.set(STEP, self.at)
        self.panel.picture = self.picture(self.at).html(fixed=True)
        self.panel.caption = self.captions[self.at - 1]

    def __repr__(self):
        return repr(_strip(self.frames, self.picture(len(self.frames))))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return bundle(self.panel) | _strip(self.frames, self.picture(len(self.frames)))._repr_mimebundle_()


def step(frames: Sequence[Frame]) -> Stepper:
    """Step through frames with a slider (arrow keys, Home, End) and buttons: step(reverse_frames(graph))."""
    return Stepper(lambda: frames, {})


def explore(make_frames: Callable[..., Sequence[Frame]], **inputs: float) -> Stepper:
    """`step` with a field for each input; a new number makes the frames anew: explore(lambda x: ..., x=2.0)."""
    return Stepper(make_frames, inputs)
