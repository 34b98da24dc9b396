"""Right answers to forward in other styles: (exercise, style, answer). This text is also a cell of a submission."""
import math
from collections import OrderedDict, defaultdict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction
from functools import partial, reduce
from operator import add, mul, sub, truediv

import numpy as np

OPERATORS = {"add": add, "sub": sub, "mul": mul, "div": truediv, "pow": pow}
Row = namedtuple("Row", "name primal tangent")
Pair = namedtuple("Pair", "primal tangent")

# --- run_dual: the class in other styles, in the given frame ---------------------------------------------------------


class Dual:
    """Operation by operation, with the functions of math."""

    def __init__(self, primal, tangent=0.0):
        self.primal, self.tangent = primal, tangent

    def lift(self, other):
        return other if isinstance(other, Dual) else type(self)(other)

    def __add__(self, other):
        other = self.lift(other)
        return type(self)(self.primal + other.primal, self.tangent + other.tangent)

    def __sub__(self, other):
        other = self.lift(other)
        return type(self)(self.primal - other.primal, self.tangent - other.tangent)

    def __mul__(self, other):
        other = self.lift(other)
        return type(self)(self.primal * other.primal, self.primal * other.tangent + self.tangent * other.primal)

    def __truediv__(self, other):
        b = self.lift(other)
        return type(self)(self.primal / b.primal, (self.tangent * b.primal - self.primal * b.tangent) / b.primal**2)

    def __pow__(self, n):
        return type(self)(math.pow(self.primal, n), n * math.pow(self.primal, n - 1) * self.tangent)

    def __radd__(self, other):
        return self.lift(other) + self

    def __rsub__(self, other):
        return self.lift(other) - self

    def __rmul__(self, other):
        return self.lift(other) * self

    def __rtruediv__(self, other):
        return self.lift(other) / self

    def __lt__(self, other):
        return self.primal < self.lift(other).primal

    def sin(self):
        return type(self)(math.sin(self.primal), math.cos(self.primal) * self.tangent)

    def cos(self):
        return type(self)(math.cos(self.primal), -math.sin(self.primal) * self.tangent)

    def exp(self):
        return type(self)(math.exp(self.primal), math.exp(self.primal) * self.tangent)

    def ln(self):
        return type(self)(math.log(self.primal), self.tangent / self.primal)

    def tanh(self):
        return type(self)(math.tanh(self.primal), self.tangent / math.cosh(self.primal) ** 2)


def with_class(kind):
    """The given function, for a class."""
    def run_pairs(program, values, tangents):
        known = {name: kind(values[name], tangents[name]) for name in values}
        for name, op, *args in program:
            numbers = [known[arg] if isinstance(arg, str) else arg for arg in args]
            known[name] = OPERATORS[op](*numbers) if op in OPERATORS else getattr(numbers[0], op)()
        result = known[program[-1][0]]
        return result.primal, result.tangent
    return run_pairs


class Composed(Dual):
    """Of few operations: a difference is a sum, a quotient a product, tanh a quotient of exponentials."""

    def __sub__(self, other):
        return self + self.lift(other) * -1

    def reciprocal(self):
        return Composed(1 / self.primal, -self.tangent / self.primal**2)

    def __truediv__(self, other):
        return self * self.lift(other).reciprocal()

    def cos(self):
        return Composed(np.cos(self.primal), -self.tangent * np.sin(self.primal))

    def tanh(self):
        grown = (self * 2).exp()
        return (grown - 1) / (grown + 1)


class FromTable(Dual):
    """Functions that a loop has made of value and slope."""


def function_of(f, slope):
    return lambda self: FromTable(f(self.primal), slope(self.primal) * self.tangent)


for name, f, slope in (("sin", np.sin, np.cos), ("exp", np.exp, np.exp), ("ln", np.log, np.reciprocal),
                       ("cos", np.cos, lambda x: -np.sin(x)), ("tanh", np.tanh, lambda x: 1 - np.tanh(x) ** 2)):
    setattr(FromTable, name, function_of(f, slope))


def pair_by_matrices(program, values, tangents):
    """Dual numbers as matrices; a function is taken of the primal and its slope."""
    known = {name: np.array([[values[name], tangents[name]], [0, values[name]]], dtype=float) for name in values}
    for step, op, *args in program:
        a, b = [known[arg] if isinstance(arg, str) else arg * np.eye(2) for arg in (args[0], args[-1])]
        x, e = a[0, 0], a - a[0, 0] * np.eye(2)
        match op:
            case "add" | "sub":
                known[step] = a + b if op == "add" else a - b
            case "mul":
                known[step] = a @ b
            case "div":
                known[step] = a @ np.linalg.inv(b)
            case "pow":
                n = args[1]
                known[step] = x**n * np.eye(2) + n * x ** (n - 1) * e
            case "sin":
                known[step] = np.sin(x) * np.eye(2) + np.cos(x) * e
            case "cos":
                known[step] = np.cos(x) * np.eye(2) - np.sin(x) * e
            case "exp":
                known[step] = np.exp(x) * (np.eye(2) + e)
            case "ln":
                known[step] = np.log(x) * np.eye(2) + e / x
            case "tanh":
                known[step] = np.tanh(x) * np.eye(2) + e / np.cosh(x) ** 2
    return known[program[-1][0]][0]


