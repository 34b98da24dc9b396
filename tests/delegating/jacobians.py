"""Jacobians left to the course or to sympy: (exercise, way, answer). This text is also a cell of a submission."""
import numpy as np
import sympy

from course import autodiff


def jacobian_by(matrix):
    return lambda f, x, layout: np.asarray(matrix(f, np.array(x))) if layout == "numerator" else (
        np.asarray(matrix(f, np.array(x))).T)


def row_by_engine(df_dx, dx_dst):
    df_dx, dx_dst = np.array(df_dx), np.array(dx_dst)
    return autodiff.grad(lambda st: (df_dx @ (dx_dst @ st))[0])(np.array([0.3, 0.5]))[None, :]


def row_as_sums(df_dx, dx_dst):
    edges = [(source, f"x{i}", dx_dst[i][j]) for j, source in enumerate("st") for i in (0, 1)]
    edges += [(f"x{i}", "f", df_dx[0][i]) for i in (0, 1)]
    sums = autodiff.path_sums({"inputs": ["s", "t"], "nodes": ["s", "t", "x0", "x1", "f"], "output": "f",
                               "edges": edges})
    return [[sums["s"], sums["t"]]]


def row_by_sympy(df_dx, dx_dst):
    return np.array((sympy.Matrix(df_dx) * sympy.Matrix(dx_dst)).tolist(), dtype=float)


def pulled_by_vjp(J, v, layout):
    J = np.array(J) if layout == "numerator" else np.array(J).T
    return autodiff.vjp(lambda x: J @ x, np.zeros(J.shape[1]))[1](np.array(v))[0]


def pulled_by_step(J, v, layout):
    J = np.array(J) if layout == "numerator" else np.array(J).T
    return autodiff.complex_step(lambda x: np.array(v) @ (J @ x), np.zeros(J.shape[1]))


def linear_by_grad(W, x, v_out):
    v = np.array(v_out)
    return autodiff.grad(lambda x, W: v @ (W @ x), (0, 1))(np.array(x), np.array(W))


def linear_by_vjp(W, x, v_out):
    W_bar, v_in = autodiff.vjp(lambda W, x: W @ x, np.array(W), np.array(x))[1](np.array(v_out))
    return v_in, W_bar


def entry_by_entry(dg, x, v):
    """A function whose slope is the one that is given."""
    g = autodiff.custom(lambda x: 0.0 * x, vjp=lambda y_bar, y, x: y_bar * dg(float(x)))
    return [autodiff.grad(lambda x, v_i=v_i: g(x) * v_i)(x_i) for x_i, v_i in zip(x, v, strict=True)]


def paths_of_one_edge(dg, x, v):
    return [autodiff.path_value([("x", "g", dg(x_i)), ("g", "y", v_i)]) for x_i, v_i in zip(x, v, strict=True)]


REDUCTIONS = {"sum": np.sum, "max": np.max, "min": np.min, "product": np.prod}


def reduced_by_grad(op, x, v):
    return v * autodiff.grad(REDUCTIONS[op])(np.array(x))


def reduced_by_sympy(op, x, v):
    names = sympy.symbols(f"x:{len(x)}")
    f = {"sum": lambda *x: sum(x), "product": lambda *x: sympy.prod(x), "max": sympy.Max, "min": sympy.Min}[op]
    at = dict(zip(names, x, strict=True))
    return [v * float(sympy.diff(f(*names), name).subs(at)) for name in names]


def perceptron(Ws, g, x):
    for W in Ws:
        x = g(np.array(W) @ x)
    return x


def mlp_by_step(Ws, g, dg, x, v):
    return autodiff.complex_step(lambda x: np.array(v) @ perceptron(Ws, g, x), np.array(x))


def mlp_by_grad(Ws, g, dg, x, v):
    g = autodiff.custom(g, vjp=lambda y_bar, y, z: y_bar * dg(z))
    return autodiff.grad(lambda x: np.array(v) @ perceptron(Ws, g, x))(np.array(x))


DELEGATED = [
    ("jacobian", "a complex step", jacobian_by(autodiff.complex_step)),
    ("jacobian", "differences", jacobian_by(autodiff.central_difference)),
    ("chain_row", "grad", row_by_engine),
    ("chain_row", "sums over paths", row_as_sums),
    ("chain_row", "sympy", row_by_sympy),
    ("pull_back", "vjp", pulled_by_vjp),
    ("pull_back", "a complex step", pulled_by_step),
    ("linear_vjp", "grad", linear_by_grad),
    ("linear_vjp", "vjp", linear_by_vjp),
    ("map_vjp", "values of paths", paths_of_one_edge),
    ("map_vjp", "grad with a rule", entry_by_entry),
    ("reduce_vjp", "sympy", reduced_by_sympy),
    ("reduce_vjp", "grad", reduced_by_grad),
    ("mlp_vjp", "a complex step", mlp_by_step),
    ("mlp_vjp", "grad with a rule", mlp_by_grad),
]
