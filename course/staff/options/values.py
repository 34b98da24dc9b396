"""What the words of several commands have in common."""

import secrets
from pathlib import Path

FORM = """\
A class file is TOML; every line of it may be left out:
  roster = "roster.csv"       # a table as Canvas or Moodle export it; or [[student]] with id and name
  id = "SIS Login ID"         # its column by which students are called here
  timezone = "Europe/Berlin"  # of dates without one, and of times in zip files
  units = ["path_sums"]       # that count, by number or topic
  [due]
  path_sums = 2026-11-01      # until the end of that day; or with a time, 2026-11-01T12:00:00
  [extensions.ada]            # a student by id
  path_sums = 2026-11-05
  [senders]                   # whose work it is where a name does not say it: as the run calls them
  "Anna Schmidt 500007" = "ada"
  [late]
  grace = 15                  # minutes that are no lateness
  per_day = 10                # per cent of what was earned that every begun day costs
  most = 50                   # per cent that lateness costs at most
  free_days = 3               # days a student may be late in all that cost nothing
  closed = 7                  # days after which nothing counts
  [canvas]                    # what the columns of a unit are called there
  path_sums = "Homework 4 (1234)"
  [moodle]
  path_sums = "Assignment: Homework 4 (Real)"
"""


def add_work(parser):
    """The folder that a student works in."""
    parser.add_argument("--work", type=Path, metavar="DIR", help="the folder that you work in (default: work/ in the "
                        "course's folder; where the course is installed, or its folder can only be read, work/ where "
                        "you start the command; the environment variable COURSE_WORK names another one)")


def add_limits(parser):
    """The time limit of everything that runs student code."""
    parser.add_argument("--timeout", type=positive(float), default=10.0, metavar="SECONDS", help="for one cell and "
                        "for one call of a function; all cells of a notebook may take six times as long, and all its "
                        "checks as long again (default: %(default)g)")


def positive(number):
    """A reader of numbers of that type that are larger than 0."""
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


def new_seed() -> int:
    """A seed that nobody knows yet."""
    return secrets.randbelow(2**32)
