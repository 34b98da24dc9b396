"""The words of `course site`."""

from pathlib import Path


def add_arguments(parser):
    """Where to."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder, or that of an earlier site, which is "
                        "brought up to date; what else is in there stays")
