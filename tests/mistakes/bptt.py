"""Known wrong answers to bptt: (exercise, recognised mistake or "", answer)."""
import numpy as np


def each(f, z):
    return np.array([f(number) for number in z])


def forward(X, W_hx, W_hh, W_qh, h0, f, carry=True, activated=False, bare=False):
    states, start = [h0], h0
    for x in X:
        z = W_hx @ x + W_hh @ start
        states.append(each(f, z))
        start = z if bare else states[-1] if carry else h0
    states = np.array(states)
    outputs = np.array([W_qh @ h for h in states[1:]])
    return states, np.array([each(f, o) for o in outputs]) if activated else outputs


def stale(X, W_hx, W_hh, W_qh, h0, f):
    states, _ = forward(X, W_hx, W_hh, W_qh, h0, f)
    return states, np.array([W_qh @ h for h in states[:-1]])


def program(T, tied, own=False, name=lambda letter, t, tied: letter if tied else f"{letter}{t}"):
    steps = []
    for t in range(1, T + 1):
        steps += [(f"u{t}", "mul", f"x{t}", name("A", t, tied)),
                  (f"w{t}", "mul", "h0" if own else f"h{t - 1}", name("B", t, tied)),
                  (f"h{t}", "add", f"w{t}", f"u{t}")]
    return steps


def sweep(X, Y, W_hx, W_hh, W_qh, h0, f, df, scale, slope=None, carry=True, M=np.transpose, meets=-1, read=0, two=2,
          last=False, first=False, divide=1, inside=True, passed=True, own=True, add=True):
    states, outputs = forward(X, W_hx, W_hh, W_qh, h0, f)
    gx, gh, gq, back = 0 * W_hx, 0 * W_hh, 0 * W_qh, 0 * h0
    for t in range(len(X), 0, -1):
        z = W_hx @ X[t - 1] + W_hh @ states[t - 1]
        ob = two * scale * (outputs[t - 1] - Y[t - 1]) * (not last or t == len(X))
        hb = W_qh.T @ ob * (own or t == len(X)) + carry * back
        zb = (slope(df, states, t) if slope else each(df, z)) * hb
        met = zb if inside else hb
        gx, gh, gq = (np.outer(bar, value) + add * so_far for bar, value, so_far in (
            (met, X[t - 1], gx), (met, states[t + meets], gh), (ob, states[t + read], gq)))
        back = M(W_hh) @ (zb if passed else hb)
    return tuple(part / divide for part in (gx, gh, gq, zb if first else back))


def wrong(**how):
    return lambda *args: sweep(*args, **how)


def by_differences(X, Y, W_hx, W_hh, W_qh, h0, f, df, scale):
    """Five points for every weight: right to ten digits, and hundreds of runs."""
    def loss(*weights):
        return scale * np.sum((forward(X, *weights, f)[1] - Y) ** 2)

    weights = [np.array(w) for w in (W_hx, W_hh, W_qh, h0)]
    found = [np.zeros_like(w) for w in weights]
    for place, w in enumerate(weights):
        for at in np.ndindex(w.shape):
            def moved(by, w=w, at=at):
                old, w[at] = w[at], w[at] + by
                value = loss(*weights)
                w[at] = old
                return value
            e = 2e-3
            found[place][at] = (45 * (moved(e) - moved(-e)) - 9 * (moved(2 * e) - moved(-2 * e))
                                + moved(3 * e) - moved(-3 * e)) / (60 * e)
    return found


