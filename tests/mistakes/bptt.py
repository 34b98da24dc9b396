"""Known wrong answers to bptt: (exercise, recognised mistake or "", answer)."""
import numpy as np


def forward(X, W_hx, W_hh, W_qh, h0, act, carry=True, activated=False):
    f = np.tanh if act == "tanh" else np.array
    states = [h0]
    for x in X:
        states.append(f(W_hx @ x + W_hh @ (states[-1] if carry else h0)))
    states = np.array(states)
    outputs = np.array([W_qh @ h for h in states[1:]])
    return states, f(outputs) if activated else outputs


def stale(X, W_hx, W_hh, W_qh, h0, act):
    states, _ = forward(X, W_hx, W_hh, W_qh, h0, act)
    return states, np.array([W_qh @ h for h in states[:-1]])


def program(T, tied, own=False, name=lambda letter, t, tied: letter if tied else f"{letter}{t}"):
    steps = []
    for t in range(1, T + 1):
        steps += [(f"u{t}", "mul", f"x{t}", name("A", t, tied)),
                  (f"w{t}", "mul", "h0" if own else f"h{t - 1}", name("B", t, tied)),
                  (f"h{t}", "add", f"w{t}", f"u{t}")]
    return steps


def sweep(X, Y, W_hx, W_hh, W_qh, h0, act, scale, slope=None, carry=True, M=np.transpose, meets=-1, two=2, last=False,
          first=False, divide=1, inside=True, own=True):
    states, outputs = forward(X, W_hx, W_hh, W_qh, h0, act)
    slope = slope or ((lambda h: 1 - h**2) if act == "tanh" else np.ones_like)
    gx, gh, gq, back = 0 * W_hx, 0 * W_hh, 0 * W_qh, 0 * h0
    for t in range(len(X), 0, -1):
        ob = two * scale * (outputs[t - 1] - Y[t - 1]) * (not last or t == len(X))
        hb = W_qh.T @ ob * (own or t == len(X)) + carry * back
        zb = slope(states[t]) * hb
        met = zb if inside else hb
        gx, gh, gq = gx + np.outer(met, X[t - 1]), gh + np.outer(met, states[t + meets]), gq + np.outer(ob, states[t])
        back = M(W_hh) @ zb
    return tuple(part / divide for part in (gx, gh, gq, zb if first else back))


def wrong(**how):
    return lambda *args: sweep(*args, **how)


def tanh_slope(act, h, at):
    return np.ones_like(h) if act == "linear" else 1 - at(h) ** 2


def copies(X, Y, W_hx, W_hh, W_qh, h0, last=False):
    """The copies of W_hh, one sweep each: the share of step i is a run in which only this copy is moved."""
    states, outputs = forward(X, W_hx, W_hh, W_qh, h0, "tanh")
    shares, back = [], 0 * h0
    for t in range(len(X), 0, -1):
        hb = 2 * W_qh.T @ (outputs[t - 1] - Y[t - 1]) * (not last or t == len(X)) + back
        zb = (1 - states[t] ** 2) * hb
        shares.insert(0, np.outer(zb, states[t - 1]))
        back = W_hh.T @ zb
    return shares


def by_loss(*net):
    """What the loss of each step alone sends to W_hh: the sums so far, less those before."""
    so_far = forward_mode(*net)
    return [b - a for a, b in zip([0.0, *so_far], so_far, strict=False)], so_far[-1]


def powers(t, O_bar, W_hh, W_qh, shift=0, M=np.transpose, pair=lambda j, t, T: j, only=False):
    T = len(O_bar)
    return sum(np.linalg.matrix_power(M(W_hh), j - t + shift) @ W_qh.T @ O_bar[pair(j, t, T) - 1]
               for j in range(t, (t if only else T) + 1))


def derivatives(w, xs, h0, slope=True, way=True):
    h, total, partials, totals = h0, 0.0, [], []
    for x in xs:
        new = np.tanh(w * h + x)
        s = 1 - new * new if slope else 1.0
        total = s * h + (s if way else 1.0) * w * total
        partials.append(s * h)
        totals.append(total)
        h = new
    return partials, totals


def closed(b, c, a0, start=1, factors=True, own=True, zero=True, bare=False):
    found = []
    for t in range(len(b)):
        way = [np.prod(c[i + start:t + 1]) if factors else 1.0 for i in range(t + 1)]
        first = np.prod(c[:t + 1]) if factors and not bare else 1.0
        found.append(sum(b[i] * way[i] for i in range(t + own)) + zero * first * a0)
    return found


def forward_mode(X, Y, W_hx, W_hh, W_qh, h0, carry=True, late=False, summed=True, mean=False, slope=True):
    n, h, S, total, found = len(h0), h0, np.zeros((len(h0),) * 3), 0.0, []
    for t, (x, y) in enumerate(zip(X, Y, strict=True), 1):
        old, direct = S, np.zeros((n, n, n))
        for i in range(n):
            direct[i, i] = h
        h = np.tanh(W_hx @ x + W_hh @ h)
        S = np.einsum("i,ijk->ijk", 1 - slope * h * h, direct + carry * np.einsum("il,ljk->ijk", W_hh, S))
        share = np.einsum("i,ijk->jk", 2 * W_qh.T @ (W_qh @ h - y), old if late else S)
        total = total + share if summed else share
        found.append(total / t if mean else total)
    return found


