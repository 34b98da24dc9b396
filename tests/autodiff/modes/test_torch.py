"""An oracle from outside: gradients of a spread of programs against torch.autograd, in double precision.

PyTorch is no dependency of the course; where it is not installed, these tests are skipped.
"""
import numpy as np
import pytest

from course.autodiff import grad, hvp, jacobian, logsumexp, relu, sigmoid, softplus

torch = pytest.importorskip("torch", reason="PyTorch is not installed; it is only a second opinion")

rng = np.random.default_rng(0)
M, A, B, V, S = (rng.uniform(0.1, 0.9, shape) for shape in ((3, 4), (3, 4), (4, 2), (4,), (3, 3)))
SPD = S @ S.T + 3 * np.eye(3)
INDEX, MASK = np.array([0, 2, 0]), M > 0.5
ONE_HOT = np.eye(4)[[1, 3, 0]]

ENTRYWISE = [
    (name, getattr(np, name), getattr(torch, name)) for name in (
        "sqrt", "exp", "expm1", "log", "log1p", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh",
        "tanh", "abs", "square")] + [
    ("sigmoid", sigmoid, torch.sigmoid), ("softplus", softplus, torch.nn.functional.softplus),
    ("relu", lambda x: relu(x - 0.5), lambda x: torch.relu(x - 0.5)),
    ("clip", lambda x: np.clip(x, 0.3, 0.6), lambda x: torch.clip(x, 0.3, 0.6)),
    ("where", lambda x: np.where(MASK, np.sin(x), x * x), lambda x: torch.where(t(MASK), torch.sin(x), x * x)),
    ("sum of powers", lambda x: x**3 + 2.0**x + x**0.5 + x**-1, lambda x: x**3 + 2.0**x + x**0.5 + x**-1)]

# name, in NumPy, in PyTorch, arguments
PROGRAMS = [
    *[(name, f, g, [M]) for name, f, g in ENTRYWISE],
    *[(name, getattr(np, name), getattr(torch, name), [M, A]) for name in (
        "add", "subtract", "multiply", "divide", "maximum", "minimum", "arctan2")],
    ("power", lambda a, b: a**b, lambda a, b: a**b, [M, A]),
    ("broadcasting", lambda a, b: a * b - b / a, lambda a, b: a * b - b / a, [M, V]),
    *[(name, getattr(np, name), getattr(torch, name), [M]) for name in ("sum", "mean", "prod", "max", "min")],
    ("max of rows", lambda x: np.max(x, axis=1), lambda x: torch.amax(x, 1), [M]),
    ("prod of columns", lambda x: np.prod(x, axis=0), lambda x: torch.prod(x, 0), [M]),
    ("cumsum", lambda x: np.cumsum(x, axis=1), lambda x: torch.cumsum(x, 1), [M]),
    ("std", lambda x: np.std(x, axis=0, ddof=1), lambda x: torch.std(x, 0), [M]),
    ("logsumexp", lambda x: logsumexp(x, axis=1), lambda x: torch.logsumexp(x, 1), [M]),
    ("softmax loss", lambda x: np.sum(logsumexp(x, axis=1) - np.sum(ONE_HOT * x, axis=1)),
     lambda x: torch.nn.functional.cross_entropy(x, torch.tensor([1, 3, 0]), reduction="sum"), [M]),
    ("matmul", lambda a, b: a @ b, lambda a, b: a @ b, [M, B]),
    ("matmul, vectors", lambda a, b: (a @ b) @ a, lambda a, b: (a @ b) @ a, [M, V]),
    ("matmul, batches", lambda a, b: a @ b, lambda a, b: a @ b,
     [rng.normal(size=(5, 1, 3, 4)), rng.normal(size=(2, 4, 3))]),
    ("einsum", lambda a, b, v: np.einsum("ij,jk,j->ik", a, b, v), lambda a, b, v: torch.einsum("ij,jk,j->ik", a, b, v),
     [M, B, V]),
    ("einsum, diagonal", lambda a: np.einsum("ii->i", a), lambda a: torch.einsum("ii->i", a), [S]),
    ("tensordot", lambda a, b: np.tensordot(a, b, 1), lambda a, b: torch.tensordot(a, b, 1), [M, B]),
    ("outer", np.outer, torch.outer, [V, V + 1]),
    ("convolve", np.convolve, lambda a, b: torch.conv1d(a[None, None], torch.flip(b, [0])[None, None], padding=2)[0, 0],
     [rng.normal(size=7), rng.normal(size=3)]),
    ("solve", np.linalg.solve, torch.linalg.solve, [SPD, S]), ("inv", np.linalg.inv, torch.linalg.inv, [SPD]),
    ("norm", np.linalg.norm, torch.linalg.norm, [M]), ("trace", np.trace, torch.trace, [S]),
    ("diag", np.diag, torch.diag, [V]), ("tril", np.tril, torch.tril, [S]),
    ("indexing", lambda x: x[INDEX] * x[:, 1:2], lambda x: x[t(INDEX)] * x[:, 1:2], [M]),
    ("masks", lambda x: x[MASK] ** 2, lambda x: x[t(MASK)] ** 2, [M]),
    ("slices", lambda x: x[::-1, 1:] * x[0, :-1], lambda x: torch.flip(x, [0])[:, 1:] * x[0, :-1], [M]),
    ("shapes", lambda x: np.concatenate([x.T.reshape(2, 6), np.stack([x.ravel()[:6], x.ravel()[6:]])], axis=1),
     lambda x: torch.cat([x.T.reshape(2, 6), torch.stack([x.ravel()[:6], x.ravel()[6:]])], 1), [M]),
    ("pad", lambda x: np.pad(x, ((1, 0), (0, 2))), lambda x: torch.nn.functional.pad(x, (0, 2, 1, 0)), [M]),
]


