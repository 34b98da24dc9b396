"""A student's answer in another process, to be called by checks like one that is here."""
from __future__ import annotations

import operator

import numpy as np

from course.checking import (
    Counted,
    Lent,
    Mismatch,
    NotPlain,
    NotStarted,
    TooManySteps,
    Work,
    lent,
    plain,
    reveal,
    show_call,
)
from course.staff.inside import wire
from course.staff.running.submission import Submission
from course.staff.running.talk import Gone

NOWHERE = "where it is checked there is no"
LABELS = {"tried", "yours", "afterwards", "so", "should be", "error", "line", "shapes"}        # that a call can find


class StandIn(Work):
    """Calls a name of a submission. Raises what LocalWork raises for the same answer, or Stopped: the child is gone.

    What can't be sent is lent under a number: functions, which are served and counted here, and counted numbers.
    """

    def __init__(self, name: str, submission: Submission):
        super().__init__(name)
        self._submission, self._lent = submission, []

    def _called(self, args, steps):
        chunks: list[bytes] = []
        with lent(args) as given:
            message = {"op": "call", "name": self.name, "args": wire.encode(list(given), chunks, self._lend),
                       "may_use": self.may_use and list(self.may_use), "must_use": self.must_use, "steps": steps}
            try:
                return self._result(args, *self._submission.request(message, b"".join(chunks), self._answer))
            except Gone as gone:
                raise self._stopped(str(gone)) from None
            except wire.Malformed:
                self._submission.close()
                raise self._stopped("its answer could not be read") from None

    def _result(self, args, reply, payload):
        if "result" in reply:
            try:
                return plain(wire.decode(reply["result"], payload, self._borrowed))
            except NotPlain as error:
                raise Mismatch(("tried", show_call(self.name, args)), ("yours", str(error))) from None
        rows = [_row(*row) for row in _listed(reply.get("rows"), wire.ROWS)]
        match reply.get("outcome"):
            case "todo":
                raise NotStarted
            case "missing":
                raise self._stopped(f"{NOWHERE} {self.name}", self._submission.blame(self.name))
            case "stopped" | "exhausted" as outcome if "error" in (known := dict(rows)):
                raise self._stopped(known["error"], known.get("line", ""), *[TooManySteps] * (outcome == "exhausted"))
            case "mismatch":                # the child does not know the names of what was lent
                raise Mismatch(*((label, show_call(self.name, args) if label == "tried" else text)
                                 for label, text in rows))
        raise wire.Malformed("no outcome")

    def _answer(self, asked, payload):
        args = wire.decode(_listed(asked.get("args")), payload, self._borrowed)
        work = ANSWERS.get(str(asked["ask"]))
        if work is None:
            raise wire.Malformed("an unknown question")
        chunks: list[bytes] = []
        try:
            return {"value": wire.encode(work(*args), chunks, self._lend)}, b"".join(chunks)
        except Exception as error:          # goes where the function was called
            return {"raised": [type(error).__name__, str(error)[:wire.TEXT]]}, b""

    def _lend(self, value):
        if isinstance(value, np.random.Generator):
            return {"rng": value.bit_generator.state}
        if isinstance(value, Counted):
            wire.encode(reveal(value), [])      # refuses the too large: squared forty times, 3 would fill the memory
        self._lent.append(value)
        number = len(self._lent) - 1
        return {"counted": number} if isinstance(value, Counted) else {"function": number}

    def _borrowed(self, tag, content):
        if type(content) is int and 0 <= content < len(self._lent):
            value = self._lent[content]
            if isinstance(value, {"function": Lent, "counted": Counted}.get(tag, ())):
                return value
        raise wire.Malformed("a reference to nothing that was lent")


def _listed(value, most=wire.VALUES):
    if type(value) is not list or len(value) > most:
        raise wire.Malformed("no list where there should be one, or too long a one")
    return value


def _row(label="", text="", *more):
    if type(label) is not str or type(text) is not str or more or label not in LABELS:
        raise wire.Malformed("evidence of an unknown kind")
    return label, text[:wire.TEXT]


def _serve(function, *args):
    if not isinstance(function, Lent):
        raise TypeError("only a function can be called")
    return function(*args)


def _count(work):
    def counted(*args):
        if not all(isinstance(arg, Counted | int | float) for arg in args) or not any(
                isinstance(arg, Counted) for arg in args):
            raise TypeError("a counted number works with numbers only")
        return work(*args)
    return counted


ANSWERS = {"call": _serve, "neg": _count(operator.neg), "add": _count(operator.add), "sub": _count(operator.sub),
           "mul": _count(operator.mul), "div": _count(operator.truediv)}
