"""Untied in time: the gradient by the copies of W_hh, one for each step."""
from __future__ import annotations

from functools import partial

import numpy as np

from course.checking import Exercise, Mistake, expect, points
from course.exercises.bptt.nets import TINY, Net, as_task, random_net, slope, smaller_nets
from course.exercises.smaller import smallest
from course.networks import rnn

# --- 3: by tying ----------------------------------------------------------------------------------------------------

FIRST_ONLY = Mistake("the first copy only", "grad alone differentiates by the first argument: say by which, with a "
                     "tuple of their numbers")
SUM_ONLY = Mistake("one number for all copies", "the list has one gradient for each step; their sum is the second part "
                   "of the pair")
AVERAGED = Mistake("mean over the copies", "W_hh moves in all steps at once: the gradients of the copies add up")
LAST_LOSS = Mistake("the last loss only", "every step has an output and a loss: the sum over all of them is meant")
BY_LOSS = Mistake("sorted by loss, not by copy", "the list has one gradient for each copy of W_hh: what all the losses "
                  "send to it")
REVERSED = Mistake("copies in reverse order", "the first of the list is the copy of step 1")


def _copies(*net):
    net = Net(*net)
    parts = [part.W_hh for part in rnn.copies(*as_task(net, "tanh"))]
    return parts, sum(parts)


def _with(change):
    def wrong(*net):
        parts, total = _copies(*net)
        return change(parts, total)
    return wrong


def _by_loss(*net):
    so_far = [gradient.W_hh for gradient in rnn.rtrl_steps(*as_task(Net(*net), "tanh"))]
    return list(np.diff(so_far, axis=0, prepend=np.zeros((1, *so_far[0].shape)))), so_far[-1]


def _last_loss(*net):
    net = Net(*net)
    outputs = rnn.forward(*as_task(net, "tanh"))[1].copy()
    outputs[-1] = net.Y[-1]                     # all other residuals are 0
    return _copies(*net._replace(Y=outputs))


TYING_MISTAKES = {LAST_LOSS: _last_loss, AVERAGED: _with(lambda parts, total: (parts, total / len(parts))),
                  SUM_ONLY: _with(lambda parts, total: ([total] * len(parts), total)),
                  BY_LOSS: _by_loss, REVERSED: _with(lambda parts, total: (parts[::-1], total)),
                  FIRST_ONLY: _with(lambda parts, total: (list(parts[0]), sum(parts[0])))}


def _expect_copies(work, net):
    expect(work, (*net,), (_copies(*net)[0], slope(net, "W_hh", np.tanh)), rtol=1e-9, because=TYING_MISTAKES,
           witness="each copy by the sweep, the sum by complex steps")


def two_copies(work, rng):
    """should find two copies of one number"""
    _expect_copies(work, TINY)
    _expect_copies(work, random_net(rng, 2, 1, 1, 1))


@points(2)
def copies_of_a_matrix(work, rng):
    """should find the copies of any W_hh, and their sum"""
    for T in (3, 1, 5):
        smallest(partial(_expect_copies, work), random_net(rng, T), smaller_nets)


bptt_by_tying = Exercise(
    "bptt_by_tying", "Untie in time", (two_copies, copies_of_a_matrix), (
        "Write an inner function untied(*copies) that runs the network with the copy of each step and returns L.",
        "zip(X, Y, copies) goes through inputs, targets and copies together. Keep the state in a variable: what is "
        "written into an array of zeros is lost to the engine.",
        "autodiff.grad(f, (0, 1, 2)) gives the gradients by the first three arguments. Here there are T, and each is "
        "called with the same W_hh."),
    (FIRST_ONLY, SUM_ONLY, AVERAGED, LAST_LOSS, BY_LOSS, REVERSED),
    after="Untie, differentiate, add. No new formula was needed, and it is exact. What follows does the same by hand.",
    may_use=("grad",))
