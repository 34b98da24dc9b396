"""Odd inputs that the statements of failures allow, and what of a result must be the same whoever found it."""
from itertools import product
from random import Random

import numpy as np

from course.autodiff import grad, run

SOME = [0.0, 1.0, -2.0, 0.5, 1.5]


def programs():
    """Tests for 0, for one number twice, of numbers on both sides, unused; steps on numbers alone."""
    for seed in range(40):
        dice = Random(seed)
        names, steps = ["x"], []
        for i in range(dice.randint(1, 8)):
            op = dice.choice(["add", "sub", "mul", "if_equal"])
            args = [dice.choice([*names, *names, dice.choice(SOME)]) for _ in range(2)]
            if steps and op != "if_equal" and dice.random() < 0.7:
                args[0] = names[-1]
            if op == "if_equal":
                args = ["x", dice.choice(SOME), *args]
            steps.append((f"v{i}", op, *args))
            names.append(f"v{i}")
        yield (steps,)


def cubic(x, c): return x**3 - c, 3 * x * x, -1, 6 * x, 0
def product_less(x, c): return c * x - 2, c, x, 0.0, 1.0
def unmoved(x, c): return x * x - 2, 2 * x, 0.0, 2.0, 0.0
def exponential(x, c): return np.exp(x) - c, np.exp(x), -1.0, np.exp(x), 0.0


def three_of(F): return lambda x, c: F(x, c)[:3]


def nothing(x, theta, w): return 0 * np.array(w), 2 * np.array(w)
def half(x, theta, w): return np.array(w) / 2, w
def minus(x, theta, w): return -0.7 * np.array(w), np.array([np.sum(w), 0.0])
def dying(x, theta, w): return np.array([0.5 * w[1], 0.0]), w


ONE, TWO = np.array([1.0]), np.array([1.0, -2.0])
CASES = {
    "pick_slope": [(c,) for c in (0, 1, 1.0, 0.0, -3, 2, 1e-3, 1000.0, 0.5)],
    "lying_points": list(programs()),
    "solver_df": [*product([cubic, product_less, unmoved, exponential], [1, 1.3], [1, 2.5], [0, 1, 3])],
    "implicit_df": [(three_of(F), x, c) for F, x, c in (
        (cubic, 2, 8), (cubic, 1.0, 1.0), (product_less, 0.5, 4.0), (product_less, 2, 1), (cubic, -1.0, -1.0),
        (exponential, 0.0, 1.0), (cubic, -2.0, -8))],
    "fixed_point_vjp": [(nothing, TWO, TWO, TWO), (half, ONE, ONE, ONE), (half, TWO, TWO, -TWO), (minus, TWO, TWO, TWO),
                        (dying, TWO, TWO, TWO), (half, TWO, TWO, np.array([1.0, 0.0])), (minus, ONE, ONE, 3 * ONE)],
    "safe_where": [([],), ([0.0],), ([-0.0, 1.0],), ([-1.0],), ([1e-12, 4.0],), ([9.0, 9.0],), ([1, -1, 0],)],
    "softplus_pair": [(x,) for x in (0, 1, -1, 0.0, 709.0, 710.0, -745.0, 36.7, -36.7, 1e6)],
}


def settled(name, args, result):
    """Of a program what it computes and its slope at 0; of all else there is one result, in one order."""
    if name != "pick_slope":
        return result
    f = lambda x: run(result, {"x": x})[result[-1][0]]  # noqa: E731
    return [*(float(f(x)) for x in (-2.0, 0.0, 1.5)), float(grad(f)(0.0))]
