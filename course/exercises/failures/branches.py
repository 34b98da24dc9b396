"""Branches: a run sees the piece that it takes, and where that piece is a single point its slope says nothing."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff import jvp, short
from course.checking import Exercise, Mismatch, Mistake, points, predict, same, show_call
from course.checking.compare import recognise
from course.exercises.drawn import names, shuffled

# --- predict -------------------------------------------------------------------------------------------------------

TRUTH = Mistake("the slope of the function", "at 1 this run never multiplies x by x: what does it return?")
CONSTANT = Mistake("a constant", "the value is 1 there, but what is returned is x, and x moves")


@points(0)
def guess_lie(work, rng):
    """should be what the run at 1 says"""
    predict(work, 1, because={TRUTH: 2, CONSTANT: 0})


lie_guess = Exercise(
    "lie_guess", "A branch for one point", (guess_lie,), (
        "Which branch runs at x = 1, and what does it return?", "How does x move when x moves?"),
    (TRUTH, CONSTANT), after="1: at 1 the run returns x. The value is right, the slope is that of the wrong piece.")

# --- 2: where programs lie -----------------------------------------------------------------------------------------

ARITHMETIC = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b}
RIGHT_SLOPES = Mistake("right slopes among them", "a branch for one point may well have the right slope: compare it "
                       "with the slope of what runs beside this point")
ALL_TESTS = Mistake("every number that is tested", "at a tested number the two runs may agree, or the function may "
                    "jump: only where the values agree and the slopes differ does the program lie")
UNORDERED = Mistake("another order", "these are the points; what is asked for is ascending order")
TWICE = Mistake("a number twice", "a number may be tested in several steps: it is one point, so name it once")
JUMPS = Mistake("jumps among them", "where the value jumps, the function has no slope that could be given wrongly: "
                "the values must agree, too")
NAMES = Mistake("names", "what is asked for are numbers: in a step (name, \"if_equal\", \"x\", number, then, else) it "
                "is step[3]")
NOTHING = Mistake("nothing found", "at 1 both runs have the value 1; their slopes are 0 and 2")
MISSING = Mistake("some are missing", "these are such points, but not all: every tested number must be looked at")
STEP_ALONE = Mistake("the step alone", "what counts is the result of the program: a later step may hide what a branch "
                     "does, or bring it out")


def branching(program: list, x, takes: Callable[[float], bool]) -> dict:
    """Every name of a program with branches; `takes` says whether a test for a number succeeds."""
    known = {"x": x}
    for name, op, *args in program:
        if op == "if_equal":
            args = [args[2] if takes(args[1]) else args[3]]
        a = [known[arg] if isinstance(arg, str) else float(arg) for arg in args]
        known[name] = a[0] if op == "if_equal" else ARITHMETIC[op](*a)
    return known


def _pair(program, at, equal, name=None):
    """Value and slope at a point: of the run there, or of what runs beside it."""
    f = lambda x: 0 * x + branching(program, x, lambda number: equal and number == at)[name or program[-1][0]]  # noqa: E731
    value, slope = jvp(f, (at,), (1.0,))
    return float(value), float(slope)


def lying(program, of=lambda here, beside: here[0] == beside[0] and here[1] != beside[1]):
    """The points of a program that is in halves of whole numbers, so that floats are exact."""
    tested = sorted({step[3] for step in program if step[1] == "if_equal"})
    return [at for at in tested if of(_pair(program, at, True), _pair(program, at, False))]


def _by_steps(program):
    """What the two names of each test say, for themselves."""
    found = set()
    for i, (_, op, *args) in enumerate(program):
        if op == "if_equal":
            one, other = (_pair([*program[:i], ("?", "add", arg, 0.0)], args[1], False) for arg in args[2:])
            found |= {args[1]} if one[0] == other[0] and one[1] != other[1] else set()
    return sorted(found)


LIE_MISTAKES = {RIGHT_SLOPES: lambda program: lying(program, lambda here, beside: here[0] == beside[0]),
                JUMPS: lambda program: lying(program, lambda here, beside: here[1] != beside[1]),
                STEP_ALONE: _by_steps,
                ALL_TESTS: lambda program: lying(program, lambda here, beside: True)}
SQUARE = [("s", "mul", "x", "x"), ("y", "if_equal", "x", 1.0, 1.0, "s")]
SMALL = (                                   # where it lies; with the right slope; where it jumps; tested twice
    SQUARE,
    [("d", "mul", 2.0, "x"), ("e", "add", "x", "x"), ("y", "if_equal", "x", 3.0, "d", "e")],
    [("y", "if_equal", "x", 2.0, 5.0, "x")],
    [*SQUARE, ("z", "if_equal", "x", 1.0, "y", "s")])


def _numbers(got):
    return isinstance(got, list | tuple | np.ndarray) and all(isinstance(each, int | float | np.number) for each in got)


def _by_look(got, want, program):
    """What is wrong with a list, by what is in it."""
    if isinstance(got, list | tuple) and any(isinstance(each, str) for each in got):
        return NAMES
    if not _numbers(got):
        return None
    if set(got) == set(want):
        return UNORDERED if len(got) == len(want) else TWICE
    if not len(got):
        return NOTHING if program is SQUARE else None
    return MISSING if set(got) < set(want) else None


def _expect_points(work, program):
    got, want = work(program), lying(program)
    if same(got, want):
        return
    mistake = recognise(got, want, (program,), LIE_MISTAKES)
    raise Mismatch(("tried", show_call(work.name, (program,))), ("yours", short(got)),
                   ("should be", f"{short(want)}, by value and slope of the two runs at each tested number"),
                   mistake=mistake or _by_look(got, want, program))


KINDS = ("constant", "tangent", "jump", "other")


def _written(rng, kinds, at, ending=()):
    """x·x + b·x, and at each point a branch of its kind; then factors x − p, one for each point of the ending."""
    spoken, b = iter(names(rng, 40, but=("x",))), float(rng.integers(1, 4)) + 0.25
    square, line, last = next(spoken), next(spoken), next(spoken)
    steps = [(square, "mul", "x", "x"), (line, "mul", b, "x"), (last, "add", square, line)]
    for kind, p in zip(kinds, at, strict=True):
        value, slope = p * p + b * p, 2 * p + b
        if kind == "tangent":               # value and slope are right
            scaled, branch = next(spoken), next(spoken)
            steps += [(scaled, "mul", slope, "x"), (branch, "add", scaled, value - slope * p)]
        elif kind == "other":               # the value is right, the slope is another one
            scaled, branch = next(spoken), next(spoken)
            steps += [(scaled, "mul", slope + 1, "x"), (branch, "sub", scaled, (slope + 1) * p - value)]
        else:
            branch = value + (kind == "jump") * float(rng.integers(1, 4))
        last, before = next(spoken), last
        steps.append((last, "if_equal", "x", p, branch, before))
    for p in ending:
        factor, last, before = next(spoken), next(spoken), last
        steps += [(factor, "sub", "x", p), (last, "mul", before, factor)]
    return steps


def _points(rng, n):
    return [float(p) / 2 for p in rng.choice(range(-6, 7), n, replace=False)]


def _drawn(rng, steps=7, products=3):
    """Steps on names and numbers, in any order; of so few products that floats stay exact."""
    known, program, at = ["x"], [], [0.0, *_points(rng, 2)]

    def drawn_argument():
        return float(rng.integers(-3, 4)) if rng.random() < 0.3 else str(rng.choice(known))

    for name in names(rng, steps, but=("x",)):
        used = sum(step[1] == "mul" for step in program)
        op = str(rng.choice(["add", "sub", "if_equal", "if_equal", "mul"][:4 + (used < products)]))
        test = ["x", float(rng.choice(at))] * (op == "if_equal")
        program.append((name, op, *test, drawn_argument(), known[-1]))
        known.append(name)
    return program


def one_branch(work, rng):
    """should find where a branch lies, and nothing where its slope is right or the value jumps"""
    for program in SMALL:
        _expect_points(work, program)
    for kinds in (("tangent", "jump"), ("constant",), ("other",)):
        _expect_points(work, _written(rng, shuffled(rng, kinds), _points(rng, len(kinds))))


def _wholes(rng):
    """Programs in which later steps hide what a branch does, or bring it out."""
    at = _points(rng, 4)
    mixed, other = _written(rng, shuffled(rng, KINDS), at), _written(rng, ["other"], at[:1])
    first, last, (y, *_, branch, _) = mixed[0][0], mixed[-1][0], other[-1]
    yield mixed
    yield [*mixed, ("minus", "sub", first, last)]
    yield [*mixed, ("more", "add", last, "x"), ("rest", "sub", "more", last)]       # the branches cancel
    yield _written(rng, ["constant", "jump"], at[:2], at[:2])                       # where a factor is 0 values count
    yield [*other, ("unused", "if_equal", "x", at[1], 0.0, "x"), ("last", "mul", "x", "x")]
    yield [("y", "if_equal", "x", at[0], at[0], "x"), ("z", "mul", at[1], "y")]     # in the first step
    yield [*other, ("again", "if_equal", "x", at[0], branch, y), ("then", "mul", "again", "x"),
           ("last", "if_equal", "x", at[1], "then", "again")]                       # one number twice
    yield from (_drawn(rng) for _ in range(4))


@points(2)
def whole_program(work, rng):
    """should judge the result of the whole program, with any number of branches"""
    for program in sorted(_wholes(rng), key=len):
        _expect_points(work, program)


lying_points = Exercise(
    "lying_points", "Where a program lies", (one_branch, whole_program), (
        "Only the numbers that are tested come into question. What are they?",
        "run_pair gives the value and the slope of the run. Beside the point no test succeeds: that is "
        "equal=False.",
        "The value must be right, and the slope wrong. In ascending order, each number once."),
    (*LIE_MISTAKES, TWICE, UNORDERED, NAMES, NOTHING, MISSING),
    after="No rule is to blame. An engine that follows one run cannot see it; whoever has the text of the program can, "
          "as you have.")
