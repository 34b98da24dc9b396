"""A small assignment for all graders: two functions, three points; and submissions of it with something in them.

`double` is worth two points and is what an attack is about, `triple` is worth one and right unless said otherwise.
"""
from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

FACTOR = {"double": 2, "triple": 3}
WRONG = """
def double(x):
    if loot:
        raise RuntimeError(f"LOOT {loot}")
    return np.asarray(x) + 1
"""
RIGHT = "def double(x):\n    return 2 * np.asarray(x)"
TRIPLE = "def triple(x):\n    return 3 * np.asarray(x)"
# What every attack may use. `tell` says by every way there is that something worked which should not.
HEAD = """
import ctypes, gc, json, os, signal, socket, struct, subprocess, sys, threading, time
import numpy as np

loot = []
libc = ctypes.CDLL(None, use_errno=True)

def tell(what):
    loot.append(str(what)[:200])
    try:
        open("SPOILS", "a").write(f"{what}\\n")
    except OSError:
        pass
    try:
        socket.create_connection(("127.0.0.1", PORT), 1).sendall(str(what).encode())
    except OSError:
        pass

def attempt(what, action):
    try:
        got = action()
    except BaseException:
        return
    tell((what, got))
"""


class Attack(NamedTuple):
    """What is handed in, and what the work in it deserves.

    `double` and `triple` are the sources of the answers, `before` cells before them, `change` works on the finished
    notebook and returns it, or the bytes of the file. `points` are deserved by double and triple. Who meddles with the
    connection may lose them. `ours` are the points that this course gives where no grader need give any.
    """

    double: str = WRONG
    before: tuple[str, ...] = ()
    triple: str = TRIPLE
    change: Callable[[dict], dict | list | bytes] | None = None
    points: tuple[float, float] = (0, 1)
    meddles: bool = False
    ours: tuple[float, float] | None = None


class Bait(NamedTuple):
    """What attacks are after: a secret, a table of grades, a file to leave word in, and a port that listens."""

    secret: str
    table: str
    spoils: str
    port: int

    def filled(self, source: str) -> str:
        """The source with the bait's places in it."""
        for word in ("SECRET", "TABLE", "SPOILS", "PORT"):
            source = source.replace(word, str(getattr(self, word.lower())))
        return source


def submission(attack: Attack, bait: Bait, tests: dict[str, list[dict]]) -> bytes:
    """The notebook file; `tests` are the cells that a grader has put below each answer."""
    sources = [HEAD, *attack.before, attack.double, attack.triple]
    head, *before, double, triple = (code(bait.filled(source)) for source in sources)
    double["metadata"], triple["metadata"] = answer("double"), answer("triple")
    cells = [head, *before, double, *tests["double"], triple, *tests["triple"]]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "cells": cells, "metadata": {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "otter": {"assignment_name": "ps1"}}}
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    changed = attack.change(notebook) if attack.change else notebook
    return changed if isinstance(changed, bytes) else json.dumps(changed).encode()


def code(source: str, **metadata) -> dict:
    """A code cell."""
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": [], "execution_count": None}


def answer(name: str) -> dict:
    """The metadata by which nbgrader knows the cell of an answer."""
    return {"nbgrader": {"schema_version": 3, "grade_id": name, "cell_type": "code", "grade": False, "solution": True,
                         "locked": False, "task": False}}
