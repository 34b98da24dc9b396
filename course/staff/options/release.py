"""The words of `course release`."""

from pathlib import Path


def add_arguments(parser):
    """Where to, and which units."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder, or that of an earlier edition, which "
                        "is brought up to date; what else is in there stays")
    parser.add_argument("--units", nargs="+", default=[], metavar="UNIT", help="by number or topic: 00 04 path_sums "
                        "(default: all). They keep their numbers; links to others become text")
    parser.add_argument("--zip", action="store_true", help="also pack it, as DIR.zip")
