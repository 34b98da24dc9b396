"""Second oracles for chain rule: sympy for every formula that the checks find by complex steps."""
import numpy as np
import pytest
import sympy

from course.autodiff import adjoints, record
from course.exercises.chain_rule import caching, chains, neuron
from course.exercises.material import SMOOTH

FORMULAS = ("sin(x)", "exp(x)", "tanh(x)", "x**2", "1/(1 + x**2)", "3*x + 1")


@pytest.mark.parametrize(("link", "formula"), list(zip(SMOOTH, FORMULAS, strict=True)))
def test_the_pool_of_functions_has_the_right_derivatives(link, formula):
    x = sympy.Symbol("x")
    f = sympy.sympify(formula)
    for at in (-1.1, 0.4, 1.7):
        assert link.f(at) == pytest.approx(float(f.subs(x, at)), rel=1e-14)
        assert link.df(at) == pytest.approx(float(sympy.diff(f, x).subs(x, at)), rel=1e-13)


def test_a_chain_by_sympy():
    x = sympy.Symbol("x")
    links = [SMOOTH[i] for i in (3, 0, 1)]
    values, local, total = chains._trace([link.f for link in links], [link.df for link in links], 0.8)
    whole = sympy.exp(sympy.sin(x**2))
    assert values[-1] == pytest.approx(float(whole.subs(x, 0.8)), rel=1e-14)
    assert total == pytest.approx(float(sympy.diff(whole, x).subs(x, 0.8)), rel=1e-13) == pytest.approx(np.prod(local))


def test_the_neuron_by_sympy():
    x1, x2, w1, w2, b = symbols = sympy.symbols("x1 x2 w1 w2 b")
    y = 1 / (1 + sympy.exp(-w1 * x1 - w2 * x2 - b))
    at = dict(zip(symbols, (0.4, -1.2, 0.7, 0.3, -0.5), strict=True))
    dx, dw, db = neuron._neuron_grads([0.4, -1.2], [0.7, 0.3], -0.5)
    np.testing.assert_allclose([*dx, *dw, db], [float(sympy.diff(y, s).subs(at)) for s in symbols], rtol=1e-12)


def test_the_quotient_and_the_radial_gradient_by_sympy():
    x, x1, x2 = sympy.symbols("x x1 x2")
    f = sympy.exp(x) / x**2
    assert sympy.simplify(sympy.diff(f, x) - sympy.exp(x) * (x - 2) / x**3) == 0
    assert caching._quotient(1.3, np.exp) == pytest.approx(
        (float(f.subs(x, 1.3)), float(sympy.diff(f, x).subs(x, 1.3))), rel=1e-13)
    g = (x1**2 + x2**2) ** 2
    assert caching._radial(3.0, 2.0) == pytest.approx([float(sympy.diff(g, s).subs({x1: 3, x2: 2})) for s in (x1, x2)])


def test_where_the_slope_of_sin_x_squared_vanishes_near_2():
    x = sympy.Symbol("x")
    slope = sympy.diff(sympy.sin(x**2), x)
    at = sympy.sqrt(3 * sympy.pi / 2)
    assert sympy.cos(at**2) == 0 and slope.subs(x, at) == 0
    assert sympy.nsolve(slope, 2) == pytest.approx(float(at)) == pytest.approx(2.171, abs=5e-4)


def test_a_gradient_may_be_computed_with_an_array_of_the_two_numbers():
    def radial_grad(x1, x2):
        x = np.array([x1, x2])
        return 4 * (x @ x) * x

    assert caching.radial_grad.check(radial_grad).status == "pass"


def test_reverse_mode_finds_the_factor_that_both_components_share():
    graph = record(lambda x1, x2: (x1 * x1 + x2 * x2) * (x1 * x1 + x2 * x2), x1=3.0, x2=2.0)
    once = record([("a", "mul", "x1", "x1"), ("b", "mul", "x2", "x2"), ("s", "add", "a", "b"), ("f", "mul", "s", "s")],
                  x1=3.0, x2=2.0)
    assert adjoints(once)["s"] == 2 * (3.0**2 + 2.0**2)
    assert [adjoints(each)[x] for each in (graph, once) for x in ("x1", "x2")] == [156.0, 104.0] * 2
