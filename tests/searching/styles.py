"""Right answers in other styles as cells of their own, so that each of them can have a slip, too."""
from __future__ import annotations

import ast
from collections.abc import Iterator

import notebook_cells as books

from searching.searched import right

IMPORTS = (ast.Import, ast.ImportFrom)


def cells(topic: str) -> Iterator[tuple[str, str, str]]:
    """Exercise, style and source of each function among the right answers to a unit, with all that it needs."""
    source = (books.ROOT / "tests/answers" / f"{topic}.py").read_text(encoding="utf-8")
    *given, table = ast.parse(source).body
    for (name, style, answer), entry in zip(right(topic), table.value.elts, strict=True):
        if callable(answer):
            asked = ast.Assign([ast.Name(name, ast.Store())], entry.elts[2], lineno=0)
            used = _used(asked, [node for node in given if not isinstance(node, IMPORTS)])
            parts = [node for node in given if isinstance(node, IMPORTS)], [*used, asked]
            imported, written = ("\n".join(map(ast.unparse, nodes)) for nodes in parts)
            yield name, style, "\n".join((imported, books.BEGIN, written, books.END))


def _used(asked, given):
    """The statements that it needs, and those that are needed for them, in their order."""
    names, before = _mentioned(asked), set()
    while names != before:
        before = set(names)
        names |= {name for node in given if _is_needed(node, names) for name in _mentioned(node)}
    return [node for node in given if _is_needed(node, names)]


def _is_needed(node, names):
    """It defines one of these names, or, without a name of its own, is registered with one."""
    name = getattr(node, "name", "")
    if name == "_":
        return any(names & _mentioned(each) for each in node.decorator_list)
    return bool(names & {name, *(getattr(target, "id", "") for target in getattr(node, "targets", ()))})


def _mentioned(node):
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
