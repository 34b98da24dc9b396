"""A process that grades one notebook after the other, with limits on its own time and memory."""
from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from course.checking import Unit
from course.exercises import UNITS
from course.staff.handins.handin import Handed
from course.staff.marking.marks import Mark, marks
from course.staff.running.alarm import Alarm
from course.staff.running.process import Unavailable, Unprotected
from course.staff.running.sandbox import Sandbox
from course.staff.running.submission import Limits

READY = "ready"
MEMORY = 4 << 30        # bytes for one grading process: a check may have to multiply what an answer holds
START = "import sys; sys.path[:] = {!r}; from course.staff.marking.worker import work; work()"


class Job(NamedTuple):
    """How to grade: with which seed, limits and trust."""

    seed: int
    limits: Limits
    trust: bool = False


def home_of(job: Job) -> Sandbox | Unprotected:
    """Where submissions of this job are run. Raises Unavailable."""
    return Unprotected() if job.trust else Sandbox(3 * int(job.limits.all) + 1)


class Worker:
    """The process, as seen from outside. Raises Unavailable when it cannot run submissions."""

    def __init__(self, job: Job):
        self.patience = 5 * job.limits.all + 60
        self.process = subprocess.Popen([sys.executable, "-c", START.format(sys.path)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        refusal = self._asked(job, 120)
        if refusal != READY:
            self.end()
            raise Unavailable(refusal or "The process that grades did not start.")

    def marks(self, unit: Unit, load: Callable[[], Handed]) -> list[Mark] | None:
        """The marks of the notebook that `load` gives there; None when the process had to be given up."""
        found = self._asked((unit.notebook, load), self.patience)
        if found is None:
            self.end()
        return found

    def end(self):
        """End the process, whatever it is at."""
        self.process.kill()
        self.process.wait()
        for file in (self.process.stdin, self.process.stdout):
            with suppress(OSError):             # what was not sent any more
                file.close()

    def _asked(self, question, seconds):
        alarm = Alarm(self.process.kill)
        alarm.set(seconds)
        try:
            pickle.dump(question, self.process.stdin)
            self.process.stdin.flush()
            return pickle.load(self.process.stdout)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):     # it has ended, perhaps in mid-sentence
            return None
        finally:
            alarm.end()


def work():
    """What the process does: answer questions until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)            # Ctrl-C is the parent's affair
    reader, writer = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)                                           # whatever prints does not print into an answer
    _limit_memory()
    warnings.simplefilter("ignore")                         # wrong answers overflow and divide by zero

    def answer(value):
        pickle.dump(value, writer)
        writer.flush()

    with suppress(EOFError, OSError, Unavailable):          # the parent has hung up, or will see that we have
        job = pickle.load(reader)
        try:
            home = home_of(job)
        except Unavailable as refusal:
            return answer(str(refusal))
        answer(READY)
        units = {unit.notebook: unit for unit in UNITS}
        while True:
            notebook, load = pickle.load(reader)
            answer(marks(units[notebook], load, home.child, job.seed, job.limits))


def _limit_memory():
    with suppress(ImportError, ValueError, OSError):        # not on Windows, not on every macOS
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
