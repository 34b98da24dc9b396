"""Right answers to bptt in other styles: (exercise, style, answer). This text is also a cell of a submission."""
import math
from collections import UserList, deque, namedtuple
from decimal import Decimal
from fractions import Fraction
from functools import partial, reduce
from itertools import accumulate, chain

import numpy as np

from course import autodiff
from course.networks import rnn

Pair = namedtuple("Pair", "first second")
Gradients = namedtuple("Gradients", "W_hx W_hh W_qh h0")
Next = namedtuple("Next", "h S gradient")

# --- rnn_forward -----------------------------------------------------------------------------------------------------


def forward_in_one_array(X, W_hx, W_hh, W_qh, h0, f):
    states = np.empty((len(X) + 1, len(h0)))
    states[0] = h0
    for t in range(len(X)):
        states[t + 1] = np.vectorize(f)(W_hx @ X[t] + W_hh @ states[t])
    return states, states[1:] @ W_qh.T


def forward_in_numbers(X, W_hx, W_hh, W_qh, h0, f):
    states, outputs = [list(h0)], []
    for x in X:
        old, new = states[-1], []
        for i in range(len(old)):
            z = 0.0
            for j in range(len(x)):
                z += W_hx[i][j] * x[j]
            for j in range(len(old)):
                z += W_hh[i][j] * old[j]
            new.append(f(z))
        states.append(new)
        outputs.append([sum(w * h for w, h in zip(row, new, strict=True)) for row in W_qh])
    return states, outputs


def forward_accumulated(X, W_hx, W_hh, W_qh, h0, f):
    states = list(accumulate(X, lambda h, x: np.array(list(map(f, W_hx.dot(x) + W_hh.dot(h)))), initial=h0))
    return Pair(tuple(states), tuple(W_qh.dot(h) for h in states[1:]))


def forward_recursively(X, W_hx, W_hh, W_qh, h0, f):
    if not len(X):
        return [h0], []
    states, outputs = forward_recursively(X[:-1], W_hx, W_hh, W_qh, h0, f)
    h = np.fromiter((f(float(z)) for z in np.matmul(W_hx, X[-1]) + np.matmul(W_hh, states[-1])), float)
    return [*states, h], [*outputs, np.matmul(W_qh, h)]


class Forward:
    """Both matrices side by side, input and state in one column."""

    def __call__(self, X, W_hx, W_hh, W_qh, h0, f):
        W, states, outputs = np.hstack([W_hx, W_hh]), deque([h0]), deque()
        for x in X:
            states.append(np.array([f(z) for z in W @ np.concatenate([x, states[-1]])]))
            outputs.append(W_qh @ states[-1])
        return states, outputs

    def rows(self, X, W_hx, W_hh, W_qh, h0, f):
        """States as rows, matrices on the right."""
        states, driven = h0[None, :], X @ W_hx.T
        for row in driven:
            z = row[None, :] + states[-1:] @ W_hh.T
            states = np.vstack([states, [[f(number) for number in z[0]]]])
        return states, np.einsum("qh,th->tq", W_qh, states[1:])


# --- unrolled --------------------------------------------------------------------------------------------------------


def unrolled_by_steps(T, tied):
    program, before = [], "h0"
    for t in range(1, T + 1):
        a, b = ("A", "B") if tied else (f"A{t}", f"B{t}")
        program.extend([["in", "mul", f"x{t}", a], ["back", "mul", before, b]])
        program[-2][0], program[-1][0] = f"in{t}", f"back{t}"
        before = f"h{t}"
        program.append([before, "add", f"back{t}", f"in{t}"])
    return program


def unrolled_in_two_rows(T, tied):
    """All the inputs first."""
    copy = "".join if tied else None
    names = [("A", "B") if copy else ("A" + str(t), "B" + str(t)) for t in range(1, T + 1)]
    fed = [(f"fed {t}", "mul", names[t - 1][0], f"x{t}") for t in range(1, T + 1)]
    kept = [[(f"kept {t}", "mul", names[t - 1][1], f"h{t - 1}"), (f"h{t}", "add", f"fed {t}", f"kept {t}")]
            for t in range(1, T + 1)]
    return fed + list(chain.from_iterable(kept))


