"""The plain-data gate: what may pass between a check and a student's work, in the notebook and when grading alike."""
from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import isinf, prod
from types import ModuleType

import numpy as np

from course.autodiff.text import short
from course.checking.counting import Counted

EXACT = frozenset({type(None), bool, float, complex})
KINDS = "numbers, strings, None, lists, tuples, dicts with string keys, and arrays of numbers"
NO_KIND = f"is not plain data. Use {KINDS}."
# What one answer may hold: no more than a check can walk through in no time.
VALUES, DEPTH, AXES = 20_000, 60, 16    # an array counts as one value
ROOM = 1 << 20                          # bytes of all arrays and strings
LENT_VALUES, LENT_ROOM = 3_000, 1 << 16 # the same for a function that a check lends, whose work grows with them
BITS = 14_000                           # of an integer: just under what Python and JSON spell
TOO_MUCH = "is more than a check looks at."


class NotPlain(TypeError):
    """A value that may not pass; the message says what it is and what may."""

    what = why = ""


def plain(value, functions: Callable | None = None, lent: bool = False):
    """A deep copy of `value` in exact plain types, however Python spells it.

    Mappings become dicts, named tuples tuples, other sequences lists; NumPy's scalars, fractions and instances of
    subclasses become Python's own numbers and strings; arrays of strings or objects become nested lists. With
    `functions` (for arguments), random generators may pass too, and functions as what it makes of them. What is for a
    function that a check has lent may be less, and its whole numbers become floats: else they can grow without end, or
    repeat a list.
    Raises NotPlain for anything else, and for more than an answer may hold.
    """
    return _Gate(functions, lent).let(value, DEPTH)


class _Gate:
    """Lets values pass one by one, and knows how much more may."""

    def __init__(self, functions, lent):
        self.functions, self.lent = functions, lent
        self.values, self.room = (LENT_VALUES, LENT_ROOM) if lent else (VALUES, ROOM)

    def let(self, value, depth):
        """A value that is so many levels from the deepest allowed, in plain types. Raises NotPlain."""
        self.values -= 1
        if self.values < 0:
            raise _refusal("data of so many values", TOO_MUCH)
        if depth < 0:
            raise _refusal(f"data that contains itself, or is nested more than {DEPTH} deep,", TOO_MUCH)
        if type(value) in EXACT:
            return value
        if self.functions and isinstance(value, np.random.Generator):
            return deepcopy(value)
        if self.functions and callable(value):
            return self.functions(value)
        return _conversion(type(value))(self, value, depth - 1)

    def take(self, size):
        self.room -= size
        if self.room < 0:
            raise _refusal("data with arrays or strings so large", TOO_MUCH)


def _int(gate, value, depth):
    if value.bit_length() > BITS:
        raise _refusal(f"an integer of {value.bit_length()} bits", TOO_MUCH)
    return _float(value) if gate.lent else int.__int__(value)


def _str(gate, value, depth):
    gate.take(6 * len(value))                   # as JSON may have to spell it
    return str.__str__(value)


def _list(gate, value, depth):
    if len(value) > gate.values:                # a range may be longer than any list
        raise _refusal("data of so many values", TOO_MUCH)
    return [gate.let(item, depth) for item in value]


def _dict(gate, value, depth):
    for key in value:
        if not isinstance(key, str):
            raise _refusal(f"a dict with {_key(key)}")
    return {gate.let(key, depth): gate.let(item, depth) for key, item in value.items()}


def _array(gate, value, depth):
    if isinstance(value, np.ma.MaskedArray) and (masked := int(np.ma.getmaskarray(value).sum())):
        raise _refusal(f"a masked array with {masked} masked entr{'y' if masked == 1 else 'ies'}")
    array = np.asarray(value)                   # of NumPy's own class
    if array.dtype.kind not in "biufcUTO":
        raise _refusal(f"an array of dtype {array.dtype}")
    if array.ndim > AXES:
        raise _refusal(f"an array of {array.ndim} axes", TOO_MUCH)
    gate.take(8 * prod(n or 1 for n in array.shape))        # an empty one may hold millions of nothings
    if array.dtype.kind in "biufc":
        return _double(array).copy() if array.ndim else _double(array).item()
    try:
        return gate.let(array.tolist(), depth)
    except NotPlain as error:
        raise _refusal(f"an array of dtype {array.dtype} that holds {error.what}", error.why) from None


def _double(array):
    """The array, in double precision if it has more."""
    return array.astype({"g": float, "G": complex}[array.dtype.char]) if array.dtype.char in "gG" else array


def _fraction(gate, value, depth):
    if isinstance(value, Fraction) and value.denominator == 1:
        return gate.let(value.numerator, depth)
    return _float(value)


def _float(value):
    try:
        number = float(value)
    except (OverflowError, ValueError):         # a Decimal can be nan that may not be looked at
        number = None
    if number is None or isinf(number) and value != number:
        raise _refusal(f"{_kind(value)} beyond all floats")
    return number


def _refused(gate, value, depth):
    raise _refusal(_what(value))


# Bytes are sequences, too. What an instance of a subclass says of itself is not asked.
CONVERSIONS = {
    int: _int, str: _str, float: lambda gate, value, depth: float.__float__(value),
    complex: lambda gate, value, depth: complex.__complex__(value), Counted: lambda gate, value, depth: value,
    (np.bool_, np.number): lambda gate, value, depth: gate.let(_double(np.asarray(value)).item(), depth),
    np.ndarray: _array, tuple: lambda gate, value, depth: tuple(_list(gate, value, depth)), Mapping: _dict,
    (bytes, bytearray, memoryview): _refused, Sequence: _list, (Fraction, Decimal): _fraction, object: _refused}


@lru_cache(256)
def _conversion(kind):
    return next(convert for kinds, convert in CONVERSIONS.items() if issubclass(kind, kinds))


def _refusal(what: str, why: str = NO_KIND) -> NotPlain:
    error = NotPlain(f"{what} {why}")
    error.what, error.why = what, why
    return error


def _key(key) -> str:
    """What key it is, where it can be shown: "the key 3, an int,"."""
    try:
        shown = plain(key)
    except NotPlain:
        return f"a key of type {type(key).__name__}"
    return "the key None" if shown is None else f"the key {short(shown)[:60]}, {_kind(shown)},"


def _kind(value) -> str:
    name = type(value).__name__
    if getattr(builtins, name, None) is not type(value):
        return f"a value of type {name}"
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _what(value) -> str:
    if isinstance(value, ModuleType | type) or callable(value) and isinstance(getattr(value, "__name__", None), str):
        kind = "module" if isinstance(value, ModuleType) else "class" if isinstance(value, type) else "function"
        return f"the {kind} {value.__name__}" if value.__name__ != kind else f"a {kind}"
    return _kind(value)
