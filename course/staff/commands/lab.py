"""`course lab`: gives the notebooks, or brings them up to date, where they are worked in, and opens that folder."""
from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from course.checking.kept import begin
from course.exercises import UNITS
from course.staff.keeping.folder import Folder
from course.staff.setup import places
from course.staff.setup.bootstrap import hand_over
from course.staff.setup.needs import ROOT
from course.staff.setup.programs import lab


def main(args) -> int:
    """Open the lab; 1 where there is no folder to work in."""
    folder = ROOT / "solutions" if args.solutions else places.work(args.work)
    if args.solutions and not places.is_checkout():
        print("--solutions opens the source of the notebooks, which only the instructors' repository has.",
              file=sys.stderr)
        return 1
    if not args.solutions and not prepare(folder):
        return 1
    if args.prepare:
        return 0
    return hand_over(sys.executable, *lab(folder, args.further), cwd=folder)


def prepare(folder: Path) -> bool:
    """Bring the folder up to date, unless a lab is open there; say what has changed. Whether it can be worked in."""
    shown = places.shown(folder)
    if address := _open_lab(folder):
        print(f"JupyterLab is open in {shown} already, at {address}: nothing was brought up to date. Close it, and "
              "start this command again, for that.", file=sys.stderr)
        return True
    try:
        said = list(Folder(folder, places.notebooks(), [unit.notebook for unit in UNITS]).update())
        begin(folder)
    except OSError as error:
        print(f"{shown} can't be made or written to: {error.strerror}. Name another folder to work in: course lab "
              "--work DIR", file=sys.stderr)
        return any(folder.glob("*.ipynb"))
    print(*said, f"You work in {shown}.", sep="\n", file=sys.stderr)
    return True


def _open_lab(folder) -> str:
    """The address of a server that has this folder open, if there is one."""
    with suppress(Exception):           # where servers leave no notes, or notes that nobody can read
        from jupyter_server.serverapp import list_running_servers

        for server in list_running_servers():
            if Path(server["root_dir"]).resolve() == folder.resolve():
                return server["url"]
    return ""
