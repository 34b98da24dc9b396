"""How names, formulas and numbers are written in pictures, captions and tables.

  dotted("x")  "ẋ"   the tangent of x        dotted("loss")  "tangent of loss"
  barred("x")  "x̄"   the adjoint of x        barred("loss")  "adjoint of loss"
"""
from __future__ import annotations

import re
from unicodedata import normalize

import numpy as np

from course.autodiff import Node, Primitive, short

SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def dotted(name: str) -> str:
    """The name of the tangent: a dot over a one-letter name, words for a longer one."""
    return _marked(name, "\u0307") or f"tangent of {name}"


def barred(name: str) -> str:
    """The name of the adjoint: a bar over a one-letter name, words for a longer one."""
    return _marked(name, "\u0304") or f"adjoint of {name}"


def _marked(name, mark):
    letter = re.match(r"[^\W\d_](?![^\W\d_])", name)        # one letter, then digits and the like: v, v1, x_2
    return letter and normalize("NFC", letter[0] + mark) + name[1:]


def number(value, digits: int = 4) -> str:
    """A number with four digits, or an array with three while it is short; a longer array by its shape; or text."""
    text = value if isinstance(value, str) else _typed(value, digits)
    return text if is_number(value) or len(text) <= 40 else f"an array of shape {np.shape(value)}"


def fitted(value, room: int) -> str:
    """A number, array or text in at most `room` characters: with fewer digits, at last cut off."""
    precisions = (4, 3, 2) if is_number(value) else (4, 3)
    texts = [value] if isinstance(value, str) else [_typed(value, digits) for digits in precisions]
    text = next((text for text in texts if len(text) <= room), texts[-1])
    return text if len(text) <= room else text[:room - 1] + "…"


def _typed(value, digits):
    return short(value, digits if is_number(value) else digits + 1).replace("-", "−")


def is_number(value) -> bool:
    """Whether the value is one number, and not an array or None."""
    return value is not None and np.ndim(value) == 0


def factor(value) -> str:
    """A number as it stands in a product: a negative one in parentheses."""
    text = number(value)
    return f"({text})" if text.startswith("−") else text


def formula(node: Node) -> str:
    """What a node was computed from, as in a textbook: x × y, sin(x), x²; the empty string for an input."""
    if node.primitive is None:
        return ""
    slots = set(node.slots)
    args = [arg.name if slot in slots else factor(arg) for slot, arg in enumerate(node.args)]
    return spell(node.primitive, args, node.params)


def spell(primitive: Primitive, args: list[str], params: dict | None = None) -> str:
    """The primitive applied to arguments that are already spelled."""
    symbol, (first, *rest) = primitive.symbol, args
    given = {key: value for key, value in (params or {}).items() if value is not None and value is not False}
    settings = [f"{key}={short(value)}" for key, value in given.items()]
    if symbol == "^" and rest and re.fullmatch(r"\(?−?\d+\)?", rest[0]):
        return first + rest[0].strip("()").replace("−", "-").translate(SUPERSCRIPT)
    if symbol == "[ ]":
        return f"{first}[{_index(params['index'])}]" if params else f"{first}[…]"
    if symbol == "ᵀ" and not settings:
        return first + symbol
    if symbol.isalpha() or settings:
        return f"{primitive.name if symbol == 'ᵀ' else symbol}({', '.join([*args, *settings])})"
    return f"{first} {symbol} {rest[0]}" if rest else symbol + first


def _index(index):
    if isinstance(index, tuple):
        return ", ".join(map(_index, index))
    if isinstance(index, slice):
        ends = [index.start, index.stop, *([index.step] if index.step is not None else [])]
        return ":".join("" if end is None else str(end) for end in ends)
    return "…" if index is ... else short(index)
