"""Comparing a student's value with an oracle's, and saying how they differ."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff.text import short
from course.checking.counting import Counted
from course.checking.differences import contrast
from course.checking.forms import is_array, kind, show_call
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


def _size(want) -> float:
    """The largest finite entry of an array; 0 of anything else, and where whole numbers are beyond all floats."""
    try:
        entries = np.abs(_numbers(want).astype(complex).ravel()) if is_array(want) else np.zeros(0)
    except OverflowError:
        return 0.0
    return float(np.max(entries[np.isfinite(entries)], initial=0.0))


def _near(got, want) -> bool:
    """Whether every entry is almost right by its own size: a wrong one beside large ones has not been rounded."""
    if not same(got, want, NEAR) or not is_array(want):
        return same(got, want, NEAR)
    got, want = (_numbers(side).astype(complex).ravel() for side in (got, want))
    least = NEAR**2 * _size(want)
    return all(same(g, w, NEAR, least) for g, w in zip(got, want, strict=True))




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
    close = [("so", CLOSE)] if mistake is None and _near(got, want) else []

    def alike(mine, theirs, whole):
        return same(mine, theirs, rtol, atol + rtol * _size(whole))

    raise Mismatch(("tried", tried), *contrast(got, want, witness, alike), *close, mistake=mistake)


def predict(work, want, *, because: dict[Mistake, object] | None = None, rtol: float = 0.0):
    """Compare a prediction with `want`, without giving `want` away. Numbers may be off by rtol·|want|.

    Of a word neither capitals nor blanks around it matter.
    """
    got = work()
    got = got.strip().lower() if isinstance(got, str) and isinstance(want, str) and want.islower() else got
    if same(got, want, rtol):
        return
    mistake = recognise(got, want, (), because or {}, max(rtol, 1e-6))
    raise Mismatch(("yours", short(got)), *([] if mistake else _asked_for(got, want, because or {})), mistake=mistake)


def _asked_for(got, want, because):
    """The form of a prediction, where it was missed: of a word all that can be meant."""
    if isinstance(want, str):
        words = " or ".join(f'"{word}"' for word in sorted({want, *because.values()})) if because else "a word"
        return [("should be", f"{words}, with the quotes")]
    return [("should be", f"{kind(want)}, without quotes or brackets")] if kind(got) != kind(want) else []


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
