"""Known wrong answers to approximate: (exercise, recognised mistake or "", answer)."""
import numpy as np


def difference(f, x, h, central=False, width=None, together=False, again=False):
    x = np.array(x, float)
    base, gradient = None if again else f(x), []
    for i in range(len(x)):
        e = np.ones(len(x)) if together else np.eye(len(x))[i]
        low = (f(x - h * e) if central else f(x) if again else base)
        gradient.append((f(x + h * e) - low) / ((width or (2 if central else 1)) * h))
    return np.array(gradient)


def wrong_difference(**how):
    return lambda f, x, h: difference(f, x, h, **how)


def central(**how):
    def gradient(f, x, h):
        x = np.array(x, float)
        seen = f(x) if how.get("extra") else 0.0
        E = np.ones((len(x), len(x))) if how.get("together") else np.eye(len(x))
        return np.array([(f(x + h * e) - f(x - h * e)) / (how.get("width", 2) * h) + 0 * seen for e in E])
    return gradient


def moved_and_left(f, x, h):
    """Adds h to each entry in turn, and never takes it back."""
    x = np.array(x, float)
    base, gradient = f(x), []
    for i in range(len(x)):
        x[i] += h
        gradient.append((f(x) - base) / h)
    return gradient


def left_at_the_left(f, x, h):
    x, gradient = np.array(x, float), []
    for i in range(len(x)):
        x[i] += h
        right = f(x)
        x[i] -= 2 * h
        gradient.append((right - f(x)) / (2 * h))
    return gradient


def unbracketed(f, x, h):
    x = np.array(x, float)
    base = f(x)
    return [f(x + h * e) - base / h for e in np.eye(len(x))]


def central_unbracketed(f, x, h, times=False):
    x = np.array(x, float)
    pairs = [(f(x + h * e), f(x - h * e)) for e in np.eye(len(x))]
    return [(right - left) / 2 * h if times else right - left / (2 * h) for right, left in pairs]


def complex_parts(part, divide=True):
    def gradient(f, x, h):
        return np.array([part(f(np.array(x, complex) + 1j * h * e)) / (h if divide else 1) for e in np.eye(len(x))])
    return gradient


def never(f, x):
    return False


def exactly(f, x, h=1e-6):
    return bool(np.imag(f(x + 1e-30j)) / 1e-30 != (f(x + h) - f(x - h)) / (2 * h))


def sym(e, product=True, chain=True, constant=0.0):
    if e == "x":
        return 1.0
    if isinstance(e, int | float):
        return constant
    name, a = e[0], e[1]
    da = sym(a, product, chain, constant)
    if name == "add":
        return ("add", da, sym(e[2], product, chain, constant))
    if name == "mul":
        db = sym(e[2], product, chain, constant)
        return ("add", ("mul", da, e[2]), ("mul", a, db)) if product else ("mul", da, db)
    outer = {"sin": ("cos", a), "cos": ("mul", -1.0, ("sin", a)), "exp": ("exp", a)}[name]
    return ("mul", outer, da) if chain else outer


def nodes(e):
    return [e] + [n for part in e[1:] for n in nodes(part)] if isinstance(e, tuple) else [e]


def check(f, g, x, absolute=False, last=False, guard=1e-10, strict=False, either=False, h=1e-5):
    x = np.array(x, float)
    a, b = np.array(g(x), float), central()(f, x, h)
    size = np.abs(a) + np.abs(b)
    with np.errstate(all="ignore"):
        error = np.abs(a - b) if absolute else np.abs(a - b) / size
    if not absolute:
        error = np.where(np.minimum(np.abs(a), np.abs(b)) < guard if either else size < guard, 0.0, error)
    worst = int(np.argmax(np.nan_to_num(error, nan=-1)))
    value = float("nan") if np.isnan(error).any() else float(error[worst])
    ok = bool(value < (1e-16 if strict else 1e-4))
    return ok, 0 if last else worst, value


def check_by_max(f, g, x):
    """Python's max passes over a nan that does not stand first."""
    a, b = np.array(g(x), float), central()(f, x, 1e-5)
    with np.errstate(all="ignore"):
        errors = (np.abs(a - b) / (np.abs(a) + np.abs(b))).tolist()
    error = max(errors)
    return error < 1e-4, errors.index(error), error


