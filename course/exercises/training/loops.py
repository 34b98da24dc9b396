"""The loss over the samples and its gradient, and the loop around them."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from course.autodiff import complex_step
from course.checking import Exercise, Mistake, expect, points, predict
from course.exercises.material import generic
from course.exercises.smaller import smallest

# --- predict: a step that is too long ---------------------------------------------------------------------------------

STAYS = Mistake("takes the step for the place", "the step is lr times the derivative, and the derivative at w = 1 is 2")
ARRIVES = Mistake("arrives at the minimum", "that would take half the step: from 1, a step of 2 lands on the other "
                  "side")
ONE_STEP = Mistake("one step only", "there it turns round: the derivative has the other sign now")


@points(0)
def guess_bounce(work, rng):
    """should be the weight after ten steps"""
    predict(work, 1.0, because={ARRIVES: 0.0, STAYS: -9.0, ONE_STEP: -1.0})


bounce_guess = Exercise(
    "bounce_guess", "A long step", (guess_bounce,), (
        "The derivative of w² at w = 1 is 2. Where does the first step end?",
        "At 1 − 1·2 = −1. The derivative there is −2. Do the second step, then think of ten."),
    (ARRIVES, STAYS, ONE_STEP),
    after="It jumps from 1 to −1 and back for ever. With lr between 0 and 1 it settles at 0, above 1 it flies away.")

# --- 1: the gradient of the loss --------------------------------------------------------------------------------------

SIGN = Mistake("sign lost", "the loss falls when R moves towards t: the inner derivative of t − R is minus that of R")
NO_TWO = Mistake("factor 2 lost", "the residual is squared: the outer derivative brings a 2")
SUM = Mistake("sum instead of mean", "the loss is a mean over the samples, and so is its gradient")
SUMS = Mistake("sums instead of means", SUM.advice)
LAST = Mistake("last sample only", "every sample adds its share to the gradient: start from zero, and add")
OF_MEANS = Mistake("product of the means", "the mean of the products residual × derivative is not the product of the "
                   "means")


def plane(w, p, q):
    return w[0] * p + w[1] * q


def dplane(w, p, q):
    return [p, q]


def curve(w, p, q):
    b = np.sin(w[0] * p + q)
    return np.tanh(w[1] * b) + b * np.exp(w[2] * b) / 2


def dcurve(w, p, q):
    """The three partial derivatives of `curve`, by complex steps."""
    if len(w) != 3:
        raise ValueError(f"there are three weights here, and w has {len(w)} entries")
    return complex_step(lambda w: curve(w, p, q), np.asarray(w)).tolist()


PLANE, CURVE = (plane, dplane), (curve, dcurve)


def _loss(w, data, R):
    return sum((t - R(w, p, q)) ** 2 for p, q, t in data) / len(data)


def _loss_grads(w, data, R, dR):
    return float(_loss(w, data, R)), complex_step(lambda w: _loss(w, data, R), np.asarray(w)).tolist()


def _terms(w, data, R, dR):
    """The residual of each sample and the row of its derivatives."""
    return np.array([t - R(w, p, q) for p, q, t in data]), np.array([dR(w, p, q) for p, q, _ in data])


def _with(gradient, loss=lambda r: r @ r / len(r)):
    def wrong(w, data, R, dR):
        r, J = _terms(w, data, R, dR)
        return float(loss(r)), gradient(r, J).tolist()
    return wrong


LOSS_MISTAKES = {
    SIGN: _with(lambda r, J: 2 * r @ J / len(r)), NO_TWO: _with(lambda r, J: -r @ J / len(r)),
    SUM: _with(lambda r, J: -2 * r @ J),
    SUMS: _with(lambda r, J: -2 * r @ J, lambda r: r @ r),
    LAST: _with(lambda r, J: -2 * r[-1] * J[-1] / len(r)),
    OF_MEANS: _with(lambda r, J: -2 * r.mean() * J.mean(axis=0))}


def _samples(rng, n):
    return [tuple(row) for row in np.round(generic(rng, (n, 3)), 2).tolist()]


def _weights(rng, n):
    return np.round(generic(rng, n), 2).tolist()


def _smaller(case) -> Iterator[tuple]:
    """One sample less, one epoch less; then samples of one digit after the point."""
    w, data, *how = case
    yield from ((w, data[:i] + data[i + 1:], *how) for i in range(len(data)) if len(data) > 1)
    if len(how) == 4 and how[1] > 1:
        yield w, data, how[0], how[1] - 1, *how[2:]
    plain = [tuple(round(number, 1) for number in sample) for sample in data]
    if plain != data:
        yield w, plain, *how


def _expect_loss(work, args):
    expect(work, args, _loss_grads(*args), witness="the loss, and its complex step", because=LOSS_MISTAKES, rtol=1e-9)


def one_sample(work, rng):
    """should be right for one sample and a plane"""
    _expect_loss(work, ([1.0, 2.0], [(1.0, 1.0, 5.0)], *PLANE))
    _expect_loss(work, (_weights(rng, 2), _samples(rng, 1), *PLANE))


def any_program(work, rng):
    """should be the mean over the samples, for any program R"""
    for n, R, weights in ((3, PLANE, 2), (4, CURVE, 3)):
        case = (_weights(rng, weights), _samples(rng, n), *R)
        smallest(partial(_expect_loss, work), case, _smaller)


loss_grads = Exercise(
    "loss_grads", "The gradient of the loss", (one_sample, any_program), (
        "One sample contributes (t − R)². Differentiate that by one weight: outer derivative times inner derivative.",
        "Keep a running sum for the loss and one for each weight. Divide by the number of samples at the end.",
        "A sample adds −2 · (t − R) · dR[j] / N to entry j, where t and R are its own."),
    tuple(LOSS_MISTAKES),
    after="Only R knows what the model is. The loss stays the same for all, and so does the loop that comes now.")

# --- 2: the loop ------------------------------------------------------------------------------------------------------

ASCENT = Mistake("climbs", "the gradient points uphill: go against it")
ONLINE = Mistake("steps after every sample", "the weights rest while the samples of one epoch are summed up; the "
                 "step comes after the last of them")
ONLINE_FULL = Mistake("full steps after every sample", ONLINE.advice)
NO_RESET = Mistake("gradient never cleared", "each epoch has a gradient of its own: begin it at zero")
LOSS_AFTER = Mistake("losses after the steps", "the first loss is that of the weights you were given")
ONE_EPOCH = Mistake("one epoch only", "one pass over the samples is one epoch: there are more to come")
HALF = Mistake("factor 2 lost in the loop", NO_TWO.advice)
SCALED_TWICE = Mistake("scaled by −2/N once more", "the gradient of the loss has the factor −2/N already")
SUMMED = Mistake("gradient of the sum in the loop", SUM.advice)
ALL_SUMMED = Mistake("sums in the loop", SUM.advice)


def _descend(w, data, lr, epochs, R, dR, sign=-1, clear=True):
    w, losses, total = np.array(w, float), [], 0.0
    for _epoch in range(epochs):
        losses.append(float(_loss(w, data, R)))
        total = np.array(_loss_grads(w, data, R, dR)[1]) + (0.0 if clear else total)
        w = w + sign * lr * total
    return w.tolist(), losses


def _online(share):
    """One step after every sample, of `share(number of samples)` times the full size."""
    def wrong(w, data, lr, epochs, R, dR):
        losses = []
        for _epoch in range(epochs):
            losses.append(float(_loss(w, data, R)))
            for sample in data:
                w = _descend(w, [sample], lr * share(len(data)), 1, R, dR)[0]
        return w, losses
    return wrong


def _later(w, data, lr, epochs, R, dR):
    weights, losses = _descend(w, data, lr, epochs, R, dR)
    return weights, [*losses[1:], float(_loss(weights, data, R))]


def _scaled(factor):
    return lambda w, data, lr, *rest: _descend(w, data, lr * factor(data), *rest)


def _summed(w, data, lr, *rest):
    weights, losses = _scaled(len)(w, data, lr, *rest)
    return weights, [len(data) * loss for loss in losses]


def _wrong(**how):
    return lambda *args: _descend(*args, **how)


TRAIN_MISTAKES = {
    ONLINE: _online(lambda n: 1 / n), ONLINE_FULL: _online(lambda n: 1), NO_RESET: _wrong(clear=False),
    ASCENT: _wrong(sign=1), LOSS_AFTER: _later, ALL_SUMMED: _summed,
    HALF: _scaled(lambda data: 0.5), SUMMED: _scaled(len), SCALED_TWICE: _scaled(lambda data: -2 / len(data)),
    ONE_EPOCH: lambda w, data, lr, epochs, R, dR: _descend(w, data, lr, 1, R, dR)}


def _expect_trained(work, args, want=None, witness="complex steps of the loss"):
    expect(work, args, want or _descend(*args), witness=witness, because=TRAIN_MISTAKES, rtol=1e-8)


def one_step(work, rng):
    """should take one step against the gradient, and another one"""
    _expect_trained(work, ([1.0, 2.0], [(1.0, 1.0, 5.0)], 0.125, 2, *PLANE))
    case = (_weights(rng, 2), _samples(rng, 2), 0.125, 1, *PLANE)
    smallest(partial(_expect_trained, work), case, _smaller)


def straight_lines(work, rng):
    """should follow the closed form where R is a plane"""
    args = _weights(rng, 2), _samples(rng, 4), 0.1, 5, *PLANE
    _expect_trained(work, args, _closed_form(*args[:4]), "closed form of the plane")


def _closed_form(w, data, lr, epochs):
    """For a plane the distance to the best weights is multiplied by I - lr H in every step (H the Hessian)."""
    X, t = np.array([row[:2] for row in data]), np.array([row[2] for row in data])
    best, H = np.linalg.lstsq(X, t, rcond=None)[0], 2 * X.T @ X / len(t)
    path = [best + np.linalg.matrix_power(np.eye(2) - lr * H, k) @ (w - best) for k in range(epochs + 1)]
    return path[-1].tolist(), [float(np.mean((t - X @ v) ** 2)) for v in path[:-1]]


def any_training(work, rng):
    """should be right for any program R, and give back the weights as they are after no epoch"""
    for epochs in (3, 0):
        case = _weights(rng, 3), _samples(rng, 3), 0.05, epochs, *CURVE
        smallest(partial(_expect_trained, work), case, _smaller)


train = Exercise(
    "train", "The training loop", (one_step, straight_lines, any_training), (
        "Two loops, one inside the other: epochs outside, samples inside. Where does the step stand?",
        "In each epoch: note the loss, sum up the gradient over all samples at the same weights, then take one step.",
        "With `loss_grads` an epoch is three lines: the loss and the gradient, the loss into the list, a new list of "
        "weights."),
    tuple(TRAIN_MISTAKES),
    after="This loop trains every network. What is left is to make its parts fast.")
