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
from attacks.assignment import FACTOR, RIGHT, TRIPLE, Attack, Bait, answer, code, submission  # noqa: E402
from attacks.catalogue import EVERYTHING, OURS, THEMES  # noqa: E402

HERE = Path(__file__)
SEEN = HERE.with_name("peers.json")
PATIENCE, MARK, SECRET = 60, "ATTACK_RUN", "the-answers-of-the-instructor"
POINTS = {"double": 2, "triple": 1}
CHECK = """
rng = np.random.default_rng(20261121)
for _ in range({times}):
    x = rng.normal(size=4)
    np.testing.assert_allclose({name}(x.copy()), {factor} * x)
"""
GOOD = Attack(RIGHT)


class Nbgrader:
    """`nbgrader autograde` of one attack and of a good submission after it."""

    name, place = "nbgrader", "submitted/s_bad/ps1/ps1.ipynb"
    command = ["nbgrader", "autograde", "ps1", "--ExecutePreprocessor.timeout=10"]

    @staticmethod
    def prepare(folder):
        folder.mkdir(parents=True)
        (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'ad'\n")
        for place in ("source/ps1/ps1.ipynb", "submitted/s_good/ps1/ps1.ipynb"):
            write(folder / place, submission(GOOD, NO_BAIT, Nbgrader.tests()))
        run(["nbgrader", "generate_assignment", "ps1"], folder)

    @staticmethod
    def tests():
        return {name: [code(CHECK.format(name=name, factor=FACTOR[name], times=4), nbgrader=answer(name)["nbgrader"] | {
            "grade_id": f"{name}_test", "grade": True, "solution": False, "locked": True, "points": points})]
            for name, points in POINTS.items()}

    @staticmethod
    def points(folder):
        """The points of the attack and of the good one, or None for what was not graded."""
        text = ("import json; from nbgrader.api import Gradebook, MissingEntry\n"
                "book = Gradebook('sqlite:///gradebook.db', 'ad'); found = []\n"
                "for student in ('s_bad', 's_good'):\n"
                "    try: grades = book.find_submission('ps1', student).notebooks[0].grades\n"
                "    except MissingEntry: grades = []\n"
                "    known = [g.manual_score if g.manual_score is not None else g.auto_score for g in grades]\n"
                "    found.append(None if not known or None in known else sum(known))\n"
                "print(json.dumps(found))")
        done = run([sys.executable, "-c", text], folder)
        return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else [None, None]


class Otter:
    """`otter run` of one attack: one program, one submission."""

    name, place = "otter", "ps1.ipynb"
    command = ["otter", "run", "ps1.ipynb", "-a", "built/autograder/ps1-autograder.zip", "-o", "out"]

    @staticmethod
    def prepare(folder):
        cells = [raw("# ASSIGNMENT CONFIG\nname: ps1\ngenerate: true\nexport_cell: false"), code("import numpy as np")]
        for name, source in (("double", RIGHT), ("triple", TRIPLE)):
            check = CHECK.format(name=name, factor=FACTOR[name], times=4).strip()
            cells += [raw(f"# BEGIN QUESTION\nname: {name}\npoints: {POINTS[name]}"), raw("# BEGIN SOLUTION"),
                      code(source + " # SOLUTION"), raw("# END SOLUTION"), raw("# BEGIN TESTS"), code(check),
                      raw("# END TESTS"), raw("# END QUESTION")]
        for number, cell in enumerate(cells):
            cell["id"] = f"cell-{number}"
        write(folder / "master/ps1.ipynb", json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": cells, "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}}).encode())
        run(["otter", "assign", "master/ps1.ipynb", "built", "--no-run-tests"], folder)
        found = next(iter(folder.glob("built/autograder/*.zip")))
        found.rename(found.with_name("ps1-autograder.zip"))
        (folder / "out").mkdir()

    @staticmethod
    def tests():
        return {name: [code(f"grader.check({name!r})", nbgrader={"grade": True})] for name in FACTOR}

    @staticmethod
    def points(folder):
        try:
            tests = json.loads((folder / "out/results.json").read_text())["tests"]
        except (OSError, ValueError):
            return [None, 3]
        return [sum(test.get("score", 0) for test in tests if test["name"].strip() in FACTOR), 3]


NO_BAIT = Bait("/nowhere", "/nowhere", "/nowhere", 9)


def raw(text):
    return {"cell_type": "raw", "source": text, "metadata": {}}


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def run(command, folder, **variables):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=600,
                          env=os.environ | variables)


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
    from course.staff.sandbox import bubblewrap
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
