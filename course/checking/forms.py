"""The form of an answer: what a check makes sure of before it looks inside."""
from __future__ import annotations

import numpy as np

from course.autodiff.text import short
from course.checking.counting import Counted
from course.checking.outcome import Mismatch

CALL = 400      # characters of a call: its arguments can be had in the hand


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


def shape_of(value) -> str:
    """The shape of an array, or of a list that reads as one, "(2, 3)"; of a list of others, of each of them."""
    if isinstance(value, np.ndarray):
        return str(value.shape) if value.ndim else ""
    if not isinstance(value, list | tuple) or not value:
        return ""
    if is_array(value):
        return str(np.shape(value))
    shapes = list(map(shape_of, value))
    return f"[{', '.join(shapes)}]" if shapes and all(shapes) else ""


def show_call(name: str, args) -> str:
    """The call as one would type it, chain_trace([sin, exp], [cos, exp], 2.0); of a long one, its begin and end."""
    text = f"{name}({', '.join(short(arg, typed=True) for arg in args)})"
    return text if len(text) <= CALL else f"{text[:CALL // 2]} … {text[-CALL // 2:]}"
