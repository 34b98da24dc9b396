"""What one check can find: its outcome as data, and the exceptions by which a check says so."""
from __future__ import annotations

from typing import NamedTuple


class Status(NamedTuple):
    """How an outcome is shown; the word and the mark carry the meaning, the border only repeats it."""

    mark: str
    word: str
    border: str


STATUS = {
    "pass": Status("✓", "passes", "6px solid #14866D"),
    "fail": Status("✗", "not yet", "6px solid #A66A00"),
    "error": Status("!", "stopped", "6px double #A66A00"),
    "todo": Status("○", "not started", "6px dashed #7d7d7d"),
    "wait": Status("…", "waiting", "6px dotted #7d7d7d"),
    "faulty": Status("?", "no verdict", "6px double #7d7d7d"),      # the check itself has failed
}


class Mistake(NamedTuple):
    """A wrong idea that a check can recognise by the value it produces."""

    name: str       # "overwrites instead of adding": for the instructor's statistics
    advice: str     # the idea that puts it right, never the line of code


class Outcome(NamedTuple):
    """What one check found. `evidence` are rows (label, text), `mistake` the name of a recognised wrong idea.

    `trouble`, the traceback of a check that has failed itself, is for those who can mend it.
    """

    status: str
    sentence: str
    points: float
    max_points: float
    evidence: tuple[tuple[str, str], ...] = ()
    mistake: str = ""
    trouble: str = ""


class Mismatch(Exception):
    """The work ran, and a check found a counter-example."""

    def __init__(self, *evidence: tuple[str, str], mistake: Mistake | None = None):
        super().__init__(dict(evidence))
        self.evidence = (*evidence, *([("so", mistake.advice)] if mistake else []))
        self.mistake = mistake.name if mistake else ""


class Stopped(Exception):
    """The student's code raised: the error as the student would see it, and what is known of where, by label."""

    def __init__(self, error: str, **known: str):
        super().__init__(error)
        self.evidence = tuple((label, text) for label, text in {
            "tried": "", "shapes": "", "error": error, "line": "", **known}.items() if text)


class TooManySteps(Stopped):
    """The student's code was stopped at the bound on its work: so many lines of Python."""


class NotStarted(Exception):
    """The answer is still the stub, or `part` of it is, a function or method that it needs."""

    def __init__(self, part: str = ""):
        super().__init__(part)
        self.evidence = (("missing", part),) if part else ()
