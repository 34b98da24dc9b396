"""What takes a function and gives a function: nested arguments, Hessians, rules of a user's own, recomputation."""
from itertools import permutations

import numpy as np
import pytest

from course.autodiff import (
    adjoints,
    checkpoint,
    compiled,
    custom,
    elementwise_grad,
    grad,
    gradcheck,
    hessian,
    hvp,
    jacobian,
    jvp,
    record,
    relu,
    sigmoid,
    stop_gradient,
    tangents,
    value_and_grad,
    vjp,
)

rng = np.random.default_rng(0)
P = {"layers": [(rng.normal(size=(3, 2)), rng.normal(size=2)), (rng.normal(size=(2, 1)), 0.3)], "scale": 2.0}
X = rng.normal(size=(4, 3))


def network(P, x=X):
    for W, b in P["layers"]:
        x = np.tanh(x @ W + b)
    return P["scale"] * np.sum(x)


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def test_gradients_have_the_structure_of_the_argument():
    y, g = value_and_grad(network)(P)
    assert y == network(P) and set(g) == set(P) and type(g["layers"][0]) is tuple and type(g["scale"]) is float
    direct = grad(lambda W: network(P | {"layers": [(W, P["layers"][0][1]), P["layers"][1]]}))(P["layers"][0][0])
    np.testing.assert_array_equal(g["layers"][0][0], direct)
    assert type(g["layers"][1][1]) is float


def test_nested_results():
    f = lambda a, b: {"sum": a + b["x"], "both": (a * b["x"], [b["x"]], 7.0)}  # noqa: E731
    y, pull = vjp(f, 2.0, {"x": 3.0})
    assert y == {"sum": 5.0, "both": (6.0, [3.0], 7.0)}
    assert pull({"sum": 1.0, "both": (1.0, [1.0], 1.0)}) == (4.0, {"x": 4.0})
    assert jvp(f, (2.0, {"x": 3.0}), (1.0, {"x": 0.0})) == (y, {"sum": 1.0, "both": (3.0, [0.0], 0.0)})
    assert [n.name for n in record(lambda P: P["w"] * P["b"], P={"w": 1.0, "b": 2.0}).inputs] == ["P[0]", "P[1]"]


def test_one_value_returned_twice():
    y, pull = vjp(lambda x: (lambda y: (y, y))(np.sin(x)), 0.5)
    assert pull((1.0, 2.0))[0] == pytest.approx(3 * np.cos(0.5))


@pytest.mark.parametrize("mode", ["forward", "reverse", None])
def test_nested_jacobians_have_one_block_for_each_pair(mode):
    J = jacobian(lambda p: {"u": p["a"] * p["x"], "v": np.sum(p["x"] ** 2)}, mode=mode)({"a": 2.0, "x": np.arange(3.0)})
    assert J["u"]["a"].tolist() == [0, 1, 2] and J["u"]["x"].tolist() == (2 * np.eye(3)).tolist()
    assert J["v"]["a"] == 0 and J["v"]["x"].tolist() == [0, 2, 4]


def test_jacobians_of_jacobians():
    """∂²(x_i x_j)/∂x_k∂x_l by every pair of modes."""
    f, x = lambda x: np.outer(x, x), np.arange(1.0, 4.0)
    expected = np.einsum("ik,jl->ijkl", np.eye(3), np.eye(3)) + np.einsum("il,jk->ijkl", np.eye(3), np.eye(3))
    for outer in ("forward", "reverse"):
        for inner in ("forward", "reverse"):
            np.testing.assert_array_equal(jacobian(jacobian(f, mode=inner), mode=outer)(x), expected)


def test_third_derivatives():
    assert grad(grad(grad(lambda x: x**4)))(2.0) == 48.0
    assert grad(lambda x: hessian(lambda y: x * y**3)(2.0))(5.0) == 12.0


def test_hessians():
    x, v = rng.normal(size=5), rng.normal(size=5)
    H = hessian(rosenbrock)(x)
    np.testing.assert_allclose(H, jacobian(grad(rosenbrock), mode="reverse")(x), rtol=1e-12)
    np.testing.assert_allclose(hvp(rosenbrock, x, v), H @ v, rtol=1e-12)
    assert hessian(lambda x: x**3)(2.0) == 12.0
    Hv = hvp(network, P, P)
    np.testing.assert_allclose(Hv["scale"], network(P) * 0 + jvp(lambda P: grad(network)(P)["scale"], (P,), (P,))[1])


