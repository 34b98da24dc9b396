"""What tests need of the notebooks: their cells, the answers of a solution, and the stubs of a student's version."""
from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
DEFINES = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign)
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


@cache
def cells(path: Path) -> tuple[tuple[str, str], ...]:
    """(cell type, source) of every cell."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return tuple((cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"])


def code(path: Path) -> list[str]:
    return [source for kind, source in cells(path) if kind == "code"]


def prose(path: Path) -> list[str]:
    return [source for kind, source in cells(path) if kind == "markdown"]


def solution_lines(path: Path) -> set[str]:
    """The lines between the solution marks that say something: of twenty characters or more."""
    lines, inside = set(), False
    for line in "\n".join(code(path)).splitlines():
        text = line.strip()
        inside = text == BEGIN or inside and text != END
        if inside and text != BEGIN and len(text) >= 20:
            lines.add(text)
    return lines


@cache
def namespace(path: Path) -> dict:
    """The names that exist after the notebook ran: answers, stubs and helpers. What only shows is left out."""
    names: dict = {}
    for source in code(path):
        tree = ast.parse(source)
        tree.body = [node for node in tree.body if isinstance(node, DEFINES)]
        exec(compile(tree, str(path), "exec"), names)
    return names
