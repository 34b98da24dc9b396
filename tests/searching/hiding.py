"""Ways to hide a call: an answer that may not use a function uses it all the same, where nobody would look."""
import _thread
import asyncio
import contextvars
import copy
import importlib.util
import inspect
import operator
import pickle
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from fractions import Fraction
from functools import partial, partialmethod, reduce, wraps
from itertools import starmap
from queue import SimpleQueue
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


def _reading(f, read):
    return lambda self, *given: read(f(*self.args), *given)


def in_what_is_given_back(kind, reads):
    """A result that is computed when somebody reads it, after the answer has come to its end."""
    def hide(f):
        names = {name: _reading(f, read) for name, read in reads.items()}
        if kind is Fraction:
            names = {name: property(method) for name, method in names.items()}
        lazy = type("Lazy", (kind,), names)

        def answer(*args):
            found = lazy()
            found.args = args
            return found
        return answer
    return hide


def by_exec(f):
    def answer(*args):
        names = {"f": f, "args": args}
        exec("found = f(*args)", names)
        return names["found"]
    return answer


def by_numpy(f):
    return lambda *args: np.frompyfunc(lambda place: f(*args), 1, 1)(np.zeros(1, dtype=object))[0]


def with_the_watch_taken_off(f):
    def answer(*args):
        sys.settrace(None)
        return f(*args)
    return answer


ANY: dict[str, Callable] = {    # for a function of whichever kind
    "as it is": lambda f: f, "in a helper": in_a_helper, "as a default": as_a_default, "in a sum": in_a_sum,
    "in a property": in_a_property, "in a decorator": in_a_decorator, "in a with": in_a_with,
    "in an event loop": in_an_event_loop, "in a thread": in_a_thread,
    "and caught": and_caught,
    "at the end of an object": at_the_end_of_an_object, "by exec": by_exec, "by NumPy": by_numpy,
    "out of a dict": lambda f: lambda *args, kept={"f": f}: kept["f"](*args), "by a partial": partial,
    "by getattr": lambda f: lambda *args: getattr(SimpleNamespace(work=f), "w" + "ork")(*args),
    "by a partial method": lambda f: type("Hidden", (), {"go": partialmethod(lambda self, *args: f(*args))})().go,
    "by map": lambda f: lambda *args: next(map(f, *([arg] for arg in args)) if args else starmap(f, [()])),
    "by reduce": lambda f: lambda *args: reduce(lambda _, given: f(*given), [args], None),
    "by a method caller": lambda f: lambda *args: operator.methodcaller("f", *args)(SimpleNamespace(f=f)),
    "by sorting": lambda f: lambda *args: sorted([found := []], key=lambda _: found.append(f(*args)) or 0)[0][0],
    "in a mapping that is given back": in_what_is_given_back(Mapping, {
        "__iter__": iter, "__len__": len, "__getitem__": operator.getitem}),
    "in a sequence that is given back": in_what_is_given_back(Sequence, {
        "__len__": len, "__getitem__": lambda found, place: list(found)[place]}),
    "in a fraction that is given back": in_what_is_given_back(Fraction, {
        "denominator": lambda found: 1, "numerator": lambda found: found}),
    "with the watch taken off": with_the_watch_taken_off,
    "in a context": lambda f: lambda *args: contextvars.copy_context().run(f, *args)}


def in_a_bare_thread(f):
    def answer(*args):
        found = SimpleQueue()

        def work():
            with suppress(PermissionError):
                found.put(f(*args))
            found.put(1.0)

        _thread.start_new_thread(work, ())
        return found.get(timeout=9)
    return answer


def of_another_file(f):
    """All functions of its module made anew, said to come from a cell."""
    names = dict(f.__globals__)
    for name, thing in f.__globals__.items():
        if inspect.isfunction(thing) and thing.__globals__ is f.__globals__:
            names[name] = FunctionType(_moved(thing.__code__), names, name, thing.__defaults__, thing.__closure__)
    return names[f.__name__]


def _moved(code):
    constants = tuple(_moved(each) if isinstance(each, types.CodeType) else each for each in code.co_consts)
    return code.replace(co_filename="<cell>", co_consts=constants)


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

# Nobody does these without wanting to; as with a solution that was copied, no check sees them.
DELIBERATE: dict[str, Callable] = {"in a bare thread": in_a_bare_thread, "of another file": of_another_file,
                                   "in a thread of an earlier cell": in_a_thread_of_an_earlier_cell}
