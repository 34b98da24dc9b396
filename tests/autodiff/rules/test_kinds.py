"""What follows from the little that is stated of a primitive."""
import numpy as np
import pytest

from course.autodiff import grad, jvp
from course.autodiff.rules.kinds import elementwise

X = np.array([1.0, -2.0])


@pytest.mark.parametrize("number", [1, -1, 2, 0.5, 0])
def test_a_partial_may_be_any_number(number):
    scaled = elementwise("scaled", lambda x: number * x, number)
    assert grad(scaled)(3.0) == jvp(scaled, (3.0,), (1.0,))[1] == number
    assert grad(lambda x: np.sum(scaled(x)))(X).tolist() == [number, number]
    assert jvp(scaled, (X,), (X,))[1].tolist() == (number * X).tolist()


def test_a_partial_keeps_what_it_names():
    squared = elementwise("squared", lambda x: x * x, lambda x: 2 * x)
    through = elementwise("through", np.exp, lambda y: y)
    both = elementwise("both", np.power, lambda b, a: b * a ** (b - 1), lambda a, y: y * np.log(a))
    assert grad(squared)(3.0) == 6.0 and grad(lambda x: np.sum(squared(x)))(X).tolist() == [2, -4]
    assert grad(lambda x: np.sum(through(x)))(X).tolist() == np.exp(X).tolist()
    assert grad(both, (0, 1))(2.0, 3.0) == pytest.approx((12.0, 8 * np.log(2)))
