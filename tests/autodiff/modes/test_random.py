"""Random programs on arrays, in every form that the engine has for them: all must give the same numbers."""
import warnings

import numpy as np
import pytest

from course.autodiff import (
    compiled,
    grad,
    hvp,
    jacobian,
    jvp,
    logsumexp,
    relu,
    sigmoid,
    softplus,
    source,
    value_and_grad,
)

SHAPES = [(2, 3), (3,), ()]                 # of the three inputs


def squash(x):                              # so that nothing grows, whatever is multiplied
    return x / (1.0 + np.sum(x * x) * 0.1)


ONE = {
    "sin": np.sin, "tanh": np.tanh, "exp": lambda x: np.exp(0.3 * x), "sigmoid": sigmoid, "softplus": softplus,
    "relu": lambda x: relu(x + 0.2), "neg": lambda x: -x, "square": lambda x: 0.5 * x**2, "abs": np.abs,
    "mean": np.mean, "sum": np.sum, "first": lambda x: x[0] if np.ndim(x) else x,
    "back": lambda x: x[..., ::-1] if np.ndim(x) else x, "rows": lambda x: np.reshape(x, -1),
    "taken": lambda x: x[np.array([0, 1, 0])] if np.ndim(x) else x, "T": np.transpose,
    "column": lambda x: np.reshape(x, (-1, 1)), "squeeze": np.squeeze, "lift": lambda x: np.expand_dims(x, 0),
    "total": lambda x: np.sum(x, axis=0) if np.ndim(x) else x, "max": np.max, "clip": lambda x: np.clip(x, -0.4, 0.6),
    "highest": lambda x: np.max(x, axis=-1, keepdims=True) if np.ndim(x) else x,
    "std": lambda x: np.std(x + np.sqrt(2)),
    "cumsum": lambda x: np.cumsum(x, axis=0) if np.ndim(x) else x, "two": lambda x: 2.0 * x, "less": lambda x: x - 1.0,
    "parts": lambda x: np.concatenate(np.array_split(np.ravel(x), 2)[::-1]), "array": lambda x: x * np.ones((1, 1)),
    "prod": lambda x: np.prod(x, axis=-1) if np.ndim(x) else x, "var": np.var, "pad": lambda x: np.pad(x, 1)[..., 1:],
    "gram": lambda x: x @ x.T if np.ndim(x) == 2 else x, "tril": lambda x: np.tril(x) if np.ndim(x) > 1 else x,
    "stack": lambda x: np.stack([x, 2 * x, np.ones_like(x)], axis=-1), "softmax": lambda x: np.exp(x - logsumexp(x)),
    "diag": lambda x: np.diag(x) if np.ndim(x) == 1 else x, "einsum": lambda x: np.einsum("...i,...i->...", x, x),
    "solve": lambda x: np.linalg.solve(x @ x.T + 2 * np.eye(len(x)), x) if np.ndim(x) == 2 else x,
    "convolve": lambda x: np.convolve(x, np.array([0.5, 0.25])) if np.ndim(x) == 1 else x,
    "gate": lambda x: np.where(x > 0.1, x, 0.3 * x), "norm": np.linalg.norm, "power": lambda x: np.abs(x) ** 1.5}
TWO = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": lambda a, b: a / (2.0 + b * b), "max": np.maximum,
    "where": lambda a, b: np.where(a < b, a * b, a), "outer": lambda a, b: np.outer(a, b),
    "dot": lambda a, b: np.ravel(a) @ np.resize(1.0, np.size(a)) * b, "arctan2": lambda a, b: np.arctan2(a, b * b + 1)}


def random_program(seed, length=12):
    """Steps (function, places of arguments), drawn so that they can be carried out; the last sums up all."""
    rng, steps, values = np.random.default_rng(seed), [], [np.ones(shape) * 0.3 for shape in SHAPES]
    while len(steps) < length:
        table = (ONE, TWO)[rng.integers(2)]
        f, places = table[rng.choice(list(table))], rng.integers(len(values), size=1 if table is ONE else 2)
        try:
            y = f(*[values[place] for place in places])
        except (ValueError, IndexError):    # shapes that do not fit, an axis that is not there
            continue
        if np.size(y) <= 36:
            steps.append((f, places.tolist()))
            values.append(y)
    return steps


def carried_out(steps, *inputs):
    values = list(inputs)
    for f, places in steps:
        values.append(squash(f(*[values[place] for place in places])))
    return sum(np.sum(value) * (0.3 + i) for i, value in enumerate(values[3:]))


def drawn(seed):
    rng = np.random.default_rng([seed, 1])
    return [rng.normal(size=shape) if shape else float(rng.normal()) for shape in SHAPES]


def flat(gradients):
    return np.concatenate([np.ravel(g) for g in gradients])


@pytest.mark.parametrize("seed", range(60))
def test_all_forms_agree(seed):
    steps, (here, there, v) = random_program(seed), (drawn(3 * seed + i) for i in range(3))
    f = lambda *xs: carried_out(steps, *xs)  # noqa: E731
    y, bars = value_and_grad(f, (0, 1, 2))(*there)
    scale = 1e-11 * (1 + np.max(np.abs(flat(bars))))
    assert y == pytest.approx(f(*there), rel=1e-13)
    along = jvp(f, tuple(there), tuple(v))[1]
    assert along == pytest.approx(flat(bars) @ flat(v), rel=1e-10, abs=scale)
    step = 1e-6
    low, high = (f(*[x + sign * step * d for x, d in zip(there, v, strict=True)]) for sign in (-1, 1))
    assert along == pytest.approx((high - low) / (2 * step), rel=1e-5, abs=1e-5 * (1 + np.max(np.abs(flat(bars)))))

    program = compiled(value_and_grad(f, (0, 1, 2)), *here)
    y2, bars2 = program(*there)
    assert y2 == pytest.approx(y, rel=1e-12)
    np.testing.assert_allclose(flat(bars2), flat(bars), rtol=1e-10, atol=scale)
    assert compiled(f, *here)(*there) == pytest.approx(y, rel=1e-12)

    space = {"np": np}
    g = lambda A, v, s: f(A, v, s)  # noqa: E731
    exec(source(g, *there), space)
    y3, *bars3 = space["derivative"](*there)
    assert y3 == pytest.approx(y, rel=1e-12)
    np.testing.assert_allclose(flat(map(np.asarray, bars3)), flat(bars), rtol=1e-10, atol=scale)


@pytest.mark.parametrize("seed", range(20))
def test_second_derivatives_agree(seed):
    steps, (A, v, s), (_, d, _) = random_program(seed, 6), drawn(seed), drawn(seed + 100)
    f = lambda v: carried_out(steps, A, v, s)  # noqa: E731
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        H = jacobian(grad(f), mode="reverse")(v)
        scale = 1e-9 * (1 + np.max(np.abs(H)))
        np.testing.assert_allclose(H, H.T, rtol=1e-8, atol=scale)
        np.testing.assert_allclose(hvp(f, v, d), H @ d, rtol=1e-8, atol=scale)
        np.testing.assert_allclose(compiled(lambda v, d: hvp(f, v, d), 0.5 * v, d)(v, d), H @ d, rtol=1e-8, atol=scale)
