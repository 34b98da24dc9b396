"""Cells of the notebooks that only show something and take long: they are not run when grading."""
from __future__ import annotations

import json
from functools import cache

from course.staff.setup.needs import ROOT

TAG = "demonstration"       # of a cell that defines nothing that an answer may need; a test says so


def without_demonstrations(cells: list[str], notebook: str) -> list[str]:
    """The cells but for those that a student has left as they were and that are tagged as a demonstration."""
    known = _demonstrations(notebook)
    return [cell for cell in cells if cell.strip() not in known]


@cache
def _demonstrations(notebook) -> frozenset[str]:
    path = ROOT / "notebooks" / notebook
    if not path.exists():           # the package without its checkout, or a unit of the tests
        return frozenset()
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return frozenset("".join(cell["source"]).strip() for cell in cells if TAG in cell["metadata"].get("tags", ()))
