"""What a run says at its end: what was graded, and by name what is missing, broken, renamed, late or unclear."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from course.staff.handins.handin import Arrivals
from course.staff.marking.marks import clean
from course.staff.results.standing import Standing

NAMES = 20


def here(arrived: Arrivals, found: Sequence[Standing], asked: Collection[str] = ()) -> list[Standing]:
    """The standings in the units that this run is about: of which something has arrived, or that were asked for."""
    units = {each.unit.notebook.removesuffix(".ipynb") for each in arrived.hand_ins}.union(asked)
    return [each for each in found if each.unit in units]


def ending(arrived: Arrivals, found: Sequence[Standing], new: int) -> list[str]:
    """The sentences, without those for which there is nothing to say; the standings are those that are `here`."""
    students = {each.student for each in found}
    lines = [f"Hand-ins: {len(arrived.hand_ins)}, graded now: {new}. Students: {len(students)}."]
    lines += _missing(found)
    lines += _listed("Broken, no points", [f"{each.student}/{each.unit}: {each.marks[0].note}" for each in found
                                           if each.marks[0].status in ("broken", "given up")])
    lines += _listed("Renamed or one of several", [f"{each.student}/{each.unit.topic}: {each.note}"
                                                   for each in arrived.hand_ins if each.note])
    lines += _listed("Late", [_late(each) for each in found if each.days])
    lines += _listed("Not from a hand-in that is here now, and kept", _kept(arrived, found))
    lines += _listed("Unclear, not graded", arrived.strange)
    return [clean(line, 20_000) for line in lines]


def to_look_at(arrived: Arrivals, found: Sequence[Standing]) -> bool:
    """Whether somebody must look: work that was sent and could not be graded, or is nobody's."""
    return bool(arrived.strange) or any(each.marks[0].status in ("broken", "given up") for each in found)


def _missing(found):
    groups = defaultdict(list)
    for each in found:
        if each.is_missing:
            groups[each.unit, each.points is None].append(each.student)
    for (unit, is_open), students in sorted(groups.items()):
        state = f"No {unit} yet, and no points lost" if is_open else f"No {unit}, 0 points"
        yield from _listed(state, students)


def _late(each):
    free = f", {each.free} free" if each.free else ""
    penalty = f", -{each.penalty:g} points" if each.penalty else ""
    return f"{each.student}/{each.unit} ({each.days} day{'s' * (each.days > 1)}{free}{penalty})"


def _kept(arrived, found):
    there = {(each.student, each.unit.notebook.removesuffix(".ipynb")) for each in arrived.hand_ins}
    return [f"{each.student}/{each.unit}" for each in found
            if not each.is_missing and (each.student, each.unit) not in there]


def _listed(title, names):
    more = f" and {len(names) - NAMES} more" if len(names) > NAMES else ""
    separator = "; " if any(":" in name or "(" in name for name in names) else ", "
    return [f"{title} ({len(names)}): {separator.join(names[:NAMES])}{more}."] if names else []
