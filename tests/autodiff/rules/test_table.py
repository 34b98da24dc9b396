"""Every function on arrays: forward, reverse and a step of the function agree, at first and second order."""
import warnings

import numpy as np
import pytest
from autodiff.rules.rows import ANALYTIC, KINKED, SORTED, case

from course import autodiff
from course.autodiff import (
    TABLE,
    grad,
    hessian,
    jacobian,
    jvp,
    logsumexp,
    one_file,
    record,
    relu,
    sigmoid,
    softplus,
    vjp,
)
from course.autodiff.tracing import numpy_names, syntax

EVERY = ANALYTIC + KINKED + SORTED


def five_point(f, xs, dots, h=1e-3):
    at = lambda k: f(*[x + k * h * x_dot for x, x_dot in zip(xs, dots, strict=True)])  # noqa: E731
    return (at(-2) - 8 * at(-1) + 8 * at(1) - at(2)) / (12 * h)


def close(a, b, rtol=1e-12, atol=1e-13):
    np.testing.assert_allclose(a, b, rtol=rtol, atol=atol)


@pytest.mark.parametrize("row", ANALYTIC)
def test_forward_is_the_complex_step(row):
    f, xs, dots = case(row)
    step = np.imag(f(*[x + 1e-30j * x_dot for x, x_dot in zip(xs, dots, strict=True)])) / 1e-30
    y, y_dot = jvp(f, xs, dots)
    close(y, f(*xs))
    close(y_dot, step)


@pytest.mark.parametrize("row", KINKED)
def test_forward_is_the_difference(row):
    f, xs, dots = case(row)
    close(jvp(f, xs, dots)[1], five_point(f, xs, dots, h=1e-4), 1e-8, 1e-8)


@pytest.mark.parametrize("row", EVERY)
def test_reverse_is_the_transpose_of_forward(row):
    f, xs, dots = case(row)
    y, pull = vjp(f, *xs)
    y_bar = np.random.default_rng(2).normal(size=np.shape(y))[()]
    bars = pull(y_bar)
    assert [np.shape(bar) for bar in bars] == [np.shape(x) for x in xs]
    close(sum(np.sum(bar * dot) for bar, dot in zip(bars, dots, strict=True)), np.sum(y_bar * jvp(f, xs, dots)[1]))
    assert not any(np.any(bar) for bar in pull(y_bar * 0))
    for first, second in zip(bars, pull(y_bar), strict=True):
        np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("row", EVERY)
def test_second_derivatives(row):
    """Along one direction twice: forward over forward, forward over reverse, and reverse over both."""
    f, xs, dots = case(row)
    weigh = np.random.default_rng(3).normal(size=np.shape(f(*xs)))
    g = lambda *xs: np.sum(weigh * f(*xs))  # noqa: E731
    first = lambda *xs: jvp(g, xs, dots)[1]  # noqa: E731
    along = lambda *xs: sum(np.sum(bar * dot) for bar, dot in zip(  # noqa: E731
        grad(g, tuple(range(len(xs))))(*xs), dots, strict=True))
    second = jvp(first, xs, dots)[1]
    close(second, jvp(along, xs, dots)[1], 1e-10, 1e-11)
    for h in (first, along):
        bars = grad(h, tuple(range(len(xs))))(*xs)
        close(second, sum(np.sum(bar * dot) for bar, dot in zip(bars, dots, strict=True)), 1e-10, 1e-11)
    close(second, five_point(first, xs, dots, h=1e-4), 1e-6, 1e-6)


@pytest.mark.parametrize("row", EVERY)
def test_single_precision_stays_single(row):
    f, xs, dots = case(row)
    if any(np.ndim(x) == 0 for x in xs):    # a plain number has double precision
        return
    xs, dots = ([np.float32(x) for x in arrays] for arrays in (xs, dots))
    y, y_dot = jvp(f, tuple(xs), tuple(dots))
    if np.asarray(f(*xs)).dtype == np.float32:
        assert np.asarray(y_dot).dtype == np.float32
        assert all(bar.dtype == np.float32 for bar in vjp(f, *xs)[1](np.ones_like(y)[()]))


@pytest.mark.parametrize("f", [np.sin, np.abs, relu, sigmoid, np.sum, np.cumsum, np.ravel, np.prod, lambda x: x * x,
                               lambda x: x[1:], lambda x: x + 1, lambda x: x @ np.ones((0, 2)),
                               lambda x: x.reshape(0, 1), lambda x: np.var(x.reshape(0, 1), axis=1),
                               lambda x: np.concatenate([x, x])])
def test_empty_arrays(f):
    x = np.zeros(0)
    y, pull = vjp(f, x)
    assert np.shape(jvp(f, (x,), (x,))[1]) == np.shape(f(x))
    assert np.shape(pull(np.ones_like(y)[()])[0]) == (0,)


def test_an_array_of_no_axes_is_a_number():
    assert type(grad(lambda x: x * np.sin(x))(np.array(1.0))) is float


