"""A linear program turned round: scales stay, adds become copies, and copies adds."""
from __future__ import annotations

from collections import defaultdict
from functools import partial

import numpy as np

from course.checking import Exercise, Mistake, expect, points, predict, shaped, show_call, then
from course.exercises.drawn import names, weight
from course.exercises.linear_maps.programs import columns, counts, drawn_linear, fault, matrix, smaller_linear
from course.exercises.material import require, stopping
from course.exercises.smaller import smallest

GUESS_SWITCHED = Mistake("u and v switched", "u belongs to the first output, 4x: what comes back along an edge is "
                         "multiplied by that edge's own weight")
GUESS_ONE_WAY = Mistake("one way seen", "x is used twice: something comes back from either use")
GUESS_LAST = Mistake("a second use overwritten", "x is used twice: what comes back from either use is added up")
GUESS_WEIGHTS = Mistake("weights alone", "what comes back is u times one weight and v times the other")

GUESS_ALL = Mistake("every way with every number", "u comes back along the edge of 4x only, and v along that of 3x")


@points(0)
def guess_transpose(work, rng):
    """should be what arrives at x"""
    predict(work, 34, because={GUESS_SWITCHED: 43, GUESS_ONE_WAY: 4, GUESS_LAST: 30, GUESS_WEIGHTS: 7,
                               GUESS_ALL: 77})


transpose_guess = Exercise(
    "transpose_guess", "Back to x", (guess_transpose,), (
        "The matrix has the rows (4, 0, 0) and (3, 0, 0). Its first column is the first row of the transposed matrix.",
        "Multiply this row by (u, v)."),
    (GUESS_SWITCHED, GUESS_ONE_WAY, GUESS_LAST, GUESS_WEIGHTS, GUESS_ALL),
    after="The copy of x has become a sum. y and z were not used, so nothing comes back to them: 0.")

# --- the exercise ---------------------------------------------------------------------------------------------------

OVERWRITES = Mistake("a second use overwritten", "a name that is used twice is copied, and the transpose of a copy is "
                     "an add: what comes back from either use is added up")
SEED_LOST = Mistake("an output named twice", "outputs are uses, too: where a name is given out twice, both numbers "
                    "come back to it, and are added up")
FORWARD = Mistake("steps in forward order", "what comes back to a name is complete only when all its uses are turned "
                  "round, and these stand later in the program")
INVERSE = Mistake("the inverse", "the transpose is no way to undo the map: 4x becomes 4u, not u/4")
ITSELF = Mistake("a name added to itself", "a name added to itself is used twice: what comes back is sent to it twice, "
                 "whole each time")
HALVES = Mistake("halves sent back", "each argument of a sum moves it as much as the sum moves: both get all that "
                 "comes back, not half of it")
FIRST_ONLY = Mistake("the second argument of a sum left out", "the transpose of an add is a copy: both arguments get "
                     "what comes back")
NOT_TURNED = Mistake("the same map", "the outputs have become the inputs: numbers now go in where they came out")
INPUTS_REVERSED = Mistake("inputs from the end", "the first input of the new program belongs to the first output of "
                          "the given one, the second to the second")
ZERO_ALONE = Mistake("arguments of a zero", "a zero has no argument: its step has two parts, a name and an operation")
TOO_MUCH_WORK = Mistake("more steps than the transpose needs", "a name that is used n times needs n − 1 adds, and each "
                        "scale becomes one scale: add nothing to a zero, and write out no matrix")

FORM = {"inputs": [...], "steps": [...], "outputs": [...]}
WORDS = "a linear program: a dict with the lists \"inputs\", \"steps\" and \"outputs\""


def pulled(program, u, overwrite=False, lost=False, order=reversed, scale=lambda bar, c: c * bar, shares=(1.0, 1.0),
           each_once=False):
    """The transposed map at u, with some of the ideas got wrong."""
    bars = defaultdict(float)
    for name, number in zip(program["outputs"], u, strict=True):
        bars[name] = number + (0.0 if lost or overwrite else bars[name])
    for name, op, *args in order(program["steps"]):
        bar = bars[name]
        back = [(args[0], scale(bar, args[1]))] if op == "scale" else [
            (arg, share * bar) for arg, share in zip(dict.fromkeys(args) if each_once else args, shares, strict=False)]
        for arg, number in back:
            bars[arg] = number + (0.0 if overwrite else bars[arg])
    return [bars[name] for name in program["inputs"]]


def _wrong(**slips):
    return lambda program: columns(partial(pulled, program, **slips), len(program["outputs"]))


def _not_turned(program):
    return matrix(program) if len(program["inputs"]) == len(program["outputs"]) else None


