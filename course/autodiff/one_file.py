"""A whole engine in one file: a table of local derivatives, and three orders in which to add up their products.

Everything here is a number. NumPy does the looping: on an array of these numbers it calls their operators and methods,
so that W @ x, np.sum and np.tanh work as they are. The rest of the package says the same of whole arrays at once.

    >>> grad(lambda x, y: x * y + np.sin(x))(2.0, 5.0)
    (np.float64(4.583853163452858), 2.0)

Short names: p is a partial derivative, the weight of one edge, e.g. cos(x) on the edge from x to sin(x); x_dot the
tangent of x, how fast it moves; x_bar its adjoint, how fast the output moves when x does.
"""
from collections import defaultdict
from itertools import count

import numpy as np

# Each operation once: its value, and its partials by its arguments at the value y. They too are plain NumPy, so that
# they can be differentiated again. A power has no partial by n where a is negative: it is real for whole n only.
TABLE = {
    "add": (lambda a, b: a + b, lambda y, a, b: (1.0, 1.0)),
    "sub": (lambda a, b: a - b, lambda y, a, b: (1.0, -1.0)),
    "mul": (lambda a, b: a * b, lambda y, a, b: (b, a)),
    "truediv": (lambda a, b: a / b, lambda y, a, b: (1.0 / b, -y / b)),
    "pow": (lambda a, n: a**n, lambda y, a, n: (power_by_base(a, n), power_by_exponent(y, a))),
    "neg": (lambda x: -x, lambda y, x: (-1.0,)),
    "abs": (abs, lambda y, x: (np.sign(plain(x)),)),
    "exp": (np.exp, lambda y, x: (y,)),
    "log": (np.log, lambda y, x: (1.0 / x,)),
    "sqrt": (np.sqrt, lambda y, x: (0.5 / y,)),
    "sin": (np.sin, lambda y, x: (np.cos(x),)),
    "cos": (np.cos, lambda y, x: (-np.sin(x),)),
    "tan": (np.tan, lambda y, x: (1.0 + y * y,)),
    "sinh": (np.sinh, lambda y, x: (np.cosh(x),)),
    "cosh": (np.cosh, lambda y, x: (np.sinh(x),)),
    "tanh": (np.tanh, lambda y, x: (1.0 - y * y,)),
}


def power_by_base(a, n):
    return n * a ** (n - 1.0) if a or n else 0.0


def power_by_exponent(y, a):
    return y * np.log(a) if a > 0 else np.nan if a < 0 else 0.0


OPERATORS = {"add", "sub", "mul", "truediv", "pow", "neg", "abs"}
COMPARISONS = {"lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal,
               "eq": np.equal, "ne": np.not_equal}
new_level = count(1).__next__


class Traced:
    """A number that a run of a function watches. A run inside another one starts later and has the higher level."""

    def __bool__(self):
        return bool(plain(self))


def plain(x):
    """The number under any number of runs."""
    return plain(x.value) if isinstance(x, Traced) else x


def operation(name):
    """A row of the table as a function of numbers: of plain ones, or the way the innermost run wants it."""
    value, partials = TABLE[name]

    def apply(*args):
        traced = [x for x in args if isinstance(x, Traced)]
        if not traced:
            return value(*args)
        top = max(traced, key=lambda x: x.level)
        ours = [isinstance(x, Traced) and x.level == top.level for x in args]
        values = [x.value if our else x for x, our in zip(args, ours, strict=True)]
        y = apply(*values)                  # an outer run may be watching these
        return top.result(y, [(x, p) for x, our, p in zip(args, ours, partials(y, *values), strict=True) if our])
    return apply


for _name in TABLE:
    _apply = operation(_name)
    if _name in OPERATORS:
        setattr(Traced, f"__{_name}__", _apply)
        setattr(Traced, f"__r{_name}__", lambda b, a, apply=_apply: apply(a, b))
    else:
        setattr(Traced, _name, _apply)      # NumPy calls it: np.sin(x) is x.sin() for an object x
for _name, _compare in COMPARISONS.items():     # they see values, so that branches and loops go as they always do
    setattr(Traced, f"__{_name}__", lambda a, b, compare=_compare: bool(compare(plain(a), plain(b))))


# --- forward mode: tangents travel along the edges, together with the values ------------------------------------------


class Dual(Traced):
    """A value and its tangent."""

    def __init__(self, value, tangent, level):
        self.value, self.tangent, self.level = value, tangent, level

    def result(self, y, edges):
        return Dual(y, sum(p * x.tangent for x, p in edges), self.level)


def jvp(f, xs, x_dots):
    """(y, y_dot): the value of f(*xs) and its derivative in the direction x_dots."""
    level = new_level()
    y = f(*[each(lambda x, x_dot: Dual(x, x_dot, level), x, x_dot) for x, x_dot in zip(xs, x_dots, strict=True)])
    y = each(lambda y: y if isinstance(y, Dual) and y.level == level else Dual(y, 0.0, level), y)
    return each(lambda y: y.value, y), each(lambda y: y.tangent, y)


# --- reverse mode: the run is written on a tape, and adjoints travel back along the edges -----------------------------


class Node(Traced):
    """A value on a tape, and the edges that lead to it: (input, p)."""

    def __init__(self, value, edges, tape, level):
        self.value, self.edges, self.tape, self.level, self.place = value, edges, tape, level, len(tape)
        tape.append(self)

    def result(self, y, edges):
        return Node(y, edges, self.tape, self.level)


def record(f, *xs):
    """(inputs, output): the nodes of f(*xs), which is one number. An array has an array of nodes."""
    tape, level = [], new_level()
    inputs = [each(lambda x: Node(x, [], tape, level), x) for x in xs]
    y = f(*inputs)
    if not isinstance(y, Traced | float | int):
        raise TypeError(f"f must return one number, and returned {y!r}. Add up what it returns, e.g. by np.sum.")
    return inputs, y if isinstance(y, Node) and y.tape is tape else Node(y, [], tape, level)


def adjoints(output):
    """The adjoints by their places. The tape backwards is a valid order: all that used a value was computed later."""
    bars = defaultdict(float, {output.place: 1.0})      # 0 for what the output does not depend on
    for node in reversed(output.tape):
        for x, p in node.edges if node.place in bars else ():
            bars[x.place] = bars[x.place] + bars[node.place] * p
    return bars


def grad(f):
    """The function (*xs) -> the derivatives of f by all of them, in one sweep; a tuple if there are several."""
    def gradient(*xs):
        inputs, output = record(f, *xs)
        bars = adjoints(output)
        x_bars = tuple(each(lambda node: bars[node.place], x) for x in inputs)
        return x_bars if len(xs) > 1 else x_bars[0]
    return gradient


# --- what both of them compute: the sum over all paths of the products of their weights -------------------------------


def paths(source, target):
    """Every path from one node to another, as a list of weights."""
    if source is target:
        yield []
    for x, p in target.edges:
        yield from ([*path, p] for path in paths(source, x))


def path_sum(source, target):
    """The derivative of target by source, path by path. There may be very many of them."""
    return sum(np.prod(path) for path in paths(source, target))


def each(f, *xs):
    """f(*xs) for numbers, and entry by entry for arrays."""
    if np.ndim(xs[0]) == 0:
        return f(*xs)
    ys = np.frompyfunc(f, len(xs), 1)(*xs)
    return ys if any(isinstance(y, Traced) for y in ys.flat) else ys.astype(float)
