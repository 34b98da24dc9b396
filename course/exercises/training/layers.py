"""A network of three matrices: the middle one shared by several layers, with skips around them."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from course.autodiff import complex_step
from course.checking import (
    Exercise,
    LentActivation,
    Mismatch,
    Mistake,
    expect,
    has_form,
    kind,
    points,
    predict,
    show_call,
)
from course.exercises.material import double, drawn_activation, dtanh, few_calls, generic, square, tanh
from course.exercises.smaller import smallest
from course.exercises.training.loops import NO_TWO, SIGN

# --- predict: how many numbers ----------------------------------------------------------------------------------------

PER_USE = Mistake("one gradient for each use", "the layers share one matrix: move one of its numbers, and all five "
                  "layers feel it. There are as many derivatives as numbers to move")
ROWS_ONLY = Mistake("one for each row", "each of the 4 × 4 numbers of the matrix can be moved alone")


@points(0)
def guess_size(work, rng):
    """should be how many numbers the gradient holds"""
    predict(work, 16, because={PER_USE: 80, ROWS_ONLY: 4})


shared_guess = Exercise(
    "shared_guess", "A shared matrix", (guess_size,), (
        "How many numbers can you turn in this matrix?",
        "The gradient has one entry for each number that can be turned."),
    (PER_USE, ROWS_ONLY), after="The gradient has the shape of the matrix. Each entry is a sum over five uses.")

# --- 3: the gradients -------------------------------------------------------------------------------------------------

LAST_USE = Mistake("last use of the shared matrix only", "each layer that uses the matrix adds its share to the "
                   "gradient")
OVERWRITTEN = Mistake("overwritten by every use", "what a layer sends to the shared matrix joins what the others "
                      "have sent")
MEAN_USE = Mistake("mean over the uses", "when the matrix moves, it moves in all layers at once: their shares are "
                   "added, not averaged")
SKIP_FORGOTTEN = Mistake("skip forgotten on the way back", "the sum f(Z) + h sends its adjoint down both ways: "
                         "through the layer, and past it unchanged")
SKIP_INSIDE = Mistake("skip inside f", "h is added to what comes out of f, not to what enters it: f(Z) + h")
SKIP_BENT = Mistake("skip sent through f", "what goes past the layer does not meet f: its adjoint is not multiplied "
                    "by the derivative of f")
AT_VALUE = Mistake("derivative at the layer's value", "f′ is taken where f was taken: at Z, what enters f, not at what "
                   "comes out")
AT_SUM = Mistake("derivative at the sum with the skip", "f′ is taken at Z, what enters f, and not at the sum "
                 "f(Z) + h, which is made later")
NO_DERIVATIVE = Mistake("derivative of f forgotten", "the adjoint passes f before it meets the matrix")
NOT_AT_FIRST = Mistake("derivative of f forgotten in the first layer", "the first layer has an f, too: h₀ = f(X A)")
AS_TANH = Mistake("f taken for tanh", "1 − v² is the derivative of tanh; here f may be any function, and df is its "
                  "derivative")
TANH = Mistake("tanh in place of f", "f is lent: call it, whatever it is, and df for its derivative")
NOT_TURNED = Mistake("matrix not transposed on the way back", "on the way back the matrix is transposed: what entry "
                     "(i, j) carried from i to j it now carries from j to i")
BY_SAMPLES = Mistake("divided by the samples only", "the mean goes over all entries of the outputs, samples × outputs")
BY_ROWS = Mistake("mean over the rows once more", "the loss has divided by the number of entries already: the shares "
                  "of the samples are added")
RUN_AGAIN = Mistake("the layers run again", "one run forward is enough: keep what entered f and what came out, for the "
                    "sweep back")


def _forward(X, Ws, f, share, skip):
    """What enters each layer, what enters its f, what leaves f, and the outputs; works for complex matrices too."""
    first, middle, last = (np.asarray(W) for W in Ws)
    entering, before, after = [np.asarray(X)], [], []
    for W in [first] + [middle] * share:
        before.append(entering[-1] @ W)
        after.append(f(before[-1]))
        entering.append(after[-1] + entering[-1] if skip and len(after) > 1 else after[-1])
    return entering, before, after, entering[-1] @ last


def _loss(X, Y, Ws, f, share, skip):
    return np.mean((_forward(X, Ws, f, share, skip)[-1] - np.asarray(Y)) ** 2)


def _mlp_grads(X, Y, Ws, f, df, share, skip):
    return float(_loss(X, Y, Ws, f, share, skip)), [
        complex_step(lambda W, i=i: _loss(X, Y, [*Ws[:i], W, *Ws[i + 1:]], f, share, skip), np.asarray(Ws[i]))
        for i in range(3)]


def _sweep(X, Y, Ws, f, df, share, skip, uses=sum, past=1.0, bent=False, slope=lambda df, z, y, layer: df(z),
           scale=lambda samples, outputs: 2 / (samples * outputs), turned=True, at_sum=False):
    """The reverse sweep, with one wrong turn where a flag is off, or `uses` or `slope` or `scale` is another."""
    entering, before, after, out = _forward(X, Ws, f, share, skip)
    middle, last = map(np.asarray, Ws[1:])
    out_bar = scale(*out.shape) * (out - np.asarray(Y))
    shares, h_bar = [], out_bar @ last.T
    for layer in range(share, -1, -1):
        left = entering[layer + 1] if at_sum else after[layer]
        z_bar = h_bar * slope(df, before[layer], left, layer)
        shares.append(entering[layer].T @ z_bar)
        around = (z_bar if bent else h_bar) * past if skip else 0.0
        h_bar = z_bar @ (middle.T if turned else middle) + around
    return float(np.mean((out - Y) ** 2)), [shares[-1], uses(shares[:-1]), entering[-1].T @ out_bar]


def _wrong(**how):
    return partial(_sweep, **how)


def _inside(X, Y, Ws, f, df, share, skip):
    """Of f(h B + h), which is f(h (B + I))."""
    A, B, C = Ws
    return _mlp_grads(X, Y, [A, B + skip * np.eye(len(B)), C], f, df, share, False)


MLP_MISTAKES = {
    LAST_USE: _wrong(uses=lambda shares: shares[0]), OVERWRITTEN: _wrong(uses=lambda shares: shares[-1]),
    MEAN_USE: _wrong(uses=lambda shares: sum(shares) / len(shares)), SKIP_FORGOTTEN: _wrong(past=0.0),
    SKIP_BENT: _wrong(bent=True), AT_VALUE: _wrong(slope=lambda df, z, y, layer: df(y)),
    AT_SUM: _wrong(slope=lambda df, z, left, layer: df(left), at_sum=True), SKIP_INSIDE: _inside,
    NO_DERIVATIVE: _wrong(slope=lambda df, z, y, layer: 1.0),
    NOT_AT_FIRST: _wrong(slope=lambda df, z, y, layer: df(z) if layer else 1.0),
    AS_TANH: _wrong(slope=lambda df, z, y, layer: 1 - y * y),
    TANH: lambda X, Y, Ws, f, df, *how: _sweep(X, Y, Ws, tanh, dtanh, *how), NOT_TURNED: _wrong(turned=False),
    NO_TWO: _wrong(scale=lambda samples, outputs: 1 / (samples * outputs)),
    SIGN: _wrong(scale=lambda samples, outputs: -2 / (samples * outputs)),
    BY_SAMPLES: _wrong(scale=lambda samples, outputs: 2 / samples),
    BY_ROWS: _wrong(scale=lambda samples, outputs: 2 / (samples * samples * outputs))}


def _named(pair):
    return {"loss": pair[0], **dict(zip(("gradient of A", "gradient of B", "gradient of C"), pair[1], strict=True))}


def _expect(work, case):
    """Right in every part, and with one call for every entry of a layer; np.vectorize takes one more, or one a row."""
    X, Y, Ws, (f, df), share, skip = case
    lent = LentActivation(f, df)
    args = X, Y, Ws, lent.f, lent.df, share, skip
    tried, plain = show_call(work.name, args), (X, Y, Ws, f, df, share, skip)
    got = _named(_shaped(work, args, tried))
    because = {mistake: lambda wrong=wrong: _named(wrong(*plain)) for mistake, wrong in MLP_MISTAKES.items()}
    expect(lambda: got, (), _named(_mlp_grads(*plain)), tried=tried, because=because, rtol=1e-9,
           witness="the loss, and its complex step")
    rows, width = (share + 1) * len(X), len(Ws[1])
    for name, loan in (("f", lent.f), ("df", lent.df)):
        few_calls(loan, rows * width, tried, RUN_AGAIN, spare=rows, name=name)


def _shaped(work, args, tried):
    """The answer, once it is a loss and three gradients in the shapes of their matrices."""
    got, shapes = work(*args), [np.shape(W) for W in args[2]]
    should = ("should be", f"a pair: the loss, and a list of three arrays of the shapes {', '.join(map(str, shapes))}")
    if not has_form(got, (0.0, (..., ..., ...))):
        raise Mismatch(("tried", tried), ("yours", kind(got)), should)
    for name, bar, shape in zip("ABC", got[1], shapes, strict=True):
        if not has_form(bar, np.zeros(shape)):
            raise Mismatch(("tried", tried), ("yours", f"the gradient of {name} is {kind(bar)}"), should)
    return got


def _smaller(case) -> Iterator[tuple]:
    """One sample, input, hidden value, output or layer less; without skips; then with one digit after the point."""
    X, Y, (A, B, C), pair, share, skip = case
    if share > 1:
        yield X, Y, [A, B, C], pair, share - 1, skip
    if skip:
        yield X, Y, [A, B, C], pair, share, False
    if len(X) > 1:
        yield X[1:], Y[1:], [A, B, C], pair, share, skip
    if len(A) > 1:
        yield X[:, 1:], Y, [A[1:], B, C], pair, share, skip
    if len(B) > 1:
        yield X, Y, [A[:, 1:], B[1:, 1:], C[1:]], pair, share, skip
    if Y.shape[1] > 1:
        yield X, Y[:, 1:], [A, B, C[:, 1:]], pair, share, skip
    if any((array != np.round(array, 1)).any() for array in (X, Y, A, B, C)):
        X, Y, *Ws = (np.round(array, 1) for array in (X, Y, A, B, C))
        yield X, Y, Ws, pair, share, skip


def _drawn(rng, shape, share, skip):
    """A network of the shape (samples, inputs, width, outputs) with an f that is drawn, too."""
    samples, inputs, width, outputs = shape
    pair = drawn_activation(rng)
    X, Y, A, B, C = (np.round(generic(rng, size), 2) for size in (
        (samples, inputs), (samples, outputs), (inputs, width), (width, width), (width, outputs)))
    return X, Y, [A, B, C], pair, share, skip


def _expect_drawn(work, rng, *networks):
    for network in networks:
        smallest(partial(_expect, work), _drawn(rng, *network), _smaller)


def one_layer(work, rng):
    """should be right where the middle matrix is used once"""
    _expect(work, (np.eye(1), 19 * np.eye(1), [2 * np.eye(1), np.eye(1), np.eye(1)], (square, double), 1, True))
    _expect_drawn(work, rng, ((1, 1, 1, 1), 1, False), ((1, 1, 2, 2), 1, False), ((3, 2, 4, 2), 1, False))


def shared(work, rng):
    """should add up over the layers that share the middle matrix"""
    _expect_drawn(work, rng, ((1, 1, 1, 1), 2, False), ((3, 2, 4, 2), 4, False))


def skips(work, rng):
    """should be right with skips, too"""
    _expect_drawn(work, rng, ((1, 1, 1, 1), 1, True), ((2, 3, 2, 2), 3, True))


@points(2)
def any_shape(work, rng):
    """should be right for any shapes, with f and df called once for every entry of a layer"""
    for skip in (True, False):
        samples, inputs, width, outputs = (int(n) for n in rng.integers(2, 5, 4))
        _expect_drawn(work, rng, ((samples, inputs, width, outputs), int(rng.integers(2, 5)), skip))
        _expect_drawn(work, rng, ((samples, width, width, outputs), int(rng.integers(1, 4)), skip))


mlp_grads = Exercise(
    "mlp_grads", "Three matrices, many layers", (one_layer, shared, skips, any_shape), (
        "Run the layers forward and keep, for each, three things: what entered it, Z (what entered f), and what left "
        "it. Every derivative on the way back is taken at one of the Z.",
        "Backwards, one layer: Z̄ is h̄ times f′(Z), entry by entry. Then (what entered)ᵀ times Z̄ for the matrix, and Z̄ "
        "times Wᵀ for what entered.",
        "Begin with Ō = 2 (O − Y) / (number of its entries), which gives hᵀŌ for C and h̄ = Ō Cᵀ. The middle matrix "
        "gets a product from each of its layers: start from zeros and add. A skip is a sum: add h̄ to what the layer "
        "sends to what entered."),
    (*MLP_MISTAKES, RUN_AGAIN),
    after="Sharing is a sum on the way back, and a skip is one, too. The rules for one layer did not change, and f has "
          "been called once for every entry: this is backpropagation, of a network with any f.")
