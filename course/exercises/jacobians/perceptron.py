"""The multilayer perceptron, scalar view and vector view."""
from __future__ import annotations

import numpy as np

from course.autodiff import complex_step
from course.checking import Exercise, Mistake, expect, points
from course.exercises.material import SMOOTH, generic

FORWARD_ORDER = Mistake("layers in forward order", "adjoints travel backward: the last layer is the first to be "
                        "passed")
NO_SLOPES = Mistake("activations left out", "between two matrices stands a map: its slopes scale what comes back")
AT_RESULTS = Mistake("slopes at the results", "the slope is taken where the activation was applied, before it, not "
                     "after")
NOT_TRANSPOSED = Mistake("W not transposed", "forward, W takes n numbers to m; backward, m numbers must become n")
AT_INPUTS = Mistake("slopes at the layer's input", "the activation is applied to z = W x: its slope is taken there, "
                    "not at x")


def _forward(Ws, g, x):
    x = np.asarray(x)
    for W in Ws:
        x = g(np.asarray(W) @ x)
    return x


def _mlp(Ws, g, dg, x, v):
    return complex_step(lambda x: np.asarray(v) @ _forward(Ws, g, x), np.asarray(x))


def _sweep(slope=lambda dg, x, z, y: dg(z), order=reversed, turned=False):
    """The sweep with another idea of the slope, for z before and y after the activation of x, the order, or W."""
    def wrong(Ws, g, dg, x, v):
        x, v, layers = np.asarray(x), np.asarray(v), []
        for W in map(np.asarray, Ws):
            before, z = x, W @ x
            x = g(z)
            layers.append((W, slope(dg, before, z, x)))
        for W, s in order(layers):
            if len(v) != len(W) or np.size(s) not in (1, len(v)) or turned and W.shape[0] != W.shape[1]:
                return None
            v = (v * s) @ (W.T if turned else W)
        return v
    return wrong


MLP_MISTAKES = {
    NO_SLOPES: _sweep(lambda dg, x, z, y: 1.0), AT_RESULTS: _sweep(lambda dg, x, z, y: dg(y)),
    AT_INPUTS: _sweep(lambda dg, x, z, y: dg(x)), FORWARD_ORDER: _sweep(order=iter),
    NOT_TRANSPOSED: _sweep(turned=True)}


def one_layer(work, rng):
    """should pull back through one layer"""
    sin, tanh = SMOOTH[0], SMOOTH[2]
    W, x = np.abs(generic(rng, (1, 2))), np.abs(generic(rng, 2))        # near z = 0 all slopes are alike
    drawn = [W.tolist()], *tanh, x.tolist(), generic(rng, 1).tolist()
    printed = [[[1.0, -2.0], [0.5, 1.0]]], *sin, [2.0, 0.5], [1.0, 10.0]
    for args in (printed, drawn):
        expect(work, args, _mlp(*args), witness="complex step", because=MLP_MISTAKES)


def two_layers(work, rng):
    """should pass the last layer first"""
    small = [[[1.0, -2.0], [0.5, 1.0]], [[1.0, 1.0], [0.0, 2.0]]], [2.0, 0.5], [1.0, -1.0]
    drawn = generic(rng, (2, 2, 2)).tolist(), generic(rng, 2).tolist(), generic(rng, 2).tolist()
    for Ws, x, v in (small, drawn):
        args = (Ws, *SMOOTH[2], x, v)
        expect(work, args, _mlp(*args), witness="complex step", because=MLP_MISTAKES)


@points(2)
def four_to_two(work, rng):
    """should pull two adjoints back to the four inputs of a larger perceptron"""
    for sizes, activation in (((4, 3, 2), SMOOTH[2]), ((4, 3, 3, 2), SMOOTH[4])):     # the last one of arrays alone
        Ws = [(generic(rng, (m, n)) / 2).tolist() for n, m in zip(sizes, sizes[1:], strict=False)]
        args = (Ws, *activation, generic(rng, 4).tolist(), generic(rng, 2).tolist())
        expect(work, args, _mlp(*args), witness="complex step", because=MLP_MISTAKES, rtol=1e-9)


mlp_vjp = Exercise(
    "mlp_vjp", "Back through a perceptron", (one_layer, two_layers, four_to_two), (
        "Go forward first and keep z = W x of every layer, before the activation.",
        "Back through one layer: first the map (map_vjp), then the matrix (linear_vjp).",
        "The last layer comes first. reversed(...) turns a list round."),
    tuple(MLP_MISTAKES),
    after="Layer by layer, matrix and map, from the end: this is backpropagation as the libraries run it.")
