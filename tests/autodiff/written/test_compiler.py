"""What a compiled function keeps, and when it is the function itself."""

import numpy as np
import pytest

from course.autodiff import compiled, grad, hessian, jvp, record, source, vjp
from course.autodiff.written.compiler import MOST


@pytest.mark.parametrize("derivative", [
    grad, lambda f: lambda a: jvp(f, (a,), (1.0,))[1], lambda f: lambda a: vjp(f, a)[1](1.0)[0],
    lambda f: lambda a: record(f, a=a).output.partials[0] * 2])
def test_what_comes_from_outside_after_tracing_is_differentiated(derivative):
    """The program was traced while the outer value was a plain number."""
    held = {"a": 3.0}
    program = compiled(lambda x: held["a"] * x, 2.0)

    def f(a):
        held["a"] = a
        return program(2.0)
    assert program(2.0) == 6.0 and derivative(f)(3.0) in (2.0, 4.0)
    assert len(program.sources) == 1


def test_whole_numbers_and_words_by_keyword_are_part_of_the_program():
    def f(x, steps=1, kind="sin", scale=1.0):
        for _ in range(steps):
            x = scale * getattr(np, kind)(x)
        return x
    g = compiled(grad(f))
    for settings in ({}, {"steps": 3}, {"kind": "cos", "steps": 2}, {"scale": 0.5}, {"scale": 0.7}, {"steps": 3}):
        assert g(0.4, **settings) == pytest.approx(grad(f)(0.4, **settings), rel=1e-14)
    assert g.traced == 4 and "4 programs, traced 4 times" in repr(g)
    with pytest.raises(TypeError, match="Give it as a keyword argument"):
        compiled(f)(0.4, 3)


def test_a_bounded_number_of_programs_is_kept():
    g = compiled(lambda x: np.sum(x * x))
    for n in range(1, MOST + 1):
        g(np.ones(n))
    with pytest.warns(UserWarning, match=f"{MOST + 1} programs, traced {MOST + 1} times. It keeps the last"):
        g(np.ones(MOST + 1))
    for n in range(2, MOST + 2):
        assert g(np.ones(n)) == n
    assert g.traced == MOST + 1 == len(g.sources) + 1 and g(np.ones(1)) == 1.0 and g.traced == MOST + 2


def test_a_compiled_function_inside_of_a_derivative_is_the_function():
    g = compiled(lambda x: np.sum(x**3), np.ones(2))
    np.testing.assert_allclose(hessian(lambda x: g(x) + g(np.ones(2)))(np.ones(2)), 6 * np.eye(2))


def test_arguments_with_values_need_no_example():
    text = source(lambda x, y=2.0: x * y, 3.0)
    assert "def derivative(x, v1_bar=1.0)" in text
    with pytest.raises(TypeError, match="2 examples were given for the inputs x. Give one for each"):
        source(lambda x: x, 3.0, 4.0)
