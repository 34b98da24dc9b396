"""What a gradient costs in counted operations, and which mode a Jacobian asks for."""
from __future__ import annotations

from collections import Counter
from functools import partial

import numpy as np

from course.autodiff import complex_step, run
from course.checking import Counted, Exercise, Mistake, expect, points, predict, reveal
from course.exercises.drawn import respelled, shuffled
from course.exercises.material import counted_only, generic, require, stopping
from course.exercises.order import named
from course.exercises.reverse.tape import OVERWRITES
from course.exercises.reverse.traces import SUB_SIGN
from course.pictures import Table

DIV_SIGN = Mistake("both arguments of a quotient alike", "when the denominator grows, the quotient shrinks")
QUOTIENT_AGAIN = Mistake("the quotient computed again", "the derivatives of a/b by a and by b both contain q̄/b, and "
                         "a/b is known from the forward run")
NO_ADJOINT = Mistake("unused values without an adjoint", "a step or an input that the result does not use has an "
                     "adjoint, too: 0")
ALL_ADJOINTS = Mistake("adjoints of the steps given back", "the dictionary has the derivatives by the inputs "
                       "in x, and no others")
PASS_EACH = Mistake("one pass for each input", "one backward sweep gives the derivatives by all inputs together")
TIMES = 5


def _gradient(program, x):
    """The value and its derivatives by every input, from complex steps."""
    out = program[-1][0]
    slopes = {name: complex_step(lambda t, name=name: run(program, x | {name: t})[out], x[name]) for name in x}
    return run(program, x)[out], slopes


def swept(program, x, add=True, sub=-1.0, div=-1.0, steps=False):
    """The same by one sweep, with some of the rules got wrong."""
    known, bars = dict(x), dict.fromkeys(x, 0.0)
    for name, op, a, b in program:
        known[name], bars[name] = run([(name, op, "left", "right")], {"left": known[a], "right": known[b]})[name], 0.0
    bars[program[-1][0]] = 1.0
    for name, op, a, b in reversed(program):
        shares = {"add": (1.0, 1.0), "sub": (1.0, sub), "mul": (known[b], known[a])}.get(
            op) or (1 / known[b], div * known[name] / known[b])
        for arg, share in zip((a, b), shares, strict=True):
            bars[arg] = share * bars[name] + (bars[arg] if add else 0.0)
    return known[program[-1][0]], {name: bars[name] for name in (bars if steps else x)}


PRICE_MISTAKES = {OVERWRITES: lambda p, x: swept(p, x, add=False), SUB_SIGN: lambda p, x: swept(p, x, sub=1.0),
                  DIV_SIGN: lambda p, x: swept(p, x, div=1.0),
                  ALL_ADJOINTS: lambda p, x: swept(p, x, steps=True)}


def _counted(work, program, x, tried=""):
    """How many operations the work takes for value and gradient, once these are right."""
    ledger = Counter()
    got = work(program, {name: Counted(value, ledger) for name, value in x.items()})
    tried = tried or f"cheap_grad({program}, {x})"
    want = _gradient(program, x)
    expect(lambda: reveal(got), (), want, tried=tried, witness="complex step", rtol=1e-9,
           because={mistake: wrong(program, x) for mistake, wrong in PRICE_MISTAKES.items()})
    counted_only(got, want, tried)
    return sum(ledger.values())


def _expect_cheap(work, program, x, tried, mistake=None):
    spent, limit = _counted(work, program, x, tried), TIMES * len(program)
    require(spent <= limit, ("tried", f"{tried}, with counted numbers"), ("yours", f"{spent} operations"),
            ("possible", f"{limit}: {TIMES} times the number of steps"),
            mistake=PASS_EACH if spent > 2 * limit else mistake)


def each_operation(work, rng):
    """should give value and gradient of one step"""
    _counted(work, [("v", "div", "x", "y")], {"x": 6.0, "y": 2.0})
    x, y, unused = generic(rng, 3).tolist()
    for program, values in (
            ([("dead", "mul", "x", "y"), ("v", "sub", "x", "y")], {"x": x, "y": y, "z": unused}),
            ([("a", "mul", "x", "y"), ("dead", "add", "a", "x"), ("v", "mul", "a", "y")], {"x": x, "y": y})):
        stopping(NO_ADJOINT, "^KeyError: '(dead|z)'$", partial(_counted, work, program, values))
    for op in ("add", "sub", "mul", "div"):
        for args in (("x", "y"), ("x", "x")):
            program, new = respelled([("v", op, *args)], args, rng)
            _counted(work, program, {new[name]: float(generic(rng)) for name in dict.fromkeys(args)})


def many_inputs(work, rng):
    """should find both for a product of 20 inputs, with at most 5 times as many operations as steps"""
    x = {f"x{i}": float(rng.uniform(0.7, 1.4)) for i in range(20)}
    program = [(f"v{i}", "mul", f"v{i - 1}" if i > 1 else "x0", f"x{i}") for i in range(1, 20)]
    _expect_cheap(work, program, x, "a product of 20 inputs, 19 steps")


def one_quotient(work, rng):
    """should find both for one step, a quotient too, with at most 5 operations"""
    for op in ("add", "sub", "mul", "div"):
        x, y = map(float, generic(rng, 2))
        _expect_cheap(work, [("v", op, "x", "y")], {"x": x, "y": y}, f"v = {op}(x, y)",
                      QUOTIENT_AGAIN if op == "div" else None)


