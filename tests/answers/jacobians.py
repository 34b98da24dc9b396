"""Right answers to Jacobians in other styles: (exercise, style, answer). This text is also a cell of a submission."""
import math
from collections import defaultdict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction
from functools import partial, reduce
from itertools import starmap
from operator import mul

import numpy as np

Adjoints = namedtuple("Adjoints", "v_in W_bar")

# --- jacobian ------------------------------------------------------------------------------------------------------


def jacobian_in_rows(f, x, layout):
    """The rows of the denominator layout, in lists."""
    rows = []
    for j in range(len(x)):
        moved = [complex(x_i, 1e-30 * (i == j)) for i, x_i in enumerate(x)]
        rows.append([y.imag / 1e-30 for y in f(np.array(moved))])
    return rows if layout == "denominator" else [list(row) for row in zip(*rows, strict=True)]


def jacobian_by_steps(f, x, layout):
    """All moved points at once, one function call for each."""
    points = np.array(x) + 1e-30j * np.eye(len(x))
    J = np.array(list(map(f, points))).imag / 1e-30
    return {"numerator": J.T, "denominator": J}[layout]


def jacobian_filled(f, x, layout, h=1e-30):
    """A matrix filled column by column; one point, moved and put back."""
    J, moved = None, np.asarray(x, complex).copy()
    for j, start in enumerate(x):
        moved[j] = start + h * 1j
        y = np.imag(f(moved)) / h
        moved[j] = start
        J = np.zeros((len(y), len(x))) if J is None else J
        J[:, j] = y
    return np.transpose(J) if layout != "numerator" else J


class Jacobian:
    """An object that can be called; tuples of tuples."""

    def column(self, f, x, j):
        return tuple(np.imag(f(np.array([*x[:j], x[j] + 1e-30j, *x[j + 1:]]))) * 1e30)

    def __call__(self, f, x, layout):
        columns = tuple(self.column(f, x, j) for j in range(len(x)))
        match layout:
            case "numerator":
                return tuple(zip(*columns, strict=True))
            case "denominator":
                return columns


def jacobian_stacked(f, x, layout):
    columns = [f(np.array(x) + 1e-30j * direction).imag / 1e-30 for direction in np.eye(len(x))]
    return np.column_stack(columns) if layout == "numerator" else np.vstack(columns)


# --- chain_row -----------------------------------------------------------------------------------------------------


def row_by_hand(df_dx, dx_dst):
    (by1, by2), ((x1s, x1t), (x2s, x2t)) = df_dx[0], dx_dst
    return [[by1 * x1s + by2 * x2s, by1 * x1t + by2 * x2t]]


def row_by_columns(df_dx, dx_dst):
    return tuple(tuple(sum(map(mul, row, column)) for column in zip(*dx_dst, strict=True)) for row in df_dx)


def row_of_ways(df_dx, dx_dst):
    """Added over the two ways, in a loop."""
    total = np.zeros((1, 2))
    for i in range(2):
        total[0] += df_dx[0][i] * np.array(dx_dst[i])
    return total


def row_by_letters(df_dx, dx_dst):
    return np.einsum("ij,jk->ik", df_dx, dx_dst)


class Rows:
    def times(self, df_dx, dx_dst):
        return deque(np.dot(row, dx_dst) for row in df_dx)


# --- pull_back -----------------------------------------------------------------------------------------------------


def pulled_in_loops(J, v, layout):
    if layout != "numerator":
        return [sum(row[i] * v[i] for i in range(len(v))) for row in J]
    found = [0] * len(J[0])
    for i, row in enumerate(J):
        for j, slope in enumerate(row):
            found[j] += v[i] * slope
    return found


def pulled_by_letters(J, v, layout):
    return np.einsum({"numerator": "ij,i->j"}.get(layout, "ji,i->j"), J, v)


def pulled_as_column(J, v, layout):
    """With v as a column."""
    J = np.array(J).T if layout == "numerator" else np.array(J)
    return (J @ np.array(v)[:, None]).ravel()


def pulled_by_columns(J, v, layout):
    rows = zip(*J, strict=True) if layout == "numerator" else J
    return tuple(math.fsum(map(mul, row, v)) for row in rows)


class Pull:
    def __call__(self, J, v, layout):
        self.found = defaultdict(float)
        for (a, b), slope in np.ndenumerate(J):
            result, entry = (a, b) if layout == "numerator" else (b, a)
            self.found[entry] += v[result] * slope
        return [self.found[entry] for entry in sorted(self.found)]


# --- linear_vjp ----------------------------------------------------------------------------------------------------


def linear_in_loops(W, x, v_out):
    v_in, W_bar = [0] * len(x), [[0] * len(x) for _ in W]
    for i, row in enumerate(W):
        for j, weight in enumerate(row):
            v_in[j] += weight * v_out[i]
            W_bar[i][j] = v_out[i] * x[j]
    return v_in, W_bar


