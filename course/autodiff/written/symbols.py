"""Following a run with symbols in place of its inputs: every operation becomes one line of a program."""
from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course.autodiff.rules.elementary import add, cast, mul, neg, sub
from course.autodiff.rules.primitive import Primitive, Traced, constant, new_level
from course.autodiff.tracing.numpy_names import STATIC, VALUES_ONLY, call_numpy
from course.autodiff.tracing.outside import as_float, entering
from course.autodiff.tracing.running import Lost, followed
from course.autodiff.tracing.syntax import NumpyLike
from course.autodiff.tree import flatten, tree_map
from course.autodiff.written.folding import product, simplified

JUMPS = {f: Primitive(name=f.__name__, symbol=f.__name__, value=f, jvps=(), pull_at=(),
                      entrywise=isinstance(f, np.ufunc)) for f in VALUES_ONLY}


class Line(NamedTuple):
    """One operation of a program; without a primitive, the outcome of a condition that the rest relies on."""

    target: Symbol
    primitive: Primitive | None
    args: tuple
    params: dict

    @property
    def needs(self) -> list[Symbol]:
        """The symbols among the arguments."""
        return [arg for arg in self.args if type(arg) is Symbol]


class Symbol(NumpyLike):
    """A value that later calls will bring, and an example of it, from which shapes are known."""

    __slots__ = ("value", "script", "number")
    symbolic = True

    def __init__(self, value, script, number):
        self.value, self.script, self.number = value, script, number

    level = property(lambda self: self.script.level)

    def apply(self, primitive, args, params):
        return self.script.line(primitive, args, params)

    def __array_ufunc__(self, ufunc, method, *args, **kwargs):
        if ufunc in JUMPS and method == "__call__" and not kwargs:
            return self._jump(ufunc, args, {})
        return super().__array_ufunc__(ufunc, method, *args, **kwargs)

    def __array_function__(self, function, types, args, kwargs):
        if function in JUMPS and function not in STATIC:
            return self._jump(function, args, kwargs)
        return call_numpy(function, args, kwargs)

    def _jump(self, function, args, kwargs):
        """A line for what sees values only; an argument may be this symbol under an interpreter that differentiates."""
        return self.script.line(JUMPS[function], *tree_map(constant, (args, kwargs)))

    __lt__, __le__ = lambda a, b: np.less(a, b), lambda a, b: np.less_equal(a, b)
    __gt__, __ge__ = lambda a, b: np.greater(a, b), lambda a, b: np.greater_equal(a, b)
    __eq__ = lambda a, b: False if b is None or isinstance(b, str) else np.equal(a, b)  # noqa: E731
    __ne__ = lambda a, b: True if b is None or isinstance(b, str) else np.not_equal(a, b)  # noqa: E731
    __hash__ = NumpyLike.__hash__

    def __bool__(self):
        """Which way a branch goes is a condition of the program."""
        outcome = bool(self.value)
        self.script.lines.append(Line(self, None, (self,), {"outcome": outcome}))
        return outcome

    def __index__(self):
        raise Lost(f"a number of steps or a place is part of the program, and {self.value} is an argument of it. Give "
                   "it as a keyword argument: compiled(f)(x, steps=3); or let f take it from outside.")

    __int__ = __index__
    __and__, __rand__ = lambda a, b: np.logical_and(a, b), lambda a, b: np.logical_and(b, a)
    __or__, __ror__ = lambda a, b: np.logical_or(a, b), lambda a, b: np.logical_or(b, a)
    __invert__ = lambda a: np.logical_not(a)  # noqa: E731

    def astype(self, dtype):
        """The same values as another type: a comparison as ones and zeros."""
        return cast(self, dtype=dtype)

    def __repr__(self):
        return f"s{self.number}"


