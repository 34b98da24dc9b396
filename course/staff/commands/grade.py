"""`course grade`: grades submissions as they arrive, each in a sandbox, into tables and pages of feedback."""
from __future__ import annotations

import sys
from pathlib import Path

from course.exercises import UNITS
from course.staff.authoring.asked import Faulty, asked
from course.staff.classes.classfile import Class, read_class
from course.staff.commands.grading import Run
from course.staff.handins.handin import Arrivals, arrivals
from course.staff.results.gradebook import OtherRun, alone, settings
from course.staff.running.process import Unavailable


def main(args) -> int:
    """Grade what has not been graded yet, or what is to be graded again; the exit code is as --help says."""
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
