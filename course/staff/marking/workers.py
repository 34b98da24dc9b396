"""Grades in several processes. One that dies or hangs costs the submission it was at, and is replaced."""
from __future__ import annotations

import multiprocessing
import signal
import threading
import warnings
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from course.exercises import UNITS
from course.staff.marking.handin import HandIn, read
from course.staff.marking.marks import Mark, marks, unmarked
from course.staff.running.process import Unavailable, Unprotected
from course.staff.running.sandbox import Sandbox
from course.staff.running.submission import Limits

READY = "ready"
MEMORY = 4 << 30        # bytes for one grading process: an answer of two arrays can ask a check for their outer product


class Job(NamedTuple):
    """How to grade: with which seed, limits and trust."""

    seed: int
    limits: Limits
    trust: bool = False


def home_of(job: Job) -> Sandbox | Unprotected:
    """Where submissions of this job are run. Raises Unavailable."""
    return Unprotected() if job.trust else Sandbox(int(job.limits.all) + 1)


def graded(hand_ins: Iterable[HandIn], job: Job, processes: int) -> Iterator[tuple[HandIn, list[Mark]]]:
    """Every hand-in with its marks, as they come. Raises Unavailable when no submission can be run."""
    pool = _Pool(job)
    with ThreadPoolExecutor(processes) as threads:
        futures = {threads.submit(pool.marks, each): each for each in hand_ins}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            pool.close()


class _Pool:
    """One process for each thread that asks."""

    def __init__(self, job):
        self.job, self.mine, self.all = job, threading.local(), []

    def marks(self, hand_in):
        worker = getattr(self.mine, "worker", None) or self._new()
        found = worker.marks(hand_in)
        if found is None:
            self.mine.worker = None
            return unmarked(hand_in.unit, "lost", "grading it took too long or too much memory")
        return found

    def close(self):
        for worker in self.all:
            worker.process.kill()

    def _new(self):
        self.mine.worker = _Worker(self.job)
        self.all.append(self.mine.worker)
        self.mine.worker.begin()
        return self.mine.worker


class _Worker:
    """A process that grades one hand-in after the other."""

    def __init__(self, job):
        self.patience = 2 * job.limits.all + 60
        self.pipe, theirs = multiprocessing.Pipe()
        spawn = multiprocessing.get_context("spawn")        # a fork of a process with threads may hang
        self.process = spawn.Process(target=_work, args=(theirs, job), daemon=True)
        self.process.start()
        theirs.close()

    def begin(self):
        refusal = self._receive(120)
        if refusal != READY:
            raise Unavailable(refusal or "The process that grades did not start.")

    def marks(self, hand_in):
        """The marks, or None when the process had to be given up."""
        self.pipe.send(hand_in._replace(unit=hand_in.unit.notebook))
        found = self._receive(self.patience)
        if found is None:
            self.process.kill()
        return found

    def _receive(self, seconds):
        try:
            return self.pipe.recv() if self.pipe.poll(seconds) else None
        except (EOFError, OSError):
            return None


def _work(pipe, job):
    signal.signal(signal.SIGINT, signal.SIG_IGN)            # Ctrl-C is the parent's affair
    _limit_memory()
    warnings.simplefilter("ignore")                         # wrong answers overflow and divide by zero
    try:
        home = home_of(job)
    except Unavailable as refusal:
        pipe.send(str(refusal))
        return
    pipe.send(READY)
    units = {unit.notebook: unit for unit in UNITS}
    with suppress(EOFError, Unavailable):                   # the parent has hung up, or will see that we have
        while True:
            hand_in = pipe.recv()
            pipe.send(marks(units[hand_in.unit], partial(read, hand_in.path), home.child, job.seed, job.limits))


def _limit_memory():
    with suppress(ImportError, ValueError, OSError):        # not on Windows, not on every macOS
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
