"""Every attack and every accident of the catalogue against the grader: what it must get, and what it must not touch."""
import json
import os
import resource
import socket
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from attacks.assignment import FACTOR, Bait, answer, code, submission
from attacks.catalogue import EVERYTHING, ON_UNITS, THEMES
from staff.setting import needs_bubblewrap

from course.checking import Exercise, Unit, expect
from course.exercises import UNITS
from course.staff.handins.handin import Handed
from course.staff.marking.marks import marks
from course.staff.results.feedback import page
from course.staff.results.gradebook import Result
from course.staff.running.sandbox import Sandbox
from course.staff.running.submission import Limits

pytestmark = [pytest.mark.slow, needs_bubblewrap]
LIMITS = Limits(1.0, 6.0)
SECRET = "the-answers-of-the-instructor"
TESTS = {name: [code(f"ex.{name}.check({name})", nbgrader=answer(name)["nbgrader"] | {"grade": True, "points": 1})]
         for name in FACTOR}


def once(work, rng):
    """should be right for some numbers"""
    x = rng.normal(size=3)
    expect(work, (x,), FACTOR[work.name] * x, witness="by NumPy")


def anywhere(work, rng):
    """should be right for any numbers"""
    for _ in range(3):
        once(work, rng)


UNIT = Unit("99", "attacks", "Two functions", (
    Exercise("double", "Double", (once, anywhere)), Exercise("triple", "Triple", (anywhere,))))


class Outcome:
    """The points, the page of feedback and the seconds that one submission took."""

    def __init__(self, box, path):
        began = monotonic()
        found = marks(UNIT, lambda: Handed(path.read_bytes()), box.child, 20261121, LIMITS)
        self.seconds = monotonic() - began
        self.page = page(Result("somebody", "99_attacks", "digest", tuple(found)), UNIT)
        self.points = tuple(mark.points for mark in found)
        self.said = "\n".join(repr(mark.report or mark.note) for mark in found)


@pytest.fixture(scope="module")
def bait(tmp_path_factory):
    folder = tmp_path_factory.mktemp("instructor")
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o755)             # what keeps students out must be the sandbox
    (folder / "answers").write_text(SECRET)
    (folder / "grades.csv").write_text("student,points\n")
    for path in folder.iterdir():
        path.chmod(0o666)
    folder.chmod(0o777)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield Bait(str(folder / "answers"), str(folder / "grades.csv"), str(folder / "spoils"), server.getsockname()[1])
        with pytest.raises(BlockingIOError):
            server.accept()             # nobody has called


@pytest.fixture(scope="module")
def outcomes(bait, tmp_path_factory):
    """All outcomes by name: the themes at the same time, the attacks of one theme one after the other."""
    folder = tmp_path_factory.mktemp("submissions")

    def run(attacks):
        box, found = Sandbox(7), {}
        for name, attack in attacks.items():
            path = folder / f"{len(found)}-{id(attacks)}.ipynb"
            path.write_bytes(submission(attack, bait, TESTS))
            found[name] = Outcome(box, path)
        box.close()
        return found

    with ThreadPoolExecutor(2) as threads:
        return {name: outcome for found in threads.map(run, THEMES.values()) for name, outcome in found.items()}


@pytest.mark.parametrize("name", EVERYTHING)
def test_it_gets_what_the_work_deserves_and_no_more(outcomes, name):
    attack, got = EVERYTHING[name], outcomes[name]
    if attack.meddles:
        assert got.points in (attack.points, (0, 0)), got.said
    else:
        assert got.points == (attack.ours or attack.points), got.said


@pytest.mark.parametrize("name", EVERYTHING)
def test_it_finds_nothing_and_reaches_nobody(outcomes, name):
    assert "LOOT" not in outcomes[name].said, outcomes[name].said
    assert SECRET not in outcomes[name].page


@pytest.mark.parametrize("name", EVERYTHING)
def test_it_ends_in_bounded_time(outcomes, name):
    assert outcomes[name].seconds < 2 * LIMITS.all + 5


@pytest.fixture(scope="module")
def box():
    made = Sandbox(30)
    yield made
    made.close()


@pytest.mark.parametrize("name", ON_UNITS)
def test_an_answer_to_a_real_exercise_gets_what_it_deserves(box, name):
    attack = ON_UNITS[name]
    exercise = next(each for unit in UNITS for each in unit.exercises if each.name == attack.exercise)
    cells = ["import threading, types\nimport numpy as np\nfrom course import autodiff", attack.source]
    notebook = json.dumps({"nbformat": 4, "cells": [*map(code, cells)]}).encode()
    began, unit = monotonic(), Unit("99", "one", "One", (exercise,))
    mark, = marks(unit, lambda: Handed(notebook), box.child, 20261121, LIMITS)
    assert (mark.points, mark.faulty) == (attack.points, []), mark.report
    assert monotonic() - began < 2 * LIMITS.all


def test_the_instructors_files_are_as_they_were(outcomes, bait):
    with open(bait.secret) as secret, open(bait.table) as table:
        assert secret.read() == SECRET and table.read() == "student,points\n"
    assert sorted(os.listdir(os.path.dirname(bait.secret))) == ["answers", "grades.csv"]


def test_the_grader_itself_stays_small(outcomes):
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_000_000       # kB, of which the tests are the most
