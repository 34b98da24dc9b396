"""Notebooks as plain data, as JSON has them: their cells, and which cell of one version is which of another."""
from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from course.staff.handins.files import Unreadable
from course.staff.handins.files import read as bytes_of
from course.staff.handins.notebook import imported, parsed, text_of
from course.staff.keeping.files import actual

OPEN = "NotImplementedError  # your code here", "...  # your answer here"       # what a student is to replace


def read(path: Path) -> dict:
    """The notebook in a file. Raises Unreadable."""
    data = bytes_of(actual(path))
    parsed(data)
    notebook = json.loads(text_of(data)[0])
    for cell in notebook["cells"]:
        if source(cell) is None:
            raise Unreadable("a cell of the notebook has no text")
        if not (isinstance(cell.get("cell_type"), str) and isinstance(asked(cell).get("grade_id", ""), str)):
            raise Unreadable("a cell of the notebook is of no known kind")
    if not isinstance(notebook.get("nbformat_minor", 0), int):
        raise Unreadable("the notebook has no format that is known")
    return notebook


def text(notebook: dict) -> str:
    """The text of a notebook's file, as Jupyter writes it."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def source(cell: dict) -> str | None:
    """What stands in a cell; None where it is no text."""
    lines = cell.get("source")
    lines = lines if isinstance(lines, list) else [lines]
    return "".join(lines) if all(isinstance(line, str) for line in lines) else None


def metadata(cell: dict) -> dict:
    """The metadata of a cell."""
    found = cell.get("metadata")
    return found if isinstance(found, dict) else {}


def asked(cell: dict) -> dict:
    """What the build has noted on a cell of an answer or a check; nothing for others."""
    found = metadata(cell).get("nbgrader")
    return found if isinstance(found, dict) else {}


def is_answer(cell: dict) -> bool:
    """Whether students write something in this cell."""
    return bool(asked(cell).get("solution"))


def topic(notebook: dict, name: str) -> str | None:
    """What a notebook is about: as its code says, else as its name, NN_topic.ipynb, does."""
    said = next((found[0] for cell in notebook["cells"] if (found := imported(source(cell)))), None)
    return said or Path(name).stem.partition("_")[2] or None


def is_open(cell: dict) -> bool:
    """Whether nothing has been put in place of what the student is to replace."""
    return any(mark in source(cell) for mark in OPEN)


def new_id() -> str:
    """A name for a cell that no other has."""
    return uuid4().hex[:8]


def with_ids(cells: list[dict]) -> list[dict]:
    """The cells, each with an id of its own: older programs write none, and copying a file by hand doubles them."""
    seen, made = set(), []
    for cell in cells:
        sound = isinstance(cell.get("id"), str) and cell["id"] not in seen
        made.append(cell if sound else {**cell, "id": new_id()})
        seen.add(made[-1]["id"])
    return made


def with_cells(notebook: dict, cells: list[dict]) -> dict:
    """The notebook with other cells, in the format in which cells have ids."""
    return {**notebook, "cells": with_ids(cells), "nbformat_minor": max(5, notebook.get("nbformat_minor", 0))}


def partners(old: list[dict], new: list[dict], free=None) -> dict[int, int]:
    """Which cell of `new`, of those that are `free`, is which of `old`: by place in both lists, each at most once.

    Known by exercise, by id and text, by text alone (some programs drop ids), and last by id alone.
    """
    found: dict[int, int] = {}
    left = set(range(len(new)) if free is None else free)
    for key in (_exercise, _id_and_text, _text, _id):
        places = defaultdict(list)
        for at in sorted(left):
            places[key(new[at])].append(at)
        for at, name in _waiting(old, found, key):
            other = next((each for each in places[name] if each in left and not _apart(old[at], new[each])), None)
            if other is not None:
                found[at] = other
                left.discard(other)
    return found


def _waiting(cells, found, key) -> Iterator[tuple[int, object]]:
    return ((at, key(cell)) for at, cell in enumerate(cells) if at not in found and key(cell) is not None)


def _apart(one, other):
    """Whether both are of an exercise, and not of the same."""
    return None not in (_exercise(one), _exercise(other)) and _exercise(one) != _exercise(other)


def _exercise(cell):
    return asked(cell).get("grade_id")


def _id(cell):
    return (cell["cell_type"], cell["id"]) if isinstance(cell.get("id"), str) else None


def _text(cell):
    return (cell["cell_type"], source(cell).strip()) if source(cell).strip() else None


def _id_and_text(cell):
    return (_id(cell), _text(cell)) if _id(cell) else None
