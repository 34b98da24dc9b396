"""`course grade`: grades a folder of submissions, each in a sandbox, into a table and pages of feedback."""
from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from time import monotonic

from course.exercises import UNITS
from course.staff.authoring.asked import Faulty, asked
from course.staff.marking.cluster import graded_on_cluster
from course.staff.marking.counted import EVERY, counted
from course.staff.marking.handin import HandIn, Unreadable, hand_ins, read
from course.staff.marking.marks import Mark, clean, is_final, unmarked
from course.staff.marking.worker import Job
from course.staff.marking.workers import graded
from course.staff.results.feedback import page
from course.staff.results.gradebook import Gradebook, OtherRun, Result, alone, digest
from course.staff.results.summary import by_unit
from course.staff.running.process import Unavailable
from course.staff.running.submission import Limits

SEEDS = 2**32
LOST = "lost "          # before the digest of a hand-in whose grading came to no end


def add_arguments(parser):
    """Whose notebooks, where the results go, and how."""
    parser.add_argument("submissions", type=Path, metavar="SUBMISSIONS", help="holds one folder per student, and "
                        "in it, at any depth, notebooks with the names that they have in notebooks/")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="gets grades.csv, "
                        "feedback/<student>/<unit>.html, and what is needed to go on after an interruption")
    parser.add_argument("--unit", action="append", default=[], metavar="U", help="its number or topic: 04, path_sums; "
                        "may be given more than once (default: every unit that somebody has handed in)")
    parser.add_argument("--seed", type=seed, metavar="N", help="draws the inputs of the checks; the same seed gives "
                        "the same grades (default: that of the run in DIR, or a new one)")
    parser.add_argument("--jobs", type=_positive(int), default=os.cpu_count() or 1, metavar="N", help="how many "
                        "submissions are graded at the same time (default: %(default)s)")
    add_limits(parser)
    parser.add_argument("--scheduler", metavar="ADDRESS", help="grade on the Dask cluster of this scheduler: "
                        "tcp://HOST:8786 (default: on this machine)")
    parser.add_argument("--gradebook", metavar="URL", help="also fills nbgrader's gradebook, at any URL of SQLAlchemy: "
                        "sqlite:///DIR/gradebook.db")
    parser.add_argument("--course", type=Path, metavar="DIR", help="of nbgrader, gets autograded/ (default: the folder "
                        "of a gradebook in SQLite, else that of --out)")
    parser.add_argument("--trust", action="store_true", help="run submissions without a sandbox: they may do all that "
                        "you may")


def add_limits(parser):
    """The time limit of everything that runs student code."""
    parser.add_argument("--timeout", type=_positive(float), default=10.0, metavar="SECONDS", help="for one cell and "
                        "for one call of a function; a notebook may take six times as long (default: %(default)g)")


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


def limits(args) -> Limits:
    """The limits that are asked for."""
    return Limits(args.timeout, 6 * args.timeout)


