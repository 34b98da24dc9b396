"""The gradient of a linear network, term by term: what each loss sends back through powers of W_hh."""
from __future__ import annotations

import numpy as np

from course.checking import Exercise, Mistake, expect, points
from course.exercises.bptt.nets import random_net
from course.exercises.material import generic
from course.exercises.order import named

# --- 5: powers of W_hh ----------------------------------------------------------------------------------------------

SUMMED = Mistake("the sum of the terms", "the terms are asked for, one for each loss from step t on; their sum is the "
                 "gradient")
ONE_POWER_MORE = Mistake("one power off", "the loss of step t itself is reached without any W_hh: power 0")
WRONG_PARTNER = Mistake("power and loss paired the wrong way", "the further away a loss is, the higher its power: "
                        "power k goes with the loss of step t + k")
POWER_TURNED = Mistake("powers not transposed", "adjoints go back through the transpose")
EACH_ENTRY = Mistake("each entry to the power", "the power of a matrix is a product of matrices; ** raises every entry "
                     "by itself")
REVERSED = Mistake("last loss first", "the first term is that of the loss of step t")
NEXT_ROW = Mistake("one row too far", "the rows of O_bar are counted from 0: that of step j is row j − 1")
ROW_MISSED = Mistake("the first row missed", "the rows of O_bar are counted from 0: those from step t on begin with "
                     "row t − 1")


def _terms(t, O_bar, W_hh, W_qh, shift=0, turn=np.transpose, power=np.linalg.matrix_power, back=False):
    M, bars = turn(W_hh), O_bar[t - 1:]
    return [power(M, k + shift) @ W_qh.T @ bar for k, bar in enumerate(bars[::-1] if back else bars)]


def _one_by_one(t, O_bar, W_hh, W_qh):
    """What each loss sends back, step by step."""
    terms = []
    for far, row in enumerate(O_bar[t - 1:]):
        bar = row @ W_qh
        for _ in range(far):
            bar = bar @ W_hh
        terms.append(bar)
    return terms


POWER_MISTAKES = {
    SUMMED: lambda *args: sum(_terms(*args)), WRONG_PARTNER: lambda *args: _terms(*args, back=True),
    ONE_POWER_MORE: lambda *args: _terms(*args, shift=1), POWER_TURNED: lambda *args: _terms(*args, turn=np.array),
    EACH_ENTRY: lambda *args: _terms(*args, power=np.power), REVERSED: lambda *args: _terms(*args)[::-1],
    NEXT_ROW: lambda t, O_bar, *matrices: _terms(t, np.vstack([O_bar[1:], O_bar[-1:]]), *matrices),
    ROW_MISSED: lambda t, *rest: _terms(t + 1, *rest)}


def _expect_terms(work, t, O_bar, W_hh, W_qh):
    args = (t, O_bar, W_hh, W_qh)
    expect(work, args, _one_by_one(*args), witness="each loss by itself, step by step", rtol=1e-9,
           because=POWER_MISTAKES)


def powers_of_a_number(work, rng):
    """should be right for one neuron and three losses"""
    _expect_terms(work, 1, np.array([[1.0], [10.0], [100.0]]), np.array([[0.5]]), np.array([[2.0]]))
    for t in (3, 2, 1):
        _expect_terms(work, t, generic(rng, (3, 1)), generic(rng, (1, 1)), generic(rng, (1, 1)))


@points(2)
def powers_of_a_matrix(work, rng):
    """should be right for any network and any t"""
    for t in (5, 3, 1):
        net = random_net(rng, 5, h=int(rng.integers(2, 4)))
        _expect_terms(work, t, net.Y, net.W_hh, net.W_qh)


dL_dh_closed = Exercise(
    "dL_dh_closed", "Term by term", (powers_of_a_number, powers_of_a_matrix), (
        "Count with k = j − t, the distance to the loss. For k = 0 no W_hh appears.",
        "np.linalg.matrix_power(M, k) is M to the k; M.T is its transpose. Row j − 1 of O_bar belongs to step j."),
    (*POWER_MISTAKES,),
    after="The further away a loss is, the higher the power. High powers of one matrix vanish or explode: "
          f"{named('long_sequences')} looks at them.", extra=True)
