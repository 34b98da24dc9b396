"""Comparing a student's value with an oracle's, and saying how they differ."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff.text import short
from course.checking.counting import Counted
from course.checking.outcome import Mismatch, Mistake

RTOL, ATOL = 1e-10, 1e-12
NEAR = 2e-3
CLOSE = "close, but not equal: is something rounded, or only approximated?"


def same(got, want, rtol: float = RTOL, atol: float = ATOL) -> bool:
    """Whether `got` is `want`: lists, tuples and arrays of one shape are alike, their numbers equal within a bound.

    The bound is atol + rtol·max|want| over the finite entries; an infinite entry must be equal, and nan equals nothing.
    Truth values are no numbers.
    """
    if want is None or isinstance(want, str | bool):
        return type(got) is type(want) and got == want
    if isinstance(want, dict):
        return isinstance(got, dict) and got.keys() == want.keys() and all(
            same(got[key], want[key], rtol, atol) for key in want)
    if is_array(want):
        return is_array(got) and np.shape(got) == np.shape(want) and _close(_numbers(got), _numbers(want), rtol, atol)
    if isinstance(want, list | tuple | np.ndarray):
        got, want = (side.tolist() if isinstance(side, np.ndarray) else side for side in (got, want))
        return isinstance(got, list | tuple) and isinstance(want, list | tuple) and len(got) == len(want) and all(
            same(g, w, rtol, atol) for g, w in zip(got, want, strict=True))
    if isinstance(want, np.random.Generator):
        return isinstance(got, np.random.Generator)
    return got is want or not isinstance(want, Counted) and callable(want) and callable(got)


def _numbers(value):
    """An array of numbers; of Python's own where whole ones are too long for NumPy's."""
    array = np.asarray(value)
    return array if array.dtype.kind in "fc" else np.asarray(value, object)


def _close(got, want, rtol, atol) -> bool:
    equal = got == want                             # whole numbers to the last digit
    if np.all(equal) or not rtol and not atol:
        return bool(np.all(equal))
    try:
        got, want = (side.astype(complex) for side in (got, want))
    except OverflowError:                           # an integer beyond all floats
        return False
    finite = np.isfinite(want)
    bound = atol + rtol * np.max(np.abs(want[finite]), initial=0.0)
    with np.errstate(all="ignore"):                 # inf - inf is nan, and so not close
        return bool(np.all(equal | finite & (np.abs(got - want) <= bound)))


def _near(got, want) -> bool:
    """Whether every entry is almost right by its own size: a wrong one beside large ones has not been rounded."""
    if not same(got, want, NEAR) or not is_array(want):
        return same(got, want, NEAR)
    got, want = (_numbers(side).astype(complex).ravel() for side in (got, want))
    least = NEAR**2 * np.max(np.abs(want[np.isfinite(want)]), initial=0.0)
    return all(same(g, w, NEAR, least) for g, w in zip(got, want, strict=True))


def is_array(value) -> bool:
    """A number, an array of numbers, or a list or tuple that reads as one."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "iufc" or value.dtype.kind == "O" and all(map(is_array, value.flat))
    if isinstance(value, np.number | int | float | complex):
        return not isinstance(value, bool)
    if not isinstance(value, list | tuple) or not all(map(is_array, value)):
        return False
    return len({np.shape(item) for item in value}) <= 1


def kind(value) -> str:
    """What sort of value it is, in words: "one number", "a tuple of 3", "an array of shape (2, 3)"."""
    if value is None:
        return "None (is a return missing?)"
    if isinstance(value, bool | str):
        return "True or False" if isinstance(value, bool) else "a string"
    if isinstance(value, int | float | complex | np.number):
        return "one number"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, list | tuple):
        nested = np.ndim(value) > 1 if is_array(value) else False
        return f"an array of shape {np.shape(value)}" if nested else f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, dict):
        return f"a dict with the keys {', '.join(map(repr, value))}"
    return f"a {type(value).__name__}"


def expect(work, args, want, *, witness: str, tried: str = "", because: dict[Mistake, object] | None = None,
           rtol: float = RTOL, atol: float = ATOL):
    """Call `work(*args)` and return its result; raise Mismatch with tried / yours / witness unless it is `want`.

    `witness` names how `want` was found, in terms the student could use: "complex step", "sum over 4 paths".
    `because` maps a mistake to the value it would give, or to a function of `args` that gives this value.
    """
    got = work(*args)
    if same(got, want, rtol, atol):
        return got
    tried = tried or show_call(work.name, args)
    mistake = recognise(got, want, args, because or {})
    if mistake is None and kind(got) != kind(want) and not _alike(got, want):
        found, needed = _kinds(got, want)
        raise Mismatch(("tried", tried), ("yours", f"{short(got)}: {found}"), ("should be", needed))
    yours, theirs = distinct(got, want)
    close = [("so", CLOSE)] if mistake is None and _near(got, want) else []
    raise Mismatch(("tried", tried), ("yours", yours), (witness, theirs), *close, mistake=mistake)


def predict(work, want, *, because: dict[Mistake, object] | None = None, rtol: float = 0.0):
    """Compare a prediction with `want`, without giving `want` away. Numbers may be off by rtol·|want|."""
    got = work()
    if same(got, want, rtol):
        return
    mistake = recognise(got, want, (), because or {}, max(rtol, 1e-6))
    again = () if mistake else (("so", "this is not one of the usual slips: take a hint, or go on and come back"),)
    if not mistake and kind(got) != kind(want):
        again = (("should be", f"{kind(want)}, without quotes or brackets"),)
    raise Mismatch(("yours", short(got)), *again, mistake=mistake)


def _kinds(got, want):
    """What sort of values they are; where only one part of a pair, triple, ... is of another sort, that part."""
    if isinstance(got, list | tuple) and isinstance(want, list | tuple) and len(got) == len(want):
        for place, (mine, theirs) in enumerate(zip(got, want, strict=True), 1):
            if kind(mine) != kind(theirs) and not _alike(mine, theirs):
                return f"part {place} is {kind(mine)}", f"part {place} is {kind(theirs)}"
    return kind(got), kind(want)


def _alike(got, want):
    return is_array(got) and is_array(want) and np.shape(got) == np.shape(want)


def recognise(got, want, args, because: dict[Mistake, object], rtol: float = 1e-6) -> Mistake | None:
    """The first mistake whose value is `got` and not `want`; None is no value: the mistake cannot be made here."""
    for mistake, wrong in because.items():
        value = wrong(*args) if isinstance(wrong, Callable) else wrong
        if value is not None and same(got, value, rtol) and not same(value, want, rtol):
            return mistake
    return None


def show_call(name: str, args) -> str:
    """The call as one would type it: chain_trace([sin, exp], [cos, exp], 0.5)."""
    return f"{name}({', '.join(map(short, args))})"


def distinct(got, want) -> tuple[str, str]:
    """Both values with as many digits as it takes to tell them apart."""
    for digits in (6, 10, 17):
        if (yours := short(got, digits)) != (theirs := short(want, digits)):
            break
    return yours, theirs
