"""A network trained by one's own loop, batch by batch."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from course.autodiff import complex_step
from course.checking import Exercise, Mismatch, Mistake, expect, has_form, kind, show_call
from course.exercises.material import generic
from course.exercises.smaller import smallest
from course.exercises.training.batches import DROPPED, FROZEN, FULL_SIZE, IN_ORDER
from course.exercises.training.loops import ASCENT
from course.exercises.training.sunspots import on_sunspots
from course.networks import mean_square

FIRST_ORDER = Mistake("the first order in every epoch", "each epoch has an order of its own")
APART = Mistake("inputs and targets out of step", "a batch takes the same rows of X and of Y")
LAST_LOSS = Mistake("loss of the last batch", "the loss of an epoch is the mean over all its samples")
PLAIN_MEAN = Mistake("plain mean over the batches", "the last batch may be smaller: each loss counts for as many "
                     "samples as it is the mean of")
LOSS_AFTER = Mistake("losses after the steps", "each batch has its loss before the step that it is for")
ONLY_W = Mistake("only the matrices moved", "the vectors b are weights, too: every part takes its step")
LOSS_SUM = Mistake("losses added up", "the loss of an epoch is a mean over the samples, not a sum over the batches")


def _flat(layers):
    return np.concatenate([np.ravel(part) for pair in layers for part in pair])


def _like(layers, numbers):
    """The numbers in the form of these layers."""
    parts, at = [], 0
    for part in (part for pair in layers for part in pair):
        parts.append(np.reshape(numbers[at:at + part.size], part.shape))
        at += part.size
    return list(zip(parts[::2], parts[1::2], strict=True))


def _fit(X, Y, layers, lr, batch, orders, pick=lambda orders, epoch: orders[epoch], rows_of=lambda rows, order: rows,
         keep=True, frozen=False, scale=lambda rows, batch: 1.0, moves=lambda layers: 1.0, sign=-1, total=None):
    """The layers and losses with one slip where something is given; gradients by complex steps."""
    w, losses = _flat(layers), []
    for epoch in range(len(orders)):
        order, found, start = pick(orders, epoch), [], w
        for begin in range(0, len(order), batch):
            rows = list(order[begin:begin + batch])
            if not keep and len(rows) < batch:
                break
            x, y, at = X[rows], Y[rows_of(rows, list(range(begin, begin + len(rows))))], start if frozen else w
            found.append((len(rows), float(mean_square(_like(layers, at), x, y))))
            gradient = complex_step(lambda w, x=x, y=y: mean_square(_like(layers, w), x, y), at)
            w = w + sign * lr * scale(len(rows), batch) * moves(layers) * gradient
        losses.append((total or _mean)(found, lambda w=w: mean_square(_like(layers, w), X, Y)))
    return _like(layers, w), losses


def _mean(found, after):
    return sum(rows * loss for rows, loss in found) / max(1, sum(rows for rows, _ in found))


def _matrices(layers):
    return _flat([(np.ones_like(W), np.zeros_like(b)) for W, b in layers])


def _wrong(**how):
    return partial(_fit, **how)


FIT_MISTAKES = {
    IN_ORDER: _wrong(pick=lambda orders, epoch: sorted(orders[epoch])), FROZEN: _wrong(frozen=True),
    FIRST_ORDER: _wrong(pick=lambda orders, epoch: orders[0]), DROPPED: _wrong(keep=False),
    APART: _wrong(rows_of=lambda rows, plain: plain), ASCENT: _wrong(sign=1),
    FULL_SIZE: _wrong(scale=lambda rows, batch: rows / batch), ONLY_W: _wrong(moves=_matrices),
    LAST_LOSS: _wrong(total=lambda found, after: found[-1][1] if found else 0.0),
    PLAIN_MEAN: _wrong(total=lambda found, after: sum(loss for _, loss in found) / max(1, len(found))),
    LOSS_SUM: _wrong(total=lambda found, after: sum(loss for _, loss in found)),
    LOSS_AFTER: _wrong(total=lambda found, after: float(after()))}


def _named(pair):
    layers, losses = pair
    names = {f"{name}{i}": part for i, layer in enumerate(layers, 1) for name, part in zip("Wb", layer, strict=True)}
    return {**names, "losses": losses}


def _expect(work, case):
    tried = show_call(work.name, case)
    got = _named(_shaped(work, case, tried))
    because = {mistake: lambda wrong=wrong: _named(wrong(*case)) for mistake, wrong in FIT_MISTAKES.items()}
    expect(lambda: got, (), _named(_fit(*case)), tried=tried, because=because, rtol=1e-9,
           witness="the same loop with complex steps")


def _shaped(work, case, tried):
    """The answer, once it is a pair of such layers and of a loss for each epoch."""
    got, (layers, orders) = work(*case), (case[2], case[5])
    form = (tuple((np.zeros(W.shape), np.zeros(b.shape)) for W, b in layers), (0.0,) * len(orders))
    if has_form(got, form):
        return got
    found = [kind(part) for part in got] if has_form(got, (..., ...)) else [kind(got)]
    raise Mismatch(("tried", tried), ("yours", " and ".join(found)), (
        "should be", f"a pair: the layers, {len(layers)} pairs (W, b) of the same shapes as before, and a list of "
                     f"{len(orders)} losses"))


def _smaller(case) -> Iterator[tuple]:
    """Without one epoch, sample or column of X, with smaller batches; then with one digit after the point."""
    X, Y, layers, lr, batch, orders = case
    if len(orders) > 1:
        yield from ((X, Y, layers, lr, batch, orders[:i] + orders[i + 1:]) for i in range(len(orders)))
    for i in range(len(X) if len(X) > 1 else 0):
        less = [[row - (row > i) for row in order if row != i] for order in orders]
        yield np.delete(X, i, 0), np.delete(Y, i, 0), layers, lr, batch, less
    if X.shape[1] > 1:
        yield X[:, 1:], Y, [(layers[0][0][1:], layers[0][1]), *layers[1:]], lr, batch, orders
    if batch > 1:
        yield X, Y, layers, lr, batch - 1, orders
    plain = [tuple(np.round(part, 1) for part in pair) for pair in layers]
    if (_flat(plain) != _flat(layers)).any():
        yield np.round(X, 1), np.round(Y, 1), plain, lr, batch, orders


def _batches(order, batch):
    return [set(order[begin:begin + batch]) for begin in range(0, len(order), batch)]


def _drawn(rng, sizes, samples, batch, epochs):
    layers = [tuple(np.round(generic(rng, shape), 2) for shape in ((n, m), m))
              for n, m in zip(sizes, sizes[1:], strict=False)]
    X, Y = (np.round(generic(rng, (samples, n)), 2) for n in (sizes[0], sizes[-1]))
    orders, seen = [], [_batches(range(samples), batch)]
    while len(orders) < epochs:         # no two with the same batches, and none with those of the plain order
        order = rng.permutation(samples).tolist()
        if batch >= samples or _batches(order, batch) not in seen:
            orders.append(order)
            seen.append(_batches(order, batch))
    return X, Y, layers, 0.1, batch, orders


def one_epoch(work, rng):
    """should take a step after each batch of one epoch"""
    _expect(work, (2 * np.eye(1), np.eye(1), [(np.eye(1), np.zeros(1))], 0.125, 1, [[0]]))
    for shape in (((1, 1), 3, 1, 1), ((2, 2, 1), 4, 2, 1)):
        smallest(partial(_expect, work), _drawn(rng, *shape), _smaller)


def many_epochs(work, rng):
    """should have an order of its own in each epoch"""
    for shape in (((1, 2, 1), 4, 2, 3), ((2, 1), 3, 3, 2)):
        smallest(partial(_expect, work), _drawn(rng, *shape), _smaller)


def uneven(work, rng):
    """should be right for a smaller last batch, for any number of layers and outputs"""
    for shape in (((2, 3, 1), 5, 2, 2), ((1, 2, 2, 2), 7, 4, 2)):
        smallest(partial(_expect, work), _drawn(rng, *shape), _smaller)


fit = Exercise(
    "fit", "Your own loop", (one_epoch, many_epochs, uneven), (
        "This is minibatch_epoch with two changes: there is a loop over the orders around it, and the engine gives the "
        "gradient.",
        "`autodiff.value_and_grad(networks.mean_square)` takes the layers, rows of X and rows of Y. It gives "
        "the loss and the gradient by the layers, which is a list of pairs, too.",
        "Make a new list of pairs for the step: W − lr · (its gradient), b − lr · (its gradient). For the epoch's loss "
        "add up loss · rows over the batches, and divide by the number of samples."),
    tuple(FIT_MISTAKES), may_use=("value_and_grad", "mean_square"), reward=on_sunspots,
    after="The loop is yours, the gradients are the engine's. What it makes of real data is shown below.")
