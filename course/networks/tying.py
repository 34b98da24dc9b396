"""Parameter tying: untie, differentiate, add (Barber 2015, section 2)."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff import grad


def copies_grad(F: Callable, theta, copies: int) -> list:
    """The derivatives of F(theta_1, ..., theta_copies) by each copy, taken where all copies are theta."""
    return list(grad(F, tuple(range(copies)))(*[theta] * copies))


def tied_grad(F: Callable, theta, copies: int):
    """The derivative of F(theta, ..., theta) by theta: the sum over its copies (Barber 2015, eq. 5)."""
    return np.sum(copies_grad(F, theta, copies), axis=0)[()]
