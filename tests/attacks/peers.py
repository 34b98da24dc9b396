"""The same catalogue against nbgrader and otter: `python tests/attacks/peers.py FOLDER [NAME]` measures them, slowly.

FOLDER must hold two environments, made before: FOLDER/nbgrader (pip install nbgrader numpy) and FOLDER/otter (pip
install otter-grader ipykernel numpy). Submissions of this catalogue do harm where nothing holds them, so each grader
runs in a bubblewrap of its own, as an ordinary program would run on an instructor's machine: with its own files and a
loopback network. What was seen is written to peers.json, from which docs/attacks.md is made; what is in it already is
not tried again.
"""
from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]
from attacks.assignment import Bait, submission  # noqa: E402
from attacks.catalogue import EVERYTHING, OURS, THEMES  # noqa: E402
from attacks.graders import Nbgrader, Otter, write  # noqa: E402

HERE = Path(__file__)
SEEN = HERE.with_name("peers.json")
PATIENCE, MARK, SECRET = 60, "ATTACK_RUN", "the-answers-of-the-instructor"


def tried(grader, attack, template, folder) -> dict:
    """What happened when this attack was graded: points, and what it reached."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    for name in ("answers", "grades.csv"):
        write(folder / name, SECRET.encode())
    table = folder / ("gradebook.db" if grader is Nbgrader else "grades.csv")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        bait = Bait(str(folder / "answers"), str(table), str(folder / "spoils"), server.getsockname()[1])
        write(folder / grader.place, submission(attack, bait, grader.tests()))
        ended = graded(grader.command, folder)
        with suppress(BlockingIOError):
            server.accept()
            (folder / "spoils").open("a").write("connected\n")
    left = leftovers()
    own, other = grader.points(folder) if ended else [None, None]
    spoils = (folder / "spoils").read_text(errors="replace") if (folder / "spoils").exists() else ""
    changed = (folder / "answers").read_bytes() if (folder / "answers").exists() else b""
    return {"points": own, "hangs": not ended, "class": other == 3 or not ended, "left": left > 0,
            "reached": bool(spoils), "changed": changed != SECRET.encode()}


def graded(command, folder) -> bool:
    """Run the grader; whether it came to an end by itself."""
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True, env=os.environ | {MARK: "1"})
    try:
        process.wait(PATIENCE)
        return True
    except subprocess.TimeoutExpired:
        return False
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def leftovers() -> int:
    """How many processes of the run are still there; they are ended."""
    count = 0
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if entry.name.isdigit() and f"{MARK}=1".encode() in (entry / "environ").read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)
                count += 1
    return count


def inside(name, folder, attacks):
    """Measure one grader on these attacks; here nothing outside of `folder` can be harmed."""
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    grader, folder = {"nbgrader": Nbgrader, "otter": Otter}[name], Path(folder)
    os.environ |= {"PATH": f"{folder / name / 'bin'}:/usr/bin:/bin", "HOME": str(folder / "home")}
    template = folder / "work" / f"{name}-template"
    shutil.rmtree(template, ignore_errors=True)
    grader.prepare(template)
    for attack in json.loads(attacks):
        found = tried(grader, EVERYTHING[attack], template, folder / "work" / name)
        print(json.dumps([attack, found]), flush=True)


def outside(folder, names):
    """Measure these graders, each in a bubblewrap, and keep what was seen."""
    sys.path[:0] = [str(HERE.parents[2])]
    from course.staff.running.sandbox import bubblewrap
    seen = json.loads(SEEN.read_text(encoding="utf-8")) if SEEN.exists() else {}
    seen["date"] = date.today().isoformat()
    for name in names:
        wanted = [attack for theme, attacks in THEMES.items() if theme not in OURS for attack in attacks
                  if name not in seen.get(attack, {})]
        (folder / "work").mkdir(exist_ok=True)
        (folder / "home").mkdir(exist_ok=True)
        shown = [word for place in (folder / name, HERE.parents[2]) for word in ("--ro-bind", place, place)]
        open_ = [word for place in (folder / "work", folder / "home") for word in ("--bind", place, place)]
        command = [bubblewrap(), "--unshare-pid", "--unshare-net", "--unshare-ipc", "--die-with-parent",
                   "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", *open_, *shown,
                   folder / name / "bin/python", HERE, "--inside", name, folder, json.dumps(wanted)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                attack, found = json.loads(line)
                seen.setdefault(attack, {})[name] = found
                print(f"{name}: {attack}: {found}", flush=True)
                SEEN.write_text(json.dumps(seen, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "--inside":
        inside(*sys.argv[2:])
    else:
        outside(Path(sys.argv[1]).resolve(), sys.argv[2:] or ["nbgrader", "otter"])
