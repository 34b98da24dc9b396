"""A function as the program that it is for one set of shapes: straight-line NumPy, nothing twice, nothing kept idle."""
from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable

import numpy as np

from course.autodiff.rules.structural import is_basic
from course.autodiff.tracing.outside import as_float
from course.autodiff.tracing.running import LIVE
from course.autodiff.tree import flatten
from course.autodiff.written.spelling import Speller
from course.autodiff.written.symbols import Symbol, follow

PLAIN = {float, np.ndarray}
FIXED = {int, bool, str, type(None)}
MOST = 32                                   # programs that are kept for one function
LONGEST = 100                               # characters of an expression: longer ones get a line of their own


class OtherBranch(Exception):
    """A condition came out differently from the run that the program was made of."""


def compiled(f: Callable, *examples, **settings) -> Compiled:
    """f as a program traced at the examples; f may be a derivative: compiled(grad(loss), W).

    Called with other shapes, types or structure, with a keyword argument that is another whole number, word or truth
    value, or where a branch goes the other way, it traces f again; the last programs are kept. What f takes from
    outside, and anything random, stays as it was when it was traced; called with traced values, or while anything is
    being differentiated, it is f itself. Results are arrays of their own. Raises TypeError where f uses a value of its
    input as an index or a plain number.
    """
    program = Compiled(f)
    if examples:
        program(*examples, **settings)
    return program


class Compiled:
    """The programs of one function, by the kinds of its arguments and the branches taken; `traced` counts tracings."""

    def __init__(self, f: Callable):
        self.f, self.versions, self.traced = f, {}, 0

    def __repr__(self):
        return (f"compiled({getattr(self.f, '__name__', 'f')}): {len(self.sources)} programs, "
                f"traced {self.traced} times")

    def __call__(self, *args, **settings):
        if LIVE:
            return self.f(*args, **settings)        # f may take what is differentiated from outside
        f, key = self.f, tuple(map(_kind, args))
        if settings:
            fixed = {name: x for name, x in settings.items() if type(x) in FIXED}
            varying = {name: x for name, x in settings.items() if name not in fixed}
            f, args = lambda *args: self.f(*args[:-1], **args[-1], **fixed), (*args, varying)
            key = (*map(_kind, args), *sorted(fixed.items()))
        if key not in self.versions:
            self.versions[key] = []
        leaves = args if PLAIN.issuperset(map(type, args)) else flatten(args)[0]
        leaves = [leaf if type(leaf) is float else as_float(leaf) for leaf in leaves]
        try:
            for program, _ in self.versions[key]:
                try:
                    return program(*leaves)
                except OtherBranch:
                    continue
            return self._traced(f, key, args)(*leaves)
        except (ValueError, ArithmeticError):
            return f(*args)                 # outside of math's domain, where NumPy's answer counts

    def _traced(self, f, key, args):
        """A new program; the oldest make room for it."""
        self.versions[key].append(_compile(f, args))
        self.traced += 1
        if self.traced == MOST + 1:
            warnings.warn(f"{self!r}. It keeps the last {MOST}, and tracing takes longer than a call of f: give "
                          "arguments of the same shapes and types, or call f itself.", stacklevel=3)
        while len(self.sources) > MOST:
            oldest = next(iter(self.versions))
            self.versions[oldest].pop(0)
            if not self.versions[oldest]:
                del self.versions[oldest]
        return self.versions[key][-1][0]

    @property
    def sources(self) -> list[str]:
        """The code of every program so far."""
        return [text for known in self.versions.values() for _, text in known]


def _kind(x):
    """What a program depends on: the shape and type of an array, the structure of a nest, or the type alone."""
    if type(x) is np.ndarray:
        return x.shape, x.dtype
    if isinstance(x, dict):
        return type(x), *[(name, _kind(branch)) for name, branch in x.items()]
    return (type(x), *map(_kind, x)) if isinstance(x, tuple | list) else type(x)


