"""Known wrong answers to linear maps: (exercise, recognised mistake or "", answer)."""
import numpy as np

from course.autodiff import grad, jvp
from course.autodiff import run as run_program

# --- the edges of a graph --------------------------------------------------------------------------------------------


def eliminating(merge="add", keep=False, price=lambda p, s, new: p * s, old=False, twice=False, dead=False,
                out_stays=False, first_in=False):
    """An answer to eliminate, with one of the ideas got wrong."""
    def answer(edges, order):
        left, total = list(edges), 0
        for node in order:
            seen = edges if old else left
            p, s = sum(e[1] == node for e in seen), sum(e[0] == node for e in seen)
            into, out = [e for e in left if e[1] == node], [e for e in left if e[0] == node]
            before = {(e[0], e[1]) for e in left}
            total += price(p, s, sum((a[0], b[1]) not in before for a in into for b in out))
            left = left if keep or dead and not out else [
                e for e in left if e[1] != node and (out_stays or e[0] != node)]
            waiting = iter(out) if first_in else ()
            total -= first_in * (p - 1) * s if p else 0
            for a in into:
                out = waiting or out
                for b in out:
                    product = a[2] * b[2] * (1.0 if not twice else b[2] / b[2])
                    same = [e for e in left if (e[0], e[1]) == (a[0], b[1])] if merge else []
                    left = [e for e in left if e not in same]
                    left.append((a[0], b[1], product + (sum(e[2] for e in same) if merge == "add" else 0.0)))
        return left, total
    return answer


def joined_late(edges, order):
    weights, (left, total) = {}, eliminating(merge="")(edges, order)
    for s, t, w in left:
        weights[s, t] = weights.get((s, t), 0) + w
    return [(*ends, w) for ends, w in weights.items()], total


def every_inner_node(edges, order):
    sources = [e[0] for e in edges]
    return eliminating()(edges, dict.fromkeys(e[1] for e in edges if e[1] in sources))


def by_paths(edges, order):
    """The right result by listing the paths anew each time: more multiplications than it says."""
    def ways(s, t):
        for a, b, w in edges:
            if a == s:
                if b == t:
                    yield w
                if b in order:
                    yield from (w * rest for rest in ways(b, t))
    nodes = sorted({name for edge in edges for name in edge[:2]} - set(order))
    found = [(s, t, sum(values)) for s in nodes for t in nodes if (values := list(ways(s, t)))]
    return found, eliminating()(edges, order)[1]


def as_pairs(edges, order):
    left, total = eliminating()(edges, order)
    return [((s, t), w) for s, t, w in left], total


def as_it_is(edges, order):
    left, total = eliminating()(edges, order)
    return {(s, t): w for s, t, w in left}, total


# --- linear programs -------------------------------------------------------------------------------------------------


def turning(order=reversed, overwrite=False, lost=False, scale=lambda c: c, shares=(1, 1), zeros=False, once=False):
    """An answer to transpose, with one of the ideas got wrong."""
    def answer(program):
        steps, back = [], {}

        def new(*step):
            steps.append((f"t{len(steps)}", *step))
            return steps[-1][0]

        def send(name, what, over=overwrite):
            back[name] = [what] if over else [*back.get(name, []), what]

        def total(name):
            parts = ([new("zero")] if zeros else []) + back.get(name, [])
            parts = parts or [new("zero")]
            while len(parts) > 1:
                parts = [new("add", *parts[:2]), *parts[2:]]
            return parts[0]

        inputs = [f"u{i}" for i in range(len(program["outputs"]))]
        for name, out in zip(inputs, program["outputs"], strict=True):
            send(out, name, overwrite or lost)
        for name, op, *args in order(program["steps"]):
            bar = total(name)
            if op == "scale":
                send(args[0], new("scale", bar, scale(args[1])))
            elif op == "add":
                for arg, share in zip(dict.fromkeys(args) if once else args, shares, strict=False):
                    if share:
                        send(arg, bar if share == 1 else new("scale", bar, share))
        return {"inputs": inputs, "steps": steps, "outputs": [total(name) for name in program["inputs"]]}
    return answer


