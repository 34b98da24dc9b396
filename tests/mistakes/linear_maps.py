"""Known wrong answers to linear maps: (exercise, recognised mistake or "", answer)."""
from course.autodiff import grad, hessian
from course.autodiff import hvp as exact_hvp
from course.autodiff import run as run_program


def as_function(program, x):
    import numpy as np
    names = list(x)
    f = lambda values: run_program(program, {n: values[i] for i, n in enumerate(names)})[program[-1][0]]  # noqa: E731
    return f, np.array(list(x.values()))


def with_names(x, values):
    return dict(zip(x, map(float, values), strict=True))


def first_derivatives(program, x, v):
    f, at = as_function(program, x)
    return with_names(x, grad(f)(at))


def along_ones(program, x, v):
    f, at = as_function(program, x)
    return with_names(x, exact_hvp(f, at, at * 0 + 1))


def diagonal(program, x, v):
    f, at = as_function(program, x)
    return with_names(x, [hessian(f)(at)[i, i] * v[name] for i, name in enumerate(x)])


def a_step(program, x, v, h=1.0):
    before, after = (first_derivatives(program, {n: x[n] + t * v[n] for n in x}, v) for t in (0, h))
    return {name: (after[name] - before[name]) / h for name in x}


def sizes(dims):
    n = len(dims) - 1
    forward = sum(dims[0] * dims[i] * dims[i + 1] for i in range(1, n))
    backward = sum(dims[-1] * dims[i] * dims[i - 1] for i in range(1, n))
    return n, forward, backward


def left_first(dims):
    n, forward, _ = sizes(dims)
    order = 0
    for i in range(1, n):
        order = (order, i)
    return forward, order


def right_first(dims):
    n, _, backward = sizes(dims)
    order = n - 1
    for i in reversed(range(n - 1)):
        order = (i, order)
    return backward, order


def better(dims):
    return min(left_first(dims), right_first(dims), key=lambda pair: pair[0])


def cheapest_first(dims):
    d, orders, total = list(dims), list(range(len(dims) - 1)), 0
    while len(orders) > 1:
        spent, i = min((d[i - 1] * d[i] * d[i + 1], i) for i in range(1, len(d) - 1))
        total += spent
        orders[i - 1:i + 1] = [(orders[i - 1], orders[i])]
        del d[i]
    return total, orders[0]


def every_order(dims, first=0, last=None, join=lambda p, q, r: p * q * r):
    last = len(dims) - 2 if last is None else last
    if first == last:
        return 0, first
    found = []
    for m in range(first, last):
        (a, one), (b, two) = every_order(dims, first, m, join), every_order(dims, m + 1, last, join)
        found.append((a + b + join(dims[first], dims[m + 1], dims[last + 1]), (one, two)))
    return min(found, key=lambda pair: pair[0])


def added(dims):
    n = len(dims) - 1
    return sum(dims[0] + dims[i] + dims[i + 1] for i in range(1, n)), left_first(dims)[1]


WRONG = [
    ("best_bracketing", "forward only", left_first),
    ("best_bracketing", "the better of the two modes", better),
    ("best_bracketing", "the cheapest product first", cheapest_first),
    ("best_bracketing", "tries every order", every_order),
    ("best_bracketing", "sizes added", added),
    ("best_bracketing", "", right_first),
    ("best_bracketing", "", lambda dims: (every_order(dims)[0], left_first(dims)[1])),
    ("hvp", "the gradient itself", first_derivatives),
    ("hvp", "all inputs seeded with 1", along_ones),
    ("hvp", "the diagonal only", diagonal),
    ("hvp", "a full step along v", a_step),
    ("hvp", "", lambda program, x, v: a_step(program, x, v, 1e-6)),
]
