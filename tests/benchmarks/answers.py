"""How long a student waits for an answer: the median time of every check on its solution and on its known mistakes.

python tests/benchmarks/answers.py [REPEATS]
"""
import importlib.util
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from course.exercises import UNITS  # noqa: E402

LIMIT = 0.1                                 # seconds: what feels immediate


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def waiting(exercise, answer, repeats):
    """The median time of a check, its picture included."""
    times = []
    for _ in range(repeats):
        start = perf_counter()
        exercise.check(answer)._repr_mimebundle_()
        times.append(perf_counter() - start)
    return median(times)


def main(repeats=7):
    books = load(ROOT / "tests/notebook_cells.py")
    print(f"| unit | exercise | solution, ms | slowest known mistake, ms | within {LIMIT:g} s |\n|---|---|--:|--:|---|")
    for unit in UNITS:
        answers = books.namespace(ROOT / "solutions" / unit.notebook)
        mistakes = load(ROOT / "tests/mistakes" / f"{unit.topic}.py").WRONG
        for exercise in unit.exercises:
            right = waiting(exercise, answers[exercise.name], repeats)
            wrong = max(waiting(exercise, answer, repeats) for name, _, answer in mistakes if name == exercise.name)
            verdict = "yes" if max(right, wrong) < LIMIT else "no"
            print(f"| {unit.number} | {exercise.name} | {1000 * right:.1f} | {1000 * wrong:.1f} | {verdict} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
