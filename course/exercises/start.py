"""Start here: one question and one function, to learn how a unit works. Ungraded."""
from __future__ import annotations

import numpy as np

from course.autodiff import record
from course.checking import Exercise, Mistake, expect, points, predict
from course.exercises.material import generic
from course.exercises.order import unit
from course.pictures import draw

RIGHT_AWAY = Mistake("skips a step", "v1 is one input of v3, not v3 itself: follow both arrows that end at v3")
DEGREES = Mistake("takes degrees", "angles are in radians, as everywhere in mathematics: sin(2) is about 0.909")
ONLY_LAST = Mistake("returns only the output", "give every inner node its value, not only the output: three numbers")
SUM_AT_END = Mistake("adds at the product", "the node v3 is marked ×: it multiplies what its two arrows bring")


def tour(x, y):
    """(x + y) · sin(x): the graph of the tour."""
    return (x + y) * np.sin(x)


def _node_values(x, y):
    return [node.value for node in record(tour, x=x, y=y).nodes[2:]]


@points(0)
def guess(work, rng):
    """should be the value of v3 when x = 2 and y = 1"""
    v1, v2, v3 = _node_values(2.0, 1.0)
    predict(work, v3, rtol=0.02,
           because={RIGHT_AWAY: v1, SUM_AT_END: v1 + v2, DEGREES: v1 * np.sin(np.radians(2.0))})


first_guess = Exercise(
    "first_guess", "What arrives at the last node", (guess,), (
        "Read the graph from left to right. Which two numbers arrive at v3?",
        "v1 is a sum, v2 a sine of x in radians; v3 is their product. Two digits are enough."),
    (RIGHT_AWAY, SUM_AT_END, DEGREES), after="A graph is a computation cut into steps so small that each is one "
                                             "operation.")


@points(0)
def at_the_tour(work, rng):
    """should give v1, v2 and v3 at the point of the first picture"""
    expect(work, (1.0, 3.0), _node_values(1.0, 3.0), witness="the graph's values",
           because={ONLY_LAST: lambda x, y: tour(x, y), SUM_AT_END: lambda x, y: [x + y, np.sin(x), x + y + np.sin(x)]})


@points(0)
def anywhere(work, rng):
    """should give them at any other point"""
    x, y = generic(rng, 2)
    expect(work, (float(x), float(y)), _node_values(float(x), float(y)), witness="the graph's values")


node_values = Exercise(
    "node_values", "The value of every node", (at_the_tour, anywhere), (
        "Each of v1, v2, v3 becomes one line of your function. Start with the one that needs only x and y.",
        "NumPy's sine is np.sin. The last box needs the two results before it."),
    (ONLY_LAST, SUM_AT_END),
    after="One line per box: a list of such lines is what automatic differentiation works on.",
    reward=lambda work: draw(record(tour, x=1.0, y=3.0), caption="Your three values sit in these boxes."))

UNIT = unit("start", "Start here", (first_guess, node_values))
