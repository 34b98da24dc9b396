"""Known wrong answers to chain rule: (exercise, recognised mistake or "", answer)."""
import math


def locals_at_x(fs, dfs, x):
    values, derivatives, total, value = [], [], 1.0, x
    for f, df in zip(fs, dfs, strict=True):
        derivatives.append(df(x))
        value = f(value)
        values.append(value)
        total *= derivatives[-1]
    return values, derivatives, total


def locals_at_results(fs, dfs, x):
    values, derivatives, total = [], [], 1.0
    for f, df in zip(fs, dfs, strict=True):
        x = f(x)
        values.append(x)
        derivatives.append(df(x))
        total *= derivatives[-1]
    return values, derivatives, total


def right_trace(fs, dfs, x):
    values, derivatives = [], []
    for f, df in zip(fs, dfs, strict=True):
        derivatives.append(df(x))
        x = f(x)
        values.append(x)
    return values, derivatives, math.prod(derivatives)


def adds_locals(fs, dfs, x):
    values, derivatives = [], []
    for f, df in zip(fs, dfs, strict=True):
        derivatives.append(df(x))
        x = f(x)
        values.append(x)
    return values, derivatives, sum(derivatives)


def two_links_only(fs, dfs, x):
    y = fs[0](x)
    return [y, fs[1](y)], [dfs[0](x), dfs[1](y)], dfs[0](x) * dfs[1](y)


def neuron(x, w, b):
    return 1 / (1 + math.exp(-sum(wi * xi for wi, xi in zip(w, x, strict=True)) - b))


def swapped(x, w, b):
    y = neuron(x, w, b)
    s = y * (1 - y)
    return [s * xi for xi in x], [s * wi for wi in w], s


def no_sigma(x, w, b):
    return w, x, 1.0


def bias_outside(x, w, b):
    y = neuron(x, w, b)
    s = y * (1 - y)
    return [s * wi for wi in w], [s * xi for xi in x], 1.0


def sigma_for_slope(x, w, b):
    y = neuron(x, w, b)
    return [y * wi for wi in w], [y * xi for xi in x], y


def without_bias(x, w, b):
    y = neuron(x, w, 0.0)
    s = y * (1 - y)
    return [s * wi for wi in w], [s * xi for xi in x], s


def slope_at_y(x, w, b):
    y = 1 / (1 + math.exp(-neuron(x, w, b)))
    s = y * (1 - y)
    return [s * wi for wi in w], [s * xi for xi in x], s


def slope_of_z(x, w, b):
    z = sum(wi * xi for wi, xi in zip(w, x, strict=True)) + b
    s = z * (1 - z)
    return [s * wi for wi in w], [s * xi for xi in x], s


def b_after_sigma(x, w, b):
    y = neuron(x, w, 0.0) + b
    s = y * (1 - y)
    return [s * wi for wi in w], [s * xi for xi in x], s


def one_input_only(x, w, b):
    y = neuron(x, w, b)
    s = y * (1 - y)
    return [s * w[0]], [s * x[0]], s


def by_differences(x, w, b, h=1e-6):
    up = lambda v, i: [vj + h * (i == j) for j, vj in enumerate(v)]  # noqa: E731
    y = neuron(x, w, b)
    return ([(neuron(up(x, i), w, b) - y) / h for i in range(len(x))],
            [(neuron(x, up(w, i), b) - y) / h for i in range(len(w))], (neuron(x, w, b + h) - y) / h)


def two_calls(x, exp):
    return exp(x) / x**2, exp(x) * (x - 2) / x**3


def wrong_sign(x, exp):
    e = exp(x)
    return e / x**2, e * (x + 2) / x**3


def own_exp(x, exp):
    e = math.exp(x)
    return e / x**2, e * (x - 2) / x**3


def naive_radial(x1, x2):
    return 2 * (x1 * x1 + x2 * x2) * 2 * x1, 2 * (x1 * x1 + x2 * x2) * 2 * x2


def no_inner_square(x1, x2):
    s = x1 * x1 + x2 * x2
    return 2 * s, 2 * s


def products(ds):
    out = []
    for d in ds:
        out.append(out[-1] * d if out else d)
    return out


WRONG = [
    ("chain_guess", "outer derivative at x", 4 * math.cos(2)),
    ("chain_guess", "inner derivative forgotten", math.cos(4)),
    ("chain_guess", "", 1.0),
    ("chain_trace", "all local derivatives at x", locals_at_x),
    ("chain_trace", "local derivatives at the results", locals_at_results),
    ("chain_trace", "adds the local derivatives", adds_locals),
    ("chain_trace", "every function applied to x", lambda fs, dfs, x: (
        [f(x) for f in fs], [df(x) for df in dfs], math.prod(df(x) for df in dfs))),
    ("chain_trace", "x among the values", lambda fs, dfs, x: ([x, *right_trace(fs, dfs, x)[0]],
                                                              *right_trace(fs, dfs, x)[1:])),
    ("chain_trace", "", two_links_only),
    ("neuron_grads", "x and w swapped", swapped),
    ("neuron_grads", "σ left out of the chain", no_sigma),
    ("neuron_grads", "bias outside σ", bias_outside),
    ("neuron_grads", "σ instead of its derivative", sigma_for_slope),
    ("neuron_grads", "b left out of σ", without_bias),
    ("neuron_grads", "slope of σ at its own result", slope_at_y),
    ("neuron_grads", "z in place of σ(z)", slope_of_z),
    ("neuron_grads", "b added after σ", b_after_sigma),
    ("neuron_grads", "", one_input_only),
    ("neuron_grads", "", by_differences),
    ("neuron_witness", "the value stays inside", lambda: ([1.0], [1.0], 0.1)),
    ("neuron_witness", "", lambda: ([1.0], [1.0, 2.0], 2.0)),
    ("f_df_cached", "exp computed twice", two_calls),
    ("f_df_cached", "quotient rule with the wrong sign", wrong_sign),
    ("f_df_cached", "a wrong power of x", lambda x, exp: (lambda e: (e / x**2, e * (x - 2) / x**2))(exp(x))),
    ("f_df_cached", "its own exp", own_exp),
    ("f_df_cached", "quotient of the derivatives", lambda x, exp: (exp(x) / x**2, exp(x) / (2 * x))),
    ("radial_grad", "a common factor computed twice", naive_radial),
    ("radial_grad", "inner derivative of the square forgotten", no_inner_square),
    ("bracket_forward", "starts at the other end", lambda ds: products(ds[::-1])),
    ("bracket_forward", "counts the empty product", lambda ds: [1, *products(ds)]),
    ("bracket_forward", "the list turned round", lambda ds: products(ds)[::-1]),
    ("bracket_forward", "the other list turned round", lambda ds: products(ds[::-1])[::-1]),
    ("bracket_forward", "each product from its beginning",
     lambda ds: [math.prod(ds[:i + 1]) for i in range(len(ds))]),
    ("bracket_forward", "", lambda ds: [math.prod(ds)]),
    ("bracket_reverse", "starts at the other end", products),
    ("bracket_reverse", "counts the empty product", lambda ds: [1, *products(ds[::-1])]),
    ("bracket_reverse", "the list turned round", lambda ds: products(ds[::-1])[::-1]),
    ("bracket_reverse", "the other list turned round", lambda ds: products(ds)[::-1]),
    ("bracket_reverse", "each product from its beginning",
     lambda ds: [math.prod(ds[i:]) for i in reversed(range(len(ds)))]),
    ("bracket_forward", "", lambda ds: [math.prod(ds) // math.prod(ds[i + 1:]) for i in range(len(ds))]),
]
