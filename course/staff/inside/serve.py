"""Answers the grader's requests: run a cell, call what a name stands for."""
from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout

from course.checking import LocalWork, Mismatch, NotPlain, NotStarted, Stopped, TooManySteps
from course.staff.inside import wire
from course.staff.inside.link import Link, refer
from course.staff.inside.shell import Bounded, Shell, run_cell, time_limit

NOWHERE = object()


def serve(link: Link, shell: Shell):
    """Answer requests until the grader hangs up."""
    while True:
        try:
            request, payload = link.request()
        except EOFError:
            return
        answer = {"cell": _cell, "call": _call}[request["op"]]
        try:
            message, chunks = answer(link, shell, request, payload)
            link.reply(message, b"".join(chunks))
        except (wire.TooMuch, OverflowError, RecursionError) as error:
            link.reply(_rows("stopped", [("error", f"{type(error).__name__}: {error}")]))


def _cell(link, shell, request, payload):
    error, printed = run_cell(shell, payload.decode(), request["seconds"])
    return {"error": error[:wire.TEXT], "printed": printed}, []


def _call(link, shell, request, payload):
    answer = shell.user_ns.get(request["name"], NOWHERE)
    if answer is NOWHERE:
        return {"outcome": "missing", "rows": []}, []
    args, chunks, printed = wire.decode(request["args"], payload, link.resolve), [], Bounded()
    try:
        with (redirect_stdout(printed), redirect_stderr(printed), shell.builtin_trap,
              time_limit(request["seconds"], lambda: link.busy)):
            work = LocalWork(request["name"], answer)
            work.may_use, work.must_use = request.get("may_use", ()), request.get("must_use", False)
            steps = request.get("steps")
            result = work(*args) if steps is None else work.within(steps, *args)
            return {"result": wire.encode(result, chunks, refer)}, chunks
    except NotStarted:
        return _rows("todo"), []
    except Mismatch as mismatch:
        return _rows("mismatch", mismatch.evidence), []
    except TooManySteps as stopped:
        return _rows("exhausted", stopped.evidence), []
    except Stopped as stopped:
        return _rows("stopped", stopped.evidence), []
    except NotPlain as error:                   # a reference to nothing that was lent
        return _rows("mismatch", [("yours", str(error))]), []
    except BaseException as error:              # the alarm, outside the answer
        return _rows("stopped", [("error", f"{type(error).__name__}: {error}")]), []


def _rows(outcome, rows=()):
    return {"outcome": outcome, "rows": [[label, text[:wire.TEXT]] for label, text in rows]}
