"""The student edition: the units that an instructor chooses, with all that they need, and nothing that gives them away.

It works on its own: package, notebooks, a README, the tests of the engine, an environment. It holds no solutions, no
known mistakes of the tests, no commands for instructors, and no history.
"""
from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from course import __version__
from course.checking import Unit
from course.staff.authoring.asked import Faulty
from course.staff.authoring.numbering import front_page, linked, numbered
from course.staff.authoring.pages import read, text_of
from course.staff.authoring.reached import reached
from course.staff.setup.needs import ROOT

LIST = "edition.json"       # what an edition consists of, so that the next one may take its place
COMMANDS = ("lab", "test", "check", "reset", "doctor")
WHOLE = ("autodiff", "networks", "pictures", "checking", "staff/setup", "staff/inside")     # rooms of the package
TESTS = ("autodiff",)       # of the engine; others come near to answers
PAGES = ("errors.md", "sources.md", "elsewhere.md", "sweep.svg")
AS_IT_IS = ("LICENSE", "CHANGELOG.md", "pyproject.toml", "environment.yml", ".gitignore", ".gitattributes",
            "tests/conftest.py", "tests/nbval_sanitize.cfg")
FOR_INSTRUCTORS = ("For instructors", "What is where")      # sections of README
_SECTION = re.compile(r"^(?=## )", re.MULTILINE)
_LEFT_OUT = re.compile(r"^LEFT_OUT = \(\)", re.MULTILINE)


def edition(units: Sequence[Unit], chosen: Sequence[Unit], root: Path = ROOT) -> dict[str, bytes]:
    """The files of the edition with the chosen ones of all units, by their paths. Raises Faulty."""
    chosen = tuple(chosen)
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in _kept(root, chosen)}
    order = "course/exercises/order.py"
    left_out = tuple(unit.topic for unit in units if unit not in chosen)
    files[order] = _LEFT_OUT.sub(f"LEFT_OUT = {left_out!r}", files[order].decode()).encode()
    for unit in chosen:
        notebook = numbered(read(root / "notebooks" / unit.notebook), unit, chosen)
        files[f"notebooks/{unit.notebook}"] = text_of(notebook).encode()
    for path in ("README.md", *(f"docs/{name}" for name in PAGES if name.endswith(".md"))):
        files[path] = linked((root / path).read_text(encoding="utf-8"), chosen).encode()
    files["README.md"] = _readme(root, chosen).encode()
    about = {"version": __version__, "units": [unit.notebook for unit in chosen], "files": sorted(files)}
    files[LIST] = (json.dumps(about, indent=1) + "\n").encode()
    return dict(sorted(files.items()))


def lay_out(files: Mapping[str, bytes], folder: Path, names: str = LIST) -> tuple[int, int]:
    """Write an edition into a new folder, or in place of the one that is there; how many files were written, and how
    many of the last edition are gone. All else in the folder stays. Raises Faulty for the folder of something else.
    `names` is the file among them that lists them all."""
    gone = [folder / path for path in _before(folder, names) if path not in files and (folder / path).is_file()]
    for path in gone:
        path.unlink()
    written = [path for path, data in files.items() if _differs(folder / path, data)]
    for path in sorted(written, key=names.__ne__):       # the list first: who is stopped may start again
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(files[path])
    return len(written), len(gone)


def packed(files: Mapping[str, bytes], folder: Path) -> bytes:
    """The edition as a zip with one folder in it, that of an edition that is laid out.

    Files have the times at which they last changed there: Python compiles a module anew when its time or its size is
    another one, and who unpacks an edition over an older one has the older one's compiled modules.
    """
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as zip:
        for path, data in files.items():
            entry = ZipInfo.from_file(folder / path, f"{folder.name}/{path}", strict_timestamps=False)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o100644 << 16
            zip.writestr(entry, data)
    return archive.getvalue()


def _kept(root, chosen) -> set[Path]:
    """The files that are in the edition as they are here."""
    package = root / "course"
    modules = {"course.__main__", "course.staff.command_line", "course.staff.authoring.pytest_notebooks",
               "course.exercises.order", *(f"course.exercises.{unit.topic}" for unit in chosen)}
    modules |= {f"course.staff.{room}.{name}" for name in COMMANDS for room in ("commands", "options")}
    for path in (path for room in WHOLE for path in (package / room).rglob("*.py")):
        modules.add(".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"))
    tests = {path for room in TESTS for path in (root / "tests" / room).rglob("*.py")}
    return reached(root, modules) | tests | {root / path for path in AS_IT_IS} | {
        root / "docs" / name for name in PAGES}


def _readme(root, chosen) -> str:
    """README without what only instructors need, with the chosen units."""
    text = front_page((root / "README.md").read_text(encoding="utf-8"), chosen)
    sections = _SECTION.split(linked(text, chosen))
    return "".join(each for each in sections if not each.startswith(tuple(f"## {name}" for name in FOR_INSTRUCTORS)))


def _before(folder, names) -> list[str]:
    """The files of the edition in a folder. Raises Faulty where there is something else."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return []
    try:
        found = json.loads((folder / names).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        raise Faulty(f"{folder} is not empty, and nothing that this command wrote earlier. Give a new one.") from None
    return [path for path in found if isinstance(path, str) and not Path(path).is_absolute()
            and ".." not in Path(path).parts]


def _differs(path, data):
    return not path.is_file() or path.read_bytes() != data
