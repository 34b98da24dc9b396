"""NumPy's own functions (NEP 13 and 18) on traced arguments: which function of the course each of them stands for."""
from __future__ import annotations

import numpy as np

from course.autodiff.rules import products, reductions
from course.autodiff.rules.elementary import where
from course.autodiff.rules.primitive import Primitive, constant, primal
from course.autodiff.rules.structural import reshape, sum_
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
                        "give it one with custom(f, jvp=..., vjp=...), or add it to course/autodiff/table.py.")
    if isinstance(rule, Primitive):
        arity = len(rule.jvps)
        kwargs = dict(zip(rule.params, args[arity:], strict=False)) | kwargs
        args = args[:arity]
        allowed = rule.params
    else:
        allowed = rule.__code__.co_varnames[:rule.__code__.co_argcount + rule.__code__.co_kwonlyargcount]
    if unknown := set(kwargs) - set(allowed):
        raise TypeError(f"np.{function.__name__}(..., {min(unknown)}=...) is not supported on traced values.")
    return rule(*args, **kwargs)
