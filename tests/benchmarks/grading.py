"""How many submissions we grade in a minute, how many nbgrader, on the same notebooks, and how much memory we take.

python tests/benchmarks/grading.py [--unit 04] [--rounds 3] [--ours 40] [--theirs 2]
"""
import argparse
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from statistics import median
from time import monotonic
from typing import NamedTuple

from course.exercises import UNITS
from course.staff.authoring.asked import asked
from course.staff.handins.handin import arrivals
from course.staff.marking.worker import Job
from course.staff.marking.workers import graded
from course.staff.running.submission import Limits
from course.staff.setup.needs import ROOT

MB = 1e6


class Time(NamedTuple):
    """Seconds that it takes, and seconds of all processors together: the second depend less on the neighbours."""

    wall: float
    processor: float


def main():
    args = _arguments()
    unit, = asked(UNITS, [args.unit])
    with tempfile.TemporaryDirectory() as folder:
        course = _course(Path(folder), unit, args.ours, args.theirs)
        memory, found = [], {"nbgrader": [], 1: [], 2: []}
        for number in range(args.rounds):           # all in turn: the machine may be slower at times
            found["nbgrader"].append(_theirs(course, unit, args.theirs, f"{number:03}-*"))
            for processes in (1, 2):
                found[processes].append(_ours(course, unit, processes, memory))
            print(*(f"{name}: {each[-1].wall:.2f} s, {each[-1].processor:.2f} s;" for name, each in found.items()),
                  file=sys.stderr)
    _say(unit, found, memory)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--unit", default="04", help="which unit's solution is graded (default: 04)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ours", type=int, default=40, help="submissions that we grade in a round (default: 40)")
    parser.add_argument("--theirs", type=int, default=2, help="of which nbgrader grades so many (default: 2)")
    return parser.parse_args()


def _say(unit, found, memory):
    theirs = found["nbgrader"]
    print(f"Unit {unit.number}, {len(unit.exercises)} exercises, {os.cpu_count()} cores, medians of {len(theirs)}\n")
    print("| | submissions a minute | times nbgrader | processor time of one | nbgrader's, times this |")
    print("|---|--:|--:|--:|--:|")
    for name, each in found.items():
        faster, cheaper = (median(column) for column in zip(*(
            (other.wall / own.wall, other.processor / own.processor) for own, other in zip(each, theirs, strict=True)),
            strict=True))
        label = name if name == "nbgrader" else f"course, {name} process{'es' * (name > 1)}"
        print(f"| {label} | {median(60 / own.wall for own in each):.0f} | {faster:.1f} | "
              f"{median(own.processor for own in each):.2f} s | {cheaper:.1f} |")
    if memory:
        whole, own = (max(each) / MB for each in zip(*memory, strict=True))
        print(f"\nA worker at its largest: {whole:.0f} MB with its share of what is shared, {own:.0f} MB of its own.")


def _course(folder, unit, number, together):
    """A course of nbgrader's, with the solution of the unit handed in so many times, under names like 003-1."""
    import nbformat  # here, because every worker imports this file, and must not look larger than it is

    from course.staff.authoring.pages import pages
    from course.staff.nbgrader.layout import lay_out

    name = Path(unit.notebook).stem
    lay_out(pages(UNITS, [unit.number]), folder)
    _nbgrader(folder, "generate_assignment", name)
    source = nbformat.read(folder / "source" / name / unit.notebook, as_version=4)
    released = nbformat.read(folder / "release" / name / unit.notebook, as_version=4)
    for cell, solved in zip(released.cells, source.cells, strict=True):
        cell.source = solved.source
    for place in range(number):
        path = folder / "submitted" / f"{place // together:03}-{place % together}" / name / unit.notebook
        path.parent.mkdir(parents=True)
        nbformat.write(released, path)
    return folder


def _ours(course, unit, processes, memory):
    """The time of one submission, from when all processes are warm."""
    found = arrivals(course / "submitted", (unit,)).hand_ins
    spent, done = [], threading.Event()
    watch = threading.Thread(target=_watch, args=(memory, done), daemon=True)
    watch.start()
    for _, marks in graded(found, Job(1, Limits()), processes):
        assert sum(mark.points for mark in marks) == unit.points, [mark for mark in marks if mark.status != "pass"]
        spent.append(Time(monotonic(), _processor_time()))
    done.set()
    watch.join()
    first, last, number = spent[processes - 1], spent[-1], len(spent) - processes
    return Time((last.wall - first.wall) / number, (last.processor - first.processor) / number)


def _processor_time():
    """Seconds of all workers, with all that they have started and that has ended."""
    children, tick = _children(), os.sysconf("SC_CLK_TCK")
    total = 0
    for worker in children.get(os.getpid(), ()):
        for pid in _tree(worker, children):
            with suppress(OSError):
                total += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return total / tick


def _theirs(course, unit, number, students):
    """The same for nbgrader, less the time that its program needs to start."""
    name = Path(unit.notebook).stem
    start, all = _spent(course, "autograde", "--help"), _spent(course, "autograde", name, "--student", students)
    return Time((all.wall - start.wall) / number, (all.processor - start.processor) / number)


def _spent(*words):
    began, before = monotonic(), os.times()
    _nbgrader(*words)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Time(monotonic() - began, used)


def _nbgrader(folder, *words):
    path = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-m", "nbgrader", *words], cwd=folder, env=os.environ | path,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


def _watch(memory, done):
    """Note (PSS, USS) of each worker, with all that it has started, a few times a second."""
    while not done.wait(0.2):
        children = _children()
        for worker in children.get(os.getpid(), ()):
            found = [_rollup(pid) for pid in _tree(worker, children)]
            memory.append(tuple(map(sum, zip(*found, strict=True))))


def _children():
    """The children of every process."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        found.setdefault(parent, []).append(int(path.parent.name))
    return found


def _tree(pid, children):
    yield pid
    for child in children.get(pid, ()):
        yield from _tree(child, children)


def _rollup(pid):
    """Bytes in memory, with its share of what it shares, and of its own; of a process that has ended none."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return 0, 0
    sizes = {line.split()[0]: 1024 * int(line.split()[1]) for line in lines}
    return sizes["Pss:"], sizes["Private_Clean:"] + sizes["Private_Dirty:"]


if __name__ == "__main__":
    main()
