"""What a call takes: its time, and the memory that it needs at its peak."""
from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple


class Taken(NamedTuple):
    seconds: float          # the shortest of a few calls
    bytes: int              # the most that was held at one time, beyond what was there before


def measured(f: Callable, *args, calls: int = 3) -> Taken:
    """The time and the peak memory of f(*args). NumPy reports its arrays to tracemalloc."""
    seconds = []
    for _ in range(calls):
        start = perf_counter()
        f(*args)
        seconds.append(perf_counter() - start)
    tracemalloc.start()
    f(*args)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Taken(min(seconds), peak)
