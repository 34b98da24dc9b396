"""Known wrong answers to failures: (exercise, recognised mistake or "", answer)."""
import math

import numpy as np

from course import autodiff

BENT = [("n", "neg", "x"), ("u", "relu", "x"), ("d", "relu", "n"), ("r", "sub", "u", "d")]


def mixed(smooth, bent, join="sub"):
    """smooth·x + bent·(relu(x) − relu(−x)), or with another operation between the relus."""
    return [*BENT[:3], ("r", join, "u", "d"), ("s", "mul", smooth, "x"), ("t", "mul", bent, "r"),
            ("y", "add", "s", "t")]


def tent(c, width):
    """x, and near 0 a bump whose slope there is c − 1: at 0 the program is right, and the function another."""
    steps, total = [], "x"
    for i, (shift, factor) in enumerate(((2, -1), (1, 2), (-1, -2), (-2, 1))):
        steps += [(f"a{i}", "add", "x", shift * width), (f"b{i}", "relu", f"a{i}"),
                  (f"c{i}", "mul", factor * (c - 1), f"b{i}"), (f"d{i}", "add", total, f"c{i}")]
        total = f"d{i}"
    return steps


def pair(program, x, equal):
    """Value and slope of the last step, with tests that may succeed or not."""
    known = {"x": (x, 1.0)}
    for name, op, *args in program:
        if op == "if_equal":
            op, args = "add", [args[2] if equal and x == args[1] else args[3], 0.0]
        (a, p), (b, q) = [known[arg] if isinstance(arg, str) else (arg, 0.0) for arg in args]
        known[name] = {"add": (a + b, p + q), "sub": (a - b, p - q), "mul": (a * b, p * b + a * q)}[op]
    return known[program[-1][0]]


def tested(program):
    return sorted({step[3] for step in program if step[1] == "if_equal"})


def jumps_too(program):
    return [at for at in tested(program) if pair(program, at, True)[1] != pair(program, at, False)[1]]


def lies(program):
    return [at for at in jumps_too(program) if pair(program, at, True)[0] == pair(program, at, False)[0]]


def step_alone(program):
    found = set()
    for i, (_, op, *args) in enumerate(program):
        if op == "if_equal":
            a, b = (pair([*program[:i], ("last", "add", arg, 0.0)], args[1], False) for arg in args[2:])
            if a[0] == b[0] and a[1] != b[1]:
                found.add(args[1])
    return sorted(found)


def newton(F, x0, c, rounds, start=0.0, bends=1, by_c=1, mixed=1, carry=1, sign=-1, late=False, calls=1, kept=1,
           step=-1, turning=1, power=2):
    x, dx = x0, start
    pairs = [(x, dx)]
    for _ in range(rounds):
        f, f_x, f_c, f_xx, f_xc = [F(x, c) for _ in range(calls)][-1]
        new = x - f / f_x
        if late:
            f, f_x, f_c, f_xx, f_xc = F(new, c)
        top, bottom = carry * f_x * dx + by_c * f_c, bends * (turning * f_xx * dx + mixed * f_xc)
        dx = kept * dx + step * (top / f_x + sign * f * bottom / f_x**power)
        x = new
        pairs.append((x, dx))
    return pairs


def slips(**how):
    return lambda F, x0, c, rounds: newton(F, x0, c, rounds, **how)


def fixed(vjp, x, theta, v, rounds=100, again=1, w_only=False, last=False):
    w = v
    for _ in range(rounds):
        w = again * v + vjp(x, theta, w)[0]
    if w_only:
        return w
    return vjp(x, theta, vjp(x, theta, w)[0] if last else w)[1]


def fixed_wrongly(vjp, x, theta, v, grown=False, summed=False, swapped=False, moved=False):
    w, total = v, 0.0
    for _ in range(100):
        parts = vjp(x, theta, w)
        back, bar = parts[::-1] if swapped else parts
        w, total = (w if grown else v) + back, total + bar
        x = back if moved else x
    return total if summed else bar


def until_little_changes(vjp, x, theta, v):
    w, change = v, 1.0
    while change >= 1e-8:
        old, w = w, v + vjp(x, theta, w)[0]
        change = np.abs(w - old).max()
    return vjp(x, theta, w)[1]


def by_matrix(vjp, x, theta, v):
    n = len(x)
    J = np.array([vjp(x, theta, row)[0] for row in np.eye(n)])
    return vjp(x, theta, np.linalg.solve(np.eye(n) - J.T, v))[1]


def by_both_modes(root):
    def safe_where(xs):
        x, ones = np.array(xs), np.ones(len(xs))
        with np.errstate(all="ignore"):
            values, pull = autodiff.vjp(lambda x: root(x), x)
            return values, pull(ones)[0], autodiff.jvp(lambda x: root(x), (x,), (ones,))[1]
    return safe_where


