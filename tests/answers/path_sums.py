"""Right answers to path sums in other styles: (exercise, style, answer). This text is also a cell of a submission."""
import math
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial, reduce
from graphlib import TopologicalSorter
from itertools import accumulate, groupby
from operator import itemgetter, mul
from types import MappingProxyType

import numpy as np

Edge = namedtuple("Edge", "source target weight")
Arrow = namedtuple("Arrow", "source target")
Plan = namedtuple("Plan", "order levels")
Gradients = namedtuple("Gradients", "w0 w1 w2")

# --- build_graph and find_faults: each finds all four lists --------------------------------------------------------


def structure(graph_of):
    """Nodes and edges, in the dict that it makes."""
    def answer(program, inputs):
        graph = graph_of(program, inputs)
        for name in ("dead", "undefined"):
            del graph[name]
        return graph
    return answer


def faults(graph_of):
    """Dead steps and undefined names, in whatever it keeps them."""
    return lambda program, inputs: itemgetter("dead", "undefined")(graph_of(program, inputs))


def graph_by_readers(program, inputs):
    """Asks for each step who reads it, from the last step up."""
    steps = [step[0] for step in program]
    uses = [(arg, step[0], i) for i, step in enumerate(program) for arg in step[2:] if isinstance(arg, str)]
    known = {name: -1 for name in inputs} | {name: i for i, name in enumerate(steps)}
    edges = [(arg, name) for arg, name, i in uses if known.get(arg, i) < i]
    undefined = dict.fromkeys(arg for arg, name, i in uses if not known.get(arg, i) < i)
    readers = {name: {t for s, t in edges if s == name} for name in steps}
    lives = cache(lambda name: name == steps[-1] or any(map(lives, readers[name])))
    return OrderedDict(nodes=inputs + steps, edges=edges, dead=[name for name in steps if not lives(name)],
                       undefined=list(undefined))


def graph_by_flood(program, inputs):
    """Sets that grow until nothing changes; named pairs and tuples in place of lists."""
    defined, edges, undefined = list(inputs), deque(), []
    for step in program:
        for arg in filter(lambda arg: isinstance(arg, str), step[2:]):
            (edges.append(Arrow(arg, step[0])) if arg in defined else undefined.append(arg))
        defined += [step[0]]
    alive, before = {program[-1][0]}, set()
    while alive != before:
        before = set(alive)
        alive |= {edge.source for edge in edges if edge.target in before}
    return {"nodes": tuple(defined), "edges": tuple(edges), "undefined": tuple(sorted(set(undefined),
            key=undefined.index)), "dead": tuple(step[0] for step in program if step[0] not in alive)}


def graph_in_arrays(program, inputs):
    """An adjacency matrix and its powers; arrays of strings."""
    nodes = np.array([*inputs, *(name for name, *_ in program)])
    place = {str(name): i for i, name in enumerate(nodes)}
    reach, edges, undefined = np.eye(len(nodes), dtype=int), [], []
    for i, (_, _, *args) in enumerate(program, start=len(inputs)):
        for arg in args:
            if isinstance(arg, str) and place.get(arg, len(nodes)) < i:
                edges.append([nodes[place[arg]], nodes[i]])
                reach[place[arg], i] = 1
            elif isinstance(arg, str) and arg not in undefined:
                undefined.append(arg)
    for _ in nodes:
        reach = np.minimum(reach @ reach, 1)
    dead = [name for i, name in enumerate(nodes) if i >= len(inputs) and not reach[i, -1]]
    return {"nodes": nodes, "edges": np.array(edges), "dead": np.array(dead, dtype=str),
            "undefined": undefined}


class GraphBuilder:
    """An object that can be called, with a defaultdict of lists."""

    def __call__(self, program, inputs):
        found = defaultdict(list, nodes=[*inputs], undefined=[], edges=[], dead=[])
        for step in program:
            self.read(found, *step)
        needed = {program[-1][0]}
        for name, _, *args in program[::-1]:
            if name in needed:
                needed.update(arg for arg in args if (arg, name) in found["edges"])
            else:
                found["dead"].insert(0, name)
        return found

    def read(self, found, name, operation, *args):
        for arg in args:
            if type(arg) is str:
                if arg in found["nodes"]:
                    found["edges"] += [(arg, name)]
                elif not found["undefined"].count(arg):
                    found["undefined"] += [arg]
        found["nodes"] += [name]