TURNED = {
    ITSELF: _wrong(each_once=True), OVERWRITES: _wrong(overwrite=True), SEED_LOST: _wrong(lost=True),
    FORWARD: _wrong(order=iter), INVERSE: _wrong(scale=lambda bar, c: bar / c if c else np.nan),
    HALVES: _wrong(shares=(0.5, 0.5)), FIRST_ONLY: _wrong(shares=(1.0, 0.0)),
    INPUTS_REVERSED: lambda program: matrix(program).T[:, ::-1], NOT_TURNED: _not_turned}


def _turned(work, program):
    """What the answer makes of a program, of which the form is right."""
    tried = show_call("transpose", (program,))
    zeros = any(op == "zero" for _, op, *_ in program["steps"])
    error = r"not enough values to unpack .*[34], got 2" if zeros else "(?!)"
    got = stopping(ZERO_ALONE, error, partial(shaped, work, (program,), FORM, WORDS, tried))
    said, sizes = fault(got), (len(got["inputs"]), len(got["outputs"]))
    require(not said, ("tried", tried), ("yours", str(got)), ("so", said))
    require(sizes == (len(program["outputs"]), len(program["inputs"])), ("tried", tried),
            ("yours", f"{sizes[0]} inputs and {sizes[1]} outputs"),
            ("should be", "one input for each output of the program, and one output for each of its inputs"),
            mistake=NOT_TURNED if sizes == (len(program["inputs"]), len(program["outputs"])) else None)
    return got


def _expect_turned(work, program):
    got = _turned(work, program)
    expect(lambda program: matrix(got), (program,), matrix(program).T, rtol=1e-9, because=TURNED,
           tried=show_call("transpose", (program,)), witness="the matrix of the program, transposed")


def example(work, rng):
    """should turn (x, y, z) ↦ (4x, 3x) round, the same with other numbers, and a sum"""
    for a, b in ((4, 3), (weight(rng), weight(rng))):
        x, y, z, p, q = ("x", "y", "z", "a", "b") if a == 4 else names(rng, 5)
        _expect_turned(work, {"inputs": [x, y, z], "steps": [(p, "scale", x, a), (q, "scale", x, b)],
                              "outputs": [p, q]})
    x, y, total = names(rng, 3)
    _expect_turned(work, {"inputs": [x, y], "steps": [(total, "add", x, y)], "outputs": [total]})


@points(2)
def any_program(work, rng):
    """should turn any linear program round: with unused names, zeros, a name added to itself, outputs named twice"""
    (x, two, more, again), c = names(rng, 4), weight(rng)
    double = {"inputs": [x], "outputs": [more, two, more, x, again],
              "steps": [(two, "add", x, x), (more, "scale", two, c), (again, "scale", two, c)]}
    empty = {"inputs": [x], "steps": [(two, "zero"), (more, "add", x, two)], "outputs": [more]}
    drawn = [drawn_linear(rng, *sizes) for sizes in ((2, 2, 1), (4, 2, 2), (7, 3, 3), (9, 2, 4))]
    for program in (empty, double, *drawn):
        smallest(partial(_expect_turned, work), program, smaller_linear)


@then
def twice(work, rng):
    """should be turned round twice and be the same map again"""
    for sizes in ((3, 2, 1), (6, 3, 2)):
        program = drawn_linear(rng, *sizes)
        once = _turned(work, program)
        again = _turned(work, once)
        expect(lambda again=again: matrix(again), (), matrix(program), rtol=1e-9, witness="the matrix of the program",
               tried=f"transpose(transpose({program}))")


def _work(scales, adds):
    return f"{scales} scale{'s' * (scales != 1)} and {adds} add{'s' * (adds != 1)}"


@then
def work_needed(work, rng):
    """should have at most one scale for each scale, and n − 1 adds for a name used n times, where all is needed"""
    for sizes in ((3, 1), (6, 3), (12, 2)):
        program = drawn_linear(rng, *sizes, dead=False)
        scales, adds = counts(program)
        adds += len(program["outputs"]) - len(program["inputs"])
        got = counts(_turned(work, program))
        require(got[0] <= scales and got[1] <= adds, ("tried", show_call("transpose", (program,))),
                ("yours", _work(*got)), ("needed", f"at most {_work(scales, adds)}"),
                mistake=TOO_MUCH_WORK)


transpose = Exercise(
    "transpose", "A program turned round", (example, any_program, twice, work_needed), (
        "Keep for each name a list: the names, in the new program, of what has come back to it. At first only outputs "
        "have something.",
        "Go through the steps from the last to the first. Take together what has come back to the step's name "
        "(several: add; nothing: zero), and send it to the step's arguments.",
        "A scale sends a new scale of it back. An add sends it to both arguments as it is, without any step. "
        "A zero sends nothing."),
    (*TURNED, ZERO_ALONE, TOO_MUCH_WORK),
    after="This is what a backward sweep does with the linear program of the tangents: reverse mode is the transpose "
          "of forward mode.")
