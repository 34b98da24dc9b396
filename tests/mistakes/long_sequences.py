"""Known wrong answers to long sequences: (exercise, recognised mistake or "", answer)."""
from itertools import product

import numpy as np


def norm(M):
    return np.linalg.norm(M, 2)


def norms(W, most, of=norm, power=np.linalg.matrix_power, start=0):
    return [of(power(W, k)) for k in range(start, most + start + 1)]


def report(W, most, size=lambda W: max(abs(np.linalg.eigvals(W))), start=0):
    radius = float(size(W))
    return radius, "vanish" if radius < 1 else "explode", start + int(np.argmax(norms(W, most)[start:]))


def truncated(X, Y, W_hx, W_hh, W_qh, h0, tau, reading, first=None, reset=None):
    def begins(t):
        return reset is not None and reading == "chunked" and t % tau == 0 and t

    states = [h0]
    for t, x in enumerate(X):
        old = reset * h0 if begins(t) else states[-1]
        states.append(np.tanh(W_hx @ x + W_hh @ old))
    first = first or (lambda t, tau, reading: t - tau + 1 if reading == "sliding" else t - t % tau)
    total = np.zeros_like(W_hh)
    for t in range(len(X)):
        bar = 2 * W_qh.T @ (W_qh @ states[t + 1] - Y[t])
        for i in range(t, max(first(t, tau, reading), 0) - 1, -1):
            before = reset * h0 if begins(i) else states[i]
            z = bar * (1 - states[i + 1] ** 2)
            total = total + np.outer(z, before)
            bar = W_hh.T @ z
    return total


def windowed(first):
    return lambda *args: truncated(*args, first=first)