def uses_of(program, known):
    """A generator of (argument, step, whether it is known)."""
    known = set(known)
    for name, _, *args in program:
        yield from ((arg, name, arg in known) for arg in args if hasattr(arg, "upper"))
        known.add(name)


def graph_of_uses(program, inputs):
    uses = list(uses_of(program, inputs))
    edges = [use[:2] for use in uses if use[2]]
    stack, alive = [program[-1][0]], set()
    while stack:
        alive.add(top := stack.pop())
        stack.extend(s for s, t in edges if t == top and s not in alive)
    return dict(nodes=list(inputs) + [name for name, *_ in program], edges=edges,
                dead=[name for name, *_ in program if name not in alive],
                undefined=list(Counter(arg for arg, _, known in uses if not known)))


# --- paths ---------------------------------------------------------------------------------------------------------


def paths_from_the_end(graph, source, target):
    if source == target:
        return [[]]
    return [[*before, edge] for edge in graph["edges"] if edge[1] == target
            for before in paths_from_the_end(graph, source, edge[0])]


def paths_by_stack(graph, source, target):
    found, stack = [], [(source, [])]
    while stack:
        here, path = stack.pop()
        if here == target:
            found.append(path)
        else:
            stack += [(t, [*path, (s, t, w)]) for s, t, w in graph["edges"] if s == here]
    return found


def paths_layer_by_layer(graph, source, target):
    """A queue; named tuples in tuples."""
    found, queue = (), deque([(source, ())])
    while queue:
        here, path = queue.popleft()
        found += (path,) if here == target else ()
        queue.extend((edge[1], (*path, Edge(*edge))) for edge in graph["edges"] if edge[0] == here != target)
    return found


def walk(edges, here, target):
    """A generator of paths."""
    if here == target:
        yield []
        return
    for edge in edges:
        if edge[0] == here:
            for rest in walk(edges, edge[1], target):
                yield [list(edge)] + rest


def paths_cached(graph, source, target):
    leaving = defaultdict(list)
    for s, t, w in graph["edges"]:
        leaving[s].append((s, t, np.float64(w)))

    @cache
    def rest(node):
        return [()] if node == target else [(edge, *more) for edge in leaving[node] for more in rest(edge[1])]
    return deque(rest(source))


class Walker:
    """Keeps the way it has come in an attribute."""

    def find(self, graph, source, target):
        self.edges, self.target, self.found = graph["edges"], target, []
        self.go(source, [])
        return self.found

    def go(self, here, path):
        if here == self.target:
            self.found.append(list(path))
            return
        for edge in self.edges:
            if edge[0] == here:
                path.append(edge)
                self.go(edge[1], path)
                path.pop()


# --- path_value ----------------------------------------------------------------------------------------------------


def value_by_recursion(path):
    return path[0][2] * value_by_recursion(path[1:]) if path else 1


def value_by_numpy(path):
    return np.prod([weight for *_, weight in path])


def value_in_columns(path):
    weights = np.array([edge[2] for edge in path], dtype=float)
    return np.multiply.reduce(weights)


def value_with_scale(path, scale=1):
    for *_, weight in path:
        scale = scale * weight
    return scale


class Product:
    def __call__(self, path):
        self.value = Fraction(1)
        while path:
            *path, (_, _, weight) = path
            self.value *= weight
        return self.value


def value_as_array(path):
    *_, last = accumulate((edge[-1] for edge in path), mul, initial=1.0)
    return np.array(last)


# --- count_paths ---------------------------------------------------------------------------------------------------


def count_forward(graph, source, target):
    ways = Counter({source: 1})
    for node in graph["nodes"]:
        for s, t, _ in graph["edges"]:
            if t == node:
                ways[node] += ways[s]
    return ways[target]


