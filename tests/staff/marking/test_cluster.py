"""Grading on a Dask cluster of two workers, one of which is killed half-way: the same table as here, nothing lost."""
import json
import signal
import subprocess
import sys
import time

import pytest
from staff import submissions
from staff.setting import arguments, needs_bubblewrap

from course.exercises import UNITS
from course.staff.commands import grade
from course.staff.options.grade import LOOK

pytest.importorskip("distributed", reason="Dask is not installed")
pytestmark = [pytest.mark.slow, needs_bubblewrap]
START = UNITS[0]
COUNT = 24


def start(*words):
    return subprocess.Popen([sys.executable, "-W", "ignore", "-m", *map(str, words)], cwd=submissions.ROOT,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture
def cluster(tmp_path):
    """The address of a scheduler, and its two workers."""
    file = tmp_path / "scheduler.json"
    scheduler = start("distributed.cli.dask_scheduler", "--port", 0, "--no-dashboard", "--scheduler-file", file)
    workers = [start("distributed.cli.dask_worker", "--scheduler-file", file, "--nthreads", 1, nanny, "--no-dashboard")
               for nanny in ("--no-nanny", "--nanny")]
    until = time.monotonic() + 60
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.05)
    yield json.loads(file.read_text())["address"], workers
    for process in (scheduler, *workers):
        process.kill()
        process.wait()


def test_a_worker_that_dies_costs_nothing(cluster, tmp_path):
    address, workers = cluster
    for n in range(COUNT):
        guess = submissions.answered(START, {"first_guess": f"first_guess = {2.5 + n / 50}"})
        submissions.write(tmp_path / "class" / f"s{n:02}", START, guess)
    submissions.write(tmp_path / "class" / "s99", START, "")
    out, words = tmp_path / "out", [tmp_path / "class", "--seed", "5", "--out"]
    running = start("course", "grade", *words, out, "--scheduler", address)
    until = time.monotonic() + 90
    while time.monotonic() < until and (not (out / "results.jsonl").exists()
                                        or (out / "results.jsonl").read_bytes().count(b"\n") < 5):
        time.sleep(0.02)
    workers[0].send_signal(signal.SIGKILL)
    assert running.wait(120) == LOOK
    lines = [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]
    assert len(lines) == COUNT + 1 == len({line[0] for line in lines}), "each hand-in is graded once"
    assert grade.main(arguments(grade, *words, tmp_path / "here", "--jobs", 2)) == LOOK
    assert (out / "grades.csv").read_bytes() == (tmp_path / "here/grades.csv").read_bytes()


def test_without_a_scheduler_it_says_so(tmp_path, capsys):
    submissions.write(tmp_path / "class" / "ada", START, submissions.solved(START))
    words = [tmp_path / "class", "--out", tmp_path / "out", "--scheduler", "tcp://127.0.0.1:9"]
    assert grade.main(arguments(grade, *words)) == 1
    assert "There is no Dask scheduler at tcp://127.0.0.1:9" in capsys.readouterr().err
