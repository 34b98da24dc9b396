"""What an exercise is: checks in order, points, hints, and the mistakes it recognises."""
from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from course.checking import session
from course.checking.loans import definitions, returned
from course.checking.outcome import Mismatch, Mistake, NotStarted, Outcome, Stopped
from course.checking.report import Report
from course.checking.work import LocalWork

Check = Callable[[Callable, np.random.Generator], None]
AGAIN = " Run this cell once more for the next one."
DRAWS = 3               # of the inputs of a check, in the notebook and when grading: what passes once may be luck


def points(worth: float) -> Callable[[Check], Check]:
    """Decorator: what a check is worth. Without it, one point."""
    def mark(check):
        check.points = worth
        return check
    return mark


def then(check: Check) -> Check:
    """Decorator: a check that waits for those before it, since it says nothing of an answer that is wrong."""
    check.waits = True
    return check


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise. A check is a function of the work and a random generator that raises Mismatch.

    Its docstring, "should ...", is what the student reads. When all pass, `after` says what it was good for, and
    `reward(work)` makes a picture of it.
    """

    name: str
    title: str
    checks: tuple[Check, ...]
    hints: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    after: str = ""
    reward: Callable | None = None
    may_use: tuple[str, ...] | None = ()    # the functions of the course that an answer may call; None: all
    must_use: bool = False                  # whether every call of it must call all of these
    extra: bool = False                     # for those who want more: checked and shown, and worth no points

    @property
    def points(self) -> float:
        return sum(map(self._worth, self.checks))

    def _worth(self, check):
        return 0 if self.extra else getattr(check, "points", 1)

    def check(self, answer):
        """The report on an answer. Never raises. Under nbgrader, the points: its partial credit."""
        work = LocalWork(self.name, answer)
        report = self.run(work)
        report = report._replace(again=f"{self.name}(*ex.{self.name}.case())" if work.case else "")
        if report.status == "pass" and self.reward:
            with suppress(Exception):       # a right answer stays right when its picture fails
                report = report._replace(reward=self.reward(work))
        session.remember(report, work.case)
        return float(report.points) if os.environ.get("NBGRADER_EXECUTION") else report

    def yours(self, answer: Callable, ours: Callable) -> Callable:
        """`answer` if the last check of it in this kernel has passed, else `ours`: to go on with either."""
        report = session.last_report(self.name)
        return answer if report and report.status == "pass" else ours

    def hint(self) -> str:
        """The next hint. The first time after a check it is the last one again: so Run All uses up no hints."""
        if not self.hints:
            return session.Text("There are no hints.")
        n, again = session.take_hint(self.name, len(self.hints))
        more = " There are no more hints." if n == len(self.hints) else AGAIN if again else ""
        return session.Text(f"Hint {n} of {len(self.hints)}: {self.hints[n - 1]}{more}")

    def case(self) -> tuple:
        """The arguments at which the last check has failed, to try: NAME(*ex.NAME.case()). Prints their functions.

        Every call makes fresh copies, whose functions may be called and whose numbers may be computed with freely.
        Raises LookupError where there is no such case.
        """
        args = session.last_case(self.name)
        if args is None:
            raise LookupError(f"{self.name} has no case to try: run its check first; a case is what a check failed at.")
        if text := definitions(args):
            print(text)
        return tuple(returned(args))

    def run(self, work: Callable, seed: int = 0) -> Report:
        """Every check on `work`, here or elsewhere: the same seed draws the same inputs."""
        outcomes, details = [], True
        work.may_use, work.must_use, work.case = self.may_use, self.must_use, None
        for check in self.checks:
            before = {outcome.status for outcome in outcomes}                   # what is missing blocks nothing
            blocked = "error" in before or "fail" in before and hasattr(check, "waits")
            outcome = self._outcome("wait", check) if blocked else self._found(check, work, seed)
            if details and outcome.status in ("fail", "error"):
                work.case = work.args
            known = details or outcome.status == "faulty"
            outcomes.append(outcome if known else outcome._replace(evidence=(), mistake=""))    # one problem at a time
            details = details and outcome.status in ("pass", "faulty", "todo")
        return Report(self.name, self.title, tuple(outcomes), self.after)

    def _found(self, check, work, seed) -> Outcome:
        """What a check finds in several draws of its inputs: the first that fails, in the same order every time."""
        key = [seed, crc32(f"{self.name}.{check.__name__}".encode())]
        for draw in range(DRAWS):
            rng = np.random.default_rng(key + [draw] * bool(draw))
            untouched = rng.bit_generator.state
            outcome = self._once(check, work, rng)
            if outcome.status != "pass" or rng.bit_generator.state == untouched:    # it draws nothing
                break
        return outcome

    def _once(self, check, work, rng) -> Outcome:
        try:
            check(work, rng)
        except NotStarted as stub:
            return self._outcome("todo", check, stub.evidence)
        except Stopped as stop:
            return self._outcome("error", check, stop.evidence)
        except Mismatch as mismatch:
            return self._outcome("fail", check, mismatch.evidence, mismatch.mistake)
        except Exception as error:          # whatever was answered, a check is to raise nothing else
            return self._outcome("faulty", check, _fault(error), trouble="".join(traceback.format_exception(error)))
        return self._outcome("pass", check)

    def _outcome(self, status, check, evidence=(), mistake="", trouble="") -> Outcome:
        worth = self._worth(check)
        return Outcome(status, check.__doc__.strip(), worth if status == "pass" else 0, worth, tuple(evidence),
                       mistake, trouble)


def _fault(error):
    """What to tell a student about an error that is ours."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(place.filename)}, line {place.lineno}"
    return (("so", "this check itself has failed, which is not your fault: please tell your instructor"),
            ("error", f"{type(error).__name__}: {error} ({where})"))
