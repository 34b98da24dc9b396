"""The student's answer as a check sees it: something to call with plain data. Here it lives in this process."""
from __future__ import annotations

import linecache
import traceback
from collections.abc import Sequence

from course.autodiff.text import short
from course.checking.compare import same, show_call
from course.checking.gate import NotPlain, plain
from course.checking.outcome import Mismatch, NotStarted, Stopped
from course.checking.permits import Permit


class LocalWork:
    """A student's function, called on copies. A value that is no function is given back by a call without arguments.

    Of the course it may call what `may_use` names. Raises NotStarted for an untouched stub, Stopped when the student's
    code raises, and Mismatch when it changes its arguments, calls what it may not, or gives back something that is not
    plain data.
    """

    may_use: Sequence[str] | None = ()             # set by the exercise that is run

    def __init__(self, name: str, answer):
        self.name, self.answer = name, answer

    def __call__(self, *args):
        given, permit = plain(args, callables=True), Permit(self.may_use)
        try:
            result = self._result(given, permit)
        finally:
            if permit.broken:
                raise Mismatch(("tried", show_call(self.name, args)), ("yours", f"calls {permit.broken}"),
                               ("so", permit.sentence)) from None
        if not _unchanged(given, args):
            raise Mismatch(("tried", show_call(self.name, args)), ("afterwards", f"the arguments are {_shown(given)}"),
                           ("so", "leave the arguments as they were: work on a copy"))
        try:
            return plain(result)
        except NotPlain as error:
            raise Mismatch(("tried", show_call(self.name, args)), ("yours", str(error))) from None
        except Exception as error:          # in a class of the student's, when it was asked for what it holds
            raise Stopped(*explain(error, self.answer)) from None

    def _result(self, args, permit):
        if self.answer is ...:
            raise NotStarted
        if not callable(self.answer):
            if args:
                raise Mismatch(("yours", f"{self.name} = {short(self.answer)}"), ("should be", "a function"))
            return self.answer
        try:
            return permit.call(self.answer, args)
        except NotImplementedError as error:
            part = traceback.extract_tb(error.__traceback__)[-1].name
            raise NotStarted("" if part in (self.name, getattr(self.answer, "__name__", "")) else part) from None
        except KeyboardInterrupt:
            raise Stopped(f"interrupted during {show_call(self.name, args)}") from None
        except BaseException as error:      # sys.exit() in an answer must not end the notebook either
            raise Stopped(*explain(error, self.answer)) from None


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


def _shown(given) -> str:
    try:
        return short(plain(given, callables=True))
    except Exception as error:
        return f"no longer plain: {error}"


def explain(error: BaseException, function) -> tuple[str, str]:
    """The error in one line, and the student's own line in which it arose."""
    home = getattr(getattr(function, "__code__", None), "co_filename", None)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == home]
    line = f"line {frames[-1].lineno}: {linecache.getline(home, frames[-1].lineno).strip()}" if frames else ""
    return f"{type(error).__name__}: {error}", line
