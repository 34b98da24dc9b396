"""Known wrong answers to path sums: (exercise, recognised mistake or "", answer)."""
import math


def graph_of(program, inputs, merge=False, near=False, inputs_undefined=False, backwards=False, numbers=False,
             early=False):
    nodes, edges, undefined = list(inputs), [], list(inputs) if inputs_undefined else []
    for name, _, *args in program:
        nodes += [name] * early
        for arg in args:
            if isinstance(arg, str) or numbers:
                if arg in nodes or numbers:
                    edges.append((name, arg) if backwards else (arg, name))
                elif arg not in undefined:
                    undefined.append(arg)
        nodes += [name] * (not early)
    if merge:
        edges = [edge for i, edge in enumerate(edges) if edge not in edges[:i]]
    alive = {program[-1][0]}
    for edge in reversed(edges):
        source, target = edge[::-1] if backwards else edge
        if target in alive or near:
            alive.add(source)
    return {"nodes": nodes, "edges": edges, "dead": [name for name, *_ in program if name not in alive],
            "undefined": undefined}


def graph_with_numbers(program, inputs):
    edges = [(arg, name) for name, _, *args in program for arg in args]
    nodes = [*inputs, *(name for name, *_ in program)]
    return {"nodes": nodes + [arg for arg, _ in edges if arg not in nodes], "edges": edges}


def graph_with_operations(program, inputs):
    nodes = [*inputs, *(step[0] for step in program)]
    return {"nodes": nodes, "edges": [(arg, step[0]) for step in program for arg in step[1:] if isinstance(arg, str)]}


def wrong_graph(**how):
    return lambda program, inputs: graph_of(program, inputs, **how)


def structure(graph_of):
    return lambda program, inputs: {key: graph_of(program, inputs)[key] for key in ("nodes", "edges")}


def faults(graph_of):
    return lambda program, inputs: (graph_of(program, inputs)["dead"], graph_of(program, inputs)["undefined"])


def all_paths(graph, source, target, merge=False, empty=True):
    if source == target:
        return [[]] if empty else []
    edges = [edge for edge in graph["edges"] if edge[0] == source]
    if merge:
        edges = list({edge[1]: edge for edge in edges}.values())
    return [[edge, *rest] for edge in edges
            for rest in all_paths(graph, edge[1], target, merge) + ([[]] if not empty and edge[1] == target else [])]


def paths_without_empty(graph, source, target):
    return [] if source == target else all_paths(graph, source, target)


def paths_without_end(graph, source, target):
    if source == target:
        return []
    return [[edge, *rest] for edge in graph["edges"] if edge[0] == source
            for rest in paths_without_end(graph, edge[1], target)]


def paths_merged(graph, source, target):
    return all_paths(graph, source, target, merge=True)


def names_only(graph, source, target):
    return [[source, *(edge[1] for edge in path)] for path in all_paths(graph, source, target)]


def count_by_listing(graph, source, target):
    return len(all_paths(graph, source, target))


def count_merged(graph, source, target):
    return count(graph, source, target, merge=True)


def count_recursively(graph, source, target):
    """One call for every path, and no list of them."""
    ends = [t for s, t, _ in graph["edges"] if s == source]
    return 1 if source == target else sum(count_recursively(graph, t, target) for t in ends)


def count_replaced(graph, source, target):
    n = dict.fromkeys(graph["nodes"], 0)
    n[target] = 1
    for name in reversed(graph["nodes"]):
        for s, t, _ in graph["edges"]:
            if s == name:
                n[s] = n[t]
    return n[source]


def sums_forward(graph, out, push=False):
    """Through the nodes in their order; each asks those that it feeds, or tells them."""
    v = dict.fromkeys(graph["nodes"], 0.0) | {out: 1.0}
    for s, t, weight in by_nodes(graph):
        v[t if push else s] += weight * v[s if push else t]
    return v


def count(graph, source, target, merge=False):
    edges = [(s, t) for s, t, _ in graph["edges"]]
    edges = list(dict.fromkeys(edges)) if merge else edges
    n = dict.fromkeys(graph["nodes"], 0) | {target: 1}
    for name in reversed(graph["nodes"]):
        if name != target:
            n[name] = sum(n[t] for s, t in edges if s == name)
    return n[source]


def sums(graph, out, seed=1.0, overwrite=False, front=False, inputs=False):
    v = dict.fromkeys(graph["nodes"], 0.0)
    v |= dict.fromkeys(graph["inputs"], 1.0) if inputs else {out: seed}
    edges = graph["edges"] if front or inputs else graph["edges"][::-1]
    for s, t, weight in edges:
        if inputs:
            v[t] = v[t] + weight * v[s]
        else:
            v[s] = weight * v[t] if overwrite else v[s] + weight * v[t]
    return v