RULES = {
    "add": lambda a, p, b, q: (a + b, p + q), "sub": lambda a, p, b, q: (a - b, p - q),
    "mul": lambda a, p, b, q: (a * b, p * b + q * a), "div": lambda a, p, b, q: (a / b, p / b - a * q / (b * b)),
    "pow": lambda a, p, n, _: (a**n, p * n * a ** (n - 1)), "sin": lambda a, p: (math.sin(a), p * math.cos(a)),
    "cos": lambda a, p: (math.cos(a), -p * math.sin(a)), "exp": lambda a, p: (math.exp(a), p * math.exp(a)),
    "ln": lambda a, p: (math.log(a), p / a), "tanh": lambda a, p: (math.tanh(a), p * (1 - math.tanh(a) ** 2))}


def pair_by_rules(program, values, tangents):
    """Without a class; a list."""
    known = {name: (values[name], tangents[name]) for name in values}
    for step, op, *args in program:
        known[step] = RULES[op](*(x for arg in args for x in known.get(arg, (arg, 0))))
    return list(known[program[-1][0]])


class Runner:
    """A recursion from the last step; a named tuple."""

    def __call__(self, program, values, tangents):
        self.steps, self.given = {step[0]: step[1:] for step in program}, (values, tangents)
        self.found = {}
        return Pair(*self.of(program[-1][0]))

    def of(self, arg):
        if not isinstance(arg, str):
            return arg, 0.0
        if arg not in self.steps:
            return tuple(each[arg] for each in self.given)
        if arg not in self.found:
            op, *args = self.steps[arg]
            self.found[arg] = RULES[op](*(x for each in args for x in self.of(each)))
        return self.found[arg]


# --- forward_trace -------------------------------------------------------------------------------------------------


def trace_by_rules(program, x, seed):
    known = {name: (x[name], seed[name]) for name in x}
    for step, op, *args in program:
        known[step] = RULES[op](*(each for arg in args for each in known.get(arg, (arg, 0))))
    return [(name, *pair) for name, pair in known.items()]


def rows_of(program, x, seed):
    """A generator of named rows."""
    known = OrderedDict()
    for name, value in x.items():
        known[name] = Dual(value, seed[name])
        yield Row(name, value, seed[name])
    for step, op, *args in program:
        numbers = [known[arg] if isinstance(arg, str) else Dual(arg) for arg in args]
        known[step] = OPERATORS[op](*numbers) if op in OPERATORS else getattr(Dual, op)(*numbers)
        yield Row(step, known[step].primal, known[step].tangent)


def trace_by_slopes(program, x, seed):
    """Every step gives its slopes; the tangent is their sum. Rows in lists."""
    value, dot = dict(x), defaultdict(float, {name: seed[name] for name in x})
    for step, op, *args in program:
        a = [value[arg] if isinstance(arg, str) else arg for arg in args]
        value[step], slopes = {
            "add": lambda a: (sum(a), (1, 1)), "sub": lambda a: (a[0] - a[1], (1, -1)),
            "mul": lambda a: (a[0] * a[1], a[::-1]), "sin": lambda a: (np.sin(a[0]), (np.cos(a[0]),)),
            "tanh": lambda a: (np.tanh(a[0]), (1 / np.cosh(a[0]) ** 2,)),
            "ln": lambda a: (np.log(a[0]), (1 / a[0],))}[op](a)
        dot[step] = sum(slope * dot[arg] for slope, arg in zip(slopes, args, strict=True) if isinstance(arg, str))
    return [[name, value[name], dot[name]] for name in value]


class Trace:
    """A method for each operation."""

    def rows(self, program, x, seed):
        self.known = {name: (x[name], seed[name]) for name in x}
        for step, op, *args in program:
            self.known[step] = getattr(self, op)(*map(self.pair, args))
        return deque((name, *pair) for name, pair in self.known.items())

    def pair(self, arg):
        return self.known[arg] if arg in self.known else (arg, 0)

    def add(self, a, b): return a[0] + b[0], a[1] + b[1]
    def sub(self, a, b): return a[0] - b[0], a[1] - b[1]
    def mul(self, a, b): return a[0] * b[0], a[1] * b[0] + b[1] * a[0]
    def sin(self, a): return math.sin(a[0]), math.cos(a[0]) * a[1]
    def tanh(self, a): return math.tanh(a[0]), (1 - math.tanh(a[0]) ** 2) * a[1]
    def ln(self, a): return math.log(a[0]), a[1] / a[0]


