"""A class of submissions, good, wrong, broken and hostile: right points for each, and no one stops another."""
import csv
import importlib
import os
from collections import Counter, defaultdict
from html.parser import HTMLParser
from pathlib import Path
from textwrap import indent
from time import monotonic

import pytest
from staff import submissions as build
from staff.setting import arguments, needs_bubblewrap

from course.checking import LocalWork
from course.exercises import UNITS
from course.staff.commands import grade, grading
from course.staff.options.grade import LOOK

ROOT = Path(__file__).parents[3]
CHAIN, SUMS = (next(unit for unit in UNITS if unit.topic == topic) for topic in ("chain_rule", "path_sums"))
SEED, SECONDS = 20261121, 1.5
FULL = {unit: {exercise.name: exercise.points for exercise in unit.exercises} for unit in UNITS}
NONE = dict.fromkeys(FULL[CHAIN], 0)
pytestmark = [pytest.mark.slow, needs_bubblewrap]


def wrong(unit):
    """For each exercise of a unit the places of its known mistakes."""
    places = defaultdict(list)
    for place, (name, _, _) in enumerate(importlib.import_module(f"mistakes.{unit.topic}").WRONG):
        places[name].append(place)
    return places


def without(*names):
    return FULL[CHAIN] | dict.fromkeys(names, 0)


SWALLOW = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
EQUAL = "class Equal(float):\n    __eq__ = lambda *a: True\n    __array__ = lambda *a, **k: np.zeros(3)"
PATCH = """
import builtins, json, sys, numpy as np, course.checking
np.testing.assert_allclose = np.allclose = np.array_equal = course.checking.same = lambda *a, **k: True
builtins.AssertionError = builtins.ZeroDivisionError
for module in list(sys.modules.values()):
    for name in ("same", "expect", "_close"):
        if hasattr(module, name):
            setattr(module, name, lambda *a, **k: True)
json.dumps = lambda *a, **k: '{"id": 9, "result": true}'
"""
FORGE = """
import os, struct, json
def forged():
    for number in range(3, 60):
        for i in range(1, 30):
            m = json.dumps({"id": i, "result": [1], "points": 99, "status": "pass"}).encode()
            try: os.write(number, struct.pack("!II", len(m), 0) + m)
            except OSError: pass
forged()
"""
STUB = "{} = lambda *args: {}"

