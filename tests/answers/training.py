"""Right answers to training in other styles: (exercise, style, answer). This text is also a cell of a submission."""
import math
from collections import deque, namedtuple
from decimal import Decimal
from fractions import Fraction
from functools import partial, reduce
from itertools import chain, islice

import numpy as np

from course import autodiff, networks

Lossy = namedtuple("Lossy", "loss gradient")
Trained = namedtuple("Trained", "weights losses")
Layer = namedtuple("Layer", "W b")

# --- loss_grads ----------------------------------------------------------------------------------------------------


def loss_in_arrays(w, data, R, dR):
    r = np.array([t - R(w, p, q) for p, q, t in data])
    J = np.array([dR(w, p, q) for p, q, t in data])
    return np.mean(r**2), -2 * J.T @ r / len(r)


def loss_by_weights(w, data, R, dR):
    """One weight after the other; the squares of what R has too much."""
    N = len(data)
    loss = sum((R(w, p, q) - t) ** 2 for p, q, t in data) / N
    return [loss, tuple(sum(2 * (R(w, p, q) - t) * dR(w, p, q)[j] for p, q, t in data) / N for j in range(len(w)))]


def loss_recursively(w, data, R, dR):
    """Of the first sample and of the others, as means."""
    (p, q, t), *others = data
    first = t - R(w, p, q)
    loss, gradient = first**2, [-2 * first * slope for slope in dR(w, p, q)]
    if not others:
        return loss, gradient
    n, (rest, bars) = len(data), loss_recursively(w, others, R, dR)
    return (loss + (n - 1) * rest) / n, [(g + (n - 1) * bar) / n for g, bar in zip(gradient, bars, strict=True)]


class Loss:
    """An object that can be called; it keeps running sums."""

    def __init__(self, factor):
        self.factor = factor

    def __call__(self, w, data, R, dR):
        self.squares, self.sums = [], np.zeros(len(w))
        for p, q, t in data:
            self.add(t - R(w, p, q), dR(w, p, q))
        return Lossy(math.fsum(self.squares) / len(data), self.factor * self.sums / len(data))

    def add(self, residual, slopes):
        self.squares.append(residual * residual)
        self.sums += residual * np.array(slopes)

    def in_a_list(self, w, data, R, dR):
        loss, gradient = self(w, data, R, dR)
        return float(loss), deque(gradient.tolist())


def loss_by_reduce(w, data, R, dR):
    def add(sums, sample):
        *inputs, t = sample
        error = R(w, *inputs) - t
        return [sums[0] + error**2, *(s + 2 * error * d for s, d in zip(sums[1:], dR(w, *inputs), strict=True))]
    total, *sums = (np.float64(s / len(data)) for s in reduce(add, data, [0] * (1 + len(w))))
    return total, np.array(sums)


# --- train ---------------------------------------------------------------------------------------------------------


def train_with(loss_of):
    def answer(w, data, lr, epochs, R, dR):
        losses = []
        for _ in range(epochs):
            loss, gradient = loss_of(w, data, R, dR)
            losses += [loss]
            w = [weight - lr * g for weight, g in zip(w, gradient, strict=True)]
        return w, losses
    return answer


def train_over_samples(w, data, lr, epochs, R, dR):
    """Without a function for the gradient; a copy in place."""
    w, losses = list(w), [0.0] * epochs
    for epoch in range(epochs):
        total = [0.0 for _ in w]
        for p, q, t in data:
            error = R(w, p, q) - t
            losses[epoch] += error * error / len(data)
            for j, slope in enumerate(dR(w, p, q)):
                total[j] += error * slope
        for j in range(len(w)):
            w[j] -= 2 * lr * total[j] / len(data)
    return tuple(w), losses


def train_in_arrays(w, data, lr, epochs, R, dR):
    w, losses = np.array(w, dtype=float), []
    while len(losses) < epochs:
        loss, gradient = loss_in_arrays(w, data, R, dR)
        losses.append(loss)
        w -= lr * gradient
    return w, np.array(losses)


def train_recursively(w, data, lr, epochs, R, dR):
    if epochs == 0:
        return w, []
    loss, gradient = loss_by_weights(w, data, R, dR)
    new = [weight - lr * g for weight, g in zip(w, gradient, strict=True)]
    weights, losses = train_recursively(new, data, lr, epochs - 1, R, dR)
    return weights, [loss, *losses]


