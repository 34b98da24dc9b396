"""One submission being run: its cells, and whatever is asked of the names that they have left."""
from __future__ import annotations

import platform
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from course.staff.running.process import Child, Unavailable
from course.staff.running.stopwatch import Stopwatch
from course.staff.running.talk import GRACE, Gone, Talk

SHORT = 1.0         # seconds for a cell that was too slow before, or that comes when the time of all cells is used up
MORE = 1.5          # times the time of all cells: then no further one is run


class Limits(NamedTuple):
    """Seconds for one cell or one call; for all cells of a submission, and again for all its checks."""

    each: float = 10.0
    all: float = 60.0

    @classmethod
    def of(cls, each: float) -> Limits:
        """The limits that follow from the one for each cell and call."""
        return cls(each, 6 * each)


class Submission:
    """The cells of one notebook, run in a child that is started again whenever it has gone.

    `reach` runs them up to a place, where requests find what they have left. `errors` are those of its cells by their
    place. A cell that ended a child is not run again, and one that was stopped by its time limit is given one second.
    Cells, those that are run again, and checks (blocks of `checks`) each have time of their own. `unavailable` is set
    when no child can be had: then nothing was graded. `python` is the version that saved
    the notebook.
    """

    def __init__(self, start: Callable[[], Child], cells: list[str], limits: Limits, python: str = ""):
        self.cells, self.errors, self.checks, self.python = cells, {}, Stopwatch(limits.all), python
        self._start, self._limits, self._place = start, limits, len(cells)
        self._cells, self._again = Stopwatch(limits.all), Stopwatch(limits.all)
        self._talk, self._at, self._fatal, self.unavailable = None, 0, set(), None

    def reach(self, place: int):
        """Run the cells before this place which have not been run yet, and no others."""
        self._place = place
        if self.checks.left > 0:            # else nobody will ask for anything
            with suppress(Gone):            # there is no child: the next request says so
                self._ready_talk()

    def request(self, message: dict, payload: bytes, answer: Callable) -> tuple[dict, bytes]:
        """Have the child, at its place, answer a request. Raises Gone."""
        if (left := self.checks.left) <= 0:
            raise Gone(f"the {self._limits.all:g} s for all checks are used up")
        talk, seconds = self._ready_talk(), min(left, self._limits.each)
        try:
            return talk.request(message | {"seconds": seconds}, payload, seconds + GRACE, answer)
        except BaseException:               # whatever it was, the child may be in the middle of something
            self.close()
            raise

    def close(self):
        """End the child; a request would start it again."""
        if self._talk:
            self._talk.end()
        self._talk = None

    def blame(self, name: str) -> str:
        """The error of a cell in which the name occurs, if there is one."""
        failed = (self.cells[place] + f"\n{error}" for place, error in self.errors.items() if error)
        found = next((cell for cell in failed if name in cell), "").strip().splitlines()
        return f"the cell that begins {found[0]!r} stopped: {found[-1]}{self._versions(found[-1])}" if found else ""

    def _versions(self, error):
        """Which Python it was, where that may be why it is no Python."""
        saved = f"the notebook was saved by Python {self.python}, and " * bool(self.python)
        return f" ({saved}grading runs Python {platform.python_version()})" if error.startswith("SyntaxError") else ""

    def _ready_talk(self) -> Talk:
        while not self._talk or self._at != self._place:
            if not self._talk or self._at > self._place:
                self._restart()
            else:
                self._run(self._at)
        return self._talk

    def _restart(self):
        self.close()
        try:
            self._talk, self._at = Talk(self._start()), 0
        except Unavailable as error:            # must not be taken for a fault of the answer
            self.unavailable = error
            raise Gone(str(error)) from None

    def _run(self, place):
        self._at += 1
        watch = self._again if place in self.errors else self._cells
        if place in self._fatal:
            return
        if watch.spent >= MORE * watch.seconds:
            self.errors[place] = f"the {watch.seconds:g} s for all cells are used up"
            return
        slow = self.errors.get(place, "").startswith("TimeLimit")
        try:
            with watch:
                self.errors[place] = self._talk.cell(self.cells[place], SHORT if slow else min(
                    self._limits.each, max(SHORT, watch.left)))
        except Gone as gone:
            self.errors[place] = str(gone)
            self._fatal.add(place)
            self.close()
