"""Known wrong answers to reverse: (exercise, recognised mistake or "", answer)."""
import math
from collections import Counter
from functools import partial
from operator import add, mul, sub, truediv
from types import SimpleNamespace

OPERATORS = {"add": add, "sub": sub, "mul": mul, "div": truediv}
RULES = {
    "add": lambda a, b: (a + b, 1.0, 1.0), "sub": lambda a, b: (a - b, 1.0, -1.0), "mul": lambda a, b: (a * b, b, a),
    "div": lambda a, b: (a / b, 1 / b, -a / b**2), "sin": lambda a: (math.sin(a), math.cos(a)),
    "cos": lambda a: (math.cos(a), -math.sin(a)), "exp": lambda a: (math.exp(a), math.exp(a)),
    "ln": lambda a: (math.log(a), 1 / a), "tanh": lambda a: (math.tanh(a), 1 - math.tanh(a) ** 2)}


def recorded(program, values, **rules):
    """Values, and for every step its edges (argument, weight)."""
    value, edges = dict(values), {}
    for name, op, *args in program:
        value[name], *weights = (RULES | rules)[op](*[value[a] if isinstance(a, str) else a for a in args])
        edges[name] = [(a, w) for a, w in zip(args, weights, strict=True) if isinstance(a, str)]
    return value, edges


def tape(program, values, seed=1.0, outputs=None, overwrite=False, clear="all", given=None, order=reversed,
         last=False, **rules):
    """Sweeps of a tape that keeps its adjoints, unless it clears them."""
    _, edges = recorded(program, values, **rules)
    bars = Counter()
    for out in outputs or [program[-1][0]]:
        for name in [*values, *edges]:
            if clear == "all" or clear == "inner" and name in edges:
                bars[name] = 0.0
        bars[program[-1][0] if last else out] = seed if given is None else given
        for name, *_ in order(program):
            for source, weight in edges[name]:
                bars[source] = bars[name] * weight + (0.0 if overwrite else bars[source])
    return {name: bars[name] for name in values}


def silent_output(program, values, seed=1.0, outputs=None):
    """The sweep that begins below the output."""
    _, edges = recorded(program, values)
    bars = Counter({(outputs or [program[-1][0]])[-1]: seed})
    for name, *_ in program[-2::-1]:
        for source, weight in edges[name]:
            bars[source] += bars[name] * weight
    return {name: bars[name] for name in values}


def by_names(program, values, seed=1.0, outputs=None):
    """Adjoints in a dictionary by names, which are asked for by place."""
    bars = tape(program, values, seed, outputs)
    return {name: bars[place] for place, name in enumerate(values)}


def asks_a_number(program, values, seed=1.0, outputs=None):
    """Products that ask a plain number for its value."""
    known = {name: SimpleNamespace(value=value) for name, value in values.items()}
    for name, op, *args in program:
        if op == "mul":
            numbers = [known.get(arg, arg).value for arg in args]
        else:
            numbers = [known[arg].value if isinstance(arg, str) else arg for arg in args]
        known[name] = SimpleNamespace(value=RULES[op](*numbers)[0])
    return tape(program, values, seed, outputs)


def wrong_tape(**how):
    return partial(tape, **how)


def recursive(program, values, seed=1.0, outputs=None, early=False):
    _, edges = recorded(program, values)
    bars = Counter()

    def tell(name, amount):
        bars[name] += amount
        for source, weight in edges.get(name, ()):
            tell(source, (bars[name] if early else amount) * weight)

    tell((outputs or [program[-1][0]])[-1], seed)
    return {name: bars[name] for name in values}


def told_early(program, values, seed=1.0, outputs=None):
    return recursive(program, values, seed, outputs, early=True)


def sorted_recursively(program, values, seed=1.0, outputs=None):
    _, edges = recorded(program, values)
    out = (outputs or [program[-1][0]])[-1]
    order, bars = {}, Counter({out: seed})

    def visit(name):
        if name not in order:
            for source, _ in edges.get(name, ()):
                visit(source)
            order[name] = True

    visit(out)
    for name in reversed(order):
        for source, weight in edges.get(name, ()):
            bars[source] += bars[name] * weight
    return {name: bars[name] for name in values}