class Trainer:
    def __init__(self, loss_of):
        self.loss_of = loss_of

    def epochs(self, w, data, lr, R, dR):
        """Pairs of weights and of the loss before the step that led there, without an end."""
        while True:
            loss, gradient = self.loss_of(w, data, R, dR)
            w = np.asarray(w) - lr * np.asarray(gradient)
            yield w, loss

    def __call__(self, w, data, lr, epochs, R, dR):
        found = list(islice(self.epochs(w, data, lr, R, dR), epochs))
        return Trained(found[-1][0] if found else w, [loss for _, loss in found])

    def train(self, *args):
        weights, losses = self(*args)
        return [list(weights), losses]


# --- mlp_grads -----------------------------------------------------------------------------------------------------


def vectorized(X, Y, Ws, f, df, share, skip):
    """With np.vectorize; a list of layers, the derivatives taken on the way forward."""
    A, B, C = Ws
    f, df = np.vectorize(f), np.vectorize(df)
    kept, h = [], X
    for k, W in enumerate([A] + [B] * share):
        Z = h @ W
        kept.append((h, df(Z), W))
        h = f(Z) + h if skip and k else f(Z)
    error = h @ C - Y
    bar = 2 / error.size * error
    grads, bar = [h.T @ bar], bar @ C.T
    middle = np.zeros_like(B)
    for k, (entered, slopes, W) in reversed(list(enumerate(kept))):
        before = bar * slopes
        if k:
            middle = middle + entered.T @ before
            bar = before @ W.T + skip * bar
    return (error**2).mean(), [entered.T @ before, middle, *grads]


def by_rows(X, Y, Ws, f, df, share, skip):
    """Sample by sample, each as a vector; the shares are added."""
    A, B, C = (np.asarray(W) for W in Ws)
    f, df, N = np.vectorize(f, otypes=[float]), np.vectorize(df, otypes=[float]), Y.size
    loss, sums = 0.0, [np.zeros(W.shape) for W in (A, B, C)]
    for x, y in zip(X, Y, strict=True):
        zs = [x @ A]
        hs = [f(zs[0])]
        for _ in range(share):
            zs.append(hs[-1] @ B)
            hs.append(f(zs[-1]) + hs[-1] if skip else f(zs[-1]))
        error = hs[-1] @ C - y
        loss += error @ error / N
        sums[2] += np.outer(hs[-1], 2 * error / N)
        bar = C @ (2 * error / N)
        for k in range(share, 0, -1):
            z_bar = bar * df(zs[k])
            sums[1] += np.outer(hs[k - 1], z_bar)
            bar = B @ z_bar + (bar if skip else 0)
        sums[0] += np.outer(x, bar * df(zs[0]))
    return loss, tuple(sums)


def in_lists(X, Y, Ws, f, df, share, skip):
    """Loops and lists, without a product of matrices."""
    X, Y, A, B, C = (np.asarray(M).tolist() for M in (X, Y, *Ws))
    entered, before, h = [X], [times(X, A)], [[f(z) for z in row] for row in times(X, A)]
    for _ in range(share):
        entered.append(h)
        before.append(times(h, B))
        new = [[f(z) for z in row] for row in before[-1]]
        h = [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(new, h, strict=True)] if skip else new
    O = times(h, C)  # noqa: E741
    n = len(O) * len(O[0])
    error = [[o - y for o, y in zip(*rows, strict=True)] for rows in zip(O, Y, strict=True)]
    bar = [[2 * e / n for e in row] for row in error]
    C_bar, bar, B_bar = times(turned(h), bar), times(bar, turned(C)), [[0.0] * len(B) for _ in B]
    for k in range(share, -1, -1):
        z_bar = [[b * df(z) for b, z in zip(*rows, strict=True)] for rows in zip(bar, before[k], strict=True)]
        part = times(turned(entered[k]), z_bar)
        if k:
            B_bar = [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(B_bar, part, strict=True)]
            around, bar = bar, times(z_bar, turned(B))
            if skip:
                bar = [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(bar, around, strict=True)]
    return sum(e * e for row in error for e in row) / n, [part, B_bar, C_bar]


def turned(M):
    return [list(column) for column in zip(*M, strict=True)]


def times(M, N):
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*N, strict=True)] for row in M]


