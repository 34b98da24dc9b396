"""The same value by less work: squares, ones, and numbers that are factors together."""
from __future__ import annotations

import numpy as np

from course.autodiff.rules.elementary import mul, neg, power
from course.autodiff.rules.primitive import primal, shape_of


def simplified(primitive, args):
    """The same value by less work; without a primitive, the one argument that is left."""
    if primitive not in (mul, power) or not all(map(_is_real, args)):
        return primitive, args
    if primitive is power:
        return (mul, (args[0], args[0])) if type(args[1]) in (int, float) and args[1] == 2 else (primitive, args)
    a, b = (_uniform(x, other) for x, other in zip(args, reversed(args), strict=True))
    if type(a) is float and a == 1.0 or type(b) is float and b == 1.0:
        return None, (b if type(a) is float else a,)
    return mul, (a, b)


def product(primitive, args):
    """(c, x) for what is c times x, with a number c; None in its place for anything else."""
    if primitive is neg:
        return -1.0, args[0]
    if primitive is mul and type(args[1]) is float:
        args = args[::-1]
    whole = primitive is mul and type(args[0]) is float and _is_symbol(args[1]) and _is_real(args[1])
    return args if whole else (None, None)


def _is_real(x):
    """Whether one times x is x: true and false become numbers."""
    return not _is_symbol(x) or np.result_type(primal(x)).kind == "f"


def _uniform(x, other):
    """The one number in a constant array all of whose entries are equal, where a number does as well."""
    same = (isinstance(x, np.ndarray) and x.size and _is_symbol(other)
            and shape_of(other) == x.shape and np.result_type(primal(other)) == x.dtype == float)
    return float(x.flat[0]) if same and np.all(x == x.flat[0]) else x


def _is_symbol(x):
    return getattr(x, "symbolic", False)