def first_bad(f, g, x):
    a, b = np.array(g(x), float), central()(f, x, 1e-5)
    size = np.abs(a) + np.abs(b)
    errors = np.where(size < 1e-10, 0.0, np.abs(a - b) / np.where(size < 1e-10, 1.0, size)).tolist()
    bad = [i for i, error in enumerate(errors) if error >= 1e-4] or [errors.index(max(errors))]
    return errors[bad[0]] < 1e-4, bad[0], errors[bad[0]]


WRONG = [
    ("step_guess", "the smaller the better", -16),
    ("step_guess", "far too large", -2),
    ("step_guess", "sign of the exponent lost", 8),
    ("step_guess", "the step, not its exponent", 1e-8),
    ("step_guess", "", -5),
    ("forward_diff", "all inputs moved at once", wrong_difference(together=True)),
    ("forward_diff", "divided by the wrong width", wrong_difference(width=2)),
    ("forward_diff", "the moved entry left moved", moved_and_left),
    ("forward_diff", "only the last term divided", unbracketed),
    ("forward_diff", "evaluates the same point again", wrong_difference(again=True)),
    ("forward_diff", "", wrong_difference(central=True)),
    ("central_diff", "all inputs moved at once", central(together=True)),
    ("central_diff", "divided by the wrong width", central(width=1)),
    ("central_diff", "the moved entry left moved", left_at_the_left),
    ("central_diff", "only the last term divided", central_unbracketed),
    ("central_diff", "divided by 2, multiplied by h", lambda f, x, h: central_unbracketed(f, x, h, times=True)),
    ("central_diff", "more points than needed", central(extra=True)),
    ("central_diff", "", wrong_difference()),
    ("central_diff", "", lambda f, x, h: complex_parts(np.imag)(f, x, 1e-30)),
    ("complex_step", "a real copy of x", lambda f, x, h: [np.imag(f(np.array(x, float))) / h for _ in x]),
    ("complex_step", "takes the real part", complex_parts(np.real)),
    ("complex_step", "not divided by the step", complex_parts(np.imag, divide=False)),
    ("complex_step", "", wrong_difference()),
    ("complex_step", "compares with f(x)", lambda f, x, h: [
        (f(np.array(x) + 1j * h * e) - 0 * f(np.array(x))).imag / h for e in np.eye(len(x))]),
    ("complex_step", "another step than h", lambda f, x, h: [
        f(np.array(x) + 1e-30j * e).imag / 1e-30 for e in np.eye(len(x))]),
    ("complex_unsafe", "trusts the complex step", never),
    ("complex_unsafe", "True and False exchanged", lambda f, x: abs(
        np.imag(f(x + 1e-30j)) / 1e-30 - (f(x + 1e-5) - f(x - 1e-5)) / 2e-5) < 1e-4),
    ("complex_unsafe", "asks for exact agreement", exactly),
    ("complex_unsafe", "asks for exact agreement", lambda f, x: True),
    ("sym_diff", "product of the derivatives", lambda e: sym(e, product=False)),
    ("sym_diff", "inner derivative forgotten", lambda e: sym(e, chain=False)),
    ("sym_diff", "a number's derivative is 1", lambda e: sym(e, constant=1.0)),
    ("swell", "shared parts counted once in both", lambda e: (len(set(nodes(e))),) * 2),
    ("swell", "counts the leaves", lambda e: (sum(not isinstance(n, tuple) for n in nodes(e)),
                                              len({n for n in nodes(e) if not isinstance(n, tuple)}))),
    ("gradcheck", "absolute error", lambda f, g, x: check(f, g, x, absolute=True)),
    ("gradcheck", "not the worst entry", lambda f, g, x: check(f, g, x, last=True)),
    ("gradcheck", "zero divided by zero", lambda f, g, x: check(f, g, x, guard=0.0)),
    ("gradcheck", "zero divided by zero", check_by_max),
    ("gradcheck", "only exact zeros excused", lambda f, g, x: check(f, g, x, guard=1e-300)),
    ("gradcheck", "excuses too much", lambda f, g, x: check(f, g, x, guard=1e-9)),
    ("gradcheck", "excuses too much", lambda f, g, x: check(f, g, x, either=True)),
    ("gradcheck", "not the worst entry", first_bad),
    ("gradcheck", "too strict", lambda f, g, x: check(f, g, x, strict=True)),
    ("gradcheck", "", lambda f, g, x: (True, 0, 0.0)),
]
