"""Numbers and arrays as short text: one spelling for listings, pictures and reports."""
from __future__ import annotations

import numpy as np


def short(value, digits: int = 6, typed: bool = False) -> str:
    """A number with `digits` significant digits, an array on one line with its middle left out when it is long.

    With `typed`, numbers are spelled as one types them: a float that is whole is 2.0, and not 2.
    """
    if isinstance(value, bool | np.bool_ | str | None):
        return repr(value) if isinstance(value, str) else str(value)
    if isinstance(value, int | float | complex | np.number):
        return _number(value, digits, typed)
    if isinstance(value, np.ndarray):
        entry = {"float_kind": lambda x: _number(x, digits - 2, typed)}
        text = np.array2string(value, formatter=entry, separator=", ", threshold=12, edgeitems=3, max_line_width=10**6)
        return " ".join(text.split())
    if isinstance(value, list | tuple):
        inner = ", ".join(short(v, digits, typed) for v in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{short(k)}: {short(v, digits, typed)}" for k, v in value.items()) + "}"
    if isinstance(value, np.random.Generator):
        return "rng"         # its own repr shows a memory address
    return getattr(value, "__name__", None) or repr(value)


def _number(value, digits, typed):
    if isinstance(value, int | np.integer):
        return f"{int(value)}"
    text = f"{value + 0.0:.{digits}g}"
    return f"{text}.0" if typed and text.lstrip("-").isdigit() else text