def every_path_by_hand(program, values, seed=1.0, outputs=None):
    """Walks along every path with a stack of its own: right, and never too deep."""
    _, edges = recorded(program, values)
    bars, stack = Counter(), [((outputs or [program[-1][0]])[-1], seed)]
    while stack:
        name, amount = stack.pop()
        bars[name] = amount + bars[name]
        stack += [(source, amount * weight) for source, weight in edges.get(name, ())]
    return {name: bars[name] for name in values}


def rows(program, x, overwrite=False, messages=False, forward=False, **rules):
    _, edges = recorded(program, x, **rules)
    bars = Counter({program[-1][0]: 1.0})
    lines = [(program[-1][0], 1.0)]
    for name, *_ in program if forward else program[::-1]:
        for source, weight in edges[name]:
            amount = bars[name] * weight
            bars[source] = amount + (0.0 if overwrite else bars[source])
            lines.append((source, amount if messages else bars[source]))
    return lines


def gate(op, x, z, **wrong):
    right = {"add": lambda: [z, z], "mul": lambda: [z * x[1], z * x[0]], "copy": lambda: [sum(z)],
             "max": lambda: [z if x[0] >= x[1] else 0.0, z if x[0] < x[1] else 0.0]}
    return wrong[op](x, z) if op in wrong else right[op]()


def wrong_gate(**wrong):
    return lambda op, x, z: gate(op, x, z, **wrong)


def cheap(program, x, add=True, sub=-1, div=-1, again=False, seeded=False, steps=False):
    """Value and gradient on counted numbers."""
    value = dict(x)
    for name, op, a, b in program:
        value[name] = OPERATORS[op](value[a], value[b])
    bar = {} if seeded else dict.fromkeys(value, 0.0)
    bar[program[-1][0]] = 1.0

    def send(arg, amount):
        bar[arg] = bar[arg] + amount if add and arg in bar else amount

    for name, op, a, b in reversed(program):
        z = bar[name]
        if op == "mul":
            send(a, z * value[b])
            send(b, z * value[a])
        elif op == "div":
            c = z / value[b]
            send(a, c)
            send(b, div * z * value[a] / (value[b] * value[b]) if again else div * (c * value[name]))
        else:
            send(a, z)
            send(b, z if op == "add" else sub * z)
    return value[program[-1][0]], {name: bar[name] for name in (value if steps else x)}


def one_pass_each(program, x):
    """Forward mode, one pass for each input; the quotient is as cheap as it can be."""
    gradient = {}
    for name in x:
        value, dot = dict(x), {other: float(other == name) for other in x}
        for step, op, a, b in program:
            value[step] = OPERATORS[op](value[a], value[b])
            dot[step] = tangent(op, value[a], dot[a], value[b], dot[b], value[step])
        gradient[name] = dot[program[-1][0]]
    return value[program[-1][0]], gradient


def tangent(op, a, p, b, q, y):
    if op == "mul":
        return p * b + a * q
    return (p - y * q) / b if op == "div" else p + q if op == "add" else p - q


def mode(n, m, printed=False, exchanged=False):
    best = "reverse" if (m > n if printed else m <= n) else "forward"
    return best, {"forward": m if exchanged else n, "reverse": n if exchanged else m}[best]


def layers(training=sum, inference=lambda layers: max(map(sum, zip(layers, layers[1:], strict=False)))):
    return lambda sizes, mode: (training if mode == "training" else inference)(sizes)


def two_at_most(sizes):
    return max(map(sum, zip(sizes, sizes[1:], strict=False)))


ALIKE = {"sub": lambda a, b: (a - b, 1.0, 1.0)}

