"""`course doctor`: what this Python has of what the course needs, and how to mend the rest.

Standard library only, so that it can speak where nothing is installed; it installs nothing itself.
"""

import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from typing import NamedTuple

from course import __version__
from course.staff.setup.bootstrap import STAFF_ENV, has, python_in, quoted
from course.staff.setup.needs import STAND_INS, complete, installed, missing, needs, project, satisfies
from course.staff.setup.places import is_checkout, is_installed, notebooks


class Finding(NamedTuple):
    """One line of the report: a word (ok, missing, without), what was found, and how to mend it."""

    word: str
    what: str
    mend: str = ""


def main(args):
    """Print the findings; 0 if everything needed is there, else 1."""
    found = findings()
    for finding in found:
        print(f"{finding.word:9}{finding.what}")
        if finding.mend:
            print(f"{'':9}-> {finding.mend}")
    sick = any(finding.word == "missing" for finding in found)
    print("\nSomething needed is missing." if sick else "\nEverything needed is there.")
    return int(sick)


def findings():
    """All findings, the needed ones first."""
    needed = [need for need in needs(["lab"]) if need.name not in STAND_INS]
    lacking = [need for need in missing(["lab"]) if need in needed]
    there = [_there(need) for need in needed if need not in lacking]
    core = _lacking(lacking) if lacking else _kernel()
    return [_copy(), _python(), *there, core, _pictures(), *_for_instructors()]


def _python():
    ranges = project().get("requires-python", "")
    word = "ok" if satisfies(platform.python_version(), ranges) else "missing"
    mend = "" if word == "ok" else "start the course with one of these Pythons"
    return Finding(word, f"Python {platform.python_version()} ({ranges}) in {sys.prefix}", mend)


def _there(need):
    return Finding("ok", f"{need.name} {installed(need.name)} ({need.ranges})")


def _lacking(packages):
    found = [f"{need} (this is {installed(need.name)})" if installed(need.name) else str(need) for need in packages]
    return Finding("missing", "; ".join(found), _mend("lab", packages))


def _mend(command, packages):
    """How to get what is missing."""
    if is_installed():
        return f"{sys.executable} -m pip install {' '.join(map(quoted, packages))}"
    return f"python -m course {command} installs it in an environment of the course"


def _kernel():
    code, words = _ask(sys.executable, "-m", "ipykernel_launcher", "--version")
    if code:
        return Finding("missing", f"Jupyter's Python kernel does not start: {words}",
                       "pip install --force-reinstall ipykernel")
    return Finding("ok", "Jupyter's Python kernel starts")


def _pictures():
    if dot := shutil.which("dot"):
        _, words = _ask(dot, "-V")
        return Finding("ok", f"pictures are drawn by dot {_version(words)} at {dot}")
    if any(shutil.which("graphviz-pure", path=path) for path in (None, sysconfig.get_path("scripts"))):
        return Finding("ok", f"pictures are drawn by graphviz-pure {installed('graphviz-pure')}; no dot on PATH")
    return Finding("without", "pictures: graphs are shown as text",
                   "install Graphviz, so that dot is on PATH; or pip install graphviz-pure")


def _copy():
    """Which copy of the course this is, and whether it has its notebooks."""
    what = ("the installed package" if is_installed() else
            "the instructors' repository" if is_checkout() else "a student edition")
    count = len(list(notebooks().glob("*.ipynb")))
    mend = "" if count else "get the course again, as a whole: its notebooks are not there"
    return Finding("ok" if count else "missing", f"course {__version__}, {what}, with {count} notebooks", mend)


def _for_instructors():
    """What tests and grading have; students need neither, and the installed package has no tests."""
    return [] if not is_checkout() else [_tests(), _grading()]


def _tests():
    if complete(extras := ["lab", "test"]) or has(python_in(STAFF_ENV), extras):
        return Finding("ok", "tests and build have what they need")
    lacking = missing(extras)
    return Finding("without", f"tests and build lack {_names(lacking) or 'the end of an installation'}",
                   _mend("test", lacking))


def _grading():
    if lacking := missing(["grade"]):
        if has(python_in(STAFF_ENV), ["grade"]):
            return Finding("ok", f"grading has its packages in {STAFF_ENV.name}")
        return Finding("without", f"grading lacks {_names(lacking)}", _mend("grade", lacking))
    from course.staff.running.process import Unavailable  # not at the top: these need what has just been found
    from course.staff.running.sandbox import Sandbox, bubblewrap

    try:
        Sandbox().close()
    except Unavailable as reason:
        return Finding("without", f"grading: {reason}")
    return Finding("ok", f"grading has its sandbox, and a probe could not get out of it: {bubblewrap()}")


def _names(packages):
    return ", ".join(need.name for need in packages)


def _ask(*command):
    """The exit code of a program and the last line that it wrote."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, str(error)
    return done.returncode, (done.stdout + done.stderr).strip().rpartition("\n")[2]


def _version(words):
    found = re.search(r"\d+(\.\d+)+", words)
    return found[0] if found else "of unknown version"
