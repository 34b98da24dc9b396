"""Reverse mode left to the course or to sympy: (exercise, way, answer). This text is also a cell of a submission."""
import numpy as np
import sympy

from course import autodiff, reverse_frames
from course.autodiff import one_file

FUNCTIONS = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
             "div": lambda a, b: a / b, "max": np.maximum}


def run_by_adjoints(program, values, seed=1.0, outputs=None):
    bars = autodiff.adjoints(autodiff.record(program, **values), (outputs or [program[-1][0]])[-1], seed)
    return {name: bars[name] for name in values}


def run_by_vjp(program, values, seed=1.0, outputs=None):
    last = (outputs or [program[-1][0]])[-1]
    _, pull = autodiff.vjp(lambda *xs: autodiff.run(program, dict(zip(values, xs, strict=True)))[last],
                           *values.values())
    return dict(zip(values, pull(seed), strict=True))


def run_by_jvp(program, values, seed=1.0, outputs=None):
    last = (outputs or [program[-1][0]])[-1]
    f = lambda *xs: autodiff.run(program, dict(zip(values, xs, strict=True)))[last]  # noqa: E731
    rows = np.eye(len(values))
    return {name: seed * autodiff.jvp(f, tuple(values.values()), tuple(row))[1]
            for name, row in zip(values, rows, strict=True)}


def run_by_sympy(program, values, seed=1.0, outputs=None):
    """Each step by a formula of its own: one for the whole program would never be done with a long one."""
    known = dict(values)
    slopes = {name: {by: float(by == name) for by in values} for name in values}
    for name, op, *args in program:
        names = [arg for arg in args if isinstance(arg, str)]
        symbols = sympy.symbols(f"a:{len(names)}")
        given = iter(symbols)
        formula = (FUNCTIONS.get(op) or getattr(sympy, op))(*(next(given) if arg in names else arg for arg in args))
        at = {symbol: known[arg] for symbol, arg in zip(symbols, names, strict=True)}
        known[name] = float(formula.subs(at))
        slopes[name] = {by: sum(float(formula.diff(symbol).subs(at)) * slopes[arg][by]
                                for symbol, arg in zip(symbols, names, strict=True)) for by in values}
    return {by: seed * slope for by, slope in slopes[(outputs or [program[-1][0]])[-1]].items()}


def told(program, weights):
    """The rows, once the weights of every step are known."""
    bars = {program[-1][0]: 1.0}
    rows = list(bars.items())
    for name, _, *args in reversed(program):
        for arg, weight in zip([arg for arg in args if isinstance(arg, str)], weights[name], strict=True):
            bars[arg] = bars.get(arg, 0.0) + weight * bars[name]
            rows.append((arg, bars[arg]))
    return rows


def trace_by_table(program, x):
    rows = autodiff.trace_table(autodiff.record(program, **x))
    return told(program, {row[0]: row[3] for row in rows})


def trace_by_edges(program, x):
    edges = autodiff.record(program, **x).edges
    return told(program, {name: [edge.weight for edge in edges if edge.target == name] for name, *_ in program})


def trace_by_frames(program, x):
    """The pictures hold the graph."""
    frame = reverse_frames(autodiff.record(program, **x))[-1]
    return told(program, {node.name: node.partials for node in frame.graph.nodes if node.primitive})


def gate_by_vjp(op, inputs, z_bar):
    if op == "copy":
        return [autodiff.vjp(lambda x: np.stack([x] * len(z_bar)), inputs[0])[1](np.array(z_bar))[0]]
    return list(autodiff.vjp(FUNCTIONS[op], *inputs)[1](z_bar))


def gate_by_jvp(op, inputs, z_bar):
    f = FUNCTIONS.get(op, lambda x: np.stack([x] * np.size(z_bar)))
    return [np.dot(z_bar, autodiff.jvp(f, tuple(inputs), tuple(row))[1]) for row in np.eye(len(inputs))]


def gate_by_sympy(op, inputs, z_bar):
    x = sympy.symbols("x y")[:len(inputs)]
    f = {"copy": lambda a: a * sum(z_bar), "max": sympy.Max}.get(op) or FUNCTIONS[op]
    return [float(f(*x).diff(v).subs(dict(zip(x, inputs, strict=True)))) for v in x]


def priced(program, x):
    value, slopes = autodiff.value_and_grad(lambda *xs: autodiff.run(program, dict(zip(x, xs, strict=True)))[
        program[-1][0]], tuple(range(len(x))))(*x.values())
    return value, dict(zip(x, slopes, strict=True))


def priced_in_one_file(program, x):
    def f(*xs):
        known = dict(zip(x, xs, strict=True))
        for name, op, a, b in program:
            known[name] = FUNCTIONS[op](known[a], known[b])
        return known[program[-1][0]]
    return f(*x.values()), dict(zip(x, one_file.grad(f)(*x.values()), strict=True))


def modes(n, m):
    cost = autodiff.cost(autodiff.record(lambda x: np.ones((m, n)) @ x, x=np.ones(n)))
    return min(("reverse", cost.reverse_passes), ("forward", cost.forward_passes), key=lambda pair: pair[1])


def modes_by_shape(n, m):
    rows, columns = autodiff.jacobian(lambda x: np.ones((m, n)) @ x)(np.ones(n)).shape
    return ("reverse", rows) if rows <= columns else ("forward", columns)


def network(layers):
    def run(x):
        for n, m in zip(layers, layers[1:], strict=False):
            x = np.ones((m, n)) @ x
        return x
    return run


def held(layers, mode):
    cost = autodiff.cost(autodiff.record(network(layers), x=np.ones(layers[0])))
    return {"training": cost.live_reverse, "inference": cost.live_forward}[mode]


def held_by_record(layers, mode):
    sizes = [np.size(node.value) for node in autodiff.record(network(layers), x=np.ones(layers[0])).nodes]
    return sum(sizes) if mode == "training" else max(a + b for a, b in zip(sizes, sizes[1:], strict=False))


DELEGATED = [
    ("run_reverse", "adjoints", run_by_adjoints),
    ("run_reverse", "vjp", run_by_vjp),
    ("run_reverse", "jvp", run_by_jvp),
    ("run_reverse", "sympy", run_by_sympy),
    ("reverse_trace", "a table", trace_by_table),
    ("reverse_trace", "recorded edges", trace_by_edges),
    ("reverse_trace", "frames", trace_by_frames),
    ("gate_vjp", "vjp", gate_by_vjp),
    ("gate_vjp", "jvp", gate_by_jvp),
    ("gate_vjp", "sympy", gate_by_sympy),
    ("cheap_grad", "value and gradient", priced),
    ("cheap_grad", "one file", priced_in_one_file),
    ("best_mode", "the cost", modes),
    ("best_mode", "a Jacobian", modes_by_shape),
    ("live_values", "the cost", held),
    ("live_values", "a recorded network", held_by_record),
]
