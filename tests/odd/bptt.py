"""Odd inputs that the statements of bptt allow, and what of a result must be the same whoever found it."""
from random import Random

import numpy as np

from course.autodiff import run

SOME = [0.0, 1.0, -2.0, 0.3, 0.5]
ACTIVATIONS = [(lambda z: z, lambda z: 1), (lambda z: z * z / 8, lambda z: z / 4),
               (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
               (lambda z: 2.0, lambda z: 0.0), (np.sin, np.cos), (lambda z: abs(z), lambda z: 1.0 if z > 0 else -1.0)]


def arrays(dice, *shapes):
    """Of a few numbers, 0 among them."""
    return [np.array(dice.choices(SOME, k=int(np.prod(shape)))).reshape(shape) for shape in shapes]


def net(seed, Y=True):
    """Any sizes, one of each among them."""
    dice = Random(seed)
    T, d, h, q = (dice.randint(1, 4) for _ in range(4))
    X, targets, W_hx, W_hh, W_qh, h0 = arrays(dice, (T, d), (T, q), (h, d), (h, h), (q, h), (h,))
    return (X, *([targets] if Y else []), W_hx / 2, W_hh / h, W_qh, h0)


def lent(seed):
    return ACTIVATIONS[seed % len(ACTIVATIONS)]


def one_step(seed):
    dice = Random(seed)
    d, h, q = (dice.randint(1, 3) for _ in range(3))
    return (*arrays(dice, (h,), (h, h, h), (d,), (q,), (h, d), (h, h), (q, h)), *lent(seed))


def terms(seed):
    dice = Random(seed)
    T, h, q = dice.randint(1, 5), dice.randint(1, 3), dice.randint(1, 3)
    return (dice.randint(1, T), *arrays(dice, (T, q), (h, h), (q, h)))


def numbers(seed):
    dice = Random(seed)
    return dice.choices(SOME, k=1 + seed % 5), dice.choices(SOME, k=1 + seed % 5), dice.choice(SOME)


CASES = {
    "rnn_forward": [(*net(seed, Y=False), lent(seed)[0]) for seed in range(24)],
    "unrolled": [(T, tied) for T in (1, 2, 4, 9) for tied in (True, False)],
    "bptt_by_tying": [net(seed) for seed in range(12)],
    "bptt": [(*net(seed), *lent(seed), (1.0, 0.25, 2, 0.0)[seed % 4]) for seed in range(24)],
    "dL_dh_closed": [terms(seed) for seed in range(24)],
    "partial_and_total": [(Random(seed).choice(SOME), *numbers(seed)[::2], *lent(seed)) for seed in range(30)],
    "a_closed": [numbers(seed) for seed in range(30)],
    "rtrl_step": [one_step(seed) for seed in range(24)],
}


def settled(name, args, result):
    """Of a program, what it computes; all else is as it stands."""
    if name != "unrolled":
        return result
    steps = [tuple(step) for step in result]
    made, used = {step[0] for step in steps}, [arg for step in steps for arg in step[2:] if isinstance(arg, str)]
    inputs = sorted(set(used) - made)
    ran = run(steps, {name: 0.3 + 0.1 * place for place, name in enumerate(inputs)})
    return inputs, [float(ran[f"h{t}"]) for t in range(1, args[0] + 1)]
