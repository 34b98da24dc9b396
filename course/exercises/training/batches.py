"""Mini-batches: a step after every few samples."""
from __future__ import annotations

import numpy as np

from course.autodiff import complex_step
from course.checking import Exercise, Mistake, expect, points, predict
from course.exercises.material import generic
from course.exercises.training.loops import NO_TWO

# --- predict: updates in an epoch -------------------------------------------------------------------------------------

ROUNDED_DOWN = Mistake("rest dropped", "212 is not a multiple of 32: the samples that are left over make a "
                       "smaller batch")
PER_SAMPLE = Mistake("a step for each sample", "a batch of 32 samples takes one step, with the mean of their gradients")


@points(0)
def guess_updates(work, rng):
    """should be the number of steps in one epoch"""
    predict(work, 7, because={ROUNDED_DOWN: 6, PER_SAMPLE: 212})


updates_guess = Exercise(
    "updates_guess", "Steps in an epoch", (guess_updates,), (
        "How many full batches of 32 are in 212?", "Six full ones take 192 samples. What about the other 20?"),
    (ROUNDED_DOWN, PER_SAMPLE), after="Seven steps for the price of one full gradient, each by the samples of its "
                                      "own batch.")

# --- 4: one epoch -----------------------------------------------------------------------------------------------------

IN_ORDER = Mistake("order ignored", "take the samples in the order that is given; it changes from epoch to epoch")
FULL_SIZE = Mistake("smaller batch divided by the full size", "the mean over a batch divides by the samples that are "
                    "in it, also in the last one")
DROPPED = Mistake("last batch dropped", "what is left over at the end is a batch, too")
FROZEN = Mistake("all gradients at the first weights", "each batch takes its gradient at the weights that the batch "
                 "before has left")
ALL_SAMPLES = Mistake("divided by all samples", "the mean goes over the samples of the batch, not over all "
                      "that there are")
SUM = Mistake("sum instead of mean", "the loss of a batch is the mean over its samples, and so is its gradient")


def _slope(X, Y, w, rows):
    return complex_step(lambda w: np.mean((X[rows] @ w - Y[rows]) ** 2), w)


def _epoch(X, Y, w, lr, batch, order, scale=lambda rows, batch, n: 1.0, keep=True, frozen=False):
    start = w
    for begin in range(0, len(order), batch):
        rows = list(order[begin:begin + batch])
        if keep or len(rows) == batch:
            w = w - lr * scale(len(rows), batch, len(order)) * _slope(X, Y, start if frozen else w, rows)
    return w.tolist()


def _wrong(**how):
    return lambda *args: _epoch(*args, **how)


EPOCH_MISTAKES = {
    IN_ORDER: lambda X, Y, w, lr, batch, order: _epoch(X, Y, w, lr, batch, sorted(order)),
    FROZEN: _wrong(frozen=True), NO_TWO: _wrong(scale=lambda rows, batch, n: 0.5),
    SUM: _wrong(scale=lambda rows, batch, n: rows), DROPPED: _wrong(keep=False),
    FULL_SIZE: _wrong(scale=lambda rows, batch, n: rows / batch),
    ALL_SAMPLES: _wrong(scale=lambda rows, batch, n: rows / n)}


def _expect(work, X, Y, w, lr, batch, order):
    args = (np.array(X), np.array(Y), np.array(w), lr, batch, order)
    expect(work, args, _epoch(*args), witness="complex step, batch by batch", because=EPOCH_MISTAKES, rtol=1e-9)


def three_samples(work, rng):
    """should take three steps for three batches of one sample"""
    _expect(work, [[1.0], [2.0], [1.0]], [2.0, 2.0, 1.0], [0.5], 0.125, 1, [1, 2, 0])


def even(work, rng):
    """should go through the samples in the order given"""
    _expect(work, generic(rng, (6, 2)), generic(rng, 6), generic(rng, 2), 0.1, 2, _mixed(rng, 6))


def uneven(work, rng):
    """should take the rest as a smaller batch"""
    _expect(work, generic(rng, (7, 3)), generic(rng, 7), generic(rng, 3), 0.1, 3, _mixed(rng, 7))


def _mixed(rng, n):
    """An order that is not the plain one."""
    while (order := rng.permutation(n).tolist()) == sorted(order):
        pass
    return order


minibatch_epoch = Exercise(
    "minibatch_epoch", "One epoch in mini-batches", (three_samples, even, uneven), (
        "Cut the order into pieces of `batch` numbers; the last piece may be shorter. Each piece selects rows of X and "
        "of Y.",
        "For rows A and targets b, the gradient of the mean of (A w − b)² is 2 Aᵀ(A w − b), divided by the number of "
        "rows."),
    (IN_ORDER, FROZEN, NO_TWO, SUM, DROPPED, FULL_SIZE, ALL_SAMPLES),
    after="With one batch of all samples it is the full step; with batches of one it is the step after every sample "
          "that the loop before had to avoid.")
