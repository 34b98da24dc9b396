"""The notebooks of the course as files: which solution belongs to which unit, reading them and writing them."""

from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode, v4
from nbformat.validator import iter_validate

from course.checking import Unit
from course.staff.authoring.asked import Faulty, asked
from course.staff.setup.needs import ROOT


class Page(NamedTuple):
    """The two notebooks of one unit of a list of units."""

    unit: Unit
    units: tuple[Unit, ...]
    solution: Path
    notebook: Path

    @property
    def points(self) -> dict[str, float]:
        """What the exercises are worth by name."""
        return {exercise.name: exercise.points for exercise in self.unit.exercises}


def pages(units, names=(), root=ROOT) -> list[Page]:
    """The pages of the units with these numbers, topics or file names; all of them for none. Raises Faulty."""
    return [Page(unit, tuple(units), root / "solutions" / unit.notebook, root / "notebooks" / unit.notebook)
            for unit in asked(units, names)]


def read(path: Path) -> NotebookNode:
    """The notebook in a file, as it stands, with or without cell ids. Raises Faulty."""
    try:
        notebook = v4.reads(path.read_text(encoding="utf-8"))
        wrong = next(iter_validate(notebook, version=4, version_minor=4, relax_add_props=True), None)
    except FileNotFoundError:
        raise Faulty(f"{shown(path)} is missing.") from None
    except (ValueError, AttributeError, TypeError, KeyError) as error:
        raise Faulty(f"{shown(path)} cannot be read as a notebook ({type(error).__name__}: {error}).") from None
    if wrong:
        raise Faulty(f"{shown(path)} is not a notebook of format 4: {wrong.message}.")
    return notebook


def text_of(notebook: NotebookNode) -> str:
    """The text of a notebook's file."""
    return v4.writes(notebook) + "\n"


def write(path: Path, text: str) -> bool:
    """Write a file unless it holds just this text; whether it was written."""
    if path.exists() and path.read_bytes() == text.encode():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return True


def shown(path: Path) -> str:
    """A path as messages name it: from the root of the checkout, with forward slashes."""
    return "/".join(path.parts[-2:])
