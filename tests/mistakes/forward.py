"""Known wrong answers to forward: (exercise, recognised mistake or "", answer)."""
import math
from types import SimpleNamespace

import numpy as np

VALUES = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
          "div": lambda a, b: a / b, "pow": lambda a, n: a**n, "sin": math.sin, "cos": math.cos,
          "exp": math.exp, "ln": math.log, "tanh": math.tanh}
RULES = {"add": lambda a, p, b, q: p + q, "sub": lambda a, p, b, q: p - q, "mul": lambda a, p, b, q: p * b + a * q,
         "div": lambda a, p, b, q: (p * b - a * q) / b**2, "pow": lambda a, p, n, q: n * a ** (n - 1) * p,
         "sin": lambda a, p: math.cos(a) * p, "cos": lambda a, p: -math.sin(a) * p, "exp": lambda a, p: math.exp(a) * p,
         "ln": lambda a, p: p / a, "tanh": lambda a, p: (1 - math.tanh(a) ** 2) * p}


def trace(program, values, tangents, **rules):
    rules = RULES | rules
    pairs = {name: (values[name], tangents[name]) for name in values}
    for name, op, *args in program:
        known = [pairs[arg] if isinstance(arg, str) else (arg, 0.0) for arg in args]
        pairs[name] = VALUES[op](*[v for v, _ in known]), rules[op](*[x for pair in known for x in pair])
    return pairs


def dual(**rules):
    return lambda program, values, tangents: trace(program, values, tangents, **rules)[program[-1][0]]


def changes_operand(program, values, tangents):
    """A sum that is written into its left operand."""
    pairs = {name: [values[name], tangents[name]] for name in values}
    for name, op, *args in program:
        known = [pairs[arg] if isinstance(arg, str) else (arg, 0.0) for arg in args]
        new = [VALUES[op](*[v for v, _ in known]), RULES[op](*[x for pair in known for x in pair])]
        if op == "add" and isinstance(args[0], str):
            pairs[args[0]][:] = new
        pairs[name] = new
    return tuple(pairs[program[-1][0]])


def not_lifted(program, values, tangents):
    """Operations that ask a plain number for its primal."""
    known = {name: SimpleNamespace(primal=values[name], tangent=tangents[name]) for name in values}
    for name, op, *args in program:
        numbers = [known[arg] if isinstance(arg, str) else arg for arg in args]
        pairs = [x for number in numbers for x in (number.primal, number.tangent)]
        known[name] = SimpleNamespace(primal=VALUES[op](*pairs[::2]), tangent=RULES[op](*pairs))
    result = known[program[-1][0]]
    return result.primal, result.tangent


def rows(program, x, seed, **rules):
    return [(name, *pair) for name, pair in trace(program, x, seed, **rules).items()]


def columns(push, n, rows=False, twice=False):
    J = [push([float(i == j) for i in range(n)]) for j in range(n)]
    if twice:
        J = [push([float(i == j) for i in range(n)]) for j in range(n)]
    return np.array(J) if rows else np.array(J).T


def loop(x, n, parentheses=True, order=True, carry=True, rounds=None, start=0.0, keep=True, late=False, sin=math.sin,
         bare=False, times=False):
    f, df = 0.0, start
    for i in rounds or range(1, n + 1):
        new = f + math.cos(f * x**i)
        g = f if order else new
        inner, carried = (new if late else g) * i * x ** (i - 1), df * (1 if bare else x**i) * carry
        df = df if keep else 0.0
        u = inner * carried if times else inner + carried
        df = df - sin(g * x**i) * u if parentheses else df - sin(g * x**i) * inner + carried
        f = new
    return df


def classify(fn, x=0.5):
    for name, (p, o) in {"right": (True, True), "parentheses": (False, True), "order": (True, False),
                         "both": (False, False)}.items():
        if math.isclose(fn(x, 10), loop(x, 10, p, o), abs_tol=1e-9):
            return name
    return "right"


