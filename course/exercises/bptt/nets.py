"""What the exercises on recurrent networks draw from: small networks as plain arrays, their loss, and its gradients."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from course.autodiff import complex_step
from course.autodiff.text import short
from course.checking import LentActivation, Mismatch, Mistake, distinct, kind, same
from course.checking.compare import CLOSE
from course.exercises.material import Smooth, few_calls, generic, require
from course.networks import rnn


class Net(NamedTuple):
    """Inputs and targets, one row for each step, and a network without biases."""

    X: np.ndarray
    Y: np.ndarray
    W_hx: np.ndarray
    W_hh: np.ndarray
    W_qh: np.ndarray
    h0: np.ndarray


class Run(NamedTuple):
    """What a run leaves behind: z_1 … z_T, h_0 … h_T, o_1 … o_T."""

    zs: np.ndarray
    hs: np.ndarray
    os: np.ndarray


# One neuron, two steps: everything can be followed by hand.
TINY = Net(*(np.array(a) for a in ([[1.0], [2.0]], [[1.0], [0.0]], [[1.0]], [[0.5]], [[2.0]], [1.0])))
PARTS = ("W_hx", "W_hh", "W_qh", "h0")
RTOL, NEAR = 1e-9, 1e-6

AGAIN = Mistake("run again and again", "one run serves all weights and all steps: keep what f and its slope have "
                "given, and use the slope that is lent, not differences")


def linear(z): return z
def one(z): return 1.0


LINEAR = Smooth(linear, one)


def random_net(rng: np.random.Generator, T: int, d: int = 2, h: int = 3, q: int = 2) -> Net:
    """A network of generic numbers, small enough for tanh to stay lively."""
    return Net(generic(rng, (T, d)) / 2, generic(rng, (T, q)), generic(rng, (h, d)) / 2, generic(rng, (h, h)) / h,
               generic(rng, (q, h)), generic(rng, h) / 2)


def run(net: Net, f: Callable) -> Run:
    """The network forward; complex values pass through."""
    zs, hs = [], [np.asarray(net.h0)]
    for x in net.X:
        zs.append(net.W_hx @ x + net.W_hh @ hs[-1])
        hs.append(f(zs[-1]))
    return Run(np.array(zs), np.array(hs), np.array(hs[1:]) @ net.W_qh.T)


def loss(net: Net, f: Callable, scale: float = 1.0, to_step: int | None = None):
    """scale · Σ_t ‖o_t − y_t‖² over all steps, or up to one of them; complex values pass through."""
    return scale * np.sum((run(net, f).os - net.Y)[:to_step] ** 2)


def slope(net: Net, name: str, f: Callable, **how) -> np.ndarray:
    """The gradient of the loss by one of the arrays, by complex steps."""
    return complex_step(lambda value: loss(net._replace(**{name: value}), f, **how), getattr(net, name))


def smaller_nets(net: Net) -> Iterator[Net]:
    """The network with a step, a unit, an input or an output less; then with rounder numbers."""
    if len(net.X) > 1:
        yield net._replace(X=net.X[:-1], Y=net.Y[:-1])
    if len(net.h0) > 1:
        yield net._replace(W_hx=net.W_hx[:-1], W_hh=net.W_hh[:-1, :-1], W_qh=net.W_qh[:, :-1], h0=net.h0[:-1])
    if net.X.shape[1] > 1:
        yield net._replace(X=net.X[:, :-1], W_hx=net.W_hx[:, :-1])
    if net.Y.shape[1] > 1:
        yield net._replace(Y=net.Y[:, :-1], W_qh=net.W_qh[:-1])
    rounder = Net(*(np.round(array, 1) for array in net))
    if any(np.any(a != b) for a, b in zip(rounder, net, strict=True)):
        yield rounder


def expect_parts(got, names: tuple[str, ...], want: tuple, wrongs: dict[Mistake, Callable], **rows: str):
    """Raise Mismatch unless these are the wanted parts; it says which of them agree and which differ.

    wrongs maps a mistake to a function without arguments that makes the parts it would give; `rows` are the call that
    was tried, and the name of the witness.
    """
    call = ("tried", rows["tried"])
    require(isinstance(got, list | tuple) and len(got) == len(names), call, ("yours", f"{short(got)}: {kind(got)}"),
            ("should be", f"{len(names)} parts: {', '.join(names)}"))
    differ = [place for place, _ in enumerate(names) if not same(got[place], want[place], RTOL)]
    if not differ:
        return
    found = next((mistake for mistake, wrong in wrongs.items()
                  if same(got, wrong(), NEAR) and not same(wrong(), want, NEAR)), None)
    sides = zip(*(distinct(_listed(got[place]), _listed(want[place])) for place in differ), strict=True)
    yours, theirs = (", ".join(f"{names[place]} = {text}" for place, text in zip(differ, side, strict=True))
                     for side in sides)
    agree = ", ".join(name for place, name in enumerate(names) if place not in differ)
    raise Mismatch(call, ("yours", yours), (rows["witness"], theirs), *[("agree", agree)] * bool(agree),
                   *[("so", CLOSE)] * (found is None and same(got, want, 1e-4)), mistake=found)


def _listed(value):
    return value.tolist() if isinstance(value, np.ndarray) else value


def expect_few_calls(activation: LentActivation, needed: int, tried: str):
    """Raise Mismatch when f or df has been called much more often than is needed, once the result was right."""
    for name, loan in (("f", activation.f), ("df", activation.df)):
        few_calls(loan, needed, tried, AGAIN, spare=needed + 2, name=name)  # for np.vectorize's first look, and again


def as_task(net: Net, act: str, scale: float = 1.0) -> tuple[rnn.Params, rnn.Task]:
    """The same network for the functions of `rnn`, with biases of 0."""
    biases = np.zeros(len(net.W_hh)), np.zeros(len(net.W_qh))
    return (rnn.Params(net.W_hx, net.W_hh, net.W_qh, *biases, net.h0),
            rnn.Task(net.X, net.Y, act, scale=scale))
