"""The sweep back through a recurrent network, and the usual slips in it: each is another idea of one of its parts."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.checking import Mistake
from course.exercises.bptt.nets import Net, run
from course.exercises.bptt.untied import LAST_LOSS
from course.exercises.material import Smooth

SIGN = Mistake("the wrong way round", "the derivative of (o − y)² by o is 2 (o − y): positive where the output is too "
               "large")
NO_SLOPE = Mistake("slope of the activation left out", "between h_t and the sum that goes into it stands the "
                   "activation: its slope scales what comes back")
SLOPE_AT_STATE = Mistake("slope taken at the state", "the slope of f is taken where f was: at z_t, the sum that went "
                         "into it, not at h_t that came out")
SLOPE_BEFORE = Mistake("slope taken at the state before", "the slope of f is taken where f was: at z_t, the sum that "
                       "went into it, not at h_{t−1}")
SLOPE_OF_OTHER = Mistake("slope of the step before", "z_1 stands in row 0 of the sums, h_0 in row 0 of the states: "
                         "which row of each belongs to step t?")
TANH_SLOPE = Mistake("the slope of tanh", "1 − h² is the slope of tanh alone. Here f may be any function: df is its "
                     "slope, at z_t")
NOT_PASSED = Mistake("nothing passed to the step before", "h_t acts on its own output and on h_{t+1}: two shares come "
                     "back to it")
TURNED = Mistake("W_hh not transposed", "adjoints go back through the transpose of the matrix that values went through")
STATE_PASSED = Mistake("adjoint of h_t passed back", "W_hh meets the old state inside the activation: what goes back "
                       "through it is the adjoint of z_t")
NEW_STATE = Mistake("h_t in place of h_{t−1}", "in step t the matrix W_hh meets the state from before the step")
OLD_STATE = Mistake("h_{t−1} at the output", "the output o_t is read off the new state: W_qh meets h_t")
OUTER_TURNED = Mistake("outer product turned", "the gradient by W_hh has the shape of W_hh, also where that is "
                       "square: a row for each entry of the adjoint, a column for each of the state")
OVERWRITTEN = Mistake("overwritten, not added", "a matrix is used in every step, and every step sends it a share: "
                      "these are added up")
NO_SCALE = Mistake("scale left out", "the loss is scaled, and its gradient with it")
TIME_TWICE = Mistake("mean over time", "the steps are uses of one weight: their shares add up. A mean belongs to the "
                     "loss, and only where scale says so")
NO_TWO = Mistake("factor 2 left out", "the square brings a factor: the derivative of (o − y)² by o")
AT_STATE = Mistake("adjoint of h_t in place of z_t", "a matrix meets its vector inside the activation: its share "
                   "takes the adjoint of z_t")
LAST_OUTPUT = Mistake("own output forgotten", "every state has two shares: also that of its own output")
H0_SHORT = Mistake("adjoint of h_0 one link short", "h_0 acts through step 1 only: through W_hh, and with no output "
                   "of its own")
ORDER = Mistake("another order", "the gradients are asked for in the order W_hx, W_hh, W_qh, h0")


def _output_bars(net, os, scale):
    return 2 * scale * (os - net.Y)


def _slopes(zs, hs, df):
    return df(zs) * np.ones_like(zs)


def _backward(net, o_bars, slopes, back=None, own=lambda t, T: True, passing=lambda h_bar, z_bar: z_bar):
    """The adjoints of all states and of the sums inside the activation, and what is left for h_0."""
    back, T = net.W_hh.T if back is None else back, len(net.X)
    h_bars, z_bars, passed = np.zeros((T, len(net.h0))), np.zeros((T, len(net.h0))), 0.0
    for t in reversed(range(T)):
        h_bars[t] = passed + net.W_qh.T @ o_bars[t] * own(t, T)
        z_bars[t] = slopes[t] * h_bars[t]
        passed = back @ passing(h_bars[t], z_bars[t])
    return h_bars, z_bars, passed


def _products(net, hs, o_bars, h_bars, z_bars, h0_bar):
    return z_bars.T @ net.X, z_bars.T @ hs[:-1], o_bars.T @ hs[1:], h0_bar


def swept(net: Net, act: Smooth, scale: float, output_bars: Callable = _output_bars, slopes: Callable = _slopes,
          backward: Callable = _backward, products: Callable = _products) -> tuple:
    """The gradients by W_hx, W_hh, W_qh and h_0, in four parts of which each may be changed."""
    zs, hs, os = run(net, act.f)
    o_bars = output_bars(net, os, scale)
    return products(net, hs, o_bars, *backward(net, o_bars, slopes(zs, hs, act.df)))


def _with(**part):
    return lambda *args: swept(*args, **part)


def _only_last(net, os, scale):
    bars = _output_bars(net, os, scale)
    bars[:-1] = 0.0
    return bars


def _not_passed(net, o_bars, slopes):
    h_bars, z_bars, _ = _backward(net, o_bars, slopes, 0.0 * net.W_hh)
    return h_bars, z_bars, net.W_hh.T @ z_bars[0]


def _first_only(net, hs, o_bars, h_bars, z_bars, h0_bar):
    """What the round of the sweep that comes last leaves."""
    return _products(net._replace(X=net.X[:1]), hs[:2], o_bars[:1], h_bars[:1], z_bars[:1], h0_bar)


SWEEP_MISTAKES = {
    SIGN: _with(output_bars=lambda net, os, scale: _output_bars(net, os, -scale)),
    NO_SLOPE: _with(slopes=lambda zs, hs, df: np.ones_like(zs)),
    SLOPE_AT_STATE: _with(slopes=lambda zs, hs, df: _slopes(hs[1:], hs, df)),
    SLOPE_BEFORE: _with(slopes=lambda zs, hs, df: _slopes(hs[:-1], hs, df)),
    SLOPE_OF_OTHER: _with(slopes=lambda zs, hs, df: _slopes(np.roll(zs, 1, axis=0), hs, df)),
    TANH_SLOPE: _with(slopes=lambda zs, hs, df: 1 - hs[1:] ** 2),
    LAST_LOSS: _with(output_bars=_only_last),
    NOT_PASSED: _with(backward=_not_passed),
    TURNED: _with(backward=lambda net, o_bars, slopes: _backward(net, o_bars, slopes, net.W_hh)),
    STATE_PASSED: _with(backward=lambda net, o_bars, slopes: _backward(
        net, o_bars, slopes, passing=lambda h_bar, z_bar: h_bar)),
    NEW_STATE: _with(products=lambda net, hs, o_bars, h_bars, z_bars, h0_bar: (
        z_bars.T @ net.X, z_bars.T @ hs[1:], o_bars.T @ hs[1:], h0_bar)),
    OLD_STATE: _with(products=lambda net, hs, o_bars, h_bars, z_bars, h0_bar: (
        z_bars.T @ net.X, z_bars.T @ hs[:-1], o_bars.T @ hs[:-1], h0_bar)),
    OUTER_TURNED: _with(products=lambda net, hs, o_bars, h_bars, z_bars, h0_bar: (
        z_bars.T @ net.X, hs[:-1].T @ z_bars, o_bars.T @ hs[1:], h0_bar)),
    OVERWRITTEN: _with(products=_first_only),
    NO_SCALE: _with(output_bars=lambda net, os, scale: _output_bars(net, os, 1.0)),
    TIME_TWICE: lambda net, *how: tuple(part / len(net.X) for part in swept(net, *how)),
    NO_TWO: _with(output_bars=lambda net, os, scale: _output_bars(net, os, scale / 2)),
    H0_SHORT: _with(products=lambda net, hs, o_bars, h_bars, z_bars, h0_bar: (
        *_products(net, hs, o_bars, h_bars, z_bars, h0_bar)[:3], z_bars[0])),
    AT_STATE: _with(products=lambda net, hs, o_bars, h_bars, z_bars, h0_bar: _products(
        net, hs, o_bars, z_bars, h_bars, h0_bar)),
    LAST_OUTPUT: _with(backward=lambda net, o_bars, slopes: _backward(
        net, o_bars, slopes, own=lambda t, T: t == T - 1))}
