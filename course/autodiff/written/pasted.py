"""The spelling of a line that can be pasted anywhere: NumPy as np, and nothing else of this package."""
from __future__ import annotations

import numpy as np

from course.autodiff.rules.primitive import shape_of
from course.autodiff.written.spelling import Speller, bracketed

# What NumPy has no function for, as an expression of the arguments.
EXPRESSIONS = {
    "sigmoid": "np.exp(-np.logaddexp(0.0, -{0}))", "softplus": "np.logaddexp(0.0, {0})", "relu": "np.maximum({0}, 0.0)",
    "step": "np.heaviside({0}, 0.0)", "sign": "np.sign({0})",
    "share": "np.where(np.equal({0}, {1}), 0.5, np.greater({0}, {1}))",
    "is_zero": "np.equal({0}, 0)", "both_zero": "(np.equal({0}, 0) & np.equal({1}, 0))",
    "is_flat": "(np.equal({0}, 0) & np.greater({1}, 0))", "stop_gradient": "{0}",
    "broadcast_to": "np.broadcast_to({0}, {shape})", "astype": "np.asarray({0}).astype({dtype})[()]",
    "logdet": "np.linalg.slogdet({0})[1]", "sign_of_det": "np.linalg.slogdet({0})[0]",
    "finite_top": "np.nan_to_num(np.max({0}, axis={axis}, keepdims=True), nan=0.0, posinf=0.0, neginf=0.0)"}

HELPERS = {
    "picked": '''def picked(y, x, axis=None):
    ties = np.equal(x, np.reshape(y, np.sum(x, axis=axis, keepdims=True).shape)).astype(np.result_type(x))
    return ties / np.sum(ties, axis=axis, keepdims=True)
''',
    "scatter": '''def scatter(part, index, shape):
    whole = np.zeros(shape, np.result_type(part))
    np.add.at(whole, index, part)
    return whole
'''}


class Pasted(Speller):
    """Spells arrays out, and collects the helpers that the text needs."""

    def __init__(self, names):
        super().__init__(names)
        self.used = {}

    @property
    def helpers(self) -> str:
        """The functions that must stand before the text."""
        return "".join(f"{text}\n\n" for text in self.used.values())

    def constant(self, x):
        if isinstance(x, np.generic):
            return f"np.{x.dtype.name}({_number(x.item())})"
        if isinstance(x, np.ndarray):
            return _array(x)
        if isinstance(x, np.dtype) or isinstance(x, type) and issubclass(x, np.generic):
            return f"np.{np.dtype(x).name}"
        if isinstance(x, list):
            return f"[{', '.join(map(self.value, x))}]"
        if isinstance(x, float):
            return _number(x)
        return getattr(x, "__name__", None) or super().constant(x)

    def expression(self, line):
        name, params = line.primitive.name, line.params
        if name == "sum_to":
            return _sum_to(self.value(line.args[0]), shape_of(line.args[0]), params["shape"])
        if name in EXPRESSIONS:
            settings = {"axis": None} | {key: self.value(value) for key, value in params.items()}
            return EXPRESSIONS[name].format(*map(bracketed, map(self.value, line.args)), **settings)
        if name in HELPERS:
            self.used[name] = HELPERS[name].replace(f"def {name}(", f"def {self.function(line.primitive)}(")
        return super().expression(line)


def _sum_to(text, given, shape):
    """Adding up what broadcasting has copied."""
    extra = len(given) - len(shape)
    axes = (*range(extra), *(i + extra for i, n in enumerate(shape) if n == 1))
    total = f"np.sum({text}, axis={axes[0] if len(axes) == 1 else axes})"
    return total if len(axes) == extra else f"np.reshape({total}, {shape})"


def _array(x):
    kind = "" if x.dtype in (float, int, bool) else f", dtype=np.{x.dtype.name}"
    if x.size == 0:
        return f"np.zeros({x.shape}{'' if x.dtype == float else f', dtype={x.dtype.name!r}'})"
    if x.size > 3 and np.all(x == x.flat[0]):
        return f"np.full({x.shape}, {_number(x.flat[0].item())}{kind})"
    return f"np.array({_listed(x.tolist())}{kind})"


def _listed(x):
    return f"[{', '.join(map(_listed, x))}]" if isinstance(x, list) else _number(x)


def _number(x):
    return repr(x) if not isinstance(x, float) or np.isfinite(x) else f"np.{x}" if x > 0 or x != x else "-np.inf"
