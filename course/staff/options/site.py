"""The words of `course site`."""

from pathlib import Path


def add_arguments(parser):
    """Where to, and what the pages may ask for."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder, or that of an earlier site, which is "
                        "brought up to date; what else is in there stays")
    parser.add_argument("--offline", action="store_true", help="have everything in DIR: no page asks another host for "
                        "anything (default: the laboratory takes the packages of Pyodide from where it publishes them)")
    parser.add_argument("--book", action="store_true", help="only the book, without the laboratory")
