"""The student's own tape: a class that records, a sweep that goes back, and what goes wrong on the way."""
from __future__ import annotations

from collections import Counter
from functools import partial
from math import tanh

from course.autodiff import as_data, complex_step, record, run
from course.checking import Exercise, Mismatch, Mistake, Stopped, expect, points, predict
from course.exercises.drawn import drawn_program, respelled, shuffled, weight
from course.exercises.material import blaming, stopping, within
from course.exercises.smaller import smaller_programs, smallest

GUESS_RIGHT = Mistake("the right derivative", "that is the derivative, but not what this function finds: follow its "
                      "calls one by one")
GUESS_ONE = Mistake("last message only", "what arrives is added to what is there: a is told more than once")
GUESS_TWICE = Mistake("both calls of b alike", "at its first call b has only 1 to pass on, at its second call it has 2")
GUESS_SHORT = Mistake("second call of b forgotten", "c has two edges to b: b is called twice, and each time it calls a "
                      "twice")


@points(0)
def guess_recursion(work, rng):
    """should be the number that this recursion leaves on a"""
    predict(work, 6, because={GUESS_RIGHT: 4, GUESS_ONE: 1, GUESS_SHORT: 2, GUESS_TWICE: 8})


recursion_guess = Exercise(
    "recursion_guess", "A recursion that is wrong", (guess_recursion,), (
        "First call of b: it has 1, and tells a twice. So a has 2.",
        "Second call of b: it now has 2, and tells a twice again. But 1 of these 2 has been told already."),
    (GUESS_RIGHT, GUESS_ONE, GUESS_SHORT, GUESS_TWICE),
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
LAST_SEEDED = Mistake("the last of the tape seeded", "output says at which value the sweep starts: it need not be the "
                      "last on the tape")
SILENT = Mistake("output passes nothing on", "the sweep begins at the output itself: it has the seed, and passes it on "
                 "along its edges")
NO_LIST = Mistake("adjoints not in a list", "the adjoint of a value is looked up at its place on the tape: give back a "
                  "list with one number for each place")
NOT_LIFTED = Mistake("a plain number not lifted", "a plain number has no value and no place on the tape: begin with "
                     "lift, which puts it there")
DEEP = Mistake("recursion too deep", "a function that calls itself for every step ends at Python's limit: the tape is "
               "already in a good order, walk along it")
EVERY_PATH = Mistake("walks along every path", "each edge needs one multiplication when every adjoint is complete "
                     "before it is passed on")

NOT_SWITCHED = Mistake("each factor meets itself", "when one factor moves, the product moves by the other one: that is "
                       "the weight of the edge")
QUOTIENT_SIGN = Mistake("quotient without its minus", "when the denominator grows, the quotient shrinks: this edge has "
                        "a weight of the other sign")
RULE = {op: Mistake(f"rule of {op}", f"the program has one step: compare the value and the weights of your {said} with "
                    "its partial derivatives")
        for op, said in {"mul": "product", "div": "quotient", "sin": "sine"}.items()}

FAN_OUT = [("b", "add", "a", "a"), ("c", "add", "b", "b")]
SQUARE = [("v", "mul", "x", "x")]
BINARY, UNARY = ("add", "sub", "mul", "div"), ("sin", "cos", "exp", "ln", "tanh")
STEPS = 100_000         # lines of Python: ample for a sweep over 60 steps, nothing for all their paths


def swept(program, values, seed=1.0, outputs=None, overwrite=False, kept=(), order=reversed):
    """The adjoints of the inputs after some sweeps, which may overwrite, keep some names, or go another way."""
    graph = as_data(record(program, **values))
    bars = {}
    for out in outputs or [graph["output"]]:
        bars = {name: bar for name, bar in bars.items() if name in kept} | {out: seed}
        for source, target, slope in order(graph["edges"]):
            message = slope * bars.get(target, 0.0)
            bars[source] = message if overwrite else bars.get(source, 0.0) + message
    return {name: bars.get(name, 0.0) for name in values}


def told_early(program, values, seed=1.0, outputs=None):
    """The recursion that passes on the sum so far."""
    graph = as_data(record(program, **values))
    bars = Counter()

    def tell(name, amount):
        bars[name] += amount
        for source, target, slope in graph["edges"]:
            if target == name:
                tell(source, bars[name] * slope)

    tell((outputs or [graph["output"]])[-1], seed)
    return {name: bars[name] for name in values}


def _everything(program):
    return {name for step in program for name in (step[0], *step[2:])}


def _kept(program, values, seed=1.0, outputs=None):
    return swept(program, values, seed, outputs, kept=_everything(program))


def _kept_inputs(program, values, seed=1.0, outputs=None):
    return swept(program, values, seed, outputs, kept=values)


def _unswitched(a, b): return a, b
def _no_minus(a, b): return 1 / b, a / b**2
def _nothing(a, b): return 0.0, 0.0


def _one_step(op, program, values, seed, weights):
    """The adjoints of a program of this one step, whose weights are got wrong; None of any other."""
    if len(program) > 1 or program[0][1] != op:
        return None
    args = program[0][2:]
    bars = dict.fromkeys(values, 0.0)
    for arg, slope in zip(args, weights(*(values.get(arg, arg) for arg in args)), strict=True):
        if isinstance(arg, str):
            bars[arg] += seed * slope
    return bars


SWEEP_MISTAKES = {
    OVERWRITES: partial(swept, overwrite=True), TOO_EARLY: told_early, FORWARD: partial(swept, order=iter),
    SEED_IGNORED: lambda program, values, seed=1.0, outputs=None: swept(program, values, 1.0, outputs),
    NOT_SWITCHED: lambda program, values, seed=1.0, outputs=None: _one_step("mul", program, values, seed, _unswitched),
    QUOTIENT_SIGN: lambda program, values, seed=1.0, outputs=None: _one_step("div", program, values, seed, _no_minus),
    STALE: _kept, STALE_INPUTS: _kept_inputs,
    LAST_SEEDED: lambda program, values, seed=1.0, outputs=None: swept(program, values, seed),
    SILENT: lambda program, values, seed=1.0, outputs=None: _one_step("add", program, values, seed, _nothing)}


def _expect_adjoints(work, case, *more, witness="complex step, times the seed"):
    """The check on a program at some values; `more` are the seed and the outputs, if they are not 1 and the last."""
    program, values = case
    seed, outputs = (*more, 1.0, None)[:2] if len(more) != 1 else (*more, None)
    out = (outputs or [program[-1][0]])[-1]
    want = {name: seed * complex_step(lambda x, name=name: run(program, values | {name: x})[out], values[name])
            for name in values}
    stopping(NO_LIST, r"^KeyError: \d+$", lambda: expect(
        work, (program, values, *more), want, witness=witness, rtol=1e-9, because=SWEEP_MISTAKES))


def _other(rng, program, values):
    """The program under other names and at other values."""
    program, new = respelled(program, values, rng)
    return program, {new[name]: abs(weight(rng)) for name in values}


def sums(work, rng):
    """should send the seed back through sums and differences, with numbers on either side"""
    _expect_adjoints(work, ([("v", "add", "x", "y")], {"x": 3.0, "y": 2.0}), 10.0)
    for args in (("x", "y"), (2.0, "y"), ("x", 2)):
        for op in ("add", "sub"):
            case = _other(rng, [("v", op, *args)], [arg for arg in args if isinstance(arg, str)])
            _expect_adjoints(work, case, weight(rng))


def fan_out(work, rng):
    """should add up what comes back along every edge: b = a + a, c = b + b"""
    _expect_adjoints(work, (FAN_OUT, {"a": 1.0}), witness="sum over 4 paths")
    both = [("b", "exp", "a"), ("c", "sub", "b", "a"), ("d", "add", "c", "b")]
    _expect_adjoints(work, _other(rng, both, ["a"]), weight(rng))


def _rule(sentence, op, worth):
    """A check of this operation alone, so that it can pass before the others are written."""
    def attempt(work, rng):
        if op == "mul":
            _expect_adjoints(work, (SQUARE, {"x": 3.0}))
        for args in [("x", "y"), (2.0, "y"), ("x", 2)] if op in BINARY else [("x",)]:
            case = _other(rng, [("v", op, *args)], [arg for arg in args if isinstance(arg, str)])
            _expect_adjoints(work, case, weight(rng))

    @points(worth)
    def rule(work, rng):
        stopping(NOT_LIFTED, r"'(int|float)' object has no attribute",
                 lambda: blaming(RULE[op], lambda: attempt(work, rng)))
    rule.__doc__, rule.__name__ = f"should {sentence}", op
    return rule


@points(2)
def any_program(work, rng):
    """should give the derivatives of any program, times the seed"""
    for steps in (2, 4, 12):            # the last of them with every operation
        (program, values), seed = drawn_program(rng, BINARY + UNARY, steps), weight(rng)
        products = [*program, ("product", "mul", next(iter(values)), program[-1][0]),   # of two different factors
                    ("scaled", "mul", "product", weight(rng))]                          # and with a number
        smallest(lambda case, seed=seed: _expect_adjoints(work, case, seed), (products, values),
                 lambda case: smaller_programs(*case))


def again(work, rng):
    """should give the same when it sweeps a tape once more, and start at any of its values"""
    _expect_adjoints(work, (FAN_OUT, {"a": 1.0}), 1.0, ["c", "c"], witness="the first sweep")
    _expect_adjoints(work, (FAN_OUT, {"a": 1.0}), 1.0, ["b"], witness="sum over 2 paths")
    program, values = drawn_program(rng, ("add", "sub", "cos", "tanh"), 5)
    for outputs in (shuffled(rng, [step[0] for step in program]), [program[-1][0]] * 3):
        _expect_adjoints(work, (program, values), weight(rng), outputs)


def long_chain(work, rng):
    """should manage a chain of 2000 steps"""
    program = [(f"v{i + 1}", "tanh", f"v{i}") for i in range(2000)]
    tried = ("tried", "v1 = tanh(v0), v2 = tanh(v1), and so on, 2000 steps")
    start = abs(weight(rng))
    try:
        got = work(program, {"v0": start})
    except Stopped as stop:
        if "RecursionError" in str(stop):
            raise Mismatch(tried, ("yours", "RecursionError"), mistake=DEEP) from None
        raise
    x, slope = start, 1.0
    for _ in program:
        x = tanh(x)
        slope *= 1 - x * x
    expect(lambda: got, (), {"v0": slope}, tried=tried[1], witness="(1 − v1²) · (1 − v2²) · …", rtol=1e-9)


def many_paths(work, rng):
    """should add up more paths than anybody can walk along, in one sweep"""
    steps, seed = int(rng.integers(55, 65)), weight(rng)
    program = [(f"v{i + 1}", "add", f"v{i}", f"v{i}") for i in range(steps)]
    tried = f"v1 = v0 + v0, v2 = v1 + v1, and so on, {steps} steps"
    got = within(work, STEPS, (program, {"v0": 1.0}, seed), tried, EVERY_PATH)
    expect(lambda: got, (), {"v0": seed * 2.0**steps}, tried=tried, witness=f"the seed, times {2**steps} paths")


run_reverse = Exercise(
    "run_reverse", "Your own tape", (
        sums, fan_out, again, long_chain, many_paths, _rule("know the product", "mul", 0.5),
        _rule("know the quotient", "div", 0.25), _rule("know the sine", "sin", 0.25), any_program), (
        "An operation makes a new Var from its value and two edges, (argument, weight). The weight is the partial "
        "derivative by that argument.",
        "The sweep keeps one adjoint for each place on the tape: all 0, but for the output, which has the seed.",
        "Whatever used a value stands later on the tape. So in which direction is every adjoint complete in time?"),
    (*SWEEP_MISTAKES, *RULE.values(), NO_LIST, NOT_LIFTED, DEEP, EVERY_PATH),
    after="PyTorch, for one, works like this: it records while the program runs, and goes back when asked.")