def recursive(X, Y, Ws, f, df, share, skip):
    """A layer calls what comes after it, and gets its adjoint."""
    A, B, C = Ws
    found = {"B": np.zeros(B.shape)}

    def entries(g, Z):
        return np.reshape([g(z) for z in np.ravel(Z)], np.shape(Z))

    def after(h, left):
        """The adjoint of h, with so many layers left."""
        if not left:
            error = h @ C - Y
            found["loss"] = np.mean(np.square(error))
            bar = error / (error.size / 2)
            found["C"] = np.transpose(h) @ bar
            return bar @ np.transpose(C)
        Z = h @ B
        new = entries(f, Z)
        bar = after(new + h if skip else new, left - 1)
        Z_bar = entries(df, Z) * bar
        found["B"] += np.transpose(h) @ Z_bar
        return Z_bar @ np.transpose(B) + (bar if skip else 0.0)

    Z = X @ A
    found["A"] = np.transpose(X) @ (entries(df, Z) * after(entries(f, Z), share))
    return found["loss"], [found[name] for name in "ABC"]


class Dense:
    """One layer as an object that keeps what it needs, and adds to its gradient."""

    def __init__(self, W, bars):
        self.W, self.bars, self.kept = W, bars, []

    def forward(self, h):
        self.kept.append(h)
        return np.einsum("ni,io->no", h, self.W)

    def backward(self, bar):
        self.bars += np.einsum("ni,no->io", self.kept.pop(), bar)
        return np.einsum("no,io->ni", bar, self.W)


class Network:
    def __init__(self, two=2):
        self.two = two

    def __call__(self, X, Y, Ws, f, df, share, skip):
        bars = [np.zeros(np.shape(W)) for W in Ws]
        A, B, C = map(Dense, Ws, bars)
        self.Zs = deque()
        h = self.bend(f, A.forward(X))
        for _ in range(share):
            h = self.bend(f, B.forward(h)) + np.where(skip, h, 0)
        error = np.subtract(C.forward(h), Y)
        bar = C.backward(self.two * error / np.size(error))
        for _ in range(share):
            bar = B.backward(bar * self.slope(df)) + np.where(skip, bar, 0)
        A.backward(bar * self.slope(df))
        return Lossy(np.mean(error**2), bars)

    def bend(self, f, Z):
        self.Zs.append(Z)
        return np.array([list(map(f, row)) for row in Z])

    def slope(self, df):
        return np.array([[df(float(z)) for z in row] for row in self.Zs.pop()])

    def grads(self, *args):
        loss, bars = self(*args)
        return float(loss), [bar.tolist() for bar in bars]


# --- cross_entropy_grad --------------------------------------------------------------------------------------------


def choose_by_math(z, y):
    most = max(z)
    e = [math.exp(score - most) for score in z]
    log_total = most + math.log(sum(e))
    loss = sum(label * (log_total - score) for label, score in zip(y, z, strict=True))
    return loss, [sum(y) * part / sum(e) - label for part, label in zip(e, y, strict=True)]


def choose_by_logaddexp(z, y):
    log_p = z - np.logaddexp.reduce(z)
    return -y @ log_p, y.sum() * np.exp(log_p) - y


def choose_by_jacobian(z, y):
    """By the Jacobian of the logarithms of the softmax, one row for each."""
    log_p = z - z.max() - np.log(np.exp(z - z.max()).sum())
    J = np.eye(len(z)) - np.exp(log_p)
    return np.dot(-y, log_p), J.T @ -y


def choose_by_odds(z, y):
    """The probability of each by what the others are against it; the scores in order of size."""
    order = sorted(range(len(z)), key=z.__getitem__)
    above = [sum(math.exp(z[j] - z[order[-1]]) for j in order), z[order[-1]]]
    log_p = [z[k] - above[1] - math.log(above[0]) for k in range(len(z))]
    gradient = [0.0] * len(z)
    for k, label in enumerate(y):
        for i in range(len(z)):
            gradient[i] += label * (math.exp(log_p[i]) - (i == k))
    return -sum(map(float.__mul__, map(float, y), map(float, log_p))), gradient


class Chooser:
    def __call__(self, z, y):
        self.z = np.asarray(z, dtype=np.longdouble)
        self.z = self.z - np.amax(self.z)
        log_p = self.z - np.log(np.exp(self.z).sum())
        return Lossy(float(-np.sum(log_p * y)), (np.exp(log_p) * np.sum(y) - y).astype(float))

    def choose(self, z, y):
        loss, gradient = self(z, y)
        return [np.float64(loss), tuple(map(float, gradient))]


# --- minibatch_epoch -----------------------------------------------------------------------------------------------


def epoch_in_arrays(X, Y, w, lr, batch, order):
    for start in range(0, len(order), batch):
        rows = np.array(order[start:start + batch])
        w = w - lr * 2 / rows.size * X[rows].T @ (X[rows] @ w - Y[rows])
    return w


