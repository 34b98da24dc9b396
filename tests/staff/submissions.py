"""Builds submissions from the solutions: with other answers, known mistakes, and cells that students would add."""
from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path

from course.checking import Unit
from course.staff.authoring.student import BEGIN, bound, cut

ROOT = Path(__file__).parents[2]


def solved(unit: Unit) -> dict:
    """The solution notebook of a unit."""
    return json.loads((ROOT / "solutions" / unit.notebook).read_text(encoding="utf-8"))


def answered(unit: Unit, answers: Mapping[str, str], before: Sequence[str] = ()) -> dict:
    """The solution with other sources in the answer cells of some exercises, and with cells before all others."""
    notebook = deepcopy(solved(unit))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        names = bound(cell["source"]) if BEGIN in cell["source"] else ()
        for name in answers.keys() & set(names):
            cell["source"] = answers[name]
    notebook["cells"] = [*map(code, before), *notebook["cells"]]
    return notebook


def untouched(unit: Unit, answers: Mapping[str, str] | None = None, before: Sequence[str] = ()) -> dict:
    """The student's version, with some answers of one's own."""
    notebook = answered(unit, answers or {}, before)
    for cell in notebook["cells"]:
        cell["source"] = cut(cell["source"])
    return notebook


def mistaken(unit: Unit, mistakes: Mapping[str, int]) -> dict:
    """The solution with the known mistake of this place in tests/mistakes/<topic>.py for some exercises."""
    source = (ROOT / "tests/mistakes" / f"{unit.topic}.py").read_text(encoding="utf-8")
    answers = {name: f"{name} = mistakes['WRONG'][{place}][2]" for name, place in mistakes.items()}
    return answered(unit, answers, [f"mistakes = {{}}\nexec({source!r}, mistakes)"])


def code(source: str) -> dict:
    """A code cell."""
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}


def write(folder: Path, unit: Unit, notebook: dict | list | str | bytes):
    """Hand a notebook in: as JSON, or as the very text or bytes of the file."""
    folder.mkdir(parents=True, exist_ok=True)
    text = notebook if isinstance(notebook, str | bytes) else json.dumps(notebook)
    (folder / unit.notebook).write_bytes(text if isinstance(text, bytes) else text.encode())
