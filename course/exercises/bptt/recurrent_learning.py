"""Real-time recurrent learning: what it carries from step to step, and one step of it."""
from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from course.autodiff import complex_step
from course.checking import Exercise, LentActivation, Mistake, expect, points, predict, shaped, show_call
from course.exercises.bptt.nets import (
    AGAIN,
    LINEAR,
    TINY,
    Net,
    expect_few_calls,
    expect_parts,
    random_net,
    slope,
)
from course.exercises.bptt.slips import swept
from course.exercises.material import Smooth, drawn_activation, generic
from course.exercises.smaller import smallest
from course.pictures import Table

# --- predict: memory ------------------------------------------------------------------------------------------------

STATE_ONLY = Mistake("the size of a state", "for each of the 100 numbers of the state there is a derivative by each "
                     "weight")
MATRIX_ONLY = Mistake("the size of W_hh", "there is one such matrix of derivatives for each of the 100 units")


@points(0)
def guess_memory(work, rng):
    """should be the number of entries of dh_t/dW_hh for 100 units"""
    predict(work, 10**6, because={MATRIX_ONLY: 10**4, STATE_ONLY: 100})


memory_guess = Exercise(
    "memory_guess", "What is carried along", (guess_memory,), (
        "h_t has 100 entries, W_hh has 100 · 100.", "Each entry of h_t has a derivative by each entry of W_hh."),
    (MATRIX_ONLY, STATE_ONLY), after="A million numbers, renewed at every step. Keeping the states instead takes 100 "
                                     "numbers a step: for that many, T could be ten thousand.")

# --- 8: RTRL --------------------------------------------------------------------------------------------------------

NOT_CARRIED = Mistake("earlier steps forgotten", "W_hh has moved the state before, too: that sensitivity is carried on "
                      "by W_hh")
CARRIED_ONLY = Mistake("this step forgotten", "W_hh also acts in this very step, on the old state")
NEW_STATE = Mistake("new state beside W_hh", "in this step W_hh multiplies the old state")
STALE = Mistake("sensitivity one step late", "the loss of this step needs the new sensitivities: update them first")
FLAT = Mistake("slope of the activation left out", "the new state is f of a sum: its slope scales both terms of the "
               "recursion")
HALF_FLAT = Mistake("slope on one term only", "the new state is f of the whole sum: its slope scales both terms of the "
                    "recursion")
OLD_FLAT = Mistake("slope on the carried term only", "the new state is f of the whole sum: its slope scales both terms "
                   "of the recursion")
AT_STATE = Mistake("slope taken at the state", "the slope of f is taken where f was: at z, not at the new state")
TURNED = Mistake("W_hh transposed", "forward, sensitivities go through W_hh as the states do: row i times the old ones")
AXES = Mistake("axes of S exchanged", "S[i] belongs to unit i of the state: the first axis says which unit moves")
SECOND_AXIS = Mistake("W_hh along another axis", "the units stand in the first axis of S, and @ sums over the last but "
                      "one")
LAST_AXIS = Mistake("slopes along another axis", "each slope belongs to one unit, which is the first axis of S; a bare "
                    "product goes along the last")
OLD_TURNED = Mistake("the old state in a column", "unit i takes the old state by row i of W_hh: it stands in S[i] as "
                     "row i")
OLD_OUTPUT = Mistake("output of the old state", "the output of this step is read off the new state")
NO_TWO = Mistake("factor 2 left out", "the square brings a factor: the derivative of (o − y)² by o")


class Step(NamedTuple):
    """The arguments of one step, but for the activation."""

    h: np.ndarray
    S: np.ndarray
    x: np.ndarray
    y: np.ndarray
    W_hx: np.ndarray
    W_hh: np.ndarray
    W_qh: np.ndarray


def _moved(step, f):
    """State, sensitivities and gradient after a step, by moving W_hh and, with it, the old state."""
    def new(W, h): return f(step.W_hx @ step.x + W @ h)
    n, S = len(step.h), np.zeros_like(step.S)
    for j, k in np.ndindex(n, n):
        unit = np.zeros((n, n))
        unit[j, k] = 1.0
        S[:, j, k] = complex_step(lambda e, u=unit, j=j, k=k: new(step.W_hh + e * u, step.h + e * step.S[:, j, k]), 0.0)
    h = new(step.W_hh, step.h)
    return h, S, np.einsum("i,ijk->jk", 2 * (step.W_qh @ h - step.y) @ step.W_qh, S)


def _stepped(step, act, carry=True, direct=True, flat=False, half=False, at_state=False, new_state=False, turn=False,
             late=False, bare=False, old_output=False, two=2, axes="ijk", old="ij,k->ijk",
             along="im,mjk->ijk", slopes="i,ijk->ijk"):
    """The same by the recursion, with some of it got wrong."""
    z = step.W_hx @ step.x + step.W_hh @ step.h
    h = act.f(z)
    s = np.ones_like(z) if flat else act.df(h if at_state else z) * np.ones_like(z)
    here = direct * np.einsum(old, np.eye(len(h)), h if new_state else step.h)
    before = carry * np.einsum(along, step.W_hh.T if turn else step.W_hh, step.S)
    S = np.einsum(slopes, 1 + 0 * s if bare else s, here) + np.einsum(slopes, 1 + 0 * s if half else s, before)
    read = step.h if old_output else h
    gradient = np.einsum("i,ijk->jk", two * (step.W_qh @ read - step.y) @ step.W_qh, step.S if late else S)
    return h, np.einsum(f"ijk->{axes}", S), gradient


