"""What a user may tell the engine: a rule of one's own, a value to be taken as constant, a part to be recomputed."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff.modes.columns import Columns, each
from course.autodiff.modes.forward import jvp
from course.autodiff.modes.reverse import replaced, vjp
from course.autodiff.rules.kinds import flat, general
from course.autodiff.rules.primitive import Primitive, Slots, Traced, primal, shape_of
from course.autodiff.tracing.outside import as_result
from course.autodiff.tree import flatten, tree_map


def custom(f: Callable, jvp: Callable | tuple | None = None, vjp: Callable | tuple | None = None) -> Primitive:
    """f as a primitive with rules of its own, in place of differentiating through it.

    jvp(x_dot, y, *args) is the tangent of y = f(*args) caused by x_dot, vjp(y_bar, y, *args) the adjoint of the
    argument; a tuple of them, one for each argument. f sees plain numbers and arrays and gives back one. Rules written
    with NumPy functions can be differentiated again. Raises TypeError when a mode without a rule is used, or a rule
    gives back another shape than it must: a tangent has that of y, an adjoint that of its argument.
    """
    name = getattr(f, "__name__", "custom")
    jvps, vjps = (_rules(name, mode, rules) for mode, rules in (("jvp", jvp), ("vjp", vjp)))
    return general(name, _own(_closed(f, name)), jvps, _pulls(vjps))


def _own(f):
    """f with results of its own: it may write into one array again and again."""
    def value(*args):
        y = f(*args)
        return y.copy() if type(y) is np.ndarray else y
    return value


def _pulls(vjps):
    """The rules vjps[i](y_bar, y, *args) as makers of pulls."""
    return Slots(lambda slot, y, *args: lambda y_bar: vjps[slot](y_bar, y, *args))


def _closed(f, name):
    def value(*args):
        y = f(*args)
        if isinstance(y, Traced):           # though the arguments are plain
            raise TypeError(f"{name} uses the traced value {y!r} from outside. Give it to {name} as an argument.")
        return y
    return value


def _rules(name, mode, rules):
    if callable(rules):
        rules = (rules,)

    def rule(slot, seed, *args):
        if isinstance(seed, Columns):       # a rule of one's own sees one tangent or adjoint at a time
            return each(lambda one: rule(slot, one, *args), seed, like=seed)
        args = seed, *args
        if rules is None or slot >= len(rules) or rules[slot] is None:
            raise TypeError(f"{name} has no {mode} for argument {slot}. Give it one: custom(f, {mode}=...), "
                            "a tuple of rules for several arguments.")
        return _fitting(rules[slot](*args), f"the {mode} of {name} for argument {slot}", args, mode, slot)
    return Slots(rule)


def _fitting(result, what, args, mode, slot):
    """The result of a rule (x_dot, y, *args) or (y_bar, y, *args), if it has the shape that it must have."""
    _, y, *xs = args
    wanted = shape_of(y if mode == "jvp" else xs[slot])
    if (found := shape_of(as_result(result, what))) != wanted:
        raise TypeError(f"{what} returned shape {found}. It must be {wanted}, the shape of "
                        f"{'the result' if mode == 'jvp' else 'this argument'}.")
    return result


held = flat("stop_gradient", lambda x: x, entrywise=True)


def stop_gradient(x):
    """The same value as a constant: no derivative flows through it, in any mode and at any level."""
    return tree_map(lambda leaf: held(leaf) if isinstance(leaf, Traced) else leaf, x)


def checkpoint(f: Callable) -> Callable:
    """f, whose inner values are not kept for the reverse sweep but computed again in it: less memory, more time.

    Arguments and results may be nested tuples, lists and dicts of arrays. Everything that is differentiated must come
    in as an argument: raises TypeError for a traced value that f takes from outside, ValueError where f gives another
    value the second time.
    """
    name = getattr(f, "__name__", "f")

    def checkpointed(*args):
        leaves, rebuild = flatten(args)
        form = []                           # shapes and structure of the result: known once f has run

        def packed(*leaves):
            parts, rebuild_y = flatten(f(*rebuild(leaves)))
            parts = [as_result(part, name) for part in parts]
            form[:] = [shape_of(part) for part in parts], rebuild_y
            return parts[0] if len(parts) == 1 else np.concatenate([np.reshape(part, -1) for part in parts])

        jvps = Slots(lambda slot, x_dot, y, *xs: _push(packed, name, slot, x_dot, y, xs))
        y = general(name, _closed(packed, name), jvps, _pulls(_recomputed(packed, name)))(*leaves)
        shapes, rebuild_y = form
        return rebuild_y([y] if len(shapes) == 1 else _unpacked(y, shapes))
    return checkpointed


def _recomputed(packed, name):
    """The vjps: the first that is asked runs the function again, the others take their shares of its answer, once."""
    last, shares = [None, None], {}

    def rule(slot, y_bar, y, *xs):
        if last[0] is not y_bar or last[1] is not y or slot not in shares:
            again, pull = vjp(packed, *xs)
            _agree(again, y, name)
            last[:] = y_bar, y
            shares.update(enumerate(pull(y_bar)))
        return shares.pop(slot)
    return Slots(rule)


def _agree(again, y, name):
    again, y = primal(again), primal(y)
    if not (np.array_equal(again, y) or np.allclose(again, y, equal_nan=True)):
        raise ValueError(f"{name} gave another value when it was computed again. Draw random numbers outside of it, "
                         "and copy what will change: give them to it as arguments.")


def _push(f, name, slot, x_dot, y, xs):
    again, y_dot = jvp(lambda x: f(*replaced(xs, [slot], [x])), (xs[slot],), (x_dot,))
    _agree(again, y, name)
    return y_dot


def _unpacked(y, shapes):
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    return [np.reshape(part, shape) if shape else part[0]
            for part, shape in zip(np.split(y, ends[:-1]), shapes, strict=True)]