def from_end(X, *rest):
    T = len(X)
    return truncated(X, *rest, first=lambda t, tau, reading: t - tau + 1 if reading == "sliding" else
                     T - ((T - 1 - t) // tau + 1) * tau)


def exchanged(*args):
    return truncated(*args[:-1], "chunked" if args[-1] == "sliding" else "sliding")


def cut(words, mode, tau, alpha, rng, swap=False, first=False, drop=False, more=0, late=False):
    if first and mode == "randomised":
        rng.random()
    found = [[words[0]]]
    for i, word in enumerate(words[1:], 1):
        if mode == "randomised":
            joins = (rng.random() < alpha) != swap
        else:
            joins = mode == "full" or i % (tau + more)
        if joins:
            found[-1].append(word)
        else:
            found.append([word])
    return [s for s in found if len(s) == tau] if drop and mode == "regular" else found


def variance(alpha):
    return alpha * (1 / alpha - 1) ** 2 + (1 - alpha)


def z_wrong(b, c, xi, printed=False, on_all=False, late=False):
    z = exact = 0.0
    found = []
    for t in range(len(b)):
        coin = (xi[t - 1] if t else 1.0) if late else xi[t]
        z = coin * (b[t] + c[t] * z) if on_all else b[t] + coin * c[t] * (exact if printed else z)
        exact = b[t] + c[t] * exact
        found.append(z)
    return found


def enumerate_coins(z, T, alpha, equal=False, centre=True, scale=True):
    mean = square = 0.0
    for kept in product([0, 1], repeat=T):
        p = 0.5**T if equal else np.prod([alpha if k else 1 - alpha for k in kept])
        value = z([k / alpha if scale else float(k) for k in kept])
        mean, square = mean + p * value, square + p * value**2
    return mean, square - centre * mean**2


def table(b, c, taus, alphas, sign=1, bias=True, printed=False, more=0, saved=True, first=0):
    def run(last):
        a = 0.0
        for p, q in zip(b[-last:], c[-last:], strict=True):
            a = p + q * a
        return a
    T = len(b)
    exact = run(T)
    rows = [(0.0 if bias else exact, 0.0, T)]
    rows += [(sign * (run(min(tau + more, T)) - bias * exact), 0.0, min(tau, T)) for tau in taus]
    for alpha in alphas:
        a = v = 0.0
        for p, q in zip(b, c, strict=True):
            a, v = p + q * a, q**2 * ((0 if printed else v / alpha) + (1 / alpha - 1) * a**2)
        rows.append((0.0 if bias else exact, v, sum(alpha**k for k in range(first, T + first)) if saved else T))
    return rows


def wrong_table(**how):
    return lambda *args: table(*args, **how)


def length(g):
    return np.sqrt(sum(np.sum(part**2) for part in g))


WRONG = [
    ("left_guess", "a tenth of the start lost each time", 0),
    ("left_guess", "one step only", 0.9),
    ("left_guess", "", 0.5),
    ("sign_guess", "the sign taken for the size", "vanish"),
    ("sign_guess", "", "both"),
    ("lag_norms", "powers of the norm", lambda W, most: [norm(W) ** k for k in range(most + 1)]),
    ("lag_norms", "powers of the largest eigenvalue",
     lambda W, most: [max(abs(np.linalg.eigvals(W))) ** k for k in range(most + 1)]),
    ("lag_norms", "root of the sum of squares", lambda W, most: norms(W, most, np.linalg.norm)),
    ("lag_norms", "begins with W", lambda W, most: norms(W, most, start=1)),
    ("lag_norms", "powers entry by entry", lambda W, most: norms(W, most, power=lambda W, k: W**k)),
    ("lag_norms", "", lambda W, most: norms(W, most)[:-1]),
    ("spectral_report", "largest eigenvalue, not the largest magnitude",
     lambda W, most: report(W, most, lambda W: max(np.linalg.eigvals(W).real))),
    ("spectral_report", "real parts only",
     lambda W, most: report(W, most, lambda W: max(abs(np.linalg.eigvals(W).real)))),
    ("spectral_report", "norm in place of the spectral radius", lambda W, most: report(W, most, norm)),
    ("spectral_report", "peak among the powers from 1 on", lambda W, most: report(W, most, start=1)),
    ("spectral_report", "", lambda W, most: report(W, most)[:2]),
    ("segment", "cut with probability alpha", lambda *a: cut(*a, swap=True)),
    ("segment", "a coin for the first word", lambda *a: cut(*a, first=True)),
    ("segment", "short rest dropped", lambda *a: cut(*a, drop=True)),
    ("segment", "segments one word too long", lambda *a: cut(*a, more=1)),
    ("segment", "", lambda words, *a: [words]),
    ("tbptt", "readings exchanged", exchanged),
    ("tbptt", "one step too far back", windowed(
        lambda t, tau, reading: t - tau if reading == "sliding" else t - t % (tau + 1))),
    ("tbptt", "one step too few", windowed(
        lambda t, tau, reading: t - tau + 2 if reading == "sliding" and tau > 1 else t - t % max(tau - 1, 1))),
    ("tbptt", "not truncated", windowed(lambda t, tau, reading: 0)),
    ("tbptt", "windows counted from the end", from_end),
    ("tbptt", "state forgotten at each window", lambda *a: truncated(*a, reset=0)),
    ("tbptt", "each window from h0", lambda *a: truncated(*a, reset=1)),
    ("tbptt", "", lambda *a: truncated(*a) / len(a[0])),
    ("xi_moments", "moments of the bare coin", lambda alpha: (alpha, alpha * (1 - alpha))),
    ("xi_moments", "second moment in place of the variance", lambda alpha: (1, 1 / alpha)),
    ("xi_moments", "standard deviation in place of the variance", lambda alpha: (1, variance(alpha) ** 0.5)),
    ("xi_moments", "", lambda alpha: variance(alpha)),
    ("sample_xi", "coins of 0 and 1", lambda alpha, n, rng: (rng.random(n) < alpha) * 1.0),
    ("sample_xi", "probabilities exchanged", lambda alpha, n, rng: (rng.random(n) > alpha) / alpha),
    ("sample_xi", "one coin for all", lambda alpha, n, rng: np.full(n, (rng.random() < alpha) / alpha)),
    ("sample_xi", "", lambda alpha, n, rng: (np.random.default_rng(0).random(n) < alpha) / alpha),
    ("sample_xi", "", lambda alpha, n, rng: (rng.random(n // 2) < alpha) / alpha),
    ("sample_xi", "", lambda alpha, n, rng: np.repeat((rng.random(n // 2) < alpha) / alpha, 2)),
    ("z_recursive", "as printed, with the exact derivative", lambda *a: z_wrong(*a, printed=True)),
    ("z_recursive", "ξ on the whole step", lambda *a: z_wrong(*a, on_all=True)),
    ("z_recursive", "coin of the step before", lambda *a: z_wrong(*a, late=True)),
    ("z_recursive", "", lambda *a: z_wrong(*a)[-1]),
    ("exact_mean_var", "all sequences equally likely", lambda *a: enumerate_coins(*a, equal=True)),
    ("exact_mean_var", "mean of the square in place of the variance", lambda *a: enumerate_coins(*a, centre=False)),
    ("exact_mean_var", "standard deviation in place of the variance",
     lambda *a: (enumerate_coins(*a)[0], enumerate_coins(*a)[1] ** 0.5)),
    ("exact_mean_var", "coins of 0 and 1", lambda *a: enumerate_coins(*a, scale=False)),
    ("exact_mean_var", "", lambda z, T, alpha: (z([1.0] * T), 0.0)),
    ("estimator_table", "bias with the opposite sign", wrong_table(sign=-1)),
    ("estimator_table", "value in place of the bias", wrong_table(bias=False)),
    ("estimator_table", "variance of the recursion as printed", wrong_table(printed=True)),
    ("estimator_table", "one term too many", wrong_table(more=1)),
    ("estimator_table", "steps not counted as saved", wrong_table(saved=False)),
    ("estimator_table", "own term counted as uncertain", wrong_table(first=1)),
    ("estimator_table", "", lambda *a: table(*a)[1:]),
    ("clip_norm", "entries cut one by one", lambda g, c: [np.clip(part, -c, c) for part in g]),
    ("clip_norm", "arrays scaled one by one",
     lambda g, c: [part * min(1, c / max(length([part]), 1e-300)) for part in g]),
    ("clip_norm", "scaled up too", lambda g, c: [part * c / length(g) for part in g]),
    ("clip_norm", "norms of the arrays added",
     lambda g, c: [part * min(1, c / max(sum(length([p]) for p in g), 1e-300)) for part in g]),
    ("clip_norm", "", lambda g, c: [part / 2 for part in g]),
]
