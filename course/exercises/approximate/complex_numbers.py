"""The complex step: no subtraction, and when it lies."""
from __future__ import annotations

import numpy as np

from course.autodiff import grad
from course.autodiff.text import short
from course.checking import Exercise, Mistake, expect, points, show_call
from course.exercises.material import generic, require

REAL_PART = Mistake("takes the real part", "the real part of f(x + ih) is the value; the derivative went into the "
                    "imaginary part")
NOT_DIVIDED = Mistake("not divided by the step", "the imaginary part is h times the derivative")


SUBTRACTED = Mistake("compares with f(x)", "no second value is needed: one evaluation for each entry, and its "
                     "imaginary part")
OWN_STEP = Mistake("another step than h", "h is an argument: move the entry by i times this h")


def product(x): return x[0] * x[1]
def ripple(x): return np.sin(x[0]) * np.exp(x[1]) / x[2]
def logistic(x): return 1 / (1 + np.exp(-x[0] * x[1]))


def _parts(part, divide=True):
    def wrong(f, x, h):
        moved = [np.asarray(x, complex) + 1j * h * e for e in np.eye(len(x))]
        return np.array([part(f(z)) for z in moved]) / (h if divide else 1)
    return wrong


STEP_MISTAKES = {REAL_PART: _parts(np.real), NOT_DIVIDED: _parts(np.imag, divide=False)}


def _expect_step(work, f, x, h):
    """The check on a function that notes where it is evaluated."""
    points = []

    def noted(x):
        points.append(np.asarray(x))
        return f(x)

    noted.__name__ = f.__name__
    args = (noted, x, h)
    expect(work, args, grad(f)(np.array(x)), witness="reverse mode", because=STEP_MISTAKES)
    call = ("tried", show_call(work.name, args))
    require(len(points) <= len(x), call, ("yours", f"{len(points)} evaluations of {f.__name__}"),
            ("possible", f"{len(x)}"), mistake=SUBTRACTED)
    for point in points:
        moved = sorted(np.imag(point).tolist())
        require(moved == [0.0] * (len(x) - 1) + [h], call, ("yours", f"{f.__name__} evaluated at {short(point)}"),
                ("should be", f"x, with one entry moved by {h:g}i"), mistake=OWN_STEP)


def of_a_product(work, rng):
    """should give the gradient of x₀x₁"""
    for x in ([3.0, 5.0], generic(rng, 2).tolist()):
        _expect_step(work, product, x, 1e-8)


def of_anything(work, rng):
    """should be right to ten digits, however tiny the step"""
    for f, n in ((ripple, 3), (logistic, 2)):
        for h in (1e-12, 1e-30, 1e-100):
            _expect_step(work, f, generic(rng, n).tolist(), h)


complex_step = Exercise(
    "complex_step", "The complex step", (of_a_product, of_anything), (
        "Make a complex copy of x: np.array(x, dtype=complex). Add 1j * h to one entry.",
        "For a complex number z, z.imag is its imaginary part."),
    (REAL_PART, NOT_DIVIDED, SUBTRACTED, OWN_STEP),
    after="Ten digits with h = 1e-100, where a difference would have nothing left.")

# --- when it lies ----------------------------------------------------------------------------------------------------

TRUSTS = Mistake("trusts the complex step", "abs, conj and real part throw away or flip the imaginary part, and with "
                 "it the derivative: compare with a method that stays on the real line")
EXACT = Mistake("asks for exact agreement", "a difference has round-off and truncation errors: agreement to four "
                "digits is all one can ask")


def cube(x): return x**3
def bell(x): return np.exp(-x * x)
def root(x): return np.sqrt(x * x + 1)
def modulus(x): return abs(x) * 2
def conjugate(x): return np.conj(x) * x
def real_part(x): return np.real(x) * x
def clipped(x): return max(np.real(x), 0.0) ** 2 if np.real(x) > 0 else 0 * np.real(x)
def length(x): return np.sqrt(np.real(x * np.conj(x)) + 1)


SAFE, UNSAFE = (cube, bell, root, np.sin, np.tanh), (modulus, conjugate, real_part, clipped, length)


def _labelled(work, functions, unsafe, rng):
    for f in functions:
        x = float(rng.uniform(0.4, 1.4))
        got = work(f, x)
        require(type(got) is bool, ("yours", repr(got)), ("should be", "True or False"))
        require(got is unsafe, ("tried", f"complex_unsafe({f.__name__}, {x:.4g})"), ("yours", str(got)),
                ("complex step against difference", "they disagree" if unsafe else "they agree"),
                mistake=TRUSTS if unsafe else EXACT)


def well_behaved(work, rng):
    """should be False for functions made of powers, exp, sin and the like"""
    _labelled(work, SAFE, False, rng)


@points(2)
def treacherous(work, rng):
    """should be True where the complex step is silently wrong"""
    _labelled(work, UNSAFE, True, rng)


complex_unsafe = Exercise(
    "complex_unsafe", "When it lies", (well_behaved, treacherous), (
        "Compute the derivative in two ways, one of which uses real numbers only.",
        "Central difference with h = 1e-5 is right to about ten digits for these functions. Compare to four."),
    (TRUSTS, EXACT), after="No error, no warning, a wrong number: always have a second witness.")
