"""Right answers to failures in other styles: (exercise, style, answer). This text is also a cell of a submission."""
import cmath
import math
from collections import OrderedDict, namedtuple
from decimal import Decimal
from fractions import Fraction
from functools import partial

import numpy as np

from course import autodiff

Pair = namedtuple("Pair", "x dx")
Step = namedtuple("Step", "name op first second")

# --- pick_slope ------------------------------------------------------------------------------------------------------


def kink_and_line(c):
    """relu(x) − relu(−x), and what is missing of it: (c) times the difference of x and that."""
    return [("n", "mul", -1, "x"), ("p", "relu", "x"), ("q", "relu", "n"), ("r", "sub", "p", "q"),
            ("d", "sub", "x", "r"), ("e", "mul", "d", c), ("y", "add", "r", "e")]


def less_than_x(c):
    """x + (c − 1)(x − r): a program for 0 whose slope is 1, in lists."""
    return [["a", "relu", "x"], ["m", "neg", "x"], ["b", "relu", "m"], ["r", "sub", "a", "b"], ["z", "sub", "x", "r"],
            ["w", "mul", c - 1, "z"], ["y", "add", "x", "w"]]


def with_one_relu(c):
    """relu(x) = x − (−relu(−x)) ...: 2·relu(x) − relu(2x) has the slope 0 and is 0; x − relu(x) + relu(−x) has 1."""
    minus = [("m", "sub", 0.0, "x"), ("up", "relu", "x"), ("down", "relu", "m")]
    zero = [("left", "sub", "x", "up"), ("zero", "add", "left", "down")]
    return (*minus, *zero, ("more", "mul", float(c) - 1.0, "zero"), ("y", "add", "more", "x"))


class Writer:
    """Names are numbers of the steps."""

    def __call__(self, c):
        self.steps = []
        smooth = self.write("mul", "x", np.float64(c))
        right, left = self.write("relu", "x"), self.write("relu", self.write("neg", "x"))
        bent = self.write("add", right, self.write("neg", left))
        self.write("add", self.write("mul", 1 - np.float64(c), bent), smooth)
        return self.steps

    def write(self, op, *args):
        self.steps.append((np.str_(f"step {len(self.steps)}"), op, *args))
        return self.steps[-1][0]


def shares_inside(c):
    """relu((1 − c)x) where that is not negative: its shares go into the relus."""
    size, sign = abs(1 - c), 1 if c <= 1 else -1
    return [("s", "mul", size, "x"), ("m", "neg", "s"), ("p", "relu", "s"), ("q", "relu", "m"), ("b", "sub", "p", "q"),
            ("t", "mul", sign, "b"), ("l", "mul", c, "x"), ("y", "add", "l", "t")]


# --- lying_points ----------------------------------------------------------------------------------------------------


def run_pair(program, x, equal=True):
    known = {"x": (x, 1.0)}
    for name, op, *args in program:
        if op == "if_equal":
            op, args = "add", [args[2] if equal and x == args[1] else args[3], 0.0]
        (a, p), (b, q) = [known[arg] if isinstance(arg, str) else (arg, 0.0) for arg in args]
        known[name] = {"add": (a + b, p + q), "sub": (a - b, p - q), "mul": (a * b, p * b + a * q)}[op]
    return known[program[-1][0]]


def comprehended(program):
    at = np.unique([step[3] for step in program if step[1] == "if_equal"])
    pairs = [(x, run_pair(program, x), run_pair(program, x, False)) for x in at]
    return [x for x, (f, df), (g, dg) in pairs if f == g and df != dg]


def polynomial(program, at=None):
    """The last step as coefficients; of the run at a number, or beside all."""
    known = {"x": np.array([0.0, 1.0])}
    for name, op, *args in program:
        if op == "if_equal":
            op, args = "add", (args[2] if args[1] == at else args[3], 0.0)
        a, b = (known[arg] if isinstance(arg, str) else np.array([float(arg)]) for arg in args)
        known[name] = {"add": np.polynomial.polynomial.polyadd, "sub": np.polynomial.polynomial.polysub,
                       "mul": np.polynomial.polynomial.polymul}[op](a, b)
    return np.polynomial.Polynomial(known[program[-1][0]])


def by_polynomials(program):
    """The run and the piece beside it touch, and do not run along each other."""
    found = set()
    for _, op, *args in program:
        if op == "if_equal":
            apart = polynomial(program, args[1]) - polynomial(program)
            if abs(apart(args[1])) < 1e-9 and abs(apart.deriv()(args[1])) > 1e-9:
                found.add(args[1])
    return np.array(sorted(found))


