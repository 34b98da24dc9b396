"""scan against the loop that it stands for: values and derivatives in every mode, and what is refused."""

import numpy as np
import pytest
from autodiff import test_witnesses as witnesses
from hypothesis import given, settings
from hypothesis import strategies as st

from course.autodiff import (
    adjoints,
    checkpoint,
    compiled,
    custom,
    grad,
    hessian,
    jacobian,
    jvp,
    logsumexp,
    record,
    relu,
    run,
    scan,
    scan_source,
    sigmoid,
    stop_gradient,
    vjp,
)
from course.autodiff.cell import KNOWN
from course.autodiff.tree import flatten, tree_map

rng = np.random.default_rng(0)
T, n, H = 7, 3, 4


def N(*shape):
    return 0.5 * rng.normal(size=shape)


def unrolled(cell, params, h, xs, segment=None):
    ys = []
    for t in range(T):
        h, y = cell(params, h, tree_map(lambda x: x[t], xs))  # noqa: B023
        ys.append(flatten(y))
    return h, ys[0][1]([np.stack(parts) for parts in zip(*[leaves for leaves, _ in ys], strict=True)])


def tanh_cell(P, h, x):
    h = np.tanh(x @ P[0] + P[2] + h @ P[1])
    return h, h


def gru(P, h, x):
    z, r = sigmoid(x @ P["Wz"] + h @ P["Uz"] + P["b"]), sigmoid(x @ P["Wr"] + h @ P["Ur"])
    h = (1 - z) * np.tanh(x @ P["W"] + (r * h) @ P["U"]) + z * h
    return h, h @ P["V"]


