"""Following the cell of a scan with symbols, once in every call; what it does is compared with what is known."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff.graph import as_float
from course.autodiff.primitive import Traced, primal, shape_of
from course.autodiff.recurrence import Recurrence
from course.autodiff.symbols import Program, Symbol, is_plain, leading_to
from course.autodiff.tree import flatten, tree_map

KNOWN: dict = {}                            # recurrences by what their cells do: what was compiled is used again
MOST = 200


def follow_cell(cell: Callable, trees: tuple, remembers: bool) -> tuple[Recurrence, Callable]:
    """The recurrence of a cell on three flattened trees, params, h and xs, and what rebuilds its output.

    A cell that does what another did, line by line, is the same recurrence, so that nothing is compiled twice; and one
    that does something else, since a value from outside has changed, is not.
    """
    program = Program()
    constants, state, inputs = ([program.symbol(x) for x in leaves] for leaves in _examples(trees))
    result = cell(*[rebuild(xs) for (_, rebuild), xs in zip(trees, (constants, state, inputs), strict=True)])
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError(f"the cell of a scan returned {result!r}. It must return two things: the new state, and the "
                        "output of this time, which is () for none.")
    (new_state, _), (outputs, rebuild_y) = map(flatten, result)
    new_state, outputs = ([as_float(x, f"{what} that the cell returns") for x in xs]
                          for xs, what in ((new_state, "a state"), (outputs, "an output")))
    _check(program, state, new_state, outputs)
    key = _key(program, (constants, state, inputs), [*new_state, *outputs]), remembers
    if key not in KNOWN:
        if len(KNOWN) >= MOST:
            KNOWN.clear()
        lines = [line._replace(args=tree_map(_own, line.args), params=tree_map(_own, line.params))
                 for line in leading_to([*new_state, *outputs], program.lines)]
        KNOWN[key] = Recurrence(lines, constants, state, inputs, tree_map(_own, new_state), (), tree_map(_own, outputs),
                                remembers=remembers)
    return KNOWN[key], rebuild_y


def _examples(trees):
    params, h, xs = ([primal(leaf) for leaf in leaves] for leaves, _ in trees)
    return params, h, [X[0] if len(X) else np.ones(X.shape[1:], X.dtype)[()] for X in xs]


def _check(program, state, new_state, outputs):
    before, after = ([(*shape_of(x), str(np.result_type(primal(x)))) for x in xs] for xs in (state, new_state))
    if before != after:
        raise ValueError(f"the cell makes a state of shapes and types {after} from one of {before}. They must agree: "
                         "start from an h like the one that the cell returns.")
    if any(line.primitive is None for line in program.lines):
        raise TypeError("the cell of a scan branches by a value, which differs from time to time. Choose with "
                        "np.where, or write the loop in Python.")
    for x in [arg for line in program.lines for arg in line.args] + new_state + outputs:
        if isinstance(x, Traced) and not (type(x) is Symbol and x.program is program):
            raise TypeError(f"the cell of a scan uses the traced value {x!r} from outside. Give it in params.")


def _own(x):
    return x.copy() if isinstance(x, np.ndarray) else x     # a constant that is changed later is another one


def _key(program, arguments, results):
    lines = [(line.primitive, *map(_constant, line.args), _settings(line.params)) for line in program.lines]
    shapes = [tuple((x.shape, float if type(x.value) is float else x.dtype) for x in xs) for xs in arguments]
    return tuple(lines), tuple(shapes), tuple(map(_constant, results))


def _constant(x):
    if type(x) is Symbol:
        return Symbol, x.number
    if isinstance(x, np.ndarray):
        return x.shape, x.dtype, x.tobytes()
    return type(x), repr(x) if isinstance(x, float) else x     # so that nan is nan, and 0.0 is not -0.0


def _settings(params):
    return repr(params) if is_plain(params) else tuple(_constant(leaf) for leaf in flatten(params)[0])
