"""The multilayer perceptron, scalar view and vector view."""
from __future__ import annotations

from typing import NamedTuple

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
MATRIX_FIRST = Mistake("matrix before map", "forward, the map is the last step of a layer: on the way back it comes "
                       "first, and then the matrix")
AT_LAST = Mistake("slopes of the last layer in all", "each layer takes its slopes at its own z: keep every z on the "
                  "way forward")
AT_LAST_X = Mistake("slopes at W times the last x", AT_LAST.advice)
AT_INPUTS = Mistake("slopes at the layer's input", "the activation is applied to z = W x: its slope is taken there, "
                    "not at x")


def _forward(Ws, g, x):
    x = np.asarray(x)
    for W in Ws:
        x = g(np.asarray(W) @ x)
    return x


def _mlp(Ws, g, dg, x, v):
    return complex_step(lambda x: np.asarray(v) @ _forward(Ws, g, x), np.asarray(x))


class _Layer(NamedTuple):
    """One layer y = g(z), z = W x."""

    W: np.ndarray
    x: np.ndarray
    z: np.ndarray
    y: np.ndarray


def _back(v, W, s):
    return (v * s) @ W if np.size(s) in (1, len(v)) and len(v) == len(W) else None


def _matrix_first(v, W, s):
    return (v @ W) * s if len(v) == len(W) and np.size(s) in (1, W.shape[1]) else None


def _turned(v, W, s):
    return _back(v, W.T, s) if W.shape[0] == W.shape[1] else None


def _sweep(slope=lambda dg, layer, last: dg(layer.z), order=reversed, back=_back):
    """The sweep with another idea of a layer's slopes, of the order, or of the way back through one layer."""
    def wrong(Ws, g, dg, x, v):
        v, layers = np.asarray(v), []
        for W in map(np.asarray, Ws):
            z = W @ np.asarray(x)
            layers.append(_Layer(W, x, z, g(z)))
            x = layers[-1].y
        for layer in order(layers):
            v = None if v is None else back(v, layer.W, slope(dg, layer, layers[-1]))
        return v
    return wrong


def _at_last_x(dg, layer, last):
    """What an x that was overwritten gives; nothing where it does not fit the layer."""
    return dg(layer.W @ last.y) if layer.W.shape[1] == len(last.y) else np.zeros(0)


MLP_MISTAKES = {
    NO_SLOPES: _sweep(lambda dg, layer, last: 1.0), AT_RESULTS: _sweep(lambda dg, layer, last: dg(layer.y)),
    AT_INPUTS: _sweep(lambda dg, layer, last: dg(np.asarray(layer.x))), FORWARD_ORDER: _sweep(order=iter),
    AT_LAST: _sweep(lambda dg, layer, last: dg(last.z)), AT_LAST_X: _sweep(_at_last_x),
    MATRIX_FIRST: _sweep(back=_matrix_first), NOT_TRANSPOSED: _sweep(back=_turned)}


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
    after="A product of whole Jacobians gives these numbers, too. From the end, with the map and then the matrix of "
          "each layer, no Jacobian is needed: this is backpropagation as the libraries run it.")
