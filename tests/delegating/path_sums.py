"""Path sums left to the course or to sympy: (exercise, way, answer). This text is also a cell of a submission."""
import numpy as np
import sympy

from course import autodiff, path_frames


def read(program, inputs):
    """The recorded program, in which names that have no value yet are inputs, too; and these names."""
    known, steps, undefined = set(inputs), [], {}
    for name, op, *args in program:
        undefined |= dict.fromkeys(arg for arg in args if isinstance(arg, str) and arg not in known)
        steps.append((name, op, *(f"no {arg}" if isinstance(arg, str) and arg not in known else arg for arg in args)))
        known.add(name)
    given = [*inputs, *(f"no {name}" for name in undefined)]
    used = {arg for _, _, *args in steps for arg in args if isinstance(arg, str)}
    return autodiff.record(steps, **{name: 0.5 for name in given if name in used}), list(undefined)


def as_asked(inputs, names, edges, dead, undefined):
    """Without the inputs that are none, and in the order that is asked for."""
    edges = [(edge.source, edge.target) for edge in edges if not edge.source.startswith("no ")]
    names = [name for name in names if name not in inputs and not name.startswith("no ")]
    return {"nodes": [*inputs, *names], "edges": edges, "dead": [name for name in names if name in dead],
            "undefined": undefined}


def structure(graph_of):
    return lambda program, inputs: {key: graph_of(program, inputs)[key] for key in ("nodes", "edges")}


def faults(graph_of):
    return lambda program, inputs: (graph_of(program, inputs)["dead"], graph_of(program, inputs)["undefined"])


def recorded_graph(program, inputs):
    graph, undefined = read(program, inputs)
    names = [node.name for node in graph.nodes]
    dead = [name for name in names if not autodiff.count_paths(graph, name)]
    return as_asked(inputs, names, graph.edges, dead, undefined)


def drawn_graph(program, inputs):
    from course.pictures.diagram import diagram
    graph, undefined = read(program, inputs)
    drawn = diagram(graph).with_dead()
    dead = [box.name for box in drawn.boxes if box.dead]
    return as_asked(inputs, [box.name for box in drawn.boxes], drawn.edges, dead, undefined)


def framed_paths(graph, source, target):
    """The pictures of all paths know their edges."""
    frames = path_frames(graph, source, target)
    return [[graph["edges"][place] for place in frame.edges] for frame in frames if frame.numbers]


def listed_paths(graph, source, target):
    return [[tuple(edge) for edge in path] for path in autodiff.paths(graph, source, target)]


def value_as_sum(path):
    names = [path[0][0], *(edge[1] for edge in path)] if path else ["x"]
    return autodiff.path_sum({"nodes": names, "edges": path, "inputs": names[:1]}, names[0], names[-1])


def ones(graph):
    return {**graph, "edges": [(s, t, 1) for s, t, _ in graph["edges"]]}


def matrix(graph, one=None):
    place = {name: i for i, name in enumerate(graph["nodes"])}
    A = sympy.zeros(len(place))
    for s, t, weight in graph["edges"]:
        A[place[s], place[t]] += one or weight
    return place, (sympy.eye(len(place)) - A).inv()


def counted_by_sympy(graph, source, target):
    place, total = matrix(graph, 1)
    return int(total[place[source], place[target]])


def summed_by_sympy(graph, out):
    place, total = matrix(graph)
    return {name: float(total[i, place[out]]) for name, i in place.items()}


def pingali(w, p, q, fs):
    b = fs[0](w[0] * p, q)
    return fs[3](fs[1](w[1] * b), fs[2](w[2] * b))


def with_rules(fs, dfs):
    """Functions that the engine can differentiate, made of those that are lent."""
    one = [autodiff.custom(f, vjp=lambda y_bar, y, x, df=df: y_bar * df(x)) for f, df in zip(fs, dfs, strict=True)]
    two = [autodiff.custom(f, vjp=tuple(lambda y_bar, y, a, b, i=i, df=df: y_bar * df(a, b)[i] for i in (0, 1)))
           for f, df in zip(fs, dfs, strict=True)]
    return two[0], one[1], one[2], two[3]


def ordered(graph):
    nodes, left = [], list(graph["nodes"])
    while left:
        nodes += [n for n in left if not any(t == n and s in left for s, t, _ in graph["edges"])]
        left = [n for n in left if n not in nodes]
    return {**graph, "nodes": nodes}


def levels_by_paths(graph):
    """The longest of all paths that lead to a node."""
    graph = ordered(graph)
    level = {name: max(len(path) for source in graph["nodes"] for path in [(), *autodiff.paths(graph, source, name)])
             for name in graph["nodes"]}
    return graph["nodes"], [[n for n in level if level[n] == i] for i in range(max(level.values()) + 1)]


def drawn_columns(graph):
    from course.pictures.diagram import diagram
    columns = [[box.name for box in column] for column in diagram(ordered(graph)).columns()]
    return [name for column in columns for name in column], columns


DELEGATED = [
    ("build_graph", "a recorded graph", structure(recorded_graph)),
    ("build_graph", "a picture", structure(drawn_graph)),
    ("find_faults", "a recorded graph", faults(recorded_graph)),
    ("find_faults", "a picture", faults(drawn_graph)),
    ("paths", "all paths", listed_paths),
    ("paths", "pictures of them", framed_paths),
    ("path_value", "the same name", autodiff.path_value),
    ("path_value", "a path sum", value_as_sum),
    ("path_value", "sympy", lambda path: float(sympy.prod([edge[2] for edge in path]))),
    ("count_paths", "the same name", autodiff.count_paths),
    ("count_paths", "a listing", lambda graph, source, target: len(list(autodiff.paths(graph, source, target)))),
    ("count_paths", "sums of ones", lambda graph, source, target: autodiff.path_sums(ones(graph), target)[source]),
    ("count_paths", "sympy", counted_by_sympy),
    ("path_sums", "one by one", lambda graph, out: {
        name: autodiff.path_sum(graph, name, out) for name in graph["nodes"]}),
    ("path_sums", "sympy", summed_by_sympy),
    ("path_sums", "the same name", autodiff.path_sums),
    ("program_grads", "grad with rules", lambda w, p, q, fs, dfs: autodiff.grad(
        lambda *w: pingali(w, p, q, with_rules(fs, dfs)), (0, 1, 2))(*w)),
    ("program_grads", "a complex step", lambda w, p, q, fs, dfs: autodiff.complex_step(
        lambda w: pingali(w, p, q, fs), np.array(w))),
    ("program_grads", "differences", lambda w, p, q, fs, dfs: autodiff.central_difference(
        lambda w: pingali(w, p, q, fs), np.array(w))),
    ("schedule", "columns of pictures", drawn_columns),
    ("schedule", "paths to each", levels_by_paths),
]
