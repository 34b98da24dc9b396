"""The words of `course grade`, and what its exit codes mean."""

import os
from argparse import RawDescriptionHelpFormatter
from pathlib import Path

from course.staff.options.values import FORM, add_limits, positive, seed

EXTRAS = {"gradebook": "nbgrader", "scheduler": "cluster"}      # what these options need beside the rest
LOOK, OLDER = 4, 8      # exit codes, which add up
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
    parser.add_argument("--jobs", type=positive(int), default=os.cpu_count() or 1, metavar="N", help="how many "
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
