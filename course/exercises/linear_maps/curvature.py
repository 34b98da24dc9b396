"""A Hessian times a vector: forward over reverse."""
from __future__ import annotations

import numpy as np

from course import autodiff
from course.autodiff import OPERATIONS, run
from course.checking import Exercise, Mistake, expect, points
from course.exercises.material import generic

# --- 4: Hessian times vector ---------------------------------------------------------------------------------------

GRADIENT = Mistake("the gradient itself", "what is asked for is how the gradient changes when x moves along v")
ALL_ONES = Mistake("all inputs seeded with 1", "the seeds say along which direction x moves: they are v")
DIAGONAL = Mistake("the diagonal only", "the derivative by x changes also when y moves: the mixed derivatives belong "
                   "to it")
FULL_STEP = Mistake("a full step along v", "the gradient at x + v is too far away; a tangent says how it begins to "
                    "change")


def _parts(program, x):
    out, names = program[-1][0], list(x)
    f = lambda x: run(program, {name: x[i] for i, name in enumerate(names)})[out]  # noqa: E731
    return f, np.array(list(x.values()))


def _named(x, values):
    return dict(zip(x, map(float, values), strict=True))


def curvature(program, x, v):
    """The Hessian times v, as a dict like x."""
    f, point = _parts(program, x)
    return _named(x, autodiff.hvp(f, point, np.array(list(v.values()))))


def _gradient(program, x):
    f, point = _parts(program, x)
    return _named(x, autodiff.grad(f)(point))


def _full_step(program, x, v):
    moved = _gradient(program, {name: x[name] + v[name] for name in x})
    return {name: moved[name] - bar for name, bar in _gradient(program, x).items()}


def _diagonal(program, x, v):
    f, point = _parts(program, x)
    return _named(x, np.diag(autodiff.hessian(f)(point)) * list(v.values()))


HVP_MISTAKES = {GRADIENT: lambda program, x, v: _gradient(program, x), DIAGONAL: _diagonal, FULL_STEP: _full_step,
                ALL_ONES: lambda program, x, v: curvature(program, x, dict.fromkeys(x, 1.0))}


def _expect_curvature(work, program, x, v):
    expect(work, (program, x, v), curvature(program, x, v), witness="rows of the Hessian, times v", rtol=1e-9,
           because=HVP_MISTAKES)


def by_hand(work, rng):
    """should be right for x·x·y, whose Hessian is known"""
    program = [("a", "mul", "x", "x"), ("f", "mul", "a", "y")]
    x, v = {"x": 3.0, "y": 2.0}, {"x": 1.0, "y": 10.0}
    expect(work, (program, x, v), {"x": 2 * 2.0 + 2 * 3.0 * 10, "y": 2 * 3.0}, witness="(2y·v₁ + 2x·v₂, 2x·v₁)",
           because=HVP_MISTAKES)


@points(2)
def any_direction(work, rng):
    """should be right for any program, in any direction"""
    for _ in range(3):
        program, names = [("v0", "mul", "x", "y"), ("v1", "mul", "v0", "z")], ["x", "y", "z", "v0", "v1"]
        for i in range(2, 6):
            op = str(rng.choice(["add", "sub", "mul", "sin"]))
            program.append((f"v{i}", op, *map(str, rng.choice(names, len(OPERATIONS[op].jvps)))))
            names.append(f"v{i}")
        program.append(("out", "mul", names[-1], "v1"))
        x, v = ({name: float(generic(rng)) for name in "xyz"} for _ in range(2))
        _expect_curvature(work, program, x, v)


hvp = Exercise(
    "hvp", "A Hessian times a vector", (by_hand, any_direction), (
        "gradient(program, x) is a function of x like any other, made of ordinary arithmetic.",
        "The derivative of a function along v is one forward pass: autodiff.jvp(f, primals, tangents) returns the pair "
        "of the value and its tangent. primals and tangents are tuples.",
        "jvp wants a function of separate numbers with a tuple of numbers as its result: write a small one around "
        "gradient, with the names of x put back."),
    (GRADIENT, ALL_ONES, DIAGONAL, FULL_STEP),
    after="One forward pass over one backward sweep: the product with the Hessian, for a price that does not grow with "
          "the number of inputs, and no matrix anywhere.",
    may_use=("jvp",))
