"""The words of `course doctor`."""


def add_arguments(parser):
    """The doctor takes none."""
