"""Second oracles for linear maps: sympy, real matrices."""
import numpy as np
import pytest
import sympy

from course.autodiff import PINGALI
from course.exercises.linear_maps import bracketing, curvature
from course.exercises.material import generic


@pytest.mark.parametrize("seed", range(5))
def test_bracketings_on_real_matrices(seed):
    """Every order gives the same product; its price is what the products cost."""
    rng = np.random.default_rng(seed)
    dims = [int(n) for n in rng.integers(1, 7, 6)]
    Js = [rng.normal(size=(m, n)) for n, m in zip(dims, dims[1:], strict=False)]

    def multiplied(order):
        if isinstance(order, int):
            return Js[order], 0
        (A, a), (B, b) = map(multiplied, order)
        return B @ A, a + b + B.shape[0] * B.shape[1] * A.shape[1]

    whole = np.linalg.multi_dot(Js[::-1])
    for order in bracketing.orders(0, len(Js) - 1):
        product, spent = multiplied(order)
        np.testing.assert_allclose(product, whole)
        assert bracketing.price(order, dims) == (0, len(Js) - 1, spent)
    assert bracketing.least(tuple(dims)) == min(multiplied(o)[1] for o in bracketing.orders(0, len(Js) - 1))
    one, other = [0], [len(Js) - 1]
    for i in range(1, len(Js)):
        one, other = [(one[0], i)], [(len(Js) - 1 - i, other[0])]
    assert (multiplied(one[0])[1], multiplied(other[0])[1]) == (bracketing.pure(dims), bracketing.pure(dims, True))


def test_the_numbers_of_6_1_6_1_6():
    dims = [6, 1, 6, 1, 6]
    assert bracketing.pure(dims) == bracketing.pure(dims, backward=True) == 108
    assert min(bracketing.price(order, dims)[2] for order in bracketing.orders(0, 3)) == 48


def test_curvature_by_sympy():
    rng = np.random.default_rng(5)
    point, v = ({name: float(generic(rng)) for name in ("W0", "P", "Q", "W1", "W2")} for _ in range(2))
    symbols = {name: sympy.Symbol(name) for name in point}
    words = {"mul": lambda a, b: a * b, "sin": sympy.sin, "tanh": sympy.tanh}
    known = dict(symbols)
    for name, op, *args in PINGALI:
        known[name] = words[op](*[known[arg] for arg in args])
    H = sympy.hessian(known["R"], list(symbols.values())).subs({symbols[name]: point[name] for name in point})
    want = np.array(H.evalf(), float) @ list(v.values())
    assert list(curvature.curvature(PINGALI, point, v).values()) == pytest.approx(list(want), rel=1e-9)
