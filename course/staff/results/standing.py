"""Where every student of the class stands in every unit: the one truth that all tables and pages show."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from course.checking import Unit
from course.staff.classes.classfile import Class
from course.staff.classes.late import Late
from course.staff.marking.marks import Mark, is_final, unmarked
from course.staff.results.byhand import NOBODY, NOTHING, ByHand, Given
from course.staff.results.gradebook import Result

LAST = datetime.max.replace(tzinfo=UTC)


class Standing(NamedTuple):
    """One student in one unit. `points` are those that count, less the penalty; None while there are no final ones:
    nothing was handed in and it is not due, or nobody has asked for it; or the grader or a check has failed."""

    student: str
    unit: str
    marks: tuple[Mark, ...]
    points: float | None
    when: datetime | None = None
    due: datetime | None = None
    days: int = 0               # late
    free: int = 0               # of them, of those that cost nothing
    penalty: float = 0.0
    given: Mapping[str, Given] = {}         # noqa: RUF012 - by hand, by the name of the exercise
    digest: str = ""

    @property
    def most(self) -> float:
        return sum(mark.max_points for mark in self.marks)

    @property
    def is_missing(self) -> bool:
        """Whether nothing was handed in."""
        return all(mark.status == "missing" for mark in self.marks)

    def score(self, mark: Mark) -> float:
        """What an answer got: by hand, or by the checks."""
        given = self.given.get(mark.name, NOTHING)
        return (mark.points if given.score is None else given.score) + given.extra


def standings(results: Mapping[tuple[str, str], Result], known: Class, units: Sequence[Unit],
              by_hand: ByHand = NOBODY, asked: Collection[str] = (), now: datetime | None = None) -> list[Standing]:
    """Every student of the class, and whoever else has handed something in, in every unit that counts; in order.

    Who has not handed in has 0 points once it is due and there are hand-ins of others, or where the unit was asked for
    by name and has no due date.
    """
    now = now or datetime.now(UTC)
    worth = {Path(unit.notebook).stem: unit for unit in units}
    students = sorted({student for student, _ in results} | set(known.roster.students if known.roster else ()))
    counting = known.units or sorted({unit for _, unit in results} | set(known.due))
    rest = sorted({unit for _, unit in results}.difference(counting))
    free, found = defaultdict(int), []
    seen = {unit for (_, unit), result in results.items() if result.digest != "missing"}.union(asked)
    for student in students:
        for unit in sorted(counting, key=lambda unit, student=student: (known.due_for(student, unit) or LAST, unit)):
            result = results.get((student, unit)) or _missing(student, unit, worth)
            if result:
                found.append(_standing(result, known, by_hand, (seen, asked), now, free))
        found += [_standing(results[student, unit], Class(), by_hand, (seen, asked), now, free)
                  for unit in rest if (student, unit) in results]
    return sorted(found, key=lambda each: (each.student, each.unit))


def _missing(student, unit, worth):
    return Result(student, unit, "missing", tuple(unmarked(worth[unit], "missing", f"no {unit}.ipynb was handed in"))
                  ) if unit in worth else None


def _standing(result, known, by_hand, units, now, free):
    student, unit = result.student, result.unit
    given = {mark.name: given for mark in result.marks if (given := by_hand.answers.get((student, unit, mark.name)))}
    due = known.due_for(student, unit)
    here = Standing(student, unit, result.marks, None, result.handed_in, due, given=given, digest=result.digest)
    if here.is_missing and not given:
        seen, asked = units
        over = now >= due and unit in seen if due else unit in asked
        return here._replace(points=0.0 if over else None)
    days = (known.late or Late()).days(here.when, due) if here.when and due else 0
    spared = min(days, known.late.free_days - free[student]) if known.late else 0
    free[student] += spared
    earned = sum(map(here.score, result.marks))
    penalty = by_hand.penalties.get((student, unit))
    if penalty is None:         # without a rule of ours it is what nbgrader's has given
        ours = known.late and round(earned * known.late.share(days, spared), 6)
        penalty = by_hand.rule.get((student, unit), 0.0) if ours is None else ours
    final = is_final(mark for mark in result.marks if given.get(mark.name, NOTHING).score is None)
    return here._replace(points=max(0.0, earned - penalty) if final else None, days=days, free=spared, penalty=penalty)

