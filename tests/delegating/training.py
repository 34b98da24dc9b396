"""Training left to the course or to sympy: (exercise, way, answer). This text is also a cell of a submission."""
import numpy as np
import sympy

from course import autodiff, networks


def with_slopes(R, dR):
    """A model that the engine can differentiate, made of what is lent."""
    return lambda p, q: autodiff.custom(
        lambda w: R(list(w), p, q), vjp=lambda bar, y, w: bar * np.array(dR(list(w), p, q)))


def loss_by_engine(w, data, R, dR):
    of = with_slopes(R, dR)
    loss, gradient = autodiff.value_and_grad(lambda w: sum((t - of(p, q)(w)) ** 2 for p, q, t in data) / len(data))(
        np.array(w))
    return loss, gradient.tolist()


def loss_by_complex_step(w, data, R, dR):
    def loss(w):
        return sum((t - R(list(w), p, q)) ** 2 for p, q, t in data) / len(data)
    return loss(w), autodiff.complex_step(loss, np.array(w)).tolist()


def train_by_steps(w, data, lr, epochs, R, dR):
    losses = []
    for _ in range(epochs):
        loss, gradient = loss_by_engine(w, data, R, dR)
        losses.append(loss)
        w = networks.step(w, gradient, lr)
    return w, losses


def train_by_the_course(w, data, lr, epochs, R, dR):
    of = with_slopes(R, dR)
    samples = np.array(data)

    def loss(w, rows):
        return sum((t - of(p, q)(w)) ** 2 for p, q, t in rows) / len(rows)
    weights, losses = networks.train(loss, np.array(w), samples, lr=lr, epochs=epochs)
    return weights.tolist(), losses


def lent(f, df):
    def each(g, Z):
        return np.array([[g(z) for z in row] for row in Z])
    return autodiff.custom(lambda Z: each(f, Z), vjp=lambda bar, y, Z: bar * each(df, Z))


def sweep_by_engine(X, Y, Ws, f, df, share, skip):
    bend = lent(f, df)

    def loss(A, B, C):
        h = bend(X @ A)
        for _ in range(share):
            h = bend(h @ B) + h if skip else bend(h @ B)
        return np.mean((h @ C - Y) ** 2)
    value, bars = autodiff.value_and_grad(loss, (0, 1, 2))(*Ws)
    return value, list(bars)


def sweep_by_perceptron(X, Y, Ws, f, df, share, skip):
    def loss(Ws):
        A, B, C = ((W, 0.0) for W in Ws)
        return networks.mean_square([A, *[B] * share, C], X, Y, act=lent(f, df), skip=skip)
    return autodiff.value_and_grad(loss)(list(Ws))


def sweep_by_copies(X, Y, Ws, f, df, share, skip):
    bend, (A, B, C) = lent(f, df), Ws

    def loss(*Bs):
        h = bend(X @ A)
        for B in Bs:
            h = bend(h @ B) + h if skip else bend(h @ B)
        return np.mean((h @ C - Y) ** 2)
    return loss(*[B] * share), [np.zeros(A.shape), networks.tied_grad(loss, B, share), np.zeros(C.shape)]


def choice_by_engine(z, y):
    shift = np.max(z)
    return autodiff.value_and_grad(lambda z: np.sum(y) * np.log(np.sum(np.exp(z - shift))) - np.sum(y * (z - shift)))(z)


def choice_by_sympy(z, y):
    scores = sympy.symbols(f"z:{len(z)}")
    total = sympy.log(sum(map(sympy.exp, scores)))
    loss = sum(label * (total - score) for label, score in zip(map(sympy.Rational, y), scores, strict=True))
    at = dict(zip(scores, map(sympy.Rational, z), strict=True))
    return float(loss.subs(at)), [float(loss.diff(score).subs(at)) for score in scores]


def epoch_by_train(X, Y, w, lr, batch, order):
    return networks.train(line, w, X[order], Y[order], lr=lr, epochs=1, batch=batch, rng=InOrder())[0]


class InOrder:
    def permutation(self, n):
        return np.arange(n)


def line(w, X, Y):
    return np.mean((X @ w - Y) ** 2)


def epoch_by_grad(X, Y, w, lr, batch, order):
    for i in range(0, len(order), batch):
        rows = order[i:i + batch]
        w = w - lr * autodiff.grad(line)(w, X[rows], Y[rows])
    return w


def fit_by_train(X, Y, layers, lr, batch, orders):
    losses = []
    for order in orders:
        layers, found = networks.train(networks.mean_square, layers, X[order], Y[order], lr=lr, epochs=1, batch=batch,
                                       rng=InOrder())
        losses += found
    return layers, losses


def fit_by_grad(X, Y, layers, lr, batch, orders):
    losses = []
    for order in orders:
        total = 0.0
        for i in range(0, len(order), batch):
            rows = order[i:i + batch]
            total += networks.mean_square(layers, X[rows], Y[rows]) * len(rows)
            layers = networks.step(layers, autodiff.grad(networks.mean_square)(layers, X[rows], Y[rows]), lr)
        losses.append(total / len(order))
    return layers, losses


DELEGATED = [
    ("loss_grads", "value and gradient", loss_by_engine),
    ("loss_grads", "a complex step", loss_by_complex_step),
    ("train", "the course's step", train_by_steps),
    ("train", "the course's loop", train_by_the_course),
    ("mlp_grads", "value and gradient", sweep_by_engine),
    ("mlp_grads", "the perceptron", sweep_by_perceptron),
    ("mlp_grads", "copies", sweep_by_copies),
    ("cross_entropy_grad", "value and gradient", choice_by_engine),
    ("cross_entropy_grad", "sympy", choice_by_sympy),
    ("minibatch_epoch", "the course's loop", epoch_by_train),
    ("minibatch_epoch", "gradient", epoch_by_grad),
    ("fit", "the course's loop", fit_by_train),
    ("fit", "gradient and step", fit_by_grad),
]
