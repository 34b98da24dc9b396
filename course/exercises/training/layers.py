"""A network of three matrices: the middle one shared by several layers, with skips around them."""
from __future__ import annotations

import numpy as np

from course.autodiff import complex_step
from course.checking import Exercise, Mistake, expect, points, predict

# --- predict: how many numbers ----------------------------------------------------------------------------------------

PER_USE = Mistake("one gradient for each use", "the layers share one matrix: move one of its numbers, and all five "
                  "layers feel it. There are as many derivatives as numbers to move")


@points(0)
def guess_size(work, rng):
    """should be how many numbers the gradient holds"""
    predict(work, 16, because={PER_USE: 80})


shared_guess = Exercise(
    "shared_guess", "A shared matrix", (guess_size,), (
        "How many numbers can you turn in this matrix?",
        "The gradient has one entry for each number that can be turned."),
    (PER_USE,), after="The gradient has the shape of the matrix. Each entry is a sum over five uses.")

# --- 3: the gradients -------------------------------------------------------------------------------------------------

LAST_USE = Mistake("last use of the shared matrix only", "each layer that uses the matrix adds its share to the "
                   "gradient")
OVERWRITTEN = Mistake("overwritten by every use", "what a layer sends to the shared matrix joins what the others "
                      "have sent")
MEAN_USE = Mistake("mean over the uses", "when the matrix moves, it moves in all layers at once: their shares are "
                   "added, not averaged")
SKIP_FORGOTTEN = Mistake("skip forgotten on the way back", "the sum h + tanh(…) sends its adjoint down both ways: "
                         "through the layer, and past it unchanged")
WRONG_SLOPE = Mistake("slope of tanh from the sum", "1 − y² wants y = tanh(…), the layer's own value, without what the "
                      "skip adds")
NO_SLOPE = Mistake("slope of tanh forgotten", "the adjoint passes the tanh before it meets the matrix")
BY_SAMPLES = Mistake("divided by the samples only", "the mean goes over all entries of the outputs, samples × outputs")


def _forward(X, Ws, share, skip):
    """What enters each layer, the tanh of each, and the outputs; works for complex matrices too."""
    first, middle, last = (np.asarray(W) for W in Ws)
    entering, tanhs = [np.asarray(X)], []
    for W in [first] + [middle] * share:
        y = np.tanh(entering[-1] @ W)
        tanhs.append(y)
        entering.append(y + entering[-1] if skip and len(tanhs) > 1 else y)
    return entering, tanhs, entering[-1] @ last


def _loss(X, Y, Ws, share, skip):
    return np.mean((_forward(X, Ws, share, skip)[2] - np.asarray(Y)) ** 2)


def _mlp_grads(X, Y, Ws, share, skip):
    return float(_loss(X, Y, Ws, share, skip)), [
        complex_step(lambda W, i=i: _loss(X, Y, [*Ws[:i], W, *Ws[i + 1:]], share, skip), np.asarray(Ws[i])).tolist()
        for i in range(3)]


def _sweep(X, Y, Ws, share, skip, uses=sum, past=True, slope=True, own=True, entries=True):
    """The reverse sweep, with one wrong turn where a flag is off, or `uses` is another."""
    entering, tanhs, out = _forward(X, Ws, share, skip)
    middle, last = map(np.asarray, Ws[1:])
    out_bar = 2 * (out - np.asarray(Y)) / (out.size if entries else len(out))
    shares, h_bar = [], out_bar @ last.T
    for layer in range(share, -1, -1):
        y = tanhs[layer] if own else entering[layer + 1]
        a_bar = h_bar * (1 - y * y) if slope else h_bar
        shares.append(entering[layer].T @ a_bar)
        h_bar = a_bar @ middle.T + (h_bar if skip and past else 0.0) if layer else None
    bars = shares[-1], uses(shares[:-1]), entering[-1].T @ out_bar
    return float(_loss(X, Y, Ws, share, skip)), [bar.tolist() for bar in bars]


def _wrong(**how):
    return lambda *args: _sweep(*args, **how)


MLP_MISTAKES = {
    LAST_USE: _wrong(uses=lambda shares: shares[0]), OVERWRITTEN: _wrong(uses=lambda shares: shares[-1]),
    MEAN_USE: _wrong(uses=lambda shares: sum(shares) / len(shares)), SKIP_FORGOTTEN: _wrong(past=False),
    WRONG_SLOPE: _wrong(own=False), NO_SLOPE: _wrong(slope=False), BY_SAMPLES: _wrong(entries=False)}


def _expect(work, rng, share, skip, shape=(3, 2, 4, 2)):
    samples, inputs, width, outputs = shape
    Ws = [rng.normal(size=(n, m)) for n, m in ((inputs, width), (width, width), (width, outputs))]
    args = (rng.normal(size=(samples, inputs)), rng.normal(size=(samples, outputs)), Ws, share, skip)
    large = (f"mlp_grads(X, Y, Ws, share={share}, skip={skip}), X of shape {args[0].shape}, Y of shape "
             f"{args[1].shape}, Ws of shapes {', '.join(str(W.shape) for W in Ws)}")
    expect(work, args, _mlp_grads(*args), witness="the loss, and its complex step", because=MLP_MISTAKES, rtol=1e-9,
           tried=large if width > 1 else "")


def one_layer(work, rng):
    """should be right where the middle matrix is used once"""
    _expect(work, rng, 1, False, (1, 1, 1, 1))
    _expect(work, rng, 1, False, (1, 1, 2, 2))
    _expect(work, rng, 1, False)


def shared(work, rng):
    """should add up over the layers that share the middle matrix"""
    _expect(work, rng, 2, False, (1, 1, 1, 1))
    _expect(work, rng, 4, False)


@points(2)
def skips(work, rng):
    """should be right with skips, too"""
    _expect(work, rng, 1, True, (1, 1, 1, 1))
    _expect(work, rng, 1, True)
    _expect(work, rng, 3, True)


mlp_grads = Exercise(
    "mlp_grads", "Three matrices, many layers", (one_layer, shared, skips), (
        "Run the layers forward and keep, for each, what entered it and the tanh that left it.",
        "Backwards, one layer: times 1 − tanh², then (what entered)ᵀ times that for the matrix, and that times Wᵀ for "
        "what entered.",
        "The middle matrix gets one such product from each of its layers. A skip is a sum: its adjoint goes both "
        "ways."),
    (LAST_USE, OVERWRITTEN, MEAN_USE, SKIP_FORGOTTEN, WRONG_SLOPE, NO_SLOPE, BY_SAMPLES),
    after="Sharing is a sum on the way back, a skip a sum on the way back as well. The rules for one layer did not "
          "change.")