WRONG = [
    ("recursion_guess", "the right derivative", 4),
    ("recursion_guess", "last message only", 1),
    ("recursion_guess", "second call of b forgotten", 2),
    ("recursion_guess", "both calls of b alike", 8),
    ("recursion_guess", "", 5),
    ("run_reverse", "overwrites instead of adding", wrong_tape(overwrite=True)),
    ("run_reverse", "passes on an incomplete sum", told_early),
    ("run_reverse", "walks the tape forward", wrong_tape(order=iter)),
    ("run_reverse", "adjoints kept from the last sweep", wrong_tape(clear="none")),
    ("run_reverse", "inputs keep their adjoints", wrong_tape(clear="inner")),
    ("run_reverse", "the last of the tape seeded", wrong_tape(last=True)),
    ("run_reverse", "seed ignored", wrong_tape(given=1.0)),
    ("run_reverse", "recursion too deep", recursive),
    ("run_reverse", "recursion too deep", sorted_recursively),
    ("run_reverse", "walks along every path", every_path_by_hand),
    ("run_reverse", "output passes nothing on", wrong_tape(given=0.0)),
    ("run_reverse", "output passes nothing on", silent_output),
    ("run_reverse", "adjoints not in a list", by_names),
    ("run_reverse", "a plain number not lifted", asks_a_number),
    ("run_reverse", "quotient without its minus", wrong_tape(div=lambda a, b: (a / b, 1 / b, a / b**2))),
    ("run_reverse", "each factor meets itself", wrong_tape(mul=lambda a, b: (a * b, a, b))),
    ("run_reverse", "rule of mul", wrong_tape(mul=lambda a, b: (a * b, b, -a))),
    ("run_reverse", "rule of div", wrong_tape(div=lambda a, b: (a / b, 1 / b, -a / b))),
    ("run_reverse", "rule of sin", wrong_tape(sin=lambda a: (math.sin(a), math.sin(a)))),
    ("run_reverse", "", wrong_tape(cos=lambda a: (math.cos(a), math.sin(a)))),
    ("reverse_trace", "overwrites instead of adding", lambda p, x: rows(p, x, overwrite=True)),
    ("reverse_trace", "overwrites instead of adding", lambda p, x: rows(p, x, messages=True)),
    ("reverse_trace", "steps in forward order", lambda p, x: rows(p, x, forward=True)),
    ("reverse_trace", "both arguments of a difference alike", lambda p, x: rows(p, x, **ALIKE)),
    ("reverse_trace", "", lambda p, x: rows(p, x)[::-1]),
    ("gate_vjp", "each factor meets itself", wrong_gate(mul=lambda x, z: [z * x[0], z * x[1]])),
    ("gate_vjp", "shared out between the terms", wrong_gate(add=lambda x, z: [z / 2, z / 2])),
    ("gate_vjp", "one copy only", wrong_gate(copy=lambda x, z: z[-1:])),
    ("gate_vjp", "mean over the copies", wrong_gate(copy=lambda x, z: [sum(z) / len(z)])),
    ("gate_vjp", "both arguments of max", wrong_gate(max=lambda x, z: [z, z])),
    ("gate_vjp", "all of it to both at a tie", wrong_gate(max=lambda x, z: [z * (v == max(x)) for v in x])),
    ("gate_vjp", "a share of the opposite sign",
     wrong_gate(max=lambda x, z: [5 * z, -4 * z] if x[0] == x[1] else [z * (v == max(x)) for v in x])),
    ("gate_vjp", "the smaller argument of max", wrong_gate(max=lambda x, z: [z * (v == min(x)) for v in x])),
    ("cheap_grad", "overwrites instead of adding", lambda p, x: cheap(p, x, add=False)),
    ("cheap_grad", "both arguments of a difference alike", lambda p, x: cheap(p, x, sub=1)),
    ("cheap_grad", "both arguments of a quotient alike", lambda p, x: cheap(p, x, div=1)),
    ("cheap_grad", "unused values without an adjoint", lambda p, x: cheap(p, x, seeded=True)),
    ("cheap_grad", "adjoints of the steps given back", lambda p, x: cheap(p, x, steps=True)),
    ("cheap_grad", "the quotient computed again", lambda p, x: cheap(p, x, again=True)),
    ("cheap_grad", "one pass for each input", one_pass_each),
    ("sweeps_guess", "one sweep for each input", 1000),
    ("sweeps_guess", "one sweep for all", 1),
    ("sweeps_guess", "one sweep for each entry", 3000),
    ("best_mode", "the other mode", lambda n, m: ("reverse" if n < m else "forward", min(n, m))),
    ("best_mode", "m and n exchanged", lambda n, m: mode(n, m, printed=True)),
    ("best_mode", "passes of the other mode", lambda n, m: mode(n, m, exchanged=True)),
    ("inference_guess", "inference keeps everything", 1001),
    ("inference_guess", "the new value alone", 1),
    ("live_values", "inference keeps all layers", layers(inference=sum)),
    ("live_values", "the widest layer alone", layers(inference=max)),
    ("live_values", "training keeps two layers", layers(training=two_at_most)),
    ("live_values", "input layer not counted", layers(training=lambda sizes: sum(sizes[1:]))),
    ("live_values", "output layer not counted", layers(training=lambda sizes: sum(sizes[:-1]))),
]