def lstm(P, state, x):
    h, c = state
    i, f, o, g = np.split(np.concatenate([x, h], axis=-1) @ P["W"] + P["b"], 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    h = sigmoid(o) * np.tanh(c)
    return (h, c), {"h": h, "c²": c * c}


def kinked(P, h, x):
    h = relu(x * P[0] + h * P[1]) + np.where(x > 0, h, 0.1 * h) + np.maximum(h, x)
    return h, np.sum(h)


def number(p, h, x):
    h = np.sin(h) * p + x
    return h, h * x


def softmax(P, h, x):
    z = h @ P + x
    e = np.exp(z - np.max(z))
    return e / np.sum(e), (logsumexp(z), e[1:], np.cumsum(z))


def shift(p, h, x):
    return (x, h[0] * p), h[0] * h[1] + x


def without_rules(P, h, x):
    """Operations that stay in the loop."""
    h = np.einsum("ij,j->i", P, h / np.linalg.norm(h)) + x
    return np.linalg.solve(np.diag(h) + 9 * np.eye(H), x), np.prod(h)


def matrix(P, h, x):
    h = np.tanh(P @ h @ x)
    return h, (h.T, x @ P, P @ x[0], h[0] @ x)


def constant(p, h, x):
    return h + p, (1.0, p * 2.0)


def held(p, h, x):
    return stop_gradient(h) * p + h * x, stop_gradient(x) * h


GRU = {name: N(n, H) for name in ("W", "Wz", "Wr")} | {name: N(H, H) for name in ("U", "Uz", "Ur")}
GRU |= {"b": N(H), "V": N(H, 2)}
LSTM = {"W": N(n + H, 4 * H), "b": N(4 * H)}
CASES = {
    "tanh": (tanh_cell, (N(n, H), N(H, H), N(H)), N(5, H), N(T, 5, n)),
    "tanh, vectors": (tanh_cell, (N(n, H), N(H, H), N(H)), N(H), N(T, n)),
    "gru": (gru, GRU, N(5, H), N(T, 5, n)), "gru, vectors": (gru, GRU, N(H), N(T, n)),
    "lstm": (lstm, LSTM, (N(5, H), N(5, H)), N(T, 5, n)), "lstm, vectors": (lstm, LSTM, (N(H), N(H)), N(T, n)),
    "kinked": (kinked, [N(H), N(H)], N(H), N(T, H)), "number": (number, 0.7, 0.3, N(T)),
    "softmax": (softmax, N(H, H), N(H), N(T, H)), "shift": (shift, N(H), (N(H), N(H)), N(T, H)),
    "without rules": (without_rules, N(H, H), N(H), N(T, H)), "matrix": (matrix, N(n, n), N(n, n), N(T, n, n)),
    "constant": (constant, N(H), N(H), N(T, 2)), "held": (held, 0.5, N(H), N(T, H)),
}


def loss(loop, cell, segment=None):
    def f(*args):
        return sum(np.sum(np.sin(leaf)) for leaf in flatten(loop(cell, *args, segment=segment))[0])
    return f


def agree(ours, theirs):
    for a, b in zip(flatten(ours)[0], flatten(theirs)[0], strict=True):
        assert np.shape(a) == np.shape(b)
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_values_and_gradients(name):
    cell, *args = CASES[name]
    agree(scan(cell, *args), unrolled(cell, *args))
    expected = grad(loss(unrolled, cell), (0, 1, 2))(*args)
    agree(grad(loss(scan, cell), (0, 1, 2))(*args), expected)
    agree(grad(loss(scan, cell), 1)(*args), expected[1])
    for segment in (1, 3, T, 20):
        agree(scan(cell, *args, segment=segment), unrolled(cell, *args))
        agree(grad(loss(scan, cell, segment), (0, 1, 2))(*args), expected)
    program = compiled(grad(loss(scan, cell), (0, 1, 2)), *args)
    other = tree_map(lambda x: 0.9 * x, tuple(args))
    agree(program(*other), grad(loss(unrolled, cell), (0, 1, 2))(*other))


@pytest.mark.parametrize("name", CASES)
def test_higher_orders(name):
    """Forward, forward over reverse, reverse over both, along one direction."""
    cell, *args = CASES[name]
    dots = tree_map(lambda x: np.cos(3 + np.asarray(x))[()], tuple(args))
    everything = (0, 1, 2)

    def inner(g):
        return lambda *xs: sum(np.sum(a * b) for a, b in zip(flatten(g(*xs))[0], flatten(dots)[0], strict=True))

    def derivatives(f):
        g = grad(f, everything)
        yield jvp(f, tuple(args), dots)
        yield jvp(g, tuple(args), dots)[1]
        yield grad(inner(g), everything)(*args)
        yield grad(lambda *xs: jvp(f, xs, dots)[1], everything)(*args)
    expected = list(derivatives(loss(unrolled, cell)))
    agree(list(derivatives(loss(scan, cell))), expected)
    agree(list(derivatives(loss(scan, cell, 3))), expected)


@settings(deadline=None, max_examples=40)
@given(witnesses.programs(), st.sampled_from([(), (3,), (2, 3)]), st.sampled_from([None, 3]), st.integers(0, 12))
def test_random_cells(program, shape, segment, place):
    """Any program as a cell: a smooth step of its last value to the next time, another value out."""
    def cell(p, h, x):
        values = run(program, {"x1": h * p, "x2": x})
        return np.tanh(values[program[-1][0]]), values[program[min(place, len(program) - 1)][0]]
    args = 0.7, 0.4 * np.ones(shape)[()], 0.8 * np.cos(np.arange(T * int(np.prod(shape)))).reshape(T, *shape)
    agree(grad(loss(scan, cell, segment), (0, 1, 2))(*args), grad(loss(unrolled, cell), (0, 1, 2))(*args))
    agree(compiled(grad(loss(scan, cell), (0, 1, 2)))(*args), grad(loss(unrolled, cell), (0, 1, 2))(*args))


def test_matrices_of_derivatives():
    cell, P, h, X = CASES["tanh, vectors"]
    for mode in ("forward", "reverse"):
        agree(jacobian(lambda h: scan(cell, P, h, X), mode=mode)(h), jacobian(lambda h: unrolled(cell, P, h, X))(h))
    agree(hessian(lambda h: loss(scan, cell)(P, h, X))(h), hessian(lambda h: loss(unrolled, cell)(P, h, X))(h))
    graph = record(lambda h: loss(scan, cell)(P, h, X), h=h)
    agree(adjoints(graph)["h"], grad(loss(unrolled, cell), 1)(P, h, X))


def test_a_scan_in_a_cell():
    def outer(p, h, x):
        h, ys = scan(number, p, h, x)
        return h, np.sum(ys)
    X = N(T, 5)
    plain = lambda p, h, x: (lambda hs: (hs[-1], np.sum(hs[0])))(_numbers(p, h, x))  # noqa: E731
    agree(scan(outer, 0.7, 0.3, X), unrolled(plain, 0.7, 0.3, X))
    for order in (lambda f: f, lambda f: lambda *xs: sum(np.sum(g) for g in grad(f, (0, 1, 2))(*xs))):
        agree(grad(order(loss(scan, outer)), (0, 1, 2))(0.7, 0.3, X),
              grad(order(loss(unrolled, plain)), (0, 1, 2))(0.7, 0.3, X))


def _numbers(p, h, x):
    ys = 0.0
    for i in range(5):
        h, y = number(p, h, x[i])
        ys = ys + y
    return ys, h


def test_rules_of_a_users_own():
    cube = custom(lambda x: x**3, jvp=lambda x_dot, y, x: 3 * x_dot * x**2, vjp=lambda y_bar, y, x: 3 * y_bar * x**2)
    cell = lambda p, h, x: (cube(h) * p + x, checkpoint(np.sin)(h))  # noqa: E731
    h, X = N(H), N(T, H)
    agree(grad(loss(scan, cell), (0, 1, 2))(0.5, h, X), grad(loss(unrolled, cell), (0, 1, 2))(0.5, h, X))


@pytest.mark.parametrize("name", ["tanh", "gru", "lstm", "kinked", "shift"])
def test_single_precision_stays_single(name):
    cell, *args = CASES[name]
    args = tree_map(np.float32, args)
    for leaf in flatten((scan(cell, *args), grad(loss(scan, cell), (0, 1, 2))(*args)))[0]:
        assert leaf.dtype == np.float32


def test_a_loop_of_no_times():
    cell, P, h, X = CASES["tanh"]
    last, ys = scan(cell, P, h, X[:0])
    assert last.tolist() == h.tolist() and ys.shape == (0, 5, H)
    W, U, b = grad(lambda P: np.sum(scan(cell, P, h, X[:0])[0]))(P)
    assert not W.any() and not U.any() and not b.any()
    assert grad(lambda h: np.sum(scan(cell, P, h, X[:0], segment=2)[0]))(h).tolist() == np.ones((5, H)).tolist()


def test_any_length_is_the_same_program():
    cell, P, h, X = CASES["tanh"]
    scan(cell, P, h, X)
    known = len(KNOWN)
    agree(scan(cell, P, h, X[:3])[0], unrolled(cell, P, h, np.concatenate([X[:3], X[:4]]))[1][2])
    assert len(KNOWN) == known


def test_what_a_cell_takes_from_outside_may_change():
    outside, x, h = {"rate": 0.5, "A": np.ones(H)}, N(T, H), N(H)
    cell = lambda p, h, x: (outside["A"] * h * outside["rate"] + p * x, ())  # noqa: E731
    for change in ({}, {"rate": 0.25}, {"A": 2 * np.ones(H)}, {"A": np.ones(H)}, {"rate": 0.5}):
        outside |= change
        agree(scan(cell, 1.0, h, x)[0], unrolled(cell, 1.0, h, x)[0])
    outside["A"] *= 3
    agree(scan(cell, 1.0, h, x)[0], unrolled(cell, 1.0, h, x)[0])
    outside["A"] = np.ones(H)
    agree(scan(cell, 1.0, h, x)[0], unrolled(cell, 1.0, h, x)[0])


def test_results_belong_to_the_caller():
    cell, P, h, X = CASES["tanh"]
    (last, ys), pull = vjp(lambda P: scan(cell, P, h, X), P)
    before = pull((last, ys))
    last += 1
    agree(pull((last - 1, ys)), before)
    _, ys = scan(lambda p, h, x: (h, x), 1.0, h, X)
    ys += 1
    assert not np.array_equal(ys, X)


def test_parts_that_do_not_need_the_state_leave_the_loop():
    _, P, h, X = CASES["tanh"]
    text = scan_source(lambda P, h, x: (np.tanh(x @ P[0] + P[2] + h @ P[1]), ()), P, h, X)
    forward, backward = ([line.strip() for line in part.splitlines() if line.startswith(" " * 8)]
                         for part in text.split("\n\n"))
    assert forward == ["v8 = dot(v4, v2)", "v9 = add(v7, v8, v8)", "v10 = tanh(v9, s4)", "v4 = v10"]
    assert len(backward) == 3               # times the slope, times Uᵀ, carried on
    assert text.count("total_of_products") == 2


def branching(p, h, x):
    return (h if h[0] > 0 else -h), ()


@pytest.mark.parametrize(("do", "error", "sentence"), [
    (lambda x, h: scan(branching, 1.0, h, x), TypeError, "branches by a value"),
    (lambda x, h: scan(lambda p, h, x: (h[np.argmax(h)] * h, ()), 1.0, h, x), TypeError, "before a scan"),
    (lambda x, h: scan(lambda p, h, x: h + x, 1.0, h, x), TypeError, "must return two things"),
    (lambda x, h: scan(lambda p, h, x: (np.sum(h), ()), 1.0, h, x), ValueError, "start from an h like the one"),
    (lambda x, h: scan(lambda p, h, x: (h + x, ()), 1.0, np.float32(h), x), ValueError, "'float64'"),
    (lambda x, h: scan(lambda p, h, x: (h + x, None), 1.0, h, x), TypeError, "an output that the cell returns is None"),
    (lambda x, h: scan(lambda p, h, x: (h + x, ()), 1.0, h, (x, x[1:])), ValueError, "all of one length"),
    (lambda x, h: scan(lambda p, h, x: (h, ()), 1.0, h, 3.0), ValueError, "whose first axis is the time"),
    (lambda x, h: scan(lambda p, h, x: (h + x, ()), 1.0, h, x, segment=0), ValueError, "segment is 0"),
    (lambda x, h: scan(lambda p, h, x: (h + x, ()), "p", h, x), TypeError, "an argument of scan is 'p'"),
    (lambda x, h: grad(lambda p: np.sum(scan(lambda _, h, x: (h * p, ()), 1.0, h, x)[0]))(2.0), TypeError,
     "from outside. Give it in params"),
    (lambda x, h: compiled(lambda p: scan(lambda _, h, x: (h * p, ()), 1.0, h, x)[0])(2.0), TypeError,
     "from outside. Give it in params"),
])
def test_errors_are_sentences(do, error, sentence):
    with pytest.raises(error, match=sentence):
        do(N(T, H), N(H))
