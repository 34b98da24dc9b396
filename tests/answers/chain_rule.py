"""Right answers to chain rule in other styles: (exercise, style, answer). This text is also a cell of a submission."""
import math
from collections import defaultdict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction
from functools import partial, reduce
from itertools import accumulate
from operator import mul

import numpy as np

from course import sigmoid

Trace = namedtuple("Trace", "values local total")
Gradients = namedtuple("Gradients", "dx dw db")
Pair = namedtuple("Pair", "f df")

# --- chain_trace ---------------------------------------------------------------------------------------------------


def trace_by_places(fs, dfs, x):
    """Points first, by index; then everything else."""
    points = [x]
    for i in range(len(fs)):
        points.append(fs[i](points[i]))
    local = [dfs[i](points[i]) for i in range(len(dfs))]
    return points[1:], local, math.prod(local)


def trace_accumulated(fs, dfs, x):
    points = tuple(accumulate(fs, lambda value, f: f(value), initial=x))
    local = tuple(df(point) for df, point in zip(dfs, points))  # noqa: B905 - the last point has no function
    return Trace(points[1:], local, reduce(mul, local, 1))


def trace_recursively(fs, dfs, x):
    if not fs:
        return [], [], 1
    values, local, total = trace_recursively(fs[1:], dfs[1:], fs[0](x))
    slope = dfs[0](x)
    return [fs[0](x), *values], [slope, *local], total * slope


def trace_in_arrays(fs, dfs, x):
    """Arrays that are filled."""
    values, local = np.empty(len(fs)), np.ones(len(fs))
    for i, (f, df) in enumerate(zip(fs, dfs, strict=True)):
        values[i], local[i] = f(x), df(x)
        x = values[i]
    return [values, local, np.prod(local)]


class Chain:
    """Keeps the point at which it stands; results in deques."""

    def __init__(self, start=1.0):
        self.start = start

    def __call__(self, fs, dfs, x):
        self.point, self.slope, found = np.float64(x), self.start, defaultdict(deque)
        for link in zip(fs, dfs, strict=True):
            self.pass_through(*link, found)
        return found["values"], found["local"], self.slope

    def pass_through(self, f, df, found):
        found["local"].append(df(self.point))
        self.point, self.slope = f(self.point), self.slope * found["local"][-1]
        found["values"].append(self.point)


def links(fs, dfs, x):
    """A generator of value and local derivative."""
    for f, df in zip(fs, dfs, strict=True):
        slope, x = df(x), f(x)
        yield x, slope


def trace_of_links(fs, dfs, x):
    values, local = zip(*links(fs, dfs, x), strict=True)
    return list(values), list(local), math.exp(sum(map(math.log, map(abs, local)))) * math.prod(
        -1 if slope < 0 else 1 for slope in local) if all(local) else 0.0


# --- neuron_grads --------------------------------------------------------------------------------------------------


def neuron_in_arrays(x, w, b):
    x, w = np.array(x), np.array(w)
    y = 1 / (1 + np.exp(-(w @ x + b)))
    return y * (1 - y) * w, y * (1 - y) * x, y * (1 - y)


def neuron_by_tanh(x, w, b):
    """σ is a tanh that was moved; a named tuple with tuples."""
    t = math.tanh((math.fsum(map(mul, w, x)) + b) / 2)
    slope = (1 - t * t) / 4
    return Gradients(tuple(slope * wi for wi in w), tuple(slope * xi for xi in x), slope)


def neuron_of_both_sides(x, w, b):
    """σ'(z) = σ(z) σ(−z), with the function of the course."""
    z = b
    for i in range(len(x)):
        z += w[i] * x[i]
    slope = sigmoid(z) * sigmoid(-z)
    dx, dw = [], []
    for i in range(len(x)):
        dx.append(w[i] * slope)
        dw.append(x[i] * slope)
    return [dx, dw, slope]


