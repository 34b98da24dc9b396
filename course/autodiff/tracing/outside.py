"""What enters a run from outside and what leaves it: real numbers and arrays of them, else a sentence that says why."""
from __future__ import annotations

import numpy as np

from course.autodiff.rules.primitive import Traced, joined, primal
from course.autodiff.text import short

KINDS = "biuf"
ENTERING = (Traced, float, int, np.floating)
INSTEAD = {"c": "Complex numbers cannot be differentiated here: write real and imaginary parts as two real numbers.",
           "O": "An array of objects hides its entries: stack numbers and arrays with np.stack."}


def as_float(value, what: str = "an input"):
    """The value as a float or an array of floats, float32 kept. Integers are promoted: a derivative needs room to move.

    Raises TypeError for anything that is not a number or an array of numbers.
    """
    value = joined(value)
    if isinstance(value, Traced):
        return value
    array = _array(value, what)
    if array.dtype.kind != "f":
        array = array.astype(float)
    return array if array.ndim else float(array) if array.dtype == float else array[()]


def entering(x):
    """A constant of a run: as it is when it is a real number or an array of them. Raises TypeError for all else."""
    if type(x) is np.ndarray and x.dtype.kind in KINDS or isinstance(x, ENTERING):
        return x
    if isinstance(x, list | tuple) and any(isinstance(part, Traced) for part in x):
        raise TypeError(f"{short(x)} holds traced values. Join them with np.stack before computing with them.")
    return _array(x, "a constant that f computes with")[()]


def kept(x):
    """A constant as it is now, for later: a read-only copy, since somebody may write into an array."""
    x = entering(x)
    if type(x) is np.ndarray and (x.flags.writeable or not _settled(x.base)):
        x = x.copy()
        x.flags.writeable = False           # so that outer runs need no copy of the copy
    return x


def own(x):
    """A result in memory of its own."""
    return x.copy() if type(x) is np.ndarray else x


def as_result(value, what: str = "the function"):
    """A leaf of what a function gives back. Raises TypeError for what has no derivative: None, truth values, text."""
    plain = primal(value)
    if plain is None:
        raise TypeError(f"{what} returned None. Is a return missing?")
    if type(plain) is not float and _array(plain, f"a result of {what}").dtype == bool:
        raise TypeError(f"{what} returned {short(plain)}. A truth value jumps, and has no derivative.")
    return value


def apart(leaves, given=()) -> list:
    """Results, arrays in memory of their own: whoever writes into one must not change another, nor what was given."""
    taken = set(map(id, given))
    for i, leaf in enumerate(leaves):
        if type(leaf) is np.ndarray and (leaf.base is not None or not leaf.flags.writeable or id(leaf) in taken):
            leaves[i] = leaf.copy()
        taken.add(id(leaf))
    return leaves


def _settled(x):
    """Whether nobody can write into an array, nor into the one that it is a part of; None stands for no array."""
    while type(x) is np.ndarray and not x.flags.writeable:
        x = x.base
    return x is None


def _array(value, what):
    if isinstance(value, np.ma.MaskedArray | np.matrix):
        instead = "x.filled(...)" if isinstance(value, np.ma.MaskedArray) else "np.asarray(x)"
        raise TypeError(f"{what} is a {type(value).__name__}, which computes by rules of its own. "
                        f"Give a plain array: {instead}.")
    try:
        array = np.asarray(value)
    except ValueError:                      # rows of different lengths
        array = np.empty((), object)
    if array.dtype.kind not in KINDS:
        raise TypeError(f"{what} is {short(value)} ({type(value).__name__}). " + INSTEAD.get(
            array.dtype.kind if isinstance(value, np.ndarray | complex) else "",
            "Give a real number or an array of them."))
    return array
