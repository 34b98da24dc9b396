"""Right answers to reverse in other styles: (exercise, style, answer). This text is also a cell of a submission."""
import heapq
import math
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction
from functools import partial, partialmethod, reduce, singledispatch
from itertools import chain, pairwise
from operator import add, mul, sub, truediv

import numpy as np

OPERATORS = {"add": add, "sub": sub, "mul": mul, "div": truediv}
Row = namedtuple("Row", "name adjoint")
Sweep = namedtuple("Sweep", "schedule t")
Choice = namedtuple("Choice", "mode passes")
Priced = namedtuple("Priced", "value gradient")

# --- run_reverse: the class and the sweep in other styles, in the given frame ----------------------------------------


class Var:
    """What is given of the class, and the pattern."""

    def __init__(self, value, tape, edges=()):
        self.value, self.tape, self.edges = value, tape, edges
        self.place = len(tape)
        tape.append(self)

    def lift(self, other):
        return other if isinstance(other, Var) else type(self)(other, self.tape)

    def __add__(self, other):
        other = self.lift(other)
        return type(self)(self.value + other.value, self.tape, [(self, 1.0), (other, 1.0)])

    def __radd__(self, other):
        return self.lift(other) + self

    def __rsub__(self, other):
        return self.lift(other) - self

    def __rmul__(self, other):
        return self.lift(other) * self

    def __rtruediv__(self, other):
        return self.lift(other) / self


def with_tape(kind, sweep):
    """The given function, for a class and a sweep."""
    def run_tape(program, values, seed=1.0, outputs=None):
        tape = []
        known = {name: kind(values[name], tape) for name in values}
        for name, op, *args in program:
            numbers = [known[arg] if isinstance(arg, str) else arg for arg in args]
            known[name] = OPERATORS[op](*numbers) if op in OPERATORS else getattr(numbers[0], op)()
        for name in [program[-1][0]] if outputs is None else outputs:
            bars = sweep(tape, known[name], seed)
        return {name: bars[known[name].place] for name in values}
    return run_tape


class Plain(Var):
    """Operation by operation, with the functions of math."""

    def __sub__(self, other):
        other = self.lift(other)
        return Plain(self.value - other.value, self.tape, ((self, 1), (other, -1)))

    def __mul__(self, other):
        other = self.lift(other)
        return Plain(self.value * other.value, self.tape, ((self, other.value), (other, self.value)))

    def __truediv__(self, other):
        x, y = self.value, self.lift(other)
        return Plain(x / y.value, self.tape, ((self, 1 / y.value), (y, -x / y.value ** 2)))

    def sin(self):
        return self.one(math.sin(self.value), math.cos(self.value))

    def cos(self):
        return self.one(math.cos(self.value), -math.sin(self.value))

    def exp(self):
        return self.one(math.exp(self.value), math.exp(self.value))

    def ln(self):
        return self.one(math.log(self.value), 1 / self.value)

    def tanh(self):
        return self.one(math.tanh(self.value), 1 / math.cosh(self.value) ** 2)

    def one(self, value, weight):
        return Plain(value, self.tape, ((self, weight),))


