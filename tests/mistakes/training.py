"""Known wrong answers to training: (exercise, recognised mistake or "", answer)."""
import math

import numpy as np

from course.autodiff import value_and_grad
from course.networks import mean_square


def loss(w, data, R):
    return sum((t - R(w, p, q)) ** 2 for p, q, t in data) / len(data)


def gradient(w, data, R, dR, factor=-2.0):
    shares = [[factor * (t - R(w, p, q)) * slope for slope in dR(w, p, q)] for p, q, t in data]
    return np.sum(shares, axis=0)


def wrong_loss(change):
    def loss_grads(w, data, R, dR):
        return loss(w, data, R), list(change(gradient(w, data, R, dR), len(data), w, data, R, dR))
    return loss_grads


def of_means(g, n, w, data, R, dR):
    residual = np.mean([t - R(w, p, q) for p, q, t in data])
    return -2 * residual * np.mean([dR(w, p, q) for p, q, _ in data], axis=0)


def descend(sign=-1, online=False, clear=True, after=False, only=None, scale=1.0, summed=False,
            losses_too=False, twice=False):
    def train(w, data, lr, epochs, R, dR):
        w, losses, total = np.array(w), [], 0.0
        for _ in range(epochs if only is None else only):
            losses.append(loss(w, data, R))
            total = total if not clear else 0.0
            if online:
                for sample in data:
                    w = w + sign * lr * (1.0 if online == "full" else 1 / len(data)) * gradient(w, [sample], R, dR)
            else:
                total = total + gradient(w, data, R, dR) / (1 if summed else len(data))
                w = w + sign * lr * scale * (-2 / len(data) if twice else 1) * total
        if after:
            losses = [*losses[1:], loss(w, data, R)]
        return list(w), [len(data) * each for each in losses] if losses_too else losses
    return train


def mutates(w, data, lr, epochs, R, dR):
    losses = []
    for _ in range(epochs):
        losses.append(loss(w, data, R))
        for j, slope in enumerate(gradient(w, data, R, dR) / len(data)):
            w[j] -= lr * slope
    return w, losses


def each(f, Z):
    return np.array([[f(z) for z in row] for row in Z])


def network(uses=sum, past=1.0, slope=None, scale=None, turned=True, bent=False, again=False, at_sum=False,
            inside=False):
    """The right sweep but for what is given."""
    def mlp_grads(X, Y, Ws, f, df, share, skip):
        A, B, C = Ws
        enters, Zs, h = [X], [X @ A], [each(f, X @ A)]
        for k in range(share):
            enters.append(h[-1])
            Zs.append(h[-1] @ B + (h[-1] if skip and inside else 0))
            h.append(each(f, Zs[-1]) + (h[-1] if skip and not inside else 0))
            if again:
                each(f, Zs[k])
        error = h[-1] @ C - Y
        n, m = error.shape
        o_bar = error * (scale(n, m) if scale else 2 / (n * m))
        h_bar, shares = o_bar @ C.T, []
        for k in range(share, 0, -1):
            y = h[k] - h[k - 1] if skip and not at_sum else h[k]
            Z_bar = h_bar * (slope(df, Zs[k], y, k) if slope else each(df, Zs[k]))
            shares.append(enters[k].T @ Z_bar)
            h_bar = Z_bar @ (B.T if turned else B) + (past * (Z_bar if bent else h_bar) if skip else 0)
        Z_bar = h_bar * (slope(df, Zs[0], h[0], 0) if slope else each(df, Zs[0]))
        return np.mean(error**2), [X.T @ Z_bar, uses(shares), h[-1].T @ o_bar]
    return mlp_grads


def chooses(loss=None, gradient=None, scores=lambda z: z - np.max(z)):
    """The right pair but for what is made of p, its logarithm, z and y."""
    def cross_entropy_grad(z, y):
        with np.errstate(all="ignore"):
            e = np.exp(scores(z))
            p = e / np.sum(e)
            log_p = scores(z) - np.log(np.sum(e))
            return (loss(p, log_p, z, y) if loss else -np.sum(y * log_p),
                    gradient(p, log_p, z, y) if gradient else p * np.sum(y) - y)
    return cross_entropy_grad


def by_math(z, y):
    """With the functions of math, which stop where a number grows too large."""
    total = sum(math.exp(score) for score in z)
    p = [math.exp(score) / total for score in z]
    loss = -sum(label * math.log(q) for label, q in zip(y, p, strict=True))
    return loss, [q * sum(y) - label for label, q in zip(y, p, strict=True)]


def loop(order_of=lambda orders, k: orders[k], keep=True, frozen=False, sign=-1.0, apart=False, full=False,
         only_W=False, total=lambda found, after: sum(n * loss for n, loss in found) / sum(n for n, _ in found)):
    """The right loop but for what is given."""
    def fit(X, Y, layers, lr, batch, orders):
        losses = []
        for k in range(len(orders)):
            first, found, order = layers, [], order_of(orders, k)
            for i in range(0, len(order), batch):
                rows = order[i:i + batch]
                if len(rows) < batch and not keep:
                    break
                x, y = X[rows], Y[i:i + batch] if apart else Y[rows]
                value, bars = value_and_grad(lambda layers, x=x, y=y: mean_square(layers, x, y))(
                    first if frozen else layers)
                step = sign * lr * (len(rows) / batch if full else 1.0)
                layers = [(W + step * W_bar, b if only_W else b + step * b_bar)
                          for (W, b), (W_bar, b_bar) in zip(layers, bars, strict=True)]
                found.append((len(rows), value))
            losses.append(total(found or [(1, 0.0)], lambda layers=layers: mean_square(layers, X, Y)))
        return layers, losses
    return fit