def linear_broadcast(W, x, v_out):
    v = np.array(v_out, dtype=float)[:, np.newaxis]
    return Adjoints((v * np.array(W)).sum(axis=0), v * np.array(x))


def linear_by_letters(W, x, v_out):
    return [np.einsum("i,ij->j", v_out, W), np.einsum("i,j->ij", v_out, x)]


def linear_by_columns(W, x, v_out):
    columns = zip(*W, strict=True)
    W_bar = tuple(tuple(v * x_j for x_j in x) for v in v_out)
    return tuple(sum(map(mul, column, v_out)) for column in columns), W_bar


class Linear:
    """Two methods."""

    def vjp(self, W, x, v_out):
        self.v = np.array([v_out])
        return self.of_x(W), self.of_W(x)

    def of_x(self, W):
        return np.ravel(self.v @ W)

    def of_W(self, x):
        return self.v.T * x


# --- map_vjp -------------------------------------------------------------------------------------------------------


def map_in_loop(dg, x, v):
    x_bar = []
    for i in range(len(x)):
        x_bar.append(dg(x[i]) * v[i])
    return x_bar


def map_by_maps(dg, x, v):
    return tuple(map(mul, map(dg, x), v))


def map_filled(dg, x, v):
    x_bar = np.array(v, dtype=float)
    for i, x_i in enumerate(np.array(x, dtype=float)):
        x_bar[i] *= dg(x_i)
    return x_bar


def map_as_matrix(dg, x, v):
    return np.diag([dg(x_i) for x_i in x]) @ np.array(v)


def map_by_vectorize(dg, x, v):
    return np.vectorize(dg, otypes=[float])(x) * v


class Map:
    def __call__(self, dg, x, v):
        return deque(starmap(lambda x_i, v_i: v_i * dg(x_i), zip(x, v, strict=True)))


# --- reduce_vjp ----------------------------------------------------------------------------------------------------


def reduce_by_match(op, x, v):
    """The first of the largest takes all."""
    match op:
        case "sum":
            return [v] * len(x)
        case "product":
            return [v * math.prod(x[:i] + x[i + 1:]) for i in range(len(x))]
        case "max" | "min":
            place = x.index(max(x) if op == "max" else min(x))
            return [v if i == place else 0 for i in range(len(x))]


def reduce_in_arrays(op, x, v):
    """Equal shares."""
    x = np.array(x, dtype=float)
    if op in ("max", "min"):
        chosen = x == getattr(x, op)()
        return v * chosen / chosen.sum()
    if op == "sum":
        return np.ones_like(x) * v
    before, after = np.cumprod([1, *x[:-1]]), np.cumprod([1, *x[:0:-1]])[::-1]
    return v * before * after


def product_of_others(x):
    return tuple(reduce(mul, (x_j for j, x_j in enumerate(x) if j != i), 1) for i in range(len(x)))


def last_of(best):
    """The last one of those that tie."""
    def shares(x):
        place = max(i for i, x_i in enumerate(x) if x_i == best(x))
        return tuple(float(i == place) for i in range(len(x)))
    return shares


SHARES = {"sum": lambda x: (1,) * len(x), "product": product_of_others, "max": last_of(max), "min": last_of(min)}


def reduce_by_table(op, x, v):
    return tuple(v * share for share in SHARES[op](x))


class Reduction:
    """A method for each; the ties in uneven shares."""

    def vjp(self, op, x, v):
        return [v * share for share in getattr(self, op)(x)]

    def sum(self, x):
        return [1.0 for _ in x]

    def product(self, x):
        zeros = x.count(0)
        others = np.prod([x_i for x_i in x if x_i])
        return [others / x_i if x_i and not zeros else others if not x_i and zeros == 1 else 0.0 for x_i in x]

    def max(self, x):
        places = [i for i, x_i in enumerate(x) if x_i == max(x)]
        return [2 ** -(places.index(i) + (i != places[-1])) if i in places else 0.0 for i in range(len(x))]

    def min(self, x):
        return self.max([-x_i for x_i in x])


def reduce_by_moving(op, x, v):
    """A product is linear in each entry; a sorted list knows who is first and last."""
    order = sorted(range(len(x)), key=x.__getitem__)
    if op in ("max", "min"):
        return v * np.eye(len(x))[order[-1 if op == "max" else 0]]
    f = np.sum if op == "sum" else np.prod
    return [v * (f([*x[:i], 1.0, *x[i + 1:]]) - f([*x[:i], 0.0, *x[i + 1:]])) for i in range(len(x))]


# --- mlp_vjp -------------------------------------------------------------------------------------------------------


