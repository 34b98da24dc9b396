"""A digest of the checks of an exercise and of all of the course that they use: when it changes, verdicts may.

Sources are compared, and not what is compiled from them: comments, docstrings and layout change nothing, nor does
another Python. What a check uses is followed by name, from one definition to the next, through the whole package.
"""
from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from course.checking import Exercise

HOME = Path(__file__).parents[3]
NAME = "course"


class _Module(NamedTuple):
    """The statements of a module by the names that they bind at top level; "" for those that bind none."""

    name: str
    statements: dict[str, list[ast.stmt]]


@cache
def digest_of(exercise: Exercise) -> str:
    """A short name for the checks of an exercise, what they are worth, and everything that they use."""
    said = [repr([getattr(check, "points", 1) for check in exercise.checks]), repr(exercise.may_use),
            repr(exercise.must_use)]
    module = sys.modules[exercise.checks[0].__module__].__name__ if exercise.checks else ""
    waiting = {(check.__module__, check.__qualname__.partition(".")[0]) for check in exercise.checks}
    waiting |= {(module, name.id) for node in _declared(exercise, module) for name in ast.walk(node)
                if isinstance(name, ast.Name)}
    seen = set()
    while waiting:
        seen |= (now := waiting - seen)
        waiting = {used for place in now for used in _uses(*place)} - seen
    said += sorted(text for place in seen for text in _texts(*place))
    return sha256("\n".join(said).encode()).hexdigest()[:12]


def _declared(exercise, module) -> Iterator[ast.AST]:
    """The checks as the exercise lists them: they may be made by calls."""
    for statements in _module(module).statements.values() if module else ():
        for node in (node for statement in statements for node in ast.walk(statement)):
            if isinstance(node, ast.Call) and len(node.args) > 2 and getattr(
                    node.args[0], "value", None) == exercise.name:
                yield node.args[2]


@cache
def _module(name: str) -> _Module | None:
    path = _path(name)
    if path is None:
        return None
    found: dict[str, list[ast.stmt]] = {}
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        for bound in _bound(statement) or [""]:
            found.setdefault(bound, []).append(statement)
    return _Module(name, found)


def _path(name):
    if name != NAME and not name.startswith(f"{NAME}."):
        file = getattr(sys.modules.get(name), "__file__", None)
        return Path(file) if file else None
    place = HOME.joinpath(*name.split("."))
    return next((path for path in (place / "__init__.py", place.with_suffix(".py")) if path.exists()), None)


def _bound(statement) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.partition(".")[0] for alias in statement.names]
    return [node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]


def _uses(module: str, name: str) -> Iterator[tuple[str, str]]:
    """What the definition of a name in a module uses: names there, or elsewhere in the course."""
    known = _module(module)
    if known is None:
        return
    for statement in known.statements.get(name, ()):
        yield from _imported(statement, name) if isinstance(statement, ast.Import | ast.ImportFrom) else _named(
            statement, known)
    if name:
        yield module, ""                # what a module does when it is imported is done for all names in it


def _imported(statement, name):
    for alias in statement.names:
        ours = isinstance(statement, ast.ImportFrom) and _is_ours(statement.module)
        if ours and (alias.asname or alias.name) == name:
            inner = f"{statement.module}.{alias.name}"
            known = _module(statement.module)
            if known and alias.name in known.statements:
                yield statement.module, alias.name
            elif _path(inner) is None and known:            # made by the module in a way of its own: all of it
                yield from ((statement.module, each) for each in known.statements)


def _named(statement, known):
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and node.id in known.statements:
            yield known.name, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            for module in _modules(known, node.value.id):
                yield module, node.attr
        elif isinstance(node, ast.ImportFrom) and _is_ours(node.module):        # inside of a function
            for alias in node.names:
                yield node.module, alias.name


def _modules(known, name) -> Iterator[str]:
    """The module of the course that a name stands for, if it does."""
    for statement in known.statements.get(name, ()):
        if isinstance(statement, ast.ImportFrom) and _is_ours(statement.module):
            for alias in statement.names:
                inner = f"{statement.module}.{alias.name}"
                if (alias.asname or alias.name) == name and _path(inner):
                    yield inner


def _is_ours(module):
    return bool(module) and module.partition(".")[0] == NAME


@cache
def _texts(module: str, name: str) -> tuple[str, ...]:
    known = _module(module)
    found = known.statements.get(name, ()) if known else ()
    return tuple(f"{name} {_said(each)}" for each in found if not isinstance(each, ast.Import | ast.ImportFrom))


def _said(node) -> str:
    """What a piece of code says, the same on every Python: its parts by name, but for what is empty, and docstrings."""
    if isinstance(node, ast.AST):
        parts = {name: getattr(node, name, None) for name in sorted(node._fields)}
        said = (f"{name}={_said(part)}" for name, part in parts.items() if part not in (None, []))
        return f"{type(node).__name__}({','.join(said)})"
    if isinstance(node, list):
        return f"[{','.join(_said(each) for each in node if not _is_remark(each))}]"
    return repr(node)


def _is_remark(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