def count_recursively(graph, source, target):
    follow = defaultdict(list)
    for edge in graph["edges"]:
        follow[edge[0]].append(edge[1])

    @cache
    def ways(node):
        return 1 if node == target else sum(ways(after) for after in follow[node])
    return ways(source)


def count_by_powers(graph, source, target):
    """Sum of the powers of the adjacency matrix, in Python's integers."""
    nodes = list(graph["nodes"])
    A = np.zeros((len(nodes), len(nodes)), dtype=object)
    for s, t, _ in graph["edges"]:
        A[nodes.index(s), nodes.index(t)] += 1
    row = np.array([int(name == source) for name in nodes], dtype=object)
    total = 0
    while any(row):
        total = total + row
        row = row @ A
    return total[nodes.index(target)]


def count_by_solving(graph, source, target):
    """(I − A) n = e_target, which is triangular: exact, although in floats."""
    place = {name: i for i, name in enumerate(graph["nodes"])}
    A = np.eye(len(place))
    for s, t, _ in graph["edges"]:
        A[place[s], place[t]] -= 1
    return np.linalg.solve(A, np.eye(len(place))[place[target]])[place[source]]


def count_sorted_edges(graph, source, target, one=1):
    """Edges sorted by the place where they start, and one pass over them."""
    place = {name: i for i, name in enumerate(graph["nodes"])}
    ways = defaultdict(type(one), {target: one})
    for s, t, _ in sorted(graph["edges"], key=lambda edge: -place[edge[0]]):
        ways[s] += ways[t]
    return ways[source]


class Counts(dict):
    """A dict that finds what it lacks."""

    def __init__(self, graph, target):
        super().__init__({target: 1})
        self.edges = graph["edges"]

    def __missing__(self, node):
        self[node] = sum(self[t] for s, t, _ in self.edges if s == node)
        return self[node]


def count_in_integers(graph, source, target):
    order = np.array(graph["nodes"])
    ways = (order == source).astype(np.int64)
    ends = np.array([[list(order).index(name) for name in edge[:2]] for edge in graph["edges"]], int).reshape(-1, 2)
    for i in range(len(order)):
        ways[i] += ways[ends[ends[:, 1] == i, 0]].sum()
    return ways[order == target][0]


# --- path_sums -----------------------------------------------------------------------------------------------------


def sums_collected(graph, out):
    """Each node collects from its successors; whole numbers where nothing is added."""
    found = {}
    for node in reversed(graph["nodes"]):
        found[node] = 1 if node == out else sum(w * found[t] for s, t, w in graph["edges"] if s == node)
    return found


def sums_recursive(graph, out):
    @cache
    def of(node):
        return 1.0 if node == out else sum((w * of(t) for s, t, w in leaving[node]), 0.0)
    leaving = {node: [edge for edge in graph["edges"] if edge[0] == node] for node in graph["nodes"]}
    return {node: of(node) for node in graph["nodes"]}


def sums_sent(graph, out):
    """Each node sends to those before it, in a Counter."""
    t = Counter({out: 1})
    for node in graph["nodes"][::-1]:
        for source, target, weight in graph["edges"]:
            if target == node:
                t[source] += t[node] * weight
    for node in graph["nodes"]:
        t[node] += 0
    return t


def sums_by_default(graph, out):
    place = {name: i for i, name in enumerate(graph["nodes"])}
    found = defaultdict(float, dict.fromkeys(graph["nodes"], 0.0))
    found[out] = 1.0
    for s, t, w in sorted(graph["edges"], key=lambda edge: place[edge[0]], reverse=True):
        found[s] = w * found[t] + found[s]
    return found


def sums_merged(graph, out):
    """Parallel edges are added first; keys that went through NumPy."""
    names, merged = np.array(graph["nodes"]), defaultdict(dict)
    for s, t, w in graph["edges"]:
        merged[s][t] = merged[s][t] + w if t in merged[s] else w
    found = {}
    for name in names[::-1]:
        found[name] = sum(w * found[np.str_(t)] for t, w in merged.get(str(name), {}).items()) + (name == out) * 1.0
    return found


