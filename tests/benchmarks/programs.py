"""The programs to be differentiated, each written once: `lib` is numpy, or what a peer has in its place."""
import numpy as np

LAYERS = (2, 16), (16, 16), (16, 1)


def chain(lib, steps):
    """10 operations on two numbers, over and over; each value is used several times."""
    def f(x, y):
        for _ in range(steps):
            x, y = y, lib.sin(x) * y + x - 0.5 * y
        return y
    return f


def points(relu, X, Y):
    """The hinge loss of a ReLU network on points, number by number: micrograd's own demonstration."""
    def f(P):
        loss = 0.0
        for x, y in zip(X, Y, strict=True):
            loss = loss + relu(1.0 + -y * _score(relu, P, x))
        return loss * (1.0 / len(X)) + 1e-4 * sum((p * p for p in P), start=0.0)
    return f


def _score(relu, P, x):
    place = 0
    for n_in, n_out in LAYERS:
        out = []
        for _ in range(n_out):
            z = P[place + n_in]
            for w, given in zip(P[place:place + n_in], x, strict=True):
                z = z + w * given
            place += n_in + 1
            out.append(relu(z) if n_out > 1 else z)
        x = out
    return x[0]


def mlp(lib, X, Y):
    """The cross entropy of two tanh layers and a linear one."""
    def f(W1, b1, W2, b2, W3, b3):
        z = lib.tanh(lib.tanh(X @ W1 + b1) @ W2 + b2) @ W3 + b3
        return (lib.sum(lib.log(lib.sum(lib.exp(z), 1))) - lib.sum(z * Y)) * (1.0 / len(X))
    return f


def rnn(lib, X, h0):
    """Half the square of the last state of a tanh network, by example."""
    def f(W, U, b):
        h = h0
        for x in X:
            h = lib.tanh(x @ W + h @ U + b)
        return lib.sum(h * h) * (0.5 / len(h0))
    return f


def rosenbrock(lib):
    """Σ 100 (x_{i+1} − x_i²)² + (1 − x_i)²."""
    def f(x):
        a, c = x[:-1], x[1:]
        return lib.sum(100.0 * (c - a * a) ** 2 + (1.0 - a) ** 2)
    return f


def tall(lib, A, b):
    """Few numbers in, many out."""
    def f(x):
        u = A @ x + b
        return lib.tanh(u) * lib.sin(u) + u
    return f


def wide(lib, W):
    """Many numbers in, one out."""
    def f(x):
        y = lib.tanh(W @ x)
        return lib.sum(y * y) + lib.sum(lib.exp(-x * x))
    return f


def logistic(lib, X, Y):
    """The mean loss of logistic regression."""
    zero = 0.0 * Y

    def f(w):
        z = X @ w
        return lib.sum(lib.logaddexp(zero, z) - Y * z) * (1.0 / len(Y))     # ln(1 + e^z), without overflow
    return f


def rk4(lib, A, steps, dt=0.01):
    """Half the square of where h' = θ tanh(A h) leads, by Runge and Kutta's method."""
    def f(h, theta):
        def slope(h):
            return theta * lib.tanh(A @ h)
        for _ in range(steps):
            k1 = slope(h)
            k2 = slope(h + (0.5 * dt) * k1)
            k3 = slope(h + (0.5 * dt) * k2)
            k4 = slope(h + dt * k3)
            h = h + (dt / 6) * (k1 + 2.0 * (k2 + k3) + k4)
        return 0.5 * lib.sum(h * h)
    return f


def gru(lib, X, h0):
    """Half the square of the last state of a gated network, by example."""
    n = h0.shape[1]

    def sigmoid(x):
        return 1.0 / (1.0 + lib.exp(-x))

    def f(W, U, b):
        h = h0
        for x in X:
            a, c = x @ W + b, h @ U
            z, r = sigmoid(a[:, :n] + c[:, :n]), sigmoid(a[:, n:2 * n] + c[:, n:2 * n])
            h = z * h + (1.0 - z) * lib.tanh(a[:, 2 * n:] + r * c[:, 2 * n:])
        return lib.sum(h * h) * (0.5 / len(h0))
    return f


def heat(lib, start, steps):
    """Half the square of the heat left on a ring of rings, whose places conduct differently."""
    def f(k):
        u = start
        for _ in range(steps):
            around = lib.roll(u, 1, 0) + lib.roll(u, -1, 0) + lib.roll(u, 1, 1) + lib.roll(u, -1, 1)
            u = u + k * (around - 4.0 * u)
        return 0.5 * lib.sum(u * u)
    return f


def random(shape, scale=1.0, seed=0):
    """Reproducible normal numbers."""
    return scale * np.random.default_rng([seed, *np.atleast_1d(shape)]).standard_normal(shape)
