"""NumPy's own functions (NEP 13 and 18) on traced arguments: which function of the course each of them stands for."""
from __future__ import annotations

import inspect
import math
from functools import cache

import numpy as np

from course.autodiff.rules import products, reductions
from course.autodiff.rules.elementary import where
from course.autodiff.rules.primitive import Primitive, constant, primal
from course.autodiff.rules.structural import reshape, settled, sum_
from course.autodiff.rules.table import TABLE
from course.autodiff.tracing import composed
from course.autodiff.tree import tree_map

BY_NUMPY = {p.value: p for p in TABLE.values()} | {
    np.sum: sum_, np.reshape: reshape, np.prod: reductions.prod,
    np.mean: reductions.mean, np.var: reductions.var, np.std: reductions.std,
    np.linalg.norm: reductions.norm,
    np.where: where, np.clip: composed.clip, np.square: composed.square, np.positive: lambda x: x,
    np.dot: composed.dot, np.outer: composed.outer, np.tensordot: composed.tensordot, np.einsum: products.einsum,
    np.convolve: products.convolve, np.linalg.solve: products.solve,
    np.moveaxis: composed.moveaxis, np.swapaxes: composed.swapaxes, np.ravel: composed.ravel,
    np.squeeze: composed.squeeze, np.expand_dims: composed.expand_dims, np.broadcast_to: composed.to_shape,
    np.flip: composed.flipped,
    np.concatenate: composed.join, np.stack: composed.stack, np.hstack: composed.hstack, np.vstack: composed.vstack,
    np.split: composed.splitter(np.split), np.array_split: composed.splitter(np.array_split), np.copy: lambda a: a,
    np.pad: composed.zero_pad, np.diag: composed.diag, np.trace: composed.trace,
    np.tril: composed.triangle(np.tril), np.triu: composed.triangle(np.triu)}
# These see values only: a branch is chosen by them, and where they jump they have no derivative.
VALUES_ONLY = {
    np.greater, np.greater_equal, np.less, np.less_equal, np.equal, np.not_equal, np.logical_and, np.logical_or,
    np.logical_not, np.any, np.all, np.isfinite, np.isnan, np.isinf, np.isclose, np.allclose, np.array_equal,
    np.sign, np.floor, np.ceil, np.rint, np.round, np.trunc, np.argmax, np.argmin, np.argsort, np.nonzero,
    np.count_nonzero}
# And these see shapes and types only.
STATIC = {np.shape, np.ndim, np.size, np.zeros_like, np.ones_like, np.result_type, np.iscomplexobj}


def call_numpy(function, args, kwargs):
    """What the NumPy function does on traced arguments. Raises TypeError for one that the table does not know."""
    if function in STATIC:
        return function(*tree_map(primal, args), **tree_map(primal, kwargs))
    if function in VALUES_ONLY:
        return function(*tree_map(constant, args), **tree_map(constant, kwargs))
    rule = BY_NUMPY.get(function)
    if rule is None:
        raise TypeError(f"np.{function.__name__} has no derivative rule here. Write it with NumPy functions that have "
                        f"one ({', '.join(sorted(f.__name__ for f in BY_NUMPY if f.__name__[0] not in '_<'))}), "
                        "give it one with custom(f, jvp=..., vjp=...), or add it to course/autodiff/rules.")
    count, allowed = _form(rule)
    theirs = _numpys_form(function)
    if count < len(args) <= len(theirs):    # settings that are given by their place
        args, kwargs = args[:count], dict(zip(list(theirs)[count:], args[count:], strict=False)) | kwargs
    settings = {name: settled(value) for name, value in kwargs.items()
                if name in allowed or value is not theirs.get(name, ...)}
    if unknown := settings.keys() - allowed:
        raise TypeError(f"np.{function.__name__}(..., {min(unknown)}=...) is not supported on traced values.")
    return rule(*args, **settings)


@cache
def _form(rule):
    """How many arguments a rule must have, and the names of its settings."""
    if isinstance(rule, Primitive):
        return len(rule.jvps), frozenset(rule.params)
    parameters = inspect.signature(rule).parameters.values()
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return math.inf, frozenset()
    return sum(p.default is p.empty for p in parameters), frozenset(p.name for p in parameters)


@cache
def _numpys_form(function):
    """NumPy's names of the arguments in their order, with what they are where they are not given."""
    try:
        return {p.name: p.default for p in inspect.signature(function).parameters.values()}
    except ValueError:                      # written in C
        return {}
