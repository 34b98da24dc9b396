"""`course check`: runs the checks on one's own notebooks, as grading would, without a sandbox."""
from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from course.checking import progress_of, to_text
from course.checking.session import remember
from course.exercises import UNITS
from course.exercises.overview import Overview
from course.staff.authoring.asked import Faulty, asked
from course.staff.handins.files import Unreadable, read
from course.staff.handins.handin import Handed
from course.staff.handins.notebook import code_cells, text_of
from course.staff.handins.units import unit_of
from course.staff.keeping.folder import Folder
from course.staff.marking.marks import marks
from course.staff.options.values import new_seed
from course.staff.running.process import Unprotected
from course.staff.running.submission import Limits
from course.staff.setup import places

START = "Start with course lab, or name notebooks, or the folder with --work DIR."


def main(args) -> int:
    """Print the reports and the points of each notebook, or where one stands in all. 0 when all could be checked, 1
    when one could not."""
    drawn = new_seed() if args.seed is None else args.seed
    work = places.work(args.work)
    own = Folder(work, places.notebooks(), [unit.notebook for unit in UNITS]).own()
    try:
        asked_for = [_path(name, work, own) for name in args.notebooks]
    except Faulty as error:
        print(error, file=sys.stderr)
        return 1
    check = partial(_check, own=own, work=work, seed=drawn, limits=Limits.of(args.timeout))
    checked = [check(path, to_text) for path in asked_for] if asked_for else _all(check, work, own)
    print(f"The seed was {drawn}: the same checks on the same inputs again with --seed {drawn}.")
    return int(not checked or not all(checked))


def _all(check, work, own) -> list[bool]:
    """Check every notebook that is worked in, and show the whole course."""
    if not own:
        print(f"There are no notebooks in {places.shown(work)}. {START}", file=sys.stderr)
        return []
    checked = [check(path) for path in own.values()]
    print(Overview(tuple(progress_of(unit, work) for unit in UNITS)), end="\n\n")
    return checked


def _path(name, work, own):
    """The notebook that is meant: a file, or a unit of those that are worked in, or that of an exercise. Raises Faulty.
    """
    if (path := Path(name)).is_file() or path.suffix == ".ipynb":
        return path
    [unit] = asked(UNITS, [name])
    if unit.notebook not in own:
        raise Faulty(f"There is no {unit.notebook} in {places.shown(work)}. {START}")
    return own[unit.notebook]


def _check(path, show=None, *, work, own, seed, limits) -> bool:
    """Check a notebook; `show` makes a text of each report. What one works in is kept for `progress`."""
    try:
        data = read(path)
        code_cells(data)
        unit = _unit(path, data)
    except (Faulty, Unreadable) as error:
        print(f"{path}: {error}.", file=sys.stderr)
        return False
    found = marks(unit, partial(Handed, data), Unprotected(path.parent).child, seed, limits)
    for mark in found:
        if show and mark.report:
            print(show(mark.report), end="\n\n")
        if mark.report and path.resolve() == own.get(unit.notebook, work).resolve():
            remember(mark.report, place=work)
    print(f"{path.name}: {sum(mark.points for mark in found):g} of {unit.points:g} points." + "\n" * bool(show))
    return True


def _unit(path, data):
    if unit := unit_of(text_of(data)[0], path.name, UNITS):
        return unit
    raise Faulty("it belongs to no unit: it imports no exercises, and its name is none of "
                 f"{', '.join(unit.notebook for unit in UNITS)}")
