"""Whose memory may be written into while a program runs: arrays that it made itself and does not need again."""
from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from course.autodiff.symbols import Line, Symbol
from course.autodiff.table import TABLE

VIEWS = {TABLE[name] for name in ("reshape", "transpose", "getitem", "einsum")}    # may share their argument's memory


class Memory:
    """The lifetimes of the arrays of a list of lines, of which `outputs` are needed after the last."""

    def __init__(self, lines: list[Line], outputs: Iterable):
        self.owner, self.last, self.fresh = {}, {}, set()
        for place, line in enumerate(lines):
            self._own(place, line)
        for y in outputs:
            if type(y) is Symbol:
                self.last[self._base(y)] = len(lines)

    def free(self, place: int, line: Line) -> list[Symbol]:
        """The arguments of a line, by its place, whose memory may take the result."""
        return [arg for arg in line.needs if self._is_free(arg, place, line.target.value)]

    def _base(self, symbol):
        return self.owner.get(symbol.number, symbol.number)

    def _own(self, place, line):
        number, needs = line.target.number, line.needs
        if line.primitive in VIEWS:
            self.owner[number] = self._base(needs[0]) if needs else number
        elif line.primitive and TABLE.get(line.primitive.name) is line.primitive:
            self.fresh.add(number)
        elif line.primitive:                # somebody's own: it may give back what it was given
            self.fresh -= {self._base(need) for need in needs}
        for need in needs:
            self.last[self._base(need)] = place

    def _is_free(self, arg, place, y):
        x, number = arg.value, arg.number
        return (number in self.fresh and self.last[number] == place and isinstance(x, np.ndarray)
                and isinstance(y, np.ndarray) and x.shape == y.shape and x.dtype == y.dtype)
