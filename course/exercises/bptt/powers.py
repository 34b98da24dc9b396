"""The gradient of a linear network as a sum over powers of W_hh."""
from __future__ import annotations

import numpy as np

from course.checking import Exercise, Mistake, expect, points
from course.exercises.bptt.nets import random_net
from course.exercises.order import named

# --- 5: powers of W_hh ----------------------------------------------------------------------------------------------

OWN_ONLY = Mistake("own loss only", "h_t acts on its own output and on all later ones")
ONE_POWER_MORE = Mistake("one power off", "the loss of step t itself is reached without any W_hh: power 0")
WRONG_PARTNER = Mistake("power and loss paired the wrong way", "the further away a loss is, the higher its power: "
                        "power k goes with the loss of step t + k")
POWER_TURNED = Mistake("powers not transposed", "adjoints go back through the transpose")


def _powers(t, O_bar, W_hh, W_qh, shift=0, turn=False, pair=lambda k, most: k, most=None):
    M = W_hh if turn else W_hh.T
    last = len(O_bar) - t if most is None else most
    return sum(np.linalg.matrix_power(M, k + shift) @ W_qh.T @ O_bar[t - 1 + pair(k, last)] for k in range(last + 1))


def _by_recursion(t, O_bar, W_hh, W_qh):
    bar = np.zeros(len(W_hh))
    for row in O_bar[t - 1:][::-1]:
        bar = bar @ W_hh + row @ W_qh
    return bar


POWER_MISTAKES = {
    WRONG_PARTNER: lambda *args: _powers(*args, pair=lambda k, most: most - k), OWN_ONLY: lambda *args: _powers(
        *args, most=0), ONE_POWER_MORE: lambda *args: _powers(*args, shift=1), POWER_TURNED: lambda *args: _powers(
        *args, turn=True)}


def _expect_power(work, t, O_bar, W_hh, W_qh):
    args = (t, O_bar, W_hh, W_qh)
    expect(work, args, _by_recursion(*args), witness="the recursion from the end", rtol=1e-9, because=POWER_MISTAKES)


def powers_of_a_number(work, rng):
    """should be right for one neuron and three losses"""
    for t in (3, 2, 1):
        _expect_power(work, t, np.array([[1.0], [10.0], [100.0]]), np.array([[0.3]]), np.array([[2.0]]))


@points(2)
def powers_of_a_matrix(work, rng):
    """should be right for any network and any t"""
    for t in (5, 3, 1):
        net = random_net(rng, 5)
        _expect_power(work, t, net.Y, net.W_hh, net.W_qh)


dL_dh_closed = Exercise(
    "dL_dh_closed", "Powers of one matrix", (powers_of_a_number, powers_of_a_matrix), (
        "Write the sum with k = j − t, the distance to the loss. For k = 0 no W_hh appears.",
        "np.linalg.matrix_power(M, k) is M to the k; M.T is its transpose. Which row of O_bar belongs to step j?"),
    (OWN_ONLY, ONE_POWER_MORE, WRONG_PARTNER, POWER_TURNED),
    after=f"High powers of one matrix tend to vanish or to explode. {named('long_sequences')} looks at them.")