SLOPES = {"sin": (np.sin, np.cos), "cos": (np.cos, lambda x: -np.sin(x)), "exp": (np.exp, np.exp),
          "ln": (np.log, np.reciprocal), "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2)}


class FromTable(Var):
    """Methods made from a table; every value is a NumPy number."""

    def __init__(self, value, tape, edges=()):
        super().__init__(np.float64(value), tape, list(edges))

    def binary(self, other, f, slopes):
        other = self.lift(other)
        at = self.value, other.value
        return FromTable(f(*at), self.tape, zip((self, other), slopes(*at), strict=True))

    def unary(self, name):
        f, df = SLOPES[name]
        return FromTable(f(self.value), self.tape, [(self, df(self.value))])

    __sub__ = partialmethod(binary, f=sub, slopes=lambda a, b: (1.0, -1.0))
    __mul__ = partialmethod(binary, f=mul, slopes=lambda a, b: (b, a))
    __truediv__ = partialmethod(binary, f=truediv, slopes=lambda a, b: (1 / b, -a / b / b))
    sin, cos, exp, ln, tanh = map(partial(partialmethod, unary), SLOPES)


class Composed(Plain):
    """Differences and quotients made of other operations: more places on the tape."""

    def __sub__(self, other):
        return self + self.lift(other) * -1.0

    def __truediv__(self, other):
        return self * self.lift(other).reciprocal()

    def __mul__(self, other):
        other = self.lift(other)
        return Composed(self.value * other.value, self.tape, [(self, other.value), (other, self.value)])

    def reciprocal(self):
        return self.one(self.value ** -1, -self.value ** -2)

    def one(self, value, weight):
        return Composed(value, self.tape, [(self, weight)])

    def cos(self):
        return (self + math.pi / 2).sin()


def sweep_up_to(tape, output, seed):
    """Starts at the output's place; a Counter, read out in the end."""
    bars = Counter({output.place: seed})
    for place in range(output.place, -1, -1):
        for var, weight in tape[place].edges:
            bars[var.place] += bars[place] * weight
    return [bars[place] for place in range(len(tape))]


def sweep_in_arrays(tape, output, seed):
    bars = np.zeros(len(tape))
    bars[output.place] = seed
    for var in tape[::-1]:
        for arg, weight in var.edges:
            bars[arg.place] += weight * bars[var.place]
    return bars


def sweep_collecting(tape, output, seed):
    """Each value collects from those that used it; the seed comes last."""
    users = defaultdict(list)
    for var in tape:
        for arg, weight in var.edges:
            users[arg.place].append((var.place, weight))
    bars = {}
    for place in reversed(range(len(tape))):
        bars[place] = sum(weight * bars[user] for user, weight in users[place]) + (place == output.place)
    return tuple(seed * bars[place] for place in range(len(tape)))


def sweep_by_heap(tape, output, seed):
    """Goes only where something arrives, the latest place first."""
    bars, waiting = dict.fromkeys(range(len(tape)), 0), [-output.place]
    bars[output.place] = seed
    while waiting:
        place = -heapq.heappop(waiting)
        while waiting and waiting[0] == -place:
            heapq.heappop(waiting)
        for arg, weight in tape[place].edges:
            bars[arg.place] = bars[arg.place] + weight * bars[place]
            heapq.heappush(waiting, -arg.place)
    return list(bars.values())


def sweep_on_values(tape, output, seed):
    """The adjoints live on the values, and each sweep clears them first."""
    for var in tape:
        var.bar = 0.0
    output.bar = seed
    todo = list(tape)
    while todo:
        var = todo.pop()
        for arg, weight in var.edges:
            arg.bar += var.bar * weight
    return [var.bar for var in tape]


RULES = {
    "add": lambda a, b: (a + b, 1, 1), "sub": lambda a, b: (a - b, 1, -1), "mul": lambda a, b: (a * b, b, a),
    "div": lambda a, b: (a / b, 1 / b, -a / b**2), "sin": lambda a: (math.sin(a), math.cos(a)),
    "cos": lambda a: (math.cos(a), -math.sin(a)), "exp": lambda a: (math.exp(a), math.exp(a)),
    "ln": lambda a: (math.log(a), 1 / a), "tanh": lambda a: (math.tanh(a), 1 - math.tanh(a) ** 2)}


def weighted(program, values):
    """The weights of every step, with its arguments: a run without a class."""
    known, weights = dict(values), {}
    for name, op, *args in program:
        known[name], *slopes = RULES[op](*(known[arg] if isinstance(arg, str) else arg for arg in args))
        weights[name] = [pair for pair in zip(args, slopes, strict=True) if isinstance(pair[0], str)]
    return known, weights


def reverse_without_class(program, values, seed=1.0, outputs=None):
    known, weights = weighted(program, values)
    for output in outputs or [program[-1][0]]:
        bars = dict.fromkeys(known, 0.0)
        bars[output] = seed
        for name, *_ in reversed(program):
            for arg, weight in weights[name]:
                bars[arg] += bars[name] * weight
    return OrderedDict((name, bars[name]) for name in values)


# --- reverse_trace -------------------------------------------------------------------------------------------------


def trace_by_rules(program, x):
    known, weights = weighted(program, x)
    bars = Counter({program[-1][0]: 1})
    rows = [[program[-1][0], 1]]
    for name, *_ in program[::-1]:
        for arg, weight in weights[name]:
            bars[arg] += bars[name] * weight
            rows += [[arg, bars[arg]]]
    return rows


def slope_by_complex_step(op, numbers, slot):
    f = {"add": add, "sub": sub, "mul": mul, "sin": np.sin, "tanh": np.tanh, "ln": np.log}[op]
    moved = [number + (1e-30j if i == slot else 0) for i, number in enumerate(numbers)]
    return f(*numbers), np.imag(f(*moved)) / 1e-30


def messages(program, x):
    """A generator of named rows, with complex steps of one's own."""
    values, bars = ChainMap({}, x), defaultdict(float)
    slopes = {}
    for name, op, *args in program:
        numbers = [float(values.get(arg, arg)) for arg in args]
        for slot, _ in enumerate(args):
            values[name], slopes[name, slot] = slope_by_complex_step(op, numbers, slot)
    bars[name] = 1.0
    yield Row(name, bars[name])
    for name, _, *args in reversed(program):
        for slot, arg in enumerate(args):
            if isinstance(arg, str):
                bars[arg] += bars[name] * slopes[name, slot]
                yield Row(arg, bars[arg])


def trace_by_match(program, x):
    v, last = dict(x), program[-1][0]

    def number(arg):
        return v[arg] if type(arg) is str else arg

    for name, op, *args in program:
        match op, *map(number, args):
            case "add", a, b:
                v[name] = a + b
            case "sub", a, b:
                v[name] = a - b
            case "mul", a, b:
                v[name] = a * b
            case "sin", a:
                v[name] = math.sin(a)
            case "tanh", a:
                v[name] = math.tanh(a)
            case "ln", a:
                v[name] = math.log(a)
    bar, rows = {last: 1}, deque([(np.str_(last), np.float64(1))])

    def tell(arg, amount):
        if type(arg) is str:
            bar[arg] = bar.get(arg, 0) + amount
            rows.append((np.str_(arg), np.float64(bar[arg])))

    for name, op, *args in reversed(program):
        first, second, came = args[0], args[-1], bar[name]
        if op in ("add", "sub"):
            tell(first, came)
            tell(second, came if op == "add" else -came)
        elif op == "mul":
            tell(first, came * number(second))
            tell(second, came * number(first))
        else:
            at = number(first)
            tell(first, came * {"sin": math.cos(at), "tanh": 1 - v[name] ** 2, "ln": at and 1 / at}[op])
    return rows


class Trace:
    """Edges with a number for each name; rows in an array of objects."""

    def __init__(self):
        self.one = 1.0

    def __call__(self, program, x):
        names = [*x, *(step[0] for step in program)]
        places = {name: i for i, name in enumerate(names)}
        _, weights = weighted(program, x)
        self.bars = np.zeros(len(names))
        self.bars[-1] = self.one
        rows = [(names[-1], self.one)]
        for step in program[::-1]:
            for arg, weight in weights[step[0]]:
                self.bars[places[arg]] += weight * self.bars[places[step[0]]]
                rows.append((arg, self.bars[places[arg]]))
        return np.array(rows, dtype=object)

    def rows(self, program, x):
        return tuple((str(name), float(bar)) for name, bar in self(program, x))


# --- gate_vjp ------------------------------------------------------------------------------------------------------

GATES = {
    "add": lambda x, z: [z, z], "mul": lambda x, z: [x[1] * z, x[0] * z], "copy": lambda x, z: [math.fsum(z)],
    "max": lambda x, z: [z / 2, z / 2] if x[0] == x[1] else [z * (x[0] > x[1]), z * (x[1] > x[0])]}


def gate_of_table(op, inputs, z_bar):
    return GATES[op](inputs, z_bar)


def gate_in_arrays(op, inputs, z_bar):
    x, z = np.array(inputs), np.array(z_bar)
    if op == "copy":
        return np.atleast_1d(z.sum())
    if op == "max":
        return z * np.eye(2)[np.argmax(x)]
    return z * (x[::-1] if op == "mul" else np.ones_like(x))


def gate_by_match(op, inputs, z_bar):
    match op:
        case "copy":
            return (reduce(add, z_bar, 0),)
        case "add":
            return (z_bar,) * 2
        case "mul":
            a, b = inputs
            return b * z_bar, a * z_bar
        case "max":
            a, b = inputs
            return (0, z_bar) if b >= a else (z_bar, 0)


class Gates:
    """A method for each gate; at a tie a quarter and three quarters."""

    def __call__(self, op, inputs, z_bar):
        return deque(getattr(self, op)(z_bar, *inputs))

    def copy(self, z_bar, value):
        total = 0.0
        for bar in z_bar:
            total += bar
        yield total

    def add(self, z_bar, *inputs):
        for _ in inputs:
            yield z_bar

    def mul(self, z_bar, a, b):
        yield z_bar * b
        yield z_bar * a

    def max(self, z_bar, a, b):
        share = 0.25 if a == b else float(a > b)
        yield share * z_bar
        yield (1 - share) * z_bar


@singledispatch
def sent_back(z_bar, op, inputs):
    """One adjoint comes back, or a list of them."""
    weights = {"add": [1, 1], "mul": inputs[::-1], "max": [inputs[0] == max(inputs), inputs[0] < max(inputs)]}[op]
    return [weight * np.float64(z_bar) for weight in weights]


@sent_back.register
def _(z_bar: list, op, inputs):
    return [np.sum(z_bar)]


# --- cheap_grad ----------------------------------------------------------------------------------------------------


def cheap_by_rules(program, x):
    """A table of what is sent back, in a Counter that starts empty."""
    sends = {"add": lambda z, a, b, y: (z, z), "sub": lambda z, a, b, y: (z, -z),
             "mul": lambda z, a, b, y: (z * b, z * a), "div": lambda z, a, b, y: (c := z / b, -(c * y))}
    value = dict(x)
    for name, op, a, b in program:
        value[name] = OPERATORS[op](value[a], value[b])
    bars = Counter()
    bars[name] = 1
    for name, op, a, b in program[::-1]:
        for arg, share in zip((a, b), sends[op](bars[name], value[a], value[b], value[name]), strict=True):
            bars[arg] += share
    return value[program[-1][0]], Counter({name: bars[name] for name in x})


def cheap_first_assigned(program, x):
    """What arrives first is assigned, which saves an addition; a list."""
    value, bar = ChainMap({}, x), {}

    def send(arg, amount):
        bar[arg] = bar[arg] + amount if arg in bar else amount

    for name, op, *args in program:
        value[name] = OPERATORS[op](*(value[arg] for arg in args))
    send(name, 1.0)
    for name, op, a, b in reversed(program):
        if name not in bar:
            continue
        z = bar[name]
        if op == "div":
            z = z / value[b]
        send(a, z * value[b] if op == "mul" else z)
        send(b, z * value[a] if op == "mul" else -z * value[name] if op == "div" else z if op == "add" else -z)
    return [value[program[-1][0]], {name: bar.get(name, 0) for name in x}]


class Node:
    """A small tape of objects."""

    def __init__(self, value, *edges):
        self.value, self.edges, self.bar = value, edges, 0

    def combine(self, op, other):
        y = OPERATORS[op](self.value, other.value)
        if op == "mul":
            return Node(y, (self, lambda z: z * other.value), (other, lambda z: z * self.value))
        if op == "div":
            kept = []
            return Node(y, (self, lambda z: kept.append(z / other.value) or kept[0]), (other, lambda z: -kept[0] * y))
        return Node(y, (self, lambda z: z), (other, lambda z: z if op == "add" else -z))

    def back(self):
        for node, send in self.edges:
            node.bar = node.bar + send(self.bar)


def cheap_by_objects(program, x):
    nodes = {name: Node(value) for name, value in x.items()}
    for name, op, a, b in program:
        nodes[name] = nodes[a].combine(op, nodes[b])
    nodes[program[-1][0]].bar = 1.0
    for node in reversed(nodes.values()):
        node.back()
    return Priced(nodes[program[-1][0]].value, {name: nodes[name].bar for name in x})


def cheap_by_places(program, x, zero=0.0):
    """Lists and places in place of names; an ordered dict."""
    place = {name: i for i, name in enumerate(chain(x, (step[0] for step in program)))}
    values = list(x.values())
    steps = [(op, place[a], place[b]) for _, op, a, b in program]
    for op, a, b in steps:
        values.append(OPERATORS[op](values[a], values[b]))
    bars = [zero] * len(values)
    bars[-1] = 1.0
    for out in range(len(values) - 1, len(x) - 1, -1):
        op, a, b = steps[out - len(x)]
        z = bars[out]
        if op in ("add", "sub"):
            bars[a] += z
            bars[b] += z if op == "add" else -z
        elif op == "mul":
            bars[a] += values[b] * z
            bars[b] += values[a] * z
        else:
            z /= values[b]
            bars[a] += z
            bars[b] -= values[out] * z
    return values[-1], OrderedDict(zip(x, bars, strict=False))


def cheap_recursively(program, x):
    """One step forward, the rest of the program, and the same step back."""
    bars = defaultdict(int)

    def rest(steps, value):
        if not steps:
            return None
        (name, op, a, b), *more = steps
        value = {**value, name: OPERATORS[op](value[a], value[b])}
        y = rest(more, value)
        if y is None:
            bars[name], y = 1, value[name]
        z = bars[name]
        shares = {"add": lambda: (z, z), "sub": lambda: (z, -z), "mul": lambda: (z * value[b], z * value[a]),
                  "div": lambda: [share := z / value[b], -share * value[name]]}[op]()
        for arg, share in zip((a, b), shares, strict=True):
            bars[arg] = share + bars[arg]
        return y

    return rest(program, x), {np.str_(name): bars[name] for name in x}


# --- best_mode -----------------------------------------------------------------------------------------------------


def mode_by_min(n, m):
    passes, mode = min((n, "forward"), (m, "reverse"))
    return mode, passes


def mode_in_arrays(n, m):
    costs = np.array([m, n])
    best = np.argmin(costs)
    return np.array(["reverse", "forward"])[best], costs[best]


class Modes:
    def choose(self, n, m):
        passes = OrderedDict(forward=n, reverse=m)
        best = min(passes, key=passes.get)
        return Choice(best, passes[best])


def mode_sorted(n, m):
    return sorted({"reverse": float(m), "forward": float(n)}.items(), key=lambda item: item[1])[0]


# --- live_values ---------------------------------------------------------------------------------------------------


def live_by_walking(layers, mode):
    held, most = deque(), 0
    for width in layers:
        held.append(width)
        most = max(most, sum(held))
        if mode == "inference" and len(held) == 2:
            held.popleft()
    return most


def live_in_arrays(layers, mode):
    layers = np.array(layers)
    return layers.sum() if mode == "training" else (layers[1:] + layers[:-1]).max()


def live_by_windows(layers, mode):
    width = {"training": len(layers), "inference": 2}[mode]
    return np.max(np.convolve(layers, np.ones(width), mode="valid"))


def live_recursively(layers, mode):
    if mode == "training":
        return layers[0] + live_recursively(layers[1:], mode) if layers else 0
    first, second, *rest = layers
    here = first + second
    return max(here, live_recursively(layers[1:], mode)) if rest else here


class Live(dict):
    """A function for each mode."""

    def __call__(self, layers, mode):
        return self[mode](layers)


def widest_pair(layers):
    return reduce(max, (a + b for a, b in pairwise(map(float, layers))))


RIGHT = [
    ("recursion_guess", "a whole number", 6),
    ("recursion_guess", "a float", 6.0),
    ("recursion_guess", "a NumPy integer", np.int64(6)),
    ("recursion_guess", "a fraction", Fraction(6)),
    ("recursion_guess", "a product", 2 + 2 * 2),
    ("recursion_guess", "counted in Counter", Counter(a=6)["a"]),
    ("run_reverse", "math and Counter", with_tape(Plain, sweep_up_to)),
    ("run_reverse", "table, NumPy array", with_tape(FromTable, sweep_in_arrays)),
    ("run_reverse", "composed, collecting, tuple", with_tape(Composed, sweep_collecting)),
    ("run_reverse", "heap of places", with_tape(Plain, sweep_by_heap)),
    ("run_reverse", "cleared on values", with_tape(FromTable, sweep_on_values)),
    ("run_reverse", "without a class", reverse_without_class),
    ("reverse_trace", "rules, list rows", trace_by_rules),
    ("reverse_trace", "generator, named rows", lambda program, x: list(messages(program, x))),
    ("reverse_trace", "match, NumPy names", trace_by_match),
    ("reverse_trace", "callable, object array", Trace()),
    ("reverse_trace", "method, tuple rows", Trace().rows),
    ("gate_vjp", "table of lambdas", gate_of_table),
    ("gate_vjp", "vectorised", gate_in_arrays),
    ("gate_vjp", "match, tuples", gate_by_match),
    ("gate_vjp", "callable, generators, deque", Gates()),
    ("gate_vjp", "dispatched by type", lambda op, inputs, z_bar: sent_back(z_bar, op, inputs)),
    ("gate_vjp", "a bound method", Gates().__call__),
    ("cheap_grad", "rules, a Counter", cheap_by_rules),
    ("cheap_grad", "first one assigned", cheap_first_assigned),
    ("cheap_grad", "objects, named tuple", cheap_by_objects),
    ("cheap_grad", "places, ordered dict", cheap_by_places),
    ("cheap_grad", "partial, whole zeros", partial(cheap_by_places, zero=0)),
    ("cheap_grad", "recursive, NumPy names", cheap_recursively),
    ("sweeps_guess", "a whole number", 3),
    ("sweeps_guess", "a float", 3.0),
    ("sweeps_guess", "a NumPy integer", np.int64(3)),
    ("sweeps_guess", "a fraction", Fraction(3, 1)),
    ("sweeps_guess", "a quotient", 3000 / 1000),
    ("sweeps_guess", "a length", len(["y1", "y2", "y3"])),
    ("best_mode", "a conditional", lambda n, m: ("forward", n) if n <= m else ("reverse", m)),
    ("best_mode", "smallest of pairs", mode_by_min),
    ("best_mode", "vectorised, NumPy string", mode_in_arrays),
    ("best_mode", "method, named tuple", Modes().choose),
    ("best_mode", "sorted, in floats", mode_sorted),
    ("best_mode", "a list", lambda n, m: [["reverse", "forward"][n < m], min(n, m)]),
    ("inference_guess", "a whole number", 2),
    ("inference_guess", "a float", 2.0),
    ("inference_guess", "a NumPy integer", np.int32(2)),
    ("inference_guess", "a decimal", Decimal(2)),
    ("inference_guess", "a sum", 1 + 1),
    ("inference_guess", "a length", len({"x6", "x7"})),
    ("live_values", "walking, a deque", live_by_walking),
    ("live_values", "vectorised, NumPy integers", live_in_arrays),
    ("live_values", "windows, in floats", live_by_windows),
    ("live_values", "recursive", live_recursively),
    ("live_values", "callable dict", Live(training=sum, inference=widest_pair)),
    ("live_values", "a partial", partial(lambda f, layers, mode: f[mode](layers), {"training": sum, "inference":
        lambda layers: max(map(add, layers, layers[1:]))})),
]
