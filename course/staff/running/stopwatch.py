"""Time that is counted only while something is going on, so that one thing takes none from another."""
from __future__ import annotations

from time import monotonic


class Stopwatch:
    """The seconds spent in its blocks, and what is left of those that there are."""

    def __init__(self, seconds: float):
        self.seconds, self._spent, self._began = seconds, 0.0, None

    def __enter__(self):
        self._began = monotonic()
        return self

    def __exit__(self, *_):
        self._spent, self._began = self.spent, None

    @property
    def spent(self) -> float:
        return self._spent + (monotonic() - self._began if self._began is not None else 0.0)

    @property
    def left(self) -> float:
        return self.seconds - self.spent
