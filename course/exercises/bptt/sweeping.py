"""The gradient by the recursion backward in time."""
from __future__ import annotations

import numpy as np

from course.checking import Exercise, Mistake, expect, points
from course.exercises.bptt.nets import TINY, Net, as_task, loss, random_net, slope
from course.exercises.bptt.untied import LAST_LOSS
from course.networks import rnn, step, sunspots
from course.pictures import Table

# --- 4: backward in time --------------------------------------------------------------------------------------------

NO_SLOPE = Mistake("slope of the activation left out", "between h_t and the sum that goes into it stands the "
                   "activation: its slope scales what comes back")
SLOPE_AT_STATE = Mistake("slope taken at the state", "tanh′(z) = 1 − tanh²(z), and tanh(z) is the state itself: "
                         "1 − h_t², not the slope at h_t")
NOT_PASSED = Mistake("nothing passed to the step before", "h_t acts on its own output and on h_{t+1}: two shares come "
                     "back to it")
TURNED = Mistake("W_hh not transposed", "adjoints go back through the transpose of the matrix that values went through")
NEW_STATE = Mistake("h_t in place of h_{t−1}", "in step t the matrix W_hh meets the state from before the step")
NO_SCALE = Mistake("scale left out", "the loss is scaled, and its gradient with it")
TIME_TWICE = Mistake("mean over time", "the steps are uses of one weight: their shares add up. A mean belongs to the "
                     "loss, and only where scale says so")
NO_TWO = Mistake("factor 2 left out", "the square brings a factor: the derivative of (o − y)² by o")
AT_STATE = Mistake("adjoint of h_t in place of z_t", "a matrix meets its vector inside the activation: its share "
                   "takes the adjoint of z_t")
LAST_OUTPUT = Mistake("own output forgotten", "every state has two shares: also that of its own output")
BENT = Mistake("slope of tanh in a linear network", "a linear network has the slope 1 everywhere: look at act")
H0_SHORT = Mistake("adjoint of h_0 one link short", "h_0 acts through step 1 only: through W_hh, and with no output "
                   "of its own")


# The sweep in four parts. Each of the usual mistakes has another idea of one of them.


def _output_bars(Y, outputs, scale):
    return 2 * scale * (outputs - Y)


def _slopes(hs, act):
    return 1 - hs**2 if act == "tanh" else np.ones_like(hs)


def _backward(net, o_bars, slopes, back=None, own=lambda t, T: True):
    """The adjoints of all states and of the sums inside the activation, the last step first."""
    back, T = net.W_hh.T if back is None else back, len(net.X)
    h_bars, z_bars, passed = np.zeros((T, len(net.h0))), np.zeros((T, len(net.h0))), 0.0
    for t in reversed(range(T)):
        h_bars[t] = passed + net.W_qh.T @ o_bars[t] * own(t, T)
        z_bars[t] = slopes[t + 1] * h_bars[t]
        passed = back @ z_bars[t]
    return h_bars, z_bars, passed


def _products(net, hs, o_bars, h_bars, z_bars, h0_bar):
    return z_bars.T @ net.X, z_bars.T @ hs[:-1], o_bars.T @ hs[1:], h0_bar


def _swept(*args, output_bars=_output_bars, slopes=_slopes, backward=_backward, products=_products):
    *arrays, act, scale = args
    net = Net(*arrays)
    hs, outputs = rnn.forward(*as_task(net, act))
    o_bars = output_bars(net.Y, outputs, scale)
    return products(net, hs, o_bars, *backward(net, o_bars, slopes(hs, act)))


def _with(**part):
    return lambda *args: _swept(*args, **part)


def _only_last(Y, outputs, scale):
    bars = _output_bars(Y, outputs, scale)
    bars[:-1] = 0.0
    return bars


def _not_passed(net, o_bars, slopes):
    h_bars, z_bars, _ = _backward(net, o_bars, slopes, 0.0 * net.W_hh)
    return h_bars, z_bars, net.W_hh.T @ z_bars[0]


