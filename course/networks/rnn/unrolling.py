"""The network step by step: with any activation; and one neuron as a program, to be drawn and differentiated."""
from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Run(NamedTuple):
    """What a run leaves behind, a row for each step."""

    sums: np.ndarray        # (T, h): z_1 … z_T, what enters the activation
    states: np.ndarray      # (T + 1, h): h_0 … h_T
    outputs: np.ndarray     # (T, q): o_1 … o_T


def run_network(X, W_hx, W_hh, W_qh, h0, f: Callable) -> Run:
    """Run z_t = W_hx x_t + W_hh h_{t-1}, h_t = f(z_t), o_t = W_qh h_t; f takes one number, and is called once for each.

    X has a row for each step. NumPy raises ValueError when the shapes do not fit.
    """
    X, W_hx, W_hh, W_qh, state = (np.asarray(array) for array in (X, W_hx, W_hh, W_qh, h0))
    sums, states = [], [state]
    for row in X:
        sums.append(W_hx @ row + W_hh @ state)
        state = np.array([f(number) for number in sums[-1]])
        states.append(state)
    return Run(np.array(sums), np.array(states), np.array(states[1:]) @ W_qh.T)


def unrolled(T: int, tied: bool = False) -> list[tuple]:
    """h_t = A_t x_t + B_t h_{t-1} for t = 1 … T, with copies A1, B1, A2, … or, tied, with one A and one B.

    The program has the inputs x1 … xT, h0 and the weights; the states are its steps h1 … hT (Barber 2015, Fig. 1b).
    """
    steps = []
    for t in range(1, T + 1):
        copy = "" if tied else t
        steps += [(f"p{t}", "mul", f"A{copy}", f"x{t}"), (f"r{t}", "mul", f"B{copy}", f"h{t - 1}"),
                  (f"h{t}", "add", f"p{t}", f"r{t}")]
    return steps
