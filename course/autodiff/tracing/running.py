"""One run of a function on traced values: how long they live, what it gives back, and why it failed, in a sentence."""
from __future__ import annotations

import gc
import linecache
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from traceback import extract_tb

import numpy as np

from course.autodiff.rules.primitive import Traced, joined
from course.autodiff.text import short
from course.autodiff.tree import flatten

LIBRARIES = (str(Path(np.__file__).parent), str(Path(__file__).parents[1]))
_lock, _thresholds = Lock(), []
LIVE = set()                                # the levels of the runs that are going on


class Lost(TypeError):
    """A traced value was asked for a plain number, which has no derivative."""


def followed(level: int, f: Callable, args=(), settings=None) -> tuple:
    """(leaves, rebuild): what f(*args, **settings) returns, as `flatten` gives it, with arrays of traced values joined.

    Raises TypeError with a sentence in place of what Python or NumPy says of traced values and lists.
    """
    check_function(f)
    _begin(level)
    try:
        leaves, rebuild = flatten(f(*args, **(settings or {})))
        return list(map(joined, leaves)), rebuild
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        if sentence := _sentence(error, (*args, *(settings or {}).values())):
            raise TypeError(sentence).with_traceback(error.__traceback__) from None
        raise
    finally:
        _end(level)


def _begin(level):
    """While anything runs, no full collection of garbage: a tape holds no cycles, and each would follow all of it."""
    with _lock:
        if not LIVE:
            _thresholds[:] = gc.get_threshold()
            gc.set_threshold(*_thresholds[:2], 10**9)
        LIVE.add(level)


def _end(level):
    with _lock:
        LIVE.discard(level)
        if not LIVE:
            gc.set_threshold(*_thresholds)


def check_function(f):
    """Raises TypeError for what is no function, as f(x) in place of f."""
    if not callable(f):
        advice = "" if isinstance(f, list | tuple | dict) else " Give f itself, not f(x)."      # those are no f(x)
        raise TypeError(f"a function is to be differentiated, and {short(f)} was given.{advice}")


def ended(x) -> TypeError:
    """What to raise where a value is used after its run."""
    return TypeError(f"the traced value {x!r} is used after its run has ended. A traced value lives for one call of f: "
                     "return it from f, instead of keeping it in a list or a global name.")


def _sentence(error, args):
    """What an error of Python or NumPy means for someone who differentiates; None where it speaks for itself."""
    said = str(error)
    if isinstance(error.__cause__, Lost) and isinstance(error, ValueError):
        return (f"traced values cannot be written into an array of plain numbers{_at(error)}: it would lose their "
                "derivatives. Collect them in a list and join them, y = np.array(values) without a dtype; or compute "
                "the whole array at once.")
    if isinstance(error, AttributeError) and isinstance(error.obj, Traced) and error.name != "dtype":
        has = "is not supported on traced values" if hasattr(np.ndarray, error.name) else "is no attribute of an array"
        other = f" Use np.{error.name}(x), which makes a new one." if hasattr(np, error.name) else ""
        return f"x.{error.name} {has}{_at(error)}.{other}"
    if "which has no callable" in said or "dtype('O')" in said or "from dtype('O')" in said:
        return (f"NumPy cannot do this with an array of objects, which np.array makes of traced values{_at(error)}. "
                "Join them by np.stack([...]) instead, with .reshape for a matrix.")
    if isinstance(error, IndexError) and ("indices must be" in said or "are valid indices" in said):
        return f"{said}{_at(error)}. A traced value is no index: an index jumps, and has no derivative."
    if "list" in said and _has_list(args):
        return (f"{said}{_at(error)}. An argument is a list, and stays one inside of f: lists do not compute. "
                "Give an array, np.array([...]).")


def _has_list(x):
    return isinstance(x, list) or isinstance(x, tuple) and any(map(_has_list, x))


def _at(error):
    """The line of the program where it happened, as far as it is known: the innermost that is no library's."""
    lines = [linecache.getline(frame.filename, frame.lineno).strip() for frame in extract_tb(error.__traceback__)
             if not frame.filename.startswith(LIBRARIES)]
    return f", in `{lines[-1]}`" if lines and lines[-1] else ""