SWEEP_MISTAKES = {
    NO_SLOPE: _with(slopes=lambda hs, act: np.ones_like(hs)),
    SLOPE_AT_STATE: _with(slopes=lambda hs, act: _slopes(np.tanh(hs), act)),
    LAST_LOSS: _with(output_bars=_only_last),
    NOT_PASSED: _with(backward=_not_passed),
    TURNED: _with(backward=lambda net, o_bars, slopes: _backward(net, o_bars, slopes, net.W_hh)),
    NEW_STATE: _with(products=lambda net, hs, o_bars, h_bars, z_bars, h0_bar: (
        z_bars.T @ net.X, z_bars.T @ hs[1:], o_bars.T @ hs[1:], h0_bar)),
    NO_SCALE: _with(output_bars=lambda Y, outputs, scale: _output_bars(Y, outputs, 1.0)),
    TIME_TWICE: lambda *args: tuple(part / len(args[0]) for part in _swept(*args)),
    NO_TWO: _with(output_bars=lambda Y, outputs, scale: _output_bars(Y, outputs, scale / 2)),
    H0_SHORT: _with(products=lambda net, hs, o_bars, h_bars, z_bars, h0_bar: (
        *_products(net, hs, o_bars, h_bars, z_bars, h0_bar)[:3], z_bars[0])),
    AT_STATE: _with(products=lambda net, hs, o_bars, h_bars, z_bars, h0_bar: _products(
        net, hs, o_bars, z_bars, h_bars, h0_bar)),
    LAST_OUTPUT: _with(backward=lambda net, o_bars, slopes: _backward(
        net, o_bars, slopes, own=lambda t, T: t == T - 1)),
    BENT: _with(slopes=lambda hs, act: _slopes(hs, "tanh"))}


def _expect_sweep(work, net, act, scale=1.0, witness="complex steps of the loss"):
    want = tuple(slope(net, name, act, scale=scale) for name in ("W_hx", "W_hh", "W_qh", "h0"))
    expect(work, (*net, act, scale), want, witness=witness, rtol=1e-9, because=SWEEP_MISTAKES)


def two_linear_steps(work, rng):
    """should be right for one and two linear steps of one neuron"""
    _expect_sweep(work, TINY._replace(X=TINY.X[:1], Y=TINY.Y[:1]), "linear")
    _expect_sweep(work, TINY, "linear")


@points(2)
def linear_networks(work, rng):
    """should be right for linear networks of any size"""
    for T, d, h, q in ((1, 2, 3, 2), (4, 2, 3, 1)):
        _expect_sweep(work, random_net(rng, T, d, h, q), "linear")


@points(2)
def with_tanh(work, rng):
    """should be right with tanh"""
    _expect_sweep(work, TINY, "tanh")
    for T, d, h, q in ((2, 2, 2, 2), (5, 1, 3, 2)):
        _expect_sweep(work, random_net(rng, T, d, h, q), "tanh")


def with_a_mean(work, rng):
    """should be right for Lippert's loss, the mean over time"""
    for act in ("linear", "tanh"):
        _expect_sweep(work, random_net(rng, 4), act, 0.25)


@points(2)
def long_sequence(work, rng):
    """should go through two hundred steps"""
    net = random_net(rng, 200)
    params = rnn.bptt(*as_task(net, "tanh"))
    expect(work, (*net, "tanh", 1.0), (*params[:3], params.h0), rtol=1e-9,
           tried="bptt of a network with 200 steps", witness="the course's sweep")


def _trained(work):
    """What the student's gradient does for a small network on the first fifty sunspot numbers."""
    series = sunspots()[1][:51, None] / 100
    params = rnn.new_params(np.random.default_rng(0), 1, 3, 1, radius=0.8)
    net = Net(series[:-1], series[1:], params.W_hx, params.W_hh, params.W_qh, params.h0)
    rows = []
    for i in range(21):
        if i % 5 == 0:
            rows.append((f"{i} steps", f"{loss(net, 'tanh', 1 / 50):.4f}"))
        gradient = tuple(map(np.asarray, work(*net, "tanh", 1 / 50)))     # lists are right, too
        net = Net(*net[:2], *step(net[2:], gradient, 0.2))
    return Table("Gradient descent on fifty years of sunspots, with your gradient.", ("after", "mean square error"),
                 tuple(rows))


bptt = Exercise(
    "bptt", "Backward through time", (two_linear_steps, linear_networks, with_tanh, with_a_mean, long_sequence), (
        "For every t there are three adjoints: of o_t, of h_t, and of z_t, the sum that goes into the activation.",
        "The adjoint of h_t has two shares: W_qhᵀ times that of o_t, and W_hhᵀ times that of z_{t+1}. The last state "
        "has only the first.",
        "A matrix that multiplies a vector gets np.outer(adjoint of the result, the vector), once for every step."),
    (NO_SLOPE, SLOPE_AT_STATE, LAST_LOSS, NOT_PASSED, TURNED, NEW_STATE, NO_SCALE, TIME_TWICE, NO_TWO, H0_SHORT,
     AT_STATE, LAST_OUTPUT, BENT),
    after="Backpropagation through time, derived and written by you. Here it is at work:", reward=_trained,
    may_use=("forward",))