def unrolled_recursively(T, tied):
    if T == 0:
        return ()
    n = "" if tied else T
    fed, kept = (f"a{T}", "mul", f"A{n}", f"x{T}"), (f"b{T}", "mul", f"B{n}", f"h{T - 1}")
    return (*unrolled_recursively(T - 1, tied), fed, kept, (f"h{T}", "add", f"a{T}", f"b{T}"))


Step = namedtuple("Step", "name operation left right")


def unrolled_generated(T, tied):
    def steps():
        for t in range(T):
            number = np.str_("" if tied else t + 1)
            yield Step(f"m{t}", "mul", "A" + number, f"x{t + 1}")
            yield Step(f"n{t}", "mul", f"h{t}", "B" + number)
            yield Step(f"h{t + 1}", "add", f"m{t}", f"n{t}")
    return list(steps())


def unrolled_with_numbers(T, tied):
    """The first step with one more step in between."""
    rest = list(unrolled_recursively(T, tied))
    name, operation, left, right = rest[0]
    return [("first", operation, left, right), (name, "mul", "first", 1.0), *rest[1:]]


# --- bptt_by_tying ---------------------------------------------------------------------------------------------------


def tying_stacked(X, Y, W_hx, W_hh, W_qh, h0):
    """One array of copies."""
    def loss(stack):
        h, outputs = h0, []
        for t in range(len(X)):
            h = np.tanh(W_hx.dot(X[t]) + stack[t].dot(h))
            outputs.append(W_qh.dot(h))
        return np.sum((np.stack(outputs) - Y) ** 2)
    parts = autodiff.grad(loss)(np.stack([W_hh] * len(X)))
    return parts, parts.sum(axis=0)


def tying_one_by_one(X, Y, W_hx, W_hh, W_qh, h0):
    """A gradient for each copy, with the others held."""
    def loss_of(moved):
        def loss(W):
            h, total = h0, 0.0
            for t, (x, y) in enumerate(zip(X, Y, strict=True)):
                h = np.tanh(np.matmul(W_hx, x) + np.matmul(W if t == moved else W_hh, h))
                r = np.matmul(W_qh, h) - y
                total += r @ r
            return total
        return loss
    parts = [autodiff.grad(loss_of(t))(W_hh) for t in range(len(X))]
    return Pair(tuple(parts), reduce(np.add, parts))


def tying_reduced(X, Y, W_hx, W_hh, W_qh, h0):
    def loss(*Ws):
        def step(state, given):
            h, total = state
            x, y, W = given
            h = np.tanh(W @ h + W_hx @ x)
            return h, total + np.square(W_qh @ h - y).sum()
        return reduce(step, zip(X, Y, Ws, strict=True), (h0, 0))[1]
    parts = autodiff.grad(loss, tuple(range(len(X))))(*(W_hh for _ in X))
    return deque(parts), np.sum(parts, axis=0)


def tying_recursively(X, Y, W_hx, W_hh, W_qh, h0):
    def loss(t, h, Ws):
        if t == len(X):
            return 0.0
        h = np.tanh(W_hx @ X[t] + Ws[t] @ h)
        return np.sum((W_qh @ h - Y[t]) ** 2) + loss(t + 1, h, Ws)
    parts = autodiff.grad(lambda *Ws: loss(0, h0, Ws), tuple(range(len(X))))(*[W_hh] * len(X))
    return [part.tolist() for part in parts], sum(parts).tolist()