def _compile(f, args):
    lines, inputs, outputs, rebuild = follow(f, args)
    text, space = _Writer(lines, inputs, outputs, rebuild).text()
    space |= {"OtherBranch": OtherBranch, "rebuild": rebuild}
    exec(compile(text, "<compiled>", "exec"), space)
    return space["program"], text


class _Writer:
    """Writes the lines of one program; a name is deleted after its last use, so that its memory is free again."""

    def __init__(self, lines, inputs, outputs, rebuild):
        self.rebuild = rebuild
        self.lines, self.inputs, self.outputs = lines, inputs, outputs
        self.speller = Speller({})
        self.uses = Counter(need.number for line in lines for need in line.needs)
        self.uses.update(y.number for y in outputs if type(y) is Symbol)

    def text(self):
        names, body = self.speller.names, []
        names.update({x.number: f"x{x.number}" for x in self.inputs})
        ending = self._ending()
        for place, line in enumerate(self.lines):
            number = line.target.number
            if line.primitive is None:
                body.append(f"if bool({names[number]}) is not {line.params['outcome']}: raise OtherBranch")
            elif self._inlined(line, expression := self.speller.quick(line)):
                names[number] = expression
            else:
                names[number] = f"v{number}"
                body += self._placed(line) or [f"v{number} = {expression}"]
            if place in ending:
                body.append(f"del {', '.join(names[number] for number in ending[place])}")
        head = f"def program({', '.join(names[x.number] for x in self.inputs)}):"
        results = [self._result(y, self.outputs[:place]) for place, y in enumerate(self.outputs)]
        nest = _nest(self.rebuild(results)) or f"rebuild([{', '.join(results)}])"
        return "\n    ".join([head, *body, f"return {nest}"]) + "\n", self.speller.space

    def _ending(self):
        """The numbers of the arrays that are used for the last time, by the place of that line."""
        staying, ending = {y.number for y in self.outputs if type(y) is Symbol}, {}
        for place in reversed(range(len(self.lines))):
            for need in {need.number: need for need in self._read(self.lines[place])}.values():
                if need.number not in staying and isinstance(need.value, np.ndarray):
                    staying.add(need.number)
                    ending.setdefault(place, []).append(need.number)
        return ending

    def _read(self, line):
        return [line.target, *line.needs] if line.primitive else line.needs

    def _placed(self, line):
        """A part in an array of zeros, in two lines in place of a call."""
        if line.primitive.name == "scatter" and is_basic(line.params["index"]) and line.target.value.dtype == float:
            name, zeros = f"v{line.target.number}", self.speller.word("zeros", np.zeros)
            place, part = self.speller.index(line.params["index"]), self.speller.value(line.args[0])
            return [f"{name} = {zeros}({line.params['shape']})", f"{name}[{place}] = {part}"]

    def _inlined(self, line, expression):
        floats = all(type(arg.value if type(arg) is Symbol else arg) in (float, int) for arg in line.args)
        return (floats and type(line.target.value) is float and self.uses[line.target.number] == 1
                and len(expression) < LONGEST)

    def _result(self, y, before):
        """A result; an argument, a constant, a part of another array and what is given back already are copied."""
        text, array = self.speller.value(y), y.value if type(y) is Symbol else y
        if type(array) is not np.ndarray:
            return text
        own = type(y) is Symbol and array.base is None and not any(y is other for other in (*before, *self.inputs))
        return text if own else f"{text}.copy()"


def _nest(tree):
    """A result of tuples and lists as code; nothing where there are other kinds of nests."""
    if isinstance(tree, str):
        return tree
    parts = list(map(_nest, tree)) if type(tree) in (tuple, list) else [None]
    if None in parts:
        return None
    inside = ", ".join(parts)
    return f"[{inside}]" if type(tree) is list else f"({inside}{',' * (len(parts) == 1)})"
