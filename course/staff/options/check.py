"""The words of `course check`."""

from pathlib import Path

from course.staff.options.values import add_limits, seed


def add_arguments(parser):
    """Which notebooks."""
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK", help="of any unit, whatever "
                        "it is called")
    parser.add_argument("--seed", type=seed, metavar="N", help="draws the inputs of the checks (default: new ones)")
    add_limits(parser)
