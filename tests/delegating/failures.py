"""Failures left to the course or to sympy: (exercise, way, answer). This text is also a cell of a submission."""
import numpy as np
import sympy

from course import autodiff

BENT = [("n", "neg", "x"), ("p", "relu", "x"), ("q", "relu", "n"), ("r", "sub", "p", "q")]


def mixed(a):
    return [*BENT, ("s", "mul", a, "x"), ("t", "mul", 1 - a, "r"), ("y", "add", "s", "t")]


def by_trial(slope):
    """The share is found by asking an engine for two slopes."""
    def answer(c):
        low, high = (slope(lambda x, a=a: autodiff.run(mixed(a), {"x": x})["y"]) for a in (0.0, 1.0))
        return mixed((c - low) / (high - low))
    return answer


def pieces(program, x, taken):
    known = {"x": x}
    for name, op, *args in program:
        if op == "if_equal":
            op, args = "add", (args[2] if taken == args[1] else args[3], 0.0)
        a, b = (known[arg] if isinstance(arg, str) else arg for arg in args)
        known[name] = a + b if op == "add" else a - b if op == "sub" else a * b
    return known[program[-1][0]] + 0 * x


def lies_by(pair):
    def answer(program):
        tested = sorted({step[3] for step in program if step[1] == "if_equal"})
        found = [(at, pair(program, at, at), pair(program, at, None)) for at in tested]
        return [at for at, here, beside in found if here[0] == beside[0] and here[1] != beside[1]]
    return answer


def by_jvp(program, at, taken):
    value, slope = autodiff.jvp(lambda x: pieces(program, x, taken), (at,), (1.0,))
    return float(value), float(slope)


def by_sympy(program, at, taken):
    x = sympy.Symbol("x")
    f = pieces(program, x, taken)
    return float(f.subs(x, at)), float(sympy.diff(f, x).subs(x, at))


def newton_by(move):
    """The movement of x − F/F_x is left to an engine."""
    def answer(F, x0, c, rounds):
        x, dx, pairs = x0, 0.0, [(x0, 0.0)]
        for _ in range(rounds):
            f, f_x, f_c, f_xx, f_xc = F(x, c)
            dx = move((x, f, f_x), (dx, f_x * dx + f_c, f_xx * dx + f_xc))
            x = x - f / f_x
            pairs.append((x, dx))
        return pairs
    return answer


def moved_by_jvp(primals, tangents):
    return float(autodiff.jvp(lambda x, f, f_x: x - f / f_x, primals, tangents)[1])


def moved_by_sympy(primals, tangents):
    t = sympy.Symbol("t")
    x, f, f_x = (a + t * b for a, b in zip(primals, tangents, strict=True))
    return float(sympy.diff(x - f / f_x, t).subs(t, 0))


def root_by_grad(F, x, c):
    _, f_x, f_c = F(x, c)
    return float(autodiff.grad(lambda c: -f_c * c / f_x)(c))


def root_by_sympy(F, x, c):
    _, f_x, f_c = F(x, c)
    d = sympy.Symbol("d")
    return float(sympy.solve(f_x * d + f_c, d)[0])


def adjoint_by_run(vjp, x_star, theta, v):
    w = v
    for _ in range(100):
        w = autodiff.run([("w", "add", "v", "back")], {"v": v, "back": vjp(x_star, theta, w)[0]})["w"]
    return vjp(x_star, theta, w)[1]


def adjoint_by_matrix(vjp, x_star, theta, v):
    n = len(x_star)
    J = autodiff.central_difference(lambda w: vjp(x_star, theta, w)[0], np.zeros(n))
    return vjp(x_star, theta, np.linalg.solve(np.eye(n) - J, v))[1]


def root(x):
    return np.where(x > 0, np.sqrt(np.where(x > 0, x, 1.0)), 0.0)


def root_one_by_one(xs):
    slopes = [float(autodiff.grad(root)(x)) for x in xs]
    return [float(root(x)) for x in xs], slopes, slopes


def root_entry_by_entry(xs):
    slopes = autodiff.elementwise_grad(root)(np.array(xs))
    return root(np.array(xs)), slopes, slopes


def softplus_of_the_course(x):
    return float(autodiff.softplus(x)), float(autodiff.sigmoid(x))


def softplus_by_grad(x):
    return float(np.logaddexp(0, x)), float(autodiff.grad(lambda x: np.logaddexp(0.0, x))(x))


DELEGATED = [
    ("pick_slope", "grad", by_trial(lambda f: float(autodiff.grad(f)(0.0)))),
    ("pick_slope", "jvp", by_trial(lambda f: float(autodiff.jvp(f, (0.0,), (1.0,))[1]))),
    ("lying_points", "jvp", lies_by(by_jvp)),
    ("lying_points", "sympy", lies_by(by_sympy)),
    ("solver_df", "jvp", newton_by(moved_by_jvp)),
    ("solver_df", "sympy", newton_by(moved_by_sympy)),
    ("implicit_df", "grad", root_by_grad),
    ("implicit_df", "sympy", root_by_sympy),
    ("fixed_point_vjp", "run", adjoint_by_run),
    ("fixed_point_vjp", "differences", adjoint_by_matrix),
    ("safe_where", "grad", root_one_by_one),
    ("safe_where", "elementwise_grad", root_entry_by_entry),
    ("softplus_pair", "softplus", softplus_of_the_course),
    ("softplus_pair", "grad", softplus_by_grad),
]