def main(args) -> int:
    """Grade what has not been graded yet. 0 when every hand-in has its marks, 1 when that could not be done."""
    try:
        found = _found(args.submissions, args.out, args.unit)
        with alone(args.out):
            gradebook = Gradebook(args.out, args.seed, lambda: secrets.randbelow(SEEDS))
            print(f"The seed is {gradebook.seed}.", file=sys.stderr)
            if args.trust:
                print("Without a sandbox: submissions run as you, and may do all that you may.", file=sys.stderr)
            _fill(args, [], gradebook)          # said now, and not after hours, when it cannot be opened
            lost = _grade(found, gradebook, _way(args, Job(gradebook.seed, limits(args), args.trust)))
            print(_fill(args, found, gradebook), end="")
    except (Faulty, OtherRun, Unavailable, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Wrote {args.out / 'grades.csv'} and {args.out / 'feedback'}. The seed was {gradebook.seed}.")
    if lost:
        print(f"Not graded: {clean(', '.join(lost))}. Run the same command again to try once more.", file=sys.stderr)
    faults = list(_faults(gradebook))
    for fault in faults:
        print(fault, file=sys.stderr)
    return int(bool(lost or faults))


def _faults(gradebook) -> Iterator[str]:
    """For each check that has failed itself a sentence: nobody's points may be missing in silence."""
    for unit in by_unit(gradebook.results.values(), UNITS):
        for group in unit.faulty:
            error = (group.more.strip().splitlines() or ["?"])[-1]
            yield clean(f"A check has failed itself, and points are not final: {unit.title}, {group.exercise}, it "
                        f"{group.what}, at the answers of {', '.join(group.students)}. It raised {error}. Mend it, and "
                        "run the same command again. course report has the traceback.")


def _found(folder, out, names) -> list[HandIn]:
    units = asked(UNITS, names)
    if not folder.is_dir():
        raise Faulty(f"{folder} is not a folder. Give the folder that holds one folder per student.")
    if out.resolve().is_relative_to(folder.resolve()):
        raise Faulty(f"{out} lies in {folder} and would be taken for a student. Give another folder for the results.")
    found = hand_ins(folder, units, all_units=bool(names))
    if not found:
        raise Faulty(f"No student's folder in {folder} holds a notebook of the course. They are called "
                     f"{', '.join(unit.notebook for unit in units)}.")
    return found


def _way(args, job):
    """What grades hand-ins: processes of this machine, or a cluster."""
    if args.scheduler:
        return lambda hand_ins: graded_on_cluster(hand_ins, job, args.scheduler)
    return lambda hand_ins: graded(hand_ins, job, args.jobs)


def _fill(args, found, gradebook) -> str:
    """Bring nbgrader's gradebook up to date, if one is asked for; say what was done. Raises Faulty."""
    if not args.gradebook:
        return ""
    try:
        from course.staff.nbgrader.fill import OtherCells, SQLAlchemyError, fill
    except ImportError as error:
        raise Faulty(f"nbgrader's gradebook needs nbgrader, and {error}. Install it: pip install nbgrader") from None
    file = args.gradebook.removeprefix("sqlite:///") if args.gradebook.startswith("sqlite:///") else ""
    folder = args.course or (Path(file).parent if file else args.out)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        count = fill(args.gradebook, folder, found, gradebook.results)
    except OtherCells as error:
        raise Faulty(error) from None
    except (SQLAlchemyError, ImportError) as error:         # a driver that is not installed
        raise Faulty(f"nbgrader's gradebook cannot be opened at {args.gradebook}: {error}") from None
    return f"Brought {count} submissions into nbgrader's gradebook and {folder / 'autograded'}.\n"


def _grade(found, gradebook, way):
    """Grade what is new; return which could not be graded."""
    new = [each for each in found if not gradebook.has(*_key(each), _digest(each.path), _worth(each.unit))]
    missing = [(each, unmarked(each.unit, "missing", "")) for each in new if not each.path]
    there = [each for each in new if each.path]
    lost, written = [], monotonic()
    try:
        for each, marks in chain(missing, counted(way(there), len(there))):
            done = _keep(gradebook, each, marks)
            lost += [] if done else ["/".join(_key(each))]
            if monotonic() - written > EVERY:
                gradebook.write_table()
                written = monotonic()
    finally:
        gradebook.write_table()
    return lost


def _keep(gradebook, each: HandIn, marks: list[Mark]) -> bool:
    """Keep the marks. Say whether there are any: a hand-in that was lost is tried once more, in the next run."""
    digest, before = _digest(each.path), gradebook.results.get(_key(each))
    lost = marks[0].status == "lost"
    if lost and before and before.digest == LOST + digest:
        lost, marks = False, unmarked(each.unit, "given up", f"{marks[0].note}, twice: it is not tried again")
    marks = [mark._replace(note="; ".join(filter(None, (mark.note, each.note)))) for mark in marks]
    kept = LOST + digest if lost else digest if is_final(marks) else ""
    gradebook.add(Result(*_key(each), kept, tuple(marks)), page(each.student, each.unit, marks))
    return not lost


def _key(each):
    return each.student, Path(each.unit.notebook).stem


def _worth(unit):
    return {exercise.name: exercise.points for exercise in unit.exercises}


def _digest(path):
    try:
        return digest(read(path)) if path else "missing"
    except Unreadable:
        return "unreadable"
