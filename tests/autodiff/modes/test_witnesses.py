"""Four witnesses for every derivative: forward mode, reverse mode, the sum over paths, and a step of the function."""
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.autodiff import (
    OPERATIONS,
    adjoints,
    central_difference,
    complex_step,
    count_paths,
    grad,
    jacobian,
    jvp,
    path_sum,
    path_sums,
    path_value,
    paths,
    record,
    relu,
    run,
    sigmoid,
    tangents,
    vjp,
)

# One row adds a primitive to every test of this file: a function of one number, points away from its kinks.
SMOOTH = [
    (lambda x: x + 2, 0.7), (lambda x: 2 - x, 0.7), (lambda x: 3 * x, 0.7), (lambda x: 1 / x, 0.7),
    (lambda x: x / 3, 0.7), (lambda x: -x, 0.7), (lambda x: x**3, 0.7), (lambda x: x**0.5, 0.7),
    (lambda x: 2.0**x, 0.7), (lambda x: x**x, 0.7),
    (np.sin, 0.7), (np.cos, 0.7), (np.tan, 0.7), (np.exp, 0.7), (np.log, 0.7), (np.sqrt, 0.7), (np.tanh, 0.7),
    (sigmoid, 0.7), (sigmoid, -3.0), (np.square, 0.7), (lambda x: (x + x) * (x * x) - x / x, 1.3),
]
KINKED = [(relu, 0.7), (relu, -0.7), (abs, -0.7), (np.abs, 0.7), (lambda x: np.maximum(x, x * x), 0.7),
          (lambda x: np.minimum(x, x * x), 0.7), (lambda x: x if x > 0.5 else -x, 0.7)]


@pytest.mark.parametrize(("f", "x"), SMOOTH + KINKED)
def test_four_witnesses(f, x):
    graph = record(lambda x: f(x), x=x)
    out = graph.output.name
    forward = jvp(f, (x,), (1.0,))[1]
    assert forward == pytest.approx(grad(f)(x), rel=1e-14)
    assert forward == pytest.approx(path_sum(graph, "x"), rel=1e-14)
    assert forward == pytest.approx(path_sums(graph)["x"], rel=1e-14)
    assert forward == pytest.approx(adjoints(graph)["x"], rel=1e-14)
    assert forward == pytest.approx(tangents(graph, {"x": 1.0})[out], rel=1e-14)
    assert forward == pytest.approx(central_difference(f, x), rel=1e-7)
    if any(f is g for g, _ in SMOOTH):
        assert forward == pytest.approx(complex_step(f, x), rel=1e-13)


@pytest.mark.parametrize(("f", "x"), SMOOTH)
def test_second_derivatives_by_every_nesting(f, x):
    second = central_difference(grad(f), x)
    for nested in (grad(grad(f))(x), jvp(grad(f), (x,), (1.0,))[1], grad(lambda x: jvp(f, (x,), (1.0,))[1])(x)):
        assert nested == pytest.approx(second, rel=1e-6, abs=1e-8)


A, B, v, w = (np.random.default_rng(0).normal(size=shape) for shape in ((2, 3), (3, 4), (3,), (2,)))
ARRAYS = [
    lambda v: np.sin(v) * v, lambda v: v * A, lambda v: A - v, lambda v: A / (2 + v * v), lambda v: A @ v,
    lambda v: v @ B, lambda v: v @ v, lambda v: np.dot(A, v), lambda v: np.sum(v), lambda v: np.sum(A * v, axis=0),
    lambda v: np.sum(A * v, axis=(0, 1)), lambda v: np.sum(A * v, axis=-1, keepdims=True), lambda v: np.mean(v * v),
    lambda v: (A * v).T, lambda v: np.transpose(A * v), lambda v: np.reshape(A * v, (3, 2)),
    lambda v: (A * v).reshape(6),
    lambda v: v[1:] * v[:-1], lambda v: v[0] * v, lambda v: v[np.array([0, 2, 0])], lambda v: v[v > -5],
    lambda v: v[..., None],
    lambda v: (A * v)[:, 1], lambda v: np.maximum(v, 0.1), lambda v: np.tanh(A @ v) @ A, lambda v: sum(v) * v,
    lambda v: np.matmul(v * A, B), lambda v: v * np.ones((2, 2, 3)),
    lambda v: np.ones((2, 2, 3)) @ (v * np.ones((3, 3))),
]


@pytest.mark.parametrize("f", ARRAYS)
def test_jacobians_agree(f):
    forward, reverse = jacobian(f, mode="forward")(v), jacobian(f, mode="reverse")(v)
    np.testing.assert_allclose(forward, reverse, rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(forward, central_difference(f, v), rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("f", ARRAYS)
def test_dot_product(f):
    """⟨w, Jv⟩ = ⟨Jᵀw, v⟩: pull is the transpose of push; a zero seed gives zero; a second pull equals the first."""
    rng = np.random.default_rng(1)
    y, pull = vjp(f, v)
    y_bar, x_dot = rng.normal(size=np.shape(y))[()], rng.normal(size=3)
    assert np.sum(y_bar * jvp(f, (v,), (x_dot,))[1]) == pytest.approx(np.sum(pull(y_bar)[0] * x_dot), rel=1e-12)
    assert not np.any(pull(y_bar * 0)[0]) and not np.any(jvp(f, (v,), (v * 0,))[1])
    np.testing.assert_array_equal(pull(y_bar)[0], pull(y_bar)[0])
    np.testing.assert_array_equal(f(v), y)


@st.composite
def programs(draw):
    """A program of smooth, bounded steps on x1 and x2: any step may use any earlier name, also twice."""
    names, program = ["x1", "x2"], []
    for i in range(draw(st.integers(1, 12))):
        op = draw(st.sampled_from(["add", "sub", "mul", "sin", "cos", "tanh", "neg", "sigmoid"]))
        args = [draw(st.sampled_from(names)) for _ in OPERATIONS[op].jvps]
        program.append((f"v{i + 1}", op, *args))
        names.append(f"v{i + 1}")
    return program


@settings(deadline=None)
@given(programs(), st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
def test_random_programs(program, a, b):
    """Every mode on random programs, every node's path sum included."""
    steps = [("v0", "add", "x1", "x2"), *program]
    out = steps[-1][0]
    graph = record(steps, x1=a, x2=b)
    sums, bars = path_sums(graph), adjoints(graph)
    for name in bars:
        assert sums[name] == pytest.approx(bars[name], rel=1e-12, abs=1e-12)
    for i, name in enumerate(("x1", "x2")):
        f = lambda x, name=name: run(steps, {"x1": a, "x2": b, name: x})[out]  # noqa: E731
        assert complex_step(f, (a, b)[i]) == pytest.approx(bars[name], rel=1e-11, abs=1e-11)
        assert tangents(graph, {name: 1.0})[out] == pytest.approx(bars[name], rel=1e-12, abs=1e-12)
        if count_paths(graph, name) < 2000:
            assert sum(map(path_value, paths(graph, name))) == pytest.approx(bars[name], rel=1e-9, abs=1e-9)
            assert len(list(paths(graph, name))) == count_paths(graph, name)
