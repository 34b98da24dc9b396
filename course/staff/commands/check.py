"""`course check`: runs the checks on one's own notebooks, as grading would, without a sandbox."""
from __future__ import annotations

import secrets
import sys
from functools import partial
from pathlib import Path

from course.checking import to_text
from course.exercises import UNITS
from course.staff.authoring.asked import Faulty
from course.staff.commands.grade import SEEDS, add_limits, limits, seed
from course.staff.marking.handin import Unreadable, code_cells, read
from course.staff.marking.marks import marks
from course.staff.running.process import Unprotected


def add_arguments(parser):
    """Which notebooks."""
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK", help="called as it is in notebooks/")
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
        unit = _unit(path)
        code_cells(read(path))
    except (Faulty, Unreadable) as error:
        print(f"{path}: {error}.", file=sys.stderr)
        return False
    found = marks(unit, partial(read, path), Unprotected(path.parent).child, seed, limits)
    for mark in found:
        print(to_text(mark.report), end="\n\n")
    print(f"{path.name}: {sum(mark.points for mark in found):g} of {unit.points:g} points.\n")
    return True


def _unit(path):
    for unit in UNITS:
        if path.name == unit.notebook:
            return unit
    raise Faulty(f"no unit has a notebook of this name. They are called {', '.join(unit.notebook for unit in UNITS)}")