def test_every_primitive_is_tested_here():
    used = set()
    for row in EVERY:
        f, xs, _ = case(row)
        names = [f"x{i}" for i in range(len(xs))]
        inputs = dict(zip(names, xs, strict=True))
        graph = record(lambda f=f, names=names, **given: f(*[given[name] for name in names]), **inputs)
        used |= {node.primitive.name for node in graph.nodes if node.primitive}
    assert set(TABLE) - used <= {"sum_to"}                 # it appears in rules


def test_every_function_of_numpy_is_tested_here(monkeypatch):
    used = set()

    class Watched(dict):
        def get(self, function, default=None):
            used.add(function)
            return super().get(function, default)
    for module in (numpy_names, syntax):
        monkeypatch.setattr(module, "BY_NUMPY", Watched(numpy_names.BY_NUMPY))
    for row in EVERY:
        f, xs, dots = case(row)
        jvp(f, xs, dots)
    functions = {f for f in numpy_names.BY_NUMPY if getattr(np, f.__name__, getattr(np.linalg, f.__name__, None)) is f}
    operators = {np.subtract, np.divide, np.power, np.add, np.multiply, np.matmul, np.negative, np.absolute}
    assert functions - used - operators == {np.copyto}      # no function of x: see test_running


def test_outside_of_a_power():
    """No real number: nan, with NumPy's warning, in every mode."""
    with pytest.warns(RuntimeWarning):
        assert np.isnan(grad(lambda x: x**0.5)(-2.0)) and np.isnan(jvp(lambda x: x**0.5, (-2.0,), (1.0,))[1])
    assert grad(lambda x: x**3)(-2.0) == 12.0 and grad(grad(lambda x: x**-2))(-1.0) == 6.0


def test_derivatives_by_nothing():
    f, empty = lambda x: np.sum(x * x) + np.sum(np.cumsum(x)), np.zeros(0)  # noqa: E731
    assert hessian(f)(empty).shape == (0, 0) and jacobian(np.sum, mode="forward")(empty).shape == (0,)
    assert jacobian(lambda x: x @ np.ones((0, 2)), mode="forward")(empty).shape == (2, 0)


@pytest.mark.parametrize(("f", "x", "slope"), [
    (lambda x: np.prod(x), [0.0, 2.0, 3.0], [6, 0, 0]), (lambda x: np.prod(x), [0.0, 0.0, 3.0], [0, 0, 0]),
    (np.max, [1.0, 2.0, 2.0], [0, 0.5, 0.5]), (np.std, [2.0], [0]), (np.std, [3.0, 3.0], [0, 0]),
    (lambda x: np.sum(relu(x) + np.abs(x)), [0.0], [0]), (lambda x: np.sum(np.maximum(x, 0.0)), [0.0], [0.5]),
    (np.linalg.norm, [0.0, 0.0], [0, 0]),
    (lambda x: np.sum(np.where(x > 0, np.log(np.where(x > 0, x, 1.0)), 0.0)), [0.0, 2.0], [0, 0.5]),
    (lambda x: np.sum(np.maximum(x, np.inf)), [np.inf, 0.0], [0.5, 0]), (lambda x: np.sum(x**0), [np.inf], [0]),
    (lambda x: np.maximum(x[0], np.inf) + relu(-x[0]), [np.inf], [0.5]), (lambda x: x[0] ** 0, [np.inf], [0]),
    (logsumexp, [1000.0, 1000.0], [0.5, 0.5]), (logsumexp, [-np.inf, 0.0], [0, 1]),
    (lambda x: np.sum(softplus(x)), [-1000.0, 1000.0], [0, 1]), (lambda x: np.sum(x ** np.array([0, 1, 2])), [0.0] * 3,
                                                                 [0, 1, 0]),
])
def test_where_a_formula_would_fail(f, x, slope):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert grad(f)(np.array(x)).tolist() == slope


def test_the_mean_and_variance_of_too_few():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.isnan(jvp(np.mean, (np.zeros(0),), (np.zeros(0),))[0])
        for x, ddof in (([2.0], 1), ([1.0, 2.0], 2), ([1.0, 2.0], 3), ([2.0], 2)):
            ours = jvp(lambda x: np.var(x, ddof=ddof), (np.array(x),), (np.ones(len(x)),))[0]  # noqa: B023
            np.testing.assert_equal(ours, np.var(x, ddof=ddof))
            assert np.all(np.isnan(grad(lambda x: np.std(x, ddof=ddof))(np.array([3.0]))))  # noqa: B023


def test_values_at_infinity():
    assert relu(-np.inf) == 0.0 and np.isnan(relu(np.nan)) and grad(relu)(-np.inf) == 0.0


@pytest.mark.parametrize("engine", [autodiff, one_file])
def test_a_power_by_its_base_and_by_its_exponent(engine):
    """∂²(a^n)/∂a∂n = a^(n-1) (1 + n ln a), also at n = 0."""
    slope = lambda n: engine.grad(lambda a: a**n)(2.0)  # noqa: E731
    for n in (0.0, 1.0, 2.5):
        assert engine.grad(slope)(n) == pytest.approx(2 ** (n - 1) * (1 + n * np.log(2)), rel=1e-14)
