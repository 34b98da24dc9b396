"""The command line of the course: python -m course COMMAND, or course COMMAND once it is installed.

This file starts on any Python, also on 2.7, to say which one is needed; all else is in course.staff.command_line.
"""
import sys

PYTHONS = (3, 11), (3, 15)  # from the first on, before the second; as pyproject.toml says


def main(argv=None):
    """Run one command and return its exit code."""
    if not PYTHONS[0] <= sys.version_info[:2] < PYTHONS[1]:
        found = ".".join(map(str, sys.version_info[:2]))
        sys.exit("The course needs Python 3.11 to 3.14, and this is Python " + found + ": start it with another one.")
    from course.staff import command_line

    return command_line.main(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
