"""Right answers to linear maps in other styles: (exercise, style, answer). This text is also a cell of a submission."""
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from functools import cache, lru_cache, partial, reduce

import numpy as np

from course import autodiff

Edge = namedtuple("Edge", "source target weight")
Result = namedtuple("Result", "edges multiplications")

# --- eliminate: graphs in other forms --------------------------------------------------------------------------------


def left_in_lists(edges, order):
    left, n = [list(edge) for edge in edges], 0
    for node in order:
        into = [e for e in left if e[1] == node]
        out = [e for e in left if e[0] == node]
        left = [e for e in left if node not in (e[0], e[1])]
        for s, _, a in into:
            for _, t, b in out:
                n += 1
                for e in left:
                    if e[:2] == [s, t]:
                        e[2] = e[2] + a * b
                        break
                else:
                    left.append([s, t, a * b])
    return [left, n]


def left_in_rows(edges, order):
    """A dictionary of successors and one of predecessors; a named tuple."""
    after, before = defaultdict(dict), defaultdict(dict)
    for s, t, w in edges:
        after[s][t] = before[t][s] = w
    spent = 0
    for node in order:
        for s, a in before[node].items():
            for t, b in after[node].items():
                product = a * b
                after[s][t] = before[t][s] = after[s][t] + product if t in after[s] else product
                spent += 1
        for s in before.pop(node):
            del after[s][node]
        for t in after.pop(node, {}):
            del before[t][node]
    return Result([Edge(s, t, w) for s, row in after.items() for t, w in row.items()], np.int64(spent))


def left_recursively(edges, order):
    if not len(order):
        return tuple(edges), 0
    node, *rest = order
    into = {e[0]: e[2] for e in edges if e[1] == node}
    out = {e[1]: e[2] for e in edges if e[0] == node}
    kept = OrderedDict(((e[0], e[1]), e[2]) for e in edges if node not in e[:2])
    for s in into:
        for t in out:
            kept[s, t] = into[s] * out[t] + kept.get((s, t), 0)
    left, n = left_recursively([(*ends, w) for ends, w in kept.items()], rest)
    return left, n + len(into) * len(out)


class Eliminator:
    """An object that can be called; a number as a float."""

    def __init__(self):
        self.weights = {}

    def __call__(self, edges, order):
        self.weights = {(s, t): w for s, t, w in edges}
        products = [self.without(node) for node in order]
        return deque(Edge(*ends, w) for ends, w in self.weights.items()), float(sum(products))

    def without(self, node):
        into = [ends for ends in self.weights if ends[1] == node]
        out = [ends for ends in self.weights if ends[0] == node]
        made = {(i[0], o[1]): self.weights[i] * self.weights[o] for i in into for o in out}
        for ends in into + out:
            del self.weights[ends]
        for ends, product in made.items():
            self.weights[ends] = self.weights[ends] + product if ends in self.weights else product
        return len(made)


def left_in_a_matrix(edges, order):
    """An array of objects over the nodes, None where there is no edge."""
    names = sorted({name for e in edges for name in (e[0], e[1])})
    W = np.full((len(names), len(names)), None, dtype=object)
    for s, t, w in edges:
        W[names.index(s), names.index(t)] = w
    n = 0
    for k in map(names.index, order):
        for i in range(len(names)):
            for j in range(len(names)):
                if W[i, k] is not None and W[k, j] is not None:
                    W[i, j] = W[i, k] * W[k, j] if W[i, j] is None else W[i, j] + W[i, k] * W[k, j]
                    n += 1
        W[k, :] = W[:, k] = None
    return [(s, t, W[i, j]) for i, s in enumerate(names) for j, t in enumerate(names) if W[i, j] is not None], n


def left_reduced(edges, order):
    def step(state, node):
        weights, n = state
        pairs = [(a, b) for a in weights for b in weights if a[1] == b[0] == node]
        kept = {ends: w for ends, w in weights.items() if node not in ends}
        return reduce(lambda d, p: {**d, (p[0][0], p[1][1]): d.get((p[0][0], p[1][1]), 0) + weights[p[0]] * weights[
            p[1]]}, pairs, kept), n + len(pairs)
    weights, n = reduce(step, order, ({(s, t): w for s, t, w in edges}, 0))
    return [(*ends, w) for ends, w in weights.items()], n


# --- best_bracketing -------------------------------------------------------------------------------------------------


def bracketed_in_a_table(dims):
    n = len(dims) - 1
    best = {(i, i): (0, i) for i in range(n)}
    for length in range(1, n):
        for i in range(n - length):
            j = i + length
            best[i, j] = min(((best[i, m][0] + best[m + 1, j][0] + dims[i] * dims[m + 1] * dims[j + 1],
                               (best[i, m][1], best[m + 1, j][1])) for m in range(i, j)), key=lambda found: found[0])
    return best[0, n - 1]


