"""The words of `course build`."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path

HELP = """\
reads   solutions/*.ipynb, the only source, and the exercises in course/exercises/
runs    each notebook of solutions/ from its first cell to its last, in a kernel of its own
writes  solutions/*.ipynb with the outputs of this run, and notebooks/*.ipynb, the student's version: solutions cut,
        outputs kept where no answer has a share in them; in place of those of cells tagged after-prediction a remark

An output stays as it is stored when the new one says the same: all words but for times (tests/nbval_sanitize.cfg)
and, for pictures, the graph or the data that was drawn, whichever program drew it. That of a cell tagged
nbval-ignore-output stays while the code behind it, in its notebook, is the same."""


def add_arguments(parser):
    """Which units, and how much to do."""
    parser.add_argument("units", nargs="*", metavar="UNIT", help="its number or topic: 04, path_sums (default: all)")
    parser.add_argument("--check", action="store_true", help="run and write nothing; say what is out of date")
    parser.add_argument("--nbgrader", type=Path, metavar="DIR", help="run nothing; lay out a course for nbgrader in "
                        "this folder: source/<unit>/<unit>.ipynb and nbgrader_config.py")
    parser.add_argument("--no-run", action="store_true", help="keep the outputs of solutions/ as they are stored")
    parser.add_argument("--renumber", action="store_true", help="run nothing; after a change of the list of units, "
                        "rename files and write the numbers into all of them, README and docs/ included")
    parser.add_argument("--anew", action="store_true", help="store every picture and every timing as the run makes it")
    parser.formatter_class, parser.epilog = RawDescriptionHelpFormatter, HELP
