"""`course reset`: a fresh start with a unit or one of its exercises; the old file is kept."""
from __future__ import annotations

import sys
from pathlib import Path

from course.checking import Outcome, Report
from course.checking.kept import keep
from course.exercises import UNITS
from course.staff.authoring.asked import Faulty
from course.staff.handins.files import Unreadable
from course.staff.keeping.folder import Folder
from course.staff.setup import places


def main(args) -> int:
    """Reset what is asked for; 1 when something could not be."""
    folder = Folder(places.work(args.work), places.notebooks(), [unit.notebook for unit in UNITS])
    done = [_reset(folder, what) for what in args.what]
    if any(done):
        print("What is open in Jupyter shows the old file until you load it again: File, Reload Notebook from Disk.")
    return int(not all(done))


def _reset(folder, what) -> bool:
    try:
        original, exercise = _asked(folder, what)
        print(folder.reset(original, exercise))
        _note(folder, [exercise] if exercise else folder.exercises(original))
    except (Faulty, Unreadable, OSError) as error:
        print(f"{what}: {getattr(error, 'strerror', None) or error}. Nothing was changed.", file=sys.stderr)
        return False
    return True


def _note(folder, names):
    """What passed before is open again, and to be repeated."""
    for name in names:
        keep(Report(name, "", (Outcome("todo", "", 0, 0),)), 0, folder.path)


def _asked(folder, what):
    """The notebook and the exercise that are meant. Raises Faulty."""
    name, _, exercise = (Path(what).stem if what.endswith(".ipynb") else what).partition(".")
    found = folder.given()
    about = {key: path for path in found for key in (path.stem, *path.stem.split("_", 1))}
    if name not in about:
        raise Faulty(f"there is no unit {name}; there are {', '.join(path.stem for path in found)}")
    names = folder.exercises(about[name])
    if exercise and exercise not in names:
        raise Faulty(f"{about[name].stem} has no exercise {exercise}; it has {', '.join(names)}")
    return about[name], exercise
