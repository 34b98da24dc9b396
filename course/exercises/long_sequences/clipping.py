"""Clipping: a gradient that is too long, made shorter."""
from __future__ import annotations

import numpy as np

from course.checking import Exercise, Mistake, expect
from course.exercises.material import generic

# --- clipping --------------------------------------------------------------------------------------------------------

EACH_ENTRY = Mistake("entries cut one by one", "that bends the direction: scale the whole gradient by one factor")
EACH_ARRAY = Mistake("arrays scaled one by one", "one norm for all arrays together, and one factor for all: else the "
                     "direction changes")
ALWAYS = Mistake("scaled up too", "a gradient that is short enough stays as it is")
NOT_SQUARED = Mistake("norms of the arrays added", "the joint norm is the root of the sum of all squares")


def _clipped(g, c, length=lambda g: float(np.sqrt(sum(np.sum(np.square(part)) for part in g))), always=False):
    size = length(g)
    return [np.asarray(part) * (c / size if size > c or always and size else 1.0) for part in g]


CLIP_MISTAKES = {
    EACH_ENTRY: lambda g, c: [np.clip(part, -c, c) for part in g],
    EACH_ARRAY: lambda g, c: [_clipped([part], c)[0] for part in g], ALWAYS: lambda g, c: _clipped(g, c, always=True),
    NOT_SQUARED: lambda g, c: _clipped(g, c, lambda g: sum(float(np.linalg.norm(part)) for part in g))}


def _expect_clip(work, g, c, witness):
    expect(work, (g, c), _clipped(g, c), witness=witness, because=CLIP_MISTAKES)


def two_arrays(work, rng):
    """should scale two arrays by one factor"""
    _expect_clip(work, [np.array([2.0, 2.0]), np.array([1.0])], 1.5, "divided by 2")
    _expect_clip(work, [np.array([3.0]), np.array([4.0])], 1.0, "divided by 5")
    for sizes in ((1, 1), (2, 1)):
        g = [0.2 * generic(rng, n) for n in sizes]
        _expect_clip(work, g, 0.5 * float(np.linalg.norm(np.concatenate(g))), "divided by 2")


def short_ones(work, rng):
    """should leave a short gradient alone, and one of length 0"""
    for g in ([np.array([0.3]), np.array([0.4])], [np.zeros(2)], [0.3 * generic(rng, 2), np.zeros((1, 2))]):
        _expect_clip(work, g, 1.0, "unchanged")


def any_gradient(work, rng):
    """should keep the direction of any gradient"""
    g = [generic(rng, (2, 3)), generic(rng, (3, 3)), generic(rng, 3)]
    for c in (0.7, 100.0):
        _expect_clip(work, g, c, "one factor for all")


clip_norm = Exercise(
    "clip_norm", "Clipping", (two_arrays, short_ones, any_gradient), (
        "First the joint length: the root of the sum of the squares of all entries of all arrays.",
        "One factor for every array: 1 if the gradient is short enough, else what makes its length c."),
    (EACH_ENTRY, EACH_ARRAY, ALWAYS, NOT_SQUARED),
    after="Clipping keeps the direction and bounds the step. It helps against explosion, not against vanishing.")
