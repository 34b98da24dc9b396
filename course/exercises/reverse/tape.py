"""The student's own tape: a class that records, a sweep that goes back, and what goes wrong on the way."""
from __future__ import annotations

from collections import Counter
from math import cos, sin

from course.autodiff import DRONEN, as_data, complex_step, record, run
from course.checking import Exercise, Mismatch, Mistake, Stopped, expect, points, predict
from course.exercises.material import explodes, generic, random_program, require

GUESS_RIGHT = Mistake("the right derivative", "that is the derivative, but not what this function finds: follow its "
                      "calls one by one")
GUESS_ONE = Mistake("last message only", "what arrives is added to what is there: a is told more than once")
GUESS_SHORT = Mistake("second call of b forgotten", "c has two edges to b: b is called twice, and each time it calls a "
                      "twice")


@points(0)
def guess_recursion(work, rng):
    """should be the number that this recursion leaves on a"""
    predict(work, 6, because={GUESS_RIGHT: 4, GUESS_ONE: 1, GUESS_SHORT: 2})


recursion_guess = Exercise(
    "recursion_guess", "A recursion that is wrong", (guess_recursion,), (
        "First call of b: it has 1, and tells a twice. So a has 2.",
        "Second call of b: it now has 2, and tells a twice again. But 1 of these 2 has been told already."),
    (GUESS_RIGHT, GUESS_ONE, GUESS_SHORT),
    after="6 instead of 4: at its second call b passes on its whole sum, and the first message is counted again.")

# --- 1: the class and the sweep ------------------------------------------------------------------------------------

OVERWRITES = Mistake("overwrites instead of adding", "a value that is used twice hears from both uses: what comes back "
                     "is added up")
TOO_EARLY = Mistake("passes on an incomplete sum", "a value may pass its adjoint on only when all that used it have "
                    "sent theirs: mind the order")
FORWARD = Mistake("walks the tape forward", "at the beginning only the output has an adjoint: what was "
                  "computed last must speak first")
STALE = Mistake("adjoints kept from the last sweep", "each sweep starts anew: nothing of an earlier one may be left in "
                "the adjoints")
STALE_INPUTS = Mistake("inputs keep their adjoints", "each sweep starts anew, for the inputs too: cleared between "
                       "nodes only, theirs add up")
SEED_IGNORED = Mistake("seed ignored", "the sweep starts with the seed at the output, whatever it is")
DEEP = Mistake("recursion too deep", "a function that calls itself for every step ends at Python's limit: the tape is "
               "already in a good order, walk along it")
EVERY_PATH = Mistake("walks along every path", "each edge needs one multiplication when every adjoint is complete "
                     "before it is passed on")

FAN_OUT = [("b", "add", "a", "a"), ("c", "add", "b", "b")]
BINARY, UNARY = ("add", "sub", "mul", "div"), ("sin", "cos", "exp", "ln", "tanh")


def _run(program, values):
    """The edges of a run and the name of its output, by the engine."""
    graph = as_data(record(program, **values))
    return graph["edges"], graph["output"]


def swept(program, values, seed, runs, overwrite=False, kept=(), order=reversed):
    """The adjoints of the inputs after some sweeps, which may overwrite, keep some names, or go another way."""
    edges, out = _run(program, values)
    bars = {}
    for _ in range(runs):
        bars = {name: bar for name, bar in bars.items() if name in kept} | {out: seed}
        for source, target, weight in order(edges):
            message = weight * bars.get(target, 0.0)
            bars[source] = message if overwrite else bars.get(source, 0.0) + message
    return {name: bars.get(name, 0.0) for name in values}


def told_early(program, values, seed, runs):
    """The recursion that passes on the sum so far."""
    edges, out = _run(program, values)
    bars = Counter()

    def tell(name, amount):
        bars[name] += amount
        for source, target, weight in edges:
            if target == name:
                tell(source, bars[name] * weight)

    tell(out, seed)
    return {name: bars[name] for name in values}


def _everything(program):
    return {name for step in program for name in (step[0], *step[2:])}


SWEEP_MISTAKES = {
    OVERWRITES: lambda *args: swept(*args, overwrite=True), TOO_EARLY: told_early,
    FORWARD: lambda *args: swept(*args, order=iter),
    SEED_IGNORED: lambda program, values, seed, runs: swept(program, values, 1.0, runs),
    STALE: lambda *args: swept(*args, kept=_everything(args[0])),
    STALE_INPUTS: lambda *args: swept(*args, kept=args[1])}


