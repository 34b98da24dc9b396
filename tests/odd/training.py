"""Odd inputs that the statements of training allow, and what of a result must be the same whoever found it."""
from random import Random

import numpy as np

SOME = [0.0, 1, -2.5, 0.3, 2]
MODELS = [      # R, its derivatives, and how many weights it has
    (lambda w, p, q: w[0] * p + w[1] * q, lambda w, p, q: [p, q], 2),
    (lambda w, p, q: w[0] * w[0] + q, lambda w, p, q: [2 * w[0]], 1),
    (lambda w, p, q: np.sin(w[1] * p), lambda w, p, q: [0.0, p * np.cos(w[1] * p), 0.0], 3)]
KNOWN = [(np.sin, np.cos), (lambda z: z * z, lambda z: 2 * z), (lambda z: 3.0, lambda z: 0.0),
         (lambda z: abs(z) * z, lambda z: 2 * abs(z))]


def models(count):
    """Weights, samples and a model; zeros, whole numbers, a sample twice, a weight that does not matter."""
    for seed in range(count):
        dice = Random(seed)
        R, dR, weights = dice.choice(MODELS)
        data = [tuple(dice.choices(SOME, k=3)) for _ in range(dice.randint(1, 4))]
        yield dice, dice.choices(SOME, k=weights), data + data[:seed % 2], R, dR


def array(dice, *shape):
    numbers = [float(dice.choice([*SOME, dice.uniform(-1, 1)])) for _ in range(np.prod(shape, dtype=int))]
    return np.reshape(numbers, shape)


def network(seed):
    dice = Random(seed)
    samples, inputs, width, outputs = (dice.randint(1, 4) for _ in range(4))
    Ws = [array(dice, *shape) / 2 for shape in ((inputs, width), (width, width), (width, outputs))]
    f, df = dice.choice(KNOWN)
    return array(dice, samples, inputs), array(dice, samples, outputs), Ws, f, df, dice.randint(1, 4), seed % 2 == 0


def choice(seed):
    dice = Random(seed)
    n = dice.randint(1, 5)
    z = array(dice, n) * dice.choice([1, 10, 1000]) + dice.choice([0, 1000.0, -1000.0])
    return z, np.array([dice.choice([0.0, 1.0, 3.0, 0.25]) for _ in range(n)])


def epoch(seed):
    dice = Random(seed)
    n, columns = dice.randint(1, 7), dice.randint(1, 3)
    order = dice.sample(range(n), n)
    return array(dice, n, columns), array(dice, n), array(dice, columns), 0.1, dice.randint(1, n + 1), order


def training(seed):
    dice = Random(seed)
    n, sizes = dice.randint(1, 6), [dice.randint(1, 3) for _ in range(dice.randint(2, 4))]
    layers = [(array(dice, a, b), array(dice, b)) for a, b in zip(sizes, sizes[1:], strict=False)]
    orders = [dice.sample(range(n), n) for _ in range(dice.randint(0, 3))]
    return array(dice, n, sizes[0]), array(dice, n, sizes[-1]), layers, 0.05, dice.randint(1, n + 1), orders


CASES = {
    "loss_grads": [(w, data, R, dR) for _, w, data, R, dR in models(24)],
    "train": [(w, data, 0.05, dice.randint(0, 3), R, dR) for dice, w, data, R, dR in models(24)],
    "mlp_grads": [network(seed) for seed in range(24)],
    "cross_entropy_grad": [choice(seed) for seed in range(40)],
    "minibatch_epoch": [epoch(seed) for seed in range(24)],
    "fit": [training(seed) for seed in range(24)],
}


def settled(name, args, result):
    return result
