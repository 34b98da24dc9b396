"""Right answers on approximate and symbolic derivatives in other styles: (exercise, style, answer).

This text is also a cell of a submission.
"""
import math
from collections import Counter, namedtuple
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial, singledispatch
from operator import itemgetter

import numpy as np

Verdict = namedtuple("Verdict", "ok index error")
Sizes = namedtuple("Sizes", "tree shared")

# --- forward_diff --------------------------------------------------------------------------------------------------


def forward_in_lists(f, x, h):
    here = f(x)
    return [(f([*x[:i], x[i] + h, *x[i + 1:]]) - here) / h for i in range(len(x))]


def forward_by_rows(f, x, h):
    """All moved points at once, one call for each."""
    points = np.array(x) + h * np.eye(len(x))
    return (np.array([f(point) for point in points]) - f(np.array(x))) / h


def forward_put_back(f, x, h):
    """One point, moved and put back; a tuple."""
    moved, here, found = list(x), f(list(x)), ()
    for i, start in enumerate(x):
        moved[i] = start + h
        found += ((f(moved) - here) / h,)
        moved[i] = start
    return found


class Quotients:
    """An object that can be called and keeps the value here."""

    def __init__(self, sign=1.0):
        self.sign = sign

    def __call__(self, f, x, h):
        self.f, self.x, self.h = f, np.asarray(x, float), self.sign * h
        self.here = f(self.x)
        return np.fromiter(map(self.entry, range(len(x))), float)

    def entry(self, i):
        return (self.f(self.x + self.h * (np.arange(len(self.x)) == i)) - self.here) / self.h


def forward_recursively(f, x, h, i=0, here=None):
    if i == len(x):
        return []
    here = f(x) if here is None else here
    return [(f([x_j + h * (j == i) for j, x_j in enumerate(x)]) - here) / h, *forward_recursively(f, x, h, i + 1, here)]


# --- central_diff --------------------------------------------------------------------------------------------------


def central_in_lists(f, x, h):
    def at(i, step):
        return f([*x[:i], x[i] + step, *x[i + 1:]])
    return [(at(i, h) - at(i, -h)) / (2 * h) for i in range(len(x))]


def central_by_rows(f, x, h):
    x, steps = np.array(x), h * np.eye(len(x))
    right, left = (np.array([f(point) for point in points]) for points in (x + steps, x - steps))
    return (right - left) / 2 / h


def central_filled(f, x, h):
    gradient = np.zeros(len(x))
    for sign in (1, -1):
        for i in range(len(x)):
            moved = np.array(x, float)
            moved[i] += sign * h
            gradient[i] += sign * f(moved)
    return gradient / (2 * h)


def central_of_halves(f, x, h):
    """Two quotients, averaged."""
    moved, found = np.array(x, float), []
    for i, start in enumerate(x):
        moved[i] = start + h
        right = f(moved.copy())
        moved[i] = start - h
        found.append(0.5 * (right - f(moved.copy())) / h)
        moved[i] = start
    return tuple(found)


class Central:
    def gradient(self, f, x, h):
        return list(map(partial(self.entry, f, np.array(x, dtype=float), h), np.eye(len(x))))

    @staticmethod
    def entry(f, x, h, e):
        return np.float64(f(x + h * e) - f(x - h * e)) / (h + h)


# --- complex_step --------------------------------------------------------------------------------------------------


def sideways_in_lists(f, x, h):
    return [f(np.array([complex(x_j, h * (i == j)) for j, x_j in enumerate(x)])).imag / h for i in range(len(x))]


def sideways_by_rows(f, x, h):
    return np.array([f(point) for point in np.array(x) + 1j * h * np.eye(len(x))]).imag / h


def sideways_put_back(f, x, h):
    moved, found = np.asarray(x, complex).copy(), ()
    for i, start in enumerate(x):
        moved[i] = start + h * 1j
        found += (np.imag(f(moved.copy())) / h,)
        moved[i] = start
    return found


class Sideways:
    def __call__(self, f, x, h):
        return np.array([(f(self.moved(x, i, h)) / h).imag for i in range(len(x))])

    def moved(self, x, i, h):
        z = np.zeros(len(x), dtype=complex)
        z.real = x
        z.imag[i] = h
        return z


def sideways_mapped(f, x, h):
    return list(map(lambda e: np.imag(f(np.array(x) + h * e)) / h, 1j * np.eye(len(x))))


# --- complex_unsafe ------------------------------------------------------------------------------------------------


def unsafe_by_forward(f, x):
    """A forward difference is enough for three digits."""
    real = (f(x + 1e-7) - f(x)) / 1e-7
    return not math.isclose(real, np.imag(f(x + 1e-20j)) * 1e20, rel_tol=1e-4, abs_tol=1e-4)


def unsafe_by_close(f, x):
    slopes = (f(x + 1e-5) - f(x - 1e-5)) / 2e-5, (f(complex(x, 1e-30)) / 1e-30).imag
    return not np.isclose(*np.real(slopes), rtol=1e-4, atol=1e-6)