def mlp_recursively(Ws, g, dg, x, v):
    if not Ws:
        return np.array(v)
    z = np.array(Ws[0]) @ np.array(x)
    return (mlp_recursively(Ws[1:], g, dg, g(z), v) * dg(z)) @ np.array(Ws[0])


def mlp_by_jacobian(Ws, g, dg, x, v):
    """The whole Jacobian on the way forward."""
    J, x = np.eye(len(x)), np.array(x)
    for W in map(np.array, Ws):
        z = W @ x
        J, x = np.diag(dg(z)) @ W @ J, g(z)
    return np.array(v) @ J


def mlp_in_lists(Ws, g, dg, x, v):
    """Every product in lists; whole layers through g and dg."""
    layers = []
    for W in Ws:
        z = np.array([sum(map(mul, row, x)) for row in W])
        layers.insert(0, (W, dg(z)))
        x = g(z)
    for W, slopes in layers:
        v = [sum(v[i] * slopes[i] * W[i][j] for i in range(len(v))) for j in range(len(W[0]))]
    return tuple(v)


def mlp_in_rows(Ws, g, dg, x, v):
    """Adjoints as rows."""
    stack, row = deque(), np.array([x])
    for W in Ws:
        stack.append((np.array(W), row @ np.transpose(W)))
        row = g(stack[-1][1])
    bar = np.array([v])
    while stack:
        W, z = stack.pop()
        bar = (bar * dg(z)) @ W
    return bar[0]


class Perceptron:
    """Layers that keep what they need, each of them a closure."""

    def layer(self, W, g, dg, x):
        z = np.dot(W, x)
        return g(z), lambda v: np.dot(np.multiply(v, dg(z)), W)

    def __call__(self, Ws, g, dg, x, v):
        backs = []
        for W in Ws:
            x, back = self.layer(W, g, dg, x)
            backs.append(back)
        return reduce(lambda v, back: back(v), reversed(backs), v)


RIGHT = [
    ("jacobian_guess", "a whole number", 4),
    ("jacobian_guess", "a float", 4.0),
    ("jacobian_guess", "a NumPy integer", np.int64(4)),
    ("jacobian_guess", "a difference", 12 - 8),
    ("jacobian_guess", "a fraction", Fraction(4)),
    ("jacobian_guess", "a decimal", Decimal(4)),
    ("jacobian", "rows in lists", jacobian_in_rows),
    ("jacobian", "moved points", jacobian_by_steps),
    ("jacobian", "filled, put back", jacobian_filled),
    ("jacobian", "callable, tuples", Jacobian()),
    ("jacobian", "stacked", jacobian_stacked),
    ("jacobian", "partial, other step", partial(jacobian_filled, h=1e-20)),
    ("chain_row", "by hand", row_by_hand),
    ("chain_row", "columns, tuples", row_by_columns),
    ("chain_row", "ways in loop", row_of_ways),
    ("chain_row", "letters", row_by_letters),
    ("chain_row", "method, a deque", Rows().times),
    ("chain_row", "library", np.matmul),
    ("pull_back", "loops", pulled_in_loops),
    ("pull_back", "letters", pulled_by_letters),
    ("pull_back", "as column", pulled_as_column),
    ("pull_back", "columns, tuple", pulled_by_columns),
    ("pull_back", "callable, default dict", Pull()),
    ("linear_vjp", "loops", linear_in_loops),
    ("linear_vjp", "broadcast, named tuple", linear_broadcast),
    ("linear_vjp", "letters, a list", linear_by_letters),
    ("linear_vjp", "columns, tuples", linear_by_columns),
    ("linear_vjp", "method, a row", Linear().vjp),
    ("map_vjp", "a loop", map_in_loop),
    ("map_vjp", "maps, tuple", map_by_maps),
    ("map_vjp", "filled array", map_filled),
    ("map_vjp", "diagonal matrix", map_as_matrix),
    ("map_vjp", "vectorised by NumPy", map_by_vectorize),
    ("map_vjp", "callable, a deque", Map()),
    ("reduce_vjp", "match, first takes all", reduce_by_match),
    ("reduce_vjp", "vectorised, equal shares", reduce_in_arrays),
    ("reduce_vjp", "table, last takes all", reduce_by_table),
    ("reduce_vjp", "method, uneven shares", Reduction().vjp),
    ("reduce_vjp", "sorted, moved", reduce_by_moving),
    ("mlp_vjp", "recursive", mlp_recursively),
    ("mlp_vjp", "Jacobian forward", mlp_by_jacobian),
    ("mlp_vjp", "lists", mlp_in_lists),
    ("mlp_vjp", "rows, a deque", mlp_in_rows),
    ("mlp_vjp", "callable, closures", Perceptron()),
]