def each_loss(X, Y, W_hx, W_hh, W_qh, h0, f, df, scale):
    """A sweep for every loss."""
    states, outputs = forward(X, W_hx, W_hh, W_qh, h0, f)
    slopes = [each(df, W_hx @ x + W_hh @ h) for x, h in zip(X, states, strict=False)]
    gx, gh, gq, g0 = 0 * W_hx, 0 * W_hh, 0 * W_qh, 0 * h0
    for j in range(len(X), 0, -1):
        ob = 2 * scale * (outputs[j - 1] - Y[j - 1])
        gq = gq + np.outer(ob, states[j])
        hb = W_qh.T @ ob
        for t in range(j, 0, -1):
            zb = slopes[t - 1] * hb
            gx = gx + np.outer(zb, X[t - 1])
            gh = gh + np.outer(zb, states[t - 1])
            hb = W_hh.T @ zb
        g0 = g0 + hb
    return gx, gh, gq, g0


def copies(X, Y, W_hx, W_hh, W_qh, h0, last=False):
    """The copies of W_hh, one sweep each: the share of step i is a run in which only this copy is moved."""
    states, outputs = forward(X, W_hx, W_hh, W_qh, h0, np.tanh)
    shares, back = [], 0 * h0
    for t in range(len(X), 0, -1):
        hb = 2 * W_qh.T @ (outputs[t - 1] - Y[t - 1]) * (not last or t == len(X)) + back
        zb = (1 - states[t] ** 2) * hb
        shares.insert(0, np.outer(zb, states[t - 1]))
        back = W_hh.T @ zb
    return shares


def by_loss(*net):
    """What the loss of each step alone sends to W_hh: the sums so far, less those before."""
    so_far = [sum(copies(*(a[:t] for a in net[:2]), *net[2:])) for t in range(1, len(net[0]) + 1)]
    return [b - a for a, b in zip([0.0, *so_far], so_far, strict=False)], so_far[-1]


def written_into(X, Y, W_hx, W_hh, W_qh, h0):
    H = np.zeros((len(X) + 1, len(h0)))
    from course import autodiff

    def untied(*each_W):
        H[0], total = h0, 0.0
        for t, W in enumerate(each_W):
            H[t + 1] = np.tanh(W_hx @ X[t] + W @ H[t])
            total = total + np.sum((W_qh @ H[t + 1] - Y[t]) ** 2)
        return total
    parts = autodiff.grad(untied, tuple(range(len(X))))(*[W_hh] * len(X))
    return list(parts), sum(parts)


def powers(t, O_bar, W_hh, W_qh, shift=0, M=np.transpose, pair=lambda j, t, T: j, power=np.linalg.matrix_power):
    T = len(O_bar)
    return [power(M(W_hh), j - t + shift) @ W_qh.T @ O_bar[pair(j, t, T) - 1] for j in range(t, T + 1)]


def derivatives(w, xs, h0, f, df, slope=True, way=True, factor=True, at_state=False):
    h, total, partials, totals = h0, 0.0, [], []
    for x in xs:
        z = w * h + x
        s = df(f(z) if at_state else z) if slope else 1.0
        total = s * h + (s if way else 1.0) * (w if factor else 1.0) * total
        partials.append(s * h)
        totals.append(total)
        h = f(z)
    return partials, totals


def held(w, xs, h, f, df, slope=0, state=1):
    """This step's share with h_{t−1} alone or the slope alone: (slope of f)**slope * h**state."""
    partials, totals, total = [], [], 0.0
    for x in xs:
        s = df(w * h + x)
        partials.append(s**slope * h**state)
        total = partials[-1] + s * w * total
        totals.append(total)
        h = f(w * h + x)
    return partials, totals


def from_the_start(w, xs, h0, f, df):
    """Every total derivative by a run of its own."""
    found = [derivatives(w, xs[:t], h0, f, df) for t in range(1, len(xs) + 1)]
    return [pair[0][-1] for pair in found], [pair[1][-1] for pair in found]


def closed(b, c, a0, start=1, factors=True, zero=True, bare=False):
    way = [np.prod(c[i + start:]) if factors else 1.0 for i in range(len(b))]
    first = [a0 * (np.prod(c) if factors and not bare else 1.0)] * zero
    return [*first, *(term * factor for term, factor in zip(b, way, strict=True))]


