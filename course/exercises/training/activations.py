"""What an activation may be that nobody knows: its derivative cannot be told from its value."""
from __future__ import annotations

import numpy as np

from course.exercises.material import Smooth, generic


def _bent(a, b):
    def f(z): return a * np.tanh(b * z)
    def df(z): return a * b * (1 - np.tanh(b * z) ** 2)
    return f, df


def _wave(a, b):
    def f(z): return a * np.sin(b * z) + z / 2
    def df(z): return a * b * np.cos(b * z) + 0.5
    return f, df


def _hill(a, b):
    def f(z): return a * z / (1 + b * b * z * z)
    def df(z): return a * (1 - b * b * z * z) / (1 + b * b * z * z) ** 2
    return f, df


def drawn_activation(rng: np.random.Generator) -> Smooth:
    """One of several kinds, stretched both ways by numbers of two digits after the point."""
    kind = (_bent, _wave, _hill)[rng.integers(3)]
    return Smooth(*kind(*np.round(generic(rng, 2), 2).tolist()))