def test_every_result_has_its_own_memory():
    x, y, seed = np.ones(3), np.ones(3), np.ones(3)
    a, b = vjp(lambda x, y: x + y, x, y)[1](seed)
    c, d = grad(lambda x, y: np.sum(x.reshape(3, 1) + y.reshape(3, 1)), (0, 1))(x, y)
    for one in (a, b, c, d):
        one += 7
    assert seed.tolist() == [1, 1, 1] and all(one.tolist() == [8, 8, 8] for one in (a, b, c, d))


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_results_that_are_one_array_are_parted(mode):
    x, dot = np.ones(3), np.ones(3)
    y, y_dots = jvp(lambda x: (x, x, x.reshape(3, 1)), (x,), (dot,))
    J = jacobian(lambda x: (x, x), mode=mode)(x)
    graph = record(lambda x: np.sum(x + 1.0), x=x)
    bars, dots = adjoints(graph), tangents(graph, {"x": dot})
    for one in (*y, *y_dots, *J, bars["x"], bars["v1"], dots["x"], dots["v1"]):
        one += 7
    assert x.tolist() == dot.tolist() == [1, 1, 1] and J[0].tolist() == J[1].tolist() == (np.eye(3) + 7).tolist()
    assert all(one.ravel().tolist() == [8, 8, 8] for one in (*y, *y_dots, bars["x"], bars["v1"], dots["x"], dots["v1"]))


def test_whole_numbers_may_be_seeds():
    """Half of the adjoint of x[0] must not be lost in an array of whole numbers."""
    f = lambda x: (0.5 * x[0], x[:2])  # noqa: E731
    assert vjp(f, np.ones(3))[1]((1, np.array([1, 2])))[0].tolist() == [1.5, 2, 0]
    graph = record(lambda x: np.sum(x[:2]) + 0.5 * x[0], x=np.ones(3))
    assert adjoints(graph, seed=1)["x"].tolist() == [1.5, 1, 0]
    assert tangents(graph, {"x": np.array([1, 0, 0])})["v5"] == 1.5


def test_many_uses_of_parts():
    """Whole, part, part twice, whole again: the order in which adjoints arrive changes nothing."""
    uses = [lambda x: np.sum(x * x), lambda x: x[0] * x[1], lambda x: np.sum(x[[0, 0, 2]]),
            lambda x: np.sum(x[1:] ** 2)]
    x = np.array([1.0, 2.0, 3.0])
    parts = sum(grad(use)(x) for use in uses)
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]):
        assert grad(lambda x: sum(uses[i](x) for i in order))(x).tolist() == parts.tolist()   # noqa: B023
    pull = vjp(lambda x: sum(use(x) for use in uses), x)[1]
    assert pull(1.0)[0].tolist() == pull(1.0)[0].tolist() == parts.tolist()


def test_adjoints_that_are_constants_and_traced_ones_add_up():
    """In a gradient of a gradient some terms depend on the outer variable and some do not, in any order."""
    terms = [lambda x, w: np.sum(x), lambda x, w: 2 * np.sum(x), lambda x, w: np.sum(x * x * w), lambda x, w: 3 * x[1]]
    x = np.arange(3.0)
    for order in permutations(terms):
        inner = lambda w: grad(lambda x: sum(term(x, w) for term in order))(x)  # noqa: B023, E731
        assert inner(2.0).tolist() == [3, 10, 11]
        assert jvp(inner, (2.0,), (1.0,))[1].tolist() == [0, 2, 4]
        assert grad(lambda w: np.sum(inner(w)))(2.0) == 6.0  # noqa: B023


def test_a_gradient_check_is_true_where_it_is_ok():
    assert gradcheck(np.sin, 0.5) and not gradcheck(np.sin, 0.5, gradient=lambda x: (0.0,))


def test_elementwise_grad():
    x = np.linspace(-2, 2, 7)
    np.testing.assert_allclose(elementwise_grad(np.tanh)(x), 1 - np.tanh(x) ** 2)
    np.testing.assert_allclose(elementwise_grad(elementwise_grad(np.sin))(x), -np.sin(x))
    assert elementwise_grad(np.sin)(0.0) == 1.0


def test_a_root_by_the_implicit_function_theorem():
    """From f(x, a) = 0 follows dx/da = -f_a / f_x, whatever way the root was found."""
    def cube_root(a):
        x = 1.0
        for _ in range(60):
            x = x - (x**3 - a) / (3 * x**2)
        return x
    slope = lambda y: 1 / (3 * y**2)  # noqa: E731
    root = custom(cube_root, jvp=lambda a_dot, y, a: a_dot * slope(y), vjp=lambda y_bar, y, a: y_bar * slope(y))
    assert root(8.0) == pytest.approx(2.0) and grad(root)(8.0) == pytest.approx(1 / 12)
    assert jvp(root, (8.0,), (1.0,))[1] == pytest.approx(1 / 12)
    assert grad(grad(root))(8.0) == pytest.approx(-2 / 9 * 8 ** (-5 / 3))
    assert grad(lambda a: np.sin(root(a)) * a)(8.0) == pytest.approx(grad(lambda a: np.sin(a ** (1 / 3)) * a)(8.0))


