"""Right answers to long sequences, other styles: (exercise, style, answer). It is also a cell of a submission."""
import math
from collections import deque, namedtuple
from functools import reduce
from itertools import accumulate, product, repeat
from operator import add

import numpy as np

Back = namedtuple("Back", "weights state")

# --- lag_norms -----------------------------------------------------------------------------------------------------


def norms_by_powers(W, most):
    return [np.linalg.norm(np.linalg.matrix_power(W, k), 2) for k in range(most + 1)]


def norms_accumulated(W, most):
    return list(map(lambda M: np.linalg.norm(M, ord=2), accumulate(repeat(W, most), np.matmul, initial=np.eye(len(W)))))


def norms_by_singular_values(W, most):
    found, M = np.zeros(most + 1), np.identity(W.shape[0])
    for k in range(most + 1):
        found[k] = np.linalg.svd(M)[1][0]
        M = W @ M
    return found


def norms_recursive(W, most):
    def power(k):
        return np.eye(len(W)) if k == 0 else power(k - 1) @ W
    return tuple(float(np.linalg.norm(power(k), 2)) for k in range(most + 1))


class Norms:
    def __call__(self, W, most):
        self.M, found = np.eye(*W.shape), deque()
        while len(found) <= most:
            found.append(math.sqrt(max(np.linalg.eigvalsh(self.M.T @ self.M))))
            self.M = self.M.dot(W)
        return found


# --- jacobian_product ----------------------------------------------------------------------------------------------


def product_with_diagonals(W, zs, df):
    M = np.eye(len(W))
    for z in zs:
        M = M @ W.T @ np.diag([df(entry) for entry in z])
    return M


def product_from_the_end(W, zs, df):
    """Column by column: what comes back of each unit adjoint."""
    slopes = [[df(entry) for entry in z] for z in zs]
    columns = []
    for j in range(len(W)):
        h_bar = np.eye(len(W))[j]
        for row in reversed(slopes):
            h_bar = W.T @ (np.array(row) * h_bar)
        columns.append(h_bar)
    return np.array(columns).T


def product_reduced(W, zs, df):
    factors = [W.T * [df(entry) for entry in z] for z in zs]
    return reduce(np.matmul, factors, np.eye(len(W))).tolist()


def product_forward(W, zs, df):
    """The Jacobian of h_k by h_0, transposed at the end."""
    J = np.identity(len(W))
    for z in zs.tolist():
        J = np.array(list(map(df, z)))[:, None] * (W @ J)
    return J.T


def product_vectorized(W, zs, df):
    return np.linalg.multi_dot([np.eye(len(W)), np.eye(len(W)), *(W.T * row for row in np.vectorize(df)(zs))])


class WayBack:
    def product(self, W, zs, df):
        M = None
        for z in zs:
            factor = np.einsum("ji,j->ij", W, np.fromiter((df(entry) for entry in z), float))
            M = factor if M is None else M.dot(factor)
        return tuple(map(tuple, M))


# --- clip_norm -----------------------------------------------------------------------------------------------------


def clip_in_loops(g, c):
    length = math.sqrt(sum(float(entry) ** 2 for part in g for entry in np.ravel(part)))
    if length <= c:
        return g
    return [part / length * c for part in g]


def clip_joined(g, c):
    length = np.linalg.norm(np.concatenate([part.ravel() for part in g]))
    return tuple(part * (c / max(length, c)) for part in g)


def clip_by_norms(g, c):
    length = np.linalg.norm([np.linalg.norm(part) for part in g])
    return [part.tolist() if length < c else (part * c / length).tolist() for part in g]


def clip_by_hypot(g, c):
    length = math.hypot(*(entry for part in g for entry in part.flatten()))
    factor = 1 if length <= c else c / length
    return list(map(lambda part: np.multiply(part, factor), g))


class Clip:
    def length(self, g):
        return np.sqrt(sum(np.vdot(part, part) for part in g))

    def __call__(self, g, c):
        length = self.length(g)
        return deque(part.copy() if not length > c else np.divide(part, length / c) for part in g)


# --- tbptt ---------------------------------------------------------------------------------------------------------


def windows_by_lists(pull, w, xs, hs, bars, tau, reading):
    """Which steps each sweep goes through, and which losses join it, is found out first."""
    T = len(xs)
    if reading == "chunked":
        sweeps = [(start, min(start + tau, T), True) for start in range(0, T, tau)]
    else:
        sweeps = [(max(t - tau + 1, 0), t + 1, False) for t in range(T)]
    total = [0.0] * len(w)
    for start, end, every in sweeps:
        passed = np.zeros_like(bars[0])
        for i in range(end - 1, start - 1, -1):
            arrived = passed + bars[i] if every or i == end - 1 else passed
            w_bar, passed = pull(w, xs[i], hs[i], arrived)
            total = [a + np.array(b) for a, b in zip(total, w_bar, strict=True)]
    return total


