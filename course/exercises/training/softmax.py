"""Cross-entropy of a softmax: the loss of a network that chooses, and what it sends back to the scores."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from course.autodiff import complex_step
from course.autodiff.text import short
from course.checking import Exercise, Mismatch, Mistake, Stopped, expect, same, shaped, show_call
from course.exercises.material import require
from course.exercises.smaller import smallest

SUM_LEFT_OUT = Mistake("p − y where the labels do not add to 1", "the scores' gradient is p − y only where the labels "
                       "add to 1: every label brings a p of its own")
OVERFLOW = Mistake("overflow", "the exponential of 1000 is beyond all floats, and that of −1000 is 0: the same number "
                   "may be taken from all scores without changing p, and the logarithm be taken before anything is "
                   "rounded to 0")
SIGN = Mistake("sign lost", "the loss falls when the score of what is wanted rises")
NO_JACOBIAN = Mistake("softmax left out on the way back", "this is the derivative by the probabilities; each score "
                      "moves all of them")
OWN_ONLY = Mistake("diagonal of the Jacobian only", "a score that rises takes from the other probabilities, too: they "
                   "have one sum")
NO_LOG_SUM = Mistake("log of the sum forgotten", "ln p_k is z_k less the logarithm of the sum of all exponentials")
LOG_SUM_ONCE = Mistake("log of the sum only once", "every label brings the logarithm of the sum: Σ y times in all")
NO_LOG = Mistake("logarithm forgotten", "the loss takes the logarithm of each probability")
BY_CLASSES = Mistake("mean over the classes", "the loss is a sum over the classes, not a mean")
ONE_LABEL = Mistake("largest label only", "every label counts, by its size")


def _log_p(z):
    """The logarithms of the softmax, right for complex numbers and for scores of any size."""
    most = np.max(np.real(z))
    return z - most - np.log(np.sum(np.exp(z - most)))


def _loss(z, y):
    return -np.sum(y * _log_p(z))


def _loss_and_gradient(z, y):
    return {"loss": float(_loss(z, y)), "gradient": complex_step(lambda z: _loss(z, y), np.asarray(z))}


def _wrong(loss=None, gradient=None):
    """The right pair, but for what is made of p, ln p, z and y."""
    def wrong(z, y):
        log_p = _log_p(z)
        found = np.exp(log_p), log_p, z, y
        with np.errstate(all="ignore"):
            return _loss_and_gradient(z, y) | {
                name: make(*found) for name, make in (("loss", loss), ("gradient", gradient)) if make}
    return wrong


MISTAKES = {     # each with what it gives; where it may be carried through to the other part, that too
    SUM_LEFT_OUT: [_wrong(gradient=lambda p, log_p, z, y: p - y)],
    SIGN: [_wrong(gradient=lambda p, log_p, z, y: y - p * np.sum(y))],
    NO_JACOBIAN: [_wrong(gradient=lambda p, log_p, z, y: -y / p)],
    OWN_ONLY: [_wrong(gradient=lambda p, log_p, z, y: y * (p - 1))],
    NO_LOG_SUM: [_wrong(lambda p, log_p, z, y: -np.sum(y * z), gradient) for gradient in (
        None, lambda p, log_p, z, y: -y)],
    LOG_SUM_ONCE: [_wrong(lambda p, log_p, z, y: (z - log_p)[0] - np.sum(y * z), gradient) for gradient in (
        None, lambda p, log_p, z, y: p - y)],
    NO_LOG: [_wrong(lambda p, log_p, z, y: -np.sum(y * p), gradient) for gradient in (
        None, lambda p, log_p, z, y: p * np.sum(y * p) - y * p)],
    BY_CLASSES: [_wrong(lambda p, log_p, z, y: -np.mean(y * log_p), gradient) for gradient in (
        None, lambda p, log_p, z, y: (p * np.sum(y) - y) / len(y))],
    ONE_LABEL: [_wrong(loss=lambda p, log_p, z, y: -log_p[np.argmax(y)])]}


def _expect(work, case):
    z, y = case
    tried = show_call(work.name, case)
    words = f"a pair: the loss, and an array of {len(z)} derivatives"
    loss, gradient = _overflows(tried, lambda: shaped(work, case, (0.0, np.zeros(len(z))), words))
    finite = np.isfinite(loss) and np.isfinite(np.asarray(gradient, float)).all()
    yours = short((float(loss), list(map(float, gradient))))
    require(finite, ("tried", tried), ("yours", yours), ("should be", "finite numbers"), mistake=OVERFLOW)
    got = {"loss": loss, "gradient": gradient}
    expect(lambda: got, (), _loss_and_gradient(z, y), tried=tried, rtol=1e-9, witness="the loss, and its complex step",
           because={mistake: partial(_nearest, got, case, ways) for mistake, ways in MISTAKES.items()})


def _nearest(got, case, ways):
    """Of the ways to make a mistake the one that was gone, or the first."""
    found = [way(*case) for way in ways]
    return next((value for value in found if same(got, value, 1e-6)), found[0])


def _overflows(tried, call):
    """The result of a call; where it stops since a number grows too large, the mistake with that name."""
    try:
        return call()
    except Stopped as stop:
        if not str(stop).startswith(("OverflowError", "FloatingPointError", "ZeroDivisionError", "ValueError: math")):
            raise
        raise Mismatch(("tried", tried), ("yours", str(stop)), mistake=OVERFLOW) from None


def _smaller(case) -> Iterator[tuple]:
    """Without one of the scores, as long as there is a choice; then with one digit after the point."""
    z, y = case
    for k in range(len(z)):
        if len(z) > 2:
            yield np.delete(z, k), np.delete(y, k)
    if any((array != np.round(array, 1)).any() for array in case):
        yield tuple(np.round(array, 1) for array in case)


def _labels(rng, n):
    """Labels of any size, one of them 0 where there are more than two; they add up to anything but 1."""
    return np.round(rng.uniform(0.3, 3.0, n), 2) * (rng.permutation(n) > 0 if n > 2 else 1)


def labels_of_one(work, rng):
    """should be right where the labels add to 1"""
    _expect(work, (np.zeros(2), np.array([1.0, 0.0])))
    for n in (2, 4):
        y = rng.dirichlet(np.ones(n))
        smallest(partial(_expect, work), (np.round(rng.normal(size=n), 2), y), _smaller)
        smallest(partial(_expect, work), (np.round(rng.normal(size=n), 2), np.eye(n)[rng.integers(n)]), _smaller)


def any_labels(work, rng):
    """should be right for any labels that are not negative"""
    for n in (2, 3, 1, 5):
        smallest(partial(_expect, work), (np.round(rng.normal(size=n), 2), _labels(rng, n)), _smaller)


def large_scores(work, rng):
    """should be right for scores of a thousand and of minus a thousand"""
    for n in (2, 3):
        far = rng.permutation([1000.0, -1000.0, *rng.choice([-1000.0, 1000.0], n - 2)])
        smallest(partial(_expect, work), (far + np.round(rng.normal(size=n), 2), _labels(rng, n)), _smaller)
        side = rng.choice([-1000.0, 1000.0])
        smallest(partial(_expect, work), (side + np.round(rng.normal(size=n), 2), _labels(rng, n)), _smaller)


cross_entropy_grad = Exercise(
    "cross_entropy_grad", "The gradient of a choice", (labels_of_one, any_labels, large_scores), (
        "ln p_k = z_k − ln Σ exp(z_j). Multiply by y_k, add up over k, and differentiate by one score.",
        "The derivative of ln Σ exp(z_j) by z_k is p_k, and it stands there once for every label: Σ y times in all.",
        "Subtract the largest score from all of them first. Then the largest exponential is 1, the sum is at least 1, "
        "and its logarithm is harmless."),
    (*MISTAKES, OVERFLOW),
    after="What goes back to each score is what the network believes minus what is true. A network that is sure, and "
          "right, sends next to nothing back.")
