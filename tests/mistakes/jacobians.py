"""Known wrong answers to jacobians: (exercise, recognised mistake or "", answer)."""
import numpy as np


def columns(f, x, layout, everything=False, real=False, by=1e-30j):
    x, columns = np.array(x, complex), []
    for j in range(len(x)):
        moved = x.copy()
        if everything:
            moved += by
        else:
            moved[j] += 1e-6 if real else by
        columns.append((f(moved) - f(x)).real / 1e-6 if real else f(moved).imag / 1e-30)
    J = np.stack(columns, axis=1)
    return J if layout == "numerator" else J.T


def other_layout(f, x, layout):
    return columns(f, x, "denominator" if layout == "numerator" else "numerator")


def all_inputs_moved(f, x, layout):
    return columns(f, x, layout, everything=True)


def by_differences(f, x, layout):
    return columns(f, x, layout, real=True)


def by_central_differences(f, x, layout, h=2e-3):
    """Of the sixth order: right to eleven digits."""
    x, found = np.array(x, float), []
    for e in np.eye(len(x)):
        at = [f(x + k * h * e) for k in (-3, -2, -1, 1, 2, 3)]
        found.append((45 * (at[3] - at[2]) - 9 * (at[4] - at[1]) + at[5] - at[0]) / (60 * h))
    J = np.stack(found, axis=1)
    return J if layout == "numerator" else J.T


def left_moved(f, x, layout):
    moved, found = np.array(x, complex), []
    for j in range(len(x)):
        moved[j] += 1e-30j
        found.append(f(moved).imag / 1e-30)
    J = np.stack(found, axis=1)
    return J if layout == "numerator" else J.T


def real_copy(f, x, layout):
    J = np.stack([f(np.array(x, float)).imag / 1e-30 for _ in x], axis=1)
    return J if layout == "numerator" else J.T


def careless(J, v, layout):
    J, v = np.array(J), np.array(v)
    return J @ v if J.shape[1] == len(v) and layout == "numerator" else v @ J if J.shape[0] == len(v) else J @ v


def not_transposed(W, x, v_out):
    W, v_out = np.array(W), np.array(v_out)
    v_in = W @ v_out if W.shape[0] == W.shape[1] else v_out @ W
    return v_in, np.outer(v_out, x)


def outer_flipped(W, x, v_out):
    return np.array(v_out) @ np.array(W), np.outer(x, v_out)


def full_matrix(dg, x, v):
    return np.full(len(x), sum(v) * sum(dg(value) for value in x))


def slope_at_v(dg, x, v):
    return np.array([dg(value) for value in v]) * np.array(v)


def reduce_by(op, x, v, divide=False, alike=False, every=False, shares=(1.0, 0.0)):
    x = np.array(x)
    if alike or op == "sum":
        return np.full(len(x), v)
    if op == "product":
        if divide:
            return np.array([v * np.prod(x) / value if value else 0.0 for value in x])
        return np.array([v * np.prod(np.delete(x, i)) for i in range(len(x))])
    best = x.max() if op == "max" else x.min()
    if every:
        return v * (x == best)
    tied = np.flatnonzero(x == best)
    return v * sum(s * np.eye(len(x))[i] for s, i in zip(shares if len(tied) > 1 else (1.0,), tied, strict=False))


def divided_anyhow(op, x, v):
    if op != "product":
        return reduce_by(op, x, v)
    with np.errstate(all="ignore"):
        return v * np.prod(x) / np.array(x)


def matrix_first(Ws, g, dg, x, v):
    inner = []
    for W in map(np.array, Ws):
        inner.append(W @ np.array(x))
        x = g(inner[-1])
    for W, z in zip(map(np.array, reversed(Ws)), reversed(inner), strict=True):
        v = dg(z) * (W.T @ np.array(v))
    return v


def overwritten(Ws, g, dg, x, v, z_too=True):
    """The last z serves all layers, or else W times the last x."""
    for W in map(np.array, Ws):
        z = W @ np.array(x)
        x = g(z)
    for W in map(np.array, reversed(Ws)):
        v = (np.array(v) * dg(z if z_too else W @ x)) @ W
    return v


