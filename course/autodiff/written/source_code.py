"""Source transformation: the derivative of a program as a program that a person can read."""
from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable
from itertools import count

from course.autodiff.modes.forward import tangents
from course.autodiff.modes.reverse import adjoints
from course.autodiff.tracing.graph import record, unused
from course.autodiff.tracing.outside import as_float
from course.autodiff.tracing.programs import input_names
from course.autodiff.written.pasted import Pasted
from course.autodiff.written.spelling import bracketed
from course.autodiff.written.symbols import Script, Symbol


def source(f: Callable | list, *examples, mode: str = "reverse") -> str:
    """The code of a function `derivative`: f and its derivative, a line for each operation, names as in the graph.

    mode "reverse": adjoints x_bar, last operation first, from the seed of the result; it returns the value and the
    adjoints of the inputs. "forward": tangents x_dot, given for the inputs; it returns the value and its tangent.
    Shapes and branches are those of the examples. It runs wherever NumPy is imported as np, and functions of one's own
    (see `custom`) by their names. Raises ValueError for another mode, or several results.
    """
    if mode not in ("reverse", "forward"):
        raise ValueError(f"mode is {mode!r}; it must be 'reverse' or 'forward'.")
    names = _names(f, len(examples))
    script, called = Script(), _Names()
    inputs = {name: called.give(script.symbol(as_float(x, name)), name)
              for name, x in zip(names, examples, strict=True)}
    graph = record(f, **inputs)
    for node in graph.nodes:
        called.give(node.value, node.name)
    sweep = _reverse if mode == "reverse" else _forward
    arguments, results = sweep(script, graph, inputs, called)
    speller = Pasted(called)
    text = _written(script.needed(results), results, speller, graph)
    return speller.helpers + "\n    ".join([f"def derivative({', '.join(arguments)}):", *text]) + "\n"


def _names(f, count):
    """The names of the first arguments; those that f has values for need no example."""
    if not callable(f):
        names = needed = input_names(f)
    else:
        parameters = inspect.signature(f).parameters.values()
        names = [p.name for p in parameters]
        needed = [p.name for p in parameters if p.default is p.empty]
    if not len(needed) <= count <= len(names):
        raise TypeError(f"{count} examples were given for the inputs {', '.join(names)}. Give one for each.")
    return names[:count]


def _reverse(script, graph, inputs, called):
    y = graph.output
    seed = called.give(script.symbol(1.0), f"{y.name}_bar")
    bars = adjoints(graph, seed=seed)
    for node in reversed(graph.nodes):
        called.give(bars[node.name], f"{node.name}_bar")
    return [*map(called.of, inputs.values()), f"{called.of(seed)}=1.0"], [y.value, *[bars[name] for name in inputs]]


def _forward(script, graph, inputs, called):
    seeds = {name: called.give(script.symbol(x.value), f"{name}_dot") for name, x in inputs.items()}
    dots = tangents(graph, seeds)
    for node in graph.nodes:
        called.give(dots[node.name], f"{node.name}_dot")
    return [called.of(x) for x in (*inputs.values(), *seeds.values())], [graph.output.value, dots[graph.output.name]]


class _Names(dict):
    """What symbols are called, by their numbers: the first name that they are given, and no name twice."""

    def __init__(self):
        self.taken = {"np"}

    def give(self, x, name):
        """x, with a name if it is a symbol that has none."""
        if type(x) is Symbol and x.number not in self:
            self[x.number] = unused(name, self.taken)
            self.taken.add(self[x.number])
        return x

    def of(self, x):
        return self[x.number]


def _written(lines, results, speller, graph):
    called, text, fresh = speller.names, [], count(1)
    formulas = {f"{node.name}_bar": f"{node.name} = {node.formula}" for node in graph.nodes if node.formula}
    uses = Counter(need.number for line in lines for need in line.needs)
    uses.update(y.number for y in results if type(y) is Symbol)
    for line in lines:
        number = line.target.number
        if line.primitive is None:
            text.append(f"assert {'' if line.params['outcome'] else 'not '}{bracketed(called[number])}")
        elif number not in called and uses[number] == 1:
            called[number] = speller.expression(line)       # used once: it stands where it is used
        else:
            name = called.of(called.give(line.target, f"t{next(fresh)}"))
            text.append(_commented(f"{name} = {speller.expression(line)}", formulas.get(name)))
    return [*text, f"return {', '.join(map(speller.value, results))}"]


def _commented(line, comment):
    return f"{line:<40}# {comment}" if comment else line
