"""What tests of the commands share: whether there is a sandbox here, and a command's arguments."""
from argparse import ArgumentParser
from importlib import import_module

import pytest

from course.staff.running.process import Unavailable
from course.staff.running.sandbox import bubblewrap

try:
    MISSING = bubblewrap() and ""
except Unavailable as refusal:
    MISSING = str(refusal)
needs_bubblewrap = pytest.mark.skipif(bool(MISSING), reason=MISSING)


def arguments(command, *words):
    """The words of a command line as its module understands them."""
    parser = ArgumentParser()
    import_module(f"course.staff.options.{command.__name__.rpartition('.')[2]}").add_arguments(parser)
    return parser.parse_args([str(word) for word in words])
