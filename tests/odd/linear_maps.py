"""Odd inputs that the statements of linear maps allow, and what of a result must be the same whoever found it."""
from random import Random

import numpy as np

from course.autodiff import run_linear

WEIGHTS = [0.0, 1, -2.5, 0.3, 2]


def graph(seed):
    """Few or many edges, weights of 0 among them; nodes that lead nowhere; an order of some of the inner nodes."""
    dice = Random(seed)
    names = [f"n{i}" for i in range(dice.randint(2, 7))]
    pairs = [(s, t) for i, s in enumerate(names) for t in names[i + 1:] if dice.random() < 0.5] or [tuple(names[:2])]
    inner = sorted({t for _, t in pairs} & {names[i] for i in range(1, len(names))} - {names[-1]})
    dice.shuffle(inner)
    return [(s, t, dice.choice(WEIGHTS)) for s, t in dice.sample(pairs, len(pairs))], inner[:dice.randint(0, 6)]


def chain(seed):
    dice = Random(seed)
    return [dice.choice([1, 1, 2, 3, 7]) for _ in range(dice.randint(2, 8))],


def linear(seed):
    """Scales by 0 and by whole numbers, sums of a name with itself, dead steps, inputs given out as they are."""
    dice = Random(seed)
    names, steps = ["x", "y", "z"][:dice.randint(1, 3)], []
    inputs = list(names)
    for i in range(dice.randint(0, 7)):
        op = dice.choice(["scale", "add", "zero"])
        args = {"scale": [dice.choice(names), dice.choice(WEIGHTS)], "add": dice.choices(names, k=2), "zero": []}[op]
        steps.append((f"s{i}", op, *args))
        names.append(f"s{i}")
    return {"inputs": inputs, "steps": steps, "outputs": dice.choices(names, k=dice.randint(1, 4))},


def band(seed):
    """Zeros in the band, a width of 1, one wider than there are inputs, rows that are cut off."""
    dice = Random(seed)
    n, width = dice.randint(1, 7), dice.randint(1, 4)
    m = dice.randint(max(1, n - width + 1), n)
    J = np.array([[dice.choice(WEIGHTS) if i <= j < i + width else 0.0 for j in range(n)] for i in range(m)])
    return (lambda x_dot: (J @ np.array(x_dot)).tolist()), n, width


def curved(seed):
    """Numbers among the arguments, inputs that nothing uses, directions with zeros."""
    dice = Random(seed)
    n = dice.randint(1, 4)
    names, steps = [f"x{i}" for i in range(n)], []
    for i in range(dice.randint(1, 6)):
        op = dice.choice(["add", "sub", "mul", "sin", "cos", "tanh"])
        args = dice.choices(names, k=1 + (op in ("add", "sub", "mul")))
        if len(args) == 2 and dice.random() < 0.3:
            args[dice.randrange(2)] = dice.choice([2.0, 3, 0.5])
        steps.append((f"v{i}", op, *args))
        names.append(f"v{i}")
    x = np.array([dice.uniform(0.4, 1.6) for _ in range(n)])
    return steps, x, np.array([float(dice.choice(WEIGHTS)) for _ in range(n)])


CASES = {
    "eliminate": [graph(seed) for seed in range(40)],
    "best_bracketing": [chain(seed) for seed in range(12)],
    "transpose": [linear(seed) for seed in range(40)],
    "seeded_jacobian": [band(seed) for seed in range(20)],
    "hvp": [curved(seed) for seed in range(25)],
}


def settled(name, args, result):
    """Edges in an order of their own; the cost of an order; the matrix of a program."""
    if name == "eliminate":
        return sorted((s, t, float(w)) for s, t, w in result[0]), float(result[1])
    if name == "best_bracketing":
        return float(result[0])
    if name == "transpose":
        n = len(result["inputs"])
        return [run_linear(result, [float(i == j) for i in range(n)]) for j in range(n)]
    return np.array(result, dtype=float)
