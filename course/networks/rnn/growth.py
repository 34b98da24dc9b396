"""Gradients that vanish or explode: the powers of a matrix, and clipping."""
from __future__ import annotations

import numpy as np


def spectral_radius(W) -> float:
    """The largest magnitude of an eigenvalue: the rate at which norms of high powers grow or shrink."""
    return float(np.max(np.abs(np.linalg.eigvals(W))))


def with_radius(W, radius: float) -> np.ndarray:
    """W, scaled so that its spectral radius is `radius`."""
    return np.asarray(W) * (radius / spectral_radius(W))


def power_norms(W, most: int) -> list[float]:
    """The spectral norms of W⁰, W¹, …, W^most: by how much k steps can enlarge a change at most."""
    norms, power = [], np.eye(len(W))
    for _ in range(most + 1):
        norms.append(float(np.linalg.norm(power, 2)))
        power = power @ W
    return norms


def clip_norm(g: list, c: float) -> list:
    """A gradient, given as a list of arrays, scaled to length c if it is longer (Pascanu, Mikolov & Bengio 2013)."""
    length = float(np.sqrt(sum(np.sum(np.square(part)) for part in g)))
    return [part * (c / length) for part in g] if length > c else list(g)
