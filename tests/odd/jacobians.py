"""Odd inputs that the statements of Jacobians allow, and what of a result must be the same whoever found it."""
from random import Random

import numpy as np

SOME = [0.0, 1, -2.5, 0.3, 2]
LAYOUTS = ("numerator", "denominator")
MAPS = [(np.sin, np.cos), (lambda x: x * x, lambda x: 2 * x), (np.tanh, lambda x: 1 - np.tanh(x) ** 2)]
FUNCTIONS = [(lambda x: np.array([x[0] ** 2]), 1), (lambda x: np.array([x[0], 0 * x[0], 3 * x[0]]), 1),
             (lambda x: np.array([np.prod(x)]), 4), (lambda x: np.exp(x[:2]), 3), (lambda x: x, 2)]


def matrix(dice, m, n):
    return [dice.choices(SOME, k=n) for _ in range(m)]


def sizes(count):
    """A generator of numbers and two sizes, which may be 1."""
    for seed in range(count):
        dice = Random(seed)
        yield dice, dice.randint(1, 4), dice.randint(1, 4)


def pulled(dice, m, n, layout):
    return matrix(dice, *((m, n) if layout == "numerator" else (n, m))), dice.choices(SOME, k=m), layout


def perceptron(dice, *widths):
    Ws = [matrix(dice, m, n) for n, m in zip(widths, widths[1:], strict=False)]
    return (Ws, *dice.choice(MAPS), dice.choices(SOME, k=widths[0]), dice.choices(SOME, k=widths[-1]))


CASES = {
    "jacobian": [(f, Random(n).choices(SOME, k=n), layout) for f, n in FUNCTIONS for layout in LAYOUTS],
    "chain_row": [(matrix(dice, 1, 2), matrix(dice, 2, 2)) for dice, _, _ in sizes(12)],
    "pull_back": [pulled(dice, m, n, layout) for dice, m, n in sizes(10) for layout in LAYOUTS],
    "linear_vjp": [(matrix(dice, m, n), dice.choices(SOME, k=n), dice.choices(SOME, k=m)) for dice, m, n in sizes(20)],
    "map_vjp": [(dice.choice(MAPS)[1], dice.choices(SOME, k=n), dice.choices(SOME, k=n)) for dice, _, n in sizes(12)],
    "reduce_vjp": [(op, dice.choices(SOME, k=n), dice.choice(SOME)) for dice, _, n in sizes(12)
                   for op in ("sum", "product", "max", "min")],
    "mlp_vjp": [perceptron(dice, m, n, *extra) for dice, m, n in sizes(10) for extra in ((), (2,), (1, 3))],
}


def settled(name, args, result):
    """At a tie the shares are anybody's, of one sign; what counts is what comes back to those that tie."""
    if name != "reduce_vjp" or args[0] not in ("max", "min"):
        return result
    op, x, v = args
    assert all(share * v >= 0 for share in result)
    chosen = [x_i == (max if op == "max" else min)(x) for x_i in x]
    return [sum(share for share, mine in zip(result, chosen, strict=True) if mine is own) for own in (True, False)]