def by_fractions(program):
    def run(x, at):
        known = {"x": (x, Fraction(1))}
        for name, op, *args in program:
            if op == "if_equal":
                op, args = "add", (args[2] if args[1] == at else args[3], 0.0)
            (a, p), (b, q) = [known[arg] if isinstance(arg, str) else (Fraction(arg), 0) for arg in args]
            known[name] = (a * b, p * b + q * a) if op == "mul" else (a + b, p + q) if op == "add" else (a - b, p - q)
        return known[program[-1][0]]

    tested = sorted({Fraction(step[3]) for step in program if "if_equal" in step[1:2]})
    runs = [(x, run(x, x), run(x, None)) for x in tested]
    return [x for x, here, beside in runs if here[0] == beside[0] and here[1] != beside[1]]


class Recursion:
    """From the last step back."""

    def points(self, program):
        self.steps = {step[0]: step[1:] for step in program}
        tested = sorted({step[3] for step in program if step[1] == "if_equal"})
        return tuple(at for at in tested if self.lies(program[-1][0], at))

    def lies(self, name, at):
        (f, df), (g, dg) = self.of(name, at, True), self.of(name, at, False)
        return f == g and not df == dg

    def of(self, arg, at, equal):
        if not isinstance(arg, str):
            return arg, 0
        if arg == "x":
            return at, 1
        op, *args = self.steps[arg]
        if op == "if_equal":
            return self.of(args[2] if equal and args[1] == at else args[3], at, equal)
        (a, p), (b, q) = (self.of(arg, at, equal) for arg in args)
        return {"add": (a + b, p + q), "sub": (a - b, p - q), "mul": (a * b, p * b + q * a)}[op]


def by_steps(program):
    """Slopes by complex steps, in the run and beside it."""
    def along(at, taken):
        known = {"x": at + 1e-30j}
        for name, op, *args in program:
            if op == "if_equal":
                op, args = "add", (args[2] if taken and args[1] == at else args[3], 0)
            a, b = (known.get(arg, arg) if isinstance(arg, str) else arg for arg in args)
            known[name] = a + b if op == "add" else a - b if op == "sub" else a * b
        last = complex(known[program[-1][0]])
        return last.real, last.imag / 1e-30
    lies = OrderedDict()
    for at in sorted(step[3] for step in program if step[1] == "if_equal"):
        (f, df), (g, dg) = along(at, True), along(at, False)
        if abs(f - g) < 1e-9 and abs(df - dg) > 1e-9:
            lies[str(at)] = at
    return list(lies.values())


# --- solver_df -------------------------------------------------------------------------------------------------------


def newton_in_shares(F, x0, c, rounds):
    """The new x by the old x and by c: 1 − (F/F_x)′ = F F_xx/F_x², and (F F_xc − F_c F_x)/F_x²."""
    pairs = [(x0, 0.0)]
    while len(pairs) <= rounds:
        x, dx = pairs[-1]
        f, f_x, f_c, f_xx, f_xc = F(x, c)
        by_x, by_c = f * f_xx / f_x**2, (f * f_xc - f_c * f_x) / f_x**2
        pairs.append((x - f / f_x, by_x * dx + by_c))
    return pairs


def newton_recursively(F, x0, c, rounds):
    def after(k):
        if k == 0:
            return [Pair(x0, 0)]
        pairs = after(k - 1)
        f, f_x, f_c, f_xx, f_xc = F(*[pairs[-1].x, c])
        q = f / f_x
        return [*pairs, Pair(pairs[-1].x - q, pairs[-1].dx - ((f_x * pairs[-1].dx + f_c) - q * (
            f_xx * pairs[-1].dx + f_xc)) / f_x)]
    return after(rounds)


def newton_in_an_array(F, x0, c, rounds):
    pairs = np.zeros((rounds + 1, 2))
    pairs[0] = x0, 0
    for k in range(rounds):
        x, dx = pairs[k]
        f, f_x, f_c, f_xx, f_xc = np.array(F(x, c))
        pairs[k + 1] = x - f / f_x, dx - (f_x * dx + f_c) / f_x + f * (f_xx * dx + f_xc) / f_x**2
    return pairs


class Newton:
    """A generator of lists."""

    def __call__(self, F, x0, c, rounds):
        x, x_dot = float(x0), 0.0
        yield_first = [[x, x_dot]]
        return yield_first + list(self.later(F, x, c, rounds, x_dot))

    def later(self, F, x, c, rounds, x_dot):
        for _ in range(rounds):
            f, f_x, f_c, f_xx, f_xc = F(x, c)
            f_dot, f_x_dot = f_x * x_dot + f_c, f_xx * x_dot + f_xc
            x, x_dot = x - f / f_x, x_dot - (f_dot * f_x - f * f_x_dot) / f_x**2
            yield [x, x_dot]