def written(rows, n):
    steps, outputs = [], []
    for i, row in enumerate(rows):
        steps.append((f"s{i}", "zero"))
        total = f"s{i}"
        for j, c in enumerate(row):
            steps += [(f"p{i}.{j}", "scale", f"u{j}", c), (f"s{i}.{j}", "add", total, f"p{i}.{j}")]
            total = f"s{i}.{j}"
        outputs.append(total)
    return {"inputs": [f"u{j}" for j in range(n)], "steps": steps, "outputs": outputs}


def own_matrix(program):
    """The right map, written out from its matrix: each column by a run of its own."""
    columns = []
    for unit in program["inputs"]:
        known = {name: float(name == unit) for name in program["inputs"]}
        for name, op, *args in program["steps"]:
            known[name] = args[1] * known[args[0]] if op == "scale" else sum(known[arg] for arg in args)
        columns.append([known[name] for name in program["outputs"]])
    return written(columns, len(program["outputs"]))


def outputs_turned(program):
    made = turning()(program)
    return {**made, "outputs": made["outputs"][::-1]}


def inputs_turned(program):
    made = turning()(program)
    return {**made, "inputs": made["inputs"][::-1]}


def zero_unpacked(program):
    for _name, _op, _first, *_rest in program["steps"]:
        pass
    return turning()(program)


def four_parts(program):
    if any(op == "zero" for _, op, *_ in program["steps"]):
        _name, _op, _a, _b = program["steps"][0]
    return turning()(program)


def numbered(program):
    made = turning()(program)
    number = {name: i for i, name in enumerate([*made["inputs"], *(step[0] for step in made["steps"])])}
    return {"inputs": [number[name] for name in made["inputs"]], "outputs": [number[name] for name in made["outputs"]],
            "steps": [(number[name], op, *(number.get(arg, arg) for arg in args)) for name, op, *args in made["steps"]]}


def no_zeros(program):
    made = turning()(program)
    empty = {step[0] for step in made["steps"] if step[1] == "zero"}
    return {**made, "outputs": [None if name in empty else name for name in made["outputs"]]}


def in_lists(program):
    made = turning()(program)
    return {**made, "outputs": [[name] for name in made["outputs"]]}


# --- seeds -----------------------------------------------------------------------------------------------------------