def neuron_by_cosh(x, w, b):
    slope = np.float64(0.25) / np.cosh((np.dot(x, w) + b) / 2) ** 2
    return list(np.outer(slope, w)[0]), list(np.outer(slope, x)[0]), np.array(slope)


class Neuron:
    """A method; gradients in a dict of lists."""

    def grads(self, x, w, b):
        e = math.exp(-b - sum(wi * xi for wi, xi in zip(w, x, strict=True)))
        self.slope = e / (1 + e) ** 2
        found = {"dx": w, "dw": x, "db": [1]}
        found = {name: [self.slope * each for each in by] for name, by in found.items()}
        return found["dx"], found["dw"], *found["db"]


def neuron_of_slope(slope, x, w, b):
    s = slope(sum(map(mul, x, w), b))
    return [*map(partial(mul, s), w)], [*map(partial(mul, s), x)], s


# --- f_df_cached ---------------------------------------------------------------------------------------------------


def quotient_rule(x, exp):
    e = exp(x)
    return e / x**2, (e * x**2 - e * 2 * x) / x**4


def product_rule(x, exp):
    """As a product with a power; a list."""
    e, power = exp(x), x ** -2
    return [e * power, e * power - 2 * e * x ** -3]


def logarithmic(x, exp):
    f = exp(np.float64(x)) / np.square(x)
    return Pair(f, f * (1 - 2 / x))


def in_one_array(x, exp):
    return exp(x) * np.array([1, (x - 2) / x]) / (x * x)


class Cached:
    def __init__(self):
        self.kept = {}

    def __call__(self, x, exp):
        self.kept.clear()
        return self.e(x, exp) / (x * x), self.e(x, exp) / (x * x) - 2 * self.e(x, exp) / (x * x * x)

    def e(self, x, exp):
        if x not in self.kept:
            self.kept[x] = exp(x)
        return self.kept[x]


def with_default(x, exp, two=2):
    for e in [exp(x)]:
        return e / x**two, e / x**two * (x - two) / x


# --- radial_grad ---------------------------------------------------------------------------------------------------


def radial_by_adding(x1, x2):
    s = x1 * x1 + x2 * x2
    double = s + s
    return [(double + double) * x1, (double + double) * x2]


def radial_by_powers(x1, x2):
    s = (x1**2 + x2**2) * 4
    return tuple(s * x for x in (x1, x2))


def radial_in_objects(x1, x2):
    x = np.array([x1, x2], dtype=object)
    return np.sum(x * x) * 4 * x


def radial_by_sum(x1, x2):
    """Two of the factors are added on."""
    s = sum(map(mul, (x1, x2), (x1, x2)))
    by1, by2 = 2 * s * x1, s * x2
    return by1 + by1, by2 + by2 + by2 + by2


class Radial:
    def __init__(self, four):
        self.four = four

    def grad(self, *x):
        self.s = 0
        for each in x:
            self.s = each * each + self.s
        self.s = self.s * self.four
        return deque(each * self.s for each in x)


# --- bracket_forward and bracket_reverse ---------------------------------------------------------------------------


def turned(products):
    """From the output: the same of the list turned round."""
    return lambda ds: products(ds[::-1])


def products_accumulated(ds):
    return list(accumulate(ds, mul))


def products_of_last(ds):
    products = [ds[0]]
    for d in ds[1:]:
        products.append(products[-1] * d)
    return products


def products_recursively(ds):
    if len(ds) == 1:
        return (ds[0],)
    before = products_recursively(ds[:-1])
    return (*before, before[-1] * ds[-1])


def products_by_numpy(ds):
    return np.multiply.accumulate(np.array(ds, dtype=object))


def products_yielded(ds, product=None):
    for d in ds:
        product = d if product is None else d * product
        yield product


class Products:
    """Multiplies what it has, in a deque."""

    def __call__(self, ds):
        self.found, waiting = deque(), deque(ds)
        while waiting:
            self.found.append(waiting.popleft() * (self.found[-1] if self.found else 1.0))
        return self.found