def newton_by_duals(F, x0, c, rounds):
    """A quotient of complex numbers whose imaginary parts are tiny tangents."""
    h, x, pairs = 1e-40, complex(x0), [(x0, 0.0)]
    for _ in range(rounds):
        f, f_x, f_c, f_xx, f_xc = F(x.real, c)
        dx = x.imag / h
        x = x - complex(f, h * (f_x * dx + f_c)) / complex(f_x, h * (f_xx * dx + f_xc))
        pairs.append((x.real, x.imag / h))
    return pairs


# --- implicit_df -----------------------------------------------------------------------------------------------------


def by_index(F, x, c):
    five = F(x, c)
    return -five[2] / five[1]


def by_unpacking(F, x, c):
    _, by_x, by_c = F(x, c)
    return np.float64(by_c) / np.float64(-by_x)


def by_a_line(F, x, c):
    """The linear equation, solved."""
    _, f_x, f_c, *_ = F(x, c)
    return np.linalg.solve([[f_x]], [-f_c])[0]


def by_a_fraction(F, x, c):
    _, f_x, f_c = map(Fraction, map(float, F(x, c)))
    return float(-f_c / f_x)


class Slope:
    def of(self, F, x, c):
        f_x, f_c = F(x, c)[1:3]
        return np.array(0.0 - f_c / f_x)


# --- fixed_point_vjp -------------------------------------------------------------------------------------------------


def always_many(vjp, x_star, theta, v):
    w = v
    for _ in range(100):
        w = v + vjp(x_star, theta, w)[0]
    return vjp(x_star, theta, w)[1]


def from_nothing(vjp, x_star, theta, v):
    w, gap = np.zeros_like(v), 1.0
    while gap > 1e-10:
        old, w = w, v + vjp(x_star, theta, w)[0]
        gap = np.linalg.norm(w - old) / np.linalg.norm(w)
    _, theta_bar = vjp(x_star, theta, w)
    return theta_bar


def by_terms(vjp, x_star, theta, v):
    """θ̄ gains from every term of v + Jᵀv + JᵀJᵀv + …, each smaller than the one before."""
    term, theta_bar = np.array(v, dtype=float), 0.0
    for _ in range(119):
        term, share = vjp(x_star, theta, term)
        theta_bar = theta_bar + share
        if np.abs(term).max() < 1e-11 * np.abs(v).max():
            break
    return theta_bar


def in_lists(vjp, x_star, theta, v):
    w = list(v)
    for _ in range(110):
        back, theta_bar = vjp(x_star, theta, w)
        w = [a + b for a, b in zip(v, back, strict=True)]
    return [float(share) for share in theta_bar]


def recursively(vjp, x_star, theta, v, w=None, left=115):
    w = v if w is None else w
    back, theta_bar = vjp(x_star, theta, w)
    if left == 0 or np.allclose(v + back, w, rtol=1e-10, atol=0):
        return theta_bar
    return recursively(vjp, x_star, theta, v, v + back, left - 1)


class Anderson:
    """A Krylov method: the best combination of the terms so far."""

    def __call__(self, vjp, x_star, theta, v):
        basis, images = [v / np.linalg.norm(v)], []
        for _ in range(100):
            back = vjp(x_star, theta, basis[-1])[0]
            images.append(basis[-1] - back)
            y, *_ = np.linalg.lstsq(np.array(images).T, v, rcond=None)
            rest = v - np.array(images).T @ y
            new = back - np.array(basis).T @ (np.array(basis) @ back)
            if np.linalg.norm(rest) < 1e-12 * np.linalg.norm(v) or np.linalg.norm(new) < 1e-14:
                break
            basis.append(new / np.linalg.norm(new))
        return vjp(x_star, theta, np.array(basis[:len(y)]).T @ y)[1]


# --- safe_where ------------------------------------------------------------------------------------------------------


def by_engine(root, xs):
    x, ones = np.array(xs, dtype=float), np.ones(len(xs))
    values, pull = autodiff.vjp(lambda x: root(x), x)
    return values, pull(ones)[0], autodiff.jvp(lambda x: root(x), (x,), (ones,))[1]


def with_ones(x):
    inside = x > 0
    return np.where(inside, np.sqrt(np.where(inside, x, 7.0)), 0)


def with_maximum(x):
    """A number that is always positive goes into the root."""
    return np.where(x <= 0, 0.0, np.sqrt(np.where(x <= 0, 1, x)))


def with_mask(x):
    mask = (x > 0) * 1.0
    return np.sqrt(x * mask + (1 - mask)) * mask


def by_power(x):
    good = x > 0
    return np.where(good, np.where(good, x, 2.0) ** 0.5, 0.0)


def by_exponential(x):
    inside = x > 0
    return np.where(inside, np.exp(np.log(np.where(inside, x, 1.0)) / 2), 0.0)


def one_by_one(xs):
    """The modes in another order, at one number after the other."""
    slopes = [autodiff.jvp(with_ones, (x,), (1.0,))[1] for x in xs]
    pulls = [autodiff.vjp(with_ones, x) for x in xs]
    return [float(value) for value, _ in pulls], [float(pull(1.0)[0]) for _, pull in pulls], slopes


