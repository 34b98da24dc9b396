"""Long sequences left to the course or to sympy: (exercise, way, answer). This text is also a cell of a submission."""
from itertools import product

import numpy as np
import sympy

from course import autodiff
from course.networks import rnn


def norms_of_the_course(W, most):
    return rnn.power_norms(W, most)


def norms_by_sympy(W, most):
    powers = [(sympy.Matrix(W.tolist()) ** k).tolist() for k in range(most + 1)]
    return [float(np.linalg.norm(np.array(power, float), 2)) for power in powers]


def product_by_jacobian(W, zs, df):
    M = np.eye(len(W))
    for z in zs:
        slopes = np.array([df(v) for v in z])
        M = M @ autodiff.jacobian(lambda h, s=slopes: s * (W @ h))(np.zeros(len(W))).T
    return M


def product_by_jvp(W, zs, df):
    slopes = [np.array([df(v) for v in z]) for z in zs]

    def forward(h):
        for s in slopes:
            h = s * (W @ h)
        return h

    columns = [autodiff.jvp(forward, (np.zeros(len(W)),), (e,))[1] for e in np.eye(len(W))]
    return np.array(columns)


def clip_of_the_course(g, c):
    return rnn.clip_norm(g, c)


def clip_from_its_module(g, c):
    return rnn.growth.clip_norm(g, c)


def tbptt_of_the_course(pull, w, xs, hs, bars, tau, reading):
    return rnn.tbptt(pull, w, xs, hs, bars, tau, reading)


def tbptt_by_sweeps(pull, w, xs, hs, bars, tau, reading):
    if reading == "chunked":
        return rnn.swept_back(pull, w, xs, hs, bars, np.arange(len(xs)) % tau != 0)
    return rnn.cells.tbptt(pull, w, xs, hs, bars, tau, reading)


def coins_of_the_course(alpha, n, rng):
    return rnn.coins(n, alpha, rng)


def coins_from_their_module(alpha, n, rng):
    return rnn.truncated.coins(n, alpha, rng)


def moments_by_sympy(z, T, alpha):
    """The coins are tossed here; sympy adds up."""
    pairs = [(float(np.prod([alpha if k else 1 - alpha for k in kept])), z([k / alpha for k in kept]))
             for kept in product([0, 1], repeat=T)]
    mean = float(sympy.Add(*[p * v for p, v in pairs]))
    return mean, float(sympy.Add(*[p * v * v for p, v in pairs])) - mean**2


def moments_by_slope(z, T, alpha):
    """The mean as the slope of t · mean, by the engine."""
    pairs = [(float(np.prod([alpha if k else 1 - alpha for k in kept])), z([k / alpha for k in kept]))
             for kept in product([0, 1], repeat=T)]
    mean = autodiff.grad(lambda t: t * sum(p * v for p, v in pairs))(1.0)
    return mean, sum(p * (v - mean) ** 2 for p, v in pairs)


def gate_by_vjp(w, x, h, h_bar, f, df):
    """With the values and the slopes of f at the point put into a straight line, the engine does the rest."""
    at = w[0] @ x + w[1] @ h + w[2]
    values, slopes = np.array([f(v) for v in at]), np.array([df(v) for v in at])

    def cell(w, h):
        z = autodiff.sigmoid(w[3] @ x + w[4] @ h + w[5])
        return (1 - z) * h + z * (values + slopes * (w[0] @ x + w[1] @ h + w[2] - at))

    return autodiff.vjp(cell, w, h)[1](h_bar)


def gate_by_grad(w, x, h, h_bar, f, df):
    at = w[0] @ x + w[1] @ h + w[2]
    values, slopes = np.array([f(v) for v in at]), np.array([df(v) for v in at])

    def cell(*v):
        z = autodiff.sigmoid(v[3] @ x + v[4] @ v[6] + v[5])
        return np.sum(h_bar * ((1 - z) * v[6] + z * (values + slopes * (v[0] @ x + v[1] @ v[6] + v[2] - at))))

    *shares, back = autodiff.grad(cell, tuple(range(7)))(*w, h)
    return shares, back


DELEGATED = [
    ("lag_norms", "the course's own", norms_of_the_course),
    ("lag_norms", "sympy", norms_by_sympy),
    ("jacobian_product", "jacobian", product_by_jacobian),
    ("jacobian_product", "jvp", product_by_jvp),
    ("clip_norm", "the course's own", clip_of_the_course),
    ("clip_norm", "from its module", clip_from_its_module),
    ("tbptt", "the course's own", tbptt_of_the_course),
    ("tbptt", "its sweep", tbptt_by_sweeps),
    ("sample_xi", "the course's own", coins_of_the_course),
    ("sample_xi", "from their module", coins_from_their_module),
    ("exact_mean_var", "sympy", moments_by_sympy),
    ("exact_mean_var", "grad", moments_by_slope),
    ("gated_pull", "vjp", gate_by_vjp),
    ("gated_pull", "grad", gate_by_grad),
]
