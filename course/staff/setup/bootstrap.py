"""Finds a Python that has what a command needs: this one, else that of an environment, which it makes or completes.

Students' commands share `.venv`; what grades has an environment of its own, so that a student's lab has no menus of
graders. Standard library only: it runs before anything is installed.
"""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec

from course.staff.setup.needs import ROOT, UNFINISHED, complete, missing, needs
from course.staff.setup.places import is_installed

ENV, STAFF_ENV = ROOT / ".venv", ROOT / ".venv-staff"
STAFF = {"grade", "nbgrader", "cluster", "site"}
_NO_NETWORK = re.compile(r"new ?connection|connection (broken|refused|reset|error)|connect error|dns error|proxy ?error"
                         r"|name resolution|timed out|unreachable", re.IGNORECASE)


def python_for(extras):
    """The path of a Python that has the course's needs with these extras; installs them into .venv if need be."""
    if complete(extras):
        return sys.executable
    if is_installed():
        sys.exit("This Python lacks something that the command needs. Install it, and start the command again:\n"
                 f"{sys.executable} -m pip install {' '.join(map(quoted, missing(extras)))}")
    python = python_in(ENV)
    if has(python, extras):
        return str(python)
    env = STAFF_ENV if STAFF.intersection(extras) else ENV
    if not has(python := python_in(env), extras):
        _install(env, extras)
        if not has(python, extras):
            sys.exit(f"{env} still lacks something after installing. Delete that folder and run the command again.")
    return str(python)


def python_in(env):
    """The Python of an environment."""
    return env / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def quoted(need):
    """A need as a word of a command line."""
    return f'"{need.name}{need.ranges}"'

def known_python(extras):
    """The Python that `python_for` would choose today, without installing anything."""
    return sys.executable if complete(extras) or not has(python_in(ENV)) else str(python_in(ENV))


def has(python, extras=()):
    """Whether that Python runs and has the needs of the course with these extras."""
    return _succeeds(python, "-m", "course.staff.setup.needs", *extras)


def hand_over(*command, cwd=None):
    """Let another program take this one's place, with its terminal and its signals; its exit code."""
    command = list(map(str, command))
    if os.name == "nt":  # where a program cannot become another one
        return subprocess.call(command, cwd=cwd, env=environment())
    os.chdir(cwd or ".")
    os.execve(command[0], command, environment())


def environment():
    """The environment variables for a child: it finds this checkout, and keeps what it compiles."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}


def _install(env, extras):
    if not os.access(ROOT, os.W_OK):
        sys.exit(f"The environment of the course lacks something, and you may not write to {ROOT}. Ask whoever looks "
                 "after that folder to run the same command there once, or copy the folder to a place of your own.")
    uv, python = shutil.which("uv"), python_in(env)
    if not _succeeds(python, "-c", "" if uv else "import pip"):
        _make(env, uv)
    _say(f"Installing into {env} with {'uv' if uv else 'pip: this takes a minute or two'}, once:",
         *(need.name for need in needs(extras)), end=" ")
    unfinished = env / UNFINISHED
    unfinished.touch()
    installer = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    _run(*installer, "-e", f".[{','.join(extras)}]")
    unfinished.unlink()
    _say("done.")


def _make(env, uv):
    if not uv and not (find_spec("venv") and find_spec("ensurepip")):
        sys.exit("This Python has no venv module. Install it (on Debian and Ubuntu: sudo apt install python3-venv), "
                 "or install uv, and run the same command again.")
    _say(f"Making a Python environment in {env}.", end=" ")
    if uv:
        _run(uv, "venv", "--clear", "--python", sys.executable, env)
    else:
        _run(sys.executable, "-m", "venv", "--clear", env)
    _say()


def _run(*command):
    """Run an installer: a dot for each package that it names; its last words and a sentence if it fails."""
    with subprocess.Popen(command, cwd=ROOT, env=environment(), text=True, encoding="utf-8", errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith(("Collecting", " + ")):
                _say(".", end="")
    if process.returncode:
        _say("\n", *lines[-12:], sep="")
        sys.exit(_why("".join(lines)))


def _why(words):
    if _NO_NETWORK.search(words):
        return ("The packages could not be fetched: there seems to be no way to the Python package index from here. "
                "Connect to the network (or set its proxy) and run the same command again.")
    return "Setting up failed, for the reason above. Mend it, or delete that environment, and start the command again."


def _succeeds(*command):
    try:
        return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True).returncode == 0
    except OSError:  # no such Python, or one that no longer runs
        return False


def _say(*words, **how):
    print(*words, **how, file=sys.stderr, flush=True)
