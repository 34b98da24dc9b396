"""A student's answer in another process, to be called by checks like one that is here."""
from __future__ import annotations

import operator
from collections.abc import Sequence

import numpy as np

from course.checking import Counted, Mismatch, NotPlain, NotStarted, Served, Stopped, plain, reveal, show_call
from course.staff.inside import wire
from course.staff.running.submission import Submission
from course.staff.running.talk import Gone

NOWHERE = "where it is checked there is no"
LABELS = {"tried", "yours", "afterwards", "so", "should be"}       # of the evidence that the plain-data gate can find


class StandIn:
    """Calls a name of a submission. Raises what LocalWork raises for the same answer, or Stopped: the child is gone.

    What can't be sent is lent under a number: functions, which are served and counted here, and counted numbers.
    """

    may_use: Sequence[str] | None = ()             # set by the exercise that is run

    def __init__(self, name: str, submission: Submission):
        self.name, self._submission, self._lent = name, submission, []

    def __call__(self, *args):
        chunks: list[bytes] = []
        tree = wire.encode(list(plain(args, callables=True)), chunks, self._lend)
        message = {"op": "call", "name": self.name, "args": tree, "may_use": self.may_use and list(self.may_use)}
        try:
            return self._result(args, *self._submission.request(message, b"".join(chunks), self._answer))
        except Gone as gone:
            raise Stopped(f"{gone}, in {show_call(self.name, args)}") from None
        except wire.Malformed:
            self._submission.close()
            raise Stopped(f"its answer could not be read, in {show_call(self.name, args)}") from None

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
                raise Stopped(f"{NOWHERE} {self.name}", self._submission.blame(self.name))
            case "stopped" if rows:
                raise Stopped(*(text for _, text in rows[:2]))
            case "mismatch":
                raise Mismatch(*rows)
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
        return {"counted": number} if isinstance(value, Counted) else {"function": [number, value.__name__]}

    def _borrowed(self, tag, content):
        if type(content) is int and 0 <= content < len(self._lent):
            value = self._lent[content]
            if isinstance(value, {"function": Served, "counted": Counted}.get(tag, ())):
                return value
        raise wire.Malformed("a reference to nothing that was lent")


def _listed(value, most=wire.VALUES):
    if type(value) is not list or len(value) > most:
        raise wire.Malformed("no list where there should be one, or too long a one")
    return value


def _row(label="", text="", *more):
    if type(label) is not str or type(text) is not str or more or label not in LABELS | {"error", "line"}:
        raise wire.Malformed("evidence of an unknown kind")
    return label, text[:wire.TEXT]


def _serve(function, *args):
    if not isinstance(function, Served):
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
