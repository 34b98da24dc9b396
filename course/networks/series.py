"""A series to learn from: one number a year for three centuries."""
from __future__ import annotations

from importlib.resources import files
from io import StringIO

import numpy as np


def sunspots() -> tuple[np.ndarray, np.ndarray]:
    """The years 1700 to 2008 and the yearly mean sunspot number of each, two arrays of 309 floats.

    The source and its terms stand at the head of sunspots.csv.
    """
    text = (files("course.networks") / "sunspots.csv").read_text(encoding="utf-8")
    return tuple(np.loadtxt(StringIO(text.partition("year,number\n")[2]), delimiter=",", unpack=True))


def windows(series: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """What a forecast learns from: `size` values in a row as a row of X, and the value that comes next in that of Y.

    A series of n values gives arrays of shapes (n - size, size) and (n - size, 1). Raises ValueError where there are
    none.
    """
    if not 0 < size < len(series):
        raise ValueError(f"windows of {size} values and the next one do not fit into a series of {len(series)}.")
    return np.stack([series[k:len(series) - size + k] for k in range(size)], axis=1), series[size:, None]
