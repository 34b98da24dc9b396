"""What tests need of the notebooks: their cells, the answers of a solution, and the stubs of a student's version."""
from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
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


def tagged(path: Path, tag: str) -> list[str]:
    """The sources of the cells with this tag."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if tag in cell["metadata"].get("tags", ())]


def solution_lines(path: Path) -> set[str]:
    """The lines between the solution marks that say something: of twenty characters or more, and no import."""
    lines, inside = set(), False
    for line in "\n".join(code(path)).splitlines():
        text = line.strip()
        inside = text == BEGIN or inside and text != END
        if inside and text != BEGIN and len(text) >= 20 and not text.startswith(("from ", "import ")):
            lines.add(text)
    return lines


@cache
def namespace(path: Path) -> dict:
    """The answers or stubs of a notebook, with what they need of it; demonstrations, some of them long, are not run."""
    trees = [(ast.parse(source), BEGIN in source or "your " in source) for source in code(path)]
    statements = [(node, answer) for tree, answer in trees for node in tree.body if isinstance(node, DEFINES)]
    needed = {name for node, answer in statements if answer for name in _defined(node)} | _checked(path)
    kept = []
    for node, _ in reversed(statements):
        if needed & _defined(node) or isinstance(node, ast.Import | ast.ImportFrom):
            needed |= {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
            kept.insert(0, node)
    names: dict = {}
    exec(compile(ast.Module(kept, []), str(path), "exec"), names)
    return names


def freely(exercise):
    """The exercise for answers of these tests that are made of the course's own functions."""
    return replace(exercise, may_use=None)


def _checked(path) -> set[str]:
    return set(re.findall(r"^ex\.(\w+)\.check", "\n".join(code(path)), re.MULTILINE))


def _defined(node) -> set[str]:
    if isinstance(node, ast.Assign):
        return {inner.id for target in node.targets for inner in ast.walk(target) if isinstance(inner, ast.Name)}
    return {node.name} if isinstance(node, ast.FunctionDef | ast.ClassDef) else set()