def perceptron(Ws, g, dg, x, v, slope="z", forward=False, turned=False):
    x, v, slopes = np.array(x), np.array(v), []
    for W in Ws:
        before, z = x, np.array(W) @ x
        x = g(z)
        slopes.append({"x": dg(before if len(before) == len(W) else z), "z": dg(z), "y": dg(x), "none": 1.0}[slope])
    layers = list(zip(Ws, slopes, strict=True))
    for W, s in layers if forward else layers[::-1]:
        if np.shape(W)[turned] != len(v):
            raise ValueError("shapes do not fit")
        v = (v * s) @ (np.array(W).T if turned else np.array(W))
    return v


WRONG = [
    ("jacobian_guess", "counts the others", 8),
    ("jacobian_guess", "counts all entries", 12),
    ("jacobian_guess", "", 5),
    ("jacobian", "the other layout", other_layout),
    ("jacobian", "only one input moved", all_inputs_moved),
    ("jacobian", "", by_differences),
    ("jacobian", "differences", by_central_differences),
    ("jacobian", "the moved entry left moved", left_moved),
    ("jacobian", "a real copy of x", real_copy),
    ("jacobian", "a real copy of x", lambda f, x, layout: columns(f, x, layout, by=1e-30)),
    ("jacobian", "h not divided out", lambda f, x, layout: 1e-30 * columns(f, x, layout)),
    ("chain_row", "factors in the wrong order", lambda df_dx, dx_dst: np.array(dx_dst) @ np.array(df_dx).reshape(2)),
    ("chain_row", "the matrix transposed", lambda df_dx, dx_dst: np.array(df_dx) @ np.array(dx_dst).T),
    ("chain_row", "multiplied entry by entry", lambda df_dx, dx_dst: np.array(df_dx) * np.array(dx_dst)),
    ("chain_row", "one path only", lambda df_dx, dx_dst: np.array(df_dx) * np.diag(dx_dst)),
    ("pull_back", "multiplies without looking at the layout", careless),
    ("linear_vjp", "W not transposed", not_transposed),
    ("linear_vjp", "the pair swapped", lambda W, x, v: (np.outer(v, x), np.array(v) @ np.array(W))),
    ("linear_vjp", "outer product the other way round", outer_flipped),
    ("map_vjp", "multiplies by the whole matrix", full_matrix),
    ("map_vjp", "slope taken at the adjoint", slope_at_v),
    ("map_vjp", "x and v exchanged", lambda dg, x, v: [x_i * dg(v_i) for x_i, v_i in zip(x, v, strict=True)]),
    ("map_vjp", "v left out", lambda dg, x, v: [dg(value) for value in x]),
    ("reduce_vjp", "every entry alike", lambda op, x, v: reduce_by(op, x, v, alike=True)),
    ("reduce_vjp", "v shared out between the terms",
     lambda op, x, v: reduce_by(op, x, v) / (len(x) if op == "sum" else 1)),
    ("reduce_vjp", "divides by the entry", lambda op, x, v: reduce_by(op, x, v, divide=True)),
    ("reduce_vjp", "divides by the entry", divided_anyhow),
    ("reduce_vjp", "v left out", lambda op, x, v: reduce_by(op, x, 1.0)),
    ("reduce_vjp", "minus at the minimum", lambda op, x, v: reduce_by(op, x, v) * (-1 if op == "min" else 1)),
    ("reduce_vjp", "a tie counted twice", lambda op, x, v: reduce_by(op, x, v, every=True)),
    ("reduce_vjp", "a share of the opposite sign", lambda op, x, v: reduce_by(op, x, v, shares=(1.5, -0.5))),
    ("mlp_vjp", "slopes at the results", lambda *args: perceptron(*args, slope="y")),
    ("mlp_vjp", "slopes at the layer's input", lambda *args: perceptron(*args, slope="x")),
    ("mlp_vjp", "matrix before map", matrix_first),
    ("mlp_vjp", "slopes of the last layer in all", overwritten),
    ("mlp_vjp", "slopes at W times the last x", lambda *args: overwritten(*args, z_too=False)),
    ("mlp_vjp", "W not transposed", lambda *args: perceptron(*args, turned=True)),
    ("mlp_vjp", "activations left out", lambda *args: perceptron(*args, slope="none")),
    ("mlp_vjp", "layers in forward order", lambda *args: perceptron(*args, forward=True)),
]