# --- softplus_pair ---------------------------------------------------------------------------------------------------


def two_cases(x):
    if x >= 0:
        z = math.exp(-x)
        return x + math.log1p(z), 1 / (1 + z)
    z = math.exp(x)
    return math.log1p(z), z / (1 + z)


def by_logaddexp(x):
    value = np.logaddexp(0, x)
    return value, np.exp(x - value)


def by_maximum(x):
    value = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    return [value, np.exp(min(x, 0)) / (1 + np.exp(-abs(x)))]


def by_decimals(x):
    z = Decimal(-abs(x)).exp()
    log = (1 + z).ln() if z > Decimal("1e-8") else z - z * z / 2
    return float(log) + max(x, 0), float((1 if x > 0 else z) / (1 + z))


def by_tanh(x):
    """The slope from the value."""
    value = max(x, 0) - cmath.log(1 / (1 + math.exp(-abs(x)))).real if abs(x) < 3 else (
        max(x, 0) + math.log1p(math.exp(-abs(x))))
    return np.array([value, math.exp(x - value)])


RIGHT = [
    ("line_guess", "a number", 1),
    ("line_guess", "a float", 1.0),
    ("line_guess", "NumPy's", np.float64(1)),
    ("line_guess", "a fraction", Fraction(1)),
    ("line_guess", "an array", np.array(1)),
    ("pick_slope", "what is missing", kink_and_line),
    ("pick_slope", "a program for 0 added", less_than_x),
    ("pick_slope", "a tuple of steps", with_one_relu),
    ("pick_slope", "an object that writes", Writer()),
    ("pick_slope", "shares inside the relus", shares_inside),
    ("lie_guess", "a number", 1),
    ("lie_guess", "a float", 1.0),
    ("lie_guess", "NumPy's", np.int64(1)),
    ("lie_guess", "a fraction", Fraction(1)),
    ("lie_guess", "an array", np.array(1.0)),
    ("lying_points", "a comprehension", comprehended),
    ("lying_points", "polynomials", by_polynomials),
    ("lying_points", "fractions", by_fractions),
    ("lying_points", "a recursion", Recursion().points),
    ("lying_points", "complex steps", by_steps),
    ("behind_guess", "a word", "larger"),
    ("behind_guess", "a capital", "Larger"),
    ("behind_guess", "blanks", " larger "),
    ("behind_guess", "NumPy's", np.str_("larger")),
    ("behind_guess", "capitals", "LARGER"),
    ("solver_df", "two shares", newton_in_shares),
    ("solver_df", "a recursion of named pairs", newton_recursively),
    ("solver_df", "an array", newton_in_an_array),
    ("solver_df", "a generator", Newton()),
    ("solver_df", "tiny imaginary parts", newton_by_duals),
    ("implicit_df", "an index", by_index),
    ("implicit_df", "unpacked", by_unpacking),
    ("implicit_df", "a linear equation", by_a_line),
    ("implicit_df", "fractions", by_a_fraction),
    ("implicit_df", "a method", Slope().of),
    ("settles_guess", "a number", 2),
    ("settles_guess", "a float", 2.0),
    ("settles_guess", "nearly", 1.9999),
    ("settles_guess", "a fraction", Fraction(2)),
    ("settles_guess", "NumPy's", np.float32(2)),
    ("fixed_point_vjp", "100 rounds", always_many),
    ("fixed_point_vjp", "from nothing", from_nothing),
    ("fixed_point_vjp", "term by term", by_terms),
    ("fixed_point_vjp", "lists", in_lists),
    ("fixed_point_vjp", "a recursion", recursively),
    ("fixed_point_vjp", "a Krylov method", Anderson()),
    ("safe_where", "seven inside", partial(by_engine, with_ones)),
    ("safe_where", "the other way round", partial(by_engine, with_maximum)),
    ("safe_where", "a mask", partial(by_engine, with_mask)),
    ("safe_where", "a power", partial(by_engine, by_power)),
    ("safe_where", "an exponential", partial(by_engine, by_exponential)),
    ("safe_where", "one by one", one_by_one),
    ("softplus_pair", "two cases", two_cases),
    ("softplus_pair", "logaddexp", by_logaddexp),
    ("softplus_pair", "a maximum", by_maximum),
    ("softplus_pair", "decimals", by_decimals),
    ("softplus_pair", "the slope from the value", by_tanh),
    ("stop_guess", "a number", 3),
    ("stop_guess", "a float", 3.0),
    ("stop_guess", "NumPy's", np.float64(3)),
    ("stop_guess", "a fraction", Fraction(3)),
    ("stop_guess", "an array", np.array(3)),
]
