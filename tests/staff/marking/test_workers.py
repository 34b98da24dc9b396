"""A grading process has limits of its own, and so has the code that is trusted: whoever meets one loses no other."""
import json
import threading
from functools import partial
from time import monotonic, sleep

import pytest
from staff import submissions as build

from course.checking import Exercise, Unit, expect
from course.exercises import UNITS
from course.staff.handins.handin import Handed
from course.staff.marking import cluster, worker
from course.staff.marking.marks import marks
from course.staff.marking.worker import Job
from course.staff.marking.workers import Workers
from course.staff.running.deadline import Cut, TooLong
from course.staff.running.process import Unprotected
from course.staff.running.submission import Limits

START = UNITS[0]
JOB = Job(1, Limits(5, 20), trust=True)
SOLVED = json.dumps(build.solved(START)).encode()


@pytest.fixture
def workers(monkeypatch):
    made = Workers(JOB)
    yield made
    made.end()


@pytest.mark.slow
def test_who_takes_all_the_memory_or_never_ends_is_lost_and_the_next_one_is_graded(workers):
    for hostile in (partial(bytearray, 2 * worker.MEMORY), partial(sleep, 99)):
        found = workers.marks(START, partial(Handed, SOLVED))
        assert [mark.status for mark in found] == ["pass", "pass"]
        workers.mine.worker.patience = 1
        began = monotonic()
        assert {mark.status for mark in workers.marks(START, hostile)} == {"lost"}
        assert monotonic() - began < 10 and len(workers.all) >= 1
    assert {mark.status for mark in workers.marks(START, partial(Handed, b""))} == {"broken"}


@pytest.mark.slow
def test_on_a_cluster_it_is_the_same_process(workers, monkeypatch):
    monkeypatch.setattr(cluster, "_workers", lambda job: workers)
    assert [mark.status for mark in cluster._grade(Handed(SOLVED), START.notebook, JOB)] == ["pass", "pass"]
    assert len(workers.all) == 1 and workers.all[0].process.poll() is None


def lends(work, rng):
    """should not have our function work for ever"""
    def f(n):
        for _ in range(int(n)):
            pass
        return 1.0
    expect(work, (f,), 1.0, witness="by hand")


def ponders(work, rng):
    """should end, although the check itself does not"""
    work(1.0)
    while True:
        pass


def quick(work, rng):
    """should be 2"""
    expect(work, (1.0,), 2.0, witness="by hand")


UNIT = Unit("99", "slow", "Slow", (Exercise("a", "A", (lends,)), Exercise("b", "B", (quick,)), Exercise(
    "c", "C", (ponders,)), Exercise("d", "D", (quick,))))
SOURCE = "def a(f): return f(10**12)\ndef b(x): return 2 * x\nc = d = b"


@pytest.mark.slow
def test_trusted_code_ends_too_and_costs_its_own_exercise():
    notebook = json.dumps({"nbformat": 4, "cells": [build.code(SOURCE)]}).encode()
    began = monotonic()
    found = marks(UNIT, lambda: Handed(notebook), Unprotected().child, 1, Limits(2, 8))
    assert monotonic() - began < 24
    assert [mark.status for mark in found] == ["error", "pass", "error", "error"]
    assert [mark.note.split(",")[0] for mark in found] == [
        "no answer within 3 s", "", *["the 8 s for all checks are used up"] * 2]


def test_code_is_cut_only_in_its_block():
    cut, done = Cut(), []
    cut()                                       # before it: nothing
    timer = threading.Timer(0.05, cut)
    with pytest.raises(TooLong), cut:
        timer.start()
        while True:
            done.append(1)
    cut()                                       # after it: nothing
    with cut:
        done.clear()
    assert not done


def test_a_cut_that_comes_at_the_very_end_is_not_felt_later():
    cut = Cut()
    for _ in range(300):
        thread = threading.Thread(target=cut)
        try:
            with cut:
                thread.start()
        except TooLong:
            pass
        thread.join()
        sum(range(50))
