"""The student's answer as a check sees it: something to call with plain data. Here it lives in this process."""
from __future__ import annotations

import linecache
import traceback
from collections.abc import Sequence
from contextlib import nullcontext

import numpy as np

from course.autodiff.text import short
from course.checking.compare import same
from course.checking.forms import shape_of, show_call
from course.checking.gate import NotPlain, plain
from course.checking.loans import lent
from course.checking.outcome import Mismatch, NotStarted, Stopped, TooManySteps
from course.checking.permits import Exhausted, Permit, is_guarded, is_students

BUILT_IN = {float, int, str, bool, complex, type(None), np.ndarray, np.float64}
ASKED = "what is asked for is what the engine makes of your function: what was given to call it is to stay"
MISFITS = ("shape", "dimension", "broadcast", "size", "aligned", "axis")        # words in what NumPy says of them


class Work:
    """A student's function, wherever it is, called on copies of plain data.

    `args` are those of the last call, `case` those of the call at which a check has failed.
    Of the course it may call what `may_use` names; with `must_use` every call of it has to call all of that. Raises
    NotStarted for an untouched stub, Stopped when the student's code raises, and Mismatch when it changes its
    arguments, calls what it may not or leaves out what it must call, or gives back what is not plain data.
    """

    may_use: Sequence[str] | None = ()             # both set by the exercise that is run
    must_use = False

    def __init__(self, name: str):
        self.name, self.args, self.case = name, None, None

    def __call__(self, *args):
        self.args = args
        return self._called(args, None)

    def within(self, steps: int, *args):
        """The same, with a bound on the lines of Python that run. Raises TooManySteps when that is reached."""
        self.args = args
        return self._called(args, steps)

    def _called(self, args, steps):
        raise NotImplementedError

    def _stopped(self, error: str, line: str = "", kind=Stopped) -> Stopped:
        """What to raise for an error in the student's code: it says at which call, and for misfits of which shapes."""
        shapes = list(filter(None, map(shape_of, self.args or ())))
        misfit = len(shapes) > 0 and any(word in error for word in MISFITS)
        return kind(error, line=line, tried=show_call(self.name, self.args or ()),
                    shapes=f"what was given has the shapes {', '.join(shapes)}" if misfit else "")


class LocalWork(Work):
    """A function of this process. A value that is no function is given back by a call without arguments."""

    def __init__(self, name: str, answer):
        super().__init__(name)
        self.answer = answer

    def _called(self, args, steps):
        with lent(args) as given:
            result = self._permitted(given, permit := Permit(self.may_use, steps))
            if self.must_use and permit.unused:
                raise Mismatch(("tried", show_call(self.name, args)),
                               ("yours", f"does not call {' and '.join(permit.unused)}"), ("so", ASKED))
            if not _unchanged(given, args):
                raise Mismatch(
                    ("tried", show_call(self.name, args)), ("afterwards", _changed(given, args)),
                    ("so", "leave the arguments as they were: work on a copy"))
            return result

    def _permitted(self, given, permit):
        try:
            return self._plain(self._result(given, permit), permit)
        finally:
            if permit.broken:
                raise Mismatch(("tried", show_call(self.name, self.args)), ("yours", f"calls {permit.broken}"),
                               ("so", permit.sentence)) from None

    def _plain(self, result, permit):
        try:
            with nullcontext() if _is_ready(result) else permit.watching():
                return plain(result)
        except NotPlain as error:
            raise Mismatch(("tried", show_call(self.name, self.args)), ("yours", str(error))) from None
        except Exception as error:
            raise self._stopped(*explain(error)) from None

    def _result(self, given, permit):
        if self.answer is ...:
            raise NotStarted
        if not callable(self.answer):
            if given:
                raise Mismatch(("yours", f"{self.name} = {short(self.answer)}"), ("should be", "a function"))
            return self.answer
        try:
            return permit.call(self.answer, given)
        except NotImplementedError as error:
            part = traceback.extract_tb(error.__traceback__)[-1].name
            raise NotStarted("" if part in (self.name, getattr(self.answer, "__name__", "")) else part) from None
        except KeyboardInterrupt:
            raise self._stopped("interrupted") from None
        except Exhausted:
            raise self._stopped("more steps than this check allows", kind=TooManySteps) from None
        except BaseException as error:      # sys.exit() in an answer must not end the notebook either
            raise self._stopped(*explain(error)) from None


def _is_ready(value, depth=9) -> bool:
    """Whether it is made of Python's own types alone: an object of the student's may compute when it is asked."""
    kind = type(value)
    if kind in (list, tuple, dict) and depth:
        items = value if kind is not dict else (*value, *value.values())
        return all(_is_ready(item, depth - 1) for item in items)
    return kind in BUILT_IN


def _unchanged(given, args) -> bool:
    try:
        if given == args:                   # quick, and enough without arrays and functions
            return True
    except Exception:                       # an array has no single truth value, and what has been put in may raise
        pass
    try:
        return same(given, args, rtol=0, atol=0)
    except Exception:
        return False


def _changed(given, args) -> str:
    """What has become of the arguments that were changed."""
    places = [i for i, pair in enumerate(zip(given, args, strict=True), 1) if not _unchanged(*pair)]
    return "; ".join(f"argument {i} is {_shown(given[i - 1])}" for i in places)


def _shown(value) -> str:
    try:
        return short(plain(value, functions=lambda function: function), typed=True)
    except Exception as error:
        return f"no longer plain: {error}"


def explain(error: BaseException) -> tuple[str, str]:
    """The error in one line, and the student's own line in which it arose."""
    number, text = 0, ""
    for frame in traceback.extract_tb(error.__traceback__):
        if is_students(frame.filename):
            number, text = frame.lineno, linecache.getline(frame.filename, frame.lineno).strip()
        elif text and is_guarded(frame.filename):       # what a lent function does is not the student's
            break
    return f"{type(error).__name__}: {error}", f"line {number}: {text}" if text else ""