class Tying:
    """The state in an attribute, the loss over all outputs at the end."""

    def __call__(self, X, Y, W_hx, W_hh, W_qh, h0):
        self.net = X, Y, W_hx, W_qh, h0
        places = list(range(len(X)))
        parts = autodiff.grad(self.loss, tuple(places))(*[W_hh.copy() for _ in places])
        return parts, sum(parts[1:], parts[0])

    def loss(self, *copies):
        X, Y, W_hx, W_qh, self.h = self.net
        hs = [self.next(W_hx @ x + W @ self.h) for x, W in zip(X, copies, strict=True)]
        return sum(((W_qh @ h - y) ** 2).sum() for h, y in zip(hs, Y, strict=True))

    def next(self, z):
        self.h = np.tanh(z)
        return self.h


def tying_by_hand(X, Y, W_hx, W_hh, W_qh, h0):
    """No engine at all."""
    hs = [h0]
    for x in X:
        hs.append(np.tanh(W_hx @ x + W_hh @ hs[-1]))
    parts, back = deque(), np.zeros_like(h0)
    for t in reversed(range(len(X))):
        z_bar = (1 - hs[t + 1] ** 2) * (2 * (W_qh @ hs[t + 1] - Y[t]) @ W_qh + back)
        parts.appendleft(np.outer(z_bar, hs[t]))
        back = z_bar @ W_hh
    return parts, sum(parts)


# --- bptt ------------------------------------------------------------------------------------------------------------


def sweep_in_arrays(X, Y, W_hx, W_hh, W_qh, h0, f, df, scale):
    """Slopes of all steps at once by np.vectorize, sums as matrix products."""
    sums, states, outputs = rnn.run_network(X, W_hx, W_hh, W_qh, h0, f)
    o_bar, slopes, z_bar = 2 * scale * (outputs - Y), np.vectorize(df, otypes=[float])(sums), np.zeros(sums.shape)
    back = np.zeros(len(h0))
    for t in reversed(range(len(X))):
        z_bar[t] = slopes[t] * (o_bar[t] @ W_qh + back)
        back = z_bar[t] @ W_hh
    return z_bar.T @ X, z_bar.T @ states[:-1], o_bar.T @ states[1:], back


def sweep_with_looking_at_types(X, Y, W_hx, W_hh, W_qh, h0, f, df, scale):
    """np.vectorize at every step, which makes one more call each time; its own run."""
    F, dF, hs, ss = np.vectorize(f), np.vectorize(df), [h0], []
    for x in X:
        z = W_hx @ x + W_hh @ hs[-1]
        hs.append(F(z))
        ss.append(dF(z))
    gx, gh, gq, b = W_hx * 0, W_hh * 0, W_qh * 0, h0 * 0
    for x, y, old, new, s in zip(X[::-1], Y[::-1], hs[-2::-1], hs[::-1], ss[::-1], strict=False):
        o = (W_qh @ new - y) * scale * 2
        z = s * (W_qh.T @ o + b)
        gx, gh, gq, b = gx + z[:, None] * x, gh + z[:, None] * old, gq + o[:, None] * new, W_hh.T @ z
    return [gx, gh, gq, b]


def sweep_in_numbers(X, Y, W_hx, W_hh, W_qh, h0, f, df, scale):
    n, d, q, hs, slopes = len(h0), len(X[0]), len(W_qh), [list(map(float, h0))], []
    for x in X:
        zs = [sum(W_hx[i, j] * x[j] for j in range(d)) + sum(W_hh[i, j] * hs[-1][j] for j in range(n))
              for i in range(n)]
        hs.append([f(z) for z in zs])
        slopes.append([df(z) for z in zs])
    gx, gh, gq = [[0.0] * d for _ in range(n)], [[0.0] * n for _ in range(n)], [[0.0] * n for _ in range(q)]
    back = [0.0] * n
    for t in range(len(X), 0, -1):
        ob = [2 * scale * (sum(W_qh[k, i] * hs[t][i] for i in range(n)) - Y[t - 1, k]) for k in range(q)]
        zb = [slopes[t - 1][i] * (back[i] + sum(W_qh[k, i] * ob[k] for k in range(q))) for i in range(n)]
        for i in range(n):
            for j in range(d):
                gx[i][j] += zb[i] * X[t - 1, j]
            for j in range(n):
                gh[i][j] += zb[i] * hs[t - 1][j]
            for k in range(q):
                gq[k][i] += ob[k] * hs[t][i]
        back = [sum(W_hh[j, i] * zb[j] for j in range(n)) for i in range(n)]
    return gx, gh, gq, back


