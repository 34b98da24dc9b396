"""BPTT left to the course or to sympy: (exercise, way, answer). This text is also a cell of a submission."""
import numpy as np
import sympy

from course import autodiff
from course.networks import rnn
from course.networks.rnn import network, through_time


def with_slope(f, df):
    """A function that the engine can differentiate, made of one that is lent, on arrays."""
    many, slopes = np.vectorize(f, otypes=[float]), np.vectorize(df, otypes=[float])
    return autodiff.custom(many, vjp=lambda bar, y, z: bar * slopes(z))


def loss(X, Y, W_hx, W_hh, W_qh, h0, f, scale=1.0, copies=None):
    h, total = h0, 0.0
    for t, (x, y) in enumerate(zip(X, Y, strict=True)):
        h = f(W_hx @ x + (copies[t] if copies is not None else W_hh) @ h)
        total = total + np.sum((W_qh @ h - y) ** 2)
    return scale * total


def params_of(W_hx, W_hh, W_qh, h0):
    return rnn.Params(W_hx, W_hh, W_qh, np.zeros(len(W_hh)), np.zeros(len(W_qh)), h0)


def run(X, W_hx, W_hh, W_qh, h0, f):
    return rnn.run_network(X, W_hx, W_hh, W_qh, h0, f)[1:]


def run_by_name(X, W_hx, W_hh, W_qh, h0, f):
    act = "linear" if f(2.0) == 2.0 else "tanh"
    return rnn.forward(params_of(W_hx, W_hh, W_qh, h0), rnn.Task(X, np.zeros((len(X), len(W_qh))), act))


def copies_by_library(X, Y, W_hx, W_hh, W_qh, h0):
    parts = [part.W_hh for part in rnn.copies(params_of(W_hx, W_hh, W_qh, h0), rnn.Task(X, Y))]
    return parts, sum(parts)


def copies_by_steps(X, Y, W_hx, W_hh, W_qh, h0):
    parts = autodiff.complex_step(lambda copies: loss(X, Y, W_hx, W_hh, W_qh, h0, np.tanh, copies=copies),
                                  np.stack([W_hh] * len(X)))
    return list(parts), parts.sum(0)


def swept_by_engine(X, Y, W_hx, W_hh, W_qh, h0, f, df, scale):
    f = with_slope(f, df)
    return autodiff.grad(lambda *net: loss(X, Y, *net, f, scale), (0, 1, 2, 3))(W_hx, W_hh, W_qh, h0)


def swept_by_vjp(X, Y, W_hx, W_hh, W_qh, h0, f, df, scale):
    f = with_slope(f, df)
    return autodiff.vjp(lambda *net: loss(X, Y, *net, f, scale), W_hx, W_hh, W_qh, h0)[1](1.0)


def swept_by_library(X, Y, W_hx, W_hh, W_qh, h0, f, df, scale):
    """Under the name of another activation, whose slopes are at hand."""
    run = rnn.run_network(X, W_hx, W_hh, W_qh, h0, f)
    slopes = np.array([[df(number) for number in z] for z in run.sums])
    network.ACTIVATIONS["lent"] = network.Activation(None, lambda hs: slopes)
    found = through_time.swept(params_of(W_hx, W_hh, W_qh, h0), rnn.Task(X, Y, "lent", scale=scale), *run[1:])
    return (*found[:3], found.h0)


def tail(t, h, W_hh, W_qh, T):
    """The outputs from step t on, without inputs."""
    outputs = []
    for _ in range(t, T + 1):
        outputs.append(W_qh @ h)
        h = W_hh @ h
    return outputs


def terms_by_engine(t, O_bar, W_hh, W_qh):
    T = len(O_bar)
    return [autodiff.grad(lambda h, k=k: np.sum(O_bar[t - 1 + k] * tail(t, h, W_hh, W_qh, T)[k]))(np.zeros(len(W_hh)))
            for k in range(T - t + 1)]


def terms_by_sympy(t, O_bar, W_hh, W_qh):
    W, Q = sympy.Matrix(W_hh.tolist()), sympy.Matrix(W_qh.tolist())
    return [np.array((W.T**k * Q.T * sympy.Matrix(bar.tolist())).tolist(), float)[:, 0]
            for k, bar in enumerate(O_bar[t - 1:])]


def states(w, xs, h0, f):
    hs = [h0]
    for x in xs:
        hs.append(f(w * hs[-1] + x))
    return hs


def pair_by_engine(w, xs, h0, f, df):
    f = with_slope(f, df)
    hs = [float(h) for h in states(w, xs, h0, f)]
    return ([autodiff.grad(lambda w, h=h, x=x: f(w * h + x))(w) for h, x in zip(hs, xs, strict=False)],
            [autodiff.grad(lambda w, t=t: states(w, xs, h0, f)[t])(w) for t in range(1, len(xs) + 1)])