WRONG = [
    ("rnn_forward", "first state left out", lambda *a: (forward(*a)[0][1:], forward(*a)[1])),
    ("rnn_forward", "state not carried on", lambda *a: forward(*a, carry=False)),
    ("rnn_forward", "outputs of the earlier state", stale),
    ("rnn_forward", "activation on the output", lambda *a: forward(*a, activated=True)),
    ("rnn_forward", "W_hh transposed", lambda X, A, B, C, h0, act: forward(X, A, B.T, C, h0, act)),
    ("rnn_forward", "tanh in a linear network", lambda *a: forward(*a[:-1], "tanh")),
    ("rnn_forward", "", lambda *a: forward(*a)[0]),
    ("time_guess", "paths to the last state only", 1),
    ("time_guess", "one path a loss", 3),
    ("time_guess", "doubled at every step", 7),
    ("time_guess", "", 9),
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
    ("bptt_by_tying", "", lambda *a: sum(copies(*a))),
    ("bptt", "slope of the activation left out", wrong(slope=np.ones_like)),
    ("bptt", "slope taken at the state", lambda *a: sweep(*a, slope=lambda h: tanh_slope(a[6], h, np.tanh))),
    ("bptt", "the last loss only", wrong(last=True)),
    ("bptt", "nothing passed to the step before", wrong(carry=False)),
    ("bptt", "W_hh not transposed", wrong(M=np.array)),
    ("bptt", "h_t in place of h_{t−1}", wrong(meets=0)),
    ("bptt", "scale left out", lambda *a: sweep(*a[:-1], 1.0)),
    ("bptt", "mean over time", lambda *a: sweep(*a, divide=len(a[0]))),
    ("bptt", "factor 2 left out", wrong(two=1)),
    ("bptt", "adjoint of h_0 one link short", wrong(first=True)),
    ("bptt", "adjoint of h_t in place of z_t", wrong(inside=False)),
    ("bptt", "own output forgotten", wrong(own=False)),
    ("bptt", "slope of tanh in a linear network", lambda *a: sweep(*a, slope=lambda h: 1 - h**2)),
    ("bptt", "", lambda *a: sweep(*a)[:3]),
    ("bptt", "", lambda *a: tuple(-part for part in sweep(*a))),
    ("dL_dh_closed", "own loss only", lambda *a: powers(*a, only=True)),
    ("dL_dh_closed", "one power off", lambda *a: powers(*a, shift=1)),
    ("dL_dh_closed", "power and loss paired the wrong way", lambda *a: powers(*a, pair=lambda j, t, T: T + t - j)),
    ("dL_dh_closed", "powers not transposed", lambda *a: powers(*a, M=np.array)),
    ("dL_dh_closed", "", lambda t, O_bar, W_hh, W_qh: O_bar[t - 1]),
    ("partial_and_total", "partial in place of total", lambda *a: (derivatives(*a)[0],) * 2),
    ("partial_and_total", "total in place of partial", lambda *a: (derivatives(*a)[1],) * 2),
    ("partial_and_total", "slope of tanh left out", lambda *a: derivatives(*a, slope=False)),
    ("partial_and_total", "pair exchanged", lambda *a: derivatives(*a)[::-1]),
    ("partial_and_total", "slope left out on the way", lambda *a: derivatives(*a, way=False)),
    ("partial_and_total", "", lambda *a: derivatives(*a)[1]),
    ("a_closed", "a_0 left out", lambda *a: closed(*a, zero=False)),
    ("a_closed", "a_0 not scaled", lambda *a: closed(*a, bare=True)),
    ("a_closed", "one factor too many", lambda *a: closed(*a, start=0)),
    ("a_closed", "factors left out", lambda *a: closed(*a, factors=False)),
    ("a_closed", "own term left out", lambda *a: closed(*a, own=False)),
    ("a_closed", "", lambda *a: closed(*a)[-1]),
    ("memory_guess", "the size of W_hh", 10_000),
    ("memory_guess", "the size of a state", 100),
    ("memory_guess", "", 1000),
    ("rtrl", "each loss by itself", lambda *a: forward_mode(*a, summed=False)),
    ("rtrl", "earlier steps forgotten", lambda *a: forward_mode(*a, carry=False)),
    ("rtrl", "sensitivity one step late", lambda *a: forward_mode(*a, late=True)),
    ("rtrl", "slope of the activation left out", lambda *a: forward_mode(*a, slope=False)),
    ("rtrl", "one array for all steps", lambda *a: forward_mode(*a)[-1:] * len(a[0])),
    ("rtrl", "", lambda *a: forward_mode(*a, mean=True)),
]
