"""Files beside a notebook, for its code to import and to read: cells that write them go before its own."""
from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable

WRITE = """(lambda file, data: (file.parent.mkdir(parents=True, exist_ok=True), file.write_bytes(data)))(
    __import__("pathlib").Path({name!r}), __import__("base64").b64decode("{data}"));"""


def with_helpers(cells: list[str], helpers: Iterable[tuple[str, bytes]]) -> list[str]:
    """The cells, after one for each file that writes it into the folder in which they run, and leaves no name."""
    return [WRITE.format(name=name, data=b64encode(data).decode()) for name, data in helpers] + cells
