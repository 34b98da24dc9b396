"""Known wrong answers to long sequences: (exercise, recognised mistake or "", answer)."""
from itertools import product

import numpy as np


def norm(M):
    return np.linalg.norm(M, 2)


def norms(W, most, of=norm, power=np.linalg.matrix_power, start=0):
    return [of(power(W, k)) for k in range(start, most + start + 1)]


def way_back(W, zs, df, reverse=False, after=False, slopes=True, skip=0, turn=False, entries=False):
    M = np.ones_like(W) if entries else np.eye(len(W))
    for z in zs[::-1] if reverse else zs[skip:]:
        d = np.array([df(v) if slopes else 1.0 for v in z])
        factor = d[:, None] * W.T if after else W.T * d
        M = M * factor if entries else M @ factor
    return M.T if turn else M


def wrong_way(**how):
    return lambda *args: way_back(*args, **how)


def slopes_twice(W, zs, df):
    M = np.eye(len(W))
    for z in zs:
        M = M @ W.T @ np.diag([df(v) for v in z])
        [df(v) for v in z]
    return M


def cut(pull, w, xs, hs, bars, tau, reading, first=None, late=0, own=False, mean=False, last=False):
    """Each loss by itself, back to the step first(t, tau, reading, T)."""
    T, total = len(xs), [np.zeros(np.shape(part)) for part in w]
    first = first or (lambda t, tau, reading, T: t - tau + 1 if reading == "sliding" else t - t % tau)
    for t in range(T - 1 if last else 0, T):
        bar = bars[t]
        for i in range(t, t - 1 if own else max(first(t, tau, reading, T), 0) - 1, -1):
            w_bar, bar = pull(w, xs[i], hs[i + late], bar)
            total = [a + b / (T if mean else 1) for a, b in zip(total, w_bar, strict=True)]
    return total


def wrong_cut(**how):
    return lambda *args: cut(*args, **how)


def overwritten(pull, w, xs, hs, bars, tau, reading):
    T, total, passed = len(xs), None, 0.0
    if reading == "chunked":
        for t in range(T, 0, -1):
            total, passed = pull(w, xs[t - 1], hs[t - 1], bars[t - 1] + passed)
            passed = 0.0 if (t - 1) % tau == 0 else passed
        return total
    for t in range(1, T + 1):
        passed = bars[t - 1]
        for i in range(t, max(t - tau, 0), -1):
            total, passed = pull(w, xs[i - 1], hs[i - 1], passed)
    return total


def windows_without_inner(pull, w, xs, hs, bars, tau, reading):
    if reading == "sliding":
        return cut(pull, w, xs, hs, bars, tau, reading)
    T, total = len(xs), [np.zeros(np.shape(part)) for part in w]
    for start in range(0, T, tau):
        end = min(start + tau, T)
        passed = bars[end - 1]
        for i in range(end - 1, start - 1, -1):
            w_bar, passed = pull(w, xs[i], hs[i], passed)
            total = [a + b for a, b in zip(total, w_bar, strict=True)]
    return total


def exchanged(*args):
    return cut(*args[:-1], "chunked" if args[-1] == "sliding" else "sliding")


def enumerate_coins(z, T, alpha, equal=False, centre=True, scale=True):
    mean = square = 0.0
    for kept in product([0, 1], repeat=T):
        p = 0.5**T if equal else np.prod([alpha if k else 1 - alpha for k in kept])
        value = z([k / alpha if scale else float(k) for k in kept])
        mean, square = mean + p * value, square + p * value**2
    return mean, square - centre * mean**2


def fixed_number(alpha, n, rng):
    coins = np.arange(n) < round(alpha * n)
    return rng.permutation(coins) / alpha