def reverse_in_place(ds):
    """Fills a table from its end."""
    bars = [1] * (len(ds) + 1)
    for i in reversed(range(len(ds))):
        bars[i] = ds[i] * bars[i + 1]
    return bars[-2::-1]


RIGHT = [
    ("chain_guess", "an expression", 4 * math.cos(4)),
    ("chain_guess", "one decimal", -2.6),
    ("chain_guess", "NumPy's", np.cos(4.0) * 4),
    ("chain_guess", "a fraction", Fraction(-261, 100)),
    ("chain_guess", "a decimal", Decimal("-2.61")),
    ("chain_guess", "array without axes", np.array(-2.6146)),
    ("chain_trace", "by places", trace_by_places),
    ("chain_trace", "accumulated, named tuple", trace_accumulated),
    ("chain_trace", "recursive", trace_recursively),
    ("chain_trace", "filled arrays", trace_in_arrays),
    ("chain_trace", "callable, NumPy numbers", Chain()),
    ("chain_trace", "a bound method", Chain(1).__call__),
    ("chain_trace", "generator, logarithms", trace_of_links),
    ("neuron_grads", "vectorised", neuron_in_arrays),
    ("neuron_grads", "by tanh, tuples", neuron_by_tanh),
    ("neuron_grads", "σ on both sides", neuron_of_both_sides),
    ("neuron_grads", "by cosh, outer", neuron_by_cosh),
    ("neuron_grads", "a bound method", Neuron().grads),
    ("neuron_grads", "partial of slope", partial(neuron_of_slope, lambda z: sigmoid(z) * (1 - sigmoid(z)))),
    ("neuron_witness", "whole numbers", lambda: ([1], [0], 2)),
    ("neuron_witness", "below 0", lambda: ([1.0], [2.0], -1.5)),
    ("neuron_witness", "arrays", lambda: (np.ones(3), np.zeros(3), np.float64(1.0))),
    ("neuron_witness", "list of tuples", lambda: [(0.5, -2.0), (1, 1), 3.5]),
    ("neuron_witness", "partial, tiny excess", partial(lambda b, n: ([0.0] * n, [1.0] * n, b), Fraction(51, 100), n=2)),
    ("neuron_witness", "large numbers", lambda: ([1e3], [1e3], 1e-3)),
    ("f_df_cached", "quotient rule", quotient_rule),
    ("f_df_cached", "product rule, list", product_rule),
    ("f_df_cached", "logarithmic, named tuple", logarithmic),
    ("f_df_cached", "an array", in_one_array),
    ("f_df_cached", "callable with cache", Cached()),
    ("f_df_cached", "default and loop", with_default),
    ("radial_grad", "adding", radial_by_adding),
    ("radial_grad", "powers, generator", radial_by_powers),
    ("radial_grad", "array of objects", radial_in_objects),
    ("radial_grad", "sums of products", radial_by_sum),
    ("radial_grad", "method, a deque", Radial(4.0).grad),
    ("radial_grad", "a partial", partial(
        lambda four, a, b: tuple(map(partial(mul, four * (a * a + b * b)), (a, b))), 4)),
    ("bracket_forward", "accumulated", products_accumulated),
    ("bracket_forward", "last one", products_of_last),
    ("bracket_forward", "recursive, a tuple", products_recursively),
    ("bracket_forward", "NumPy, objects", products_by_numpy),
    ("bracket_forward", "generator", lambda ds: [*products_yielded(ds)]),
    ("bracket_forward", "callable, floats", Products()),
    ("bracket_forward", "cumulative product", np.cumprod),
    ("bracket_reverse", "accumulated", turned(products_accumulated)),
    ("bracket_reverse", "last one", turned(products_of_last)),
    ("bracket_reverse", "recursive, a tuple", turned(products_recursively)),
    ("bracket_reverse", "NumPy, objects", turned(products_by_numpy)),
    ("bracket_reverse", "callable, floats", turned(Products())),
    ("bracket_reverse", "filled from the end", reverse_in_place),
]
