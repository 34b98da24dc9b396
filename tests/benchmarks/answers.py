"""How long a student waits for an answer: the median time of every check on its solution and on its known mistakes.

python tests/benchmarks/answers.py [REPEATS]
"""
import importlib
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import notebook_cells as books  # noqa: E402

from course.exercises import UNITS  # noqa: E402

LIMIT = 0.1                                 # seconds: what feels immediate


def waiting(exercise, answer, repeats):
    """The median time of a check, its picture included."""
    times = []
    for _ in range(repeats):
        start = perf_counter()
        exercise.check(answer)._repr_mimebundle_()
        times.append(perf_counter() - start)
    return median(times)


def main(repeats=7):
    print(f"| unit | exercise | solution, ms | slowest known mistake, ms | within {LIMIT:g} s |\n|---|---|--:|--:|---|")
    for unit in UNITS:
        answers = books.namespace(ROOT / "solutions" / unit.notebook)
        mistakes = importlib.import_module(f"mistakes.{unit.topic}").WRONG
        for exercise in unit.exercises:
            right = waiting(exercise, answers[exercise.name], repeats)
            wrong = max(waiting(exercise, answer, repeats) for name, _, answer in mistakes if name == exercise.name)
            verdict = "yes" if max(right, wrong) < LIMIT else "no"
            print(f"| {unit.number} | {exercise.name} | {1000 * right:.1f} | {1000 * wrong:.1f} | {verdict} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