def flow(name, x):
    return {"with_branch": lambda x: x * x if x < 1 else 2 * x - 1 + x**3, "newton_root": lambda x: x ** (1 / 3)}.get(
        name, lambda x: x)(x)


WRONG = [
    ("epsilon_guess", "parts squared one by one", 9),
    ("epsilon_guess", "mixed term once", 6),
    ("epsilon_guess", "", 4),
    ("run_dual", "tangents multiplied", dual(mul=lambda a, p, b, q: p * q)),
    ("run_dual", "quotient rule with a plus", dual(div=lambda a, p, b, q: (p * b + a * q) / b**2)),
    ("run_dual", "inner tangent forgotten", dual(sin=lambda a, p: math.cos(a))),
    ("run_dual", "slope at the tangent", dual(sin=lambda a, p: math.cos(p) * a)),
    ("run_dual", "sign of the cosine's slope", dual(cos=lambda a, p: math.sin(a) * p)),
    ("run_dual", "an operand changed", changes_operand),
    ("run_dual", "a plain number not lifted", not_lifted),
    ("run_dual", "tangents divided", dual(div=lambda a, p, b, q: p / q if q else 0.0)),
    ("run_dual", "1 − x² for tanh", dual(tanh=lambda a, p: (1 - a * a) * p)),
    *[("run_dual", f"rule of {op}", dual(**{op: rule})) for op, rule in {
        "add": lambda a, p, b, q: p, "sub": lambda a, p, b, q: p + q, "mul": lambda a, p, b, q: p * b,
        "div": lambda a, p, b, q: (p * b - a * q) / b, "pow": lambda a, p, n, q: n * a**n * p,
        "sin": lambda a, p: math.sin(a) * p, "cos": lambda a, p: math.cos(a) * p, "exp": lambda a, p: a * math.exp(a),
        "ln": lambda a, p: a * p, "tanh": lambda a, p: (1 + math.tanh(a) ** 2) * p}.items()],
    ("run_dual", "", lambda program, values, tangents: dual()(program, values, tangents)[0]),
    ("forward_trace", "both inputs seeded", lambda p, x, s: rows(p, x, dict.fromkeys(x, 1.0))),
    ("forward_trace", "tangents multiplied", lambda p, x, s: rows(p, x, s, mul=lambda a, p, b, q: p * q)),
    ("passes_guess", "one pass for all", 1),
    ("jacobian_forward", "columns laid as rows", lambda push, n: columns(push, n, rows=True)),
    ("jacobian_forward", "more passes than inputs", lambda push, n: columns(push, n, twice=True)),
    ("loop_df", "parentheses missing", lambda x, n: loop(x, n, parentheses=False)),
    ("loop_df", "f's own movement left out", lambda x, n: loop(x, n, carry=False)),
    ("loop_df", "rounds 0 to n − 1", lambda x, n: loop(x, n, rounds=range(n))),
    ("loop_df", "old f in the sine, new f beside it", lambda x, n: loop(x, n, late=True)),
    ("loop_df", "f's own movement without its factor", lambda x, n: loop(x, n, bare=True)),
    ("loop_df", "shares multiplied", lambda x, n: loop(x, n, times=True)),
    ("loop_df", "sign of the sine", lambda x, n: loop(x, n, sin=lambda u: -math.sin(u))),
    ("loop_df", "slope replaced", lambda x, n: loop(x, n, keep=False)),
    ("loop_df", "df starts at 1", lambda x, n: loop(x, n, start=1.0)),
    ("loop_df", "f updated first", lambda x, n: loop(x, n, order=False)),
    ("loop_df", "both faults of the printed code", lambda x, n: loop(x, n, False, False)),
    ("classify_variant", "probed at a blind point", lambda fn: classify(fn, 0.0)),
    ("classify_variant", "probed at a blind point", lambda fn: classify(fn, 1.0)),
    ("control_flow_df", "input without a tangent", lambda name, x: 0.0),
    ("control_flow_df", "the value, not the derivative", flow),
    ("control_flow_df", "the other branch", lambda name, x: 2 * x if x >= 1 else 2 + 3 * x * x),
]
