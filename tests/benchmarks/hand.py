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


def logistic(w, X, Y):
    """The mean loss of logistic regression and its gradient."""
    z = X @ w
    e = np.exp(z)
    return np.sum(np.log1p(e) - Y * z) / len(Y), (e / (1.0 + e) - Y) @ X / len(Y)


def logistic_hessian(w, X, Y):
    """Its second derivatives: Xᵀ diag(p (1 - p)) X."""
    p = 1.0 / (1.0 + np.exp(-(X @ w)))
    return (X * (p * (1.0 - p) / len(Y))[:, None]).T @ X


def rk4(h, theta, A, steps, dt=0.01):
    """Each step backwards: the weights of its four slopes, from the last to the first."""
    tape = []
    for _ in range(steps):
        t1 = np.tanh(A @ h)
        t2 = np.tanh(A @ (h + (0.5 * dt) * theta * t1))
        t3 = np.tanh(A @ (h + (0.5 * dt) * theta * t2))
        t4 = np.tanh(A @ (h + dt * theta * t3))
        tape.append((t1, t2, t3, t4))
        h = h + (dt / 6) * theta * (t1 + 2.0 * (t2 + t3) + t4)
    bar, theta_bar, A_T = h, np.zeros_like(theta), A.T
    for step in reversed(tape):
        later, before = np.zeros_like(h), bar
        for t, weight, reach in zip(step[::-1], (dt / 6, dt / 3, dt / 3, dt / 6), (0.0, dt, 0.5 * dt, 0.5 * dt),
                                    strict=True):
            k_bar = weight * before + reach * later
            theta_bar += k_bar * t
            later = A_T @ (k_bar * theta * (1.0 - t * t))
            bar = bar + later
    return 0.5 * np.sum(h * h), (bar, theta_bar)


def gru(P, X, h0):
    """A gated network, with what does not wait for the state done for all times at once."""
    W, U, b = P
    (T, B, _), n = X.shape, h0.shape[1]
    inputs, tape, h = (X.reshape(T * B, -1) @ W + b).reshape(T, B, 3 * n), [], h0
    for a in inputs:
        c = h @ U
        gates = 1.0 / (1.0 + np.exp(-(a[:, :2 * n] + c[:, :2 * n])))
        z, r = gates[:, :n], gates[:, n:]
        new = np.tanh(a[:, 2 * n:] + r * c[:, 2 * n:])
        tape.append((h, z, r, c[:, 2 * n:], new))
        h = z * h + (1.0 - z) * new
    value, h_bar, bars, U_bar, U_T = 0.5 * np.sum(h * h) / B, h / B, np.empty_like(inputs), np.zeros_like(U), U.T.copy()
    for (before, z, r, c, new), bar in zip(tape[::-1], bars[::-1], strict=True):
        bar[:, :n] = h_bar * (before - new) * z * (1.0 - z)
        bar[:, 2 * n:] = h_bar * (1.0 - z) * (1.0 - new * new)
        bar[:, n:2 * n] = bar[:, 2 * n:] * c * r * (1.0 - r)
        inner = np.concatenate([bar[:, :2 * n], bar[:, 2 * n:] * r], axis=1)
        U_bar += before.T @ inner
        h_bar = h_bar * z + inner @ U_T
    flat = bars.reshape(T * B, -1)
    return value, (X.reshape(T * B, -1).T @ flat, U_bar, flat.sum(0))


def _around(u):
    return np.roll(u, 1, 0) + np.roll(u, -1, 0) + np.roll(u, 1, 1) + np.roll(u, -1, 1) - 4.0 * u


def heat(k, start, steps):
    """The neighbours' sum is its own transpose."""
    u, tape = start, []
    for _ in range(steps):
        flow = _around(u)
        tape.append(flow)
        u = u + k * flow
    bar, k_bar = u, np.zeros_like(k)
    for flow in reversed(tape):
        k_bar += bar * flow
        bar = bar + _around(k * bar)
    return 0.5 * np.sum(u * u), k_bar


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