def bracketed_by_parts(dims):
    """A recursion on the tuple of sizes itself; nested lists."""
    @cache
    def best(sizes, first):
        if len(sizes) == 2:
            return 0, first
        found = None
        for m in range(1, len(sizes) - 1):
            left, right = best(sizes[:m + 1], first), best(sizes[m:], first + m)
            cost = left[0] + right[0] + sizes[0] * sizes[m] * sizes[-1]
            if found is None or cost < found[0]:
                found = cost, [left[1], right[1]]
        return found
    return best(tuple(dims), 0)


class Chains:
    def __init__(self):
        self.known = {}

    def order(self, dims):
        self.known = {}
        return list(self.of(tuple(dims), 0, len(dims) - 1))

    def of(self, dims, i, j):
        if j == i + 1:
            return 0.0, i
        if (i, j) not in self.known:
            ways = [(self.of(dims, i, m), self.of(dims, m, j), dims[i] * dims[m] * dims[j]) for m in range(i + 1, j)]
            a, b, c = min(ways, key=lambda way: way[0][0] + way[1][0] + way[2])
            self.known[i, j] = a[0] + b[0] + c, (a[1], b[1])
        return self.known[i, j]


def bracketed_in_arrays(dims):
    d, n = np.array(dims), len(dims) - 1
    cost, cut = np.zeros((n, n), dtype=int), np.zeros((n, n), dtype=int)
    for length in range(1, n):
        for i in range(n - length):
            j = i + length
            prices = [cost[i, m] + cost[m + 1, j] + d[i] * d[m + 1] * d[j + 1] for m in range(i, j)]
            cut[i, j], cost[i, j] = i + np.argmin(prices), np.min(prices)

    def spelled(i, j):
        return np.int64(i) if i == j else (spelled(i, cut[i, j]), spelled(cut[i, j] + 1, j))
    return cost[0, n - 1], spelled(0, n - 1)


@lru_cache(None)
def of_part(sizes):
    """The cost and the places of the last products, of a tuple; the order is spelled by another function."""
    if len(sizes) == 2:
        return 0, 0
    return min((of_part(sizes[:m + 1])[0] + of_part(sizes[m:])[0] + sizes[0] * sizes[m] * sizes[-1], m)
               for m in range(1, len(sizes) - 1))


def bracketed_by_cuts(dims):
    def spelled(sizes, first):
        cut = of_part(sizes)[1]
        return (spelled(sizes[:cut + 1], first), spelled(sizes[cut:], first + cut)) if cut else first
    return of_part(tuple(dims))[0], spelled(tuple(dims), 0)


# --- transpose -------------------------------------------------------------------------------------------------------


def turned_at_once(program):
    """What comes back is added when it arrives; adjoints by name."""
    total, steps = {}, []

    def arrive(name, what):
        if name in total:
            steps.append((f"sum {len(steps)}", "add", total[name], what))
            what = steps[-1][0]
        total[name] = what

    def bar(name):
        if name not in total:
            steps.append((f"nothing for {name}", "zero"))
            total[name] = steps[-1][0]
        return total[name]

    ins = [f"in {i}" for i, _ in enumerate(program["outputs"])]
    for i, name in zip(ins, program["outputs"], strict=True):
        arrive(name, i)
    for name, op, *args in program["steps"][::-1]:
        if op == "scale" and name in total:
            steps.append((f"back from {name}", "scale", total[name], args[1]))
            arrive(args[0], steps[-1][0])
        if op == "add" and name in total:
            arrive(args[0], total[name])
            arrive(args[1], total[name])
    return {"inputs": ins, "steps": steps, "outputs": [bar(name) for name in program["inputs"]]}


class Turner:
    """A class, with names that count; lists in place of tuples."""

    def __init__(self, program):
        self.steps, self.came = [], defaultdict(list)
        self.ins = []
        for name in program["outputs"]:
            self.ins.append(f"w{len(self.ins)}")
            self.came[name].append(self.ins[-1])
        for name, op, *args in reversed(program["steps"]):
            getattr(self, op)(name, *args)
        self.outs = [self.collected(name) for name in program["inputs"]]

    def collected(self, name):
        back = self.came[name]
        if not back:
            return self.write("zero")
        return reduce(partial(self.write, "add"), back)

    def write(self, *what):
        self.steps.append([f"n{len(self.steps):03}", *what])
        return self.steps[-1][0]

    def scale(self, name, arg, c):
        self.came[arg].append(self.write("scale", self.collected(name), c))

    def add(self, name, a, b):
        back = self.collected(name)
        self.came[a] += [back]
        self.came[b] += [back]

    def zero(self, name):
        pass