def renewed_too_early(w, xs, h, f, df):
    partials, totals, total = [], [], 0.0
    for x in xs:
        h = f(w * h + x)
        total = df(w * h + x) * (h + w * total)
        partials.append(df(w * h + x) * h)
        totals.append(total)
    return partials, totals


def with_axes(h, S, x, y, W_hx, W_hh, W_qh, f, df, column=False, matmul=False, bare=False):
    z, direct = W_hx @ x + W_hh @ h, np.zeros_like(S)
    for i in range(len(h)):
        direct[i, :, i] = h * column
        direct[i, i] += h * (not column)
    moved = direct + (W_hh @ S if matmul else np.tensordot(W_hh, S, 1))
    S_new, state = (each(df, z) if bare else each(df, z)[:, None, None]) * moved, each(f, z)
    return state, S_new, np.tensordot(W_qh.T @ (2 * (W_qh @ state - y)), S_new, 1)


def step(h, S, x, y, W_hx, W_hh, W_qh, f, df, carry=True, here=True, new=False, late=False, slope=True, both=True,
         at_state=False, M=np.array, axes=(0, 1, 2), two=2, first=True, read=lambda old, new: new):
    n, z = len(h), W_hx @ x + W_hh @ h
    state = each(f, z)
    direct = np.zeros((n, n, n))
    for i in range(n):
        direct[i, i] = (state if new else h) * here
    s = each(df, state if at_state else z) if slope else np.ones(n)
    before = carry * np.einsum("il,ljk->ijk", M(W_hh), S)
    S_new = (s if first else np.ones(n))[:, None, None] * direct + (s if both else np.ones(n))[:, None, None] * before
    gradient = np.einsum("i,ijk->jk", two * W_qh.T @ (W_qh @ read(h, state) - y), S if late else S_new)
    return state, np.transpose(S_new, axes), gradient


def slip(**how):
    return lambda *args: step(*args, **how)


