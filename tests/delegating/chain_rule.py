"""The chain rule left to the course or to sympy: (exercise, way, answer). This text is also a cell of a submission."""
from functools import cache

import numpy as np
import sympy

from course import autodiff


def with_slope(f, df):
    """A function that the engine can differentiate, made of those that are lent."""
    return autodiff.custom(f, vjp=lambda y_bar, y, x: y_bar * df(x))


def trace_by(total):
    """The derivative of the whole chain by any engine."""
    def answer(fs, dfs, x):
        def chain(x):
            for f, df in zip(fs, dfs, strict=True):
                x = with_slope(f, df)(x)
            return x
        values, local, start = [], [], x
        for f, df in zip(fs, dfs, strict=True):
            local.append(df(x))
            x = f(x)
            values.append(x)
        return values, local, total(chain, start, local)
    return answer


def sum_of_one_path(chain, x, local):
    return autodiff.path_value([(f"v{i}", f"v{i + 1}", slope) for i, slope in enumerate(local)])


def neuron(x, w, b, exp=np.exp):
    return 1 / (1 + exp(-sum(wi * xi for wi, xi in zip(w, x, strict=True)) - b))


def neuron_by_grad(x, w, b):
    return autodiff.grad(neuron, (0, 1, 2))(np.array(x), np.array(w), b)


def neuron_by_steps(x, w, b):
    return (autodiff.complex_step(lambda x: neuron(x, w, b), np.array(x)),
            autodiff.complex_step(lambda w: neuron(x, w, b), np.array(w)),
            autodiff.complex_step(lambda b: neuron(x, w, b), b))


def neuron_by_sympy(x, w, b):
    names = sympy.symbols(f"x:{len(x)}"), sympy.symbols(f"w:{len(w)}"), sympy.Symbol("b")
    at = dict(zip((*names[0], *names[1], names[2]), (*x, *w, b), strict=True))
    slopes = [float(sympy.diff(neuron(*names, sympy.exp), name).subs(at)) for name in at]
    return slopes[:len(x)], slopes[len(x):-1], slopes[-1]


def quotient_by(slope):
    def answer(x, exp):
        once = autodiff.custom(cache(lambda x: exp(x)), vjp=lambda y_bar, y, x: y_bar * y)
        return once(x) / x**2, slope(lambda x: once(x) / x**2, x)
    return answer


def by_sympy(f, x):
    name = sympy.Symbol("x")
    return float(sympy.diff(sympy.exp(name) / name**2, name).subs(name, x))


def radial_as_sums(x1, x2):
    """Few enough multiplications, all the same."""
    s = x1 * x1 + x2 * x2
    sums = autodiff.path_sums({"inputs": ["x1", "x2"], "nodes": ["x1", "x2", "s", "f"], "output": "f", "edges": [
        ("x1", "s", x1), ("x2", "s", x2), ("s", "f", s + s + s + s)]})
    return sums["x1"], sums["x2"]


def radial_by_grad(x1, x2):
    return autodiff.grad(lambda x1, x2: (x1 * x1 + x2 * x2) ** 2, (0, 1))(x1, x2)


def chain(ds):
    nodes = [f"v{i}" for i in range(len(ds) + 1)]
    return {"inputs": nodes[:1], "nodes": nodes, "output": nodes[-1],
            "edges": [(f"v{i}", f"v{i + 1}", d) for i, d in enumerate(ds)]}


def products_as_sums(ds):
    """All path sums to the end of the chain: these are the products from the output's side."""
    sums = autodiff.path_sums(chain(ds))
    return [sums[name] for name in chain(ds)["nodes"][-2::-1]]


def products_of_paths(ds):
    edges = chain(ds)["edges"]
    return [autodiff.path_value(edges[:i + 1]) for i in range(len(ds))]


def products_by_sympy(ds):
    return [int(sympy.prod(ds[:i + 1])) for i in range(len(ds))]


DELEGATED = [
    ("chain_trace", "grad with rules", trace_by(lambda chain, x, local: autodiff.grad(chain)(x))),
    ("chain_trace", "differences", trace_by(lambda chain, x, local: autodiff.central_difference(chain, x))),
    ("chain_trace", "a path", trace_by(sum_of_one_path)),
    ("neuron_grads", "sympy", neuron_by_sympy),
    ("neuron_grads", "complex steps", neuron_by_steps),
    ("neuron_grads", "grad", neuron_by_grad),
    ("neuron_witness", "a slope", lambda: ([1.0], [0.0], 2 * autodiff.grad(lambda b: b * b)(1.0))),
    ("neuron_witness", "sympy", lambda: ([1.0], [0.0], float(sympy.Integer(2)))),
    ("f_df_cached", "sympy", quotient_by(by_sympy)),
    ("f_df_cached", "grad with rules", quotient_by(lambda f, x: autodiff.grad(f)(x))),
    ("radial_grad", "grad", radial_by_grad),
    ("radial_grad", "sums over paths", radial_as_sums),
    ("bracket_forward", "values of paths", products_of_paths),
    ("bracket_forward", "sympy", products_by_sympy),
    ("bracket_forward", "sums over paths", lambda ds: products_as_sums(ds[::-1])),
    ("bracket_reverse", "values of paths", lambda ds: products_of_paths(ds[::-1])),
    ("bracket_reverse", "sympy", lambda ds: products_by_sympy(ds[::-1])),
    ("bracket_reverse", "sums over paths", products_as_sums),
]