def epoch_in_lists(X, Y, w, lr, batch, order):
    w, left = [float(v) for v in w], list(order)
    while left:
        rows, left = left[:batch], left[batch:]
        gradient = [0] * len(w)
        for i in rows:
            residual = sum(x * v for x, v in zip(X[i], w, strict=True)) - Y[i]
            gradient = [g + 2 * residual * x for g, x in zip(gradient, X[i], strict=True)]
        w = [v - lr * g / len(rows) for v, g in zip(w, gradient, strict=True)]
    return w


def epoch_recursively(X, Y, w, lr, batch, order):
    if len(order) == 0:
        return w
    A, b = X[order[:batch]], Y[order[:batch]]
    new = w - lr * np.mean(2 * (A @ w - b)[:, None] * A, axis=0)
    return epoch_recursively(X, Y, new, lr, batch, order[batch:])


def epoch_sorted_first(X, Y, w, lr, batch, order):
    """The samples in their order first, then cut."""
    X, Y, w = X[order], Y[order], w.copy()
    cuts = np.arange(batch, len(order), batch)
    for A, b in zip(np.split(X, cuts), np.split(Y, cuts), strict=True):
        w -= lr * np.einsum("n,nj->j", A.dot(w) - b, A) * (2 / len(b))
    return tuple(w)


class Epoch:
    def __call__(self, X, Y, w, lr, batch, order):
        self.w, waiting = np.array(w), iter(order)
        while rows := list(islice(waiting, batch)):
            self.step(np.take(X, rows, axis=0), np.take(Y, rows), lr)
        return self.w.tolist()

    def step(self, A, b, lr):
        self.w = self.w + 2 * lr * A.T @ (b - A @ self.w) / len(A)


# --- fit -----------------------------------------------------------------------------------------------------------


def fit_with_lambda(X, Y, layers, lr, batch, orders):
    losses = []
    for order in orders:
        total = 0
        for i in range(0, len(X), batch):
            x, y = X[order[i:i + batch]], Y[order[i:i + batch]]
            loss, grads = autodiff.value_and_grad(lambda layers, x=x, y=y: networks.mean_square(layers, x, y))(layers)
            layers = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(layers, grads, strict=True)]
            total += loss * len(x)
        losses.append(total / len(X))
    return layers, losses


def fit_flat(X, Y, layers, lr, batch, orders):
    """The weights one after the other in a list."""
    parts, losses = list(chain.from_iterable(layers)), []
    descend = autodiff.value_and_grad(lambda parts, *data: networks.mean_square(
        list(zip(parts[::2], parts[1::2], strict=True)), *data))
    for order in map(np.array, orders):
        found = []
        for rows in np.split(order, range(batch, len(order), batch)):
            loss, bars = descend(parts, X[rows], Y[rows])
            parts = [part - lr * bar for part, bar in zip(parts, bars, strict=True)]
            found.append((loss, len(rows)))
        losses.append(np.average([loss for loss, _ in found], weights=[rows for _, rows in found]))
    return list(zip(parts[::2], parts[1::2], strict=True)), np.array(losses)


def fit_in_place(X, Y, layers, lr, batch, orders):
    """Copies that are moved in place; every sample notes the loss of its batch."""
    layers, losses = [[W.copy(), b.copy()] for W, b in layers], []
    for order in orders:
        of_sample = np.zeros(len(order))
        for i in range(0, len(order), batch):
            rows = order[i:i + batch]
            value, bars = autodiff.value_and_grad(networks.mean_square)(layers, X[rows], Y[rows])
            of_sample[rows] = value
            for pair, pair_bar in zip(layers, bars, strict=True):
                for part, bar in zip(pair, pair_bar, strict=True):
                    part -= lr * np.asarray(bar)
        losses.append(of_sample.mean())
    return layers, losses


def fit_recursively(X, Y, layers, lr, batch, orders):
    """The first epoch, then the others."""
    if not orders:
        return layers, []
    order, *others = orders
    total, descend = 0.0, autodiff.value_and_grad(networks.mean_square)
    while order:
        rows, order = order[:batch], order[batch:]
        value, bars = descend(layers, X[rows], Y[rows])
        layers = [tuple(p - lr * g for p, g in zip(*pairs, strict=True)) for pairs in zip(layers, bars, strict=True)]
        total += float(value) * len(rows) / len(X)
    layers, losses = fit_recursively(X, Y, layers, lr, batch, others)
    return layers, [total, *losses]


