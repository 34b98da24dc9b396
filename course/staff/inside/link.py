"""The submission's end of the wire: requests in, replies out, and what the grader is asked for in between."""
from __future__ import annotations

import builtins

import numpy as np

from course import checking
from course.checking import NotPlain, plain
from course.checking.permits import unwatched
from course.staff.inside import wire

ERRORS = {"NotPlain": NotPlain}


class Link:
    """A connection to the grader. `busy` while it is being used, when no alarm may interrupt."""

    def __init__(self, reader, writer):
        self.reader, self.writer, self.number, self.busy = reader, writer, 0, False

    def request(self) -> tuple[dict, bytes]:
        """The next request of the grader and its payload."""
        message, payload = wire.read(self.reader, wire.SOURCE)
        self.number = message["id"]
        return message, payload

    def reply(self, message: dict, payload: bytes = b""):
        """Answer the request."""
        wire.write(self.writer, {"id": self.number, **message}, payload)

    def ask(self, what: str, *args):
        """Have the grader do something on our behalf, and return what it gives or raise what it raises."""
        chunks: list[bytes] = []
        tree = wire.encode(list(args), chunks, refer)
        self.busy = True
        try:
            self.reply({"ask": what, "args": tree}, b"".join(chunks))
            answer, payload = wire.read(self.reader)
        finally:
            self.busy = False
        if "raised" in answer:
            raise _error(*answer["raised"])
        return wire.decode(answer["value"], payload, self.resolve)

    def resolve(self, tag: str, content):
        """What stands here for something that stays with the grader, or travels as its state."""
        if tag == "function":
            return Lent(self, content)
        if tag == "counted":
            return Counted(content, self)
        rng = np.random.default_rng()
        rng.bit_generator.state = content
        return rng


class Lent:
    """A function that the grader serves."""

    __name__ = "lent"

    def __init__(self, link, number):
        self.link, self.number = link, number

    def __call__(self, *args):
        return unwatched(self.link.ask, "call", self, *plain(args, lent=True))


class Counted(checking.Counted):
    """A counted number whose value and ledger stay with the grader: `_value` is only its number there."""

    __slots__ = ()

    def __neg__(a):
        return a.ledger.ask("neg", a)

    def _work(self, name, a, b):
        if not all(isinstance(x, Counted | int | float) for x in (a, b)):
            return NotImplemented
        return self.ledger.ask(name, a, b)


def refer(value):
    """How something that the grader keeps is named on the wire."""
    if isinstance(value, Counted):
        return {"counted": value._value}
    if isinstance(value, Lent):
        return {"function": value.number}
    raise NotPlain(f"a {type(value).__name__} of one's own is not plain data.")


def _error(name, text):
    kind = ERRORS.get(name) or getattr(builtins, name, None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind = type(name, (Exception,), {})
    try:
        return kind(text)
    except TypeError:                       # UnicodeDecodeError and its like take more than a text
        return type(name, (Exception,), {})(text)