def unsafe_by_five_points(f, x, h=1e-3):
    real = (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h)
    return bool(np.abs(f(x + 1j * 1e-30).imag / 1e-30 - real) > 1e-5)


class Suspicious:
    def __init__(self, tolerance):
        self.tolerance = tolerance

    def suspects(self, f, x):
        error = self.sideways(f, x) - np.subtract(f(x + 1e-6), f(x - 1e-6)) * 5e5
        return np.bool_(abs(error) > self.tolerance)

    def sideways(self, f, x, h=1e-40):
        return np.imag(f(np.complex128(x) + 1j * h)) / h


def unsafe_by_real_part(f, x, h=1e-3):
    """The imaginary part of an analytic function is h times its slope, up to h³, also where h is no tiny step."""
    slope = (f(x + h) - f(x - h)) / (2 * h)
    return {True: False, False: True}[bool(abs(np.imag(f(x + 1j * h)) / h - slope) < 1e-2 * (0.05 + abs(slope)))]


# --- sym_diff ------------------------------------------------------------------------------------------------------


def sym_by_match(e):
    match e:
        case "x":
            return 1
        case ("add", a, b):
            return ("add", sym_by_match(a), sym_by_match(b))
        case ("mul", a, b):
            return ("add", ("mul", a, sym_by_match(b)), ("mul", b, sym_by_match(a)))
        case ("sin", a):
            return ("mul", sym_by_match(a), ("cos", a))
        case ("cos", a):
            return ("mul", ("mul", -1, sym_by_match(a)), ("sin", a))
        case ("exp", a):
            return ("mul", sym_by_match(a), e)
        case _:
            return 0


OUTER = {"sin": lambda a: ("cos", a), "cos": lambda a: ("mul", ("sin", a), -1.0), "exp": lambda a: ("exp", a)}


def sym_by_table(e):
    if not isinstance(e, tuple):
        return float(e == "x")
    name, *parts = e
    slopes = list(map(sym_by_table, parts))
    if name in OUTER:
        return ["mul", OUTER[name](*parts), *slopes]
    return ["add", *slopes] if name == "add" else ["add", ["mul", slopes[0], parts[1]], ["mul", parts[0], slopes[1]]]


@singledispatch
def sym_by_type(e):
    return 0


@sym_by_type.register
def _(e: str):
    return 1


@sym_by_type.register
def _(e: tuple):
    if e[0] == "add":
        return ("add", *map(sym_by_type, e[1:]))
    if e[0] == "mul":
        return ("add", ("mul", sym_by_type(e[1]), e[2]), ("mul", e[1], sym_by_type(e[2])))
    return ("mul", sym_by_type(e[1]), {"sin": ("cos", e[1]), "exp": e}.get(e[0], ("mul", ("sin", e[1]), -1)))


@cache
def sym_simplified(e):
    """Leaves out what is multiplied by 0 or 1; keeps what it has found."""
    if not isinstance(e, tuple):
        return 1.0 if e == "x" else 0.0
    if e[0] in ("add", "mul"):
        a, b = e[1:]
        da, db = sym_simplified(a), sym_simplified(b)
        return plus(da, db) if e[0] == "add" else plus(times(da, b), times(a, db))
    return times(sym_simplified(e[1]), {"sin": ("cos", e[1]), "cos": times(-1.0, ("sin", e[1])), "exp": e}[e[0]])


def plus(a, b):
    return b if a == 0 else a if b == 0 else ("add", a, b)


def times(a, b):
    return 0.0 if 0 in (a, b) else b if a == 1 else a if b == 1 else ("mul", a, b)


class Differentiator:
    """A method for each operation."""

    def __call__(self, e):
        if isinstance(e, str):
            return np.int64(1)
        if isinstance(e, int | float):
            return 0.0
        return getattr(self, e[0])(*e[1:])

    def add(self, a, b):
        return "add", self(a), self(b)

    def mul(self, a, b):
        return self.add_up(("mul", self(a), b), ("mul", a, self(b)))

    def add_up(self, *both):
        return ("add", *both)

    def sin(self, a):
        return "mul", ("cos", a), self(a)

    def cos(self, a):
        return "mul", -1, ("mul", ("sin", a), self(a))

    def exp(self, a):
        return "mul", ("exp", a), self(a)


# --- swell ---------------------------------------------------------------------------------------------------------


def parts(e):
    yield e
    if isinstance(e, tuple):
        for part in e[1:]:
            yield from parts(part)


def swell_of_parts(e):
    every = list(parts(e))
    return len(every), len(set(every))


def swell_by_counter(e):
    counts = Counter(parts(e))
    return Sizes(sum(counts.values()), len(counts))


def swell_by_stack(e):
    waiting, seen, size = [e], {}, 0
    while waiting:
        part = waiting.pop()
        size, seen[part] = size + 1, True
        waiting += part[1:] if isinstance(part, tuple) else ()
    return [size, len(seen)]


