"""What other graders were not tried on: notebooks that go on after their checks, and attacks on real exercises."""
from typing import NamedTuple

from attacks.assignment import RIGHT, TRIPLE, Attack, code


class OnUnit(NamedTuple):
    """An answer to one exercise of the course, and the points that it must get: none, unless it says otherwise."""

    exercise: str
    source: str
    points: float = 0


def after(*sources: str) -> Attack:
    """Right answers, and cells after all checks."""
    return Attack(RIGHT, change=lambda notebook: notebook | {"cells": notebook["cells"] + [
        code(source) | {"id": f"after-{number}"} for number, source in enumerate(sources)]}, points=(2, 1))


ACCIDENTS = {
    "seven slow cells at the end": after(*["while True: time.sleep(1)"] * 7),
    "the name is used again": after("double = double(np.ones(3))", "triple = 3"),
    "NumPy's name is used again": after("for np in range(3): pass"),
    "everything is deleted at the end": after("%reset -f"),
    "the process ends at the end": after("os._exit(0)"),
    "a question in the cell of an answer": Attack("name = input('Your name: ')\n" + RIGHT, points=(2, 1)),
    "a megabyte of text in the cell of an answer": Attack(f"text = '{'x' * 1_100_000}'\n{RIGHT}", points=(2, 1)),
    "a question without end": Attack("while input() != 'stop': pass\n" + RIGHT, points=(0, 1)),
    "a formula in an error": Attack("def double(x):\n    raise ValueError(\";=cmd|'/C calc'!A0;\\n=1\\t=2\")"),
    "the better of two answers": after(TRIPLE)._replace(triple="def triple(x): return x"),
    "an answer that notices how often it is asked": Attack(
        "asked = []\ndef double(x):\n    asked.append(1)\n    return 2 * np.asarray(x) if len(asked) < 2 else x",
        points=(0, 1)),
}
SUMS = "def path_sums(graph, out):\n    {}"
ON_UNITS = {
    "the engine's own function": OnUnit("path_sums", SUMS.format("return autodiff.path_sums(graph, out)")),
    "the engine's own function, in a thread": OnUnit("path_sums", SUMS.format(
        "got = []\n    thread = threading.Thread(target=lambda: got.append(autodiff.path_sums(graph, out)))\n"
        "    thread.start(); thread.join()\n    return got[0]")),
    "the engine's own function under another file's name": OnUnit("path_sums", (
        "real = autodiff.path_sums\ncopy = types.FunctionType(real.__code__.replace(co_filename='mine'), "
        "real.__globals__)\n" + SUMS.format("return copy(graph, out)"))),
    "another engine": OnUnit("hvp", "def hvp(f, x, v):\n    import sympy\n    return sympy.hessian(f(*x), x) * v"),
    "a loan that would work for a month": OnUnit(
        "classify_variant", "def classify_variant(fn): return fn(0.5, 10**15)"),
    "a loan that is kept for later": OnUnit("forward_diff", (
        "kept = []\ndef forward_diff(f, x, h, *more):\n    kept.append(f)\n"
        "    return (kept[0](x + h) - kept[0](x)) / h")),
    "a loan with itself as argument": OnUnit("forward_diff", "def forward_diff(f, x, h, *more): return f(f)"),
    "numbers in place of counted ones": OnUnit("cheap_grad", "def cheap_grad(*args): return 1.0, [1.0] * 99"),
    "counted numbers that are none": OnUnit("path_sums", (
        "class Free(float):\n    __mul__ = __rmul__ = __add__ = __radd__ = lambda self, other: self\n"
        + SUMS.format("return {name: Free(1) for name in graph['nodes']}"))),
    "weights of another shape, of 2 GB": OnUnit("fit", (
        "def fit(X, Y, layers, lr, batch, orders):\n"
        "    return [(np.zeros((9, 1200)), np.zeros((1000, 1, 1)))], [1.0] * len(orders)")),
    "weights of another shape, when asked again": OnUnit("fit", (
        "asked = []\ndef fit(X, Y, layers, lr, batch, orders):\n    asked.append(1)\n"
        "    return [(np.zeros((9, 1200)), np.zeros((1000, 1, 1)))] if len(asked) > 1 else "
        "([(np.zeros((1, 1)), np.zeros(1))], [1.0])")),
}