def cut(bound):
    """The formula as it is written, and a straight line beyond a bound."""
    return lambda x: (x, 1.0) if x > bound else (np.log1p(np.exp(x)), np.exp(x) / (1 + np.exp(x)))


def sides(right, left):
    """right·relu(x) + left·relu(−x)."""
    return [*BENT[:3], ("s", "mul", right, "u"), ("t", "mul", left, "d"), ("y", "add", "s", "t")]


WRONG = [
    ("line_guess", "the slope of the function", 2),
    ("line_guess", "relu as a tie", 1.5),
    ("line_guess", "the first term forgotten", 0),
    ("line_guess", "relu′(0) taken for 1", 3),
    ("line_guess", "", 4),
    ("pick_slope", "shares that do not add up", lambda c: mixed(c, 1.0)),
    ("pick_slope", "the absolute value", lambda c: [*BENT[:3], ("y", "add", "u", "d")]),
    ("pick_slope", "c·x itself", lambda c: [("y", "mul", c, "x")]),
    ("pick_slope", "c·x itself", lambda c: mixed(0.0, c)),
    ("pick_slope", "c·x on one side", lambda c: sides(c, -1.0)),
    ("pick_slope", "c·x on one side", lambda c: sides(1.0, -c)),
    ("pick_slope", "c·x on one side", lambda c: sides(c, c - 1)),
    ("pick_slope", "c·x on one side", lambda c: sides(c, 0.0)),
    ("pick_slope", "", lambda c: sides(c + 1, -1.0)),
    ("pick_slope", "1 + c", lambda c: mixed(1 + c, -c)),
    ("pick_slope", "the part with kinks only", lambda c: mixed(int(c), 1 - int(c)) if c == int(c) else BENT),
    ("pick_slope", "no kink", lambda c: [("y", "add", "x", 0.0)]),
    ("pick_slope", "c on the wrong part", lambda c: mixed(1 - c, c)),
    ("pick_slope", "the part with kinks only", lambda c: BENT),
    ("pick_slope", "a last step by itself", lambda c: [*mixed(c, 1 - c), ("z", "add", "x", 0.0)]),
    ("pick_slope", "", lambda c: tent(c, 0.002)),
    ("pick_slope", "", lambda c: tent(c, 1e-9)),
    ("pick_slope", "", lambda c: [("y", "sin", "x")]),
    ("pick_slope", "", lambda c: [("y", "add", "z", "x")]),
    ("pick_slope", "", lambda c: [("y", "add", "x")]),
    ("pick_slope", "", lambda c: []),
    ("pick_slope", "", lambda c: c),
    ("lie_guess", "the slope of the function", 2),
    ("lie_guess", "a constant", 0),
    ("lie_guess", "", 3),
    ("lying_points", "right slopes among them", tested),
    ("lying_points", "right slopes among them", lambda program: [
        at for at in tested(program) if pair(program, at, True)[0] == pair(program, at, False)[0]]),
    ("lying_points", "every number that is tested", lambda program: (
        lies(program) if len(program) < 5 else tested(program))),
    ("lying_points", "a number twice", lambda program: [
        step[3] for step in program if step[1] == "if_equal" and step[3] in lies(program)]),
    ("lying_points", "jumps among them", jumps_too),
    ("lying_points", "the step alone", step_alone),
    ("lying_points", "nothing found", lambda program: []),
    ("lying_points", "", lambda program: lies(program) if len(program) < 3 else []),
    ("lying_points", "names", lambda program: sorted({step[2] for step in program if step[1] == "if_equal"})),
    ("lying_points", "another order", lambda program: lies(program)[::-1]),
    ("lying_points", "some are missing", lambda program: lies(program)[:1]),
    ("behind_guess", "as good as the value", "equal"),
    ("behind_guess", "better than the value", "smaller"),
    ("behind_guess", "", "bigger"),
    ("behind_guess", "", 2),
    ("solver_df", "dx starts at 1", slips(start=1.0)),
    ("solver_df", "F moves with x only", slips(by_c=0)),
    ("solver_df", "F moves with c only", slips(carry=0)),
    ("solver_df", "nothing moves with x", slips(carry=0, turning=0)),
    ("solver_df", "the slope of F held still", slips(turning=0, mixed=0)),
    ("solver_df", "F_xx left out", slips(turning=0)),
    ("solver_df", "dx itself left out", slips(kept=0)),
    ("solver_df", "sign of the step", slips(step=1)),
    ("solver_df", "F_x not squared", slips(power=1)),
    ("solver_df", "the slope of F held still", slips(bends=0)),
    ("solver_df", "F_xc left out", slips(mixed=0)),
    ("solver_df", "x updated first", slips(late=True)),
    ("solver_df", "sign in the quotient rule", slips(sign=1)),
    ("solver_df", "F called again", slips(calls=3)),
    ("solver_df", "", lambda F, x0, c, rounds: newton(F, x0, c, rounds)[1:]),
    ("implicit_df", "sign", lambda F, x, c: F(x, c)[2] / F(x, c)[1]),
    ("implicit_df", "F_c left out", lambda F, x, c: 1 / F(x, c)[1]),
    ("implicit_df", "Newton's step", lambda F, x, c: -F(x, c)[0] / F(x, c)[1]),
    ("implicit_df", "upside down", lambda F, x, c: -F(x, c)[1] / F(x, c)[2]),
    ("implicit_df", "F_c alone", lambda F, x, c: F(x, c)[2]),
    ("implicit_df", "upside down, and the sign", lambda F, x, c: F(x, c)[1] / F(x, c)[2]),
    ("implicit_df", "F called again", lambda F, x, c: -F(x, c)[2] / F(x, c)[1]),
    ("settles_guess", "what arrives last", 0),
    ("settles_guess", "the first share only", 1),
    ("settles_guess", "grows for ever", float("inf")),
    ("settles_guess", "the last round named", 1.75),
    ("settles_guess", "the next round", 1.875),
    ("settles_guess", "", 3),
    ("fixed_point_vjp", "x* held still", lambda vjp, x, theta, v: vjp(x, theta, v)[1]),
    ("fixed_point_vjp", "w instead of θ̄", lambda *args: fixed(*args, w_only=True)),
    ("fixed_point_vjp", "v not added again", lambda *args: fixed(*args, again=0)),
    ("fixed_point_vjp", "too few rounds", lambda *args: fixed(*args, rounds=10)),
    ("fixed_point_vjp", "too few rounds", lambda *args: fixed(*args, rounds=26)),
    ("fixed_point_vjp", "too few rounds", lambda *args: fixed(*args, rounds=60)),
    ("fixed_point_vjp", "too few rounds", until_little_changes),
    ("fixed_point_vjp", "w added to itself", lambda *args: fixed_wrongly(*args, grown=True)),
    ("fixed_point_vjp", "θ̄ added up", lambda *args: fixed_wrongly(*args, summed=True)),
    ("fixed_point_vjp", "the pair the wrong way round", lambda *args: fixed_wrongly(*args, swapped=True)),
    ("fixed_point_vjp", "x* changed", lambda *args: fixed_wrongly(*args, moved=True)),
    ("fixed_point_vjp", "one round without v", lambda *args: fixed(*args, last=True)),
    ("fixed_point_vjp", "too many sweeps", lambda *args: fixed(*args, rounds=400)),
    ("fixed_point_vjp", "too many sweeps", by_matrix),
    ("fixed_point_vjp", "", lambda vjp, x, theta, v: -fixed(vjp, x, theta, v)),
    ("safe_where", "nan backward", by_both_modes(lambda x: np.where(x > 0, np.sqrt(x), 0.0))),
    ("safe_where", "nan forward", by_both_modes(lambda x: np.sqrt(np.where(x > 0, x, 0.0)))),
    *(("safe_where", "small numbers replaced", by_both_modes(
        lambda x, floor=floor: np.where(x > 0, np.sqrt(np.maximum(x, floor)), 0.0))) for floor in (1e-4, 1e-8, 1e-20)),
    ("safe_where", "", by_both_modes(lambda x: np.sqrt(x * (x > 0) + 1 - (x > 0)) * (x > 0))),
    ("safe_where", "root itself", lambda x: np.where(x > 0, np.sqrt(np.where(x > 0, x, 1.0)), 0.0)),
    ("safe_where", "the root of the stand-in", by_both_modes(lambda x: np.sqrt(np.where(x > 0, x, 1.0)))),
    ("safe_where", "", by_both_modes(lambda x: np.sqrt(np.where(x > 0, x, 4.0)))),
    ("safe_where", "", lambda xs: by_both_modes(np.abs)(xs)[0]),
    ("softplus_pair", "e^x overflows", lambda x: (math.log1p(math.exp(x)), 1 / (1 + math.exp(-x)))),
    ("softplus_pair", "e^x overflows", lambda x: (np.log1p(np.exp(x)), np.exp(x) / (1 + np.exp(x)))),
    ("softplus_pair", "1 + e^x rounded to 1", lambda x: (
        x + math.log(1 + math.exp(-x)) if x > 0 else math.log(1 + math.exp(x)),
        1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x)))),
    ("softplus_pair", "", lambda x: max(x, 0.0)),
    *(("softplus_pair", "", cut(bound)) for bound in (6, 12, 19)),
    ("stop_guess", "both factors move", 6),
    ("stop_guess", "nothing moves", 0),
    ("stop_guess", "the value", 9),
]