def sweep_recursively(X, Y, W_hx, W_hh, W_qh, h0, f, df, scale):
    """A stack of closures, each of which takes one step back."""
    gradients = [np.zeros_like(W) for W in (W_hx, W_hh, W_qh)]

    def step(x, y, old):
        z = W_hx @ x + W_hh @ old
        new, slope = (np.array([g(u) for u in z]) for g in (f, df))

        def back(bar):
            o_bar = 2 * scale * (W_qh @ new - y)
            z_bar = slope * (bar + W_qh.T @ o_bar)
            for total, share in zip(gradients, (np.outer(z_bar, x), np.outer(z_bar, old), np.outer(o_bar, new)),
                                    strict=True):
                total += share
            return W_hh.T @ z_bar
        return new, back

    h, backs = h0, []
    for x, y in zip(X, Y, strict=True):
        h, back = step(x, y, h)
        backs.append(back)
    bar = np.zeros(len(h0))
    while backs:
        bar = backs.pop()(bar)
    return (*gradients, bar)


class Sweep:
    """Keeps what it needs on a tape; gives a named tuple."""

    def __call__(self, X, Y, W_hx, W_hh, W_qh, h0, f, df, scale):
        run = rnn.run_network(X, W_hx, W_hh, W_qh, h0, f)
        total, back = Gradients(*map(np.zeros_like, (W_hx, W_hh, W_qh, h0))), np.zeros_like(h0)
        tape = list(zip(X, Y, run.sums, run.states[:-1], run.states[1:], run.outputs, strict=True))
        while tape:
            x, y, z, old, new, o = tape.pop()
            o_bar = (o - y) * 2.0 * scale
            z_bar = (back + o_bar @ W_qh) * [df(u) for u in z]
            back = z_bar @ W_hh
            shares = Gradients(np.outer(z_bar, x), np.outer(z_bar, old), np.outer(o_bar, new), 0.0)
            total = Gradients(*(a + b for a, b in zip(total, shares, strict=True)))
        return total._replace(h0=back)

    def forward(self, X, Y, W_hx, W_hh, W_qh, h0, f, df, scale):
        """No sweep back: all tangents carried along, for all the weights."""
        d, n = len(X[0]), len(h0)
        h, dh = h0, np.hstack([np.zeros((n, n * d + n * n)), np.eye(n)])
        by_state, gq = np.zeros(dh.shape[1]), np.zeros_like(W_qh)
        for x, y in zip(X, Y, strict=True):
            z, here = W_hx @ x + W_hh @ h, np.kron(np.eye(n), np.concatenate([x, h]))
            here = np.hstack([np.kron(np.eye(n), x), np.kron(np.eye(n), h), np.zeros((n, n))])
            h, dh = np.array([f(u) for u in z]), np.array([df(u) for u in z])[:, None] * (here + W_hh @ dh)
            o_bar = 2 * scale * (W_qh @ h - y)
            by_state, gq = by_state + o_bar @ W_qh @ dh, gq + np.outer(o_bar, h)
        gx, gh, g0 = np.split(by_state, [n * d, n * d + n * n])
        return gx.reshape(n, d), gh.reshape(n, n), gq, g0


# --- dL_dh_closed ----------------------------------------------------------------------------------------------------


def terms_by_steps(t, O_bar, W_hh, W_qh):
    """A power more for each."""
    power, terms = np.eye(len(W_hh)), []
    for bar in O_bar[t - 1:]:
        terms.append((W_qh @ power).T @ bar)
        power = power @ W_hh
    return np.array(terms)


def terms_as_rows(t, O_bar, W_hh, W_qh):
    return tuple(row @ W_qh @ np.linalg.matrix_power(W_hh, k) for k, row in enumerate(O_bar[t - 1:]))