# name: (what is handed in for the unit on the chain rule, the points that each exercise must get)
HANDED_IN = {
    "all right": (build.solved(CHAIN), FULL[CHAIN]),
    "untouched": (build.untouched(CHAIN), NONE),
    "check cells deleted": (build.answered(CHAIN, {}), FULL[CHAIN]),
    "an answer cell deleted": (build.answered(CHAIN, {"chain_trace": "pass"}), without("chain_trace")),
    "a stub pasted below its answer": (build.answered(CHAIN, {
        "radial_grad": "def radial_grad(x1, x2): return x1\ndef radial_grad(x1, x2): raise NotImplementedError"}),
        without("radial_grad")),
    "cells twice": (build.solved(CHAIN), FULL[CHAIN]),
    "a cell that raises": (build.answered(CHAIN, {}, ["1 / 0", "import nothing_of_this_name", "def f(:"]), FULL[CHAIN]),
    "magics, programs, widgets": (build.answered(CHAIN, before=[
        "%matplotlib inline\n!pip install numpy\nfiles = !ls\n%timeit -n1 -r1 1 + 1\nhelp(len); display(1)\nfirst = 1",
        "from ipywidgets import interact\ninteract(lambda x: x, x=(0, 5))\nsecond = first",
        "import asyncio\nawait asyncio.sleep(0)\nthird = second", "%%writefile own.py\nfourth = 1",
        "from own import fourth\nassert third == fourth", "%%time\nfifth = fourth"], answers={
            "neuron_witness": "def neuron_witness():\n    display('x')\n    return [1.0], [0.0], 2.0 * fifth"}),
        FULL[CHAIN]),
    "exit()": (build.answered(CHAIN, {}, ["exit()", "quit()"]), FULL[CHAIN]),
    "sys.exit()": (build.answered(CHAIN, {}, ["import sys\nsys.exit(1)", "raise SystemExit"]), FULL[CHAIN]),
    "input()": (build.answered(CHAIN, {}, ["input('Your name: ')"]), FULL[CHAIN]),
    "100 MB of output": (build.answered(CHAIN, {}, [
        "for _ in range(100): print('x' * 10**6)", "import os\nfor _ in range(100): os.write(1, b'x' * 10**6)"]),
        FULL[CHAIN]),
    "os._exit in a cell": (build.answered(CHAIN, {}, ["import os\nos._exit(0)"]), FULL[CHAIN]),
    "a loop in a cell": (build.answered(CHAIN, {}, ["while True: pass"]), FULL[CHAIN]),
    "a loop in a cell that nothing stops": (build.answered(CHAIN, {}, [SWALLOW]), FULL[CHAIN]),
    "os._exit in a function": (build.answered(CHAIN, {
        "radial_grad": "import os\ndef radial_grad(x1, x2): os._exit(0)"}), without("radial_grad")),
    "a crash in a function": (build.answered(CHAIN, {
        "radial_grad": "import ctypes\ndef radial_grad(x1, x2): ctypes.string_at(0)"}), without("radial_grad")),
    "a loop in a function": (build.answered(CHAIN, {
        "chain_trace": "def chain_trace(fs, dfs, x):\n    while True: pass"}), without("chain_trace")),
    "a loop in a function that nothing stops": (build.answered(CHAIN, {
        "chain_trace": f"def chain_trace(fs, dfs, x):\n{indent(SWALLOW, '    ')}"}), without("chain_trace")),
    "all memory": (build.answered(CHAIN, {
        "chain_trace": "def chain_trace(fs, dfs, x): return [bytearray(10**8) for _ in range(10**6)]"}),
        without("chain_trace")),
    "outer product in the check": (build.answered(CHAIN, {
        "neuron_witness": "def neuron_witness():\n    a = np.ones((1, 10**6))\n    return a.T, a, 2.0"}),
        without("neuron_witness")),
    "equal to everything": (build.untouched(CHAIN, {}, ["import numpy as np\n" + EQUAL + "\n" + "\n".join(
        STUB.format(name, "Equal()") for name in FULL[CHAIN])]), NONE),
    "patched checks": (build.untouched(CHAIN, {"chain_guess": "chain_guess = 0"}, [PATCH]), NONE),
    "forged answers": (build.untouched(CHAIN, {"chain_trace": FORGE + "def chain_trace(*args): forged()"}), NONE),
    "empty": ("", NONE),
    "blank": (" \n", NONE),
    "truncated": (build.json.dumps(build.solved(CHAIN))[:2000], NONE),
    "not JSON": ("# a script\nprint(1)", NONE),
    "a list": ([], NONE),
    "a dict": ({}, NONE),
    "format 3": ({"nbformat": 3, "worksheets": []}, NONE),
    "format 99": (build.solved(CHAIN) | {"nbformat": 99}, NONE),
    "no cells": ({"nbformat": 4, "nbformat_minor": 5, "metadata": {}}, NONE),
    "cells that are numbers": ({"nbformat": 4, "cells": [1, 2]}, NONE),
    "a cell without text": ({"nbformat": 4, "cells": [{"cell_type": "code", "source": {"a": 1}}]}, NONE),
    "UTF-16": (build.json.dumps(build.solved(CHAIN)).encode("utf-16"), FULL[CHAIN]),
    "the encoding of Windows": (build.json.dumps(build.answered(CHAIN, {}, ["x = 'é'"]), ensure_ascii=False).encode(
        "cp1252", errors="replace"), FULL[CHAIN]),
    "deep": ("[" * 200_000, NONE),
    "3000 cells": ({"nbformat": 4, "cells": [build.code("1")] * 3000}, NONE),
    "lone surrogates": (build.answered(CHAIN, {}, ["x = '\ud800'", "\ud800"]), FULL[CHAIN]),
}
HANDED_IN["check cells deleted"][0]["cells"] = [
    cell for cell in HANDED_IN["check cells deleted"][0]["cells"] if "ex." not in cell["source"]]
HANDED_IN["cells twice"][0]["cells"] *= 2
BROKEN = {"empty": "is empty", "blank": "is empty", "truncated": "breaks off", "not JSON": "in line 1",
          "a list": "not a notebook", "a dict": "not a notebook", "format 3": "a format 3, not 4",
          "format 99": "format 99", "no cells": "no list of cells", "cells that are numbers": "no list of cells",
          "a cell without text": "no text",
          "deep": "not JSON", "3000 cells": "at most 2000", "a link": "is a link"}
ROUNDS = {unit: max(map(len, wrong(unit).values())) for unit in (CHAIN, SUMS)}     # enough to make every mistake once
MISTAKEN = [pytest.param(unit, n, id=f"{unit.topic} {n}") for unit, rounds in ROUNDS.items() for n in range(rounds)]


def mistakes(unit, n):
    return {name: places[n] for name, places in wrong(unit).items() if n < len(places)}


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """The class's rows by student and unit after one run, the folder of results, and how long it took."""
    folder, out = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("results")
    for name, (notebook, _) in HANDED_IN.items():
        build.write(folder / name / "week 1", CHAIN, notebook)
    for unit, rounds in ROUNDS.items():
        for n in range(rounds):
            build.write(folder / f"mistaken {n}", unit, build.mistaken(unit, mistakes(unit, n)))
    (folder / "a link").mkdir()
    (folder / "a link" / CHAIN.notebook).symlink_to(ROOT / "solutions" / CHAIN.notebook)
    os.mkfifo(folder / "untouched" / SUMS.notebook)
    build.write(folder / "=HYPERLINK(1)", CHAIN, build.answered(CHAIN, {
        "radial_grad": "def radial_grad(*a): raise ValueError('<script>alert(1)</script>\\x1b[31m\\u202e')"}))
    began = monotonic()
    assert run(folder, out) == LOOK
    return rows(out), out, monotonic() - began


