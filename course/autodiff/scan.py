"""Recurrences whose cell is written once in plain NumPy; the loop and its backprop through time are compiled."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff.bundle import Bundle, bundle, part
from course.autodiff.cell import follow_cell
from course.autodiff.graph import as_float
from course.autodiff.loop import loop
from course.autodiff.primitive import Primitive, Traced, shape_of
from course.autodiff.recurrence import Recurrence, adjoint, given, saving, tangent
from course.autodiff.tree import flatten, tree_map


def scan(cell: Callable, params, h, xs, *, segment: int | None = None) -> tuple:
    """(h, ys): the state after h, y = cell(params, h, x) for every x of xs in turn, and all y stacked.

    params, h, xs and y may be nested tuples, lists and dicts of arrays; the first axis of xs and ys is the time, and
    y = () is no output. In each call the cell is followed once, on symbols; the loop that is compiled from it is kept.
    What does not need the state is done for all times at once: add it up first, x @ W + b + h @ U.

    With a `segment` of K times, what a reverse sweep needs is kept for one segment only, beside the state at the start
    of each, and computed a second time: K near √T takes the least memory (Griewank 1992). Raises TypeError for a cell
    that branches by a value or uses a traced value not among its arguments; ValueError when shapes do not fit.
    """
    shapes = [shape_of(x if isinstance(x, Traced) else np.asarray(x)) for x in flatten(xs)[0]]
    if not shapes or () in shapes or len({T for T, *_ in shapes}) > 1:
        raise ValueError(f"xs has the shapes {', '.join(map(str, shapes)) or 'of nothing'}. Give arrays whose first "
                         "axis is the time, all of one length.")
    if segment is None:
        return _scan(cell, params, h, xs)
    if segment < 1:
        raise ValueError(f"segment is {segment}; give the number of times between two states that are kept.")
    return _in_segments(cell, params, h, xs, shapes[0][0], segment)


def scan_source(cell: Callable, params, h, xs) -> str:
    """The code of the loop and of its backprop through time, by all params, from adjoints of the state and all outputs.

    v5 is a value at one time, or one that never changes; V5 stacks the values of all times.
    """
    r, _ = follow_cell(cell, _flattened(params, h, xs), remembers=True)
    kept, present = r.once(saving), len(r.results)
    back = kept.once(adjoint, tuple(i < present for i in range(len(kept.results))), tuple(range(len(r.constants))))
    return f"{kept.once(loop).text}\n\n{back.once(loop).text}"


def _flattened(*trees):
    return tuple(flatten(tree_map(lambda leaf: as_float(leaf, "an argument of scan"), tree)) for tree in trees)


def _scan(cell, params, h, xs, remembers=True):
    trees = _flattened(params, h, xs)
    recurrence, rebuild_y = follow_cell(cell, trees, remembers)
    last, _, ys = recurrence.split_results(run(recurrence, *[leaves for leaves, _ in trees]))
    return trees[1][1](last), rebuild_y(ys)


def _in_segments(cell, params, h, xs, T, K):
    """A scan over segments, whose cell is the scan over one of them."""
    n = T // K
    whole = tree_map(lambda x: np.reshape(x[:n * K], (n, K, *shape_of(x)[1:])), xs)
    h, ys = _scan(lambda params, h, xs: _scan(cell, params, h, xs), params, h, whole, remembers=False)
    h, rest = _scan(cell, params, h, tree_map(lambda x: x[n * K:], xs))
    (parts, rebuild), (others, _) = flatten(ys), flatten(rest)
    return h, rebuild([np.concatenate([np.reshape(y, (n * K, *shape_of(y)[2:])), other])
                       for y, other in zip(parts, others, strict=True)])


def run(r: Recurrence, constants: list, state: list, inputs: list) -> list:
    """The results of a recurrence on arrays that may be traced; inputs, like outputs, are stacked over time."""
    arguments, count = [*constants, *state, *inputs], len(r.results)
    watched = tuple(i for i, x in enumerate(arguments) if isinstance(x, Traced) and not x.symbolic)
    if watched:
        r = r.once(saving)
    ys = r.once(_primitive)(bundle(*arguments), wanted=watched or tuple(range(len(arguments))))
    return [part(ys, place=i) for i in range(count)]


def _primitive(r):
    """The loop as a primitive from bundle to bundle; `wanted` are the places whose adjoints somebody may ask for."""
    def value(x, wanted):
        return Bundle(dict(enumerate(r.once(loop)(*x.parts.values()))))

    jvp = lambda x_dot, y, x, wanted: _push(*_kept(r, y, x, wanted), x_dot, x)  # noqa: E731
    pull = lambda y, x, wanted: lambda y_bar: _pull(*_kept(r, y, x, wanted), y_bar, x, wanted)  # noqa: E731
    return Primitive(name="scan", symbol="scan", params=("wanted",), value=value, jvps=(jvp,), pulls=(pull,))


def _kept(r, y, x, wanted):
    """The recurrence with what its derivatives need, and its results: run again, if nobody expected them."""
    if r.saved is not None:
        return r, y
    return r.once(saving), r.once(saving).once(_primitive)(x, wanted=wanted)


def _push(r, y, x_dot, x):
    dots = [x_dot.parts.get(i) for i in range(len(r.arguments))]
    constant_dots, state_dots, input_dots = r.split(dots)
    state_dots = _filled(state_dots, r.state)
    present = tuple(dot is not None for dot in (*constant_dots, *state_dots, *input_dots))
    (constants, _, inputs), saved = _surroundings(r, x, y)
    y_dots = run(r.once(tangent, present), [*constants, *given(constant_dots)], state_dots,
                 [*inputs, *saved, *given(input_dots)])
    return Bundle(dict(enumerate(y_dots)))


def _pull(r, y, y_bar, x, wanted):
    bars = [y_bar.parts.get(i) for i in range(len(r.results))]
    state_bars, sum_bars, output_bars = r.split_results(bars)
    state_bars = _filled(state_bars, r.state)
    present = tuple(bar is not None for bar in (*state_bars, *sum_bars, *output_bars))
    (constants, _, inputs), saved = _surroundings(r, x, y)
    x_bars = run(r.once(adjoint, present, wanted), [*constants, *given(sum_bars)], state_bars,
                 [*inputs, *saved, *given(output_bars)])
    constant_places, state_places, input_places = r.split(range(len(r.arguments)))
    places = [*state_places, *[i for i in constant_places if i in wanted], *[i for i in input_places if i in wanted]]
    return Bundle(dict(zip(places, x_bars, strict=True)))


def _surroundings(r, x, y):
    first = len(r.results) - len(r.saved)
    return (r.split([part(x, place=i) for i in range(len(r.arguments))]),
            [part(y, place=i) for i in range(first, len(r.results))])


def _filled(values, symbols):
    """Zeros in place of what is missing."""
    zeros = [np.zeros(x.shape, x.dtype) if x.shape else 0.0 for x in symbols]
    return [zero if value is None else value for value, zero in zip(values, zeros, strict=True)]
