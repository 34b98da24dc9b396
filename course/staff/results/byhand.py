"""What was given by hand, in nbgrader's formgrader: scores, comments and penalties, kept beside the results."""
from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from course.staff.results.gradebook import replace

FILE = "by_hand.json"


class Given(NamedTuple):
    """What somebody gave one answer: a score in place of that of the checks, points on top, a comment."""

    score: float | None = None
    extra: float = 0.0
    comment: str = ""


class ByHand(NamedTuple):
    """Everything that was given: to answers by (student, unit, exercise); penalties by (student, unit). `rule` are the
    penalties that a rule gave when they were last put there: what differs from them somebody has changed."""

    answers: dict[tuple[str, str, str], Given]
    penalties: dict[tuple[str, str], float]
    rule: dict[tuple[str, str], float]

    def of(self, student: str, unit: str, exercise: str) -> Given:
        """What one answer was given."""
        return self.answers.get((student, unit, exercise), NOTHING)


NOTHING = Given()
NOBODY = ByHand({}, {}, {})


def remembered(folder: Path) -> ByHand:
    """What was taken over last; nothing where there is nothing, or nothing that can be read."""
    try:
        answers, *penalties = json.loads((folder / FILE).read_text(encoding="utf-8"))
        given, rule = ({(student, unit): float(penalty) for student, unit, penalty in each} for each in penalties)
        return ByHand({(student, unit, exercise): Given(*given) for student, unit, exercise, *given in answers}, given,
                      rule)
    except (OSError, ValueError, TypeError):
        return NOBODY


def remember(folder: Path, by_hand: ByHand):
    """Keep it for commands that do not reach nbgrader's gradebook."""
    answers, *penalties = ([[*key, *value] if isinstance(value, tuple) else [*key, value]
                            for key, value in sorted(each.items())] for each in by_hand)
    replace(folder / FILE, json.dumps([answers, *penalties]) + "\n")