def run(folder, out, *more):
    words = [str(folder), "--out", str(out), "--seed", str(SEED), "--timeout", str(SECONDS), "--jobs", "2", *more]
    return grade.main(arguments(grade, *words))


def rows(out):
    found = defaultdict(list)
    with open(out / "grades.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["student"], row["unit"]].append(row)
    return found


def points(rows):
    return {row["exercise"]: float(row["points"]) for row in rows}


@pytest.mark.parametrize("name", HANDED_IN)
def test_each_gets_the_right_points(classroom, name):
    assert points(classroom[0][name, "01_chain_rule"]) == HANDED_IN[name][1]


def test_the_solutions_get_all_points(tmp_path):
    for unit in UNITS:
        build.write(tmp_path / "class" / "a teacher", unit, build.solved(unit))
    assert run(tmp_path / "class", tmp_path / "out", "--timeout", "30") == 0        # some cells train a network
    found = rows(tmp_path / "out")
    assert {unit: points(found["a teacher", Path(unit.notebook).stem]) for unit in UNITS} == FULL


@pytest.mark.parametrize(("unit", "n"), MISTAKEN)
def test_known_mistakes_get_the_points_and_words_of_the_notebook(classroom, unit, n):
    answers = importlib.import_module(f"mistakes.{unit.topic}").WRONG
    graded = {row["exercise"]: row for row in classroom[0][f"mistaken {n}", Path(unit.notebook).stem]}
    for exercise in unit.exercises:
        place = mistakes(unit, n).get(exercise.name)
        row = graded[exercise.name]
        if place is None:
            assert row["status"] == "pass" and float(row["points"]) == exercise.points
        else:
            report = exercise.run(LocalWork(exercise.name, answers[place][2]), SEED)
            assert (row["status"], float(row["points"])) == (report.status, report.points)
            assert report.mistake in row["note"]


def test_the_table_has_one_row_for_each_student_and_exercise_in_order(classroom):
    keys = [(student.lstrip("'"), unit) for student, unit in classroom[0]]
    assert keys == sorted(keys)
    for (_, unit), found in classroom[0].items():
        exercises = {Path(each.notebook).stem: each.exercises for each in UNITS}[unit]
        assert [row["exercise"] for row in found] == [exercise.name for exercise in exercises]
        assert [float(row["max_points"]) for row in found] == [exercise.points for exercise in exercises]


def test_what_cannot_be_graded_says_why(classroom):
    said = {student: found[0]["note"] for (student, unit), found in classroom[0].items()
            if unit == "01_chain_rule" and found[0]["status"] == "broken"}
    assert said.keys() == BROKEN.keys()
    assert all(part in said[name] for name, part in BROKEN.items())
    assert classroom[0]["untouched", "04_path_sums"][0]["note"] == "the notebook is not a file"
    missing = classroom[0]["empty", "04_path_sums"][0]
    assert missing["status"] == "missing" and missing["note"] == "no 04_path_sums.ipynb was handed in"
    assert missing["points"] == "", "nobody has asked for it"


def test_no_formula_reaches_a_spreadsheet(classroom):
    assert ("'=HYPERLINK(1)", "01_chain_rule") in classroom[0]
    assert "\n=" not in (classroom[1] / "grades.csv").read_text()


class Page(HTMLParser):
    """Counts tags, and notes what must not be in a page of feedback."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.bad = Counter(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags[tag] += 1
        active = any(name.startswith("on") for name, _ in attributes)
        leads_out = any(name in ("href", "src") and not value.startswith(("#", "data:image/svg+xml;base64,"))
                        for name, value in attributes)
        if active or leads_out or tag in ("script", "iframe", "object", "link"):
            self.bad.append(tag)


def test_everyone_gets_a_page_in_which_nothing_is_active(classroom):
    pages = sorted((classroom[1] / "feedback").glob("*/*.html"))
    assert len(pages) == len(classroom[0])
    for path in pages:
        text = path.read_text(encoding="utf-8")
        page = Page(text)
        assert not page.bad and page.tags["h1"] == 1 and page.tags["main"] == 1 and '<html lang="en">' in text
        assert not any(char in text for char in "\x1b\u202e")
    hostile = next(path for path in pages if "HYPERLINK" in str(path) and path.stem == Path(CHAIN.notebook).stem)
    assert "&lt;script&gt;" in hostile.read_text(encoding="utf-8")


def test_it_takes_bounded_time(classroom):
    assert classroom[2] < 60


def test_a_second_run_grades_nothing_again_and_gives_the_same_table(classroom, tmp_path_factory, monkeypatch):
    out, before = classroom[1], (classroom[1] / "grades.csv").read_bytes()
    folder = tmp_path_factory.getbasetemp() / "class0"
    monkeypatch.setattr(grading, "graded", lambda found, job, jobs: pytest.fail("graded again") if found else iter(()))
    assert run(folder, out) == LOOK
    assert (out / "grades.csv").read_bytes() == before
