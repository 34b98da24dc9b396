"""Right answers to tying in other styles: (exercise, style, answer). This text is also a cell of a submission."""
import math
from collections import Counter, defaultdict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial, reduce
from itertools import accumulate
from operator import mul

import numpy as np

from course import autodiff

Slopes = namedtuple("Slopes", "total by_theta1 by_theta2")
Copies = namedtuple("Copies", "copies total")

# --- tied_grad -----------------------------------------------------------------------------------------------------


def grad_by_loop(grad_untied, ties, dties, theta):
    slopes = grad_untied([tie(theta) for tie in ties])
    total = 0
    for i in range(len(ties)):
        total += slopes[i] * dties[i](theta)
    return total


def grad_in_arrays(grad_untied, ties, dties, theta):
    """The copies in an array, all factors in another."""
    copies = np.array([tie(theta) for tie in ties], dtype=float)
    factors = np.array([dtie(theta) for dtie in dties])
    return np.asarray(grad_untied(copies)) @ factors


def grad_by_maps(grad_untied, ties, dties, theta):
    slopes = grad_untied(tuple(tie(theta) for tie in ties))
    return math.fsum(map(mul, slopes, (dtie(theta) for dtie in dties)))


def grad_recursively(grad_untied, ties, dties, theta):
    def total(slopes, dties):
        return slopes[0] * dties[0](theta) + total(slopes[1:], dties[1:]) if dties else 0.0
    return total(grad_untied(list(map(lambda tie: tie(theta), ties))), dties)


class Tied:
    """An object that can be called; of what it keeps, one pair for each copy."""

    def __call__(self, grad_untied, ties, dties, theta):
        self.pairs = list(zip(ties, dties, strict=True))
        slopes = grad_untied([np.float64(tie(theta)) for tie, _ in self.pairs])
        return reduce(lambda total, part: total + part, (s * d(theta)
                      for s, (_, d) in zip(slopes, self.pairs, strict=True)), 0)

    def one_by_one(self, grad_untied, ties, dties, theta):
        """Asks for the gradient once for each copy; an array without axes."""
        def places():
            return [tie(theta) for tie in ties]
        return np.array(sum(grad_untied(places())[i] * d(theta) for i, d in enumerate(dties)))


# --- two_layers_grad ------------------------------------------------------------------------------------------------


def barber_written_out(theta, x, y, f, df, g, dg):
    """Both parts by themselves; a list."""
    one = 2 * (f(theta * g(x * theta)) - y) * df(theta * g(x * theta)) * g(x * theta)
    two = 2 * (f(theta * g(x * theta)) - y) * df(theta * g(x * theta)) * theta * dg(x * theta) * x
    return [one + two, one, two]


def barber_forward(theta, x, y, f, df, g, dg):
    """A tangent for each copy."""
    def tangent(by1, by2):
        h, dh = g(x * theta), dg(x * theta) * x * by2
        u, du = theta * h, by1 * h + theta * dh
        return -2 * (y - f(u)) * (df(u) * du)
    return tangent(1, 1), tangent(1, 0), tangent(0, 1)


def barber_backward(theta, x, y, f, df, g, dg):
    """Adjoints in a defaultdict, one statement after the other; a named tuple."""
    z = x * theta
    h = g(z)
    u = theta * h
    bar = defaultdict(float, r=2 * (y - f(u)))
    bar["u"] -= bar["r"] * df(u)
    bar["theta1"] += bar["u"] * h
    bar["h"] += bar["u"] * theta
    bar["theta2"] += bar["h"] * dg(z) * x
    return Slopes(bar["theta1"] + bar["theta2"], bar["theta1"], bar["theta2"])


def barber_in_arrays(theta, x, y, f, df, g, dg):
    """Jacobians multiplied from the right, in an array."""
    z = np.float64(x) * theta
    h = g(z)
    outer = np.array([[-2 * (y - f(theta * h)) * df(theta * h)]])
    row = outer @ np.array([[h, theta]]) @ np.array([[1.0, 0.0], [0.0, dg(z) * x]])
    return np.concatenate([[row.sum()], row.ravel()])


class Barber:
    """A method, which keeps what it has computed in attributes."""

    def slopes(self, theta, x, y, f, df, g, dg):
        self.theta, self.x, self.h = theta, x, g(theta * x)
        self.common = df(theta * self.h) * (f(theta * self.h) - y) * 2
        parts = [self.common * self.h, self.common * self.inner(dg)]
        return (sum(parts), *parts)

    def inner(self, dg):
        return self.theta * self.x * dg(self.x * self.theta)


