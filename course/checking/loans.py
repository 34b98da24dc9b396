"""What a check lends to an answer: functions that serve during one call, tell nothing, and count how they are used."""
from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from textwrap import dedent

import numpy as np

from course.autodiff.text import short
from course.checking.counting import reveal
from course.checking.gate import plain
from course.checking.permits import unwatched

MOST = 100_000          # calls of one loan
OVER = "this function was lent to an earlier call of your answer, which is over"


class Loan:
    """A function that a check lends as an argument, to count how an answer uses it.

    Called here, it is the function itself. With `real`, an answer may give it single real numbers alone: no complex
    step, no whole array.
    """

    def __init__(self, function: Callable, real: bool = False):
        self.function, self.real, self.calls = function, real, 0
        self.__name__ = getattr(function, "__name__", "function")

    def __call__(self, *args):
        return self.function(*args)


class Lent:
    """What an answer gets of a loan: plain data in, plain data out, as many arguments as it has without defaults.

    It serves while the call lasts that it was made for, and does not tell its name.
    """

    __name__ = "function"

    def __init__(self, loan: Loan):
        self._loan, self._arity, self.serves = loan, _arity(loan.function), True

    def __call__(self, *args):
        if not self.serves:
            raise RuntimeError(OVER)
        if self._arity not in (None, len(args)):
            raise TypeError(f"this function takes {_some(self._arity)}, and was called with {_some(len(args))}")
        if self._loan.calls >= MOST:
            raise RuntimeError(f"this function has been called {MOST} times, which is more than was lent")
        given = plain(args, lent=True)
        if self._loan.real and not all(type(value) in (int, float) for value in given):
            raise TypeError("this function takes real numbers only, and one at a time")
        self._loan.calls += 1
        return plain(unwatched(self._loan, *given))

    def __repr__(self):
        return "a function"


Lent.__name__ = "function"      # so Python says 'function' and 'float' of one that was not called


class LentActivation:
    """An activation and its derivative on real numbers, both lent and counted, for exercises that name a method.

    `f` and `df` take one real number each; `calls` says how often each has been called.
    """

    def __init__(self, f: Callable, df: Callable):
        self.f, self.df = Loan(f, real=True), Loan(df, real=True)

    @property
    def calls(self) -> tuple[int, int]:
        return self.f.calls, self.df.calls


@contextmanager
def lent(args) -> Iterator[list | tuple]:
    """Copies of arguments in plain data, for one call; the functions among them are void when it is over."""
    loans = []

    def lend(function):
        loans.append(Lent(function if isinstance(function, Loan) else Loan(function)))
        return loans[-1]

    try:
        yield plain(args, functions=lend)
    finally:
        for loan in loans:
            loan.serves = False


def returned(args):
    """Fresh copies of such arguments, for a student to try: functions without a limit, numbers that do not count.

    Methods of an object that remembers are those of one that has not been used: its `fresh()`.
    """
    objects: dict[int, object] = {}

    def unused(function):
        function = getattr(function, "function", function)
        if not hasattr(owner := getattr(function, "__self__", None), "fresh"):
            return function
        return getattr(objects.setdefault(id(owner), owner.fresh()), function.__name__)

    return plain(reveal(args), functions=unused)


def definitions(args) -> str:
    """How the functions among such arguments are defined, one after the other, with the values they close over."""
    found: dict[str, None] = {}                 # each once, in order
    plain(reveal(args), functions=lambda loan: found.setdefault(_definition(getattr(loan, "function", loan))))
    return "\n".join(found)


def _definition(function) -> str:
    """Its source; of a function, or a method's object, that says by `told` what a student may know: that alone."""
    if told := getattr(function, "told", getattr(getattr(function, "__self__", None), "told", "")):
        return told
    try:
        source = dedent(inspect.getsource(function)).strip()
    except (OSError, TypeError):            # not written in Python
        name = short(function)
        return f"{name} = np.{name}" if getattr(np, name, None) is function else name
    closed = inspect.getclosurevars(function).nonlocals if inspect.isfunction(function) else {}
    values = "".join(f"{name} = {short(value, typed=True)}\n" for name, value in closed.items() if not callable(value))
    inner = (_definition(value) for value in closed.values() if callable(value))
    return "\n".join([*inner, values + source])


def _arity(function) -> int | None:
    """How many arguments it must have; None where any number will do, or nobody knows."""
    if isinstance(function, np.ufunc):
        return function.nin
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):         # built into Python without a signature
        return None
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return None
    return sum(p.default is p.empty for p in parameters)


def _some(n: int) -> str:
    return f"{n} argument" + "s" * (n != 1)