def terms_one_by_one(t, O_bar, W_hh, W_qh):
    terms = []
    for j in range(t - 1, len(O_bar)):
        bar = W_qh.T.dot(O_bar[j])
        for _ in range(j - t + 1):
            bar = W_hh.T.dot(bar)
        terms.append(bar.tolist())
    return terms


def terms_back_to_front(t, O_bar, W_hh, W_qh):
    """From the last loss on, each step takes all that are on their way one state further."""
    on_the_way = deque()
    for j in range(len(O_bar), t - 1, -1):
        on_the_way = deque(W_hh.T @ bar for bar in on_the_way)
        on_the_way.appendleft(W_qh.T @ O_bar[j - 1])
    return on_the_way


class Terms(UserList):
    """A list of its own kind."""

    def __call__(self, t, O_bar, W_hh, W_qh):
        return Terms(reduce(np.matmul, [W_hh.T] * k, np.eye(len(W_hh))) @ (W_qh.T @ O_bar[t + k - 1])
                     for k in range(len(O_bar) - t + 1))


# --- partial_and_total -----------------------------------------------------------------------------------------------


def totals_in_arrays(w, xs, h0, f, df):
    h, partials, totals = h0, np.zeros(len(xs)), np.zeros(len(xs) + 1)
    for t, x in enumerate(xs):
        s = df(w * h + x)
        partials[t], totals[t + 1], h = s * h, s * (h + w * totals[t]), f(w * h + x)
    return partials, totals[1:]


def totals_accumulated(w, xs, h0, f, df):
    hs = list(accumulate(xs, lambda h, x: f(w * h + x), initial=h0))
    slopes = [df(w * h + x) for h, x in zip(hs, xs, strict=False)]
    held = [s * h for s, h in zip(slopes, hs, strict=False)]
    moved = accumulate(zip(held, slopes, strict=True), lambda a, pair: pair[0] + pair[1] * w * a, initial=0.0)
    return Pair(tuple(held), tuple(moved)[1:])


def totals_recursively(w, xs, h0, f, df):
    def step(t):
        if t == 0:
            return h0, 0.0, [], []
        h, a, held, moved = step(t - 1)
        z = w * h + xs[t - 1]
        slope = df(z)
        a = slope * h + slope * w * a
        return f(z), a, [*held, slope * h], [*moved, a]
    return step(len(xs))[2:]


def totals_written_out(w, xs, h0, f, df):
    """The closed form, from factors kept."""
    h, b, c = h0, [], []
    for x in xs:
        s = df(np.float64(w * h + x))
        b.append(s * h)
        c.append(s * w)
        h = f(w * h + x)
    return b, [math.fsum(math.prod(c[i + 1:t + 1]) * b[i] for i in range(t + 1)) for t in range(len(b))]


class Neuron:
    """State and derivative in attributes."""

    def __call__(self, w, xs, h0, f, df):
        self.h, self.dh, self.w, self.f, self.df = h0, 0, w, f, df
        return [list(column) for column in zip(*map(self.step, xs), strict=True)]

    def step(self, x):
        z = self.w * self.h + x
        slope = self.df(z)
        held = slope * self.h
        self.h, self.dh = self.f(z), held + slope * self.w * self.dh
        return held, self.dh


# --- a_closed --------------------------------------------------------------------------------------------------------


def closed_by_suffixes(b, c, a0):
    products = [1.0]
    for factor in reversed(c):
        products.append(products[-1] * factor)
    return [term * product for term, product in zip([a0, *b], reversed(products), strict=True)]


def closed_in_arrays(b, c, a0):
    return np.append(np.cumprod(c[::-1])[::-1], 1.0) * np.concatenate([[a0], b])


def closed_by_steps(b, c, a0):
    """Everything so far meets the next factor."""
    terms = (a0,)
    for b_t, c_t in zip(b, c, strict=True):
        terms = (*(c_t * term for term in terms), b_t)
    return terms