class Fitting:
    """A network by hand, backwards too; nothing of the course."""

    def __call__(self, X, Y, layers, lr, batch, orders):
        self.layers, losses = [Layer(*pair) for pair in layers], []
        for order in orders:
            rows_of = [order[i:i + batch] for i in range(0, len(order), batch)]
            losses.append(sum(len(rows) * self.step(X[rows], Y[rows], lr) for rows in rows_of) / len(order))
        return Trained(self.layers, losses)

    def step(self, X, Y, lr):
        hs = [X]
        for W, b in self.layers[:-1]:
            hs.append(np.tanh(hs[-1] @ W + b))
        error = hs[-1] @ self.layers[-1].W + self.layers[-1].b - Y
        bar, new = 2 * error / error.size, []
        for (W, b), h in zip(reversed(self.layers), reversed(hs), strict=True):
            new.insert(0, Layer(W - lr * h.T @ bar, b - lr * bar.sum(axis=0)))
            bar = bar @ W.T * (1 - h**2)
        self.layers = new
        return np.mean(error**2)

    def fit(self, *args):
        layers, losses = self(*args)
        return [[[W.tolist(), b.tolist()] for W, b in layers], losses]


RIGHT = [
    ("bounce_guess", "a whole number", 1),
    ("bounce_guess", "a float", 1.0),
    ("bounce_guess", "a NumPy integer", np.int64(1)),
    ("bounce_guess", "a fraction", Fraction(2, 2)),
    ("bounce_guess", "a power", (-1) ** 10),
    ("loss_grads", "arrays", loss_in_arrays),
    ("loss_grads", "weight by weight, a list", loss_by_weights),
    ("loss_grads", "recursive", loss_recursively),
    ("loss_grads", "callable, named tuple", Loss(-2)),
    ("loss_grads", "method, a deque", Loss(-2.0).in_a_list),
    ("loss_grads", "reduce, NumPy numbers", loss_by_reduce),
    ("train", "with own gradient", train_with(loss_in_arrays)),
    ("train", "over the samples, tuple", train_over_samples),
    ("train", "arrays in place", train_in_arrays),
    ("train", "recursive", train_recursively),
    ("train", "callable, named tuple", Trainer(loss_by_weights)),
    ("train", "method, generator", Trainer(Loss(-2)).train),
    ("shared_guess", "a whole number", 16),
    ("shared_guess", "a float", 16.0),
    ("shared_guess", "a NumPy integer", np.int64(16)),
    ("shared_guess", "a product", 4 * 4),
    ("shared_guess", "a size", np.ones((4, 4)).size),
    ("mlp_grads", "np.vectorize", vectorized),
    ("mlp_grads", "sample by sample", by_rows),
    ("mlp_grads", "lists", in_lists),
    ("mlp_grads", "recursive", recursive),
    ("mlp_grads", "callable, einsum", Network()),
    ("mlp_grads", "method, lists", Network(2.0).grads),
    ("cross_entropy_grad", "math and lists", choose_by_math),
    ("cross_entropy_grad", "logaddexp", choose_by_logaddexp),
    ("cross_entropy_grad", "the Jacobian", choose_by_jacobian),
    ("cross_entropy_grad", "label by label", choose_by_odds),
    ("cross_entropy_grad", "callable, long doubles", Chooser()),
    ("cross_entropy_grad", "method, a list", Chooser().choose),
    ("updates_guess", "a whole number", 7),
    ("updates_guess", "a float", 7.0),
    ("updates_guess", "a NumPy integer", np.int32(7)),
    ("updates_guess", "a ceiling", math.ceil(212 / 32)),
    ("updates_guess", "a decimal", Decimal(7)),
    ("minibatch_epoch", "arrays", epoch_in_arrays),
    ("minibatch_epoch", "lists", epoch_in_lists),
    ("minibatch_epoch", "recursive", epoch_recursively),
    ("minibatch_epoch", "sorted first, einsum, tuple", epoch_sorted_first),
    ("minibatch_epoch", "callable, islice", Epoch()),
    ("minibatch_epoch", "a partial", partial(epoch_in_arrays)),
    ("fit", "a lambda for each batch", fit_with_lambda),
    ("fit", "flat weights, arrays", fit_flat),
    ("fit", "copies in place, lists", fit_in_place),
    ("fit", "recursive", fit_recursively),
    ("fit", "by hand, named tuples", Fitting()),
    ("fit", "method, nested lists", Fitting().fit),
    ("starts_guess", "a whole number", 19),
    ("starts_guess", "all of them", 20),
    ("starts_guess", "a float", 18.0),
    ("starts_guess", "a NumPy integer", np.int64(19)),
    ("starts_guess", "a difference", 20 - 2),
    ("starts_guess", "two off", 17),
]