def fits_in_place(X, Y, layers, lr, batch, orders):
    found = loop()(X, Y, layers, lr, batch, orders)
    for (W, _), (new, _) in zip(layers, found[0], strict=True):
        W[:] = new
    return layers, found[1]


def epoch(factor=2.0, mean=True, keep=True, frozen=False, full=False, ordered=False, of_all=False):
    def minibatch_epoch(X, Y, w, lr, batch, order):
        X, Y, w = map(np.array, (X, Y, w))
        first, order = w, sorted(order) if ordered else order
        for i in range(0, len(order), batch):
            rows = order[i:i + batch]
            if len(rows) < batch and not keep:
                break
            at = first if frozen else w
            count = len(X) if of_all else batch if full else len(rows) if mean else 1
            w = w - lr * factor * X[rows].T @ (X[rows] @ at - Y[rows]) / count
        return w
    return minibatch_epoch


WRONG = [
    ("bounce_guess", "arrives at the minimum", 0),
    ("bounce_guess", "takes the step for the place", -9),
    ("bounce_guess", "one step only", -1),
    ("bounce_guess", "", 1024),
    ("loss_grads", "sign lost", wrong_loss(lambda g, n, *rest: -g / n)),
    ("loss_grads", "factor 2 lost", wrong_loss(lambda g, n, *rest: g / 2 / n)),
    ("loss_grads", "sum instead of mean", wrong_loss(lambda g, n, *rest: g)),
    ("loss_grads", "sums instead of means", lambda w, data, R, dR: (len(data) * loss(w, data, R), gradient(
        w, data, R, dR))),
    ("loss_grads", "last sample only",
     wrong_loss(lambda g, n, w, data, R, dR: gradient(w, data[-1:], R, dR) / n)),
    ("loss_grads", "product of the means", wrong_loss(of_means)),
    ("loss_grads", "", lambda w, data, R, dR: list(gradient(w, data, R, dR) / len(data))),
    ("train", "steps after every sample", descend(online=True)),
    ("train", "full steps after every sample", descend(online="full")),
    ("train", "gradient never cleared", descend(clear=False)),
    ("train", "climbs", descend(sign=1)),
    ("train", "losses after the steps", descend(after=True)),
    ("train", "one epoch only", descend(only=1)),
    ("train", "factor 2 lost in the loop", descend(scale=0.5)),
    ("train", "gradient of the sum in the loop", descend(summed=True)),
    ("train", "scaled by −2/N once more", descend(twice=True)),
    ("train", "sums in the loop", descend(summed=True, losses_too=True)),
    ("train", "", descend(scale=0.25)),
    ("train", "", mutates),
    ("shared_guess", "one gradient for each use", 80),
    ("shared_guess", "one for each row", 4),
    ("shared_guess", "", 20),
    ("mlp_grads", "last use of the shared matrix only", network(uses=lambda shares: shares[0])),
    ("mlp_grads", "overwritten by every use", network(uses=lambda shares: shares[-1])),
    ("mlp_grads", "mean over the uses", network(uses=lambda shares: sum(shares) / len(shares))),
    ("mlp_grads", "skip forgotten on the way back", network(past=0.0)),
    ("mlp_grads", "skip sent through f", network(bent=True)),
    ("mlp_grads", "derivative at the layer's value", network(slope=lambda df, Z, y, k: each(df, y))),
    ("mlp_grads", "derivative at the sum with the skip", network(slope=lambda df, Z, y, k: each(df, y), at_sum=True)),
    ("mlp_grads", "skip inside f", network(inside=True, bent=True)),
    ("mlp_grads", "derivative of f forgotten", network(slope=lambda df, Z, y, k: 1.0)),
    ("mlp_grads", "derivative of f forgotten in the first layer",
     network(slope=lambda df, Z, y, k: each(df, Z) if k else 1.0)),
    ("mlp_grads", "f taken for tanh", network(slope=lambda df, Z, y, k: 1 - y**2)),
    ("mlp_grads", "tanh in place of f", lambda X, Y, Ws, f, df, *how: network()(
        X, Y, Ws, np.tanh, lambda z: 1 - np.tanh(z)**2, *how)),
    ("mlp_grads", "matrix not transposed on the way back", network(turned=False)),
    ("mlp_grads", "factor 2 lost", network(scale=lambda n, m: 1 / (n * m))),
    ("mlp_grads", "sign lost", network(scale=lambda n, m: -2 / (n * m))),
    ("mlp_grads", "divided by the samples only", network(scale=lambda n, m: 2 / n)),
    ("mlp_grads", "mean over the rows once more", network(scale=lambda n, m: 2 / (n * n * m))),
    ("mlp_grads", "the layers run again", network(again=True)),
    ("mlp_grads", "", lambda *args: network()(*args)[1]),
    ("mlp_grads", "", network(past=0.5)),
    ("mlp_grads", "", lambda *args: (network()(*args)[0], [bar.T for bar in network()(*args)[1]])),
    ("cross_entropy_grad", "p − y where the labels do not add to 1", chooses(gradient=lambda p, log_p, z, y: p - y)),
    ("cross_entropy_grad", "sign lost", chooses(gradient=lambda p, log_p, z, y: y - p * np.sum(y))),
    ("cross_entropy_grad", "softmax left out on the way back", chooses(gradient=lambda p, log_p, z, y: -y / p)),
    ("cross_entropy_grad", "diagonal of the Jacobian only", chooses(gradient=lambda p, log_p, z, y: -y * (1 - p))),
    ("cross_entropy_grad", "log of the sum forgotten", chooses(loss=lambda p, log_p, z, y: -np.sum(y * z))),
    ("cross_entropy_grad", "log of the sum forgotten",
     chooses(lambda p, log_p, z, y: -np.sum(y * z), lambda p, log_p, z, y: -y)),
    ("cross_entropy_grad", "log of the sum only once",
     chooses(loss=lambda p, log_p, z, y: np.log(np.sum(np.exp(z))) - np.sum(y * z))),
    ("cross_entropy_grad", "log of the sum only once", chooses(
        lambda p, log_p, z, y: np.logaddexp.reduce(z) - y @ z, lambda p, log_p, z, y: p - y)),
    ("cross_entropy_grad", "logarithm forgotten", chooses(loss=lambda p, log_p, z, y: -np.sum(y * p))),
    ("cross_entropy_grad", "logarithm forgotten", chooses(
        lambda p, log_p, z, y: -np.sum(y * p), lambda p, log_p, z, y: -p * (y - np.sum(y * p)))),
    ("cross_entropy_grad", "mean over the classes", chooses(loss=lambda p, log_p, z, y: -np.mean(y * log_p))),
    ("cross_entropy_grad", "mean over the classes", chooses(
        lambda p, log_p, z, y: -np.mean(y * log_p), lambda p, log_p, z, y: (p * np.sum(y) - y) / len(y))),
    ("cross_entropy_grad", "largest label only", chooses(loss=lambda p, log_p, z, y: -log_p[np.argmax(y)])),
    ("cross_entropy_grad", "overflow", chooses(scores=lambda z: z)),
    ("cross_entropy_grad", "overflow", chooses(loss=lambda p, log_p, z, y: -np.sum(y * np.log(p)))),
    ("cross_entropy_grad", "overflow", by_math),
    ("cross_entropy_grad", "", chooses(loss=lambda p, log_p, z, y: np.sum(y * log_p))),
    ("cross_entropy_grad", "", lambda z, y: chooses()(z, y)[1]),
    ("updates_guess", "rest dropped", 6),
    ("updates_guess", "a step for each sample", 212),
    ("updates_guess", "", 32),
    ("minibatch_epoch", "order ignored", epoch(ordered=True)),
    ("minibatch_epoch", "all gradients at the first weights", epoch(frozen=True)),
    ("minibatch_epoch", "factor 2 lost", epoch(factor=1.0)),
    ("minibatch_epoch", "sum instead of mean", epoch(mean=False)),
    ("minibatch_epoch", "last batch dropped", epoch(keep=False)),
    ("minibatch_epoch", "smaller batch divided by the full size", epoch(full=True)),
    ("minibatch_epoch", "divided by all samples", epoch(of_all=True)),
    ("minibatch_epoch", "climbs", epoch(factor=-2.0)),
    ("minibatch_epoch", "", epoch(factor=3.0)),
    ("fit", "order ignored", loop(lambda orders, k: sorted(orders[k]))),
    ("fit", "all gradients at the first weights", loop(frozen=True)),
    ("fit", "the first order in every epoch", loop(lambda orders, k: orders[0])),
    ("fit", "last batch dropped", loop(keep=False)),
    ("fit", "inputs and targets out of step", loop(apart=True)),
    ("fit", "climbs", loop(sign=1.0)),
    ("fit", "smaller batch divided by the full size", loop(full=True)),
    ("fit", "only the matrices moved", loop(only_W=True)),
    ("fit", "loss of the last batch", loop(total=lambda found, after: found[-1][1])),
    ("fit", "plain mean over the batches", loop(total=lambda found, after: np.mean([loss for _, loss in found]))),
    ("fit", "losses added up", loop(total=lambda found, after: sum(loss for _, loss in found))),
    ("fit", "losses after the steps", loop(total=lambda found, after: after())),
    ("fit", "", fits_in_place),
    ("fit", "", lambda *args: loop()(*args)[0]),
    ("fit", "", loop(sign=-0.5)),
    ("starts_guess", "as on the years before", 1),
    ("starts_guess", "none of them", 0),
    ("starts_guess", "half of them", 10),
    ("starts_guess", "", 5),
]