def windows_recursive(pull, w, xs, hs, bars, tau, reading):
    def back(t, h_bar, left):
        """What a sweep that has arrived at step t collects; `left` says how many more steps it may go."""
        w_bar, passed = pull(w, xs[t], hs[t], h_bar)
        if t == 0 or not left(t):
            return w_bar
        more = passed + bars[t - 1] if reading == "chunked" else passed
        return list(map(add, w_bar, back(t - 1, more, left)))

    T = len(xs)
    if reading == "chunked":
        ends = [min(start + tau, T) - 1 for start in range(0, T, tau)]
        parts = [back(t, bars[t], lambda i: i % tau) for t in ends]
    else:
        parts = [back(t, bars[t], lambda i, t=t: i > t - tau + 1) for t in range(T)]
    return [sum(each) for each in zip(*parts, strict=True)]


def windows_in_place(pull, w, xs, hs, bars, tau, reading):
    total = [np.zeros(part.shape) for part in w]

    def note(found):
        for mine, more in zip(total, found, strict=True):
            mine += more

    for t in reversed(range(len(xs))):
        last = t // tau * tau
        if reading == "sliding":
            h_bar, i = bars[t], t
            while i >= 0 and i > t - tau:
                found, h_bar = pull(w, xs[i], hs[i], h_bar)
                note(found)
                i -= 1
        elif (t + 1) % tau == 0 or t == len(xs) - 1:
            h_bar = 0 * bars[t]
            for i in range(t, last - 1, -1):
                found, h_bar = pull(w, xs[i], hs[i], h_bar + bars[i])
                note(found)
    return total


def windows_by_slices(pull, w, xs, hs, bars, tau, reading):
    def sweep(xs, hs, bars):
        total, passed = None, 0
        for x, h, bar in zip(xs[::-1], hs[-2::-1], bars[::-1], strict=True):
            found, passed = pull(w, x, h, bar + passed)
            total = found if total is None else [a + b for a, b in zip(total, found, strict=True)]
        return total

    T, parts = len(xs), []
    if reading == "chunked":
        for start in range(0, T, tau):
            end = min(start + tau, T)
            parts.append(sweep(xs[start:end], hs[start:end + 1], bars[start:end]))
    else:
        for t in range(1, T + 1):
            start = max(0, t - tau)
            alone = np.array([np.zeros_like(bars[0])] * (t - start - 1) + [bars[t - 1]])
            parts.append(sweep(xs[start:t], hs[start:t + 1], alone))
    return tuple(np.sum(each, axis=0) for each in zip(*parts, strict=True))


class Windows:
    def __call__(self, pull, w, xs, hs, bars, tau, reading):
        self.total = {k: 0.0 for k in range(len(w))}
        getattr(self, reading)(lambda t, bar: self.note(pull(w, xs[t - 1], hs[t - 1], bar)), bars, tau)
        return [self.total[k] for k in sorted(self.total)]

    def note(self, pair):
        for k, part in enumerate(pair[0]):
            self.total[k] = self.total[k] + part
        return pair[1]

    def sliding(self, back, bars, tau):
        for t, bar in enumerate(bars, 1):
            for lag in range(min(tau, t)):
                bar = back(t - lag, bar)

    def chunked(self, back, bars, tau):
        passed = None
        for t, bar in reversed(list(enumerate(bars, 1))):
            passed = back(t, bar if passed is None else bar + passed)
            passed = None if t % tau == 1 or tau == 1 else passed


# --- sample_xi -----------------------------------------------------------------------------------------------------


def coins_one_by_one(alpha, n, rng):
    return [1 / alpha if rng.random() < alpha else 0 for _ in range(n)]


def coins_chosen(alpha, n, rng):
    return rng.choice([1 / alpha, 0.0], size=n, p=[alpha, 1 - alpha])


def coins_binomial(alpha, n, rng):
    return rng.binomial(1, alpha, n) / alpha


def coins_where(alpha, n, rng):
    return np.where(rng.uniform(size=n) >= alpha, 0.0, 1.0 / alpha)


class Coins:
    def __call__(self, alpha, n, rng):
        return tuple(float(rng.uniform() <= alpha) / alpha for _ in range(n))


# --- exact_mean_var ------------------------------------------------------------------------------------------------


def moments_by_bits(z, T, alpha):
    values, chances = [], []
    for number in range(2**T):
        bits = [number >> i & 1 for i in range(T)]
        values.append(z([bit / alpha for bit in bits]))
        chances.append(alpha ** sum(bits) * (1 - alpha) ** (T - sum(bits)))
    mean = sum(p * v for p, v in zip(chances, values, strict=True))
    return mean, sum(p * (v - mean) ** 2 for p, v in zip(chances, values, strict=True))


