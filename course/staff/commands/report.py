"""`course report`: what a class has learned, as a page, and its points for Canvas and Moodle."""
from __future__ import annotations

import sys

from course.exercises import UNITS
from course.staff.authoring.asked import Faulty
from course.staff.commands.grade import remembered_class
from course.staff.marking.marks import clean
from course.staff.results.byhand import remember, remembered
from course.staff.results.classpage import class_page
from course.staff.results.export import write_canvas, write_moodle
from course.staff.results.gradebook import OtherRun, alone, recorded, settings
from course.staff.results.pages import send_back, write_pages
from course.staff.results.standing import standings
from course.staff.results.summary import by_unit
from course.staff.results.tables import write_tables


def main(args) -> int:
    """Write what is asked for and say what was written. 1 when there are no results, or not everything fits."""
    try:
        known = remembered_class(args.class_file, args.folder)
        results, damaged = recorded(args.folder)
        given = _by_hand(args.folder, results)
        found = standings(results, known, UNITS, given, settings(args.folder).get("asked", ()))
        text = class_page(by_unit(results.values(), UNITS, found), found)
        (args.folder / "report.html").write_text(text, encoding="utf-8", errors="replace")
        print(f"Wrote {args.folder / 'report.html'}.")
        _tables(args.folder, found, known, results)
        left_out = [_export(args.canvas, write_canvas, found, known, UNITS, args.canvas_id),
                    _export(args.moodle, write_moodle, found, known, UNITS)]
        if args.send_back:
            written = send_back(args.folder, results, args.send_back)
            print(f"Wrote {', '.join(map(str, written))}." if written else
                  "Nothing came from Canvas or Moodle: there is no zip to send back.")
    except FileNotFoundError as error:
        print(f"There is no {error.filename}. Give the folder that course grade has written to with --out.",
              file=sys.stderr)
        return 1
    except (OSError, Faulty) as error:
        print(error, file=sys.stderr)
        return 1
    if damaged:
        print(damaged, file=sys.stderr)
    return int(any(left_out) or bool(damaged))


def _by_hand(folder, results):
    """What was given by hand in nbgrader's gradebook, if grading knows one: as it is now, else as it was last."""
    url, before = settings(folder).get("gradebook"), remembered(folder)
    if not url:
        return before
    try:
        from course.staff.nbgrader.fill import SQLAlchemyError, take
    except ImportError as error:
        return _as_before(url, error, before)
    try:
        given = take(url, results, before)
        remember(folder, given)
        return given
    except (SQLAlchemyError, OSError) as error:
        return _as_before(url, error, before)


def _as_before(url, error, before):
    print(f"nbgrader's gradebook at {url} can't be read: {error}. What was given there by hand is as it was when it "
          "was last read.", file=sys.stderr)
    return before


def _tables(folder, found, known, results):
    """Write tables and pages, unless a run is at it: then they are written by that."""
    try:
        with alone(folder):
            write_tables(folder, found, known)
            write_pages(folder, results, found, UNITS)
        print(f"Wrote {folder / 'grades.csv'} and {folder / 'totals.csv'}.")
    except OtherRun:
        pass


def _export(path, write, *more) -> bool:
    """Write a table, if it is asked for; say and return whether students had to be left out."""
    if path is None:
        return False
    left_out = write(path, *more)
    print(f"Wrote {path}.")
    if left_out:
        print(f"Left out of {path}, enter them by hand: {', '.join(map(clean, left_out))}. Their names are no "
              "identifiers, or a spreadsheet would compute them.", file=sys.stderr)
    return bool(left_out)
