"""Odd inputs that the statements of long sequences allow, and what of a result must be the same whoever found it."""
from itertools import product

import numpy as np

from course.networks.rnn import GATED

SOME = [0.0, 1.0, -2.5, 0.3, 2.0]


def drawn(seed, *shape):
    """Round numbers, zeros among them."""
    return np.random.default_rng(seed).choice(SOME, size=shape)


def zero(v): return 0.0
def one(v): return 1.0
def ramp(v): return max(v, 0.0)
def step(v): return float(v > 0)


def neuron_pull(w, x, h, h_bar):
    return [h_bar * h], w[0] * h_bar


def dead_pull(w, x, h, h_bar):
    """A step that does not depend on the one before."""
    return [np.outer(h_bar, x)], 0 * h_bar


def gated(seed, T):
    w, xs, hs = [drawn(seed + k, *part.shape) for k, part in enumerate(GATED.new(np.random.default_rng(0), 1, 2))], \
        drawn(seed, T, 1), [drawn(seed + 9, 2)]
    for x in xs:
        hs.append(GATED.step(w, x, hs[-1]))
    return GATED.pull, w, xs, np.array(hs), drawn(seed + 11, T, 2)


def runs():
    """One step, windows longer than the run, losses that send nothing, steps that pass nothing on."""
    for T, tau, reading in product((1, 2, 5), (1, 2, 3, 8), ("sliding", "chunked")):
        hs, bars = drawn(T, T + 1, 1), drawn(tau + 5, T, 1)
        yield neuron_pull, [np.array([0.5])], drawn(3, T, 1), hs, bars, tau, reading
        yield neuron_pull, [np.array([0.0])], drawn(4, T, 1), hs, bars, tau, reading
        yield dead_pull, [drawn(5, 1, 2)], drawn(6, T, 2), hs, bars, tau, reading
        yield *gated(T + tau, T), tau, reading


def last(xi): return xi[-1]
def total(xi): return sum(xi)
def constant(xi): return 3.0
def as_product(xi): return float(np.prod(xi))


def gates():
    for seed in range(12):
        d, n = 1 + seed % 2, 1 + seed % 3
        w = [drawn(10 * seed + k, *shape) for k, shape in enumerate(((n, d), (n, n), (n,)) * 2)]
        for f, df in ((ramp, step), (np.sin, np.cos), (one, zero)):
            yield w, drawn(seed, d), drawn(seed + 50, n), drawn(seed + 70, n), f, df


CASES = {
    "lag_norms": [(drawn(seed, n, n), most) for seed in range(6) for n in (1, 2, 3) for most in (0, 1, 5)],
    "jacobian_product": [(drawn(seed, n, n), drawn(seed + 20, k, n), df) for seed in range(4) for n in (1, 2, 3)
                         for k in (1, 2, 4) for df in (zero, step, np.cos)],
    "clip_norm": [([drawn(seed, 2, 2), drawn(seed + 5, 3)][:1 + seed % 2], c) for seed in range(8)
                  for c in (0.5, 1.0, 100.0)] + [([np.zeros((2, 1))], 1.0), ([np.array([3.0, 4.0])], 5.0)],
    "tbptt": list(runs()),
    "sample_xi": [(alpha, n, np.random.default_rng(n)) for alpha in (0.1, 0.5, 1.0) for n in (1, 2, 7)],
    "exact_mean_var": [(z, T, alpha) for z in (last, total, constant, as_product) for T in (1, 2, 4)
                       for alpha in (0.1, 0.5, 1.0)],
    "gated_pull": list(gates()),
}


def settled(name, args, result):
    """There is one result; of coins only what each may show."""
    if name == "sample_xi":
        alpha, n, _ = args
        return len(result) == n and all(abs(coin * (coin - 1 / alpha)) < 1e-9 for coin in np.ravel(result))
    return result
