"""course.exercises and course.staff as student code finds them: there, but without a check or an oracle in them."""
from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec

EMPTY = ("course.exercises", "course.staff")
SHOWS = ("explore", "plot", "slide", "step")        # would be most of the work of a notebook


class Nothing:
    """Has every attribute, takes every call, and does nothing: ex.adjoints.check(adjoints), ready(ex)."""

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __call__(self, *args, **kwargs):
        return self


NOTHING = Nothing()


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, name, path=None, target=None):
        if any(name == empty or name.startswith(f"{empty}.") for empty in EMPTY):
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__all__ = ["UNITS", "progress", "ready"]
        module.__getattr__ = NOTHING.__getattr__


def empty_the_course():
    """From here on the folders are empty, and what only shows something shows nothing."""
    sys.meta_path.insert(0, _Finder())
    for name in [name for name in sys.modules if name.startswith(EMPTY)]:
        del sys.modules[name]
    for empty in EMPTY:
        vars(sys.modules["course"]).pop(empty.partition(".")[2], None)
    import course.pictures
    for name in SHOWS:
        setattr(course.pictures, name, NOTHING)
