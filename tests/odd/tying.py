"""Odd inputs that the statements of tying allow, and what of a result must be the same whoever found it."""
from random import Random

import numpy as np

from course.exercises.drawn import drawn_graph, with_strays

SOME = [0.0, 1, -2.5, 0.3, 2]
TIES = [(lambda t: t, lambda t: 1.0), (lambda t: 3.0, lambda t: 0.0), (lambda t: -t, lambda t: -1), (np.sin, np.cos),
        (lambda t: t * t, lambda t: 2 * t), (np.exp, np.exp)]


def gradient(t):
    """Of the products of neighbours and the sum of squares: each slope depends on more than one copy."""
    return [2 * t[i] + sum(t[j] for j in (i - 1, i + 1) if 0 <= j < len(t)) for i in range(len(t))]


def tied(seed):
    """Any number of ties, one alone too; the same one again, one that does not move."""
    dice = Random(seed)
    ties, dties = map(list, zip(*dice.choices(TIES, k=1 + seed % 5), strict=True))
    return gradient, ties, dties, dice.choice(SOME)


def barber(seed):
    dice = Random(seed)
    (f, df), (g, dg) = dice.choices(TIES, k=2)
    return (*dice.choices(SOME, k=3), f, df, g, dg)


def graphs():
    """Lone nodes, and nodes that the output feeds; weights that are 0 or whole."""
    for seed in range(12):
        dice = Random(seed)
        graph = with_strays(drawn_graph(np.random.default_rng(seed), 5), np.random.default_rng(seed))
        yield graph
        yield {**graph, "edges": [(s, t, dice.choice([0.0, 1, -1.0, 2, w])) for s, t, w in graph["edges"]]}


def convolution(seed):
    """As many weights as inputs, one of each, whole numbers."""
    dice = Random(seed)
    n = 1 + seed % 6
    k = dice.randint(1, n)
    return dice.choices(SOME, k=n), dice.choices(SOME, k=k), dice.choices(SOME, k=n - k + 1)


CASES = {
    "tied_grad": [tied(seed) for seed in range(20)],
    "two_layers_grad": [barber(seed) for seed in range(30)],
    "tied_paths": [(graph, name) for graph in graphs() for name in graph["nodes"]],
    "conv_grad": [convolution(seed) for seed in range(30)],
    "recurrence_grad": [(a, x0, T) for a in (0.0, 1, -0.5, 2.5) for x0 in (0.0, 1, -2.5) for T in (1, 2, 5, 9)],
}


def settled(name, args, result):
    """There is one result, in one order."""
    return result