def trace_again(program, x, seed):
    """The whole run again for every row."""
    steps = [(name, with_class(Dual)(program[:i + 1], x, seed)) for i, (name, *_) in enumerate(program)]
    return [*((name, x[name], seed[name]) for name in x), *((name, *pair) for name, pair in steps)]


# --- jacobian_forward ----------------------------------------------------------------------------------------------


def columns_of_lists(push, n):
    columns = [push([1.0 if i == j else 0.0 for i in range(n)]) for j in range(n)]
    return [list(row) for row in zip(*columns, strict=True)]


def columns_transposed(push, n):
    return np.array([push(row) for row in np.identity(n)]).T


def columns_filled(push, n):
    J = None
    for j in range(n):
        seed = [0] * n
        seed[j] = 1
        column = push(seed)
        if J is None:
            J = [[0.0] * n for _ in column]
        for i, slope in enumerate(column):
            J[i][j] = slope
    return J


class Columns:
    def jacobian(self, push, n, size=1.0):
        return np.column_stack([push(tuple(size * row)) for row in np.eye(n)]) / size


# --- loop_df -------------------------------------------------------------------------------------------------------


def loop_of_tuples(x, n):
    f, df = 0.0, 0.0
    for i in range(1, n + 1):
        u, du = f * x**i, df * x**i + f * i * x ** (i - 1)
        f, df = f + math.cos(u), df - math.sin(u) * du
    return df


def loop_reduced(x, n):
    def one(state, i):
        f, df = state
        return f + np.cos(f * x**i), df - np.sin(f * x**i) * (df * x**i + f * i * x ** (i - 1))
    return reduce(one, range(1, n + 1), (0, 0))[1]


def loop_recursively(x, n):
    def after(i):
        if i == 0:
            return 0.0, 0.0
        f, df = after(i - 1)
        return f + math.cos(f * x**i), df * (1 - math.sin(f * x**i) * x**i) - (
            math.sin(f * x**i) * f * i * x ** (i - 1))
    return after(n)[1]


def loop_with_powers(x, n):
    """The power and its derivative are carried along, too."""
    f = df = dpower = 0.0
    power, i = 1.0, 0
    while i < n:
        dpower, power, i = dpower * x + power, power * x, i + 1
        df, f = df - np.sin(f * power) * (df * power + f * dpower), f + np.cos(f * power)
    return np.array(df)


class Loop:
    def __call__(self, x, n):
        """By the shares of every round, carried on through the later ones."""
        fs = [0.0]
        for i in range(1, n + 1):
            fs.append(fs[-1] + math.cos(fs[-1] * x**i))
        bar = total = 0.0
        bar = 1.0
        for i in range(n, 0, -1):
            s = -math.sin(fs[i - 1] * x**i)
            total += bar * s * fs[i - 1] * i * x ** (i - 1)
            bar += bar * s * x**i
        return total


# --- classify_variant ----------------------------------------------------------------------------------------------


def printed(x, n, brackets, old):
    f = df = 0.0
    for i in range(1, n + 1):
        after = f + math.cos(f * x**i)
        g = f if old else after
        s, inner, carried = math.sin(g * x**i), g * i * x ** (i - 1), df * x**i
        df, f = df - s * inner + (-s * carried if brackets else carried), after
    return df


KINDS = {"right": (True, True), "parentheses": (False, True), "order": (True, False), "both": (False, False)}


def kind_by_closeness(fn):
    return next(kind for kind, how in KINDS.items() if math.isclose(fn(0.7, 6), printed(0.7, 6, *how), rel_tol=1e-9))


def kind_at_many_points(fn):
    points = [(0.4, 3), (0.6, 4), (-0.3, 5)]
    errors = {kind: sum(abs(fn(*at) - printed(*at, *how)) for at in points) for kind, how in KINDS.items()}
    return sorted(errors, key=errors.get)[0]


def kind_in_arrays(fn):
    names = np.array(list(KINDS))
    values = np.array([printed(0.5, 10, *how) for how in KINDS.values()])
    return names[np.argmin(np.abs(values - fn(np.float64(0.5), np.int64(10))))]


class Kinds(dict):
    """Its keys are values, rounded."""

    def __call__(self, fn):
        return self[round(fn(0.5, 4), 6)]


def kind_by_questions(fn):
    def same(*how):
        return abs(fn(0.45, 7) - printed(0.45, 7, *how)) < 1e-9
    if same(True, True):
        return "right"
    if same(False, True):
        return "parentheses"
    return "order" if same(True, False) else "both"


