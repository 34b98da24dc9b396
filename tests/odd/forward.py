"""Odd inputs that the statements of forward mode allow, and what of a result must be the same whoever found it."""
from itertools import product
from random import Random

import numpy as np

from course.autodiff import run
from course.exercises.forward.programs import VARIANTS, loop_derivative

ONE, TWO = ("sin", "cos", "exp", "ln", "tanh"), ("add", "sub", "mul", "div")
SOME = [0.0, 1, -2.5, 0.3, 2]


def programs(operations):
    """Steps on any earlier names and on numbers, whole ones too; inputs that nothing uses or moves."""
    for seed in range(60):
        dice = Random(seed)
        values = {name: dice.uniform(0.4, 1.6) for name in ["x", "y", "z"][:dice.randint(1, 3)]}
        names, steps = list(values), []
        for i in range(dice.randint(1, 7)):
            op = dice.choice(operations)
            args = dice.choices(names, k=1 + (op in TWO))
            if op == "pow":
                args.append(dice.choice([2, 3, -1, 0.5, 1]))
            elif len(args) == 2 and dice.random() < 0.4:
                args[dice.randrange(2)] = dice.choice([2.0, 3, 0.5])
            steps.append((f"v{i}", op, *args))
            names.append(f"v{i}")
        if _is_mild(steps, values):
            yield steps, values, {name: dice.choice(SOME) for name in values}


def _is_mild(steps, values):
    try:
        with np.errstate(all="ignore"):
            found = [complex(value) for value in run(steps, values).values()]
    except (ZeroDivisionError, ValueError, OverflowError):
        return False
    return all(value.imag == 0 and 0.01 < abs(value) < 1e3 for value in found)


def push_of(seed):
    """A matrix of any shape, with zeros."""
    dice = Random(seed)
    m, n = dice.randint(1, 4), dice.randint(1, 4)
    J = np.array([dice.choices(SOME, k=n) for _ in range(m)])
    return (lambda v: (J @ np.array(v)).tolist()), n


def variant(name):
    return lambda x, n: loop_derivative(float(x), int(n), *VARIANTS[name])


CASES = {
    "run_dual": list(programs((*ONE, *TWO, "pow"))),
    "forward_trace": list(programs(("add", "sub", "mul", "sin", "tanh", "ln"))),
    "jacobian_forward": [push_of(seed) for seed in range(12)],
    "loop_df": list(product([0.5, -0.7, 1.0, 0.99], [1, 2, 5, 10])),
    "classify_variant": [(variant(name),) for name in VARIANTS],
    "control_flow_df": [*product(["with_branch", "with_while", "with_recursion"], [0.25, 1, 2.5, 3]),
                        *product(["newton_root"], [1, 0.5, 27.0])],
}


def settled(name, args, result):
    """There is one result, in one order."""
    return result