# --- tied_paths ----------------------------------------------------------------------------------------------------


def contributions_by_paths(graph, name):
    """Without a sweep: every path, listed by a generator."""
    def values(node):
        if node == graph["output"]:
            yield 1
        for s, t, w in graph["edges"]:
            if s == node:
                yield from (w * value for value in values(t))
    return [w * sum(values(t)) for s, t, w in graph["edges"] if s == name]


def contributions_cached(graph, name):
    @cache
    def of(node):
        return int(node == graph["output"]) + sum(w * of(t) for s, t, w in graph["edges"] if s == node)
    return tuple(edge[2] * of(edge[1]) for edge in filter(lambda edge: edge[0] == name, graph["edges"]))


def contributions_sent(graph, name):
    """Everybody sends backward, in a Counter; a deque."""
    sums, found = Counter({graph["output"]: 1}), deque()
    for node in reversed(graph["nodes"]):
        for s, t, w in graph["edges"]:
            if t == node:
                sums[s] += w * sums[t]
    for s, t, w in graph["edges"]:
        if s == name:
            found.append(w * sums[t])
    return found


def contributions_solved(graph, name):
    """(I − A) v = e, in NumPy; an array."""
    place = {node: i for i, node in enumerate(graph["nodes"])}
    A = np.eye(len(place))
    for s, t, w in graph["edges"]:
        A[place[s], place[t]] -= w
    v = np.linalg.solve(A, np.eye(len(place))[place[graph["output"]]])
    return np.array([w * v[place[t]] for s, t, w in graph["edges"] if s == name])


def contributions_masked(graph, name):
    """With the sums that may be used; what leaves is chosen by a mask."""
    sums = autodiff.path_sums(graph)
    sources = np.array([s for s, _, _ in graph["edges"]])
    shares = np.array([w * sums[t] for _, t, w in graph["edges"]])
    return shares[sources == name]


class Share:
    def __init__(self, sums):
        self.sums = sums

    def __call__(self, graph, name):
        found, sums = [], self.sums(graph)
        for edge in graph["edges"]:
            if edge[0] != name:
                continue
            found += [edge[2] * sums[edge[1]]]
        return found


# --- conv_grad -----------------------------------------------------------------------------------------------------


def conv_by_loops(x, w, v_out):
    grad = [0] * len(w)
    for i, v in enumerate(v_out):
        for j in range(len(w)):
            grad[j] += v * x[i + j]
    return grad


def conv_by_slices(x, w, v_out):
    return tuple(np.dot(v_out, x[j:j + len(v_out)]) for j in range(len(w)))


def conv_by_library(x, w, v_out):
    return np.correlate(x, v_out, mode="valid")


def conv_by_matrix(x, w, v_out):
    """Untied: the gradient by every entry of the matrix, added along its diagonals."""
    by_entry = np.outer(v_out, x)
    return [np.trace(by_entry, offset=j) for j in range(len(w))]


def conv_by_windows(x, w, v_out):
    return np.lib.stride_tricks.sliding_window_view(np.array(x), len(v_out)) @ np.array(v_out)


class Convolution:
    """A dict of what each weight has collected."""

    def grad(self, x, w, v_out):
        shares = Counter()
        for place, entry in enumerate(x):
            for i, bar in enumerate(v_out):
                if 0 <= place - i < len(w):
                    shares[place - i] += bar * entry
        return [shares[j] for j in range(len(w))]


# --- recurrence_grad -----------------------------------------------------------------------------------------------


def recurrence_forward(a, x0, T):
    """One tangent for each copy, all carried on at each step; the total by itself."""
    x, copies, total = x0, [], 0.0
    for _ in range(T):
        total = x + (a + math.cos(x)) * total
        copies = [(a + math.cos(x)) * copy for copy in copies] + [x]
        x = a * x + math.sin(x)
    return copies, total


def recurrence_in_arrays(a, x0, T):
    states = np.empty(T)
    for t in range(T):
        states[t] = x0
        x0 = a * x0 + np.sin(x0)
    factors = np.append(a + np.cos(states[1:]), 1.0)
    copies = states * np.cumprod(factors[::-1])[::-1]
    return copies, copies.sum()