def test_a_rule_for_each_argument():
    f = custom(lambda a, b: a * b**2, vjp=(lambda g, y, a, b: g * b**2, lambda g, y, a, b: g * 2 * a * b))
    assert gradcheck(lambda a, b: f(a, b), 2.0, 3.0).ok
    with pytest.raises(TypeError, match="has no jvp for argument 0. Give it one"):
        jvp(f, (1.0, 2.0), (1.0, 0.0))


def test_stop_gradient_is_a_constant_in_every_mode():
    f = lambda x: x * stop_gradient(x)  # noqa: E731
    assert grad(f)(3.0) == 3.0 and jvp(f, (3.0,), (1.0,))[1] == 3.0 and grad(grad(f))(3.0) == 0.0
    assert stop_gradient({"a": [1.0]}) == {"a": [1.0]}


def test_a_checkpoint_changes_no_number():
    calls = []

    def layer(P, x):
        calls.append(1)
        return {"x": np.tanh(x["x"] @ P[0] + P[1])}

    def loss(P, layer):
        x = {"x": X}
        for W, b in P:
            x = layer((W, b), x)
        return np.sum(x["x"])
    L = [(rng.normal(size=(3, 3)), rng.normal(size=3)) for _ in range(4)]
    kept, again = grad(lambda P: loss(P, layer))(L), grad(lambda P: loss(P, checkpoint(layer)))(L)
    assert len(calls) == 4 + 8              # each layer runs a second time, once for all its arguments
    for a, b in zip(kept, again, strict=True):
        np.testing.assert_allclose(a[0], b[0], rtol=1e-14)
        np.testing.assert_allclose(a[1], b[1], rtol=1e-14)
    np.testing.assert_allclose(hvp(lambda P: loss(P, layer), L, L)[0][0],
                               hvp(lambda P: loss(P, checkpoint(layer)), L, L)[0][0], rtol=1e-12)


def test_a_checkpoint_that_is_swept_twice():
    x, seed = np.arange(3.0), np.ones(3)
    pull = vjp(checkpoint(np.sin), x)[1]
    pull(seed)
    seed[:] = 2
    np.testing.assert_allclose(pull(seed)[0], 2 * np.cos(x))
    pull = vjp(checkpoint(lambda x: np.sum(np.sin(x))), x)[1]
    pull(1.0)[0][:] = 7
    np.testing.assert_allclose(pull(1.0)[0], np.cos(x))


def test_a_checkpoint_gives_the_same_value_twice_or_a_sentence():
    x, buffer = np.ones(3), np.ones(3)

    def refilled(x):
        y = checkpoint(lambda x: buffer * x)(x)
        buffer[:] = 2
        return np.sum(y)
    random = checkpoint(lambda x: np.sum(x * rng.normal(size=3)))
    for do in (lambda: grad(refilled)(x), lambda: grad(random)(x), lambda: jvp(random, (x,), (x,))):
        with pytest.raises(ValueError, match="another value when it was computed again"):
            do()
    with np.errstate(invalid="ignore"):
        assert np.isnan(grad(checkpoint(lambda x: np.sqrt(x - 1)))(0.0))


def test_a_rule_of_ones_own_may_fill_a_buffer():
    x, buffer = np.arange(3.0), np.zeros(3)
    exp = custom(lambda x: np.exp(x, out=buffer), jvp=lambda x_dot, y, x: x_dot * y, vjp=lambda g, y, x: g * y)
    f = lambda x: np.sum(exp(x)) + np.sum(exp(2 * x))  # noqa: E731
    for derivative in (grad(f), compiled(grad(f), x), jacobian(f, mode="forward")):
        np.testing.assert_allclose(derivative(x), np.exp(x) + 2 * np.exp(2 * x))


def test_checkpoints_of_several_results():
    f = lambda x, s: (np.sin(x) * s, {"total": np.sum(x)})  # noqa: E731
    g = lambda f: lambda x, s: (lambda y: np.sum(y[0]) * y[1]["total"])(f(x, s))  # noqa: E731
    x = np.arange(3.0)
    for a, b in zip(grad(g(f), (0, 1))(x, 2.0), grad(g(checkpoint(f)), (0, 1))(x, 2.0), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-14)
    assert checkpoint(f)(x, 2.0)[1] == {"total": 3.0}