class Script:
    """The lines that a run on symbols leaves behind; the same operation on the same arguments is written once.

    One that `folds` also takes numbers that are factors together: -(2 (3 x)) is -6 x, and a + -b is a - b.
    """

    def __init__(self, folds: bool = False):
        self.level, self.lines, self.seen, self.count = new_level(), [], {}, 0
        self.constants = {}                             # arrays from outside as they were, by their content
        self.folds, self.products = folds, {}           # number of a symbol: (c, x), of which it is the product

    def symbol(self, value) -> Symbol:
        """A new symbol."""
        self.count += 1
        return Symbol(value, self, self.count)

    def line(self, primitive: Primitive, args: tuple, params: dict) -> Symbol:
        """The result of one operation. Raises TypeError for a setting that depends on the input, such as an index."""
        if params and any(isinstance(part, Symbol) for part in flatten(params)[0]):
            raise TypeError(f"{primitive.name} takes a setting from the input's values, so that one program cannot "
                            "serve every input. Take that part outside of it, or use grad, which follows each run "
                            "anew.")
        primitive, args = simplified(primitive, tuple(map(self._entering, args)))
        if self.folds:
            primitive, args = self._folded(primitive, args)
        if primitive is None:
            return args[0]
        settings = params and (repr(params) if _is_plain(params) else id(params))
        key = (primitive, *map(_key, args), settings or None)
        if key not in self.seen:
            values = [arg.value if type(arg) is Symbol else arg for arg in args]
            y = self.symbol(primitive(*values, **params))
            self.seen[key] = Line(y, primitive, args, params)      # holds the arguments, so that their ids stay theirs
            self.lines.append(self.seen[key])
            self.products[y.number] = product(primitive, args)
        return self.seen[key].target

    def _entering(self, x):
        """An argument; an array from outside as a copy, one for each content: it may be written into later."""
        x = self.inside(entering(x))
        return self.constants.setdefault(_key(x), x.copy()) if type(x) is np.ndarray else x

    def inside(self, x):
        """x, if it is a symbol of this script or a constant.

        Raises TypeError for a value of another run: the program would hold it, and be wrong for the next run.
        """
        if isinstance(x, Traced) and not (type(x) is Symbol and x.script is self):
            raise TypeError(f"the program uses the traced value {x!r} from outside. Give it to f as an argument.")
        return x

    def _folded(self, primitive, args):
        """The same operation with all numbers that are factors in one."""
        if primitive is add and (of := self._as_product(args[1]))[0] == -1.0:
            return sub, (args[0], of[1])
        c, x = product(primitive, args)
        inner, rest = self._as_product(x)
        if c is None or inner is None:
            return primitive, args
        c *= inner
        if not 1e-100 < abs(c) < 1e100:     # 1e200 (1e200 x) need not overflow
            return primitive, args
        return (None, (rest,)) if c == 1.0 else (neg, (rest,)) if c == -1.0 else (mul, (c, rest))

    def _as_product(self, x):
        return self.products.get(x.number, (None, x)) if type(x) is Symbol else (None, x)

    def needed(self, outputs) -> list[Line]:
        """The lines on which the outputs and the conditions depend, in order."""
        wanted, found = {y.number for y in outputs if type(y) is Symbol}, []
        for line in reversed(self.lines):
            if line.primitive is None or line.target.number in wanted:
                wanted |= {need.number for need in line.needs}
                found.append(line)
        return found[::-1]


def follow(f: Callable, examples: tuple) -> tuple:
    """(lines, inputs, outputs, rebuild): the program of f(*examples), its input symbols, and its results."""
    script = Script(folds=True)
    leaves, rebuild = flatten(examples)
    inputs = [script.symbol(as_float(leaf, f"example {i}")) for i, leaf in enumerate(leaves)]
    outputs, rebuild_y = followed(script.level, f, rebuild(inputs))
    outputs = [y.copy() if isinstance(y, np.ndarray) else script.inside(y) for y in outputs]   # arrays may change later
    return script.needed(outputs), inputs, outputs, rebuild_y


def _key(arg):
    if type(arg) is Symbol:
        return "symbol", arg.number
    if type(arg) is np.ndarray:
        return arg.shape, arg.dtype, arg.tobytes()
    return ("number", repr(arg)) if type(arg) in (int, float, bool) else ("object", id(arg))


def _is_plain(params):
    return all(isinstance(part, int | float | str | slice | type(None) | type(...)) for part in flatten(params)[0])
