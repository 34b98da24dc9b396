"""`course report`: what a class has learned, as a page, and its points for Canvas and Moodle."""
from __future__ import annotations

import sys
from pathlib import Path

from course.exercises import UNITS
from course.staff.marking.marks import clean
from course.staff.results.classpage import class_page
from course.staff.results.export import CANVAS, write_canvas, write_moodle
from course.staff.results.gradebook import OtherRun, recorded
from course.staff.results.summary import by_unit


def add_arguments(parser):
    """Whose results, and which tables beside the page."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the results of course grade --out DIR; gets "
                        "report.html")
    parser.add_argument("--canvas", type=Path, metavar="FILE", help="also writes the points of each unit as a CSV that "
                        "Canvas imports")
    parser.add_argument("--canvas-id", choices=CANVAS, default=CANVAS[-1], metavar="COLUMN", help="what the students' "
                        f"folders are called after: one of {', '.join(CANVAS)} (default: %(default)s)")
    parser.add_argument("--moodle", type=Path, metavar="FILE", help="the same as a CSV for Moodle")


def main(args) -> int:
    """Write what is asked for and say what was written. 1 when there are no results, or not everything fits."""
    try:
        units = by_unit(recorded(args.folder).values(), UNITS)
        (args.folder / "report.html").write_text(class_page(units), encoding="utf-8", errors="replace")
        print(f"Wrote {args.folder / 'report.html'}.")
        left_out = [_export(args.canvas, write_canvas, units, args.canvas_id),
                    _export(args.moodle, write_moodle, units)]
    except FileNotFoundError as error:
        print(f"There is no {error.filename}. Give the folder that course grade has written to with --out.",
              file=sys.stderr)
        return 1
    except (OSError, OtherRun) as error:
        print(error, file=sys.stderr)
        return 1
    return int(any(left_out))


def _export(path, write, units, *more) -> bool:
    """Write a table, if it is asked for; say and return whether students had to be left out."""
    if path is None:
        return False
    left_out = write(path, units, *more)
    print(f"Wrote {path}.")
    if left_out:
        print(f"Left out of {path}, enter them by hand: {', '.join(map(clean, left_out))}. Their names are no "
              "identifiers, or a spreadsheet would compute them.", file=sys.stderr)
    return bool(left_out)
