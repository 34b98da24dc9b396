"""A recurrence as data, and those of its tangents and adjoints, which are made of it by tracing.

At every time some lines lead from constants, the state so far and the inputs of that time to a new state and outputs.
Tangents obey a recurrence that runs along with time. Adjoints obey one that runs against it, and that is backprop
through time (Werbos 1990): it carries the adjoints of the state, adds up those of constants, gives out those of inputs.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from course.autodiff.bundle import Bundle
from course.autodiff.forward import jvp
from course.autodiff.primitive import Slots, constant
from course.autodiff.reverse import replaced, vjp
from course.autodiff.symbols import Line, Program, Symbol, leading_to


@dataclass(frozen=True, eq=False)
class Recurrence:
    """What happens at one time, on symbols. The results of all times: the last state, the sums, the outputs stacked."""

    lines: Sequence[Line]
    constants: Sequence[Symbol]             # the same at every time
    state: Sequence[Symbol]                 # carried from one time to the next
    inputs: Sequence[Symbol]                # other at every time
    new_state: Sequence                     # what the state becomes
    sums: Sequence = ()                     # added up over all times
    outputs: Sequence = ()                  # given out at every time
    saved: Sequence[Symbol] | None = None   # the last of the outputs, if they are there: what derivatives need
    backwards: bool = False                 # from the last time to the first
    remembers: bool = True                  # or derivatives compute again what they need, from the state
    derived: dict = field(default_factory=dict)

    arguments = property(lambda self: [*self.constants, *self.state, *self.inputs])
    results = property(lambda self: [*self.new_state, *self.sums, *self.outputs])

    def split(self, xs: Sequence) -> tuple:
        """What belongs to the constants, to the state and to the inputs."""
        return _split(xs, len(self.constants), len(self.state))

    def split_results(self, ys: Sequence) -> tuple:
        """What belongs to the new state, to the sums and to the outputs."""
        return _split(ys, len(self.new_state), len(self.sums))

    def step(self, xs: Sequence) -> dict:
        """The values at one time, by the number of the symbol, on arguments that may be traced."""
        values = dict(zip((x.number for x in self.arguments), xs, strict=True))
        for line in self.lines:
            rules = line.primitive.jvps     # an argument without one only chooses: it has no derivative
            args = [_value(values, arg) if isinstance(rules, Slots) or slot < len(rules)
                    else constant(_value(values, arg)) for slot, arg in enumerate(line.args)]
            values[line.target.number] = line.primitive(*args, **line.params)
        return values

    def results_at(self, places: Sequence[int], xs: Sequence) -> list:
        """Some of the results at one time."""
        values = self.step(xs)
        return [_value(values, self.results[i]) for i in places]

    def once(self, make: Callable, *args):
        """make(self, *args), made the first time and remembered."""
        key = make, *args
        if key not in self.derived:
            self.derived[key] = make(self, *args)
        return self.derived[key]


def saving(r: Recurrence) -> Recurrence:
    """The same, with outputs for what its derivatives need: the state, and what was computed and is used again."""
    program, xs, values = _on_symbols(r)
    forward = {line.target.number for line in program.lines}
    places = range(len(r.results))
    _, pull = vjp(lambda *xs: r.results_at(places, xs), *xs)
    bars = pull([program.symbol(_example(y)) for y in r.results])
    again = {need.number for line in leading_to(bars, program.lines) if line.target.number not in forward
             for need in line.needs}
    timed = time_dependent(r)
    found = {values[line.target.number].number: line.target for line in reversed(r.lines)
             if r.remembers and line.target.number in timed and type(line.target.value) is not Bundle}
    saved = (*r.state, *[old for number, old in found.items() if number in again])
    return replace(r, outputs=(*r.outputs, *saved), saved=saved, derived={})


def adjoint(r: Recurrence, present: tuple[bool, ...], wanted: tuple[int, ...]) -> Recurrence:
    """The adjoints of the state and of the arguments `wanted`, from those of the results that are `present`.

    Its constants are those of r and the adjoints of sums, its inputs those of r, what r saved and adjoints of outputs.
    """
    program, xs, values = _on_symbols(r)
    bars = [program.symbol(_example(y)) if here else None for y, here in zip(r.results, present, strict=True)]
    _, pull = vjp(lambda *xs: r.results_at([i for i, here in enumerate(present) if here], xs), *xs)
    x_bars = pull(given(bars))
    (constants, _, inputs), (state_bars, sum_bars, output_bars) = r.split(xs), r.split_results(bars)
    asked = [bar if i in wanted else None for i, bar in enumerate(x_bars)]
    return _made(program, [*constants, *given(sum_bars)], state_bars,
                 [*inputs, *[values[x.number] for x in r.saved], *given(output_bars)],
                 r.split(x_bars)[1], given(r.split(asked)[0]), given(r.split(asked)[2]), not r.backwards)


def tangent(r: Recurrence, present: tuple[bool, ...]) -> Recurrence:
    """The tangents of all results, from those of the arguments that are `present`, among them all of the state.

    Its constants are those of r with their tangents, its inputs those of r, what r saved and tangents of the inputs.
    """
    program, xs, values = _on_symbols(r)
    dots = [program.symbol(x.value) if here else None for x, here in zip(xs, present, strict=True)]
    places = [i for i, here in enumerate(present) if here]
    f = lambda *some: r.results_at(range(len(r.results)), replaced(xs, places, some))  # noqa: E731
    y_dots = jvp(f, tuple(xs[i] for i in places), tuple(given(dots)))[1]
    (constants, _, inputs), (constant_dots, state_dots, input_dots) = r.split(xs), r.split(dots)
    return _made(program, [*constants, *given(constant_dots)], state_dots,
                 [*inputs, *[values[x.number] for x in r.saved], *given(input_dots)],
                 *r.split_results(y_dots), r.backwards)


def given(values: Sequence) -> list:
    """Those that are not None."""
    return [value for value in values if value is not None]


def time_dependent(r: Recurrence) -> set[int]:
    """The numbers of the symbols that differ from time to time."""
    timed = {x.number for x in (*r.state, *r.inputs)}
    for line in r.lines:
        if timed.intersection(need.number for need in line.needs):
            timed.add(line.target.number)
    return timed


def _on_symbols(r):
    program = Program()
    xs = [program.symbol(x.value) for x in r.arguments]
    return program, xs, r.step(xs)


def _made(program, constants, state, inputs, new_state, sums, outputs, backwards):
    lines = leading_to([*new_state, *sums, *outputs], program.lines, [*constants, *state, *inputs])
    return Recurrence(lines, constants, state, inputs, new_state, sums, outputs, backwards=backwards)


def _split(xs, n, m):
    return xs[:n], xs[n:n + m], xs[n + m:]


def _value(values, y):
    return values[y.number] if type(y) is Symbol else y


def _example(y):
    return y.value if type(y) is Symbol else y
