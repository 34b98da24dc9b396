"""Other graders, as an instructor would set them up: how each prepares the assignment, and what points it gave."""
from __future__ import annotations

import json
import os
import subprocess
import sys

from attacks.assignment import FACTOR, RIGHT, TRIPLE, Attack, Bait, answer, code, submission

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


def run(command, folder):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=600,
                          env=os.environ)
