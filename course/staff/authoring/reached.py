"""Which files of the package some of its modules need, found by following their imports."""
from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path


def reached(root: Path, modules: Iterable[str]) -> set[Path]:
    """The files that these modules need: themselves, what they import anywhere, the packages that they lie in, and the
    data of these. What is started by its path or found by a made-up name has to be among the modules."""
    waiting, found = set(modules), {}
    while waiting:
        name = waiting.pop()
        if name not in found and (files := _files(root, name)):
            found[name] = files
            waiting |= set(_parents(name)) | {used for file in files if file.suffix == ".py" for used in _used(file)}
    return {file for files in found.values() for file in files}


def _files(root, name) -> list[Path]:
    """A module; or of a package its first file and its data: its modules come as they are imported."""
    path = root.joinpath(*name.split("."))
    if path.with_suffix(".py").exists():
        return [path.with_suffix(".py")]
    if not (path / "__init__.py").exists():
        return []
    data = [file for file in path.iterdir() if file.is_file() and file.suffix != ".py"]
    settings = [file for folder in path.iterdir() if folder.is_dir() and not _is_package(folder)
                for file in folder.rglob("*") if file.is_file()]
    return [path / "__init__.py", *data, *settings]


def _is_package(folder):
    return folder.name == "__pycache__" or (folder / "__init__.py").exists()


def _parents(name) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


def _used(file) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