def swell_by_union(e):
    def both(e):
        found = [both(part) for part in e[1:]] if type(e) is tuple else []
        return 1 + sum(size for size, _ in found), {e}.union(*(different for _, different in found))
    size, different = both(e)
    return size, len(different)


class Swell:
    def __call__(self, e):
        self.different = set()
        return np.array([self.size(e), len(self.different)])

    def size(self, e):
        self.different.add(e)
        return 1 if not isinstance(e, tuple) else 1 + sum(map(self.size, e[1:]))


# --- gradcheck -----------------------------------------------------------------------------------------------------


def check_in_arrays(f, g, x):
    x, h = np.array(x), 1e-5
    a, b = np.array(g(x), float), np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))])
    size = abs(a) + abs(b)
    errors = np.divide(abs(a - b), size, out=np.zeros(len(x)), where=size >= 1e-10)
    return errors.max() < 1e-4, errors.argmax(), errors.max()


def check_in_lists(f, g, x):
    def slope(i, h=1e-5):
        return (f([*x[:i], x[i] + h, *x[i + 1:]]) - f([*x[:i], x[i] - h, *x[i + 1:]])) / (2 * h)

    errors = []
    for i, a in enumerate(g(x)):
        b = slope(i)
        errors.append(0 if abs(a) + abs(b) < 1e-10 else abs(a - b) / (abs(a) + abs(b)))
    return max(errors) < 1e-4, errors.index(max(errors)), max(errors)


def relative(pair):
    a, b = pair
    size = abs(a) + abs(b)
    return abs(a - b) / size if not size < 1e-10 else 0.0


def check_by_pairs(f, g, x):
    """The worst by sorting; a named tuple."""
    pairs = zip(g(list(x)), central_in_lists(f, list(x), 1e-5), strict=True)
    index, error = max(enumerate(map(relative, pairs)), key=itemgetter(1))
    return Verdict(bool(error < 1e-4), index, error)


def check_in_loop(f, g, x):
    """Keeps the worst so far."""
    claimed, index, error = g(x), 0, 0.0
    for i in range(len(x)):
        now = relative((claimed[i], central_filled(f, x, 1e-5)[i]))
        if now > error:
            index, error = i, now
    return [not error >= 1e-4, index, error]


class Checker:
    def __init__(self, h=1e-5, tolerance=1e-4):
        self.h, self.tolerance = h, tolerance

    def check(self, f, g, x):
        b = Central().gradient(f, x, self.h)
        self.errors = {i: relative(pair) for i, pair in enumerate(zip(g(x), b, strict=True))}
        worst = max(self.errors, key=self.errors.get)
        return self.errors[worst] < self.tolerance, worst, self.errors[worst]


RIGHT = [
    ("step_guess", "a whole number", -8),
    ("step_guess", "a float", -8.0),
    ("step_guess", "a NumPy integer", np.int64(-8)),
    ("step_guess", "a fraction", Fraction(-16, 2)),
    ("step_guess", "a decimal", Decimal(-8)),
    ("forward_diff", "lists", forward_in_lists),
    ("forward_diff", "rows", forward_by_rows),
    ("forward_diff", "put back, a tuple", forward_put_back),
    ("forward_diff", "callable", Quotients()),
    ("forward_diff", "recursive", forward_recursively),
    ("central_diff", "lists", central_in_lists),
    ("central_diff", "rows", central_by_rows),
    ("central_diff", "filled in two rounds", central_filled),
    ("central_diff", "put back, a tuple", central_of_halves),
    ("central_diff", "method", Central().gradient),
    ("complex_step", "lists", sideways_in_lists),
    ("complex_step", "rows", sideways_by_rows),
    ("complex_step", "put back, a tuple", sideways_put_back),
    ("complex_step", "callable, real and imaginary parts", Sideways()),
    ("complex_step", "mapped", sideways_mapped),
    ("complex_unsafe", "forward difference", unsafe_by_forward),
    ("complex_unsafe", "isclose", unsafe_by_close),
    ("complex_unsafe", "five points", unsafe_by_five_points),
    ("complex_unsafe", "method, a NumPy bool", Suspicious(1e-4).suspects),
    ("complex_unsafe", "a large step", unsafe_by_real_part),
    ("sym_diff", "match", sym_by_match),
    ("sym_diff", "table, lists", sym_by_table),
    ("sym_diff", "by type", sym_by_type),
    ("sym_diff", "simplified, cached", sym_simplified),
    ("sym_diff", "callable, methods", Differentiator()),
    ("swell", "a generator", swell_of_parts),
    ("swell", "a counter, a named tuple", swell_by_counter),
    ("swell", "a stack, a list", swell_by_stack),
    ("swell", "unions", swell_by_union),
    ("swell", "callable, an array", Swell()),
    ("gradcheck", "arrays", check_in_arrays),
    ("gradcheck", "lists", check_in_lists),
    ("gradcheck", "pairs, a named tuple", check_by_pairs),
    ("gradcheck", "a loop, a list", check_in_loop),
    ("gradcheck", "method", Checker().check),
]