def moments_recursive(z, T, alpha):
    def both(xi, chance):
        if len(xi) == T:
            value = z(xi)
            return chance * value, chance * value * value
        kept, dropped = both([*xi, 1 / alpha], chance * alpha), both([*xi, 0.0], chance * (1 - alpha))
        return kept[0] + dropped[0], kept[1] + dropped[1]

    mean, square = both([], 1.0)
    return mean, square - mean * mean


def moments_in_arrays(z, T, alpha):
    kept = np.array(list(product((0, 1), repeat=T)))
    chances = np.where(kept, alpha, 1 - alpha).prod(axis=1)
    values = np.array([z((row / alpha).tolist()) for row in kept])
    mean = chances @ values
    return np.array([mean, chances @ (values - mean) ** 2])


def moments_averaged(z, T, alpha):
    xis = list(product((1 / alpha, 0), repeat=T))
    chances = [math.prod(alpha if x else 1 - alpha for x in xi) for xi in xis]
    values = [z(list(xi)) for xi in xis]
    mean = np.average(values, weights=chances)
    return [mean, np.average(np.square(np.subtract(values, mean)), weights=chances)]


class Moments:
    def of(self, z, T, alpha):
        self.sums = [0.0, 0.0]
        for xi in product([0.0, 1.0 / alpha], repeat=T):
            chance = 1.0
            for coin in xi:
                chance *= alpha if coin > 0 else 1 - alpha
            for power in (1, 2):
                self.sums[power - 1] += chance * z(np.array(xi)) ** power
        return self.sums[0], self.sums[1] - self.sums[0] ** 2


# --- gated_pull ----------------------------------------------------------------------------------------------------


def sigma(s):
    return 0.5 * (1 + np.tanh(np.asarray(s) / 2))


def gate_in_loops(w, x, h, h_bar, f, df):
    W_hx, W_hh, b_h, W_zx, W_zh, b_z = w
    n, d = len(h), len(x)
    shares, back = [np.zeros(part.shape) for part in w], [0.0] * n
    for i in range(n):
        a = b_h[i] + sum(W_hx[i][j] * x[j] for j in range(d)) + sum(W_hh[i][j] * h[j] for j in range(n))
        s = b_z[i] + sum(W_zx[i][j] * x[j] for j in range(d)) + sum(W_zh[i][j] * h[j] for j in range(n))
        z = 1 / (1 + math.exp(-s))
        back[i] += h_bar[i] * (1 - z)
        for first, W, bar in ((0, W_hh, h_bar[i] * z * df(a)), (3, W_zh, h_bar[i] * (f(a) - h[i]) * z * (1 - z))):
            shares[first][i] += bar * x
            shares[first + 1][i] += bar * h
            shares[first + 2][i] += bar
            for j in range(n):
                back[j] += bar * W[i][j]
    return shares, back


def gate_stacked(w, x, h, h_bar, f, df):
    """Both sums as one."""
    n = len(h)
    W_x, W_h, b = (np.concatenate([w[k], w[k + 3]]) for k in range(3))
    both = W_x @ x + W_h @ h + b
    z = sigma(both[n:])
    new, slopes = np.array([(f(v), df(v)) for v in both[:n]]).T
    bar = np.concatenate([h_bar * z * slopes, h_bar * (new - h) * z * (1 - z)])
    parts = [np.outer(bar, x), np.outer(bar, h), bar]
    return Back([part[:n] for part in parts] + [part[n:] for part in parts], h_bar * (1 - z) + W_h.T @ bar)


def gate_step_by_step(w, x, h, h_bar, f, df):
    """The forward steps with names, and each of them back."""
    Wx, Wh, b, Vx, Vh, c = w
    a, s = Wx.dot(x) + Wh.dot(h) + b, Vx.dot(x) + Vh.dot(h) + c
    g, z = np.vectorize(f)(a), sigma(s)
    keep = 1 - z
    z_bar, g_bar, keep_bar, back = h_bar * g, h_bar * z, h_bar * h, h_bar * keep
    z_bar = z_bar - keep_bar
    a_bar, s_bar = g_bar * np.vectorize(df)(a), z_bar * z * (1 - z)
    back = back + a_bar @ Wh + s_bar @ Vh
    return (a_bar[:, None] * x, a_bar[:, None] * h, a_bar, s_bar[:, None] * x, s_bar[:, None] * h, s_bar), back


