"""Several values as one, for primitives that take or give many: packed by `bundle`, taken out again by `part`."""
from __future__ import annotations

from course.autodiff.primitive import Primitive, Slots, zero_like


class Bundle:
    """Values by place. As a tangent or an adjoint it leaves out what is zero."""

    __slots__ = ("parts",)

    def __init__(self, parts: dict):
        self.parts = parts

    def __add__(self, other: Bundle) -> Bundle:
        both = {place: self.parts[place] + other.parts[place] for place in self.parts if place in other.parts}
        return Bundle(self.parts | other.parts | both)

    def __repr__(self):
        return f"{len(self.parts)} values"


def _pull_place(slot, y, *values):
    return lambda y_bar: y_bar.parts[slot] if slot in y_bar.parts else zero_like(values[slot])


# Packing and taking out are each other's transpose: a tangent is packed with its value, an adjoint with its neighbours.
bundle = Primitive(name="bundle", symbol="( )", value=lambda *values: Bundle(dict(enumerate(values))),
                   jvps=Slots(lambda slot, x_dot, y, *values: Bundle({slot: x_dot})), pulls=Slots(_pull_place))
part = Primitive(name="part", symbol="[ ]", value=lambda x, place: x.parts[place], params=("place",),
                 jvps=(lambda x_dot, y, x, place: x_dot.parts[place] if place in x_dot.parts else zero_like(y),),
                 pulls=(lambda y, x, place: lambda y_bar: Bundle({place: y_bar}),))