def recurrence_accumulated(a, x0, T):
    """Accumulated twice; a named tuple with a tuple."""
    states = list(accumulate(range(T - 1), lambda x, _: a * x + math.sin(x), initial=x0))
    later = list(accumulate(reversed(states[1:]), lambda bar, x: bar * (a + math.cos(x)), initial=1))
    copies = tuple(bar * x for bar, x in zip(reversed(later), states, strict=True))
    return Copies(copies, math.fsum(copies))


def recurrence_recursively(a, x0, T):
    """From the first step on, each call gives how its result moves with x0, too."""
    def after(x, steps):
        if steps == 0:
            return deque(), 1.0
        copies, by_x = after(a * x + np.sin(x), steps - 1)
        copies.appendleft(by_x * x)
        return copies, by_x * (a + np.cos(x))
    copies = after(x0, T)[0]
    return [copies, sum(copies)]


def recurrence_by_products(a, x0, T):
    """The product formula, with all factors for each copy anew."""
    x = {0: x0}
    for t in range(1, T + 1):
        x[t] = a * x[t - 1] + math.sin(x[t - 1])
    copies = [x[t - 1] * math.prod(a + math.cos(x[s]) for s in range(t, T)) for t in range(1, T + 1)]
    return copies, np.sum(copies)


class Recurrence:
    def __init__(self, bar=1.0):
        self.bar = bar

    def __call__(self, a, x0, T):
        """Backward, put in front."""
        states, copies, bar = [x0], [], self.bar
        while len(states) < T:
            states += [a * states[-1] + math.sin(states[-1])]
        while states:
            x = states.pop()
            copies.insert(0, bar * x)
            bar *= a + math.cos(x)
        return copies, sum(copies)


RIGHT = [
    ("tie_guess", "a whole number", 8),
    ("tie_guess", "a float", 8.0),
    ("tie_guess", "a NumPy integer", np.int64(8)),
    ("tie_guess", "a fraction", Fraction(8)),
    ("tie_guess", "a sum", 3 + 5),
    ("tie_guess", "NumPy's sum", np.sum([3.0, 5.0])),
    ("tie_guess", "a decimal", Decimal(8)),
    ("tied_grad", "a loop", grad_by_loop),
    ("tied_grad", "vectorised", grad_in_arrays),
    ("tied_grad", "maps, copies in tuple", grad_by_maps),
    ("tied_grad", "recursive", grad_recursively),
    ("tied_grad", "callable, NumPy numbers", Tied()),
    ("tied_grad", "a bound method", Tied().one_by_one),
    ("tied_grad", "a partial", partial(lambda add, grad, ties, dties, t: add(
        s * d(t) for s, d in zip(grad([c(t) for c in ties]), dties, strict=True)), sum)),
    ("two_layers_grad", "written out, a list", barber_written_out),
    ("two_layers_grad", "tangents", barber_forward),
    ("two_layers_grad", "adjoints, named tuple", barber_backward),
    ("two_layers_grad", "matrices, an array", barber_in_arrays),
    ("two_layers_grad", "a bound method", Barber().slopes),
    ("two_layers_grad", "a partial", partial(
        lambda two, *args: tuple(part * two / 2 for part in barber_forward(*args)), 2)),
    ("tied_paths", "all paths, generator", contributions_by_paths),
    ("tied_paths", "recursive, cached tuple", contributions_cached),
    ("tied_paths", "sent, a deque", contributions_sent),
    ("tied_paths", "triangular system, array", contributions_solved),
    ("tied_paths", "a mask", contributions_masked),
    ("tied_paths", "callable, course's sums", Share(autodiff.path_sums)),
    ("conv_grad", "loops, whole zeros", conv_by_loops),
    ("conv_grad", "slices, a tuple", conv_by_slices),
    ("conv_grad", "correlation of library", conv_by_library),
    ("conv_grad", "diagonals of matrix", conv_by_matrix),
    ("conv_grad", "windows, array", conv_by_windows),
    ("conv_grad", "method, a Counter", Convolution().grad),
    ("recurrence_grad", "forward, all tangents", recurrence_forward),
    ("recurrence_grad", "vectorised, arrays", recurrence_in_arrays),
    ("recurrence_grad", "accumulated, named tuple", recurrence_accumulated),
    ("recurrence_grad", "recursive, a deque", recurrence_recursively),
    ("recurrence_grad", "products anew", recurrence_by_products),
    ("recurrence_grad", "a callable", Recurrence()),
    ("recurrence_grad", "a bound method", Recurrence(1).__call__),
]
