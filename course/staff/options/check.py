"""The words of `course check`."""

from course.staff.options.values import add_limits, add_work, seed


def add_arguments(parser):
    """Which notebooks."""
    parser.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="a notebook of any unit, whatever it is "
                        "called; or a unit that you work in, by its number or topic (default: all that you work in, "
                        "and where you stand in the course)")
    parser.add_argument("--seed", type=seed, metavar="N", help="draws the inputs of the checks (default: new ones)")
    add_limits(parser)
    add_work(parser)
