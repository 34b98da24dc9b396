"""Time limits for one request after the other, kept by a single thread: starting one each takes longer than most."""
from __future__ import annotations

from collections.abc import Callable
from math import inf
from threading import Condition, Thread
from time import monotonic


class Alarm:
    """Calls `ring` when a time that was set comes before it was taken back. Once it has ended it never rings."""

    def __init__(self, ring: Callable[[], None]):
        self._ring, self._due, self._looks, self._ended = ring, inf, inf, False
        self._changed = Condition()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def set(self, seconds: float):
        """Ring so many seconds from now, instead of at any time that was set before."""
        with self._changed:
            self._due = monotonic() + seconds
            if self._due < self._looks:         # later ones need not wake it: it looks again by itself
                self._changed.notify()

    def take_back(self):
        """Do not ring. When this returns, it has rung already or will not."""
        with self._changed:
            self._due = inf

    def end(self):
        """Stop the thread, and wait for it."""
        with self._changed:
            self._due, self._ended = inf, True
            self._changed.notify()
        self._thread.join()

    def _watch(self):
        with self._changed:
            while not self._ended:
                self._looks = self._due
                left = self._due - monotonic()
                if left <= 0:
                    self._due = inf
                    self._ring()
                else:
                    self._changed.wait(None if left == inf else left)
