"""The two layouts of a Jacobian, and adjoints pulled back through one in either of them."""
from __future__ import annotations

import numpy as np

from course.checking import Exercise, Mistake, expect, points
from course.exercises.material import generic, require

LAYOUTS = ("numerator", "denominator")


def in_layout(J, layout):
    """The Jacobian J of numerator layout in this layout; or one of this layout in numerator layout."""
    return np.asarray(J) if layout == "numerator" else np.asarray(J).T


CARELESS = Mistake("multiplies without looking at the layout", "v holds one number for each result: it must meet the "
                   "results, whether they are the rows or the columns")


def _pulled(J, v, layout):
    return np.asarray(v) @ in_layout(J, layout)


def _either_way(J, v, layout):
    """Takes the product that the layout does not mean."""
    J, v = np.asarray(J), np.asarray(v)
    return J @ v if layout == "numerator" else v @ J


def small(work, rng):
    """should pull one number for each result back to one for each input"""
    drawn = generic(rng, (3, 2)).round(2), generic(rng, 3).round(2).tolist()
    fits = [[1.0, 2.0], [3.0, 4.0]], [1.0, 10.0]                    # either product does: the wrong one gets a reason
    for J, v in (fits, ([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], [1.0, 10.0]), drawn):
        for layout in LAYOUTS:
            args = (in_layout(J, layout).tolist(), v, layout)
            either = {CARELESS: _either_way} if len(J) == len(J[0]) else {}
            expect(work, args, _pulled(*args), witness="Σ v_i ∂y_i/∂x_j, entry by entry", because=either)


@points(2)
def square(work, rng):
    """should do so for every square matrix, whose shape gives no warning"""
    for layout in LAYOUTS:
        J, v, x_dot = generic(rng, (3, 3)), generic(rng, 3), generic(rng, 3)
        args = (J.tolist(), v.tolist(), layout)
        got = expect(work, args, _pulled(*args), witness="Σ v_i ∂y_i/∂x_j, entry by entry",
                     because={CARELESS: _either_way})
        pushed = in_layout(J, layout) @ x_dot
        require(np.isclose(np.dot(got, x_dot), v @ pushed), ("so", "⟨pulled back v, x_dot⟩ is not ⟨v, J x_dot⟩"))


pull_back = Exercise(
    "pull_back", "Pulling back", (small, square), (
        "Entry j of the result adds up, over all results i, v_i times the derivative of y_i by x_j.",
        "In numerator layout that is v times J; where the inputs are the rows, it is J times v."),
    (CARELESS,), after="The second check compared two more numbers: the dot product of your result with "
                       "a velocity ẋ, and that of v with Jẋ. Both say how fast the output moves, so they are equal, "
                       "up to rounding, whatever v and ẋ are. This is the adjoint test.")
