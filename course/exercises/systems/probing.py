"""Black boxes that differentiate programs, each in its own way, and can be told apart by what they do."""
from __future__ import annotations

import numpy as np

from course import autodiff
from course.autodiff import input_names, record, run
from course.checking import Exercise, Mistake, points
from course.exercises.material import require

INEXACT = Mistake("differences taken for exact", "central differences are exact, but for rounding, for lines and "
                  "parabolas: probe with exp or sin, and compare with a derivative you know")
NO_SHARING = Mistake("expressions did not swell", "a formula swells when values are used twice, over and over: probe "
                     "with such a program, and a longer one")
ONE_INPUT = Mistake("forward and reverse mixed up", "they differ in what more inputs cost: probe with few inputs and "
                    "with many, as many steps for each")
NAMES = ("numeric", "symbolic", "forward", "reverse")
STEPS = 150


def _formula_size(program, x):
    """The operations in the derivatives by every input, written out as formulas without shared parts."""
    size, slope = dict.fromkeys(x, 0), {name: {name: 0} for name in x}
    for name, _, *args in program:
        names = [arg for arg in args if isinstance(arg, str)]
        size[name] = 1 + sum(size[arg] for arg in names)
        slope[name] = {}
        for arg in names:
            for by, inner in slope[arg].items():
                slope[name][by] = slope[name].get(by, -1) + inner + size[name] + 2
    return sum(slope[program[-1][0]].values())


def _differences(program, x):
    out, h = program[-1][0], 1e-6
    at = lambda name, t: run(program, x | {name: x[name] + t})[out]  # noqa: E731
    return {name: float((at(name, h) - at(name, -h)) / (2 * h)) for name in x}


def box(kind: str, scale: int = 1):
    """A black box: (program, x) -> (gradient, operations). `scale` is what one operation counts."""
    def differentiate(program, x):
        x = {name: float(value) for name, value in x.items()}       # whole numbers can grow without end
        if not 1 <= len(program) <= STEPS or len(x) > STEPS:
            raise ValueError(f"the box takes 1 to {STEPS} steps and up to {STEPS} inputs; yours are {len(program)} "
                             f"steps and {len(x)} inputs")
        if missing := set(input_names(program)) - set(x):
            raise ValueError(f"there is no value for the input {min(missing)}")
        steps, n = sum(len(args) for _, _, *args in program), len(x)
        cost = {"numeric": 2 * n * steps, "symbolic": _formula_size(program, x), "forward": 3 * n * steps,
                "reverse": 4 * steps}[kind]
        with np.errstate(all="ignore"):     # whatever somebody probes with
            return (_differences if kind == "numeric" else _exact)(program, x), scale * cost
    differentiate.told = f"impl(program, x): a box of the kind {kind!r}"
    return differentiate


def _exact(program, x):
    used = {name: float(x[name]) for name in input_names(program)}
    bars = autodiff.adjoints(record(program, **used))
    return {name: float(bars.get(name, 0.0)) for name in x}


def _expect_kind(work, kind, scale):
    got = work(box(kind, scale))
    pair = {got, kind} if isinstance(got, str) else {None}
    mistake = (INEXACT if "numeric" in pair else NO_SHARING if "symbolic" in pair else ONE_INPUT) if pair <= set(
        NAMES) else None
    require(isinstance(got, str) and got == kind,
            ("tried", "a black box, a function of a program and of values for its inputs"), ("yours", repr(got)),
            ("possible answers", ", ".join(NAMES)), mistake=mistake)


def each_kind(work, rng):
    """should recognise all four, whatever order they come in"""
    for kind in rng.permutation(NAMES):
        _expect_kind(work, str(kind), 1)


@points(2)
def other_prices(work, rng):
    """should recognise them by how their cost grows, when one operation counts more"""
    for kind in rng.permutation(np.repeat(NAMES, 2)):
        _expect_kind(work, str(kind), int(rng.integers(2, 30)))


probe = Exercise(
    "probe", "What is in the box", (each_kind, other_prices), (
        "Exactness first: differentiate a function whose derivative you know, such as exp at 1.",
        "Then cost. Two programs with as many steps, one on 1 input and one on 20: whose cost grows with the inputs?",
        "And two ladders, autodiff.ladder(5) and autodiff.ladder(10): whose cost far more than doubles?"),
    (INEXACT, NO_SHARING, ONE_INPUT),
    after="Inexact: differences. Swelling: formulas. Dearer with every input: forward. None of these: reverse.",
    may_use=("ladder",), extra=True)
