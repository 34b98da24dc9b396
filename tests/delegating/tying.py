"""Tying left to the course or to sympy: (exercise, way, answer). This text is also a cell of a submission."""
import numpy as np
import sympy

from course import autodiff, networks


def star(slopes, factors):
    """The graph in which theta feeds every copy, and each copy the result."""
    names = [f"copy {i}" for i in range(len(slopes))]
    edges = [("theta", name, factor) for name, factor in zip(names, factors, strict=True)]
    edges += [(name, "E", slope) for name, slope in zip(names, slopes, strict=True)]
    return {"inputs": ["theta"], "nodes": ["theta", *names, "E"], "output": "E", "edges": edges}


def tied_as_sum(grad_untied, ties, dties, theta):
    graph = star(grad_untied([tie(theta) for tie in ties]), [dtie(theta) for dtie in dties])
    return autodiff.path_sum(graph, "theta", "E")


def tied_by_steps(grad_untied, ties, dties, theta):
    slopes = grad_untied([tie(theta) for tie in ties])
    return sum(slope * autodiff.complex_step(tie, theta) for slope, tie in zip(slopes, ties, strict=True))


def tied_by_rules(grad_untied, ties, dties, theta):
    """Functions that the engine can differentiate, made of those that are lent."""
    copies = [with_slope(tie, dtie) for tie, dtie in zip(ties, dties, strict=True)]
    pulls = tuple(lambda bar, y, *t, i=i: bar * grad_untied(list(t))[i] for i in range(len(ties)))
    F = autodiff.custom(lambda *t: 0.0 * sum(t), vjp=pulls if len(pulls) > 1 else pulls[0])
    return autodiff.grad(lambda theta: F(*(copy(theta) for copy in copies)))(theta)


def with_slope(f, df):
    return autodiff.custom(f, vjp=lambda y_bar, y, x: y_bar * df(x))


def untied(theta1, theta2, x, y, f, g):
    return (y - f(theta1 * g(x * theta2))) ** 2


def barber_by(derivative):
    """Slopes of F by any engine, with rules for what is lent."""
    def answer(theta, x, y, f, df, g, dg):
        f, g = with_slope(f, df), with_slope(g, dg)
        one = derivative(lambda t: untied(t, theta, x, y, f, g), theta)
        two = derivative(lambda t: untied(theta, t, x, y, f, g), theta)
        return one + two, one, two
    return answer


def shares_by_sum(graph, name):
    """From the end of each edge; the sums themselves may be used, this may not."""
    return [w * autodiff.path_sum(graph, t, graph["output"]) for s, t, w in graph["edges"] if s == name]


def shares_by_paths(graph, name):
    found = list(autodiff.paths(graph, name, graph["output"]))
    leaving = [edge for edge in graph["edges"] if edge[0] == name]
    return [sum(autodiff.path_value(path) for path in found if path and tuple(path[0]) == edge) for edge in leaving]


def loss(w, x, v_out):
    return sum(v * sum(w[j] * x[i + j] for j in range(len(w))) for i, v in enumerate(v_out))


def conv_by_sympy(x, w, v_out):
    names = sympy.symbols(f"w:{len(w)}")
    return [float(sympy.diff(loss(names, x, v_out), name)) for name in names]


def after(copies, x0, sin=np.sin):
    for a in copies:
        x0 = a * x0 + sin(x0)
    return x0


def recurrence_by(gradient):
    def answer(a, x0, T):
        copies = list(gradient(lambda copies: after(copies, x0), np.array([a] * T)))
        return copies, sum(copies)
    return answer


def recurrence_by_copies(a, x0, T):
    copies = networks.copies_grad(lambda *copies: after(copies, x0), a, T)
    return list(copies), sum(copies)


def recurrence_by_sympy(a, x0, T):
    names = sympy.symbols(f"a:{T}")
    values = dict.fromkeys(names, a)
    copies = [float(sympy.diff(after(names, x0, sympy.sin), name).subs(values)) for name in names]
    return copies, sum(copies)


DELEGATED = [
    ("tied_grad", "a path sum", tied_as_sum),
    ("tied_grad", "a complex step", tied_by_steps),
    ("tied_grad", "rules", tied_by_rules),
    ("two_layers_grad", "differences", barber_by(autodiff.central_difference)),
    ("two_layers_grad", "grad with rules", barber_by(lambda f, theta: autodiff.grad(f)(theta))),
    ("tied_paths", "one sum each", shares_by_sum),
    ("tied_paths", "a listing", shares_by_paths),
    ("conv_grad", "sympy", conv_by_sympy),
    ("conv_grad", "a complex step", lambda x, w, v: autodiff.complex_step(lambda w: loss(w, x, v), np.array(w))),
    ("conv_grad", "grad", lambda x, w, v: autodiff.grad(lambda w: loss(w, x, v))(np.array(w))),
    ("recurrence_grad", "sympy", recurrence_by_sympy),
    ("recurrence_grad", "the untied network", recurrence_by_copies),
    ("recurrence_grad", "a complex step", recurrence_by(autodiff.complex_step)),
    ("recurrence_grad", "grad", recurrence_by(lambda f, a: autodiff.grad(f)(a))),
]
