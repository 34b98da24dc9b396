"""What single operations do to an adjoint that arrives: distribute, switch, add up, route."""
from __future__ import annotations

import numpy as np

from course.autodiff import central_difference
from course.checking import Exercise, Mistake, expect, shaped
from course.exercises.drawn import weight
from course.exercises.material import AGAINST, require

NOT_SWITCHED = Mistake("each factor meets itself", "when x moves, the product moves by the other factor")
SHARED_OUT = Mistake("shared out between the terms", "each term moves the sum by as much as it moves itself: nothing "
                     "is divided")
LAST_COPY = Mistake("one copy only", "every copy moves with the value: what comes back from all of them is added")
AVERAGED = Mistake("mean over the copies", "the value moves all copies by the full amount: their adjoints are added, "
                   "not averaged")
BOTH_WAYS = Mistake("both arguments of max", "the smaller argument does not move the maximum: all goes to the larger")
TWICE = Mistake("all of it to both at a tie", "at a tie the arguments share what arrives: together they "
                "receive it once")
WRONG_WAY = Mistake("the smaller argument of max", "the larger argument is the one that moves the maximum")

FORWARD = {"add": lambda x: x[0] + x[1], "mul": lambda x: x[0] * x[1], "max": max}


def _pulled(op, inputs, z_bar):
    """The adjoints of the inputs, from differences of the operation."""
    if op == "copy":
        return [sum(z_bar)]
    if op == "max":
        return [z_bar * (x == max(inputs)) for x in inputs]
    return [z_bar * float(central_difference(lambda t, i=i: FORWARD[op](
        [x + t * (j == i) for j, x in enumerate(inputs)]), 0.0, 1.0)) for i in range(len(inputs))]


GATE_MISTAKES = {
    NOT_SWITCHED: lambda op, x, z: [z * v for v in x] if op == "mul" else None,
    SHARED_OUT: lambda op, x, z: [z / 2, z / 2] if op == "add" else None,
    LAST_COPY: lambda op, x, z: z[-1:] if op == "copy" else None,
    AVERAGED: lambda op, x, z: [float(np.mean(z))] if op == "copy" else None,
    BOTH_WAYS: lambda op, x, z: [z, z] if op == "max" else None,
    WRONG_WAY: lambda op, x, z: [z * (v == min(x)) for v in x] if op == "max" else None}


def _expect_gate(work, op, inputs, z_bar, witness):
    expect(work, (op, inputs, z_bar), _pulled(op, inputs, z_bar), witness=witness, because=GATE_MISTAKES)


def _pair(rng):
    return [weight(rng), weight(rng)]


def add_and_mul(work, rng):
    """should distribute through add and switch through mul"""
    for inputs, z_bar in (([2.0, 5.0], 3.0), (_pair(rng), weight(rng)), ([0.0, weight(rng)], weight(rng))):
        for op in ("mul", "add"):
            _expect_gate(work, op, inputs, z_bar, "differences of the operation")


def copies(work, rng):
    """should add up what comes back from the copies of a value"""
    several = [weight(rng) for _ in range(int(rng.integers(3, 7)))]
    for value, z_bar in ((2.0, [3.0, 4.0]), (weight(rng), [7.0]), (weight(rng), several)):
        _expect_gate(work, "copy", [value], z_bar, "each copy's share")


def routes(work, rng):
    """should send all to the larger argument of max; at a tie, two parts of it, none with the opposite sign"""
    higher, lower = sorted(_pair(rng), reverse=True)
    for inputs in ([2.0, 5.0], [-1.0, -4.0], [higher, lower], [lower, higher]):
        _expect_gate(work, "max", inputs, weight(rng), "the argument that moves it")
    for z_bar in (3.0, -2.0):
        tie = weight(rng)
        left, right = shaped(work, ("max", [tie, tie], z_bar), (0.0, 0.0), "one number for each argument")
        evidence = ("tried", f"gate_vjp('max', [{tie:g}, {tie:g}], {z_bar:g})"), ("yours", f"[{left:g}, {right:g}]")
        require(np.isclose(left + right, z_bar), *evidence, ("sum of the parts", f"{z_bar:g}"),
                mistake=TWICE if np.allclose([left, right], z_bar) else None)
        require(min(left * z_bar, right * z_bar) >= -1e-12, *evidence, ("possible", f"parts from 0 to {z_bar:g}"),
                mistake=AGAINST)


gate_vjp = Exercise(
    "gate_vjp", "Gates", (add_and_mul, copies, routes), (
        "Ask of each input: when it moves by a little, how much does the result move? That factor, times z_bar.",
        "A copy is the counterpart of a sum: there one number comes in and several go out."),
    (NOT_SWITCHED, SHARED_OUT, LAST_COPY, AVERAGED, BOTH_WAYS, TWICE, AGAINST, WRONG_WAY),
    after="Add distributes, mul switches, max routes, copy adds. Add and copy are transposes of each other.")