# --- control_flow_df -----------------------------------------------------------------------------------------------


def with_branch(x):
    return x * x if x < 1 else 2 * x - 1 + x * x * x


def with_while(x):
    while x < 10:
        x = x * x + 1
    return x


def with_recursion(x, n=5):
    return x if n == 0 else with_recursion(x, n - 1) * x + n


def newton_root(c):
    r = 1.0 + 0 * c
    for _ in range(30):
        r = r - (r * r * r - c) / (3 * r * r)
    return r


PROGRAMS = {f.__name__: f for f in (with_branch, with_while, with_recursion, newton_root)}


def flow_by_hand(name, x):
    """The same programs, each with its tangent beside it."""
    dx = 1.0
    if name == "with_branch":
        return 2 * x if x < 1 else 2 + 3 * x * x
    if name == "with_while":
        while x < 10:
            x, dx = x * x + 1, 2 * x * dx
        return dx
    if name == "with_recursion":
        f, df = x, 1
        for n in range(1, 6):
            f, df = f * x + n, df * x + f
        return df
    return np.cbrt(x) ** -2.0 / 3


def flow_in_polynomials(name, x):
    """Polynomials that NumPy differentiates."""
    if name == "newton_root":
        return 1 / (3 * x ** (2 / 3))
    t, f = np.polynomial.Polynomial([0, 1]), np.polynomial.Polynomial([0, 1])
    if name == "with_branch":
        f = t**2 if x < 1 else 2 * t - 1 + t**3
    elif name == "with_while":
        while f(x) < 10:
            f = f * f + 1
    else:
        for n in range(1, 6):
            f = f * t + n
    return f.deriv()(x)


class Flow:
    def __init__(self, kind):
        self.kind = kind

    def df(self, name, x):
        return PROGRAMS[name](self.kind(x, 1)).tangent


RIGHT = [
    ("epsilon_guess", "a whole number", 12),
    ("epsilon_guess", "a float", 12.0),
    ("epsilon_guess", "a NumPy integer", np.int64(12)),
    ("epsilon_guess", "a product", 2 * 2 * 3),
    ("epsilon_guess", "a fraction", Fraction(12)),
    ("epsilon_guess", "a decimal", Decimal(12)),
    ("run_dual", "functions of math", with_class(Dual)),
    ("run_dual", "composed", with_class(Composed)),
    ("run_dual", "table, NumPy", with_class(FromTable)),
    ("run_dual", "matrices, array", pair_by_matrices),
    ("run_dual", "rules, a list", pair_by_rules),
    ("run_dual", "callable, named tuple", Runner()),
    ("forward_trace", "rules", trace_by_rules),
    ("forward_trace", "generator, named rows", lambda program, x, seed: list(rows_of(program, x, seed))),
    ("forward_trace", "slopes, list rows", trace_by_slopes),
    ("forward_trace", "method, a deque", Trace().rows),
    ("forward_trace", "run again", trace_again),
    ("passes_guess", "a whole number", 1000),
    ("passes_guess", "a float", 1e3),
    ("passes_guess", "a power", 10**3),
    ("passes_guess", "a NumPy integer", np.int32(1000)),
    ("passes_guess", "a length", len(range(1000))),
    ("passes_guess", "a decimal", Decimal(1000)),
    ("jacobian_forward", "lists", columns_of_lists),
    ("jacobian_forward", "transposed", columns_transposed),
    ("jacobian_forward", "filled, whole seeds", columns_filled),
    ("jacobian_forward", "a bound method", Columns().jacobian),
    ("jacobian_forward", "partial, large seeds", partial(Columns().jacobian, size=4.0)),
    ("loop_df", "tuples", loop_of_tuples),
    ("loop_df", "reduced", loop_reduced),
    ("loop_df", "recursive", loop_recursively),
    ("loop_df", "powers, array", loop_with_powers),
    ("loop_df", "callable, backward", Loop()),
    ("classify_variant", "closeness", kind_by_closeness),
    ("classify_variant", "many points", kind_at_many_points),
    ("classify_variant", "NumPy string", kind_in_arrays),
    ("classify_variant", "callable dict", Kinds({round(printed(0.5, 4, *how), 6): kind
                                                 for kind, how in KINDS.items()})),
    ("classify_variant", "questions", kind_by_questions),
    ("control_flow_df", "by hand", flow_by_hand),
    ("control_flow_df", "polynomials", flow_in_polynomials),
    ("control_flow_df", "method, math", Flow(Dual).df),
    ("control_flow_df", "method, composed", Flow(Composed).df),
    ("control_flow_df", "a partial, table", partial(lambda flow, name, x: flow.df(name, x), Flow(FromTable))),
]
