"""Linear maps left to the course or to sympy: (exercise, way, answer). This text is also a cell of a submission."""
import numpy as np
import sympy

from course import autodiff

# --- eliminate -------------------------------------------------------------------------------------------------------


def nodes_of(edges):
    names, found = list(dict.fromkeys(name for edge in edges for name in edge[:2])), []
    while len(found) < len(names):
        found += [name for name in names if name not in found
                  and all(edge[0] in found for edge in edges if edge[1] == name)][:1]
    return found


def prices(edges, order):
    pairs, total = {(s, t) for s, t, _ in edges}, 0
    for node in order:
        filled = {(s, t) for s, a in pairs if a == node for b, t in pairs if b == node}
        total, pairs = total + len(filled), {pair for pair in pairs if node not in pair} | filled
    return total


def left_by_path_sums(edges, order):
    """Only where all inner nodes go."""
    graph = {"nodes": nodes_of(edges), "edges": edges}
    ends = [name for name in graph["nodes"] if name not in order]
    found = [(s, t, autodiff.path_sum(graph, s, t)) for s in ends for t in ends if s != t]
    return [edge for edge in found if edge[2]], prices(edges, order)


# --- best_bracketing: nothing of the course does it -----------------------------------------------------------------


def bracketed(dims):
    table = {(i, i): (0, i) for i in range(len(dims) - 1)}
    for length in range(1, len(dims) - 1):
        for i in range(len(dims) - 1 - length):
            j = i + length
            table[i, j] = min(((table[i, m][0] + table[m + 1, j][0] + dims[i] * dims[m + 1] * dims[j + 1],
                                (table[i, m][1], table[m + 1, j][1])) for m in range(i, j)), key=lambda pair: pair[0])
    return table[0, len(dims) - 2]


def bracketed_by_names(dims):
    """Its numbers are the other engine's."""
    cost, order = bracketed([sympy.Integer(int(d)) for d in dims])
    return int(cost), order


def bracketed_by_run(dims):
    """A product by the course."""
    ones = autodiff.run([("a", "mul", "x", "x")], {"x": 1.0})["a"]
    cost, order = bracketed(dims)
    return int(cost * ones), order


# --- transpose -------------------------------------------------------------------------------------------------------


def turned_by_course(program):
    return autodiff.transpose(program)


def turned_by_runs(program):
    """The matrix by the course; the right map, but too much work."""
    n = len(program["inputs"])
    columns = [autodiff.run_linear(program, [float(i == j) for i in range(n)]) for j in range(n)]
    steps, outputs = [], []
    for i, row in enumerate(columns):
        steps.append((f"s{i}", "zero"))
        total = f"s{i}"
        for j, c in enumerate(row):
            steps += [(f"p{i}.{j}", "scale", f"u{j}", c), (f"s{i}.{j}", "add", total, f"p{i}.{j}")]
            total = f"s{i}.{j}"
        outputs.append(total)
    return {"inputs": [f"u{j}" for j in range(len(program["outputs"]))], "steps": steps, "outputs": outputs}


# --- seeded_jacobian -------------------------------------------------------------------------------------------------


def band_by_names(push, n, width):
    """Passes are its own, the matrix is the other engine's."""
    found = sympy.Matrix([push([float(j % width == k) for j in range(n)]) for k in range(min(n, width))])
    J = sympy.zeros(found.cols, n)
    for i in range(found.cols):
        for j in range(i, min(i + width, n)):
            J[i, j] = found[j % width, i]
    return np.array(J.tolist(), dtype=float)


def band_by_differences(push, n, width):
    return autodiff.central_difference(lambda v: np.array(push(v.tolist())), np.zeros(n))


# --- hvp -------------------------------------------------------------------------------------------------------------


def as_function(program):
    return lambda x: autodiff.run(program, {f"x{i}": x[i] for i in range(len(x))})[program[-1][0]]


DELEGATED = [
    ("eliminate", "eliminate", lambda edges, order: autodiff.eliminate(edges, order)),
    ("eliminate", "path sums", left_by_path_sums),
    ("best_bracketing", "sympy", bracketed_by_names),
    ("best_bracketing", "a run", bracketed_by_run),
    ("transpose", "transpose", turned_by_course),
    ("transpose", "runs", turned_by_runs),
    ("seeded_jacobian", "sympy", band_by_names),
    ("seeded_jacobian", "differences", band_by_differences),
    ("hvp", "hvp", lambda program, x, v: autodiff.hvp(as_function(program), x, v)),
    ("hvp", "hessian", lambda program, x, v: autodiff.hessian(as_function(program))(x) @ v),
    ("hvp", "a Jacobian", lambda program, x, v: autodiff.jacobian(autodiff.grad(as_function(program)))(x) @ v),
]
