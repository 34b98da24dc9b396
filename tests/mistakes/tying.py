"""Known wrong answers to tying: (exercise, recognised mistake or "", answer)."""
import math


def parts(grad_untied, ties, dties, theta, factors=True, at=None):
    slopes = grad_untied([c(theta) if at is None else theta for c in ties])
    return [slope * (dc(theta) if factors else 1) for slope, dc in zip(slopes, dties, strict=True)]


def barber(theta, x, y, f, df, g, dg, swap=False, minus=True, inner=True, outer=True,
           share=False):
    h = g(x * theta)
    common = (-2 if minus else 2) * (y - f(theta * h)) * (df(theta * h) if outer else 1)
    one, two = common * h, common * theta * (x * dg(x * theta) if inner else 1)
    if swap:
        one, two = two, one
    return (one if share else one + two), one, two


def wrong_barber(**how):
    return lambda *args: barber(*args, **how)


def sums(graph):
    v = dict.fromkeys(graph["nodes"], 0.0) | {graph["output"]: 1.0}
    for s, t, weight in reversed(graph["edges"]):
        v[s] += weight * v[t]
    return v


def convolve(x, w, v, scale=1.0):
    return [scale * sum(v[i] * x[i + j] for i in range(len(v))) for j in range(len(w))]


def states(a, x0, T):
    xs = [x0]
    for _ in range(T):
        xs.append(a * xs[-1] + math.sin(xs[-1]))
    return xs


def recurrence(a, x0, T, carry=True, off=0, last=False, late=0, slope=math.cos):
    xs, copies, factor = states(a, x0, T), [], 1.0
    for t in range(T, 0, -1):
        copies.insert(0, 0.0 if last and t < T else xs[t - 1 + off] * factor)
        factor *= a + slope(xs[t - 1 + late]) if carry else 1.0
    return copies, sum(copies)


WRONG = [
    ("tie_guess", "mean instead of sum", 4),
    ("tie_guess", "one copy only", 3),
    ("tie_guess", "effects multiplied", 15),
    ("tie_guess", "", 2),
    ("tied_grad", "one copy only", lambda *args: parts(*args)[0]),
    ("tied_grad", "mean instead of sum", lambda *args: sum(parts(*args)) / len(args[1])),
    ("tied_grad", "k times the first", lambda *args: len(args[1]) * parts(*args)[0]),
    ("tied_grad", "factors of the ties left out", lambda *args: sum(parts(*args, factors=False))),
    ("tied_grad", "slopes taken at theta", lambda *args: sum(parts(*args, at="theta"))),
    ("tied_grad", "slope of a tie at the copy", lambda grad_untied, ties, dties, theta: sum(
        s * dc(c(theta)) for s, c, dc in zip(grad_untied([c(theta) for c in ties]), ties, dties, strict=True))),
    ("tied_grad", "", lambda *args: parts(*args)[-1]),
    ("two_layers_grad", "parts swapped", wrong_barber(swap=True)),
    ("two_layers_grad", "sign of the residual lost", wrong_barber(minus=False)),
    ("two_layers_grad", "inner derivative forgotten", wrong_barber(inner=False)),
    ("two_layers_grad", "slope of f left out", wrong_barber(outer=False)),
    ("two_layers_grad", "", wrong_barber(share=True)),
    ("tied_paths", "weight of the first edge only", lambda graph, name: [w for s, _, w in graph["edges"] if s == name]),
    ("tied_paths", "one number for all", lambda graph, name: [sums(graph)[name]]),
    ("tied_paths", "weight of the first edge left out", lambda graph, name: [
        sums(graph)[t] for s, t, _ in graph["edges"] if s == name]),
    ("conv_grad", "one position only", lambda x, w, v: [v[0] * x[j] for j in range(len(w))]),
    ("conv_grad", "mean over the positions", lambda x, w, v: convolve(x, w, v, 1 / len(v))),
    ("conv_grad", "v_out in reverse order", lambda x, w, v: convolve(x, w, v[::-1])),
    ("conv_grad", "weights in reverse order", lambda x, w, v: convolve(x, w, v)[::-1]),
    ("recurrence_grad", "the last copy only", lambda a, x0, T: recurrence(a, x0, T, last=True)),
    ("recurrence_grad", "effects not carried on", lambda a, x0, T: recurrence(a, x0, T, carry=False)),
    ("recurrence_grad", "copies in reverse order",
     lambda a, x0, T: (recurrence(a, x0, T)[0][::-1], recurrence(a, x0, T)[1])),
    ("recurrence_grad", "x in one place only", lambda a, x0, T: recurrence(a, x0, T, slope=lambda x: 0.0)),
    ("recurrence_grad", "slope at the new state", lambda a, x0, T: recurrence(a, x0, T, late=1)),
    ("recurrence_grad", "one step off", lambda a, x0, T: recurrence(a, x0, T, off=1)),
]
