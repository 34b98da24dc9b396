"""The gradient by the recursion backward in time."""
from __future__ import annotations

from functools import partial
from itertools import permutations

import numpy as np

from course.checking import Exercise, LentActivation, Mistake, points, predict, same, show_call
from course.exercises.bptt.nets import (
    AGAIN,
    LINEAR,
    PARTS,
    RTOL,
    TINY,
    Net,
    expect_few_calls,
    expect_parts,
    loss,
    random_net,
    slope,
    smaller_nets,
)
from course.exercises.bptt.slips import ORDER, SWEEP_MISTAKES, swept
from course.exercises.material import Smooth, drawn_activation, dtanh, require, tanh, within
from course.exercises.smaller import smallest
from course.networks import rnn, step, sunspots
from course.pictures import Table

# --- predict: two shares ---------------------------------------------------------------------------------------------

OWN_SHARE = Mistake("own output only", "h_1 also moves h_2, and the second loss with it")
NEXT_SHARE = Mistake("the next state only", "h_1 also moves its own output, and the first loss with it")
FULL_SHARE = Mistake("nothing lost on the way", "h_2 moves by W_hh = 0.5 times as much as h_1: half of its adjoint "
                     "comes back")
NO_OUTPUT_WEIGHT = Mistake("adjoint of the output", "o_1 moves by W_qh = 2 times as much as h_1: twice its adjoint "
                           "comes back")
NEXT_ADJOINT = Mistake("adjoint of the next state", "that is the adjoint of h_2; h_1 moves h_2 by W_hh = 0.5, and its "
                       "own output, too")
OUTPUT_ADJOINT = Mistake("adjoint of the own output", "that is the adjoint of o_1; h_1 moves o_1 by W_qh = 2, and h_2, "
                         "too")


@points(0)
def guess_adjoint(work, rng):
    """should be the adjoint of h_1"""
    predict(work, 19.0, because={OWN_SHARE: 8, NEXT_SHARE: 11, FULL_SHARE: 30, NO_OUTPUT_WEIGHT: 15,
                                 NEXT_ADJOINT: 22, OUTPUT_ADJOINT: 4})


adjoint_guess = Exercise(
    "adjoint_guess", "Two shares", (guess_adjoint,), (
        "Which two values are computed from h_1? Each of them sends a share back.",
        "The share of o_1 is W_qh times its adjoint. The share of h_2 is W_hh times its adjoint."),
    (OWN_SHARE, NEXT_SHARE, FULL_SHARE, NO_OUTPUT_WEIGHT, NEXT_ADJOINT, OUTPUT_ADJOINT),
    after="2 · 4 from its own output, 0.5 · 22 from the next state. This sum is all there is to the recursion.")

# --- 4: backward in time --------------------------------------------------------------------------------------------

EACH_LOSS = Mistake("a sweep for every loss", "one sweep serves all losses: what arrives from the next state already "
                    "holds the shares of all later losses")
LONG, LINES = 300, 250_000      # lines of Python: a sweep runs some 50 000, a sweep for every loss 800 000


def _expect_gradients(work, act, scale, net):
    """The gradients of the work, by as few calls of the activation as one run and one sweep need."""
    activation = LentActivation(*act)
    args = (*net, activation.f, activation.df, scale)
    tried = show_call(work.name, args)
    want = tuple(slope(net, name, act.f, scale=scale) for name in PARTS)
    got = work(*args)
    if isinstance(got, list | tuple) and len(got) == len(PARTS) and not same(got, want, RTOL):
        require(not any(same(other, want, RTOL) for other in permutations(got)), ("tried", tried),
                ("yours", "the right gradients in another order"), ("should be", ", ".join(PARTS)), mistake=ORDER)
    wrongs = {mistake: partial(wrong, net, act, scale) for mistake, wrong in SWEEP_MISTAKES.items()}
    expect_parts(got, PARTS, want, wrongs, tried=tried, witness="complex steps of the loss")
    expect_few_calls(activation, net.X.shape[0] * len(net.h0), tried)


def _expect_sweep(work, act, net, scale=1.0):
    smallest(partial(_expect_gradients, work, act, scale), net, smaller_nets)


def one_neuron(work, rng):
    """should be right for one neuron, and one or two steps"""
    _expect_gradients(work, LINEAR, 1.0, TINY._replace(X=TINY.X[:1], Y=TINY.Y[:1]))
    _expect_gradients(work, LINEAR, 1.0, TINY)
    _expect_sweep(work, drawn_activation(rng), random_net(rng, 2, 1, 1, 1))


@points(2)
def linear_networks(work, rng):
    """should be right for linear networks of any size"""
    for T, d, h, q in ((1, 2, 3, 2), (4, 2, 3, 1)):
        _expect_sweep(work, LINEAR, random_net(rng, T, d, h, q))


@points(2)
def with_activation(work, rng):
    """should be right with any activation, in few calls of f and df"""
    for T, d, h, q in ((2, 2, 2, 2), (5, 1, 3, 2)):
        _expect_sweep(work, drawn_activation(rng), random_net(rng, T, d, h, q))


def with_a_mean(work, rng):
    """should be right for a mean over time"""
    for act in (LINEAR, drawn_activation(rng)):
        _expect_sweep(work, act, random_net(rng, 4), 0.25)


@points(2)
def long_sequence(work, rng):
    """should go through three hundred steps, without a sweep for every loss"""
    act, net = drawn_activation(rng), random_net(rng, LONG, 1, 1, 1)
    activation, tried = LentActivation(*act), f"a network with one unit and {LONG} steps"
    got = within(work, LINES, (*net, activation.f, activation.df, 1.0), tried, EACH_LOSS)
    expect_parts(got, PARTS, swept(net, act, 1.0), {}, tried=tried, witness="the course's sweep")
    expect_few_calls(activation, LONG, tried)


def _trained(work):
    """What the student's gradient does for a small network on the first fifty sunspot numbers."""
    series = sunspots()[1][:51, None] / 100
    params = rnn.new_params(np.random.default_rng(0), 1, 3, 1, radius=0.8)
    net = Net(series[:-1], series[1:], params.W_hx, params.W_hh, params.W_qh, params.h0)
    rows = []
    for i in range(21):
        if i % 5 == 0:
            rows.append((f"{i} steps", f"{loss(net, tanh, 1 / 50):.4f}"))
        gradient = tuple(map(np.asarray, work(*net, *Smooth(tanh, dtanh), 1 / 50)))     # lists are right, too
        net = Net(*net[:2], *step(net[2:], gradient, 0.2))
    return Table("Gradient descent on fifty years of sunspots, with your gradient.", ("after", "mean square error"),
                 tuple(rows))


bptt = Exercise(
    "bptt", "The sweep back", (one_neuron, linear_networks, with_activation, with_a_mean, long_sequence), (
        "For every t there are three adjoints: of o_t, of h_t, and of z_t, the sum that goes into the activation.",
        "The adjoint of h_t has two shares: W_qhᵀ times that of o_t, and W_hhᵀ times that of z_{t+1}. The last state "
        "has only the first. h_0 has only the second.",
        "A matrix that multiplies a vector gets np.outer(adjoint of the result, the vector), once for every step. "
        "Begin with arrays of zeros in the shapes of the matrices, and go through t = T, …, 1."),
    (*SWEEP_MISTAKES, ORDER, AGAIN, EACH_LOSS),
    after="All four gradients, without a run for every weight or a sweep for every loss. Here is yours at work:",
    reward=_trained, may_use=("run_network",))
