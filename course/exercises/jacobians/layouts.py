"""The same derivative written in different layouts, converted, and used."""
from __future__ import annotations

import numpy as np

from course.checking import Exercise, Mistake, expect, points
from course.exercises.material import generic, require

NO_CHANGE = Mistake("leaves it as it is", "between the numerator layout and the other two rows and columns change "
                    "places")
ALWAYS_FLIPS = Mistake("always transposes", "two of the three layouts agree: from one of those to the other nothing "
                       "changes")
FLAT = ("denominator", "transfer")          # the two that put the inputs in the rows
LAYOUTS = ("numerator", *FLAT)


def _converted(J, src, dst):
    J = np.asarray(J)
    return J if (src in FLAT) == (dst in FLAT) else J.T


LAYOUT_MISTAKES = {NO_CHANGE: lambda J, src, dst: np.asarray(J), ALWAYS_FLIPS: lambda J, src, dst: np.asarray(J).T}


def one_pair(work, rng):
    """should turn numerator layout into denominator layout"""
    drawn = (generic(rng, shape).round(2).tolist() for shape in ((3, 2), (1, 3), (2, 1)))
    for J in ([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], *drawn):
        args = (J, "numerator", "denominator")
        expect(work, args, _converted(*args), witness="rows and columns exchanged", because=LAYOUT_MISTAKES)


def every_pair(work, rng):
    """should convert between any two of the three layouts"""
    J = generic(rng, (2, 3)).round(2).tolist()
    for src in LAYOUTS:
        for dst in LAYOUTS:
            expect(work, (J, src, dst), _converted(J, src, dst), witness="rows and columns, by name",
                   because=LAYOUT_MISTAKES)


to_layout = Exercise(
    "to_layout", "From layout to layout", (one_pair, every_pair), (
        "Sort the three names into two groups: results in the rows, or inputs in the rows.",
        "Within a group nothing happens; between the groups the matrix is transposed."),
    (NO_CHANGE, ALWAYS_FLIPS), after="Before you multiply, ask what the rows stand for. Shapes alone betray a mistake "
                                     "only "
    "when the matrix is not square.")

# --- pulling an adjoint back ----------------------------------------------------------------------------------------

CARELESS = Mistake("multiplies without looking at the layout", "v holds one number for each result: it must meet the "
                   "results, whether they are the rows or the columns")


def _pulled(J, v, layout):
    return np.asarray(v) @ _converted(J, layout, "numerator")


def _careless(J, v, layout):
    """Takes the product that the layout does not mean."""
    J, v = np.asarray(J), np.asarray(v)
    return J @ v if layout == "numerator" else v @ J


def not_square(work, rng):
    """should pull one number for each result back to one for each input"""
    drawn = generic(rng, (3, 2)).round(2), generic(rng, 3).round(2).tolist()
    for J, v in (([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], [1.0, 10.0]), drawn):
        for layout in LAYOUTS:
            args = (_converted(J, "numerator", layout).tolist(), v, layout)
            expect(work, args, _pulled(*args), witness="Σ v_i ∂y_i/∂x_j, entry by entry")


@points(2)
def square(work, rng):
    """should do so for square matrices too, where shapes give no warning"""
    for layout in LAYOUTS:
        J, v, x_dot = generic(rng, (3, 3)), generic(rng, 3), generic(rng, 3)
        args = (J.tolist(), v.tolist(), layout)
        got = expect(work, args, _pulled(*args), witness="Σ v_i ∂y_i/∂x_j, entry by entry",
                     because={CARELESS: _careless})
        pushed = _converted(J, layout, "numerator") @ x_dot
        require(np.isclose(np.dot(got, x_dot), v @ pushed), ("so", "⟨pulled back v, x_dot⟩ is not ⟨v, J x_dot⟩"))


pull_back = Exercise(
    "pull_back", "Pulling back", (not_square, square), (
        "Entry j of the result adds up, over all results i, v_i times the derivative of y_i by x_j.",
        "In numerator layout that is v times J; where the inputs are the rows, it is J times v."),
    (CARELESS,), after="The check compared two numbers, ⟨Jᵀv, ẋ⟩ and ⟨v, Jẋ⟩. They are equal for every v and ẋ, or the "
    "code is wrong: the adjoint test.")
