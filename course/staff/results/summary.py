"""What the results of a class say about one unit, as data: who passed what, and what went wrong alike."""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from course.checking import Outcome, Unit
from course.staff.marking.marks import Mark, is_final
from course.staff.results.gradebook import Result
from course.staff.results.standing import Standing

_LATE = re.compile(r"TimeLimit: stopped after [\d.]+ s|no answer within \d+ s|the [\d.]+ s for all \w+")
_DECIMAL = re.compile(r"(?<![\w.])\d+(?:\.\d*(?:e[+-]?\d+)?|e[+-]?\d+)")
LONG = 300          # characters of an answer that are compared and shown


class Group(NamedTuple):
    """Students in whose work the same thing was seen: `what`, and `more` on it."""

    exercise: str
    what: str
    more: str
    students: tuple[str, ...]


class Tally(NamedTuple):
    """How one exercise went: how many ended how, how many passed each check, and everybody's seconds."""

    name: str
    title: str
    points: float
    statuses: Counter[str]
    checks: dict[str, int]
    seconds: dict[str, float]

    @property
    def median(self) -> float:
        """The seconds it took for half of the class."""
        return median(self.seconds.values())

    @property
    def slowest(self) -> str:
        """The student whose answer took longest."""
        return max(self.seconds, key=self.seconds.get)


class Summary(NamedTuple):
    """One unit. `points` are those of everybody whose marks are final; `ran` of them left a notebook that could be run.

    The groups, largest first: mistakes that were recognised, errors that were raised, answers that are wrong alike,
    what ran into a time limit, the notebooks without marks: missing, broken or lost, and the checks that have failed
    themselves, each with its traceback.
    """

    title: str
    most: float
    points: dict[str, float]
    ran: int
    exercises: list[Tally]
    mistakes: list[Group]
    errors: list[Group]
    alike: list[Group]
    late: list[Group]
    unmarked: list[Group]
    faulty: list[Group]


class _Fault(NamedTuple):
    """The first check that one student's answer does not pass."""

    student: str
    mark: Mark
    outcome: Outcome

    @property
    def mistake(self):
        return self.outcome.mistake

    @property
    def error(self):
        said = dict(self.outcome.evidence).get("error", "") if self.outcome.status == "error" else ""
        return said.split(f", in {self.mark.name}(")[0].split("\n")[0][:LONG]

    @property
    def late(self):
        found = _LATE.search(" ".join(text for label, text in self.outcome.evidence if label in ("error", "line")))
        return found[0] if found else ""

    @property
    def said(self):
        return rounded(dict(self.outcome.evidence).get("yours", "") or self.error)[:LONG]


def by_unit(results: Iterable[Result], units: Sequence[Unit], found: Sequence[Standing] = ()) -> list[Summary]:
    """A summary of each unit with results, in the order of the file names; points are those of the standings, if any
    are given."""
    known = {unit.notebook.removesuffix(".ipynb"): unit for unit in units}
    groups, points = defaultdict(list), defaultdict(dict)
    for each in found:
        if each.points is not None:
            points[each.unit][each.student] = each.points
    for result in sorted(results, key=lambda result: (result.unit, result.student)):
        if result.marks:
            groups[result.unit].append(result)
    return [summary(group, known.get(name), points[name] if found else None) for name, group in groups.items()]


def summary(results: Sequence[Result], unit: Unit | None, points: dict[str, float] | None = None) -> Summary:
    """What these results say: one at least, all of one unit. Advice comes from the unit; without it there is none."""
    ran = [result for result in results if result.marks[0].report]
    faults = [_Fault(result.student, mark, outcome) for result in ran for mark in result.marks
              for outcome in [o for o in mark.report.outcomes if o.status not in ("pass", "faulty")][:1]]
    advice = {(exercise.name, mistake.name): mistake.advice
              for exercise in (unit.exercises if unit else ()) for mistake in exercise.mistakes}
    return Summary(
        title=f"{unit.number} {unit.title}" if unit else results[0].unit,
        most=max(sum(mark.max_points for mark in result.marks) for result in results),
        points={result.student: sum(mark.points for mark in result.marks) for result in results
                if is_final(result.marks)} if points is None else points,
        ran=len(ran), exercises=_tallies(ran),
        mistakes=_groups(((f.mark.title, f.mistake, advice.get((f.mark.name, f.mistake), "")), f.student)
                         for f in faults if f.mistake),
        errors=_groups((("", rounded(f.error), ""), f.student) for f in faults if f.error and not f.late),
        alike=[group for group in _groups(((f.mark.title, f.outcome.sentence, f.said), f.student)
                                          for f in faults if f.said and not f.late) if len(group.students) > 1],
        late=_groups(((f.mark.title, f.late, ""), f.student) for f in faults if f.late),
        unmarked=_groups((("", result.marks[0].status, result.marks[0].note), result.student)
                         for result in results if not result.marks[0].report),
        faulty=_groups(((mark.title, outcome.sentence, outcome.trouble), result.student)
                       for result in results for mark in result.marks for outcome in mark.faulty))


def rounded(text: str) -> str:
    """The text with its decimal numbers rounded to three digits, so that what rounds differently reads the same."""
    return _DECIMAL.sub(lambda number: f"{float(number[0]):.3g}", text)


def _groups(seen) -> list[Group]:
    students = defaultdict(dict)                # a dict keeps the order, and each student once
    for key, student in seen:
        students[key][student] = True
    return sorted((Group(*key, tuple(names)) for key, names in students.items()),
                  key=lambda group: (-len(group.students), group))


def _tallies(ran):
    marks = defaultdict(dict)
    for result in ran:
        for mark in result.marks:
            marks[mark.name][result.student] = mark
    return [_tally(found) for found in marks.values()]


def _tally(marks: dict[str, Mark]):
    last = list(marks.values())[-1]
    passed = Counter(o.sentence for mark in marks.values() for o in mark.report.outcomes if o.status == "pass")
    return Tally(last.name, last.title, last.max_points, Counter(mark.status for mark in marks.values()),
                    {o.sentence: passed[o.sentence] for o in last.report.outcomes},
                    {student: mark.seconds for student, mark in marks.items()})