def pair_by_sums(w, xs, h0, f, df):
    """The steps as a graph, from slopes that are at hand."""
    nodes, edges, held, h = ["w", "h0"], [], [], h0
    for t, x in enumerate(xs, 1):
        slope = df(w * h + x)
        held.append(slope * h)
        nodes.append(f"h{t}")
        edges += [("w", f"h{t}", slope * h), (f"h{t - 1}", f"h{t}", slope * w)]
        h = f(w * h + x)
    graph = {"inputs": ["w", "h0"], "nodes": nodes, "output": nodes[-1], "edges": edges}
    return held, [autodiff.path_sum(graph, "w", f"h{t}") for t in range(1, len(xs) + 1)]


def pair_by_differences(w, xs, h0, f, df):
    hs = states(w, xs, h0, f)
    return ([autodiff.central_difference(lambda w, h=h, x=x: f(w * h + x), w) for h, x in zip(hs, xs, strict=False)],
            [autodiff.central_difference(lambda w, t=t: states(w, xs, h0, f)[t], w) for t in range(1, len(xs) + 1)])


def terms_of_recursion(b, c, a0):
    def last(b, a0):
        for b_t, c_t in zip(b, c, strict=True):
            a0 = b_t + c_t * a0
        return a0
    by_b, by_a = autodiff.grad(lambda b, a0: last([b[i] for i in range(len(c))], a0), (0, 1))(np.array(b), a0)
    return [by_a * a0, *(by_b * np.array(b))]


def terms_by_symbols(b, c, a0):
    names = sympy.symbols(f"b:{len(b) + 1}")
    a = names[0]
    for b_t, c_t in zip(names[1:], c, strict=True):
        a = b_t + c_t * a
    return [float(sympy.diff(a, name)) * value for name, value in zip(names, [a0, *b], strict=True)]


def next_state(W, h, x, W_hx, f):
    return f(W_hx @ x + W @ h)


def moved_by_engine(h, S, x, y, W_hx, W_hh, W_qh, f, df):
    f = with_slope(f, df)
    by_W, by_h = autodiff.jacobian(lambda W, h: next_state(W, h, x, W_hx, f), (0, 1), mode="reverse")(W_hh, h)
    new = next_state(W_hh, h, x, W_hx, f)
    S = by_W.reshape(S.shape) + np.tensordot(by_h, S, 1)
    return new, S, np.tensordot(2 * (W_qh @ new - y) @ W_qh, S, 1)


def moved_by_sum(h, S, x, y, W_hx, W_hh, W_qh, f, df):
    """The Jacobians of the sum alone."""
    by_W, by_h = autodiff.jacobian(lambda W, h: W_hx @ x + W @ h, (0, 1))(W_hh, h)
    z = W_hx @ x + W_hh @ h
    S = np.array([df(u) for u in z])[:, None, None] * (by_W.reshape(S.shape) + np.tensordot(by_h, S, 1))
    new = np.array([f(u) for u in z])
    return new, S, np.tensordot(2 * (W_qh @ new - y) @ W_qh, S, 1)


def moved_by_grad(h, S, x, y, W_hx, W_hh, W_qh, f, df):
    f = with_slope(f, df)
    rows = [autodiff.grad(lambda W, h, i=i: next_state(W, h, x, W_hx, f)[i], (0, 1))(W_hh, h) for i in range(len(h))]
    S = np.stack([by_W + np.tensordot(by_h, S, 1) for by_W, by_h in rows])
    new = next_state(W_hh, h, x, W_hx, f)
    return new, S, np.tensordot(2 * (W_qh @ new - y) @ W_qh, S, 1)


def program(T, tied):
    return rnn.unrolled(T, tied)


def program_recorded(T, tied):
    """The steps of the course, looked up in a graph."""
    steps = rnn.unrolled(T, tied)
    inputs = dict.fromkeys(autodiff.input_names(steps), 0.5)
    graph = autodiff.as_data(autodiff.record(steps, **inputs))
    operations = {step[0]: step[1] for step in steps}
    return [(name, operations[name], *(s for s, t, _ in graph["edges"] if t == name))
            for name in graph["nodes"] if name in operations]


DELEGATED = [
    ("rnn_forward", "the course's run", run),
    ("rnn_forward", "forward", run_by_name),
    ("unrolled", "the course's program", program),
    ("unrolled", "recorded", program_recorded),
    ("bptt_by_tying", "the course's copies", copies_by_library),
    ("bptt_by_tying", "a complex step", copies_by_steps),
    ("bptt", "grad with a rule", swept_by_engine),
    ("bptt", "vjp with a rule", swept_by_vjp),
    ("bptt", "the course's table", swept_by_library),
    ("dL_dh_closed", "grad", terms_by_engine),
    ("dL_dh_closed", "sympy", terms_by_sympy),
    ("partial_and_total", "grad with a rule", pair_by_engine),
    ("partial_and_total", "path sums", pair_by_sums),
    ("partial_and_total", "differences", pair_by_differences),
    ("a_closed", "grad", terms_of_recursion),
    ("a_closed", "sympy", terms_by_symbols),
    ("rtrl_step", "a Jacobian of the sum", moved_by_sum),
    ("rtrl_step", "a Jacobian", moved_by_engine),
    ("rtrl_step", "grad with a rule", moved_by_grad),
]
