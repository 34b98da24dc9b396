"""A neuron as a chain, and the formula that puts the bias outside."""
from __future__ import annotations

import numpy as np

from course.autodiff import complex_step, record, short, sigmoid
from course.checking import Exercise, Mistake, expect, points, shaped
from course.exercises.material import generic, require
from course.pictures import draw

SWAPPED = Mistake("x and w swapped", "how fast the product w·x changes with x is decided by w, and the other way "
                  "round")
NO_SIGMA = Mistake("σ left out of the chain", "σ is the last link of the chain: its own derivative multiplies "
                   "everything")
BIAS_OUTSIDE = Mistake("bias outside σ", "b is inside the sigmoid: a change of b passes through σ before it reaches "
                       "the output")
NO_BIAS = Mistake("b left out of σ", "σ is applied to Σ wᵢxᵢ + b: its slope is taken there, with the b")
SLOPE_AT_Y = Mistake("slope of σ at its own result", "σ′ is taken at what goes into σ, which is z; y (1 − y) is that "
                     "slope already, with no second σ")
SLOPE_OF_Z = Mistake("z in place of σ(z)", "σ′(z) = σ(z) (1 − σ(z)) takes the value σ(z), not z")
ADDED_AFTER = Mistake("b added after σ", "b is inside the sigmoid: σ is applied to Σ wᵢxᵢ + b")
SIGMA_FOR_SLOPE = Mistake("σ instead of its derivative", "the last link scales by the slope of σ, not by its value")


def _neuron(x, w, b):
    return sigmoid(np.sum(np.asarray(w) * np.asarray(x)) + b)


def _neuron_grads(x, w, b):
    x, w = np.asarray(x), np.asarray(w)
    return (complex_step(lambda x: _neuron(x, w, b), x), complex_step(lambda w: _neuron(x, w, b), w),
            complex_step(lambda b: _neuron(x, w, b), b))


def _neuron_with(slope, swap=False, outside=False):
    def wrong(x, w, b):
        s = slope(_neuron(x, w, b))
        dx, dw = (x, w) if swap else (w, x)
        return s * np.asarray(dx), s * np.asarray(dw), 1.0 if outside else s
    return wrong


def _slope(y):
    return y * (1 - y)


NEURON_MISTAKES = {SWAPPED: _neuron_with(_slope, swap=True), NO_SIGMA: _neuron_with(lambda y: 1.0),
                   BIAS_OUTSIDE: _neuron_with(_slope, outside=True), SIGMA_FOR_SLOPE: _neuron_with(lambda y: y),
                   NO_BIAS: lambda x, w, b: _neuron_with(_slope)(x, w, 0.0),
                   SLOPE_AT_Y: _neuron_with(lambda y: _slope(float(sigmoid(y)))),
                   SLOPE_OF_Z: _neuron_with(lambda y: _slope(np.log(y / (1 - y)))),
                   ADDED_AFTER: lambda x, w, b: _neuron_with(lambda y: _slope(y + b))(x, w, 0.0)}


def one_input(work, rng):
    """should give the three derivatives for one input"""
    drawn = [float(generic(rng))], [float(generic(rng))], float(generic(rng))
    for args in (([2.0], [0.5], -1.5), drawn):
        expect(work, args, _neuron_grads(*args), witness="complex step", because=NEURON_MISTAKES)


@points(2)
def many_inputs(work, rng):
    """should give them for any number of inputs, dx and dw with one entry per input"""
    for n in (2, 3, 5):
        args = (list(map(float, generic(rng, n))), list(map(float, generic(rng, n))), float(generic(rng)))
        expect(work, args, _neuron_grads(*args), witness="complex step", because=NEURON_MISTAKES)


neuron_grads = Exercise(
    "neuron_grads", "The gradients of a neuron", (one_input, many_inputs), (
        "The neuron is a chain: z = Σ wᵢxᵢ + b, then y = σ(z). First find dy/dz.",
        "The slope of σ can be written with its value alone: σ′(z) = y (1 − y).",
        "dz/db is 1; dz/dwᵢ and dz/dxᵢ come from one product wᵢxᵢ each."),
    tuple(NEURON_MISTAKES),
    after="All three share the factor y (1 − y): it is computed once and used three times.",
    reward=lambda work: draw(record(
        lambda x, w, b: sigmoid(w * x + b), x=2.0, w=0.5, b=-1.5), caption="A neuron with one input."),
    may_use=("sigmoid",))

STILL_INSIDE = Mistake("the value stays inside", "here the formula still gives a value between 0 and 1; which part of "
                       "it has no limits?")


def outside(work, rng):
    """should be inputs x, w, b at which the formula with b outside leaves the interval from 0 to 1"""
    x, w, b = shaped(work, (), ([0.0], [0.0], 0.0), "x, w and b: two lists of numbers, and one number")
    require(len(x) == len(w), ("yours", f"x has {len(x)} entries, w has {len(w)}"), ("so", "one weight for each input"))
    tried = "tried", f"σ(Σ wᵢxᵢ) + b at x = {short(list(x))}, w = {short(list(w))}, b = {short(b)}"
    require(np.isfinite([*x, *w, b]).all(), tried, ("should be", "finite numbers"))
    value = float(sigmoid(np.sum(np.asarray(w) * np.asarray(x)))) + b
    require(value not in (0, 1), tried, ("yours", f"exactly {value:g}"),
            ("so", "that is the end of the interval: go beyond it"))
    require(not 0 <= value <= 1, tried, ("yours", f"{value:.6g}"), ("with b inside", f"{float(_neuron(x, w, b)):.6g}"),
            mistake=STILL_INSIDE)


neuron_witness = Exercise(
    "neuron_witness", "Spot the error", (outside,), (
        "σ alone is always between 0 and 1. What does the formula add to it?",
        "One input is enough, for instance with w = 0. Choose b.",),
    (STILL_INSIDE,),
    after="One number outside (0, 1) refutes the formula: a single counter-example is enough. With the bias inside, σ "
          "comes last and keeps every value in (0, 1).")
