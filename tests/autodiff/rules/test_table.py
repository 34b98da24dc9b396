"""Every function on arrays: forward, reverse and a step of the function agree, at first and second order."""
import warnings

import numpy as np
import pytest

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

M, V, S = (2, 3), (3,), ()                  # a matrix, a row of it, a number
SQUARE = 2.0 * np.eye(3)                    # keeps a random matrix regular
UNIT = (0.1, 0.9)

# function, shapes of its arguments, and, where it matters, the range they are drawn from
ANALYTIC = [
    *[(f, [M]) for f in (np.sin, np.cos, np.exp, np.expm1, np.arctan, np.sinh, np.cosh, np.tanh, np.negative,
                         np.square, sigmoid, softplus)],
    *[(f, [M], UNIT) for f in (np.tan, np.log, np.log1p, np.sqrt, np.arcsin, np.arccos)],
    *[(f, shapes, UNIT) for f in (np.add, np.subtract, np.multiply, np.divide, np.power)
      for shapes in ([M, M], [M, V], [V, M], [M, S], [S, S], [(2, 1), (1, 3)], [(1,), M])],
    (lambda x: x**3, [M]), (lambda x: x**2, [S]), (lambda x: 2.0**x, [M]), (lambda x: 1 / x, [M], UNIT),
    (lambda x: x ** np.array([0, 1, 2]), [M]),
    (np.sum, [M]), (lambda x: np.sum(x, 0), [M]), (lambda x: x.sum(axis=(0, -1), keepdims=True), [(2, 3, 2)]),
    (np.mean, [M]), (lambda x: x.mean(-1, keepdims=True), [M]),
    (lambda x: np.sum(x, 0, None, None, True), [M]), (lambda x: np.mean(x, 0, None, None, True), [M]),
    (lambda x: np.reshape(x, [3, 2], order="C"), [M]),
    (np.prod, [M]), (lambda x: np.prod(x, axis=0), [(5, 2)]), (lambda x: x.prod(-1, keepdims=True), [(2, 3, 4)]),
    (np.cumsum, [M]), (lambda x: np.cumsum(x, axis=-1), [M]), (lambda x: x.cumsum(0), [M]),
    (logsumexp, [M]), (lambda x: logsumexp(x, axis=1), [M]), (lambda x: logsumexp(x, 0, True), [M]),
    *[(np.matmul, shapes) for shapes in (
        [V, V], [M, V], [V, (3, 4)], [M, (3, 4)], [(5, 2, 3), (3, 4)], [(5, 2, 3), V], [V, (5, 3, 2)],
        [(5, 1, 2, 3), (4, 3, 2)])],
    *[(np.dot, shapes) for shapes in ([V, V], [M, V], [V, (3, 4)], [M, (3, 4)], [S, M])],
    (np.outer, [V, M]), (np.tensordot, [(2, 3, 4), (3, 4, 5)]), (lambda a, b: np.tensordot(a, b, 1), [M, (3, 2)]),
    (lambda a, b: np.tensordot(a, b, ([0, -1], [1, 0])), [(2, 5, 3), (3, 2)]),
    *[(lambda *xs, rule=rule: np.einsum(rule, *xs), shapes) for rule, shapes in (
        ("ij,jk->ik", [M, (3, 4)]), ("ij,ij->", [M, M]), ("ii->i", [(3, 3)]), ("ii", [(3, 3)]), ("ij->j", [M]),
        ("ij,k->jk", [M, V]), ("i,i,i->i", [V, V, V]), ("...ij,...j->...i", [(5, 2, 3), (5, 3)]), ("ij->ji", [M]),
        ("ij,ij->i", [(2, 1), M]), ("i j , j", [M, V]), ("bij,jk", [(4, 2, 3), (3, 2)]), ("iij,j->i", [(2, 2, 3), V]))],
    (np.transpose, [(2, 3, 4)]), (lambda x: np.transpose(x, (1, -1, 0)), [(2, 3, 4)]), (lambda x: x.T, [M]),
    (lambda x: x.transpose(1, 0), [M]), (lambda x: np.swapaxes(x, 0, -1), [(2, 3, 4)]),
    (lambda x: np.moveaxis(x, 0, -1), [(2, 3, 4)]), (lambda x: np.moveaxis(x, (0, 1), (-1, 0)), [(2, 3, 4)]),
    (lambda x: np.reshape(x, (3, 2)), [M]), (lambda x: x.reshape(-1), [M]), (lambda x: x.reshape(2, 3), [(6,)]),
    (np.ravel, [M]), (lambda x: x.flatten(), [M]), (lambda x: np.squeeze(x, 1), [(2, 1, 3)]),
    (lambda x: np.expand_dims(x, 1), [M]), (lambda x: np.flip(x, 1), [M]), (np.flip, [M]),
    (lambda x: np.broadcast_to(x, (4, 2, 3)), [(2, 1)]),
    (lambda a, b: np.concatenate([a, b, a]), [M, (1, 3)]), (lambda a, b: np.concatenate((a, b), axis=-1), [M, (2, 2)]),
    (lambda a, b: np.concatenate([a, np.ones(3), b], axis=None), [M, V]),
    (lambda a, b: np.stack([a, b]), [M, M]), (lambda a, b: np.stack([a, b], axis=-1), [V, V]),
    (lambda a, b: np.stack([a, b, 1.0]), [S, S]),
    (lambda a, b: np.hstack([a, b]), [M, (2, 1)]), (lambda a, b: np.hstack([a, b]), [V, S]),
    (lambda a, b: np.vstack([a, b]), [M, V]),
    (lambda x: np.concatenate(np.array_split(x, 2)[::-1]), [(5,)]), (np.copy, [M]), (np.positive, [M]),
    (lambda x: np.array_split(x, [1, 1, 9], axis=-1)[2], [M]), (lambda x: np.split(x, [2, 9])[0], [(5, 2)]),
    (lambda x: np.split(x, 3, axis=1)[1], [M]), (lambda x: np.split(x, [1, 4])[1], [(6,)]),
    (lambda x: np.pad(x, 2), [M]), (lambda x: np.pad(x, ((1, 0), (0, 2)), constant_values=3.0), [M]),
    (np.diag, [V]), (lambda x: np.diag(x, 1), [V]), (np.diag, [M]), (lambda x: np.diag(x, -1), [(3, 4)]),
    (np.trace, [(3, 3)]), (np.trace, [(2, 4)]), (np.trace, [(3, 2, 2)]),
    (np.tril, [(3, 3)]), (lambda x: np.triu(x, 1), [(3, 3)]),
    *[(lambda x, i=i: x[i], [(3, 4)]) for i in (
        0, -1, slice(1, None), (slice(None), 1), (..., None, 2), (slice(None, None, -2), slice(3, 0, -1)),
        np.array([0, 2, 0]), (np.array([0, 1]), np.array([3, 3])), (slice(None), [1, 1]),
        np.arange(12).reshape(3, 4) > 5, (np.array([True, False, True]), 2))],
    (lambda a, b: np.convolve(a, b), [(5,), V]), (lambda a, b: np.convolve(a, b, "same"), [(5,), V]),
    (lambda a, b: np.convolve(a, b, "valid"), [V, (5,)]),
    (lambda a, b: np.linalg.solve(a + SQUARE, b), [(3, 3), V]),
    (lambda a, b: np.linalg.solve(a + SQUARE, b), [(2, 3, 3), (3, 2)]),
    (lambda a: np.linalg.inv(a + SQUARE), [(3, 3)]), (lambda a: np.linalg.inv(a + SQUARE), [(2, 3, 3)]),
    (lambda a, b: np.where(np.array([True, False, True]), a, b), [M, V]),
    (lambda a, b: np.where(np.array([[True], [False]]), a, b), [S, M]),
    (lambda a, b: np.where(True, a, b), [S, M]),
    (lambda a, b: np.where(False, a, b), [M, V]),
    (lambda a: np.sum(np.where(a * 0 == 0, a, np.ones(3))), [S]),
]
KINKED = [
    *[(f, [M]) for f in (np.abs, relu, np.max, np.min, np.linalg.norm)],
    *[(f, shapes) for f in (np.maximum, np.minimum, np.arctan2) for shapes in ([M, M], [M, V], [V, M], [S, S])],
    (lambda x: np.max(x, axis=1), [M]),
    (lambda x: np.max(x, 1, None, True), [M]), (lambda x: x.min(0, keepdims=True), [M]),
    (lambda x: np.clip(x, -0.5, 0.5), [M]), (lambda x: x.clip(min=0.1), [M]),
    (lambda x: np.linalg.norm(x, axis=0), [M]), (lambda x: np.linalg.norm(x, 1), [V]),
    (lambda x: np.linalg.norm(x, np.inf, -1), [M]), (lambda x: np.linalg.norm(x, 2, 1, True), [M]),
    (np.max, [S]), (np.min, [S]), (np.linalg.norm, [S]), (lambda x: np.max(x) * x, [S]),
    (lambda x: np.var(x, 0), [M]), (lambda x: x.var(0, None, None, 1), [M]), (lambda x: np.std(x, axis=1, ddof=1), [M]),
]


def arguments(shapes, low=-1.0, high=1.0, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.uniform(low, high, shape)[()] for shape in shapes]


def case(row):
    f, shapes, *limits = row
    return f, tuple(arguments(shapes, *(limits[0] if limits else ()))), tuple(arguments(shapes, seed=1))


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


@pytest.mark.parametrize("row", ANALYTIC + KINKED)
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


@pytest.mark.parametrize("row", ANALYTIC + KINKED)
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


@pytest.mark.parametrize("row", ANALYTIC + KINKED)
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
    for row in ANALYTIC + KINKED:
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
    for row in ANALYTIC + KINKED:
        f, xs, dots = case(row)
        jvp(f, xs, dots)
    functions = {f for f in numpy_names.BY_NUMPY if getattr(np, f.__name__, getattr(np.linalg, f.__name__, None)) is f}
    operators = {np.subtract, np.divide, np.power, np.add, np.multiply, np.matmul, np.negative, np.absolute}
    assert functions - used - operators == set()


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
