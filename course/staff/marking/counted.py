"""How far a run is: the number graded, the rate and the time left, on stderr."""
from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from time import monotonic

EVERY = 5.0         # seconds between two lines of progress in a file


def counted(results: Iterable, total: int) -> Iterator:
    """The same results, with number, rate and time left on stderr: one line that changes, or one every few seconds."""
    began, shown, live = monotonic(), 0.0, sys.stderr.isatty()
    for number, each in enumerate(results, 1):
        yield each
        if live or number == total or monotonic() - shown > EVERY:
            shown = monotonic()
            text = _progress(number, total, shown - began)
            print(text.ljust(60) if live else text, end="\r" if live and number < total else "\n", file=sys.stderr,
                  flush=True)         # of one width, where each is written over the one before


def _progress(number, total, seconds):
    left = f", {timedelta(seconds=round(seconds / number * (total - number)))} left" if number < total else ""
    return f"{number} of {total} graded, {60 * number / seconds:.0f} a minute{left}"
