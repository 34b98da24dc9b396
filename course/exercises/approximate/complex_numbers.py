"""The complex step: no subtraction, and when it lies."""
from __future__ import annotations

import numpy as np

from course.autodiff import grad
from course.autodiff.text import short
from course.checking import Exercise, Loan, Mismatch, Mistake, kind, points, show_call
from course.exercises.approximate.differences import line
from course.exercises.drawn import shuffled
from course.exercises.material import REAL_COPY, expect_sideways, generic, require

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


class Noted(Loan):
    """A function that notes where an answer evaluates it."""

    def __init__(self, function):
        super().__init__(function)
        self.points = []

    def __call__(self, x):
        self.points.append(np.asarray(x))
        return super().__call__(x)


def _expect_step(work, f, x, h):
    noted, want = Noted(f), grad(f)(np.array(x))
    args = (noted, x, h)
    expect_sideways(work, args, want, witness="reverse mode", because=STEP_MISTAKES)
    call = ("tried", show_call(work.name, args))
    require(noted.calls <= len(x), call, ("yours", f"{noted.calls} evaluations of {f.__name__}"),
            ("possible", f"{len(x)}"), mistake=SUBTRACTED)
    for point in noted.points:
        moved = sorted(np.imag(point).tolist())
        require(moved == [0.0] * (len(x) - 1) + [h], call, ("yours", f"{f.__name__} evaluated at {short(point)}"),
                ("should be", f"x, with one entry moved by {h:g}i"), mistake=OWN_STEP)


def of_a_product(work, rng):
    """should give the gradient of x₀x₁"""
    for f, x, h in ((product, [3.0, 5.0], 1e-8), (line, [1.0, 1.0], 1e-30), (product, generic(rng, 2).tolist(), 1e-8)):
        _expect_step(work, f, x, h)


def of_anything(work, rng):
    """should be right to ten digits, however tiny the step"""
    for f, n in ((ripple, 3), (logistic, 2)):
        for h in (1e-12, 1e-30, 1e-100):
            _expect_step(work, f, generic(rng, n).tolist(), h)


complex_step = Exercise(
    "complex_step", "The complex step", (of_a_product, of_anything), (
        "Make a complex copy of x: np.array(x, dtype=complex). Add 1j * h to one entry.",
        "For a complex number z, z.imag is its imaginary part."),
    (REAL_COPY, REAL_PART, NOT_DIVIDED, SUBTRACTED, OWN_STEP),
    after="Ten digits with h = 1e-100, where a difference would have nothing left.")

# --- when it lies ----------------------------------------------------------------------------------------------------

TRUSTS = Mistake("trusts the complex step", "abs, conj and real part throw away or flip the imaginary part, and with "
                 "it the derivative: compare with a method that stays on the real line")
EXACT = Mistake("asks for exact agreement", "a difference has errors of its own: ask for a few digits, not for all")
INVERTED = Mistake("True and False exchanged", "True means that the complex step is wrong")


def cube(x): return x**3
def bell(x): return np.exp(-x * x)
def root(x): return np.sqrt(x * x + 1)
def modulus(x): return abs(x) * 2
def conjugate(x): return np.conj(x) * x
def real_part(x): return np.real(x) * x
def clipped(x): return max(np.real(x), 0.0) ** 2 if np.real(x) > 0 else 0 * np.real(x)
def length(x): return np.sqrt(np.real(x * np.conj(x)) + 1)


SAFE, UNSAFE = (cube, bell, root, np.sin, np.tanh), (modulus, conjugate, real_part, clipped, length)


def _told_apart(work, cases):
    """The check on cases: a function, a point, and whether the complex step is wrong there."""
    found = []
    for f, x, unsafe in cases:
        call, got = show_call(work.name, (f, x)), work(f, x)
        require(isinstance(got, bool), ("tried", call), ("yours", f"{short(got)}: {kind(got)}"),
                ("should be", "True or False"))
        found.append((got is unsafe, unsafe, call, work.args))
    wrong = [each for each in found if not each[0]]
    if wrong:
        _, unsafe, call, work.args = wrong[0]
        mistake = INVERTED if len(wrong) == len(found) else TRUSTS if unsafe else EXACT
        raise Mismatch(("tried", call), ("yours", str(not unsafe)),
                       ("complex step against difference", "they disagree" if unsafe else "they agree"),
                       mistake=mistake)


def one_by_one(work, rng):
    """should be True for abs, conj, real parts and the like, and False for powers, exp, sin and the like"""
    _told_apart(work, [(np.sin, 1.0, False), *_placed(_labelled(), rng)])


@points(2)
def made_of_them(work, rng):
    """should tell them apart in any function that is made of them"""
    _told_apart(work, _placed([(_made_of(f, generic(rng), generic(rng)), unsafe) for f, unsafe in _labelled()], rng))


def _labelled():
    return [*((f, False) for f in SAFE), *((f, True) for f in UNSAFE)]


def _placed(labelled, rng):
    return [(f, float(rng.uniform(0.4, 1.4)), unsafe) for f, unsafe in shuffled(rng, labelled)]


def _made_of(f, a, b):
    a, b = round(float(a), 2), round(float(b), 2)

    def made(x): return a * f(x) + b * np.cos(x)
    return made


complex_unsafe = Exercise(
    "complex_unsafe", "When it lies", (one_by_one, made_of_them), (
        "Compute the derivative in two ways, one of which uses real numbers only.",
        "Central difference with h = 1e-5 is right to about ten digits for these functions. Compare to four."),
    (TRUSTS, EXACT, INVERTED), after="No error, no warning, a wrong number: always have a second witness.")
