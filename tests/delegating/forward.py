"""Forward mode left to the course or to sympy: (exercise, way, answer). This text is also a cell of a submission."""
import math

import numpy as np
import sympy

from course import autodiff

FUNCTIONS = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
             "div": lambda a, b: a / b, "pow": lambda a, n: a**n}


def along(program, values):
    """The last step as a function of the inputs."""
    return lambda *xs: autodiff.run(program, dict(zip(values, xs, strict=True)))[program[-1][0]]


def pair_by_jvp(program, values, tangents):
    value, dot = autodiff.jvp(along(program, values), tuple(values.values()), tuple(tangents[n] for n in values))
    return float(value), float(dot)


def pair_by_step(program, values, tangents):
    f = along(program, values)
    moved = lambda t: f(*(values[name] + t * tangents[name] for name in values))  # noqa: E731
    return float(f(*values.values())), autodiff.complex_step(moved, 0.0)


def pair_by_sympy(program, values, tangents):
    t = sympy.Symbol("t")
    known = {name: values[name] + t * tangents[name] for name in values}
    for name, op, *args in program:
        f = FUNCTIONS.get(op) or getattr(sympy, op)
        known[name] = f(*(known[arg] if isinstance(arg, str) else arg for arg in args))
    last = known[program[-1][0]]
    return float(last.subs(t, 0)), float(last.diff(t).subs(t, 0))


def trace_by_tangents(program, x, seed):
    values, dots = autodiff.run(program, x), autodiff.tangents(autodiff.record(program, **x), seed)
    return [(name, float({**x, **values}[name]), float(dots[name])) for name in [*x, *(step[0] for step in program)]]


def trace_by_jvp(program, x, seed):
    steps = [(step[0], *pair_by_jvp(program[:i + 1], x, seed)) for i, step in enumerate(program)]
    return [*((name, x[name], seed[name]) for name in x), *steps]


def jacobian_by_step(push, n):
    return autodiff.central_difference(lambda v: np.array(push(v.tolist())), np.zeros(n))


def jacobian_by_names(push, n):
    """Passes are its own, the matrix is the other engine's."""
    columns = [sympy.Matrix(push([float(i == j) for i in range(n)])) for j in range(n)]
    return np.array(sympy.Matrix.hstack(*columns).tolist(), dtype=float)


def loop(x, n, cos=np.cos):
    f = 0.0
    for i in range(1, n + 1):
        f = f + cos(f * x**i)
    return f


def loop_by_sympy(x, n):
    t = sympy.Symbol("t")
    return float(sympy.diff(loop(t, n, sympy.cos), t).subs(t, x))


def printed(x, n, brackets, old):
    f = df = 0.0
    for i in range(1, n + 1):
        after = f + math.cos(f * x**i)
        g = f if old else after
        s, inner, carried = math.sin(g * x**i), g * i * x ** (i - 1), df * x**i
        df, f = df - s * inner + (-s * carried if brackets else carried), after
    return df


def kind_by(slope):
    """The right one by any engine, the others by hand."""
    def answer(fn):
        values = {"right": slope(lambda x: loop(x, 4), 0.5), "parentheses": printed(0.5, 4, False, True),
                  "order": printed(0.5, 4, True, False), "both": printed(0.5, 4, False, False)}
        return min(values, key=lambda kind: abs(fn(0.5, 4) - values[kind]))
    return answer


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

DELEGATED = [
    ("run_dual", "sympy", pair_by_sympy),
    ("run_dual", "a complex step", pair_by_step),
    ("run_dual", "jvp", pair_by_jvp),
    ("forward_trace", "jvp", trace_by_jvp),
    ("forward_trace", "tangents", trace_by_tangents),
    ("jacobian_forward", "differences", jacobian_by_step),
    ("jacobian_forward", "sympy", jacobian_by_names),
    ("loop_df", "sympy", loop_by_sympy),
    ("loop_df", "a complex step", lambda x, n: autodiff.complex_step(lambda x: loop(x, n), x)),
    ("loop_df", "grad", lambda x, n: autodiff.grad(loop)(x, n)),
    ("classify_variant", "a complex step", kind_by(autodiff.complex_step)),
    ("classify_variant", "grad", kind_by(lambda f, x: autodiff.grad(f)(x))),
    ("control_flow_df", "differences", lambda name, x: autodiff.central_difference(PROGRAMS[name], x)),
    ("control_flow_df", "jvp", lambda name, x: autodiff.jvp(PROGRAMS[name], (x,), (1.0,))[1]),
    ("control_flow_df", "grad", lambda name, x: autodiff.grad(PROGRAMS[name])(x)),
]