def sums_in_objects(graph, out):
    """An array of Python's objects."""
    place = {name: i for i, name in enumerate(graph["nodes"])}
    v = np.array([0.0] * len(place), dtype=object)
    v[place[out]] = 1.0
    for node in reversed(graph["nodes"]):
        for s, t, w in graph["edges"]:
            if s == node:
                v[place[s]] += w * v[place[t]]
    return dict(zip(graph["nodes"], v, strict=True))


def sums_until_ready(graph, out):
    """Whoever has all that it needs; a read-only mapping over two dicts."""
    waiting, found = list(graph["nodes"]), {}
    while waiting:
        node = next(n for n in waiting if all(t in found for s, t, _ in graph["edges"] if s == n))
        waiting.remove(node)
        found[node] = math.fsum([]) if node != out else 1.0
        for s, t, w in graph["edges"] if node != out else ():
            if s == node:
                found[node] = found[node] + found[t] * w
    return MappingProxyType(ChainMap({out: 1}, found))


class Sweep:
    def __init__(self, seed):
        self.seed = seed

    def __call__(self, graph, out):
        self.bars = OrderedDict((node, 0) for node in graph["nodes"])
        self.bars[out] = self.seed
        [self.visit(node, graph["edges"]) for node in list(self.bars)[::-1]]
        return self.bars

    def visit(self, node, edges):
        for source, target, weight in edges:
            if target == node:
                self.bars[source] += self.bars[node] * weight * 1.0


# --- program_grads -------------------------------------------------------------------------------------------------


def grads_by_paths(w, p, q, fs, dfs):
    """The four paths, written out; a list."""
    w0, w1, w2 = w
    b = fs[0](w0 * p, q)
    e, f = fs[1](w1 * b), fs[2](w2 * b)
    through_c = dfs[1](w1 * b) * dfs[3](e, f)[0]
    through_d = dfs[2](w2 * b) * dfs[3](e, f)[1]
    first = p * dfs[0](w0 * p, q)[0]
    return [first * w1 * through_c + first * w2 * through_d, b * through_c, b * through_d]


def grads_forward(w, p, q, fs, dfs):
    """Tangents, one pass for each parameter; every function is called three times."""
    def slope(w0_dot, w1_dot, w2_dot):
        a, a_dot = w[0] * p, w0_dot * p
        b, b_dot = fs[0](a, q), dfs[0](a, q)[0] * a_dot
        c, c_dot = w[1] * b, w1_dot * b + w[1] * b_dot
        d, d_dot = w[2] * b, w2_dot * b + w[2] * b_dot
        e, e_dot = fs[1](c), dfs[1](c) * c_dot
        f, f_dot = fs[2](d), dfs[2](d) * d_dot
        by_e, by_f = dfs[3](e, f)
        return by_e * e_dot + by_f * f_dot
    return tuple(slope(*row) for row in np.eye(3))


def grads_by_matrices(w, p, q, fs, dfs):
    """Jacobians of the stages, multiplied from the left; an array."""
    w = np.asarray(w)
    a = w[0] * p
    b = fs[0](a, q)
    c, d = w[1:] * b
    last = np.array(dfs[3](fs[1](c), fs[2](d)))
    slopes = np.diag([dfs[1](c), dfs[2](d)])
    products = np.array([[w[1], b, 0], [w[2], 0, b]])
    start = np.array([[p * dfs[0](a, q)[0], 0, 0], [0, 1, 0], [0, 0, 1]])
    return last @ slopes @ products @ start


def grads_by_sweep(w, p, q, fs, dfs):
    """The program's graph, and a sweep over its edges."""
    a = w[0] * p
    b = fs[0](a, q)
    c, d = (weight * b for weight in w[1:])
    e, f = fs[1](c), fs[2](d)
    edges = [("W0", "A", p), ("A", "B", dfs[0](a, q)[0]), ("B", "C", w[1]), ("W1", "C", b), ("B", "D", w[2]),
             ("W2", "D", b), ("C", "E", dfs[1](c)), ("D", "F", dfs[2](d)), *zip("EF", "RR", dfs[3](e, f), strict=True)]
    bars = Counter(R=1)
    for source, target, weight in reversed(edges):
        bars[source] += weight * bars[target]
    return Gradients(bars["W0"], bars["W1"], bars["W2"])


