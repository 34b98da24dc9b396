"""Where in a notebook each exercise is looked at: where the notebook itself checks it, and what its name means then."""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

CHECKS = r"^[^#\n]*\.{0}\.check\s*\("
GIVES = r"^(?:(?:async\s+)?def\s+{0}\b|class\s+{0}\b|from\s.*\bimport\s.*\b{0}\b|{0}\s*(?:[-+*/]?=(?!=)|:|,))"
OCCURS = r"(?<![\w.]){0}\b"


def places(cells: Sequence[str], names: Iterable[str]) -> dict[str, list[int]]:
    """For each name after how many cells it is looked at, in order; the last place only if it needs another look.

    That is after the cell with its check (the first and the last one, where there are more), or after the cell that
    last gives it a value where no cell checks it; and at the end, if a later cell mentions the name: it may mean
    something else there.
    """
    return {name: _places(cells, name) for name in names}


def defining(cells: Sequence[str], name: str) -> list[int]:
    """Which cells give the name a value at top level."""
    return _found(GIVES, cells, name)


def _places(cells, name):
    checked = [place + 1 for place in _found(CHECKS, cells, name)]
    found = {checked[0], checked[-1]} if checked else {place + 1 for place in defining(cells, name)[-1:]}
    last = max(found, default=0)
    if not found or any(place >= last for place in _found(OCCURS, cells, name)):
        found.add(len(cells))
    return sorted(found)


def _found(pattern, cells, name):
    regex = re.compile(pattern.format(re.escape(name)), re.MULTILINE)
    return [place for place, cell in enumerate(cells) if name in cell and regex.search(cell)]