def _expect_adjoints(work, program, values, seed=1.0, runs=1, witness="complex step, times the seed"):
    out = program[-1][0]
    want = {name: seed * complex_step(lambda x, name=name: run(program, values | {name: x})[out], values[name])
            for name in values}
    expect(work, (program, values, seed, runs), want, witness=witness, rtol=1e-9, because=SWEEP_MISTAKES)


def product(work, rng):
    """should send the seed back through a product"""
    for seed in (1.0, 10.0):
        _expect_adjoints(work, [("v", "mul", "x", "y")], {"x": 3.0, "y": 2.0}, seed)


def fan_out(work, rng):
    """should add up what comes back along every edge: b = a + a, c = b + b"""
    _expect_adjoints(work, FAN_OUT, {"a": 1.0}, witness="sum over 4 paths")


def again(work, rng):
    """should give the same when it sweeps the same tape a second time"""
    _expect_adjoints(work, FAN_OUT, {"a": 1.0}, runs=2, witness="the first sweep")
    _expect_adjoints(work, DRONEN, {"x1": 2.0, "x2": 5.0}, runs=3)


def each_operation(work, rng):
    """should know every operation, with numbers on either side"""
    values = {"x": 1.3, "y": 0.7}
    for op in (*BINARY, *UNARY):
        for args in [("x", "y"), (2.0, "y"), ("x", 2.0)] if op in BINARY else [("x",)]:
            _expect_adjoints(work, [("v", op, *args)], {arg: values[arg] for arg in args if isinstance(arg, str)})


@points(2)
def any_program(work, rng):
    """should give the derivatives of any program, times the seed"""
    for _ in range(3):
        program, values = random_program(rng)
        needed = {arg for _, _, *args in program for arg in args if isinstance(arg, str)}
        _expect_adjoints(work, program, {k: v for k, v in values.items() if k in needed}, float(generic(rng)))


def long_chain(work, rng):
    """should manage a chain of 4000 steps"""
    program = [(f"v{i + 1}", "sin", f"v{i}") for i in range(4000)]
    tried = ("tried", "v1 = sin(v0), v2 = sin(v1), and so on, 4000 steps")
    try:
        got = work(program, {"v0": 1.0}, 1.0, 1)
    except Stopped as stop:
        if "RecursionError" in str(stop):
            raise Mismatch(tried, ("yours", "RecursionError"), mistake=DEEP) from None
        raise
    x, slope = 1.0, 1.0
    for _ in program:
        x, slope = sin(x), slope * cos(x)
    expect(lambda: got, (), {"v0": slope}, tried=tried[1], witness="cos v0 · cos v1 · …", rtol=1e-9)


def many_paths(work, rng):
    """should not take twice as long with every step that uses a value twice"""
    def doubled(steps):
        got = work([(f"v{i + 1}", "add", f"v{i}", f"v{i}") for i in range(steps)], {"v0": 1.0}, 1.0, 1)
        expect(lambda: got, (), {"v0": 2.0**steps}, tried=f"{steps} steps that double", witness=f"{2**steps} paths")

    steps = explodes(doubled, range(8, 18), slack=0.005)
    require(steps is None, ("tried", f"programs of 4 and of {steps} steps that double"),
            ("yours", "takes far longer on the second"), ("possible", f"about {(steps or 0) // 4} times as long"),
            mistake=EVERY_PATH)
    doubled(60)


run_reverse = Exercise(
    "run_reverse", "Your own tape", (product, fan_out, again, each_operation, any_program, long_chain, many_paths), (
        "An operation makes a new Var from its value and two edges, (argument, weight). The weight is the partial "
        "derivative by that argument.",
        "The sweep keeps one adjoint for each place on the tape: all 0, but for the output, which has the seed.",
        "Whatever used a value stands later on the tape. So in which direction is every adjoint complete in time?"),
    (OVERWRITES, TOO_EARLY, FORWARD, STALE, STALE_INPUTS, SEED_IGNORED, DEEP, EVERY_PATH),
    after="PyTorch, for one, does just this: it records while the program runs, and then walks back.")

