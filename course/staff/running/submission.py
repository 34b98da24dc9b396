"""One submission being run: its cells, then whatever is asked of the names that they have left."""
from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import NamedTuple

from course.staff.running.process import Child, Unavailable
from course.staff.running.talk import GRACE, Gone, Talk


class Limits(NamedTuple):
    """Seconds for one cell or one call, and for a whole submission."""

    each: float = 10.0
    all: float = 60.0


class Submission:
    """The cells of one notebook, run in a child that is started again whenever it has gone.

    `errors` are those of its cells by their place. A cell that ended a child is not run again, and one that was stopped
    by its time limit is given one second. `unavailable` is set when no child can be had: then nothing was graded.
    """

    def __init__(self, start: Callable[[], Child], cells: list[str], limits: Limits):
        self.cells, self.errors = cells, {}
        self._start, self._limits, self._deadline = start, limits, monotonic() + limits.all
        self._talk, self._ready, self._fatal, self.unavailable = None, False, set(), None

    def request(self, message: dict, payload: bytes, answer: Callable) -> tuple[dict, bytes]:
        """Have the child, with all cells run, answer a request. Raises Gone."""
        while not self._ready:
            self._replay()
        seconds = self._left()
        try:
            return self._talk.request(message | {"seconds": seconds}, payload, seconds + GRACE, answer)
        except BaseException:               # whatever it was, the child may be in the middle of something
            self._ready = False
            raise

    def close(self):
        """End the child; a request would start it again."""
        if self._talk:
            self._talk.end()
        self._ready = False

    def blame(self, name: str) -> str:
        """The error of a cell in which the name occurs, if there is one."""
        failed = (self.cells[place] + f"\n{error}" for place, error in self.errors.items() if error)
        found = next((cell for cell in failed if name in cell), "").strip().splitlines()
        return f"the cell that begins {found[0]!r} stopped: {found[-1]}" if found else ""

    def _replay(self):
        self._left()                            # no time, no child
        self.close()
        try:
            self._talk = Talk(self._start())
        except Unavailable as error:            # must not be taken for a fault of the answer
            self.unavailable = error
            raise Gone(str(error)) from None
        for place, source in enumerate(self.cells):
            if place in self._fatal:
                continue
            slow = self.errors.get(place, "").startswith("TimeLimit")
            seconds = min(self._left(), 1.0) if slow else self._left()
            try:
                self.errors[place] = self._talk.cell(source, seconds)
            except Gone as gone:
                self.errors[place] = str(gone)
                self._fatal.add(place)
                return
        self._ready = True

    def _left(self):
        left = self._deadline - monotonic()
        if left <= 0:
            raise Gone(f"the {self._limits.all:g} s for the whole notebook are used up")
        return min(left, self._limits.each)
