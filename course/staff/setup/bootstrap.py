"""Finds a Python that has what a command needs: this one, else that of .venv, which it makes or completes.

Standard library only: it runs before anything is installed.
"""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec

from course.staff.setup.needs import ROOT, UNFINISHED, complete, needs

ENV = ROOT / ".venv"
PYTHON = ENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
_NO_NETWORK = re.compile(r"new ?connection|connection (broken|refused|reset|error)|connect error|dns error|proxy ?error"
                         r"|name resolution|timed out|unreachable", re.IGNORECASE)


def python_for(extras):
    """The path of a Python that has the course's needs with these extras; installs them into .venv if need be."""
    if complete(extras):
        return sys.executable
    if not has(PYTHON, extras):
        _install(extras)
        if not has(PYTHON, extras):
            sys.exit(f"{ENV} still lacks something after installing. Delete that folder and run the command again.")
    return str(PYTHON)


def known_python(extras):
    """The Python that `python_for` would choose today, without installing anything."""
    return sys.executable if complete(extras) or not has(PYTHON) else str(PYTHON)


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


def _install(extras):
    uv = shutil.which("uv")
    if not _succeeds(PYTHON, "-c", "" if uv else "import pip"):
        _make(uv)
    _say(f"Installing into {ENV} with {'uv' if uv else 'pip: this takes a minute or two'}, once:",
         *(need.name for need in needs(extras)), end=" ")
    unfinished = ENV / UNFINISHED
    unfinished.touch()
    installer = [uv, "pip", "install", "--python", PYTHON] if uv else [PYTHON, "-m", "pip", "install"]
    _run(*installer, "-e", f".[{','.join(extras)}]")
    unfinished.unlink()
    _say("done.")


def _make(uv):
    if not uv and not (find_spec("venv") and find_spec("ensurepip")):
        sys.exit("This Python has no venv module. Install it (on Debian and Ubuntu: sudo apt install python3-venv), "
                 "or install uv, and run the same command again.")
    _say(f"Making a Python environment in {ENV}.", end=" ")
    if uv:
        _run(uv, "venv", "--clear", "--python", sys.executable, ENV)
    else:
        _run(sys.executable, "-m", "venv", "--clear", ENV)
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
    return "Setting up failed, for the reason above. Mend it, or delete .venv, and run the same command again."


def _succeeds(*command):
    try:
        return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True).returncode == 0
    except OSError:  # no such Python, or one that no longer runs
        return False


def _say(*words, **how):
    print(*words, **how, file=sys.stderr, flush=True)
