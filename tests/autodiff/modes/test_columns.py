"""Many tangents in one pass are the same as one after the other."""
import numpy as np
import pytest
from autodiff.rules.rows import ANALYTIC, KINKED, SORTED, case

from course.autodiff import compiled, custom, grad, hessian, hvp, jacobian, jvp, vjp
from course.autodiff.modes import columns
from course.autodiff.modes.columns import Columns
from course.autodiff.rules.primitive import new_level

N = 3


def close(a, b):
    np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("row", ANALYTIC + KINKED + SORTED)
def test_pushed_and_pulled_together(row):
    """The row's tangents and adjoints, three of each at once."""
    f, xs, _ = case(row)
    draw, level = np.random.default_rng(4).normal, new_level()
    seeds = [draw(size=(*np.shape(x), N)) for x in xs]
    y, together = jvp(f, xs, tuple(Columns(seed, level) for seed in seeds))
    for k in range(N):
        close(columns.matrix(together, N)[..., k], jvp(f, xs, tuple(seed[..., k][()] for seed in seeds))[1])
    y_bars, pull = draw(size=(*np.shape(y), N)), vjp(f, *xs)[1]
    bars = pull(Columns(y_bars, level))
    for k in range(N):
        for ours, theirs in zip(bars, pull(y_bars[..., k][()]), strict=True):
            close(columns.matrix(ours, N)[..., k], theirs)


@pytest.mark.parametrize("row", (ANALYTIC + KINKED)[::3])
def test_hessians_follow_from_single_products(row):
    f, (x, *rest), (v, *_) = case(row)
    weigh = np.random.default_rng(3).normal(size=np.shape(f(x, *rest)))
    g = lambda x: np.sum(weigh * f(x, *rest))  # noqa: E731
    H = hessian(g)(x)
    product = np.tensordot(H, v, np.ndim(x))
    np.testing.assert_allclose(product, hvp(g, x, v), rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(H, jacobian(grad(g), mode="forward")(x), rtol=1e-9, atol=1e-10)


def test_no_product_is_made_one_by_one(monkeypatch):
    """A layer's Hessian and Jacobians ask for no fallback, and for one product of matrices where there was one."""
    monkeypatch.setattr(columns, "each", None)
    W, X = np.random.default_rng(0).normal(size=(4, 3)), np.random.default_rng(1).normal(size=(5, 4))
    f = lambda W: np.tanh(X @ W)  # noqa: E731
    close(jacobian(f, mode="forward")(W), jacobian(f, mode="reverse")(W))
    H = hessian(lambda W: np.sum(np.einsum("ij,ij->i", f(W), f(W)) ** 2))(W)
    close(H, np.transpose(H, (2, 3, 0, 1)))


@pytest.mark.parametrize("together", [1, 2, 5])
def test_some_columns_at_a_time(monkeypatch, together):
    monkeypatch.setattr(columns, "TOGETHER", together)
    P = {"W": np.arange(6.0).reshape(2, 3) / 6, "s": 2.0}
    f = lambda P: [np.tanh(P["W"] @ P["W"].T) * P["s"], P["s"] ** 2]  # noqa: E731
    forward, reverse = (jacobian(f, mode=mode)(P) for mode in ("forward", "reverse"))
    for ours, theirs in zip(forward, reverse, strict=True):
        close(ours["W"], theirs["W"])
        close(ours["s"], theirs["s"])
    assert forward[0]["W"].shape == (2, 2, 2, 3) and forward[1]["s"] == 4.0 and forward[1]["W"].shape == (2, 3)


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_a_jacobian_is_no_view_of_what_f_computes_with(mode):
    A = np.arange(6.0).reshape(2, 3)
    J = jacobian(lambda x: A @ x, mode=mode)(np.ones(3))
    J += 7
    assert A.tolist() == [[0, 1, 2], [3, 4, 5]] and J.tolist() == (A + 7).tolist()


def test_rules_of_ones_own_see_one_tangent():
    seen = []

    def rule(x_dot, y, x):
        seen.append(np.shape(x_dot))
        return np.array([2 * float(a) * b for a, b in zip(x, x_dot, strict=True)])
    square, x = custom(lambda x: x * x, jvp=rule, vjp=rule), np.arange(3.0)
    for mode in ("forward", "reverse"):
        close(jacobian(lambda x: square(x), mode=mode)(x), np.diag(2 * x))
    assert set(seen) == {(3,)}


def test_jacobians_of_jacobians_and_programs():
    f = lambda x: np.outer(np.sin(x), x) @ x  # noqa: E731
    x = np.array([0.3, -0.5, 0.8])
    second = jacobian(jacobian(f, mode="forward"), mode="forward")(x)
    for inner in ("forward", "reverse"):
        for outer in ("forward", "reverse"):
            close(jacobian(jacobian(f, mode=inner), mode=outer)(x), second)
    close(compiled(jacobian(jacobian(f, mode="forward"), mode="forward"), 2 * x)(x), second)
    close(jacobian(grad(lambda x: np.sum(hessian(lambda x: np.sum(f(x)))(x)[0])))(x), jacobian(lambda x: grad(
        lambda z: hvp(lambda x: np.sum(f(x)), z, np.eye(3)[0]) @ np.ones(3))(x))(x))
