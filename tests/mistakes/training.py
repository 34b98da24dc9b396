"""Known wrong answers to training: (exercise, recognised mistake or "", answer)."""
import numpy as np


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


def descend(sign=-1, online=False, clear=True, after=False, only=None, scale=1.0):
    def train(w, data, lr, epochs, R, dR):
        w, losses, total = np.array(w), [], 0.0
        for _ in range(only or epochs):
            losses.append(loss(w, data, R))
            total = total if not clear else 0.0
            if online:
                for sample in data:
                    w = w + sign * lr * (1.0 if online == "full" else 1 / len(data)) * gradient(w, [sample], R, dR)
            else:
                total = total + gradient(w, data, R, dR) / len(data)
                w = w + sign * lr * scale * total
        if after:
            losses = [*losses[1:], loss(w, data, R)]
        return list(w), losses
    return train


def mutates(w, data, lr, epochs, R, dR):
    losses = []
    for _ in range(epochs):
        losses.append(loss(w, data, R))
        for j, slope in enumerate(gradient(w, data, R, dR) / len(data)):
            w[j] -= lr * slope
    return w, losses


def network(uses=sum, past=True, own=True, slope=True, entries=True):
    def mlp_grads(X, Y, Ws, share, skip):
        A, B, C = map(np.array, Ws)
        enters, leaves = [X], [np.tanh(X @ A)]
        h = [leaves[0]]
        for _ in range(share):
            enters.append(h[-1])
            leaves.append(np.tanh(h[-1] @ B))
            h.append(leaves[-1] + h[-1] if skip else leaves[-1])
        error = h[-1] @ C - Y
        o_bar = 2 * error / (error.size if entries else len(error))
        h_bar, shares = o_bar @ C.T, []
        for k in range(share, 0, -1):
            y = leaves[k] if own else h[k]
            pre = h_bar * (1 - y**2) if slope else h_bar
            shares.append(enters[k].T @ pre)
            h_bar = pre @ B.T + (h_bar if skip and past else 0)
        pre = h_bar * (1 - leaves[0] ** 2) if slope else h_bar
        return np.mean(error**2), [X.T @ pre, uses(shares), h[-1].T @ o_bar]
    return mlp_grads


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


def untrained(scale):
    rng = np.random.default_rng(0)
    return [(scale * rng.normal(size=(9, 8)), np.zeros(8)), (scale * rng.normal(size=(8, 1)), np.zeros(1))]


WRONG = [
    ("bounce_guess", "arrives at the minimum", 0),
    ("bounce_guess", "takes the step for the place", -9),
    ("bounce_guess", "", -1),
    ("loss_grads", "sign lost", wrong_loss(lambda g, n, *rest: -g / n)),
    ("loss_grads", "factor 2 lost", wrong_loss(lambda g, n, *rest: g / 2 / n)),
    ("loss_grads", "sum instead of mean", wrong_loss(lambda g, n, *rest: g)),
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
    ("train", "", descend(scale=0.5)),
    ("train", "", mutates),
    ("shared_guess", "one gradient for each use", 80),
    ("shared_guess", "", 4),
    ("mlp_grads", "last use of the shared matrix only", network(uses=lambda shares: shares[0])),
    ("mlp_grads", "overwritten by every use", network(uses=lambda shares: shares[-1])),
    ("mlp_grads", "mean over the uses", network(uses=lambda shares: sum(shares) / len(shares))),
    ("mlp_grads", "skip forgotten on the way back", network(past=False)),
    ("mlp_grads", "slope of tanh from the sum", network(own=False)),
    ("mlp_grads", "slope of tanh forgotten", network(slope=False)),
    ("mlp_grads", "divided by the samples only", network(entries=False)),
    ("mlp_grads", "", lambda *args: network()(*args)[1]),
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
    ("minibatch_epoch", "", epoch(factor=-2.0)),
    ("starts_guess", "judged on the years of training", 0),
    ("starts_guess", "", 3),
    ("sunspot_weights", "hardly trained", untrained(0.1)),
    ("sunspot_weights", "the losses as well", (untrained(0.1), [0.5, 0.25])),
    ("sunspot_weights", "", [(np.zeros((9, 8)), np.zeros(8))]),
    ("sunspot_weights", "", 0.0165),
]
