"""The plain-data gate: what may pass between a check and a student's work, in the notebook and when grading alike."""
from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import numpy as np

from course.checking.counting import Counted

NUMBERS = (bool, int, float, complex)
KINDS = "numbers, strings, None, lists, tuples, dicts with string keys, and arrays of numbers"


class NotPlain(TypeError):
    """A value that may not pass; the message says what it is and what may."""


def plain(value, callables: bool = False):
    """A deep copy of `value` in exact plain types; NumPy scalars become Python's.

    With `callables` (for arguments), functions on plain data and random generators may pass too.
    Raises NotPlain for anything else.
    """
    if value is None or type(value) in (*NUMBERS, str) or isinstance(value, Counted):
        return value
    if isinstance(value, np.bool_ | np.number):
        return value.item()
    if type(value) is np.ndarray and value.dtype.kind in "biufc":
        return value.copy() if value.ndim else value.item()
    if type(value) in (list, tuple):
        return type(value)(plain(item, callables) for item in value)
    if type(value) is dict and all(type(key) is str for key in value):
        return {key: plain(item, callables) for key, item in value.items()}
    if callables and isinstance(value, np.random.Generator):
        return deepcopy(value)
    if callables and callable(value):
        return value if isinstance(value, Served) else Served(value)
    raise NotPlain(f"{_what(value)} is not plain data. Use {KINDS}.")


def _what(value) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of dtype {value.dtype}"
    if isinstance(value, dict):
        return "a dict with keys that are not strings"
    name = getattr(value, "__name__", None)
    return f"the {type(value).__name__} {name}" if name else f"a value of type {type(value).__name__}"


class Served:
    """A function that a check hands out as an argument: plain data in, plain data out, and its calls are counted."""

    def __init__(self, function: Callable):
        self.function, self.calls = function, 0
        self.__name__ = getattr(function, "__name__", "function")

    def __call__(self, *args):
        self.calls += 1
        return plain(self.function(*[plain(arg) for arg in args]))
