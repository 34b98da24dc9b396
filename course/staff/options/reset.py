"""The words of `course reset`."""

from course.staff.options.values import add_work


def add_arguments(parser):
    """What to start afresh."""
    parser.add_argument("what", nargs="+", metavar="UNIT[.EXERCISE]", help="a unit by its number or topic, or one of "
                        "its exercises: 04, path_sums, 04.count_paths. The old file is kept in the folder old/")
    add_work(parser)