def by_nodes(graph):
    return sorted(graph["edges"], key=lambda edge: graph["nodes"].index(edge[0]))


def wrong_sums(**how):
    """By the order of the nodes, but for what is wrong."""
    return lambda graph, out: sums({**graph, "edges": by_nodes(graph)}, out, **how)


def sums_by_listing(graph, out):
    return {name: sum((math.prod((edge[2] for edge in path[1:]), start=path[0][2]) if path else 1.0)
                      for path in all_paths(graph, name, out)) for name in graph["nodes"]}


def gradients(w, p, q, fs, dfs):
    a = w[0] * p
    b = fs[0](a, q)
    c, d = w[1] * b, w[2] * b
    e, f = fs[1](c), fs[2](d)
    by_e, by_f = dfs[3](e, f)
    return a, b, dfs[0](a, q)[0], dfs[1](c), dfs[2](d), by_e, by_f


def printed(w, p, q, fs, dfs):
    a, b, d0, d1, d2, by_e, by_f = gradients(w, p, q, fs, dfs)
    return p * d0 * (w[1] * d1 * by_e + w[2] * d2 * by_f), b * d1 * by_f, b * d2 * by_f


def one_branch(w, p, q, fs, dfs):
    a, b, d0, d1, d2, by_e, by_f = gradients(w, p, q, fs, dfs)
    return p * d0 * w[1] * d1 * by_e, b * d1 * by_e, b * d2 * by_f


def without_values(w, p, q, fs, dfs):
    a, b, d0, d1, d2, by_e, by_f = gradients(w, p, q, fs, dfs)
    return d0 * (w[1] * d1 * by_e + w[2] * d2 * by_f), d1 * by_e, d2 * by_f


def some_left_out(w, p, q, fs, dfs, by_p=True, slope=True, via_f=False):
    a, b, d0, d1, d2, by_e, by_f = gradients(w, p, q, fs, dfs)
    by_e = by_f if via_f else by_e
    into_b = (p if by_p else 1) * (d0 if slope else 1)
    return into_b * (w[1] * d1 * by_e + w[2] * d2 * by_f), b * d1 * by_e, b * d2 * by_f


def without_weights(w, p, q, fs, dfs):
    a, b, d0, d1, d2, by_e, by_f = gradients(w, p, q, fs, dfs)
    return p * d0 * (d1 * by_e + d2 * by_f), b * d1 * by_e, b * d2 * by_f


def exchanged(w, p, q, fs, dfs):
    a, b, d0, d1, d2, by_e, by_f = gradients(w, p, q, fs, dfs)
    return p * d0 * (w[1] * d1 * by_f + w[2] * d2 * by_e), b * d1 * by_f, b * d2 * by_e


def by_second(w, p, q, fs, dfs):
    a, b, d0, d1, d2, by_e, by_f = gradients(w, p, q, fs, dfs)
    d0 = dfs[0](a, q)[1]
    return p * d0 * (w[1] * d1 * by_e + w[2] * d2 * by_f), b * d1 * by_e, b * d2 * by_f


def by_differences(w, p, q, fs, dfs, h=2e-3):
    """Five-point differences, right to eleven digits."""
    def value(*w):
        b = fs[0](w[0] * p, q)
        return fs[3](fs[1](w[1] * b), fs[2](w[2] * b))

    def slope(i):
        at = [value(*(x + k * h * (j == i) for j, x in enumerate(w))) for k in (-3, -2, -1, 1, 2, 3)]
        return (45 * (at[3] - at[2]) - 9 * (at[4] - at[1]) + at[5] - at[0]) / (60 * h)

    return tuple(map(slope, range(3)))


def dead_inputs(program, inputs):
    graph = graph_of(program, inputs)
    used = {s for s, _ in graph["edges"]}
    return graph | {"dead": [name for name in inputs if name not in used] + graph["dead"]}


def count_by_edges(graph, source, target):
    n = dict.fromkeys(graph["nodes"], 0) | {source: 1}
    for s, t, _ in graph["edges"]:
        n[t] += n[s]
    return n[target]


def levels(graph, choose=max):
    feeds = {name: [s for s, t, _ in graph["edges"] if t == name] for name in graph["nodes"]}
    level = {}
    while len(level) < len(feeds):
        for name, sources in feeds.items():
            if name not in level and all(s in level for s in sources):
                level[name] = choose((level[s] for s in sources), default=-1) + 1
    return [[name for name in feeds if level[name] == i] for i in range(max(level.values()) + 1)]


def levels_order(graph):
    return [name for level in levels(graph) for name in level]


def turned(graph):
    return {**graph, "edges": [(t, s, w) for s, t, w in graph["edges"]]}