WRONG = [
    ("rnn_forward", "first state left out", lambda *a: (forward(*a)[0][1:], forward(*a)[1])),
    ("rnn_forward", "state not carried on", lambda *a: forward(*a, carry=False)),
    ("rnn_forward", "the sum carried on", lambda *a: forward(*a, bare=True)),
    ("rnn_forward", "outputs of the earlier state", stale),
    ("rnn_forward", "activation on the output", lambda *a: forward(*a, activated=True)),
    ("rnn_forward", "activation left out", lambda *a: forward(*a[:-1], lambda z: z)),
    ("rnn_forward", "W_hh transposed", lambda X, A, B, C, h0, f: forward(X, A, B.T, C, h0, f)),
    ("rnn_forward", "tanh in place of f", lambda *a: forward(*a[:-1], np.tanh)),
    ("rnn_forward", "", lambda *a: forward(*a)[0]),
    ("rnn_forward", "", lambda X, A, B, C, h0, f: f(A @ X[0] + B @ h0)),
    ("time_guess", "the first loss only", 1),
    ("time_guess", "one path a loss", 3),
    ("time_guess", "doubled at every step", 7),
    ("time_guess", "every step into every loss", 9),
    ("time_guess", "", 5),
    ("unrolled", "one weight for all steps", lambda T, tied: program(T, True)),
    ("unrolled", "copies although tied", lambda T, tied: program(T, False)),
    ("unrolled", "each step from h0", lambda T, tied: program(T, tied, own=True)),
    ("unrolled", "", lambda T, tied: program(T, tied)[:-1]),
    ("unrolled", "", lambda T, tied: program(T, tied, name=lambda letter, t, tied: f"{letter}{'' if tied else t - 1}")),
    ("unrolled", "", lambda T, tied: [step[0] for step in program(T, tied)]),
    ("bptt_by_tying", "one number for all copies", lambda *a: ([sum(copies(*a))] * len(a[0]), sum(copies(*a)))),
    ("bptt_by_tying", "mean over the copies", lambda *a: (copies(*a), sum(copies(*a)) / len(a[0]))),
    ("bptt_by_tying", "the last loss only", lambda *a: (copies(*a, last=True), sum(copies(*a, last=True)))),
    ("bptt_by_tying", "sorted by loss, not by copy", by_loss),
    ("bptt_by_tying", "copies in reverse order", lambda *a: (copies(*a)[::-1], sum(copies(*a)))),
    ("bptt_by_tying", "the first copy only", lambda *a: (list(copies(*a)[0]), sum(copies(*a)[0]))),
    ("bptt_by_tying", "", lambda *a: sum(copies(*a))),
    ("bptt_by_tying", "", written_into),
    ("adjoint_guess", "own output only", 8),
    ("adjoint_guess", "the next state only", 11),
    ("adjoint_guess", "nothing lost on the way", 30),
    ("adjoint_guess", "adjoint of the output", 15),
    ("adjoint_guess", "adjoint of the next state", 22),
    ("adjoint_guess", "adjoint of the own output", 4),
    ("adjoint_guess", "", 26),
    ("bptt", "the wrong way round", wrong(two=-2)),
    ("bptt", "slope of the activation left out", wrong(slope=lambda df, states, t: 1.0)),
    ("bptt", "slope taken at the state", wrong(slope=lambda df, states, t: each(df, states[t]))),
    ("bptt", "slope taken at the state before", wrong(slope=lambda df, states, t: each(df, states[t - 1]))),
    ("bptt", "slope of the step before", lambda *a: sweep(*a, slope=lambda df, states, t: each(
        df, a[2] @ a[0][t - 2] + a[3] @ states[t - 2 if t > 1 else -2]))),
    ("bptt", "outer product turned", lambda *a: tuple(g.T if i == 1 else g for i, g in enumerate(sweep(*a)))),
    ("bptt", "the slope of tanh", wrong(slope=lambda df, states, t: 1 - states[t] ** 2)),
    ("bptt", "the last loss only", wrong(last=True)),
    ("bptt", "nothing passed to the step before", wrong(carry=False)),
    ("bptt", "W_hh not transposed", wrong(M=np.array)),
    ("bptt", "adjoint of h_t passed back", wrong(passed=False)),
    ("bptt", "h_t in place of h_{t−1}", wrong(meets=0)),
    ("bptt", "h_{t−1} at the output", wrong(read=-1)),
    ("bptt", "overwritten, not added", wrong(add=False)),
    ("bptt", "scale left out", lambda *a: sweep(*a[:-1], 1.0)),
    ("bptt", "mean over time", lambda *a: sweep(*a, divide=len(a[0]))),
    ("bptt", "factor 2 left out", wrong(two=1)),
    ("bptt", "adjoint of h_0 one link short", wrong(first=True)),
    ("bptt", "adjoint of h_t in place of z_t", wrong(inside=False)),
    ("bptt", "own output forgotten", wrong(own=False)),
    ("bptt", "another order", lambda *a: sweep(*a)[::-1]),
    ("bptt", "run again and again", by_differences),
    ("bptt", "a sweep for every loss", each_loss),
    ("bptt", "", lambda *a: sweep(*a)[:3]),
    ("bptt", "", lambda *a: sum(part.sum() for part in sweep(*a))),
    ("bptt", "", wrong(slope=lambda df, states, t: df(states[t]))),
    ("dL_dh_closed", "the sum of the terms", lambda *a: sum(powers(*a))),
    ("dL_dh_closed", "one power off", lambda *a: powers(*a, shift=1)),
    ("dL_dh_closed", "power and loss paired the wrong way", lambda *a: powers(*a, pair=lambda j, t, T: T + t - j)),
    ("dL_dh_closed", "powers not transposed", lambda *a: powers(*a, M=np.array)),
    ("dL_dh_closed", "each entry to the power", lambda *a: powers(*a, power=np.power)),
    ("dL_dh_closed", "last loss first", lambda *a: powers(*a)[::-1]),
    ("dL_dh_closed", "one row too far", lambda *a: powers(*a, pair=lambda j, t, T: min(j + 1, T))),
    ("dL_dh_closed", "the first row missed", lambda t, O_bar, W_hh, W_qh: [
        np.linalg.matrix_power(W_hh.T, k) @ W_qh.T @ row for k, row in enumerate(O_bar[t:])]),
    ("dL_dh_closed", "", lambda t, O_bar, W_hh, W_qh: O_bar[t - 1]),
    ("partial_and_total", "partial in place of total", lambda *a: (derivatives(*a)[0],) * 2),
    ("partial_and_total", "total in place of partial", lambda *a: (derivatives(*a)[1],) * 2),
    ("partial_and_total", "slope of f left out", lambda *a: derivatives(*a, slope=False)),
    ("partial_and_total", "slope taken at the state", lambda *a: derivatives(*a, at_state=True)),
    ("partial_and_total", "state renewed too early", renewed_too_early),
    ("partial_and_total", "pair exchanged", lambda *a: derivatives(*a)[::-1]),
    ("partial_and_total", "slope left out on the way", lambda *a: derivatives(*a, way=False)),
    ("partial_and_total", "w left out on the way", lambda *a: derivatives(*a, factor=False)),
    ("partial_and_total", "slope left out of the partial", lambda *a: (held(*a)[0], derivatives(*a)[1])),
    ("partial_and_total", "slope left out of this step", held),
    ("partial_and_total", "h_{t−1} left out of the partial",
     lambda *a: (held(*a, slope=1, state=0)[0], derivatives(*a)[1])),
    ("partial_and_total", "h_{t−1} left out of this step", lambda *a: held(*a, slope=1, state=0)),
    ("partial_and_total", "run again and again", from_the_start),
    ("partial_and_total", "", lambda *a: derivatives(*a)[1]),
    ("a_closed", "a_0 left out", lambda *a: closed(*a, zero=False)),
    ("a_closed", "a_0 not scaled", lambda *a: closed(*a, bare=True)),
    ("a_closed", "one factor too many", lambda *a: closed(*a, start=0)),
    ("a_closed", "factors left out", lambda *a: closed(*a, factors=False)),
    ("a_closed", "the sum of the terms", lambda *a: sum(closed(*a))),
    ("a_closed", "", lambda *a: closed(*a)[::-1]),
    ("memory_guess", "the size of W_hh", 10_000),
    ("memory_guess", "the size of a state", 100),
    ("memory_guess", "", 1000),
    ("rtrl_step", "earlier steps forgotten", slip(carry=False)),
    ("rtrl_step", "this step forgotten", slip(here=False)),
    ("rtrl_step", "new state beside W_hh", slip(new=True)),
    ("rtrl_step", "sensitivity one step late", slip(late=True)),
    ("rtrl_step", "slope of the activation left out", slip(slope=False)),
    ("rtrl_step", "slope on one term only", slip(both=False)),
    ("rtrl_step", "slope on the carried term only", slip(first=False)),
    ("rtrl_step", "output of the old state", slip(read=lambda old, new: old)),
    ("rtrl_step", "slope taken at the state", slip(at_state=True)),
    ("rtrl_step", "W_hh transposed", slip(M=np.transpose)),
    ("rtrl_step", "axes of S exchanged", slip(axes=(1, 2, 0))),
    ("rtrl_step", "W_hh along another axis", lambda *a: with_axes(*a, matmul=True)),
    ("rtrl_step", "slopes along another axis", lambda *a: with_axes(*a, bare=True)),
    ("rtrl_step", "the old state in a column", lambda *a: with_axes(*a, column=True)),
    ("rtrl_step", "factor 2 left out", slip(two=1)),
    ("rtrl_step", "run again and again", lambda *a: [step(*a) for _ in range(4)][-1]),
    ("rtrl_step", "", lambda *a: step(*a)[1:]),
]
