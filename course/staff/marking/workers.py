"""Grades in several processes. One that dies or hangs costs the submission it was at, and is replaced."""
from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial

from course.checking import Unit
from course.staff.handins.handin import Handed, HandIn, load
from course.staff.marking.marks import Mark, unmarked
from course.staff.marking.worker import Job, Worker


def graded(hand_ins: Iterable[HandIn], job: Job, processes: int) -> Iterator[tuple[HandIn, list[Mark]]]:
    """Every hand-in with its marks, as they come. Raises Unavailable when no submission can be run."""
    workers = Workers(job)
    with ThreadPoolExecutor(processes) as threads:
        futures = {threads.submit(workers.marks, each.unit, partial(load, each.file, each.helpers)): each
                   for each in hand_ins}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            workers.end()


class Workers:
    """One process for each thread that asks."""

    def __init__(self, job: Job):
        self.job, self.mine, self.all = job, threading.local(), []

    def marks(self, unit: Unit, load: Callable[[], Handed]) -> list[Mark]:
        """The marks of the notebook that `load` gives in that process. Raises Unavailable."""
        worker = getattr(self.mine, "worker", None) or self._new()
        found = worker.marks(unit, load)
        if found is None:
            self.mine.worker = None
            return unmarked(unit, "lost", "grading it took too long or too much memory")
        return found

    def end(self):
        """End all of them."""
        for worker in self.all:
            worker.end()

    def _new(self):
        self.mine.worker = Worker(self.job)
        self.all.append(self.mine.worker)
        return self.mine.worker