def shortest_levels(graph):
    return [name for level in levels(graph) for name in level], levels(graph, min)


WRONG = [
    ("build_graph", "parallel edges merged", structure(wrong_graph(merge=True))),
    ("build_graph", "edges point backward", structure(wrong_graph(backwards=True))),
    ("build_graph", "numbers taken for nodes", structure(wrong_graph(numbers=True))),
    ("build_graph", "numbers taken for nodes", graph_with_numbers),
    ("build_graph", "the operation taken for an argument", graph_with_operations),
    ("build_graph", "inputs left out", lambda program, inputs: structure(wrong_graph())(program, inputs) | {
        "nodes": [step[0] for step in program]}),
    ("find_faults", "only the unused are dead", faults(wrong_graph(near=True))),
    ("find_faults", "inputs called undefined", faults(wrong_graph(inputs_undefined=True))),
    ("find_faults", "unused inputs called dead", faults(dead_inputs)),
    ("find_faults", "a step known before its arguments", faults(wrong_graph(early=True))),
    ("count_paths", "goes by the order of the edges", count_by_edges),
    ("path_sums", "goes by the order of the edges", sums),
    ("path_guess", "parallel edges walked once", 4),
    ("path_guess", "edges counted", 7),
    ("path_guess", "", 3),
    ("paths", "parallel edges lost", paths_merged),
    ("paths", "no empty path", paths_without_empty),
    ("paths", "an empty list where the recursion stops", paths_without_end),
    ("paths", "an empty list where the recursion stops", lambda graph, source, target: []),
    ("paths", "paths from the target back", lambda graph, source, target: [
        path[::-1] for path in all_paths(graph, source, target)]),
    ("paths", "", names_only),
    ("path_value", "adds along the path", lambda path: sum(edge[2] for edge in path) if path else 1),
    ("path_value", "empty product taken as 0", lambda path: math.prod(edge[2] for edge in path) if path else 0),
    ("ladder_guess", "choices added", 40),
    ("ladder_guess", "rungs counted", 20),
    ("count_paths", "lists the paths", count_by_listing),
    ("count_paths", "lists the paths", count_recursively),
    ("count_paths", "replaces instead of adding", count_replaced),
    ("count_paths", "parallel edges counted once", count_merged),
    ("count_paths", "no empty path", lambda graph, source, target: 0 if source == target else count(
        graph, source, target)),
    ("count_paths", "weights multiplied in", lambda graph, source, target: sums(
        {**graph, "edges": by_nodes(graph)}, target)[source]),
    ("count_paths", "counts the nodes", lambda graph, source, target: len(graph["nodes"])),
    ("fan_guess", "one path seen", 1),
    ("fan_guess", "one edge at each node", 2),
    ("fan_guess", "b's sum passed on twice", 6),
    ("path_sums", "overwrites instead of adding", wrong_sums(overwrite=True)),
    ("path_sums", "the output starts at 0", wrong_sums(seed=0.0)),
    ("path_sums", "passes on an incomplete sum", lambda graph, out: sums(graph, out, front=True)),
    ("path_sums", "sums from the wrong end", lambda graph, out: sums(graph, out, inputs=True)),
    ("path_sums", "the last node starts", lambda graph, out: wrong_sums()(graph, graph["nodes"][-1])),
    ("path_sums", "passes on an incomplete sum", sums_forward),
    ("path_sums", "sums sent along the edges", lambda graph, out: sums_forward(graph, out, push=True)),
    ("path_sums", "paths counted", lambda graph, out: {name: count(graph, name, out) for name in graph["nodes"]}),
    ("path_sums", "more multiplications than edges need", sums_by_listing),
    ("program_grads", "the program run again and again", by_differences),
    ("program_grads", "W1 sent through F", printed),
    ("program_grads", "C sent through F", lambda *args: some_left_out(*args, via_f=True)),
    ("program_grads", "P left out", lambda *args: some_left_out(*args, by_p=False)),
    ("program_grads", "f0 left out", lambda *args: some_left_out(*args, slope=False)),
    ("program_grads", "W0 along one branch only", one_branch),
    ("program_grads", "value into the product forgotten", without_values),
    ("program_grads", "W1 and W2 left out on the way from B", without_weights),
    ("program_grads", "the two arguments of f3 exchanged", exchanged),
    ("program_grads", "f0 by its second argument", by_second),
    ("schedule", "keeps the given order", lambda graph: (graph["nodes"], levels(graph))),
    ("schedule", "levels by the shortest way", shortest_levels),
    ("schedule", "levels from the end", lambda graph: (levels_order(graph), levels(turned(graph))[::-1])),
    ("schedule", "", lambda graph: ([n for level in levels(graph) for n in level][::-1], levels(graph))),
]
