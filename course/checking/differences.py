"""Saying where two values differ: the parts that do, with the same digits on both sides, and those that agree."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from course.autodiff.text import short
from course.checking.forms import is_array

LINE = 60               # characters within which a value is shown as a whole
SMALL = 24              # within which a part is
SHOWN = 3               # of the parts that differ
NAMED = 8               # of the parts that agree


class Part(NamedTuple):
    """One place of a value, and what is there on both sides."""

    place: str
    yours: object
    theirs: object



def contrast(got, want, witness: str, same: Callable) -> tuple[tuple[str, str], ...]:
    """The rows of a report on two values that differ: yours, the witness's, and which parts agree.

    same(mine, theirs, whole) says whether two parts are the same, by the scale of the array of which they are entries.
    """
    got, want = _listed(got), _listed(want)
    whole = distinct(got, want)
    if max(map(len, whole)) <= LINE:
        return ("yours", whole[0]), (witness, whole[1])
    parts = list(_parts(got, want, same))
    yours, theirs = _aligned(parts[:SHOWN], len(parts) - SHOWN)
    agree = _agreeing(got, want, same)
    return ("yours", yours), (witness, theirs), *([("agree", agree)] if agree else [])


def distinct(got, want) -> tuple[str, str]:
    """Both values with as many digits as it takes to tell them apart."""
    for digits in (6, 10, 17):
        if (yours := short(got, digits)) != (theirs := short(want, digits)):
            break
    return yours, theirs


def _parts(got, want, same, place="", whole=None) -> Iterator[Part]:
    """The smallest parts that differ."""
    whole = whole if is_array(whole) else want
    if same(got, want, whole):
        return
    small = place and max(len(short(got)), len(short(want))) <= SMALL
    inner = None if small else _inner(got, want)
    if inner is None:
        yield Part(place, got, want)
    for label, mine, theirs in inner or ():
        yield from _parts(mine, theirs, same, place + label, whole)


def _inner(got, want) -> list[Part] | None:
    """The parts of two values that are made alike; None where they are not, or have none."""
    if isinstance(got, dict) and isinstance(want, dict) and got.keys() == want.keys():
        return [Part(f"[{key!r}]", got[key], want[key]) for key in want]
    if isinstance(got, list | tuple) and isinstance(want, list | tuple) and len(got) == len(want):
        return [Part(f"[{i}]", mine, theirs) for i, (mine, theirs) in enumerate(zip(got, want, strict=True))]
    return None


def _aligned(parts, more):
    """Both sides of the parts that differ; beyond a few, how many more there are."""
    sides = [distinct(yours, theirs) if _inner(yours, theirs) is None and type(yours) is type(theirs) is not dict
             else _unlike(yours, theirs) for _, yours, theirs in parts]
    also = f", and {more} more" if more > 0 else ""
    return tuple(", ".join(f"{part.place} = {side[i]}" if part.place else side[i]
                           for part, side in zip(parts, sides, strict=True)) + also for i in (0, 1))


def _unlike(yours, theirs):
    """How two values that are not made alike differ: their keys, how many entries they have, or all of them."""
    if isinstance(yours, dict) and isinstance(theirs, dict):
        missing, extra = ([repr(key) for key in a if key not in b] for a, b in ((theirs, yours), (yours, theirs)))
        found = [f"no {', '.join(missing)}"] * bool(missing) + [f"also {', '.join(extra)}"] * bool(extra)
        return "; ".join(found), f"the keys {', '.join(map(repr, theirs))}"
    return distinct(yours, theirs)


def _agreeing(got, want, same) -> str:
    inner = _inner(got, want) or []
    alike = [place for place, mine, theirs in inner if same(mine, theirs, want)]
    if len(alike) > NAMED:
        return f"{len(alike)} of {len(inner)} parts"
    return ", ".join(alike)


def _listed(value):
    """Small arrays as lists, which show as many digits as a number does."""
    if isinstance(value, np.ndarray) and value.size <= 200:
        return value.tolist()
    if isinstance(value, list | tuple):
        return type(value)(map(_listed, value))
    return {key: _listed(item) for key, item in value.items()} if isinstance(value, dict) else value
