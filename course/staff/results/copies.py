"""Which answers are the published solution, but for names, comments and layout. That is a fact, and no accusation."""
from __future__ import annotations

import ast
import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from course.staff.authoring.student import BEGIN
from course.staff.results.standing import Standing
from course.staff.setup.needs import ROOT

LEAST = 40          # parts of a solution's syntax: shorter answers are the same by themselves


def copies(found: Iterable[Standing]) -> dict[tuple[str, str], list[str]]:
    """The students whose answer is the published one, by unit and exercise."""
    same = defaultdict(list)
    for each in found:
        published = _published(each.unit)
        for mark in each.marks:
            if mark.code and mark.name in published and shape(mark.code, mark.name) == published[mark.name]:
                same[each.unit, mark.name].append(each.student)
    return dict(same)


@cache
def shape(code: str, name: str) -> str:
    """What the function or class of this name says with its own names numbered, and without docstrings; "" if there is
    none, or if it is too short to say anything."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    found = [node for node in tree.body if isinstance(node, kinds) and node.name == name]
    if not found or sum(1 for _ in ast.walk(found[-1])) < LEAST:
        return ""
    numbers: dict[str, int] = {name: 0}
    for node in ast.walk(found[-1]):
        own = _own(node)
        if own is not None:
            numbers.setdefault(own, len(numbers))
    return ast.dump(_Renamed(numbers).visit(found[-1]))


def _own(node):
    """A name that a piece of code makes itself, and could have called otherwise."""
    if isinstance(node, ast.arg):
        return node.arg
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return node.id
    return node.name if isinstance(node, ast.FunctionDef) else None


class _Renamed(ast.NodeTransformer):
    """Names by their numbers, and no remarks."""

    def __init__(self, numbers):
        self.numbers = numbers

    def generic_visit(self, node):
        for field in ("id", "arg", "name"):
            if isinstance(value := getattr(node, field, None), str) and value in self.numbers:
                setattr(node, field, f"name{self.numbers[value]}")
        if isinstance(getattr(node, "body", None), list):
            node.body = [each for each in node.body if not (
                isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
        for field in ("annotation", "returns", "type_comment"):
            if hasattr(node, field):
                setattr(node, field, None)
        return super().generic_visit(node)


@cache
def _published(unit: str) -> dict[str, str]:
    path = ROOT / "solutions" / f"{unit}.ipynb"
    if not path.exists():               # the package without its checkout
        return {}
    cells = ["".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
             if cell["cell_type"] == "code"]
    names = {cell: [node.name for node in ast.parse(cell).body if hasattr(node, "name")]
             for cell in cells if BEGIN in cell}
    return {name: said for cell, found in names.items() for name in found if (said := shape(cell, name))}