def neighbours(push, n, width):
    group = [min(j * width // n, width - 1) for j in range(n)]
    found = [push([float(g == k) for g in group]) for k in range(width)]
    return [[found[group[j]][i] if i <= j < i + width else 0.0 for j in range(n)] for i in range(len(found[0]))]


def fetched(push, n, width):
    return np.stack([push([float(j % width == k) for j in range(n)]) for k in range(width)], axis=1)


def not_back(push, n, width):
    found = fetched(push, n, width)
    return np.hstack([found, np.zeros((len(found), n))])[:, :n]


def no_band(push, n, width):
    return fetched(push, n, width)[:, np.arange(n) % width]


def over_band(push, n, width):
    found = fetched(push, n, width)
    return [[found[i, j - i] if i <= j < i + width else 0.0 for j in range(n)] for i in range(len(found))]


def banded(push, n, width):
    J = no_band(push, n, width)
    return np.triu(np.tril(J, width - 1))


def both_sides(push, n, width):
    J = no_band(push, n, width)
    return np.triu(np.tril(J, width - 1), 1 - width)


def one_pass_more(push, n, width):
    results = len(push([0.0] * n))
    return banded(push, n, width)[:results]


def square(push, n, width):
    found, J = fetched(push, n, width).tolist(), np.zeros((n, n))
    for i in range(n):
        for j in range(i, min(i + width, n)):
            J[i, j] = found[i][j % width]
    return J


def every_column(push, n, width):
    return np.stack([push([float(i == j) for i in range(n)]) for j in range(n)], axis=1)


# --- Hessian times vector --------------------------------------------------------------------------------------------


def as_function(program):
    return lambda x: run_program(program, {f"x{i}": x[i] for i in range(len(x))})[program[-1][0]]


def first_derivatives(program, x, v):
    return grad(as_function(program))(x)


def of_the_program(program, x, v):
    return jvp(grad(program), (x,), (v,))[1]


def along(program, x, v):
    return jvp(grad(as_function(program)), (x,), (v,))[1]


def the_pair(program, x, v):
    return jvp(grad(as_function(program)), (x,), (v,))


def without_tuples(program, x, v):
    return jvp(grad(as_function(program)), x, v)[1]


def column_by_column(program, x, v):
    return sum(along(program, x, e) * step for e, step in zip(np.eye(len(x)), v, strict=True))


def of_two_inputs(program, x, v):
    """Only what the first two inputs do."""
    return along(program, x, np.where(np.arange(len(x)) < 2, v, 0.0))


def diagonal(program, x, v):
    return np.array([along(program, x, e)[i] * v[i] for i, e in enumerate(np.eye(len(x)))])


def a_step(program, x, v, h=1.0):
    g = grad(as_function(program))
    return (g(x + h * v) - g(x)) / h


# --- chains ----------------------------------------------------------------------------------------------------------


def sizes(dims):
    n = len(dims) - 1
    forward = sum(dims[0] * dims[i] * dims[i + 1] for i in range(1, n))
    backward = sum(dims[-1] * dims[i] * dims[i - 1] for i in range(1, n))
    return n, forward, backward


def left_first(dims):
    n, forward, _ = sizes(dims)
    order = 0
    for i in range(1, n):
        order = (order, i)
    return forward, order


def right_first(dims):
    n, _, backward = sizes(dims)
    order = n - 1
    for i in reversed(range(n - 1)):
        order = (i, order)
    return backward, order


def better(dims):
    return min(left_first(dims), right_first(dims), key=lambda pair: pair[0])


def cheapest_first(dims):
    d, orders, total = list(dims), list(range(len(dims) - 1)), 0
    while len(orders) > 1:
        spent, i = min((d[i - 1] * d[i] * d[i + 1], i) for i in range(1, len(d) - 1))
        total += spent
        orders[i - 1:i + 1] = [(orders[i - 1], orders[i])]
        del d[i]
    return total, orders[0]


def every_order(dims, first=0, last=None, join=lambda p, q, r: p * q * r):
    last = len(dims) - 2 if last is None else last
    if first == last:
        return 0, first
    found = []
    for m in range(first, last):
        (a, one), (b, two) = every_order(dims, first, m, join), every_order(dims, m + 1, last, join)
        found.append((a + b + join(dims[first], dims[m + 1], dims[last + 1]), (one, two)))
    return min(found, key=lambda pair: pair[0])


def tied(dims, first=0, last=None):
    last = len(dims) - 2 if last is None else last
    if first == last:
        return 0, first
    found = []
    for m in range(first, last):
        (a, one), (b, two) = tied(dims, first, m), tied(dims, m + 1, last)
        found.append((a + b + dims[first] * dims[m + 1] * dims[last + 1], (one, two)))
    return min(found)


def a_size_early(dims, first=0, last=None):
    last = len(dims) - 2 if last is None else last
    if first == last:
        return 0, first
    found = []
    for m in range(first, last):
        (a, one), (b, two) = a_size_early(dims, first, m), a_size_early(dims, m + 1, last)
        found.append((a + b + dims[first] * dims[m] * dims[last], (one, two)))
    return min(found, key=lambda pair: pair[0])


def added(dims):
    n = len(dims) - 1
    return sum(dims[0] + dims[i] + dims[i + 1] for i in range(1, n)), left_first(dims)[1]


WRONG = [
    ("order_guess", "every order alike", 4),
    ("order_guess", "parallel edges left apart", 5),
    ("order_guess", "new edges counted", 2),
    ("order_guess", "", 6),
    ("eliminate", "an edge overwritten", eliminating(merge="over")),
    ("eliminate", "parallel edges left apart", eliminating(merge="")),
    ("eliminate", "parallel edges joined at the end", joined_late),
    ("eliminate", "a dead end left", eliminating(dead=True)),
    ("eliminate", "every inner node gone", every_inner_node),
    ("eliminate", "edges of the node left", eliminating(keep=True)),
    ("eliminate", "counted in the first graph", eliminating(old=True)),
    ("eliminate", "edges added", eliminating(price=lambda p, s, new: p + s)),
    ("eliminate", "new edges counted", eliminating(price=lambda p, s, new: new)),
    ("eliminate", "more multiplications than are said", eliminating(twice=True)),
    ("eliminate", "more multiplications than are said", by_paths),
    ("eliminate", "", lambda edges, order: eliminating()(edges, order)[0]),
    ("eliminate", "not in triples", as_pairs),
    ("eliminate", "not in triples", as_it_is),
    ("eliminate", "edges out of the node left", eliminating(out_stays=True)),
    ("eliminate", "one edge in only", eliminating(first_in=True)),
    ("eliminate", "an order of its own", lambda edges, order: eliminating()(edges, sorted(order))),
    ("eliminate", "edges of weight 0 left out", lambda edges, order: eliminating()([e for e in edges if e[2]], order)),
    ("eliminate", "the order from its end", lambda edges, order: eliminating()(edges, order[::-1])),
    ("eliminate", "", lambda edges, order: (eliminating()(edges, order)[0], 3)),
    ("best_bracketing", "forward only", left_first),
    ("best_bracketing", "the better of the two modes", better),
    ("best_bracketing", "the cheapest product first", cheapest_first),
    ("best_bracketing", "tries every order", every_order),
    ("best_bracketing", "sizes added", added),
    ("best_bracketing", "a size too early", a_size_early),
    ("best_bracketing", "equal costs", tied),
    ("best_bracketing", "", right_first),
    ("best_bracketing", "", lambda dims: (every_order(dims)[0], left_first(dims)[1])),
    ("transpose_guess", "u and v switched", 43),
    ("transpose_guess", "one way seen", 4),
    ("transpose_guess", "a second use overwritten", 30),
    ("transpose_guess", "weights alone", 7),
    ("transpose_guess", "every way with every number", 77),
    ("transpose_guess", "", 35),
    ("transpose", "a second use overwritten", turning(overwrite=True)),
    ("transpose", "an output named twice", turning(lost=True)),
    ("transpose", "steps in forward order", turning(order=iter)),
    ("transpose", "the inverse", turning(scale=lambda c: 1 / c)),
    ("transpose", "a name added to itself", turning(once=True)),
    ("transpose", "halves sent back", turning(shares=(0.5, 0.5))),
    ("transpose", "the second argument of a sum left out", turning(shares=(1, 0))),
    ("transpose", "the same map", lambda program: program),
    ("transpose", "more steps than the transpose needs", turning(zeros=True)),
    ("transpose", "more steps than the transpose needs", own_matrix),
    ("transpose", "inputs from the end", inputs_turned),
    ("transpose", "arguments of a zero", zero_unpacked),
    ("transpose", "arguments of a zero", four_parts),
    ("transpose", "", numbered),
    ("transpose", "", no_zeros),
    ("transpose", "", in_lists),
    ("transpose", "", outputs_turned),
    ("transpose", "", lambda program: {**turning()(program), "outputs": program["inputs"]}),
    ("seeds_guess", "a pass for each input", 1000),
    ("seeds_guess", "one pass for all", 1),
    ("seeds_guess", "as for the band", 3),
    ("seeds_guess", "two columns in a seed", 500),
    ("seeds_guess", "", 999),
    ("seeded_jacobian", "neighbours in one seed", neighbours),
    ("seeded_jacobian", "not put back into its place", not_back),
    ("seeded_jacobian", "entries outside the band", no_band),
    ("seeded_jacobian", "k-th pass taken for k-th diagonal", over_band),
    ("seeded_jacobian", "columns laid as rows", lambda push, n, width: banded(push, n, width).T),
    ("seeded_jacobian", "a band to both sides", both_sides),
    ("seeded_jacobian", "as many results as inputs", square),
    ("seeded_jacobian", "more passes than the band is wide", every_column),
    ("seeded_jacobian", "more passes than the band is wide", one_pass_more),
    ("seeded_jacobian", "", lambda push, n, width: banded(push, n, width) * 2),
    ("hvp", "the gradient itself", first_derivatives),
    ("hvp", "all inputs seeded with 1", lambda program, x, v: along(program, x, np.ones(len(x)))),
    ("hvp", "the diagonal only", diagonal),
    ("hvp", "a full step along v", a_step),
    ("hvp", "x and v exchanged", lambda program, x, v: along(program, v, x)),
    ("hvp", "the pair of jvp", the_pair),
    ("hvp", "the derivative along v", lambda program, x, v: jvp(as_function(program), (x,), (v,))[1]),
    ("hvp", "the gradient times v", lambda program, x, v: first_derivatives(program, x, v) * v),
    ("hvp", "a program given for a function", of_the_program),
    ("hvp", "no tuples", without_tuples),
    ("hvp", "one number", lambda program, x, v: v @ along(program, x, v)),
    ("hvp", "a pass for each input", column_by_column),
    ("hvp", "", lambda program, x, v: a_step(program, x, v, 1e-6)),
    ("hvp", "", of_two_inputs),
]
