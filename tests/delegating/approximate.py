"""Approximate and symbolic derivatives left to the course or to sympy: (exercise, way, answer).

This text is also a cell of a submission.
"""
import numpy as np
import sympy

from course import autodiff


def gradient_by(scheme):
    return lambda f, x, h: scheme(f, np.array(x), h)


def by_engine(f, x, h):
    return autodiff.grad(f)(np.array(x))


def forward_and_back(f, x, h):
    """A central difference of half the step around the middle is a forward difference."""
    x = np.array(x)
    return [autodiff.central_difference(lambda t, e=e: f(x + (t + h / 2) * e), 0.0, h / 2) for e in np.eye(len(x))]


def mean_of_two(f, x, h):
    right, left = (autodiff.forward_difference(f, np.array(x), step) for step in (h, -h))
    return (right + left) / 2


def unsafe_by_course(f, x):
    return abs(autodiff.complex_step(f, x) - autodiff.central_difference(f, x)) > 1e-4


def unsafe_by_forward(f, x):
    return abs(np.imag(f(x + 1e-30j)) / 1e-30 - autodiff.forward_difference(f, x)) > 1e-4


SYMPY = {"add": sympy.Add, "mul": sympy.Mul, "sin": sympy.sin, "cos": sympy.cos, "exp": sympy.exp}
NAMES = {kind: name for name, kind in SYMPY.items()}


def to_sympy(e):
    return SYMPY[e[0]](*map(to_sympy, e[1:])) if isinstance(e, tuple) else sympy.Symbol("x") if e == "x" else (
        sympy.Float(e))


def from_sympy(e):
    if not e.args:
        return "x" if e.is_Symbol else float(e)
    if e.is_Pow:
        return ("mul", from_sympy(e.base), from_sympy(e.base ** (e.exp - 1)))
    first, *rest = e.args
    return (NAMES[e.func], from_sympy(first), *([from_sympy(e.func(*rest))] if rest else []))


def tree_by_sympy(e):
    return from_sympy(sympy.diff(to_sympy(e), sympy.Symbol("x")))


def swell_by_course(e):
    return autodiff.written_size(e), autodiff.shared_size(e)


def swell_by_half(e):
    def nodes(e):
        return {e}.union(*map(nodes, e[1:])) if isinstance(e, tuple) else {e}
    return autodiff.written_size(e), len(nodes(e))


def checked_with(slopes):
    def answer(f, g, x):
        a, b = np.array(g(x), float), np.array(slopes(f, np.array(x)), float)
        size = abs(a) + abs(b)
        errors = np.where(size < 1e-10, 0.0, abs(a - b) / np.where(size < 1e-10, 1.0, size))
        return errors.max() < 1e-4, errors.argmax(), errors.max()
    return answer


def checked_by_course(f, g, x):
    found = autodiff.gradcheck(f, x, gradient=lambda x: (np.array(g(x)),), tolerance=1e-4)
    return found.ok, found.index[0], abs(found.yours - found.difference) / (abs(found.yours) + abs(found.difference))


DELEGATED = [
    ("forward_diff", "forward differences", gradient_by(autodiff.forward_difference)),
    ("forward_diff", "central differences", forward_and_back),
    ("central_diff", "central differences", gradient_by(autodiff.central_difference)),
    ("central_diff", "forward differences", mean_of_two),
    ("complex_step", "grad", by_engine),
    ("complex_step", "a complex step", gradient_by(autodiff.complex_step)),
    ("complex_unsafe", "both", unsafe_by_course),
    ("complex_unsafe", "a difference", unsafe_by_forward),
    ("sym_diff", "formulas", autodiff.derivative_formula),
    ("sym_diff", "sympy", tree_by_sympy),
    ("swell", "both sizes", swell_by_course),
    ("swell", "one size", swell_by_half),
    ("gradcheck", "differences", checked_with(lambda f, x: autodiff.central_difference(f, x, 1e-5))),
    ("gradcheck", "gradcheck", checked_by_course),
]
