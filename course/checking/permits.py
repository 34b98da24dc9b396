"""What of the course an answer may call. All else is withheld while its check runs, in the notebook as when grading."""
from __future__ import annotations

import sys
import sysconfig
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dis import opmap
from functools import cache
from inspect import CO_GENERATOR
from os.path import dirname, sep
from types import CodeType, FrameType

import numpy as np

from course.autodiff.rules.primitive import Traced

HOME = dirname(dirname(__file__)) + sep
INSIDE = HOME + sep.join(("staff", "inside")) + sep      # loans, printing and importing go through it in the sandbox
OTHERS = tuple(f"-packages{sep}{name}{sep}" for name in (
    "sympy", "autograd", "jax", "torch", "tensorflow", "casadi", "micrograd", "pytensor", "numdifftools"))
LIBRARIES = (dirname(np.__file__) + sep, sysconfig.get_path("stdlib") + sep, "<frozen", "<__array_function__")


YOURS = "this is yours to write"
UNWATCHED = "while a check runs nothing else may trace the answer: take breakpoints out, and run the check again"


class Exhausted(BaseException):
    """The bound on the steps of a call is reached. No answer's `except Exception` is to catch it."""


class Permit:
    """What the calls of one answer may use of the course, all of it for None; and the first thing beyond that.

    `broken` names it, and `sentence` is what a student is then told; `unused` names what was permitted and not called.
    Python tells of every call of a function that is written in Python, whatever the name by which it was found.
    """

    def __init__(self, names: Sequence[str] | None = (), steps: int | None = None):
        self.names, self.steps, self.codes, self.objects, self.broken = names, steps, {}, [], ""
        self.unused = list(names or ())
        allowed = f"only {' and '.join(names)}" if names else "nothing"
        self.sentence = f"{YOURS}: of the course and of other engines an answer here may call {allowed}"
        for name, thing in ((name, _found(name)) for name in names or ()):
            if code := getattr(thing, "__code__", None):
                self.codes.update(dict.fromkeys(_codes(code), name))
            else:                           # a primitive: an object that can be called
                self.objects.append((name, thing))

    def call(self, function: Callable, args):
        """function(*args), stopped when it calls what is not permitted; `broken` then says what that was.

        Raises Exhausted after `steps` lines.
        """
        with self.watching():
            return function(*args)

    @contextmanager
    def watching(self):
        """Whatever is called meanwhile is watched."""
        if self.names is None and self.steps is None:
            yield
            return
        before, watch = sys.gettrace(), self._called    # kept here, too: Python 3.11 can lose its own in an event loop
        threading.settrace(watch)
        sys.settrace(watch)
        try:
            yield
            if self.steps is not None and self.steps < 0:   # caught by the answer
                raise Exhausted
            if sys.gettrace() != watch and not self.broken:
                self.broken, self.sentence = "sys.settrace", UNWATCHED
        finally:
            sys.settrace(before)
            threading.settrace(before)


    def _called(self, frame: FrameType, event: str, arg):
        code = frame.f_code
        if self.names is None or not is_guarded(code.co_filename) or self.broken or self._is_permitted(frame, code):
            return self._counted(frame, event, arg) if self.steps is not None else None
        self.broken = _name(frame)
        raise PermissionError(self.sentence)

    def _counted(self, frame, event, arg):
        self.steps -= event in ("call", "line")
        if self.steps < 0:
            raise Exhausted
        return self._counted

    def _is_permitted(self, frame, code):
        """Whether the course calls itself, or an answer calls what it may."""
        caller = _caller(frame)
        if caller != __file__ and is_guarded(caller):
            return True
        if _goes_on(frame):
            return True
        if code.co_name == "<module>" or code.co_filename.startswith((__file__, INSIDE)) or code in _loans():
            return True
        if code in self.codes:
            return self._used(self.codes[code])
        if self.codes and code in _operations():
            return True
        me = frame.f_locals.get(code.co_varnames[0]) if code.co_argcount else None
        return any(me is thing and self._used(name) for name, thing in self.objects)

    def _used(self, name):
        self.unused = [other for other in self.unused if other != name]
        return True


def _goes_on(frame: FrameType) -> bool:
    """Whether it is a generator that was begun earlier: Python may close one of ours at any time, in anyone's call."""
    code = frame.f_code
    begins = code.co_code[frame.f_lasti:frame.f_lasti + 2] == bytes([opmap["RESUME"], 0])
    return bool(code.co_flags & CO_GENERATOR) and not begins


def _caller(frame: FrameType) -> str:
    """The file from which a call comes, past libraries that pass calls on."""
    while (frame := frame.f_back) is not None:
        file = frame.f_code.co_filename
        if is_guarded(file) or not file.startswith(LIBRARIES):     # the course may be installed among libraries
            return file
    return ""


def unwatched(function: Callable, *args):
    """function(*args), for what a check has lent: it may use everything."""
    before = sys.gettrace()
    sys.settrace(None)
    try:
        return function(*args)
    finally:
        sys.settrace(before)


@cache
def _loans() -> frozenset[CodeType]:
    """The ways in which an answer uses what a check has lent: calling a function, computing with counted numbers."""
    from course.checking.counting import Counted
    from course.checking.loans import Lent

    functions = [Lent.__call__, *(thing for thing in vars(Counted).values() if hasattr(thing, "__code__"))]
    return frozenset(function.__code__ for function in functions)


@cache
def _operations() -> frozenset[CodeType]:
    """What can be done with the values that a permitted mode hands out; making one by oneself is not among it."""
    kinds, found = [Traced], set()
    for kind in kinds:
        kinds += kind.__subclasses__()
        for name, thing in vars(kind).items():
            function = getattr(thing, "fget", thing)
            if name != "__init__" and hasattr(function, "__code__"):
                found.update(_codes(function.__code__))
    return frozenset(found)


def is_students(filename: str) -> bool:
    """Whether a file, or a cell, is neither of the course nor of a library."""
    return not is_guarded(filename) and not filename.startswith(LIBRARIES)


@cache
def is_guarded(filename: str) -> bool:
    """Whether a file belongs to the course, or to another engine for derivatives."""
    return filename.startswith(HOME) or any(name in filename for name in OTHERS)


def _found(name):
    from course import autodiff, networks

    return next(vars(place)[name] for place in (autodiff, networks, networks.rnn) if name in vars(place))


def _codes(code: CodeType) -> Iterator[CodeType]:
    """A function's code, and that of the functions which it makes and may give away."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _name(frame) -> str:
    """What was called: autodiff.path_sums, or the name of another engine."""
    home, _, inside = frame.f_globals.get("__name__", "").partition(".")
    return f"{inside.partition('.')[0]}.{frame.f_code.co_qualname}" if home == "course" else home
