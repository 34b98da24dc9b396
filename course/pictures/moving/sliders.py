"""A picture with sliders: move a number and see what it does to the picture."""
from __future__ import annotations

from collections.abc import Callable
from math import floor, log10

from course.pictures.moving.panel import Panel, bundle, ranged
from course.pictures.plots import Plot


class Sliders:
    """The widget: one slider for each number, the picture below, and its sentence below that."""

    def __init__(self, make: Callable[..., Plot], ranges: dict[str, tuple]):
        self.make = make
        self.panel = Panel(controls=[_slider(name, *numbers) for name, numbers in ranges.items()],
                           values={name: start for name, (_, _, start) in ranges.items()})
        self.show()
        self.panel.on_values(lambda before, now: self.show())

    def show(self):
        """Draw the picture for the numbers of the sliders."""
        self.shown = self.make(**self.panel.values)
        self.panel.picture, self.panel.caption = self.shown.html(), self.shown.alt

    def __repr__(self):
        return repr(self.shown)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return bundle(self.panel) | self.shown._repr_mimebundle_()


def _slider(name, low, high, start):
    if all(type(number) is int for number in (low, high, start)):
        return ranged(name, low, high)
    step, decimals = _round_step((high - low) / 100)
    return ranged(name, low, high, step, decimals)


def _round_step(most) -> tuple[float, int]:
    """The largest of …, 0.01, 0.02, 0.05, 0.1, … that is not above `most`, and how many decimals show it."""
    power = floor(log10(most) + 1e-9)
    digit = max(d for d in (1, 2, 5) if d * 10.0**power <= most * (1 + 1e-9))
    return digit * 10.0**power, max(0, -power)


def slide(make: Callable[..., Plot], **ranges: tuple[float, float, float]) -> Sliders:
    """A slider (least, greatest, first value) for each argument of `make`, which gives a plot: slide(f, x=(0.0, 2, 1)).

    Three whole numbers make a slider for whole numbers: n=(1, 10, 3). Others move in at least 100 round steps from the
    least value on, such as 0.02; the slider shows all their decimals.

    Raises ValueError for a range that is not ordered or does not hold its first value.
    """
    for name, (low, high, start) in ranges.items():
        if not low < high or not low <= start <= high:
            raise ValueError(f"{name}=({low}, {high}, {start}) is no range (least, greatest, first value).")
    return Sliders(make, ranges)