def gate_by_letters(w, x, h, h_bar, f, df):
    sums = [np.einsum("ij,j->i", w[k], x) + np.einsum("ij,j->i", w[k + 1], h) + w[k + 2] for k in (0, 3)]
    z = 1 / (1 + np.exp(-sums[1]))
    bars = [h_bar * z * [df(v) for v in sums[0]], h_bar * z * (1 - z) * ([f(v) for v in sums[0]] - h)]
    shares = [share for bar in bars for share in (np.einsum("i,j->ij", bar, x), np.einsum("i,j->ij", bar, h), bar)]
    return [shares, (1 - z) * h_bar + sum(np.einsum("ij,i->j", w[k], bar) for k, bar in zip((1, 4), bars, strict=True))]


class Gate:
    def __call__(self, w, x, h, h_bar, f, df):
        self.x, self.h = x, h
        a, s = self.total(w[:3]), self.total(w[3:])
        z = np.reciprocal(1 + np.exp(-s))
        a_bar = np.array([df(v) for v in a]) * z * h_bar
        s_bar = (np.array([f(v) for v in a]) - h) * h_bar * z * (1 - z)
        return self.uses(a_bar) + self.uses(s_bar), (1 - z) * h_bar + np.dot(a_bar, w[1]) + np.dot(s_bar, w[4])

    def total(self, part):
        return part[0] @ self.x + part[1] @ self.h + part[2]

    def uses(self, bar):
        return [np.multiply.outer(bar, self.x).tolist(), np.multiply.outer(bar, self.h), bar]


RIGHT = [
    ("left_guess", "exact", 0.9**50),
    ("left_guess", "rounded", 0.005),
    ("left_guess", "roughly", 0.006),
    ("left_guess", "of NumPy", np.float64(0.0052)),
    ("left_guess", "as a quotient", 1 / 194),
    ("sign_guess", "a string", "explode"),
    ("sign_guess", "of NumPy", np.str_("explode")),
    ("sign_guess", "joined", "ex" + "plode"),
    ("sign_guess", "formatted", f"{'explode'}"),
    ("sign_guess", "one of two", ("vanish", "explode")[1]),
    ("lag_norms", "matrix_power", norms_by_powers),
    ("lag_norms", "accumulate", norms_accumulated),
    ("lag_norms", "singular values", norms_by_singular_values),
    ("lag_norms", "recursion", norms_recursive),
    ("lag_norms", "callable object", Norms()),
    ("jacobian_product", "diagonal matrices", product_with_diagonals),
    ("jacobian_product", "columns", product_from_the_end),
    ("jacobian_product", "reduce", product_reduced),
    ("jacobian_product", "forward, transposed", product_forward),
    ("jacobian_product", "vectorize", product_vectorized),
    ("jacobian_product", "method", WayBack().product),
    ("drive_guess", "a string", "shorter"),
    ("drive_guess", "of NumPy", np.str_("shorter")),
    ("drive_guess", "joined", "short" + "er"),
    ("drive_guess", "formatted", f"{'short'}er"),
    ("drive_guess", "one of two", ["longer", "shorter"][1]),
    ("clip_norm", "loops", clip_in_loops),
    ("clip_norm", "joined", clip_joined),
    ("clip_norm", "norm of norms", clip_by_norms),
    ("clip_norm", "hypot", clip_by_hypot),
    ("clip_norm", "callable object", Clip()),
    ("tbptt", "list of sweeps", windows_by_lists),
    ("tbptt", "recursion", windows_recursive),
    ("tbptt", "in place", windows_in_place),
    ("tbptt", "slices", windows_by_slices),
    ("tbptt", "callable object", Windows()),
    ("sample_xi", "one by one", coins_one_by_one),
    ("sample_xi", "choice", coins_chosen),
    ("sample_xi", "binomial", coins_binomial),
    ("sample_xi", "where", coins_where),
    ("sample_xi", "callable object", Coins()),
    ("exact_mean_var", "bits", moments_by_bits),
    ("exact_mean_var", "recursion", moments_recursive),
    ("exact_mean_var", "arrays", moments_in_arrays),
    ("exact_mean_var", "averages", moments_averaged),
    ("exact_mean_var", "method", Moments().of),
    ("gated_pull", "loops", gate_in_loops),
    ("gated_pull", "both sums as one", gate_stacked),
    ("gated_pull", "step by step", gate_step_by_step),
    ("gated_pull", "einsum", gate_by_letters),
    ("gated_pull", "callable object", Gate()),
    ("trace_guess", "a string", "some"),
    ("trace_guess", "of NumPy", np.str_("some")),
    ("trace_guess", "joined", "so" + "me"),
    ("trace_guess", "formatted", f"{'some'}"),
    ("trace_guess", "one of three", ("none", "some", "all")[1]),
    ("reach_guess", "an int", 50),
    ("reach_guess", "a float", 50.0),
    ("reach_guess", "of NumPy", np.int64(50)),
    ("reach_guess", "an array", np.array(50)),
    ("reach_guess", "computed", 5 * 10),
]