def turned_by_class(program):
    made = Turner(program)
    return OrderedDict(outputs=tuple(made.outs), steps=tuple(made.steps), inputs=made.ins)


def turned_recursively(program):
    """From the uses of each name: what comes back to it is a sum over its uses."""
    steps, known = [], {}
    uses = defaultdict(list)
    for i, name in enumerate(program["outputs"]):
        uses[name].append(("out", f"u{i}"))
    for name, op, *args in program["steps"]:
        for arg in args[:1] if op == "scale" else args:
            uses[arg].append((op, name, args))

    def bar(name):
        if name not in known:
            parts = []
            for kind, user, *args in uses[name]:
                if kind == "out":
                    parts.append(user)
                elif kind == "add":
                    parts.append(bar(user))
                else:
                    back = bar(user)
                    steps.append((f"c{len(steps)}", "scale", back, args[0][1]))
                    parts.append(steps[-1][0])
            if not parts:
                steps.append((f"c{len(steps)}", "zero"))
                parts = [steps[-1][0]]
            while len(parts) > 1:
                a, b, *parts = parts
                steps.append((f"c{len(steps)}", "add", a, b))
                parts.append(steps[-1][0])
            known[name] = parts[0]
        return known[name]

    outputs = [bar(name) for name in program["inputs"]]
    return {"inputs": [f"u{i}" for i in range(len(program["outputs"]))], "steps": steps, "outputs": outputs}


def turned_without_dead(program):
    """Dead steps and zeros are left out first."""
    live, steps = set(program["outputs"]), []
    for step in reversed(program["steps"]):
        if step[0] in live:
            live |= {part for part in step[2:] if isinstance(part, str)}
            if step[1] != "zero":
                steps.insert(0, step)
    return turned_at_once({**program, "steps": steps})


def turned_with_old_names(program):
    """The same names with a bar; sums get a number."""
    made, back, sums = [], {name: [] for name in [*program["inputs"], *(s[0] for s in program["steps"])]}, Counter()
    inputs = []
    for place, name in enumerate(program["outputs"]):
        inputs.append(np.str_(f"{name}_bar_{place}_in"))
        back[name].append(inputs[-1])

    def gather(name):
        if not back[name]:
            made.append((f"{name}_bar", "zero"))
            return made[-1][0]
        so_far = back[name][0]
        for more in back[name][1:]:
            sums[name] += 1
            made.append((f"{name}_sum{sums[name]}", "add", more, so_far))
            so_far = made[-1][0]
        return so_far

    for i, (name, op, *args) in reversed(list(enumerate(program["steps"]))):
        if op == "zero":
            continue
        whole = gather(name)
        if op == "add":
            for arg in args:
                back[arg].append(whole)
        else:
            made.append((f"{args[0]}_part{i}", "scale", whole, args[1]))
            back[args[0]].append(made[-1][0])
    return {"inputs": inputs, "steps": made, "outputs": [gather(name) for name in program["inputs"]]}


# --- seeded_jacobian -------------------------------------------------------------------------------------------------


def band_in_arrays(push, n, width):
    found = np.array([push((np.arange(n) % width == k).astype(float)) for k in range(width)])
    rows, columns = np.indices((found.shape[1], n))
    inside = (rows <= columns) & (columns < rows + width)
    return np.where(inside, found[columns % width, rows], 0.0)


def band_by_diagonals(push, n, width):
    passes = [push([1 if (j - k) % width == 0 else 0 for j in range(n)]) for k in range(min(width, n))]
    J = [[0.0] * n for _ in passes[0]]
    for offset in range(width):
        for i in range(len(J)):
            if i + offset < n:
                J[i][i + offset] = passes[(i + offset) % width][i]
    return J


def band_by_columns(push, n, width):
    columns = []
    for k in range(min(n, width)):
        seed = np.zeros(n)
        seed[k::width] = 1
        columns.append(push(seed))
    def entry(i, j): return columns[j % width][i] if 0 <= j - i < width else 0
    return tuple(tuple(entry(i, j) for j in range(n)) for i in range(len(columns[0])))


class Band:
    def __init__(self, push, n, width):
        self.width, self.found = width, {}
        for k in range(min(n, width)):
            self.found[k] = push([float(j in range(k, n, width)) for j in range(n)])

    def row(self, i, n):
        row = np.zeros(n)
        for j in range(i, min(n, i + self.width)):
            row[j] = self.found[j % self.width][i]
        return row


def band_by_class(push, n, width):
    band = Band(push, n, width)
    return [band.row(i, n) for i in range(len(band.found[0]))]


