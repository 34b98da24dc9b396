"""`course grade`: grades submissions as they arrive, each in a sandbox, into tables and pages of feedback."""
from __future__ import annotations

import os
import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path

from course.exercises import UNITS
from course.staff.authoring.asked import Faulty, asked
from course.staff.classes.classfile import FORM, Class, read_class
from course.staff.commands.grading import LOOK, OLDER, Run
from course.staff.handins.handin import Arrivals, arrivals
from course.staff.results.gradebook import OtherRun, alone, settings
from course.staff.running.process import Unavailable

CODES = f"""\
exit codes:
  0  every hand-in has its marks
  1  something could not be done, or must be tried again; it says what
  {LOOK}  somebody must look: at hand-ins that are broken, or nobody's, or of no unit
  {OLDER}  there are results of checks that have changed since; --regrade grades them again
  {LOOK + OLDER} both

{FORM}"""


def add_arguments(parser):
    """Whose notebooks, where the results go, and how."""
    parser.formatter_class, parser.epilog = RawDescriptionHelpFormatter, CODES
    parser.add_argument("submissions", type=Path, metavar="SUBMISSIONS", help="a folder with one folder or zip for "
                        "each student; or what Canvas or Moodle give to download, as a zip or unpacked. Names of "
                        "notebooks do not matter")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="gets grades.csv, totals.csv, "
                        "feedback/<student>/<unit>.html, and what is needed to go on after an interruption")
    parser.add_argument("--class", dest="class_file", type=Path, metavar="FILE", help="who is in the class, and until "
                        "when they hand in: a file of the form below (default: that of the last run in DIR)")
    parser.add_argument("--unit", action="append", default=[], metavar="U", help="its number or topic: 04, path_sums; "
                        "may be given more than once; who has not handed it in has 0 points, unless it is not due "
                        "(default: every unit that somebody has handed in)")
    parser.add_argument("--regrade", nargs="?", const="", metavar="UNIT[.EXERCISE]", help="grade again what was graded "
                        "with checks that have changed since, or everything of a unit or an exercise; it lists what "
                        "changes for whom")
    parser.add_argument("--seed", type=seed, metavar="N", help="draws the inputs of the checks; the same seed gives "
                        "the same grades (default: that of the run in DIR, or a new one)")
    parser.add_argument("--jobs", type=_positive(int), default=os.cpu_count() or 1, metavar="N", help="how many "
                        "submissions are graded at the same time (default: %(default)s)")
    add_limits(parser)
    parser.add_argument("--scheduler", metavar="ADDRESS", help="grade on the Dask cluster of this scheduler: "
                        "tcp://HOST:8786 (default: on this machine)")
    parser.add_argument("--gradebook", metavar="URL", help="also brings nbgrader's gradebook up to date, at any URL of "
                        "SQLAlchemy: sqlite:///DIR/gradebook.db, and takes over what was given there by hand (default: "
                        "that of the last run in DIR)")
    parser.add_argument("--course", type=Path, metavar="DIR", help="of nbgrader, gets autograded/ (default: the folder "
                        "of a gradebook in SQLite, else that of --out)")
    parser.add_argument("--trust", action="store_true", help="run submissions without a sandbox: they may do all that "
                        "you may")


def add_limits(parser):
    """The time limit of everything that runs student code."""
    parser.add_argument("--timeout", type=_positive(float), default=10.0, metavar="SECONDS", help="for one cell and "
                        "for one call of a function; all cells of a notebook may take six times as long, and all its "
                        "checks as long again (default: %(default)g)")


def _positive(number):
    def positive(text):
        if not 0 < (value := number(text)) < 10**6:
            raise ValueError
        return value
    return positive


def seed(text: str) -> int:
    """The number of a seed; what NumPy's generators take. Raises ValueError."""
    if (number := int(text)) < 0:
        raise ValueError
    return number


def main(args) -> int:
    """Grade what has not been graded yet, or what is to be graded again. The exit code is one of those above."""
    try:
        arrived, known = _arrived(args)
        with alone(args.out):
            run = Run(args, arrived, known)
            run.grade()
            run.write()
    except (Faulty, OtherRun, Unavailable, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. What was graded is kept: start the same command again to go on.", file=sys.stderr)
        return 130
    return run.end()


def remembered_class(file: Path | None, folder: Path) -> Class:
    """The class of this file, or of the one that the last run in the folder had. Raises Faulty."""
    kept = settings(folder).get("class")
    return read_class(file or (Path(kept) if kept else None), UNITS)


def _arrived(args) -> tuple[Arrivals, Class]:
    units = asked(UNITS, args.unit)
    if not args.submissions.exists():
        raise Faulty(f"{args.submissions} is not a folder. Give the folder that holds one folder per student, or the "
                     "zip that Canvas or Moodle gave you.")
    if args.out.resolve().is_relative_to(args.submissions.resolve()):
        raise Faulty(f"{args.out} lies in {args.submissions} and would be taken for a student. Give another folder for "
                     "the results.")
    known = remembered_class(args.class_file, args.out)
    who = {"who": known.roster.who} if known.roster else {}
    found = arrivals(args.submissions, UNITS, zone=known.zone, **who)
    found = found._replace(hand_ins=[each for each in found.hand_ins if each.unit in units])
    if not found.hand_ins and not args.unit:
        raise Faulty("\n".join([f"No student's folder in {args.submissions} holds a notebook of the course.",
                                *found.strange]))
    return found, known
