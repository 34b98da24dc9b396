"""`course check`: runs the checks on one's own notebooks, as grading would, without a sandbox."""
from __future__ import annotations

import sys
from functools import partial

from course.checking import to_text
from course.exercises import UNITS
from course.staff.authoring.asked import Faulty
from course.staff.handins.files import Unreadable, read
from course.staff.handins.handin import Handed
from course.staff.handins.notebook import code_cells, text_of
from course.staff.handins.units import unit_of
from course.staff.marking.marks import marks
from course.staff.options.values import new_seed
from course.staff.running.process import Unprotected
from course.staff.running.submission import Limits


def main(args) -> int:
    """Print the reports and the points of each notebook. 0 when all could be checked, 1 when one could not."""
    drawn = new_seed() if args.seed is None else args.seed
    checked = [_check(path, drawn, Limits.of(args.timeout)) for path in args.notebooks]
    print(f"The seed was {drawn}: the same checks on the same inputs again with --seed {drawn}.")
    return int(not all(checked))


def _check(path, seed, limits):
    try:
        data = read(path)
        code_cells(data)
        unit = _unit(path, data)
    except (Faulty, Unreadable) as error:
        print(f"{path}: {error}.", file=sys.stderr)
        return False
    found = marks(unit, partial(Handed, data), Unprotected(path.parent).child, seed, limits)
    for mark in found:
        print(to_text(mark.report), end="\n\n")
    print(f"{path.name}: {sum(mark.points for mark in found):g} of {unit.points:g} points.\n")
    return True


def _unit(path, data):
    if unit := unit_of(text_of(data)[0], path.name, UNITS):
        return unit
    raise Faulty("it belongs to no unit: it imports no exercises, and its name is none of "
                 f"{', '.join(unit.notebook for unit in UNITS)}")
