"""Odd inputs that the statements on approximate derivatives allow, and what of a result must be the same."""
from random import Random

import numpy as np

SOME = [0.0, 1, -2.5, 0.3, 2]
FUNCTIONS = [(lambda x: 3.0 * x[0] * x[0], 1), (lambda x: x[0] * x[1] - 2 * x[1], 2), (lambda x: 0 * x[0] + 7.0, 3),
             (lambda x: np.exp(x[0]) + x[1] * x[2] * x[3], 4), (lambda x: np.sin(x[0]) * x[0], 1)]
EXPRESSIONS = ["x", 3, 0, -2.5, ("add", "x", "x"), ("mul", 2, 3), ("mul", "x", ("mul", "x", "x")), ("exp", 1.0),
               ("sin", ("cos", ("exp", ("mul", 0.5, "x")))), ("add", 1, ("add", 2, "x")), ("cos", ("add", "x", "x")),
               ("mul", ("exp", "x"), ("exp", ("mul", -1, "x"))), ("mul", ("add", "x", 1), ("add", "x", 1)),
               ("exp", ("exp", ("mul", 0.1, "x")))]
ANALYTIC = [lambda x: x, lambda x: 3.0 + 0 * x, lambda x: np.exp(x) * x, lambda x: 1 / (1 + x * x), np.cos]
OTHERS = [lambda x: 5 * abs(x), lambda x: np.real(x) ** 2, lambda x: x * np.conj(x), lambda x: np.imag(x) + np.real(x)]
NAMED = {"add": lambda a, b: a + b, "mul": lambda a, b: a * b, "sin": np.sin, "cos": np.cos, "exp": np.exp}


def steps(*sizes):
    return [(f, Random(n).choices(SOME, k=n), h) for f, n in FUNCTIONS for h in sizes]


def linear(slopes, claimed):
    """A straight function, what is said of its gradient, and a point: differences have next to no error."""
    return (lambda x: sum(s * x_i for s, x_i in zip(slopes, x, strict=True))), (lambda x: claimed), [0.0] * len(slopes)


CASES = {
    "forward_diff": steps(0.5, 1, -0.25),
    "central_diff": steps(0.5, 1, -0.25),
    "complex_step": steps(1e-20, 1e-100),
    "complex_unsafe": [(f, x) for f in (*ANALYTIC, *OTHERS) for x in (0.7, -1.25)],
    "sym_diff": [(expression,) for expression in EXPRESSIONS],
    "swell": [(expression,) for expression in EXPRESSIONS],
    "gradcheck": [linear(*pair) for pair in (
        ([1.0], [1.0]), ([1.0], [-1.0]), ([0.0], [0.0]), ([0.0, 2.0], [0.0, 3.0]), ([2.0, 0.0], [3.0, 0.0]),
        ([2.0, 3.0], [2.0, 0.0]), ([2e-11, 1e-9], [1e-11, 1e-9]), ([1e-10, 1e-9], [3e-11, 1e-9]),
        ([1.0, 2.0, 3.0], [1.1, 2.0, 4.5]), ([5, 0, -7.0], [5, 0, -7.0]), ([1e6, 1e-6], [1e6, 3e-6]))],
}


def value(tree, x):
    return x if tree == "x" else NAMED[tree[0]](*(value(part, x) for part in tree[1:])) if isinstance(
        tree, tuple | list) else float(tree)


def settled(name, args, result):
    """A tree is settled by its values; a gradient that is right has no worst entry that matters."""
    if name == "sym_diff":
        return [value(result, x) for x in (-0.7, 0.4, 1.3)]
    if name == "gradcheck":
        ok, index, error = result
        return [bool(ok), error if error > 1e-6 else 0.0, -1 if error <= 1e-6 else index]
    return result
