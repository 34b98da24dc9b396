"""Random programs on nested arrays: broadcasting, indices, views, buffers, lists, loops and branches, drawn by a seed.

A step is a function of the library, `np` or another that is called like it, and of earlier values. Each result is
squashed, so that nothing grows, and the sum of all of them is the result of the program.
"""
import numpy as onp

SHAPES = {"A": (2, 3), "v": (3,), "s": ()}  # of the inputs


def squash(np, x):
    return x / (1.0 + np.sum(x * x) * 0.1)


def like(x, *shape):
    """Plain numbers that a step computes with, the same in every run."""
    return onp.cos(onp.arange(1.0, 1.0 + onp.prod(shape or onp.shape(x)))).reshape(shape or onp.shape(x))


def softmax(np, x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def rows(function):
    return lambda np, x: function(np, x) if np.ndim(x) else x


def matrices(function):
    return lambda np, x: function(np, x) if np.ndim(x) == 2 else x


def vectors(function):
    return lambda np, x: function(np, x) if np.ndim(x) == 1 else x


ENTRYWISE = {
    "sin": lambda np, x: np.sin(x), "tanh": lambda np, x: np.tanh(x), "exp": lambda np, x: np.exp(0.3 * x),
    "sigmoid": lambda np, x: 1.0 / (1.0 + np.exp(-x)), "softplus": lambda np, x: np.logaddexp(0.0, x),
    "relu": lambda np, x: np.maximum(x + 0.2, 0.0), "neg": lambda np, x: -x, "square": lambda np, x: 0.5 * x**2,
    "abs": lambda np, x: np.abs(x), "clip": lambda np, x: np.clip(x, -0.4, 0.6),
    "power": lambda np, x: (abs(x) + 0.1) ** 1.5,
    "two": lambda np, x: 2.0 * x, "less": lambda np, x: x - 1.0, "log": lambda np, x: np.log(1.5 + x * x),
    "root": lambda np, x: np.sqrt(x * x + 0.5), "cube": lambda np, x: x * x * x,
    "over": lambda np, x: 1 / (2.0 + x * x),
    "gate": lambda np, x: np.where(x > 0.1, x, 0.3 * x), "arctan": lambda np, x: np.arctan(x),
    "log1p": lambda np, x: np.log1p(x * x), "exp2": lambda np, x: np.exp2(0.3 * x), "mod": lambda np, x: x % 0.7,
    "base": lambda np, x: 1.5**x, "weigh": lambda np, x: x * like(x), "guard": lambda np, x: np.where(
        x > 0, np.log(np.where(x > 0, x, 1.0) + 0.3), 0.0)}
ONE = ENTRYWISE | {
    "mean": lambda np, x: np.mean(x), "sum": lambda np, x: np.sum(x), "max": lambda np, x: np.max(x),
    "var": lambda np, x: np.var(x), "std": lambda np, x: np.std(x + onp.sqrt(2) * like(x)),
    "norm": lambda np, x: np.linalg.norm(x + 0.1), "softmax": softmax, "T": lambda np, x: np.transpose(x),
    "rows": lambda np, x: np.reshape(x, -1), "column": lambda np, x: np.reshape(x, (-1, 1)),
    "squeeze": lambda np, x: np.squeeze(x), "lift": lambda np, x: np.expand_dims(x, 0),
    "array": lambda np, x: x * onp.ones((1, 1)), "stack": lambda np, x: np.stack([x, 2 * x, x * 0 + 1.0], axis=-1),
    "einsum": lambda np, x: np.einsum("...i,...i->...", x, x) if np.ndim(x) else x,
    "total": rows(lambda np, x: np.sum(x, axis=0)), "highest": rows(lambda np, x: np.max(x, axis=-1, keepdims=True)),
    "cumsum": rows(lambda np, x: np.cumsum(x, axis=0)), "prod": rows(lambda np, x: np.prod(x, axis=-1)),
    "roll": rows(lambda np, x: np.roll(x, 1, axis=0)), "repeat": rows(lambda np, x: np.repeat(x, 2, axis=-1)),
    "tile": rows(lambda np, x: np.tile(x, 2)), "diff": rows(lambda np, x: np.diff(x, axis=-1)),
    "pad": rows(lambda np, x: np.pad(x, 1)[..., 1:]), "flip": rows(lambda np, x: np.flip(x, 0)),
    "sort": rows(lambda np, x: np.sort(x, axis=-1)), "split": rows(lambda np, x: np.concatenate(
        np.array_split(np.ravel(x), 2)[::-1])), "moved": lambda np, x: np.moveaxis(x, 0, -1) if np.ndim(x) > 1 else x,
    "gram": matrices(lambda np, x: x @ x.T), "tril": matrices(lambda np, x: np.tril(x)),
    "solve": matrices(lambda np, x: np.linalg.solve(x @ x.T + 2 * onp.eye(len(x)), x)),
    "det": matrices(lambda np, x: np.linalg.det(x @ x.T + onp.eye(len(x)))),
    "diagonal": matrices(lambda np, x: np.diagonal(x)), "diag": vectors(lambda np, x: np.diag(x)),
    "convolve": vectors(lambda np, x: np.convolve(x, onp.array([0.5, 0.25])) if len(x) else x),
    # indices, views
    "first": rows(lambda np, x: x[0]), "back": rows(lambda np, x: x[..., ::-1]), "last": rows(lambda np, x: x[..., -1]),
    "taken": rows(lambda np, x: x[onp.arange(len(x) + 1) % len(x)]), "new": rows(lambda np, x: x[:, None]),
    "masked": rows(lambda np, x: x[like(x) > -0.5]), "ends": rows(lambda np, x: x[..., [0, -1]] * x[..., :1]),
    "parts": rows(lambda np, x: x[1:] - x[:-1]), "grid": matrices(lambda np, x: x[[0, 0, -1], [0, 1, -1]])}
TWO = {
    "add": lambda np, a, b: a + b, "sub": lambda np, a, b: a - b, "mul": lambda np, a, b: a * b,
    "div": lambda np, a, b: a / (2.0 + b * b), "max": lambda np, a, b: np.maximum(a, b),
    "where": lambda np, a, b: np.where(a < b, a * b, a), "outer": lambda np, a, b: np.outer(a, b),
    "dot": lambda np, a, b: np.ravel(a) @ like(a).ravel() * b, "arctan2": lambda np, a, b: np.arctan2(a, b * b + 1),
    "matmul": lambda np, a, b: a @ b, "hypot": lambda np, a, b: np.hypot(a + 0.1, b),
    "join": lambda np, a, b: np.concatenate([np.ravel(a), np.ravel(b)]), "tensordot": lambda np, a, b: np.tensordot(
        a, b, 1), "power": lambda np, a, b: (a * a + 0.5) ** b, "mix": lambda np, a, b: np.where(like(a) > 0, a, b)}


# --- what only plain Python can say; `f` and `g` work entry by entry --------------------------------------------------


def buffer(np, x, f, g):
    """A plain array that is written anew in every round, and read by what is differentiated. Others get copies."""
    weights, total = onp.zeros(onp.shape(like(x))), 0.0
    for i in range(3):
        weights[...] = onp.sin(i + onp.arange(weights.size).reshape(weights.shape))
        total = total + f(np, (weights if np is onp else weights.copy()) * x)
    return total


def loop(np, x, f, g):
    for i in range(4):
        x = squash(np, g(np, f(np, x) * (1.0 + 0.1 * i)))
    return x


def branch(np, x, f, g):
    return f(np, x) if np.sum(x) > 0.1 else g(np, x)


def nested(np, x, f, g):
    parts = {"f": f(np, x), "rest": [g(np, x), {"x": x}]}
    return sum((parts["f"], parts["rest"][0] * parts["rest"][1]["x"]), start=0.0)


def collected(np, x, f, g):
    """Numbers in a list, joined."""
    entries = [f(np, np.ravel(x)[i]) for i in range(np.size(x))][:4]
    return np.stack(entries + [1.0])


def recursion(np, x, f, g, depth=3):
    return x if depth == 0 else f(np, squash(np, recursion(np, x, g, f, depth - 1))) + x


PYTHON = (buffer, loop, branch, nested, collected, recursion)


class Program:
    """The steps of one seed, and how they are carried out."""

    def __init__(self, seed, length=12, sorts=False):
        self.rng, self.steps, values = onp.random.default_rng(seed), [], [onp.ones(n) * 0.3 for n in SHAPES.values()]
        with onp.errstate(all="ignore"):
            while len(self.steps) < length:
                function, places = self._drawn(len(values), sorts)
                try:
                    y = squash(onp, function(onp, *[values[place] for place in places]))
                except (ValueError, IndexError, TypeError):     # shapes that do not fit, no such axis
                    continue
                if 0 < onp.size(y) <= 36:
                    self.steps.append((function, places))
                    values.append(y)

    def _drawn(self, count, sorts):
        kind, places = self.rng.integers(4), self.rng.integers(count, size=2).tolist()
        if kind < 2:
            name = self.rng.choice(list((ONE, TWO)[kind]))
            return (ONE, TWO)[kind][name if sorts or name != "sort" else "sin"], places[:kind + 1]
        f, g = (ENTRYWISE[name] for name in self.rng.choice(list(ENTRYWISE), size=2))
        if kind == 2:
            return f, places[:1]
        step = PYTHON[self.rng.integers(len(PYTHON))]
        return (lambda np, x: step(np, x, f, g)), places[:1]

    def __call__(self, inputs, np=onp):
        """The result for a dict of inputs."""
        values = [inputs[name] for name in SHAPES]
        for function, places in self.steps:
            values.append(squash(np, function(np, *[values[place] for place in places])))
        return sum(np.sum(value) * (0.3 + i) for i, value in enumerate(values[3:]))


def inputs(seed):
    """Inputs, or tangents for them."""
    rng = onp.random.default_rng([seed, 1])
    return {name: rng.normal(size=shape) if shape else float(rng.normal()) for name, shape in SHAPES.items()}
