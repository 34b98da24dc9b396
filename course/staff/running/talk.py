"""The conversation with one child: a request, what it asks for meanwhile, its reply, all within a time limit."""
from __future__ import annotations

from collections.abc import Callable

from course.staff.inside import wire
from course.staff.running.alarm import Alarm
from course.staff.running.deadline import Cut, TooLong
from course.staff.running.process import Child

GRACE = 1.0         # seconds between the child's own alarm and its end
ASKS = 100_000      # things that a child may ask for during one request


class Gone(Exception):
    """The child is no more; the sentence says why."""


class Talk:
    """Requests to one child. Any fault of the child ends it, and is reported as Gone."""

    def __init__(self, child: Child):
        self.child, self.number, self.late, self.ended = child, 0, False, False
        self._alarm, self._answering = Alarm(self._cut_short), Cut()

    def cell(self, source: str, seconds: float) -> str:
        """Run one cell; return its error in one line, or the empty string."""
        message = {"op": "cell", "seconds": seconds}
        reply, _ = self.request(message, source.encode(errors="replace"), seconds + GRACE)
        error = reply.get("error")
        return error[:wire.TEXT] if type(error) is str else "its answer could not be read"

    def request(self, message: dict, payload: bytes, seconds: float, answer: Callable = None) -> tuple[dict, bytes]:
        """Send a request; return the reply and its payload. `answer(asked, payload)` is for what is asked meanwhile."""
        self._alarm.set(seconds)
        try:
            return self._exchange(message, payload, answer)
        except (OSError, EOFError, TooLong) as error:
            if isinstance(error, TooLong) and not self.late:        # it is not this request that takes too long
                raise
            why = f"no answer within {seconds:.0f} s" if self.late else "it ended the whole process"
        except wire.Malformed:
            why = "its answer could not be read"
        except wire.TooMuch as error:
            why = str(error)
        finally:
            self._alarm.take_back()
        self.end()
        raise Gone(why)

    def end(self):
        """End the child, and wait until nothing is left of it."""
        if not self.ended:
            self.ended = True
            self._alarm.end()
            self.child.kill()
            self.child.close()

    def _cut_short(self):
        self.late = True
        self.child.kill()
        self._answering()

    def _exchange(self, message, payload, answer):
        self.number += 1
        most = wire.SOURCE if message["op"] == "cell" else wire.PAYLOAD
        wire.write(self.child.writer, {"id": self.number, **message}, payload, most)
        for _ in range(ASKS):
            reply, payload = wire.read(self.child.reader)
            if type(reply.get("id")) is not int or reply["id"] != self.number:
                raise wire.Malformed("an answer to another request")
            if "ask" not in reply or answer is None:
                return reply, payload
            with self._answering:           # a function of ours may be long at work on what it was given
                message, payload = answer(reply, payload)
            wire.write(self.child.writer, {"id": self.number, **message}, payload)
        raise wire.Malformed("too many questions")