def antithetic(alpha, n, rng):
    u = rng.random((n + 1) // 2)
    return (np.concatenate([u, 1 - u])[:n] < alpha) / alpha


def gate(w, x, h, h_bar, f, df, past=True, fixed=False, sign=1, inner=True, outer=True, gated=True, turn=False,
         again=False, ways=(1, 1)):
    W_x, W_h, b, V_x, V_h, c = w
    a, z = W_x @ x + W_h @ h + b, 1 / (1 + np.exp(-(V_x @ x + V_h @ h + c)))
    new, slope = np.array([f(v) for v in a]), np.array([df(v) for v in a])
    if again:
        new = np.array([f(v) for v in a])
    a_bar = h_bar * (z if gated else 1) * (slope if outer else 1)
    s_bar = 0 * h_bar if fixed else sign * h_bar * (new - h) * (z * (1 - z) if inner else 1)
    first, second = ways[0] * a_bar, ways[1] * s_bar
    back = W_h @ first + V_h @ second if turn else W_h.T @ first + V_h.T @ second
    shares = [share for bar in (a_bar, s_bar) for share in (np.outer(bar, x), np.outer(bar, h), bar)]
    return shares, back + (h_bar * (1 - z) if past else 0)


def wrong_gate(**how):
    return lambda *args: gate(*args, **how)


def length(g):
    return np.sqrt(sum(np.sum(part**2) for part in g))


WRONG = [
    ("left_guess", "a tenth of the start lost each time", 0),
    ("left_guess", "one step only", 0.9),
    ("left_guess", "fifty times, not fifty factors", 45.0),
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
    ("drive_guess", "the radius taken for all", "longer"),
    ("drive_guess", "", "the same"),
    ("jacobian_product", "the Jacobian forward", wrong_way(turn=True)),
    ("jacobian_product", "factors in the opposite order", wrong_way(reverse=True)),
    ("jacobian_product", "slope on the wrong side of W", wrong_way(after=True)),
    ("jacobian_product", "slopes left out", wrong_way(slopes=False)),
    ("jacobian_product", "first step lost", wrong_way(skip=1)),
    ("jacobian_product", "last step lost", lambda W, zs, df: way_back(W, zs[:-1], df)),
    ("jacobian_product", "products entry by entry", wrong_way(entries=True)),
    ("jacobian_product", "", slopes_twice),
    ("jacobian_product", "", lambda W, zs, df: -way_back(W, zs, df)),
    ("clip_norm", "entries cut one by one", lambda g, c: [np.clip(part, -c, c) for part in g]),
    ("clip_norm", "arrays scaled one by one",
     lambda g, c: [part * min(1, c / max(length([part]), 1e-300)) for part in g]),
    ("clip_norm", "scaled up too", lambda g, c: [part * c / length(g) for part in g]),
    ("clip_norm", "norms of the arrays added",
     lambda g, c: [part * min(1, c / max(sum(length([p]) for p in g), 1e-300)) for part in g]),
    ("clip_norm", "", lambda g, c: [part / 2 for part in g]),
    ("tbptt", "readings exchanged", exchanged),
    ("tbptt", "one step too far back", wrong_cut(
        first=lambda t, tau, reading, T: t - tau if reading == "sliding" else t - t % (tau + 1))),
    ("tbptt", "one step too few", wrong_cut(
        first=lambda t, tau, reading, T: t - max(tau - 1, 1) + 1 if reading == "sliding" else t - t % max(tau - 1, 1))),
    ("tbptt", "not truncated", wrong_cut(first=lambda t, tau, reading, T: 0)),
    ("tbptt", "windows counted from the end", wrong_cut(first=lambda t, tau, reading, T: (
        t - tau + 1 if reading == "sliding" else T - ((T - 1 - t) // tau + 1) * tau))),
    ("tbptt", "each loss at its own step only", wrong_cut(own=True)),
    ("tbptt", "the state after the step", wrong_cut(late=1)),
    ("tbptt", "divided by the number of steps", wrong_cut(mean=True)),
    ("tbptt", "the last loss only", wrong_cut(last=True)),
    ("tbptt", "overwritten by every step", overwritten),
    ("tbptt", "losses inside a window forgotten", windows_without_inner),
    ("tbptt", "more calls of pull than needed", cut),
    ("tbptt", "", lambda *args: cut(*args)[0]),
    ("sample_xi", "coins of 0 and 1", lambda alpha, n, rng: (rng.random(n) < alpha) * 1.0),
    ("sample_xi", "probabilities exchanged", lambda alpha, n, rng: (rng.random(n) > alpha) / alpha),
    ("sample_xi", "one coin for all", lambda alpha, n, rng: np.full(n, (rng.random() < alpha) / alpha)),
    ("sample_xi", "coins that know of each other", fixed_number),
    ("sample_xi", "coins that know of each other", antithetic),
    ("sample_xi", "coins that know of each other", lambda alpha, n, rng: np.repeat(
        (rng.random((n + 1) // 2) < alpha) / alpha, 2)[:n]),
    ("sample_xi", "", lambda alpha, n, rng: (np.random.default_rng(0).random(n) < alpha) / alpha),
    ("sample_xi", "", lambda alpha, n, rng: (rng.random(n // 2) < alpha) / alpha),
    ("exact_mean_var", "all sequences equally likely", lambda *a: enumerate_coins(*a, equal=True)),
    ("exact_mean_var", "mean of the square in place of the variance", lambda *a: enumerate_coins(*a, centre=False)),
    ("exact_mean_var", "standard deviation in place of the variance",
     lambda *a: (enumerate_coins(*a)[0], enumerate_coins(*a)[1] ** 0.5)),
    ("exact_mean_var", "coins of 0 and 1", lambda *a: enumerate_coins(*a, scale=False)),
    ("exact_mean_var", "", lambda z, T, alpha: (z([1.0] * T), 0.0)),
    ("gated_pull", "way past the cell forgotten", wrong_gate(past=False)),
    ("gated_pull", "gate taken for a constant", wrong_gate(fixed=True)),
    ("gated_pull", "sign of the gate's share", wrong_gate(sign=-1)),
    ("gated_pull", "slope of σ forgotten", wrong_gate(inner=False)),
    ("gated_pull", "slope of f forgotten", wrong_gate(outer=False)),
    ("gated_pull", "new state not gated", wrong_gate(gated=False)),
    ("gated_pull", "matrix not transposed", wrong_gate(turn=True)),
    ("gated_pull", "way through the gate forgotten", wrong_gate(ways=(1, 0))),
    ("gated_pull", "way through f forgotten", wrong_gate(ways=(0, 1))),
    ("gated_pull", "more calls than needed", wrong_gate(again=True)),
    ("gated_pull", "", lambda *args: gate(*args)[1]),
    ("trace_guess", "what no gradient has seen is lost", "none"),
    ("trace_guess", "too sure", "all"),
    ("trace_guess", "", 9),
    ("reach_guess", "the gate will do it alone", 10),
    ("reach_guess", "half of the way", 25),
    ("reach_guess", "", 49),
]
