"""How a line of a program is spelled in Python."""
from __future__ import annotations

import re

import numpy as np

from course.autodiff.rules.primitive import shape_of
from course.autodiff.written.symbols import Line, Symbol

TOTAL = np.add.reduce                       # np.sum without its detours
INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**", "matmul": "@"}


class Speller:
    """The spelling of lines; `names` says how symbols are called, `space` collects what the code refers to."""

    def __init__(self, names: dict[int, str]):
        self.names, self.taken, self.space, self.words = names, {*names.values()}, {"np": np}, {}

    def value(self, x) -> str:
        """A symbol by its name, a plain number or setting as it is, anything else as a constant k1, k2, ..."""
        if type(x) is Symbol:
            return self.names[x.number]
        if type(x) is tuple:
            return f"({', '.join(map(self.value, x))}{',' * (len(x) == 1)})"
        if isinstance(x, slice):
            return f"slice({self.value(x.start)}, {self.value(x.stop)}, {self.value(x.step)})"
        if x is None or x is ... or type(x) in (int, bool, str) or type(x) is float and np.isfinite(x):
            return repr(x) if x is not ... else "..."
        return self.constant(x)

    def constant(self, x) -> str:
        """An array or object from outside: by a name, k1, k2, ..."""
        return self.word(f"k{len(self.space)}", x)

    def word(self, name: str, x) -> str:
        """The name by which the code refers to x: the one it has, or a new one."""
        if id(x) not in self.words:
            name = name if name.isidentifier() else "f"
            while name in self.space or name in self.taken:
                name += "_"
            self.space[name], self.words[id(x)] = x, name       # held there, so that its id stays its own
        return self.words[id(x)]

    def expression(self, line: Line) -> str:
        """The right-hand side of a line."""
        name, params = line.primitive.name, line.params
        args = list(map(self.value, line.args))
        if name in INFIX:
            return f"{bracketed(args[0])} {INFIX[name]} {bracketed(args[1])}"
        if name == "neg":
            return f"-{bracketed(args[0])}"
        if name == "getitem":
            return f"{bracketed(args[0])}[{self.index(params['index'])}]"
        if name == "transpose" and params.get("axes") is None and shape_of(line.args[0]):
            return f"{bracketed(args[0])}.T"
        if name == "reshape":
            return f"np.reshape({args[0]}, {self.value(params['shape'])})"
        if name == "where":
            return f"np.where({args[2]}, {args[0]}, {args[1]})"
        if name == "concatenate":
            return f"np.concatenate(({', '.join(args)},), axis={params.get('axis', 0)})"
        if name == "einsum":
            return f"np.einsum({params['subscripts']!r}, {', '.join(args)})"
        settings = [f"{key}={self.value(value)}" for key, value in params.items()
                    if key == "index" or value is not None and value is not False]
        return f"{self.function(line.primitive)}({', '.join(args + settings)})"

    def quick(self, line: Line) -> str:
        """The right-hand side by the quickest functions: those of floats, and sums without np.sum's detours."""
        y, primitive = line.target.value, line.primitive
        if type(y) is float and primitive.scalar and primitive.name not in ("add", "sub", "mul", "div", "neg"):
            scalar = getattr(primitive.scalar, "__wrapped__", primitive.scalar)
            return f"{self.word(primitive.name + '_of_float', scalar)}({', '.join(map(self.value, line.args))})"
        if primitive.name == "sum":
            axis, keepdims = line.params.get("axis"), bool(line.params.get("keepdims"))
            return f"{self.word('total', TOTAL)}({self.value(line.args[0])}, {axis!r}, keepdims={keepdims})"
        return self.expression(line)

    def function(self, primitive) -> str:
        """The name of the function: NumPy's own where there is one."""
        name = "sum" if primitive.name == "sum" else getattr(primitive.value, "__name__", "")
        for module, prefix in ((np, "np"), (np.linalg, "np.linalg")):
            if primitive.name == "sum" or getattr(module, name, None) is primitive.value:
                return f"{prefix}.{name}"
        return self.word(primitive.name, primitive.value)

    def index(self, index) -> str:
        """What stands between the brackets of x[...]."""
        if isinstance(index, slice):
            ends = [index.start, index.stop, *([index.step] if index.step is not None else [])]
            return ":".join("" if end is None else str(end) for end in ends)
        return ", ".join(map(self.index, index)) if type(index) is tuple and index else self.value(index)


def bracketed(text: str) -> str:
    """The text as a factor: in brackets, unless it is a name, a positive number, a simple call or part."""
    return text if re.fullmatch(r"[\w.]+(\([^()]*\)|\[[^\[\]]*\])?(\.T)?", text) else f"({text})"
