"""Gradients as a person derives and writes them in NumPy: the floor that an engine in Python can hope for."""
import math

import numpy as np


def chain(x, y, steps):
    """x, y = y, sin(x)·y + x − y/2, over and over: y and its derivatives by the first x and y."""
    sin, cos = math.sin, math.cos
    states = []
    for _ in range(steps):
        states.append((x, y))
        x, y = y, sin(x) * y + x - 0.5 * y
    x_bar, y_bar = 0.0, 1.0
    for u, v in reversed(states):
        x_bar, y_bar = y_bar * (cos(u) * v + 1.0), x_bar + y_bar * (sin(u) - 0.5)
    return y, (x_bar, y_bar)


def mlp(P, X, Y):
    """Cross entropy of tanh layers, in place wherever a value is not needed again."""
    W1, b1, W2, b2, W3, b3 = P
    a1 = X @ W1
    a1 += b1
    np.tanh(a1, a1)
    a2 = a1 @ W2
    a2 += b2
    np.tanh(a2, a2)
    z = a2 @ W3 + b3
    e = np.exp(z)
    s = e.sum(1, keepdims=True)
    loss = (np.log(s).sum() - (z * Y).sum()) / len(X)
    e /= s
    e -= Y
    e /= len(X)
    W3_bar, b3_bar = a2.T @ e, e.sum(0)
    d2 = (e @ W3.T) * (1.0 - a2 * a2)
    W2_bar, b2_bar = a1.T @ d2, d2.sum(0)
    d1 = (d2 @ W2.T) * (1.0 - a1 * a1)
    return loss, (X.T @ d1, d1.sum(0), W2_bar, b2_bar, W3_bar, b3_bar)


def rnn(P, X, h0):
    """Backprop through time with everything that does not wait for the state done for all times at once."""
    W, U, b = P
    T, B, n_in = X.shape
    H = len(b)
    inputs = (X.reshape(T * B, n_in) @ W + b).reshape(T, B, H)
    states, buffer = np.empty((T + 1, B, H)), np.empty((B, H))
    states[0] = h = h0
    for given, new in zip(inputs, states[1:], strict=True):
        np.dot(h, U, buffer)
        np.add(buffer, given, buffer)
        h = np.tanh(buffer, new)
    slopes = states[1:] * states[1:]
    np.subtract(1.0, slopes, slopes)
    h_bar, U_T = h / B, np.ascontiguousarray(U.T)
    for slope in slopes[::-1]:
        np.multiply(h_bar, slope, slope)    # the slopes become the adjoints of the sums
        np.dot(slope, U_T, h_bar)
    bars = slopes.reshape(T * B, H)
    W_bar, U_bar = X.reshape(T * B, n_in).T @ bars, states[:-1].reshape(T * B, H).T @ bars
    return 0.5 * np.sum(h * h) / B, (W_bar, U_bar, bars.sum(0))


def rosenbrock(x):
    """Σ 100 (x_{i+1} − x_i²)² + (1 − x_i)²."""
    a, u, w = x[:-1], x[1:] - x[:-1] * x[:-1], 1.0 - x[:-1]
    x_bar, u_bar = np.zeros_like(x), 200.0 * u
    x_bar[1:] = u_bar
    x_bar[:-1] -= 2.0 * a * u_bar + 2.0 * w
    return 100.0 * (u @ u) + w @ w, x_bar


def rosenbrock_hvp(x, v):
    """The Hessian of the same times v."""
    a, u = x[:-1], x[1:] - x[:-1] * x[:-1]
    u_dot = 200.0 * (v[1:] - 2.0 * a * v[:-1])
    Hv = np.zeros_like(x)
    Hv[1:] = u_dot
    Hv[:-1] += -2.0 * a * u_dot - 400.0 * u * v[:-1] + 2.0 * v[:-1]
    return Hv


def tall_jacobian(A, b, x):
    """The Jacobian of tanh(u) sin(u) + u with u = A x + b."""
    u = A @ x + b
    t, s = np.tanh(u), np.sin(u)
    return ((1.0 - t * t) * s + t * np.cos(u) + 1.0)[:, None] * A


def wide_gradient(W, x):
    """Σ tanh(W x)² + Σ exp(−x²)."""
    y, e = np.tanh(W @ x), np.exp(-x * x)
    return np.sum(y * y) + np.sum(e), (2.0 * y * (1.0 - y * y)) @ W - 2.0 * x * e


def points(P, X, Y):
    """The hinge loss of a ReLU network 2-16-16-1 over all points at once; P lists its weights unit by unit."""
    layers, place = [], 0
    for n_in, n_out in ((2, 16), (16, 16), (16, 1)):
        rows = np.reshape(P[place:place + n_out * (n_in + 1)], (n_out, n_in + 1))
        layers.append((rows[:, :-1].T, rows[:, -1]))
        place += rows.size
    outs = [X]
    for i, (W, b) in enumerate(layers):
        z = outs[-1] @ W + b
        outs.append(np.maximum(z, 0.0) if i < 2 else z)
    slack = 1.0 - Y[:, None] * outs[-1]
    z_bar, bars = -Y[:, None] * (slack > 0) / len(X), []
    for i in (2, 1, 0):
        bars = [np.hstack([(outs[i].T @ z_bar).T, z_bar.sum(0)[:, None]]).ravel(), *bars]
        z_bar = (z_bar @ layers[i][0].T) * (outs[i] > 0)
    return np.maximum(slack, 0).sum() / len(X) + 1e-4 * np.dot(P, P), np.concatenate(bars) + 2e-4 * np.asarray(P)
