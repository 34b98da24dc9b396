"""Odd inputs that the statements of reverse mode allow, and what of a result must be the same whoever found it."""
from itertools import product
from random import Random

import numpy as np

from course.autodiff import run

ONE, TWO = ("sin", "cos", "exp", "ln", "tanh"), ("add", "sub", "mul", "div")


def needed(program, values):
    """The steps on which the last one depends, and the inputs that they use."""
    names, kept = {program[-1][0]}, []
    for step in reversed(program):
        if step[0] in names:
            names |= {arg for arg in step[2:] if isinstance(arg, str)}
            kept.insert(0, step)
    return kept, {name: value for name, value in values.items() if name in names}


def programs(operations, numbers=True):
    """Steps on any earlier names and on numbers, whole ones too; inputs that nothing uses. Values stay finite."""
    for seed in range(60):
        dice = Random(seed)
        values = {name: dice.uniform(0.4, 1.6) for name in ["x", "y", "z"][:dice.randint(1, 3)]}
        names, steps = list(values), []
        for i in range(dice.randint(1, 7)):
            operation = dice.choice(operations)
            args = dice.choices(names, k=1 + (operation in TWO))
            if numbers and len(args) == 2 and dice.random() < 0.4:
                args[dice.randrange(2)] = dice.choice([2.0, 3, 0.5])
            steps.append((f"v{i}", operation, *args))
            names.append(f"v{i}")
        with np.errstate(all="ignore"):
            found = _values(steps, values)
        if found and all(0.01 < abs(value) < 1e3 for value in found):
            yield steps, values


def _values(steps, values):
    try:
        return [float(value) for value in run(steps, values).values()]
    except (ZeroDivisionError, ValueError):
        return []


def outputs(steps):
    """The last one unsaid, said, another one, and several in turn."""
    names = [step[0] for step in steps]
    return [None, names[-1:], names[:1], [names[-1], names[0], names[len(names) // 2]]]


SOME = [0.0, 1, -2.5, 0.3]
CASES = {
    "run_reverse": [(*case, 1.7, out) for case in programs(ONE + TWO) for out in outputs(case[0])],
    "reverse_trace": [needed(*case) for case in programs(("add", "sub", "mul", "sin", "tanh", "ln"))],
    "gate_vjp": [(op, [a, b], z) for op, a, b, z in product(("add", "mul", "max"), SOME, SOME, (1, -2.5)) if a != b] + [
        ("copy", [1.0], SOME[:count]) for count in range(1, 5)],
    "cheap_grad": list(programs(TWO, numbers=False)),
    "best_mode": [(n, m) for n, m in product((1, 2, 3, 7, 1000), repeat=2) if n != m],
    "live_values": [(Random(seed).choices(range(1, 10), k=2 + seed % 6), mode)
                    for seed in range(24) for mode in ("training", "inference")],
}


def settled(name, args, result):
    """There is one result, in one order."""
    return result
