"""Where things are: the course's notebooks, and the folder that a student works in. Standard library only.

A copy of the course is a checkout (it has solutions/), a student edition (it has none), or installed as a package.
"""

import os
import sys
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from course.staff.setup.needs import ROOT

WORK = "work"
STATE = ".course"       # in every folder that is worked in: what was given, and by this it is known as one
VARIABLE = "COURSE_WORK"
_INSTALLED = "share/course/notebooks"


def is_installed(root: Path = ROOT) -> bool:
    """Whether this is the package alone, without the folder of its project."""
    return not (root / "pyproject.toml").exists()


def is_checkout(root: Path = ROOT) -> bool:
    """Whether this copy of the course has all that instructors need, the solutions too."""
    return not is_installed(root) and (root / "solutions").is_dir()


def notebooks(root: Path = ROOT) -> Path:
    """The folder of the notebooks that students get."""
    return root / "notebooks" if not is_installed(root) else _delivered()


def work(asked: Path | None, root: Path = ROOT) -> Path:
    """The folder to work in: the one that is asked for, else this one if it is one, else the one beside the course.

    Who starts the command decides where the course is installed, or where its folder can only be read. Exits where
    the folder that is asked for is one of the course's own.
    """
    here = Path.cwd()
    if asked or os.environ.get(VARIABLE):
        path = Path(asked or os.environ[VARIABLE]).expanduser().absolute()
        if _is_the_courses(path, root):
            sys.exit(f"{path} holds what the course gives, which would be mixed with your answers. Name a folder of "
                     f"its own: --work {WORK}")
        return path
    if (here / STATE).is_dir() and not _is_the_courses(here, root):
        return here
    own = not is_installed(root) and os.access(root, os.W_OK)
    return (root if own else here) / WORK


def _is_the_courses(path, root) -> bool:
    """Whether the course's notebooks lie in this folder or below it, or these are the solutions."""
    given = notebooks(root).resolve()
    return path.resolve() in (given, *given.parents, given.with_name("solutions"))


def shown(path: Path) -> str:
    """A path as sentences name it: from where the command was started, if it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here) if here in path.parents else path)


def _delivered() -> Path:
    """Where the package has put the notebooks, as its own list of files says."""
    try:
        found = next(file for file in files("course") or () if _INSTALLED in file.as_posix())
    except (PackageNotFoundError, StopIteration):
        return ROOT / "notebooks"
    return Path(found.locate()).resolve().parent
