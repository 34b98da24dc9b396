"""Files of npm packages, by the npm command, which keeps what it has fetched and compares it to the registry."""
from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from course.staff.authoring.asked import Faulty


def from_npm(package: str) -> dict[str, bytes]:
    """The files of a package, NAME@VERSION, by their paths in it. Raises Faulty."""
    if not (npm := shutil.which("npm")):
        raise Faulty("A site needs some files of npm packages, and there is no npm on PATH. Install Node.js, which "
                     "brings it along, and start the command again.")
    with TemporaryDirectory() as folder:
        done = subprocess.run([npm, "pack", "--silent", "--pack-destination", folder, package], capture_output=True,
                              text=True, errors="replace")
        if done.returncode:
            raise Faulty(f"npm could not fetch {package}:\n{done.stderr.strip()[-600:]}")
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            return {entry.name.partition("/")[2]: archive.extractfile(entry).read()
                    for entry in archive if entry.isfile()}
