"""The sunspot numbers: what a network by one's own loop makes of them, and what twenty of them do on later years."""
from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np

from course.checking import Exercise, Mistake, points, predict
from course.networks import mlp, mlp_weights, sunspots, windows
from course.pictures import palette, plot

WINDOW, LAST, UNTIL = 9, 1880, 1920


def sunspot_years():
    """(years, X, Y) in units of 100 spots: nine years in a row, the year after, and which one that is."""
    years, numbers = sunspots()
    return years[WINDOW:], *windows(numbers / 100, WINDOW)


def linear_forecast(X, Y):
    """The best weighted sum of the columns of X and a constant, as a function of such columns."""
    def with_one(X): return np.column_stack([X, np.ones(len(X))])
    coefficients = np.linalg.lstsq(with_one(X), Y, rcond=None)[0]
    return lambda X: with_one(X) @ coefficients


def on_sunspots(work):
    """Loss and forecast of a 9-8-1 network, trained by the answer on the years up to 1880."""
    years, X, Y = sunspot_years()
    early, later = years <= LAST, (years > LAST) & (years <= UNTIL)
    rng = np.random.default_rng(LAST)
    layers, losses = mlp_weights(rng, WINDOW, 8, 1), []
    for _ in range(4):                  # all 200 orders at once are more than may pass
        orders = [rng.permutation(early.sum()).tolist() for _ in range(50)]
        layers, found = work(X[early], Y[early], layers, 0.05, 32, orders)
        losses += found
    rival = linear_forecast(X[early], Y[early])
    forecasts = {"your network": mlp(layers, X[later]), "linear": rival(X[later])}
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 2.8), layout="constrained", width_ratios=(1, 2))
    left.semilogy(losses, color=palette.ADJOINT)
    left.set(xlabel="epoch", ylabel="loss, (100 spots)²")
    right.plot(years[later], 100 * Y[later], color=palette.INK, lw=1, label="counted")
    for (name, values), style in zip(forecasts.items(), ("--", ":"), strict=True):
        right.plot(years[later], 100 * values, style, color=palette.ADJOINT if style == "--" else palette.TANGENT,
                   label=name)
    right.set(xlabel="year", ylabel="sunspot number")
    right.legend()
    means = " and ".join(f"{np.mean((values - Y[later])**2):.4f} ({name})" for name, values in forecasts.items())
    return plot(figure, f"A 9-8-1 network, trained by your loop on the years up to {LAST}: its loss fell from "
                f"{losses[0]:.4f} to {losses[-1]:.4f}. On the {later.sum()} years after, which it has not seen, the "
                f"mean squares are {means}.")


# --- predict: twenty starts -------------------------------------------------------------------------------------------

AS_BEFORE = Mistake("as on the years before", "on those years nearly all of the networks were better; the years after "
                    "1920 are not like them")
NONE = Mistake("none of them", AS_BEFORE.advice)
HALF = Mistake("half of them", "it is not a matter of chance: something is different after 1920")


@points(0)
def guess_starts(work, rng):
    """should be, within two, how many networks do worse than the linear forecast on the years after 1920"""
    predict(work, 19, rtol=0.11, because={AS_BEFORE: 1, NONE: 0, HALF: 10})


starts_guess = Exercise(
    "starts_guess", "Twenty starts, later years", (guess_starts,), (
        "Some cycles after 1920 rise higher than any before. What does tanh do with large numbers?",
        "Where a network has seen nothing it can only guess, and a straight line goes on as it was."),
    (AS_BEFORE, NONE, HALF), after="What was chosen on years like those of the training need not hold on others. Run "
                             "the next cells, and see where it fails.")
