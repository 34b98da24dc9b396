"""The code cells of the notebooks that students get: all of them, and those that only show something and take long."""
from __future__ import annotations

import json
from functools import cache

from course.staff.setup.places import notebooks

TAG = "demonstration"       # of a cell that defines nothing that an answer may need; a test says so


def without_demonstrations(cells: list[str], notebook: str) -> list[str]:
    """The cells but for those that a student has left as they were and that are tagged as a demonstration."""
    known = frozenset(source for source, tags in _cells(notebook) if TAG in tags)
    return [cell for cell in cells if cell.strip() not in known]


def given_cells(notebook: str) -> frozenset[str]:
    """The sources of the cells that students are given."""
    return frozenset(source for source, _ in _cells(notebook))


@cache
def _cells(notebook) -> tuple[tuple[str, tuple[str, ...]], ...]:
    path = notebooks() / notebook
    if not path.exists():           # the package without its checkout, or a unit of the tests
        return ()
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return tuple(("".join(cell["source"]).strip(), tuple(cell["metadata"].get("tags", ())))
                 for cell in cells if cell["cell_type"] == "code")
