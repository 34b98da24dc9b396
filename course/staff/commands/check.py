"""`course check`: runs the checks on one's own notebooks, as grading would, without a sandbox."""
from __future__ import annotations

import secrets
import sys
from functools import partial
from pathlib import Path

from course.checking import to_text
from course.exercises import UNITS
from course.staff.authoring.asked import Faulty
from course.staff.commands.grade import add_limits, seed
from course.staff.commands.grading import SEEDS, limits
from course.staff.handins.files import Unreadable, read
from course.staff.handins.handin import Handed
from course.staff.handins.notebook import code_cells, text_of
from course.staff.handins.units import unit_of
from course.staff.marking.marks import marks
from course.staff.running.process import Unprotected


def add_arguments(parser):
    """Which notebooks."""
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK", help="of any unit, whatever "
                        "it is called")
    parser.add_argument("--seed", type=seed, metavar="N", help="draws the inputs of the checks (default: new ones)")
    add_limits(parser)


def main(args) -> int:
    """Print the reports and the points of each notebook. 0 when all could be checked, 1 when one could not."""
    drawn = secrets.randbelow(SEEDS) if args.seed is None else args.seed
    checked = [_check(path, drawn, limits(args)) for path in args.notebooks]
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