def t(x):
    return torch.as_tensor(x)


def leaves(args):
    return [torch.tensor(x, requires_grad=True) for x in args]


def agree(ours, theirs):
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b.detach().numpy(), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(("name", "f", "g", "args"), PROGRAMS, ids=[row[0] for row in PROGRAMS])
def test_gradients(name, f, g, args):
    """Of a weighted sum of the result, by all arguments; and the product of its Hessian with a vector."""
    weigh = np.cos(np.arange(np.size(f(*args)))).reshape(np.shape(f(*args)))
    ours = lambda *xs: np.sum(weigh * f(*xs))  # noqa: E731
    theirs = lambda *xs: torch.sum(t(weigh) * g(*xs))  # noqa: E731
    xs = leaves(args)
    agree(grad(ours, tuple(range(len(args))))(*args), torch.autograd.grad(theirs(*xs), xs))
    v, rest = np.sin(args[0]), args[1:]
    _, product = torch.autograd.functional.hvp(lambda x: theirs(x, *map(t, rest)), t(args[0]), t(v))
    agree([hvp(lambda x: ours(x, *rest), args[0], v)], [product])


def test_a_jacobian():
    f = lambda lib, x: lib.tanh(x @ B) * lib.sum(x)  # noqa: E731
    agree([jacobian(lambda x: f(np, x))(M)], [torch.func.jacrev(lambda x: torch.tanh(x @ t(B)) * torch.sum(x))(t(M))])


def test_recurrent_networks():
    """PyTorch's own RNN and GRU, their weights, and a loss on the outputs of all times."""
    T, batch, n, H = 11, 3, 2, 5
    X, h0 = rng.normal(size=(T, batch, n)), rng.normal(size=(batch, H))
    weigh = rng.normal(size=(T, batch, H))

    def tanh_cell(P, h, x):
        W, U, b, c = P
        return np.tanh(x @ W.T + b + h @ U.T + c)

    def gru_cell(P, h, x):
        W, U, b, c = P
        ours, theirs = np.split(x @ W.T + b, 3, axis=-1), np.split(h @ U.T + c, 3, axis=-1)
        r, z = sigmoid(ours[0] + theirs[0]), sigmoid(ours[1] + theirs[1])
        return (1 - z) * np.tanh(ours[2] + r * theirs[2]) + z * h

    for kind, cell in ((torch.nn.RNN, tanh_cell), (torch.nn.GRU, gru_cell)):
        network = kind(n, H, dtype=torch.float64)
        P = [p.detach().numpy() for p in network.parameters()]

        def loss(P, h, X, cell=cell):
            loss = 0.0
            for x, w in zip(X, weigh, strict=True):
                h = cell(P, h, x)
                loss = loss + np.sum(w * h)
            return loss + np.sum(h * h)
        h, x = leaves([h0, X])
        ys, last = network(x, h[None])
        expected = torch.autograd.grad(torch.sum(t(weigh) * ys) + torch.sum(last * last), [*network.parameters(), h, x])
        P_bar, h_bar, X_bar = grad(loss, (0, 1, 2))(P, h0, X)
        agree([*P_bar, h_bar, X_bar], expected)
