"""Grades on a Dask cluster: the same unit of work as here, one hand-in and its marks, sent to whoever is free."""
from __future__ import annotations

import threading
import warnings
from collections.abc import Iterable, Iterator
from itertools import islice

from course.exercises import UNITS
from course.staff.marking.handin import HandIn, Unreadable, read
from course.staff.marking.marks import Mark, marks, unmarked
from course.staff.marking.workers import Job, home_of
from course.staff.running.process import Unavailable

AHEAD = 4               # hand-ins sent for each thread of the cluster: nobody waits, and nothing piles up
_own = threading.local()


def graded_on_cluster(hand_ins: Iterable[HandIn], job: Job, address: str) -> Iterator[tuple[HandIn, list[Mark]]]:
    """Every hand-in with its marks, as they come. A hand-in whose worker dies is sent to another one.

    Workers need the course at the same version, and bubblewrap; they need no files. Raises Unavailable when there is no
    cluster at the address, or submissions cannot be run there.
    """
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError as error:
        raise Unavailable(f"A cluster needs Dask, and {error}. Install it: pip install distributed") from None
    try:
        client = Client(address, timeout="10s")
    except (OSError, ValueError) as error:          # nobody answers, or it is no address
        raise Unavailable(f"There is no Dask scheduler at {address}: {error}") from None
    with client:
        waiting, asked, results = iter(hand_ins), {}, as_completed()

        def send(count):
            for hand_in in islice(waiting, count):
                try:
                    future = client.submit(_grade, read(hand_in.path), hand_in.unit.notebook, job, pure=False)
                except Unreadable as error:
                    future = client.submit(list, unmarked(hand_in.unit, "broken", str(error)), pure=False)
                asked[future] = hand_in
                results.add(future)

        send(AHEAD * max(1, sum(client.nthreads().values())))
        for future in results:
            hand_in = asked.pop(future)
            try:
                found = future.result()
            except KilledWorker:
                found = unmarked(hand_in.unit, "lost", "grading it ended every worker that tried")
            send(1)
            yield hand_in, found


def _grade(data: bytes, notebook: str, job: Job) -> list[Mark]:
    """The marks of one notebook; runs on a worker, in the sandbox that this thread keeps."""
    warnings.simplefilter("ignore")                         # wrong answers overflow and divide by zero
    if getattr(_own, "job", None) != job:
        _own.home, _own.job = home_of(job), job
    unit = next(unit for unit in UNITS if unit.notebook == notebook)
    return marks(unit, lambda: data, _own.home.child, job.seed, job.limits)
