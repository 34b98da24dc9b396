"""Numbers and arrays as short text: one spelling for listings, pictures and reports."""
from __future__ import annotations

import numpy as np


def short(value, digits: int = 6) -> str:
    """A number with `digits` significant digits, an array on one line with its middle left out when it is long."""
    if isinstance(value, bool | np.bool_ | str | None):
        return repr(value) if isinstance(value, str) else str(value)
    if isinstance(value, int | float | complex | np.number):
        return f"{value + 0.0:.{digits}g}" if not isinstance(value, int | np.integer) else f"{int(value)}"
    if isinstance(value, np.ndarray):
        entry = {"float_kind": lambda x: f"{x + 0.0:.{digits - 2}g}"}
        text = np.array2string(value, formatter=entry, separator=", ", threshold=12, edgeitems=3, max_line_width=10**6)
        return " ".join(text.split())
    if isinstance(value, list | tuple):
        inner = ", ".join(short(v, digits) for v in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{short(k)}: {short(v, digits)}" for k, v in value.items()) + "}"
    if isinstance(value, np.random.Generator):
        return "rng"         # its own repr shows a memory address
    return getattr(value, "__name__", None) or repr(value)
