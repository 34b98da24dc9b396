"""Times and memory measured fairly: all peers in turn, again and again, each paying for its own garbage."""
import gc
import random
import tracemalloc
from statistics import median
from time import process_time

TARGET = 0.03                               # seconds of one measurement: shorter runs are repeated


def interleaved(runs, rounds):
    """The median time of each run in seconds: in every round each has its turn, in an order of its own."""
    once = {name: _time(run, 1) for name, run in runs.items()}
    repeats = {name: max(1, int(TARGET / max(time, 1e-7))) for name, time in once.items()}
    times = {name: [] for name in runs}
    for turn in range(rounds):
        order = [name for name in runs if turn < 2 or once[name] < 1.0]     # two rounds are enough for the very slow
        random.Random(turn).shuffle(order)
        for name in order:
            gc.collect()
            times[name].append(_time(runs[name], repeats[name]))
    return {name: median(found) for name, found in times.items()}


def _time(run, repeats):
    start = process_time()                  # of this process: neighbours on the machine don't count
    for _ in range(repeats):
        run()
    return (process_time() - start) / repeats


def peak_memory(run):
    """The most bytes that are held at once while it runs, beyond those held before."""
    run()
    gc.collect()
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