def _with(**how):
    return lambda step, act: _stepped(step, act, **how)


RTRL_MISTAKES = {
    NOT_CARRIED: _with(carry=False), CARRIED_ONLY: _with(direct=False), NEW_STATE: _with(new_state=True),
    STALE: _with(late=True), FLAT: _with(flat=True), HALF_FLAT: _with(half=True), OLD_FLAT: _with(bare=True),
    AT_STATE: _with(at_state=True), TURNED: _with(turn=True), AXES: _with(axes="jki"), NO_TWO: _with(two=1),
    OLD_OUTPUT: _with(old_output=True),
    SECOND_AXIS: _with(along="jm,imk->ijk"), LAST_AXIS: _with(slopes="k,ijk->ijk"),
    OLD_TURNED: _with(old="ik,j->ijk")}


def _expect_step(work, act, step):
    activation = LentActivation(*act)
    args = (*step, activation.f, activation.df)
    got, tried = work(*args), show_call(work.name, args)
    wrongs = {mistake: partial(wrong, step, act) for mistake, wrong in RTRL_MISTAKES.items()}
    expect_parts(got, ("new_h", "new_S", "gradient"), _moved(step, act.f), wrongs, tried=tried,
                 witness="complex steps of W_hh")
    expect_few_calls(activation, len(step.h), tried)


def _drawn(rng, d, h, q):
    net = random_net(rng, 1, d, h, q)
    return Step(net.h0, generic(rng, (h, h, h)), net.X[0], net.Y[0], net.W_hx, net.W_hh, net.W_qh)


def _smaller(step):
    """A step with a unit, an input or an output less; then with rounder numbers."""
    if len(step.h) > 1:
        yield step._replace(h=step.h[:-1], S=step.S[:-1, :-1, :-1], W_hx=step.W_hx[:-1], W_hh=step.W_hh[:-1, :-1],
                            W_qh=step.W_qh[:, :-1])
    if len(step.x) > 1:
        yield step._replace(x=step.x[:-1], W_hx=step.W_hx[:, :-1])
    if len(step.y) > 1:
        yield step._replace(y=step.y[:-1], W_qh=step.W_qh[:-1])
    rounder = Step(*(np.round(array, 1) for array in step))
    if any(np.any(a != b) for a, b in zip(rounder, step, strict=True)):
        yield rounder


def one_neuron(work, rng):
    """should make one step of one neuron"""
    half = np.array([0.5])      # with TINY's target 1, the output of the old state looks like a missing factor 2
    _expect_step(work, LINEAR, Step(TINY.h0, np.zeros((1, 1, 1)), TINY.X[0], half, *TINY[2:5]))
    _expect_step(work, drawn_activation(rng), _drawn(rng, 1, 1, 1))


@points(3)
def any_step(work, rng):
    """should make a step of any network, whatever has been carried so far"""
    for d, h, q in ((2, 2, 1), (1, 3, 2)):
        smallest(partial(_expect_step, work, drawn_activation(rng)), _drawn(rng, d, h, q), _smaller)


def _through(work, net, act):
    """The gradients of the losses so far, by one step of the work after the other."""
    n, total, found = len(net.h0), 0.0, []
    h, S = net.h0, np.zeros((n, n, n))
    for x, y in zip(net.X, net.Y, strict=True):
        args = (h, S, x, y, *net[2:5], *act)
        h, S, gradient = map(np.asarray, shaped(work, args, (h, S, net.W_hh), "arrays of the shapes of h, S and W_hh"))
        found.append(total := total + gradient)
    return found


def through_time(work, rng):
    """should, step after step, give the gradient of all losses so far"""
    net, act = random_net(rng, 5), drawn_activation(rng)
    want = [slope(net, "W_hh", act.f, to_step=t) for t in range(1, 6)]
    expect(lambda: _through(work, net, act), (), want, witness="complex steps of the losses so far", rtol=1e-9,
           tried=f"{work.name} five times, beginning with S = 0")


def _beside(work):
    """The gradients after each step, and those of a sweep back from it."""
    net = Net(*(np.round(array, 1) for array in random_net(np.random.default_rng(2), 5)))
    act = Smooth(np.tanh, lambda z: 1 - np.tanh(z) ** 2)
    forward = _through(work, net, act)
    backward = [swept(net._replace(X=net.X[:t], Y=net.Y[:t]), act, 1.0)[1] for t in range(1, 6)]
    return Table("The first entry of the gradient by W_hh of the losses so far",
                 ("after step", "yours, forward", "a sweep back from there"),
                 tuple((str(t), f"{a[0, 0]:.6f}", f"{b[0, 0]:.6f}")
                       for t, (a, b) in enumerate(zip(forward, backward, strict=True), 1)))


rtrl_step = Exercise(
    "rtrl_step", "One step of RTRL", (one_neuron, any_step, through_time), (
        "First z and the new state, as ever. Then the new S, from the old state and the old S. Last the gradient, "
        "which needs the new state and the new S.",
        "Held still, the old state stands beside row i of W_hh and no other: begin with an array of zeros of the shape "
        "of S, whose part [i, i] is the old state.",
        "np.tensordot(M, S, 1) multiplies a matrix into the first axis of S, and np.tensordot(v, S, 1) a vector. The "
        "slopes are a vector: slopes[:, None, None] * S scales each S[i] by its own."),
    (*RTRL_MISTAKES, AGAIN),
    after="Each step has used the old state and the old S, and nothing else of the past. The gradient is there "
          "whenever you stop:", reward=_beside)
