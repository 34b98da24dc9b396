"""Mini-batches: a step after every few samples."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from course.autodiff import complex_step
from course.checking import Exercise, Mistake, expect, points, predict
from course.exercises.material import generic
from course.exercises.smaller import smallest
from course.exercises.training.loops import ASCENT, NO_TWO

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


def _gradient(X, Y, w, rows):
    return complex_step(lambda w: np.mean((X[rows] @ w - Y[rows]) ** 2), w)


def _epoch(X, Y, w, lr, batch, order, scale=lambda rows, batch, n: 1.0, keep=True, frozen=False):
    start = w
    for begin in range(0, len(order), batch):
        rows = list(order[begin:begin + batch])
        if keep or len(rows) == batch:
            w = w - lr * scale(len(rows), batch, len(order)) * _gradient(X, Y, start if frozen else w, rows)
    return w.tolist()


def _wrong(**how):
    return lambda *args: _epoch(*args, **how)


EPOCH_MISTAKES = {
    IN_ORDER: lambda X, Y, w, lr, batch, order: _epoch(X, Y, w, lr, batch, sorted(order)),
    FROZEN: _wrong(frozen=True), NO_TWO: _wrong(scale=lambda rows, batch, n: 0.5),
    ASCENT: _wrong(scale=lambda rows, batch, n: -1.0), SUM: _wrong(scale=lambda rows, batch, n: rows),
    DROPPED: _wrong(keep=False), FULL_SIZE: _wrong(scale=lambda rows, batch, n: rows / batch),
    ALL_SAMPLES: _wrong(scale=lambda rows, batch, n: rows / n)}


def _expect(work, case):
    expect(work, case, _epoch(*case), witness="complex step, batch by batch", because=EPOCH_MISTAKES, rtol=1e-9)


def _smaller(case) -> Iterator[tuple]:
    """Without one of the samples or one of the columns, with smaller batches; then with one digit after the point."""
    X, Y, w, lr, batch, order = case
    for i in range(len(Y)):
        if len(Y) > 1:
            yield np.delete(X, i, 0), np.delete(Y, i), w, lr, batch, [row - (row > i) for row in order if row != i]
    for j in range(len(w)):
        if len(w) > 1:
            yield np.delete(X, j, 1), Y, np.delete(w, j), lr, batch, order
    if batch > 1:
        yield X, Y, w, lr, batch - 1, order
    if any((array != np.round(array, 1)).any() for array in (X, Y, w)):
        yield *(np.round(array, 1) for array in (X, Y, w)), lr, batch, order


def _drawn(rng, samples, columns, batch):
    """An order that is not the plain one, where there are more."""
    order = rng.permutation(samples).tolist()
    while samples > 1 and order == sorted(order):
        order = rng.permutation(samples).tolist()
    X, Y, w = (np.round(generic(rng, shape), 2) for shape in ((samples, columns), samples, columns))
    return X, Y, w, 0.1, batch, order


def one_by_one(work, rng):
    """should take a step after every sample where a batch is one"""
    _expect(work, (np.array([[1.0], [2.0]]), np.array([2.0, 2.0]), np.array([0.0]), 0.5, 1, [1, 0]))
    smallest(partial(_expect, work), _drawn(rng, 3, 1, 1), _smaller)


def even(work, rng):
    """should go through the samples in the order given, all of them in one batch where it is large enough"""
    for samples, columns, batch in ((6, 2, 2), (4, 3, 4), (3, 1, 5)):
        smallest(partial(_expect, work), _drawn(rng, samples, columns, batch), _smaller)


def uneven(work, rng):
    """should take the rest as a smaller batch"""
    for samples, columns, batch in ((7, 3, 3), (5, 1, 2)):
        smallest(partial(_expect, work), _drawn(rng, samples, columns, batch), _smaller)


minibatch_epoch = Exercise(
    "minibatch_epoch", "One epoch in mini-batches", (one_by_one, even, uneven), (
        "Cut the order into pieces of `batch` numbers; the last piece may be shorter. Each piece selects rows of X and "
        "of Y.",
        "For rows A and targets b, the gradient of the mean of (A w − b)² is 2 Aᵀ(A w − b), divided by the number of "
        "rows."),
    tuple(EPOCH_MISTAKES), extra=True,
    after="With one batch of all samples it is the full step; with batches of one it is the step after every sample "
          "that the training loop had to avoid.")
