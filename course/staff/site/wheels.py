"""Pure wheels for the Python in the page: the course as students get it, and Graphviz; and what a lock says of one."""
from __future__ import annotations

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from email import message_from_string
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from course import __version__
from course.exercises import UNITS
from course.staff.authoring.edition import edition
from course.staff.site.fetched import from_npm

GRAPHVIZ = ("@hpcc-js/wasm-graphviz@1.29.2", "dist/index.js")
TAG = "Wheel-Version: 1.0\nGenerator: course site\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def course_wheel() -> tuple[str, bytes]:
    """The package as the student edition has it: no solutions, no graders. Its file name, and the file."""
    files = {path: data for path, data in edition(UNITS, UNITS).items() if path.startswith("course/")}
    return wheel("course", __version__, files)


def graphviz_wheel() -> tuple[str, bytes]:
    """Graphviz's WebAssembly build, one file, as `course.pictures.browser` looks for it. Raises Faulty."""
    package, script = from_npm(GRAPHVIZ[0]), GRAPHVIZ[1]
    files = {"course_graphviz/__init__.py": b"", "course_graphviz/index.js": package[script],
             "course_graphviz/LICENSE": package["LICENSE"]}
    return wheel("course_graphviz", json.loads(package["package.json"])["version"], files)


def wheel(name: str, version: str, files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """A wheel of these files, the same bytes for the same files."""
    info = f"{name}-{version}.dist-info"
    inside = {**files, f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
              f"{info}/WHEEL": TAG.encode()}
    record = "".join(f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in inside.items())
    inside[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    archive = BytesIO()
    with ZipFile(archive, "w") as zip:
        for path, data in inside.items():
            zip.writestr(ZipInfo(path), data, ZIP_DEFLATED)
    return f"{name}-{version}-py3-none-any.whl", archive.getvalue()


def entry(file: str, data: bytes) -> tuple[str, dict]:
    """What Pyodide's lock says of a pure wheel: its name there, and the rest."""
    with ZipFile(BytesIO(data)) as zip:
        names = zip.namelist()
        about = message_from_string(zip.read(next(n for n in names if n.endswith(".dist-info/METADATA"))).decode())
    modules = {path.split("/")[0].removesuffix(".py") for path in names
               if path.endswith(".py") and ".dist-info/" not in path and ".data/" not in path}
    needs = [normal(_NAME.match(line)[0]) for line in about.get_all("Requires-Dist") or () if ";" not in line]
    return normal(about["Name"]), {
        "name": about["Name"], "version": about["Version"], "file_name": file, "sha256": sha256(data).hexdigest(),
        "install_dir": "site", "package_type": "package", "imports": sorted(modules), "depends": needs,
        "unvendored_tests": False}


def normal(name: str) -> str:
    """The name of a package as locks spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _digest(data):
    return urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()
