"""The form of an answer: what a check makes sure of before it looks inside."""
from __future__ import annotations

import numpy as np

from course.autodiff.text import short
from course.checking.compare import is_array, kind, show_call
from course.checking.counting import Counted
from course.checking.outcome import Mismatch


def shaped(work, args, like, words: str, tried: str = ""):
    """Call `work(*args)` and return what it gives; raise Mismatch, which says `words`, unless that is `like` this."""
    got = work(*args)
    if not has_form(got, like):
        raise Mismatch(("tried", tried or show_call(work.name, args)), ("yours", f"{short(got)}: {kind(got)}"),
                       ("should be", words))
    return got


def has_form(value, like) -> bool:
    """Whether a value is like an example of its form.

    0.0 stands for any real number, 0 for a whole one, "" for a string, True for a truth value, an array for those of
    its shape, (a, b) for two such parts, [a] for any number of them, {"k": a} for a dict with this key at least,
    {str: a} for one with any keys, and ... for anything. A real number is one that a float can hold, or nan.
    """
    if like is ...:
        return True
    if isinstance(like, np.ndarray):
        return is_array(value) and np.shape(value) == like.shape and np.asarray(value).dtype.kind in "iuf"
    if isinstance(like, tuple | list):
        parts = value.tolist() if isinstance(value, np.ndarray) and value.ndim else value
        forms = like * len(parts) if isinstance(like, list) and isinstance(parts, tuple | list) else like
        return isinstance(parts, tuple | list) and len(parts) == len(forms) and all(map(has_form, parts, forms))
    if isinstance(like, dict):
        forms = dict.fromkeys(value, like[str]) if str in like and isinstance(value, dict) else like
        return isinstance(value, dict) and forms.keys() <= value.keys() and all(
            has_form(value[key], form) for key, form in forms.items())
    if isinstance(like, bool | str):
        return isinstance(value, type(like))
    real = isinstance(value, float | Counted) or isinstance(value, int) and value.bit_length() < 1024
    return (isinstance(value, int) if isinstance(like, int) else real) and not isinstance(value, bool)