class Pingali:
    """Keeps the values of the run as attributes."""

    def grads(self, w, p, q, fs, dfs):
        self.w, (f0, f1, f2, _) = w, fs
        self.a = p * w[0]
        self.b = f0(self.a, q)
        self.e, self.f = map(float, (f1(self.b * w[1]), f2(self.b * w[2])))
        return self.back(p, q, *dfs)

    def back(self, p, q, df0, df1, df2, df3):
        (e_bar, f_bar), (a_bar, _) = df3(self.e, self.f), df0(self.a, q)
        branches = np.array([e_bar * df1(self.w[1] * self.b), f_bar * df2(self.w[2] * self.b)])
        return branches @ np.array(self.w[1:]) * a_bar * p, *(self.b * branches)


# --- schedule ------------------------------------------------------------------------------------------------------


def schedule_by_library(graph):
    sorter = TopologicalSorter({node: [s for s, t, _ in graph["edges"] if t == node] for node in graph["nodes"]})
    sorter.prepare()
    levels = []
    while sorter.is_active():
        levels.append(list(sorter.get_ready()))
        sorter.done(*levels[-1])
    return sum(levels, []), levels


def schedule_by_recursion(graph):
    @cache
    def level(node):
        return max((level(s) + 1 for s, t, _ in graph["edges"] if t == node), default=0)
    order = sorted(graph["nodes"], key=level)
    return order, [list(group) for _, group in groupby(order, key=level)]


def schedule_by_queue(graph):
    """Waiting arguments are counted; another valid order than level by level."""
    waiting, level = Counter(t for _, t, _ in graph["edges"]), dict.fromkeys(graph["nodes"], 0)
    ready, order = deque(node for node in graph["nodes"] if not waiting[node]), []
    while ready:
        order.append(node := ready.pop())
        for s, t, _ in graph["edges"]:
            if s == node:
                level[t] = max(level[t], level[node] + 1)
                waiting[t] -= 1
                if not waiting[t]:
                    ready.append(t)
    levels = defaultdict(list)
    for node, place in level.items():
        levels[place].insert(0, node)
    return [order, [levels[i] for i in range(len(levels))]]


def schedule_in_arrays(graph):
    nodes = np.array(graph["nodes"])
    place = {str(name): i for i, name in enumerate(nodes)}
    level = np.zeros(len(nodes), dtype=int)
    for _ in nodes:
        for s, t, _ in graph["edges"]:
            level[place[t]] = max(level[place[t]], level[place[s]] + 1)
    return nodes[np.argsort(level, kind="stable")], [nodes[level == i] for i in range(level.max() + 1)]


def schedule_depth_first(graph):
    """Depth first from the inputs, turned round; named tuples of tuples."""
    order, level = [], {}

    def visit(node):
        if node not in order:
            for edge in graph["edges"]:
                if edge[0] == node:
                    visit(edge[1])
            order.insert(0, node)

    for node in graph["nodes"]:
        visit(node)
    for node in order:
        level[node] = 1 + max([level[s] for s, t, _ in graph["edges"] if t == node], default=-1)
    width = max(level.values()) + 1
    return Plan(tuple(order), tuple(tuple(n for n in sorted(order) if level[n] == i) for i in range(width)))