@points(2)
def any_program(work, rng):
    """should find both for any program, with at most 5 times as many operations as steps"""
    for _ in range(3):
        x = {"x": float(rng.uniform(0.7, 1.4)), "y": float(rng.uniform(-1.4, -0.7))}
        names, program = ["x", "y"], [("v0", "sub", "x", "y")]
        for i, op in enumerate(shuffled(rng, ["add", "sub", "mul", "div"] * 2), 1):
            second = str(rng.choice(["x", "y"])) if op == "div" else str(rng.choice(names))
            program.append((f"v{i}", op, f"v{i - 1}", second))
            names.append(f"v{i}")
        _expect_cheap(work, program, x, f"cheap_grad({program}, {x})")


def _ratios(work):
    """Operations counted in the student's own code, for twenty steps of one kind."""
    rows = []
    for op in ("add", "sub", "mul", "div"):
        program = [("v0", "mul", "x", "y"), *((f"v{i}", op, f"v{i - 1}", "x") for i in range(1, 20)),
                   ("out", "mul", "v19", "y")]
        spent = _counted(work, program, {"x": 1.1, "y": 0.9})
        rows.append((op, str(len(program)), str(spent), f"{spent / len(program):.2f}"))
    return Table("Counted in your own code: two products, and 19 steps of one kind",
                 ("operation", "function", "with its gradient", "ratio"), tuple(rows))


cheap_grad = Exercise(
    "cheap_grad", "The gradient for five times the price", (each_operation, many_inputs, one_quotient, any_program), (
        "Run the program and keep every value, then sweep back. Each message costs one addition.",
        "A product: 1 operation forward; backward two multiplications and two additions. Together 5.",
        "A quotient q = a/b: with c = q̄/b the argument a receives c, and b loses c·q. Two operations for both "
        "messages, and c is computed once."),
    (OVERWRITES, SUB_SIGN, DIV_SIGN, NO_ADJOINT, ALL_ADJOINTS, QUOTIENT_AGAIN, PASS_EACH),
    after="With these four operations value and gradient together cost at most five times the operations of the value, "
          "for a thousand inputs as for one.",
    reward=_ratios)

# --- predict: sweeps -----------------------------------------------------------------------------------------------

SWEEP_EACH = Mistake("one sweep for each input", "a sweep goes back from one result, and reaches all inputs")
SWEEP_ONCE = Mistake("one sweep for all", "a sweep answers for one result: how does it move with each input?")
SWEEP_ENTRIES = Mistake("one sweep for each entry", "a sweep goes back from one result, and finds a whole row")


@points(0)
def guess_sweeps(work, rng):
    """should be the number of sweeps for all derivatives of a function with 1000 inputs and 3 results"""
    predict(work, 3, because={SWEEP_EACH: 1000, SWEEP_ONCE: 1, SWEEP_ENTRIES: 3000})


sweeps_guess = Exercise(
    "sweeps_guess", "How many sweeps", (guess_sweeps,), (
        "A sweep starts with a seed at one result.", "Forward mode took one pass for each input. What does one sweep "
        "leave on the inputs?"),
    (SWEEP_EACH, SWEEP_ONCE, SWEEP_ENTRIES),
    after=f"Three, one for each result. For a single result it is one: compare the thousand passes of "
          f"{named('forward')}.")

# --- passes and modes ----------------------------------------------------------------------------------------------

PRINTED = Mistake("m and n exchanged", "reverse mode starts at the results: it is for few results and many inputs")
MODES_SWAPPED = Mistake("the other mode", "a forward pass starts at an input and gives a column of the Jacobian, a "
                        "sweep starts at a result and gives a row: which of them has this number?")
COUNTS_EXCHANGED = Mistake("passes of the other mode", "forward mode starts once at each input, reverse mode once at "
                           "each result")


def _mode(n, m):
    return ("forward", n) if n < m else ("reverse", m)


def _expect_mode(work, n, m):
    expect(work, (n, m), _mode(n, m), witness="columns or rows of the Jacobian",
           because={PRINTED: ("reverse" if n < m else "forward", max(n, m)),
                    MODES_SWAPPED: ("reverse" if n < m else "forward", min(n, m)),
                    COUNTS_EXCHANGED: (_mode(n, m)[0], max(n, m))})


def a_loss(work, rng):
    """should choose the mode for a loss with a thousand parameters, and for a curve"""
    for n in (1000, int(rng.integers(2, 10**6))):
        _expect_mode(work, n, 1)
    for m in (50, int(rng.integers(2, 10**6))):
        _expect_mode(work, 1, m)


def any_shape(work, rng):
    """should choose the mode with fewer passes; either one when both need as many"""
    _expect_mode(work, 4, 7)
    for _ in range(4):
        n, m = (int(k) for k in rng.choice(np.arange(2, 200), 2, replace=False))
        _expect_mode(work, n, m)
    n = int(rng.integers(2, 100))
    mode, passes = work(n, n)
    require(mode in ("forward", "reverse") and passes == n, ("tried", f"best_mode({n}, {n})"),
            ("yours", f"({mode!r}, {passes})"), ("possible", f"{n} passes in either mode"))


best_mode = Exercise(
    "best_mode", "Which mode", (a_loss, any_shape), (
        "The Jacobian has m rows and n columns. What does one forward pass give of it, and what one reverse sweep?",
        "Few inputs: forward. Few results: reverse."),
    (PRINTED, MODES_SWAPPED, COUNTS_EXCHANGED),
    after="Training has one result, the loss, and a great many inputs, the parameters. Hence reverse mode.")