def band_scaled(push, n, width):
    """Seeds of other sizes, divided out; negative ones."""
    J = None
    for k in range(min(n, width)):
        column = np.array(push([-2.0 if j % width == k else 0.0 for j in range(n)])) / -2.0
        J = np.zeros((len(column), n)) if J is None else J
        for j in range(k, n, width):
            top = max(0, j - width + 1)
            J[top:j + 1, j] = column[top:j + 1]
    return J


# --- hvp -------------------------------------------------------------------------------------------------------------


def of_array(program):
    return lambda x: autodiff.run(program, {f"x{i}": x[i] for i in range(len(x))})[program[-1][0]]


def product_over_reverse(program, x, v):
    g = autodiff.grad(of_array(program))
    return list(autodiff.jvp(g, (x,), (v,))[1])


def product_by_reverse_twice(program, x, v):
    g = autodiff.grad(of_array(program))
    return autodiff.grad(lambda x: (g(x) * v).sum())(x)


def product_by_reverse_over_forward(program, x, v):
    f = of_array(program)
    return autodiff.grad(lambda x: autodiff.jvp(f, (x,), (v,))[1])(x)


def product_along_a_line(program, x, v):
    """The gradient as a function of one number."""
    f = of_array(program)
    return autodiff.jvp(lambda t: autodiff.grad(f)(x + t * v), (0.0,), (1.0,))[1]


RULES = {"add": lambda a, b: (a + b, (1, 1)), "sub": lambda a, b: (a - b, (1, -1)),
         "mul": lambda a, b: (a * b, (b, a)), "sin": lambda a: (np.sin(a), (np.cos(a),)),
         "cos": lambda a: (np.cos(a), (-np.sin(a),)), "tanh": lambda a: (np.tanh(a), (1 - np.tanh(a) ** 2,))}


def product_by_own_sweep(program, x, v):
    """A sweep of one's own on complex numbers: the step goes along v. No engine."""
    known = {f"x{i}": x[i] + 1e-30j * v[i] for i in range(len(x))}
    weights = {}
    for name, op, *args in program:
        known[name], weights[name] = RULES[op](*(known.get(arg, arg) for arg in args))
    bars = defaultdict(complex, {program[-1][0]: 1})
    for name, _, *args in reversed(program):
        for arg, weight in zip(args, weights[name], strict=True):
            if isinstance(arg, str):
                bars[arg] += bars[name] * weight
    return [bars[f"x{i}"].imag / 1e-30 for i in range(len(x))]


RIGHT = [
    ("order_guess", "whole", 3),
    ("order_guess", "float", 3.0),
    ("order_guess", "NumPy's whole", np.int64(3)),
    ("order_guess", "NumPy's float", np.float64(3)),
    ("order_guess", "array", np.array(3)),
    ("transpose_guess", "whole", 34),
    ("transpose_guess", "float", 34.0),
    ("transpose_guess", "NumPy's whole", np.int64(34)),
    ("transpose_guess", "NumPy's float", np.float64(34)),
    ("transpose_guess", "array", np.array(34)),
    ("seeds_guess", "whole", 2),
    ("seeds_guess", "float", 2.0),
    ("seeds_guess", "NumPy's whole", np.int64(2)),
    ("seeds_guess", "NumPy's float", np.float64(2)),
    ("seeds_guess", "array", np.array(2)),
    ("eliminate", "lists", left_in_lists),
    ("eliminate", "rows", left_in_rows),
    ("eliminate", "recursion", left_recursively),
    ("eliminate", "object", Eliminator()),
    ("eliminate", "matrix", left_in_a_matrix),
    ("eliminate", "reduce", left_reduced),
    ("best_bracketing", "table", bracketed_in_a_table),
    ("best_bracketing", "parts", bracketed_by_parts),
    ("best_bracketing", "method", Chains().order),
    ("best_bracketing", "arrays", bracketed_in_arrays),
    ("best_bracketing", "cuts", bracketed_by_cuts),
    ("transpose", "at once", turned_at_once),
    ("transpose", "class", turned_by_class),
    ("transpose", "recursion", turned_recursively),
    ("transpose", "without dead steps", turned_without_dead),
    ("transpose", "old names", turned_with_old_names),
    ("seeded_jacobian", "arrays", band_in_arrays),
    ("seeded_jacobian", "diagonals", band_by_diagonals),
    ("seeded_jacobian", "columns", band_by_columns),
    ("seeded_jacobian", "class", band_by_class),
    ("seeded_jacobian", "scaled seeds", band_scaled),
    ("hvp", "forward over reverse", product_over_reverse),
    ("hvp", "reverse over reverse", product_by_reverse_twice),
    ("hvp", "reverse over forward", product_by_reverse_over_forward),
    ("hvp", "along a line", product_along_a_line),
    ("hvp", "a sweep of one's own", product_by_own_sweep),
]
