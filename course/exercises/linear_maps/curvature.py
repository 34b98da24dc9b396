"""A Hessian times a vector: forward over reverse (Pearlmutter 1994)."""
from __future__ import annotations

from functools import partial

import numpy as np

from course import autodiff
from course.autodiff import run
from course.checking import Exercise, Mistake, expect, points
from course.exercises.drawn import drawn_program, weight
from course.exercises.material import generic, stopping, within

GRADIENT = Mistake("the gradient itself", "what is asked for is how the gradient changes when x moves along v")
ALL_ONES = Mistake("all inputs seeded with 1", "the seeds say along which direction x moves: they are v")
DIAGONAL = Mistake("the diagonal only", "the derivative by x0 changes also when x1 moves: the mixed derivatives belong "
                   "to it")
FULL_STEP = Mistake("a full step along v", "the gradient at x + v is too far away; a tangent says how it begins to "
                    "change")
QUADRATIC = Mistake("one number", "vᵀHv is one number, and Hv has one for each input: how each entry of the gradient "
                    "changes")
SWITCHED = Mistake("x and v exchanged", "the Hessian is taken at the point x, the direction is v: they are exchanged")
PAIR = Mistake("the pair of jvp", "jvp returns a pair, the value, which is the gradient here, and its tangent: Hv is "
               "the tangent alone")
SLOPE = Mistake("the derivative along v", "this is ∇f·v, how f changes along v; Hv is how the gradient changes: push "
                "v through the gradient of f")
TIMES_V = Mistake("the gradient times v", "this is the gradient times v, entry by entry; H is the Jacobian of the "
                  "gradient")
NO_FUNCTION = Mistake("a program given for a function", "a program is a list of steps: as_function makes it a function "
                      "of x")
NO_TUPLES = Mistake("no tuples", "jvp takes a tuple of arguments and a tuple of tangents: with one array each, (x,) "
                    "and (v,)")
WHOLE_HESSIAN = Mistake("a pass for each input", "one direction is asked for: one tangent, v, goes through the "
                        "gradient once")
OPERATIONS = ("add", "sub", "mul", "sin", "cos", "tanh")
MANY = 40               # inputs
STEPS = 200_000         # lines of Python, ours too: ample for a few sweeps over 80 steps, too little for 40 of them


def as_function(program):
    """The last step of a program as a function of an array of its inputs x0, x1, …"""
    def f(x):
        return run(program, {f"x{i}": x[i] for i in range(len(x))})[program[-1][0]]
    return f


def curvature(program, x, v):
    """The Hessian times v, row by row, each from a gradient of its own."""
    return np.asarray(autodiff.hessian(as_function(program))(x) @ v)


def _gradient(program, x):
    return np.asarray(autodiff.grad(as_function(program))(x))


HVP_MISTAKES = {
    GRADIENT: lambda program, x, v: _gradient(program, x),
    ALL_ONES: lambda program, x, v: curvature(program, x, np.ones_like(x)),
    DIAGONAL: lambda program, x, v: np.diag(autodiff.hessian(as_function(program))(x)) * v,
    FULL_STEP: lambda program, x, v: _gradient(program, x + v) - _gradient(program, x),
    SWITCHED: lambda program, x, v: curvature(program, v, x),
    PAIR: lambda program, x, v: (_gradient(program, x), curvature(program, x, v)),
    SLOPE: lambda program, x, v: float(_gradient(program, x) @ v),
    TIMES_V: lambda program, x, v: _gradient(program, x) * v,
    QUADRATIC: lambda program, x, v: float(v @ curvature(program, x, v))}


def _expect_curvature(work, program, x, v, want=None, witness="rows of the Hessian, times v"):
    want = curvature(program, x, v) if want is None else want
    attempt = partial(expect, work, (program, x, v), want, witness=witness, rtol=1e-9, because=HVP_MISTAKES)
    attempt = partial(stopping, NO_TUPLES, r"(?<!hvp)\(\) takes 1 positional argument but", attempt)
    stopping(NO_FUNCTION, r"a function is to be differentiated, and \[\(", attempt)


def _of_three(rng, steps):
    """A program of three inputs that all matter, and values for them."""
    while True:
        program, values = drawn_program(rng, OPERATIONS, steps, inputs=3)
        if len(values) == 3:
            return program, values


def by_hand(work, rng):
    """should be right for x0·x0·x1 + x0·x0, whose Hessian is known, at any point"""
    program = [("a", "mul", "x0", "x0"), ("b", "mul", "a", "x1"), ("f", "add", "a", "b")]
    for x, v in ((np.array([3.0, 2.0]), np.array([1.0, 10.0])), (generic(rng, 2).round(2), generic(rng, 2).round(2))):
        want = [2 * (x[1] + 1) * v[0] + 2 * x[0] * v[1], 2 * x[0] * v[0]]
        _expect_curvature(work, program, x, v, want, "(2·(x1 + 1)·v0 + 2·x0·v1, 2·x0·v0)")


@points(1)
def any_direction(work, rng):
    """should be right for any program in any direction, with a 0 for an input that does not matter"""
    for steps in (3, 6):
        program, values = _of_three(rng, steps)
        new = {name: f"x{i}" for i, name in enumerate(values)} | {step[0]: f"v{i}" for i, step in enumerate(program)}
        program = [(new[name], op, *(new.get(arg, arg) for arg in args)) for name, op, *args in program]
        x = np.array([*values.values(), weight(rng)])       # the last one is used by nothing
        program += [("bent", "mul", program[-1][0], program[-1][0]), ("scaled", "mul", weight(rng), "bent"),
                    ("out", "mul", "scaled", "x0")]
        _expect_curvature(work, program, x, generic(rng, len(x)).round(2))
    line = [("a", "add", "x0", "x1")]
    _expect_curvature(work, line, generic(rng, 2).round(2), generic(rng, 2).round(2))


def one_pass(work, rng):
    """should not make a pass for each of 40 inputs"""
    program = [("s0", "sin", "x0")]
    for i in range(1, MANY):
        program += [(f"p{i}", "mul", f"x{i - 1}", f"x{i}"), (f"s{i}", "add", f"s{i - 1}", f"p{i}")]
    program.append(("out", "sin", f"s{MANY - 1}"))
    x, v = generic(rng, MANY).round(2), generic(rng, MANY).round(2)
    tried = f"hvp(program, x, v) for a program of {len(program)} steps with {MANY} inputs"
    got = within(work, STEPS, (program, x, v), tried, WHOLE_HESSIAN)
    expect(lambda: got, (), curvature(program, x, v), tried=tried, witness="rows of the Hessian, times v", rtol=1e-9)


hvp = Exercise(
    "hvp", "A Hessian times a vector", (by_hand, any_direction, one_pass), (
        "autodiff.grad(f) is a function of x like any other.",
        "The derivative of a function along v is one forward pass: autodiff.jvp(g, (x,), (v,)) is the pair of the "
        "value and its tangent."),
    (*HVP_MISTAKES, NO_TUPLES, NO_FUNCTION, WHOLE_HESSIAN),
    after="However many inputs there are: no pass for each of them, and no matrix anywhere.",
    may_use=("jvp", "grad", "run"))
