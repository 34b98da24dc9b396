"""Results of checks that have changed since: which they are, and what changes when they are graded again."""
from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from course.checking import Unit
from course.staff.authoring.asked import Faulty, asked
from course.staff.marking.checksums import digest_of
from course.staff.marking.marks import Mark
from course.staff.results.gradebook import Result
from course.staff.results.tables import safe

CHANGES = "changes.csv"
Names = dict[tuple[str, str], frozenset[str]]        # of exercises, by student and unit


def with_checks(unit: Unit, marks: Iterable[Mark]) -> list[Mark]:
    """The marks with the digests of the checks that have given them."""
    digests = {exercise.name: digest_of(exercise) for exercise in unit.exercises}
    return [mark._replace(checks=digests[mark.name]) for mark in marks]


def older(results: Iterable[Result], units: Sequence[Unit]) -> Names:
    """The exercises of each result whose checks, or what these use, are others than now; or that are new, or gone."""
    known = {Path(unit.notebook).stem: {exercise.name: digest_of(exercise) for exercise in unit.exercises}
             for unit in units if Path(unit.notebook).stem in {result.unit for result in results}}
    found = {}
    for result in results:
        now, then = known.get(result.unit, {}), {mark.name: mark.checks for mark in result.marks}
        changed = frozenset(name for name in {*now, *then} if now.get(name) != then.get(name))
        if changed and result.unit in known and result.digest != "missing":
            found[result.student, result.unit] = changed
    return found


def wanted(words: str, results: Iterable[Result], units: Sequence[Unit], stale: Names) -> Names:
    """What --regrade asks for: all that is older for "", else everything of UNIT or of UNIT.EXERCISE. Raises Faulty."""
    if not words:
        return stale
    name, _, exercise = words.partition(".")
    unit, = asked(units, [name])
    names = frozenset(each.name for each in unit.exercises)
    if exercise and exercise not in names:
        raise Faulty(f"Unit {unit.number} has no exercise {exercise}. It has {', '.join(sorted(names))}.")
    stem = Path(unit.notebook).stem
    return {(result.student, result.unit): frozenset([exercise]) if exercise else names
            for result in results if result.unit == stem and result.digest != "missing"}


def merged(before: Result, after: Sequence[Mark], names: frozenset[str]) -> list[Mark]:
    """The marks after grading again: new ones for these exercises and for new ones, all others as they were."""
    kept = {mark.name: mark for mark in before.marks if mark.name not in names}
    return [kept.get(mark.name, mark) for mark in after]


def told(stale: Names) -> list[str]:
    """A sentence for each exercise with results of older checks."""
    counts = Counter((unit, name) for (_, unit), names in stale.items() for name in names)
    return [f"{count} result{'s' * (count > 1)} of {name} in {unit} {'are' if count > 1 else 'is'} of an older check."
            for (unit, name), count in sorted(counts.items())]


def changes(before: Result, after: Result) -> list[tuple[str, str, str, str, str]]:
    """For each exercise whose points have changed: the student, the unit, the exercise, its points then and now."""
    old, rows = {mark.name: mark for mark in before.marks}, []
    for mark in after.marks:
        was = old.get(mark.name)
        if was is None or (was.points, was.max_points) != (mark.points, mark.max_points):
            points = "nothing" if was is None else f"{was.points:g} of {was.max_points:g}"
            rows.append((after.student, after.unit, mark.name, points, f"{mark.points:g} of {mark.max_points:g}"))
    return rows


def note_changes(folder: Path, rows: Iterable[Sequence[str]]):
    """Add them to changes.csv, which survives a run that is stopped."""
    path = folder / CHANGES
    with open(path, "a", encoding="utf-8", newline="", errors="replace") as file:
        writer = csv.writer(file, lineterminator="\n")
        if not file.tell():
            writer.writerow(("student", "unit", "exercise", "before", "after"))
        writer.writerows([safe(cell) for cell in row] for row in rows)