@pytest.mark.parametrize("wrap", [custom, checkpoint])
def test_values_from_outside_are_refused(wrap):
    with pytest.raises(TypeError, match="from outside. Give it to"):
        grad(lambda x: wrap(lambda y: y * x)(2.0 * x))(3.0)


def test_plain_code_runs_on_traced_values():
    """Loops, branches, recursion and NumPy's spelling, and NumPy's functions that only look at values."""
    def f(x):
        y = x.copy().clip(-1, 1).sum() if x.max() > 100 else np.zeros_like(x)
        for i in np.argsort(x):
            y = y + x[i] * (np.round(x[1]) if np.any(x > 0) else 1)
        x = x + 0
        x += 1
        x *= y
        return np.max(x) + x.std() + float(np.isfinite(x).all())
    assert gradcheck(f, np.array([0.3, 2.1, -1.0])).ok


@pytest.mark.parametrize(("do", "sentence"), [
    (lambda: grad(lambda x: np.linalg.norm(x, "nuc"))(np.ones((2, 2))), "ord='nuc'"),
    (lambda: grad(lambda x: np.linalg.norm(x, 1, (0, 1)))(np.ones((2, 2))), r"ord=1, axis=\(0, 1\)"),
    (lambda: grad(lambda x: np.linalg.norm(x, np.inf, (0, 1)))(np.ones((2, 2))), r"ord=inf, axis=\(0, 1\)"),
    (lambda: grad(lambda x: np.pad(x, 1, mode="mean").sum())(np.ones(2)), "mode='mean'"),
    (lambda: grad(lambda x: np.reshape(x, (3, 2), "F")[0, 1])(np.ones((2, 3))), r"np.reshape\(..., order='F'\)"),
    (lambda: grad(lambda x: x.flatten("F")[0])(np.ones((2, 3))), r"np.ravel\(..., order='F'\)"),
    (lambda: grad(lambda x: np.sum(x, None, int))(np.ones((2, 3))), r"np.sum\(..., dtype=int\)"),
    (lambda: grad(lambda x: x.cumsum(0, int)[0])(np.ones(3)), r"np.cumsum\(..., dtype=int\)"),
    (lambda: grad(lambda x: np.clip(x, 0, 1, dtype=int).sum())(np.ones(2)), r"np.clip\(..., dtype=int\)"),
    (lambda: grad(lambda x: x["a"])({"a": "text"}), "argument 0 is 'text'"),
    (lambda: grad(lambda x: {"y": x})(1.0), "needs one number"),
    (lambda: grad(lambda x: [x, x])(1.0), "needs one number"),
    (lambda: elementwise_grad(np.sum)(np.ones(2)), r"f made shapes \[\(\)\] of \[\(2,\)\]: it does not work"),
    (lambda: gradcheck(np.sum, np.ones(2), gradient=lambda x: (1.0,)), r"shapes \[\(\)\], the arguments \[\(2,\)\]"),
    (lambda: gradcheck(np.sum, np.ones(2), gradient=np.ones_like), "has the shapes ndarray, the arguments"),
    (lambda: gradcheck(lambda a, b: a * b, 1.0, 2.0, gradient=lambda a, b: (b,)), r"shapes \[\(\)\], the arguments"),
    (lambda: tangents(record(lambda x: np.sin(x), x=1.0), {"z": 1.0}), "seed names 'z'; the inputs are x"),
    (lambda: tangents(record(lambda x: np.sin(x), x=1.0), {"x": np.ones(2)}), r"tangent x has shape \(2,\)"),
    (lambda: vjp(np.sin, 1.0)[1](1j), "the adjoint is .*1j.*Complex numbers"),
    (lambda: vjp(np.sin, np.ones(2))[1](np.ones(3)), r"adjoint has shape \(3,\)"),
    (lambda: jvp(np.sin, (1.0,), (1.0, 2.0)), "2 tangents were given for 1 primals"),
])
def test_errors_are_sentences(do, sentence):
    with pytest.raises((TypeError, ValueError), match=sentence):
        do()


def test_an_infinite_slope_harms_only_where_it_is_used():
    assert grad(lambda x: np.sqrt(x) if x > 0 else (np.sqrt(x), x)[1])(0.0) == 1.0
    with pytest.raises(ZeroDivisionError, match="√ has no finite derivative at 0"):
        grad(np.sqrt)(0.0)


@pytest.mark.parametrize("f", [relu, sigmoid, np.sin, lambda x: x @ x, lambda x: x[0] * x])
def test_integers_are_promoted(f):
    assert np.asarray(vjp(f, np.arange(3))[1](np.ones_like(f(np.arange(3.0))))[0]).dtype == float
