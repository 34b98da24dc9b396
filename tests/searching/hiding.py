"""Ways to hide a call: an answer that may not use a function uses it all the same, where nobody would look."""
import asyncio
import contextvars
import copy
import importlib.util
import inspect
import operator
import pickle
import sys
import types
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial, partialmethod, reduce, wraps
from types import FunctionType, SimpleNamespace

import numpy as np


def in_a_helper(f):
    def of_another_cell(*args):
        return f(*args)
    return lambda *args: of_another_cell(*args)


def as_a_default(f):
    def answer(*args, work=f):
        return work(*args)
    return answer


def in_a_sum(f):
    class Hidden:
        def __add__(self, args):
            return f(*args)
    return lambda *args: Hidden() + args


def in_a_property(f):
    class Hidden:
        result = property(lambda self: f(*self.args))

        def __init__(self, args):
            self.args = args
    return lambda *args: Hidden(args).result


def in_a_decorator(f):
    @wraps(f)
    def answer(*args):
        return f(*args)
    return answer


def in_a_with(f):
    @contextmanager
    def result(args):
        yield f(*args)

    def answer(*args):
        with result(args) as found:
            return found
    return answer


def in_an_event_loop(f):
    async def wait(*args):
        return f(*args)
    return lambda *args: asyncio.run(wait(*args))


def in_a_thread(f):
    def answer(*args):
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(f, *args).result()
    return answer


def in_a_thread_of_an_earlier_cell(f):
    pool = ThreadPoolExecutor(1)
    pool.submit(int).result()               # it is there before the check comes
    return lambda *args: pool.submit(f, *args).result()


def and_caught(f):
    def answer(*args):
        with suppress(BaseException):
            return f(*args)
        return 1.0
    return answer


def at_the_end_of_an_object(f):
    def answer(*args):
        found = []

        class Hidden:
            def __del__(self):
                with suppress(PermissionError):
                    found.append(f(*args))

        Hidden()
        return found[0] if found else 1.0
    return answer


def by_exec(f):
    def answer(*args):
        names = {"f": f, "args": args}
        exec("found = f(*args)", names)
        return names["found"]
    return answer


def by_numpy(f):
    return lambda *args: np.frompyfunc(lambda place: f(*args), 1, 1)(np.zeros(1, dtype=object))[0]


ANY: dict[str, Callable] = {    # for a function of whichever kind
    "as it is": lambda f: f, "in a helper": in_a_helper, "as a default": as_a_default, "in a sum": in_a_sum,
    "in a property": in_a_property, "in a decorator": in_a_decorator, "in a with": in_a_with,
    "in an event loop": in_an_event_loop, "in a thread": in_a_thread,
    "in a thread of an earlier cell": in_a_thread_of_an_earlier_cell, "and caught": and_caught,
    "at the end of an object": at_the_end_of_an_object, "by exec": by_exec, "by NumPy": by_numpy,
    "out of a dict": lambda f: lambda *args, kept={"f": f}: kept["f"](*args), "by a partial": partial,
    "by getattr": lambda f: lambda *args: getattr(SimpleNamespace(work=f), "w" + "ork")(*args),
    "by a partial method": lambda f: type("Hidden", (), {"go": partialmethod(lambda self, *args: f(*args))})().go,
    "by map": lambda f: lambda *args: next(map(f, *([arg] for arg in args))),
    "by reduce": lambda f: lambda *args: reduce(lambda _, given: f(*given), [args], None),
    "by a method caller": lambda f: lambda *args: operator.methodcaller("f", *args)(SimpleNamespace(f=f)),
    "by sorting": lambda f: lambda *args: sorted([found := []], key=lambda _: found.append(f(*args)) or 0)[0][0],
    "in a context": lambda f: lambda *args: contextvars.copy_context().run(f, *args)}


def copied(f):
    """From the same file, as a module of another name."""
    spec = importlib.util.spec_from_file_location("mine", inspect.getsourcefile(f))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, f.__name__)


FOUND: dict[str, Callable] = {  # for a function of the course
    "by its code": lambda f: FunctionType(f.__code__, f.__globals__, "mine", f.__defaults__, f.__closure__),
    "in sys.modules": lambda f: lambda *args: getattr(sys.modules[f.__module__], f.__name__)(*args),
    "by inspect": lambda f: dict(inspect.getmembers(inspect.getmodule(f)))[f.__name__],
    "unpickled": lambda f: pickle.loads(pickle.dumps(f)), "deeply copied": copy.deepcopy, "copied": copied,
    "bound to an object": lambda f: lambda first, *args: types.MethodType(f, first)(*args)}