def closed_recursively(b, c, a0):
    return [a0] if not b else [*(c[-1] * term for term in closed_recursively(b[:-1], c[:-1], a0)), b[-1]]


class Closed:
    """A product for each."""

    def __call__(self, b, c, a0):
        return deque([math.prod(c) * a0, *(self.way(c, i) * b[i - 1] for i in range(1, len(b) + 1))])

    def way(self, c, i):
        return math.prod(c[j - 1] for j in range(i + 1, len(c) + 1))


# --- rtrl_step -------------------------------------------------------------------------------------------------------


def rtrl_by_weights(h, S, x, y, W_hx, W_hh, W_qh, f, df):
    """A column for every weight."""
    n = len(h)
    z = W_hx @ x + W_hh @ h
    new, slopes = np.array([f(u) for u in z]), np.array([df(u) for u in z])
    S_new, gradient = np.empty((n, n, n)), np.empty((n, n))
    h_bar = 2 * (W_qh @ new - y) @ W_qh
    for j in range(n):
        for k in range(n):
            e = np.zeros(n)
            e[j] = h[k]
            S_new[:, j, k] = slopes * (e + W_hh @ S[:, j, k])
            gradient[j, k] = h_bar @ S_new[:, j, k]
    return new, S_new, gradient


def rtrl_in_einsum(h, S, x, y, W_hx, W_hh, W_qh, f, df):
    z = W_hx.dot(x) + W_hh.dot(h)
    new = np.vectorize(f)(z)
    S = np.einsum("i,ijk->ijk", np.vectorize(df)(z), np.einsum("ij,k->ijk", np.eye(len(h)), h)
                  + np.einsum("im,mjk->ijk", W_hh, S))
    return Next(new, S, np.einsum("q,qi,ijk->jk", 2 * (W_qh.dot(new) - y), W_qh, S))


def rtrl_as_matrix(h, S, x, y, W_hx, W_hh, W_qh, f, df):
    """S with the weights in one axis."""
    n, z = len(h), W_hx @ x + W_hh @ h
    moved = W_hh @ S.reshape(n, n * n) + np.kron(np.eye(n), h)
    moved *= np.array(list(map(df, z)))[:, np.newaxis]
    new = np.array(list(map(f, z)))
    return [new, moved.reshape(n, n, n), ((W_qh @ new - y) * 2 @ W_qh @ moved).reshape(n, n)]


def rtrl_in_numbers(h, S, x, y, W_hx, W_hh, W_qh, f, df):
    R = range(len(h))
    z = [sum(a * b for a, b in zip(W_hx[i], x, strict=True)) + sum(W_hh[i][m] * h[m] for m in R) for i in R]
    new, s = [f(u) for u in z], [df(u) for u in z]
    o = [2 * (sum(row[i] * new[i] for i in R) - target) for row, target in zip(W_qh, y, strict=True)]
    bar = [sum(row[i] * o_q for row, o_q in zip(W_qh, o, strict=True)) for i in R]
    S = [[[s[i] * ((i == j) * h[k] + sum(W_hh[i][m] * S[m][j][k] for m in R)) for k in R] for j in R] for i in R]
    return new, S, [[sum(bar[i] * S[i][j][k] for i in R) for k in R] for j in R]


class Learner:
    """In place, on copies."""

    def __call__(self, h, S, x, y, W_hx, W_hh, W_qh, f, df):
        z, moved = W_hh @ h + W_hx @ x, np.tensordot(W_hh, S, axes=1)
        for i, row in enumerate(moved):
            row[i] += h
            row *= df(z[i])
        new = np.array([f(u) for u in z])
        return new, moved, sum(bar * row for bar, row in zip(W_qh.T @ (2 * (W_qh @ new - y)), moved, strict=True))


