"""Grades on a Dask cluster: the same unit of work as here, one hand-in and its marks, sent to whoever is free."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from itertools import islice

from course.exercises import UNITS
from course.staff.handins.files import Unreadable
from course.staff.handins.handin import Handed, HandIn, load
from course.staff.marking.marks import Mark, unmarked
from course.staff.marking.worker import Job
from course.staff.marking.workers import Workers
from course.staff.running.process import Unavailable

AHEAD = 4               # hand-ins sent for each thread of the cluster: nobody waits, and nothing piles up


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
                    handed = load(hand_in.file, hand_in.helpers)
                    future = client.submit(_grade, handed, hand_in.unit.notebook, job, pure=False)
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


def _grade(handed: Handed, notebook: str, job: Job) -> list[Mark]:
    """The marks of one notebook, found on a worker of the cluster: in a process as on one machine, with its limits."""
    unit = next(unit for unit in UNITS if unit.notebook == notebook)
    return _workers(job).marks(unit, partial(Handed, *handed))


_workers = lru_cache(1)(Workers)        # the processes of an earlier job see that nobody asks any more, and end
