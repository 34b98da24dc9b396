"""The adjoints of a sweep while they are being added up."""
from __future__ import annotations

import numpy as np

from course.autodiff.rules.primitive import Traced
from course.autodiff.rules.structural import Taken


class Adjoints(list):
    """One sum for each value, None while nothing has arrived.

    An array that was made here for a sum takes further terms in place, so that a value that is used a thousand times
    costs one array; and what arrives for a part of it is added to that part, not to zeros of full size.
    """

    __slots__ = ("ours",)

    def __init__(self, count: int):
        super().__init__([None] * count)
        self.ours = set()                   # the places of arrays that were made here

    def add(self, place: int, pull, y_bar):
        """Add one term: what the pull of an edge makes of the adjoint at its other end."""
        before = self[place]
        if type(pull) is float:
            self[place] = y_bar * pull if before is None else before + y_bar * pull
        elif type(pull) is Taken and place in self.ours and not isinstance(y_bar, Traced):
            pull.add(y_bar, before)
        elif before is None:
            self._set(place, pull(y_bar), type(pull) is Taken)
        else:
            self._join(place, before, pull(y_bar))

    def _join(self, place, before, x_bar):
        if place in self.ours and type(x_bar) is np.ndarray:
            before += x_bar
        else:
            self._set(place, before + x_bar, True)

    def _set(self, place, total, new):
        self[place] = total
        (self.ours.add if new and type(total) is np.ndarray else self.ours.discard)(place)