RIGHT = [
    ("build_graph", "readers, ordered dict", structure(graph_by_readers)),
    ("find_faults", "readers, ordered dict", faults(graph_by_readers)),
    ("build_graph", "sets, named pairs", structure(graph_by_flood)),
    ("find_faults", "sets, named pairs", faults(graph_by_flood)),
    ("build_graph", "matrix, string arrays", structure(graph_in_arrays)),
    ("find_faults", "matrix, string arrays", faults(graph_in_arrays)),
    ("build_graph", "callable, default dict", structure(GraphBuilder())),
    ("find_faults", "callable, default dict", faults(GraphBuilder())),
    ("build_graph", "generator and stack", structure(graph_of_uses)),
    ("find_faults", "generator and stack", faults(graph_of_uses)),
    ("build_graph", "a bound method", structure(GraphBuilder().__call__)),
    ("find_faults", "a bound method", faults(GraphBuilder().__call__)),
    ("path_guess", "a whole number", 5),
    ("path_guess", "a float", 5.0),
    ("path_guess", "a NumPy integer", np.int64(5)),
    ("path_guess", "a fraction", Fraction(5)),
    ("path_guess", "a sum", 1 + 1 + 1 + 2),
    ("path_guess", "array without axes", np.array(5)),
    ("paths", "from the end", paths_from_the_end),
    ("paths", "with a stack", paths_by_stack),
    ("paths", "queue, named tuples", paths_layer_by_layer),
    ("paths", "generator, edges lists", lambda graph, source, target: list(walk(graph["edges"], source, target))),
    ("paths", "cached, a deque", paths_cached),
    ("paths", "a bound method", Walker().find),
    ("path_value", "recursive, whole numbers", value_by_recursion),
    ("path_value", "vectorised", value_by_numpy),
    ("path_value", "ufunc of array", value_in_columns),
    ("path_value", "a partial", partial(value_with_scale, scale=1.0)),
    ("path_value", "callable, a fraction", Product()),
    ("path_value", "array without axes", value_as_array),
    ("path_value", "reduce of weights", lambda path: reduce(mul, map(itemgetter(2), path), 1)),
    ("path_value", "product in math", lambda path: math.prod(float(edge[2]) for edge in path)),
    ("ladder_guess", "a power", 2**20),
    ("ladder_guess", "a float", 1048576.0),
    ("ladder_guess", "a shift", 1 << 20),
    ("ladder_guess", "grouped digits", 1_048_576),
    ("ladder_guess", "power in math", math.pow(2, 20)),
    ("ladder_guess", "NumPy's power", np.power(2, 20)),
    ("ladder_guess", "NumPy's float", np.exp2(20)),
    ("ladder_guess", "a fraction", Fraction(2) ** 20),
    ("ladder_guess", "a decimal", Decimal(2) ** 20),
    ("count_paths", "forward, a Counter", count_forward),
    ("count_paths", "recursive, cached", count_recursively),
    ("count_paths", "powers of matrix", count_by_powers),
    ("count_paths", "triangular system, floats", count_by_solving),
    ("count_paths", "sorted edges", count_sorted_edges),
    ("count_paths", "partial, in floats", partial(count_sorted_edges, one=1.0)),
    ("count_paths", "dict that finds", lambda graph, source, target: Counts(graph, target)[source]),
    ("count_paths", "vectorised, NumPy integers", count_in_integers),
    ("fan_guess", "a whole number", 4),
    ("fan_guess", "a float", 4.0),
    ("fan_guess", "a NumPy integer", np.int64(4)),
    ("fan_guess", "a fraction", Fraction(4)),
    ("fan_guess", "a product", 2 * 2),
    ("fan_guess", "NumPy's float", np.float64(2.0) + 2),
    ("path_sums", "collected, whole numbers", sums_collected),
    ("path_sums", "recursive, cached", sums_recursive),
    ("path_sums", "sent, a Counter", sums_sent),
    ("path_sums", "sorted, default dict", sums_by_default),
    ("path_sums", "merged, NumPy names", sums_merged),
    ("path_sums", "array of objects", sums_in_objects),
    ("path_sums", "whoever is ready", sums_until_ready),
    ("path_sums", "callable, ordered dict", Sweep(1.0)),
    ("program_grads", "paths, a list", grads_by_paths),
    ("program_grads", "tangents, three passes", grads_forward),
    ("program_grads", "matrices, an array", grads_by_matrices),
    ("program_grads", "graph, named tuple", grads_by_sweep),
    ("program_grads", "a bound method", Pingali().grads),
    ("program_grads", "a partial", partial(lambda scale, *args: tuple(scale * x for x in grads_by_sweep(*args)), 1)),
    ("schedule", "sorter from library", schedule_by_library),
    ("schedule", "recursive, grouped", schedule_by_recursion),
    ("schedule", "queue, lists", schedule_by_queue),
    ("schedule", "string arrays", schedule_in_arrays),
    ("schedule", "depth first, tuples", schedule_depth_first),
]
