"""A network fitted to the sunspot numbers: the weights are handed in, and the loss is found here."""
from __future__ import annotations

import numpy as np

from course.autodiff.text import short
from course.checking import Exercise, Mismatch, Mistake, has_form, kind, points, predict
from course.networks import mean_square, sunspots

WINDOW, SIZES, UNTIL, TARGET = 9, (9, 8, 1), 1920, 0.0165

UNTRAINED = Mistake("hardly trained", "it does no better than repeating the last number: more epochs, or longer steps")
BOTH = Mistake("the losses as well", "this is the pair that networks.train returns: the layers are its first part")


SEEN = Mistake("judged on the years of training", "that is how many of them are worse on the years that they were "
               "trained on")

# --- predict: eight more starts -------------------------------------------------------------------------------------


@points(0)
def guess_starts(work, rng):
    """should be the number of networks that do worse than the linear forecast on the years after 1920"""
    predict(work, 8, because={SEEN: 0})


starts_guess = Exercise(
    "starts_guess", "Eight more starts", (guess_starts,), (
        "The first network won by 0.0298 to 0.0304. Would you bet on such a margin?",
        "Networks that all fit the past better, and cycles that none of them has seen: run the next cell."),
    (SEEN,), after="A narrow win of one network is no result. Count over many.")

# --- 5: weights that are handed in ----------------------------------------------------------------------------------


def windows(last: int = UNTIL):
    """(X, Y) in units of 100 spots: nine years in a row, and the year after; up to the year `last`."""
    years, numbers = sunspots()
    z = numbers[years <= last] / 100
    rows = np.arange(WINDOW) + np.arange(len(z) - WINDOW)[:, None]
    return z[rows], z[WINDOW:, None]


def _layers(work):
    """What is handed in, as arrays. Raises Mismatch unless these are the layers of the network."""
    layers = work()
    if not has_form(layers, [[...]]):
        raise Mismatch(("yours", kind(layers)), ("should be", "a list of pairs (W, b)"))
    if has_form(layers, (..., [0.0])):
        raise Mismatch(("yours", "layers and losses"), ("should be", "the layers alone"), mistake=BOTH)
    want = tuple((np.zeros((n, m)), np.zeros(m)) for n, m in zip(SIZES, SIZES[1:], strict=False))
    if not has_form(layers, want):
        parts = ", ".join(kind(part) for pair in layers[:4] for part in pair[:4])
        raise Mismatch(("yours", parts), ("should be", ", ".join(f"an array of shape {part.shape}" for pair in want
                                                                 for part in pair)))
    layers = [(np.asarray(W, float), np.asarray(b, float)) for W, b in layers]
    if not all(np.isfinite(part).all() for pair in layers for part in pair):
        raise Mismatch(("yours", "weights that are not finite"), ("so", "the steps were too long: take a smaller lr"))
    return layers


def right_form(work, rng):
    """should be the layers of a 9-8-1 network"""
    _layers(work)


@points(2)
def reached(work, rng):
    """should bring the mean square error up to 1920 to 0.0165 or less"""
    X, Y = windows()
    loss = mean_square(_layers(work), X, Y)
    if not loss <= TARGET:
        persistence = np.mean((X[:, -1:] - Y) ** 2)
        raise Mismatch(("your loss", short(float(loss))), ("repeating the last year", short(float(persistence))),
                       mistake=UNTRAINED if loss > persistence else None)


sunspot_weights = Exercise(
    "sunspot_weights", "Three centuries of sunspots", (right_form, reached), (
        "`networks.train` does the loop; `networks.mean_square` is the loss. Start from lr = 0.1 and look at the "
        "losses.",
        "If the loss still falls when training ends, train longer. If it jumps about or is nan, take shorter steps. "
        "Some starts are unlucky: try another."),
    (UNTRAINED, BOTH), after="The loss was computed from your weights, here. How they were found does not matter.")