RIGHT = [
    ("rnn_forward", "one array, np.vectorize", forward_in_one_array),
    ("rnn_forward", "numbers in lists", forward_in_numbers),
    ("rnn_forward", "accumulated, named tuple", forward_accumulated),
    ("rnn_forward", "recursive", forward_recursively),
    ("rnn_forward", "a callable, deques", Forward()),
    ("rnn_forward", "a method, rows", Forward().rows),
    ("rnn_forward", "a partial", partial(lambda two, *args: forward_in_one_array(*args)[:two], 2)),
    ("time_guess", "a whole number", 6),
    ("time_guess", "a float", 6.0),
    ("time_guess", "a NumPy integer", np.int64(6)),
    ("time_guess", "a fraction", Fraction(6)),
    ("time_guess", "a sum", 1 + 2 + 3),
    ("time_guess", "a decimal", Decimal(6)),
    ("unrolled", "lists of lists", unrolled_by_steps),
    ("unrolled", "inputs first", unrolled_in_two_rows),
    ("unrolled", "recursive, tuples", unrolled_recursively),
    ("unrolled", "generated, named tuples", unrolled_generated),
    ("unrolled", "with a number", unrolled_with_numbers),
    ("bptt_by_tying", "one array of copies", tying_stacked),
    ("bptt_by_tying", "one copy at a time", tying_one_by_one),
    ("bptt_by_tying", "reduced, a deque", tying_reduced),
    ("bptt_by_tying", "recursive, lists", tying_recursively),
    ("bptt_by_tying", "a callable", Tying()),
    ("bptt_by_tying", "by hand", tying_by_hand),
    ("adjoint_guess", "a whole number", 19),
    ("adjoint_guess", "a float", 19.0),
    ("adjoint_guess", "a sum", 2 * 4 + 0.5 * 22),
    ("adjoint_guess", "a fraction", Fraction(38, 2)),
    ("adjoint_guess", "an array", np.array([19.0])[0]),
    ("adjoint_guess", "a decimal", Decimal(19)),
    ("bptt", "arrays", sweep_in_arrays),
    ("bptt", "np.vectorize at every step", sweep_with_looking_at_types),
    ("bptt", "numbers in lists", sweep_in_numbers),
    ("bptt", "closures on a stack", sweep_recursively),
    ("bptt", "a callable, named tuple", Sweep()),
    ("bptt", "forward, all tangents", Sweep().forward),
    ("bptt", "a partial", partial(lambda form, *args: form(sweep_in_arrays(*args)), deque)),
    ("dL_dh_closed", "a power more each time, array", terms_by_steps),
    ("dL_dh_closed", "rows, a tuple", terms_as_rows),
    ("dL_dh_closed", "step by step, lists", terms_one_by_one),
    ("dL_dh_closed", "back to front, a deque", terms_back_to_front),
    ("dL_dh_closed", "a callable, its own list", Terms()),
    ("partial_and_total", "arrays", totals_in_arrays),
    ("partial_and_total", "accumulated, named tuple", totals_accumulated),
    ("partial_and_total", "recursive", totals_recursively),
    ("partial_and_total", "written out", totals_written_out),
    ("partial_and_total", "a callable, a list of two", Neuron()),
    ("a_closed", "products from the end", closed_by_suffixes),
    ("a_closed", "an array", closed_in_arrays),
    ("a_closed", "step by step, a tuple", closed_by_steps),
    ("a_closed", "recursive", closed_recursively),
    ("a_closed", "a callable, a deque", Closed()),
    ("memory_guess", "a whole number", 1_000_000),
    ("memory_guess", "a power", 100**3),
    ("memory_guess", "a float", 1e6),
    ("memory_guess", "a NumPy integer", np.prod([100, 100, 100])),
    ("memory_guess", "a fraction", Fraction(10**6)),
    ("rtrl_step", "weight by weight", rtrl_by_weights),
    ("rtrl_step", "einsum, named tuple", rtrl_in_einsum),
    ("rtrl_step", "a matrix, a list", rtrl_as_matrix),
    ("rtrl_step", "numbers in lists", rtrl_in_numbers),
    ("rtrl_step", "a callable", Learner()),
    ("rtrl_step", "a method", Learner().__call__),
]
