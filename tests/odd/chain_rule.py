"""Odd inputs that the statements of the chain rule allow, and what of a result must be the same whoever found it."""
from itertools import product
from random import Random

import numpy as np

SOME = [0.0, 1, -2.5, 0.3, 2]
LINKS = [(np.sin, np.cos), (np.tanh, lambda x: 1 - np.tanh(x) ** 2), (lambda x: 3.0, lambda x: 0.0),
         (lambda x: -x, lambda x: -1), (lambda x: x * x, lambda x: 2 * x), (lambda x: x, lambda x: 1.0)]
SLOPES = [0, 1, -1, 2, 3.5, -2, 7]


def chain(seed):
    """Links that stand still, the same one again, whole numbers."""
    dice = Random(seed)
    fs, dfs = map(list, zip(*dice.choices(LINKS, k=1 + seed % 6), strict=True))
    return fs, dfs, dice.choice(SOME)


def neuron(seed):
    dice = Random(seed)
    n = 1 + seed % 4
    return dice.choices(SOME, k=n), dice.choices(SOME, k=n), dice.choice(SOME)


CASES = {
    "chain_trace": [chain(seed) for seed in range(30)],
    "neuron_grads": [neuron(seed) for seed in range(30)],
    "neuron_witness": [()],
    "f_df_cached": [(x, exp) for x in (1, 2, -1, 0.01, -3.5, 10.0) for exp in (np.exp, lambda x: -2 * np.exp(x))],
    "radial_grad": list(product(SOME, repeat=2)),
    "bracket_forward": [(Random(seed).choices(SLOPES, k=1 + seed % 7),) for seed in range(30)],
    "bracket_reverse": [(Random(seed).choices(SLOPES, k=1 + seed % 7),) for seed in range(30)],
}


def settled(name, args, result):
    """Any inputs will do at which the formula leaves its interval."""
    if name == "neuron_witness":
        x, w, b = result
        return bool(not 0 <= 1 / (1 + np.exp(-np.dot(w, x))) + b <= 1)
    return result
