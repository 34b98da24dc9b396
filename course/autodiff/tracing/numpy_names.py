"""NumPy's own functions (NEP 13 and 18) on traced arguments: which function of the course each of them stands for."""
from __future__ import annotations

import inspect
import math
from difflib import get_close_matches
from functools import cache

import numpy as np

from course.autodiff.rules import elementary as e
from course.autodiff.rules import matrices, products, reductions, structural
from course.autodiff.rules.primitive import Primitive, constant, primal
from course.autodiff.rules.structural import settled
from course.autodiff.rules.table import TABLE
from course.autodiff.text import short
from course.autodiff.tracing import combined, multiplied, rearranged
from course.autodiff.tree import tree_map

MOVING = (np.repeat, np.tile, np.take, np.take_along_axis, np.delete, np.resize, np.diagonal, np.fliplr,
          np.flipud, np.rot90, np.rollaxis, np.fft.fftshift, np.fft.ifftshift)
BY_NUMPY = {p.value: p for p in TABLE.values()} | {function: rearranged.moved(function) for function in MOVING} | {
    # entry by entry
    np.where: combined.chosen, np.select: combined.select_first, np.clip: combined.clip, np.square: combined.square,
    np.fabs: e.absolute, np.float_power: e.power, np.reciprocal: lambda x: 1.0 / x, np.polyval: combined.polyval,
    np.deg2rad: combined.scaled(np.pi / 180), np.rad2deg: combined.scaled(180 / np.pi),
    np.radians: combined.scaled(np.pi / 180), np.degrees: combined.scaled(180 / np.pi),
    np.fmax: combined.number_of(e.maximum), np.fmin: combined.number_of(e.minimum),
    np.linspace: combined.linspace, np.nan_to_num: combined.nan_to_num,
    np.positive: lambda x: x, np.copy: lambda a: a, np.real: lambda x: x,
    np.conjugate: lambda x: x,
    # sums, means, the largest
    np.sum: combined.total, np.nansum: combined.nansum, np.cumsum: combined.running_sum, np.prod: reductions.prod,
    np.cumprod: combined.running_product, np.mean: reductions.mean, np.average: combined.average,
    np.median: combined.median, np.var: reductions.var, np.std: reductions.std, np.ptp: combined.ptp,
    np.amax: reductions.amax, np.amin: reductions.amin, np.cov: multiplied.cov,
    np.diff: combined.difference, np.trapezoid: combined.trapezoid, np.trace: multiplied.trace,
    np.linalg.norm: reductions.norm,
    # products and matrices
    np.dot: multiplied.dot, np.inner: multiplied.inner, np.vdot: multiplied.vdot, np.outer: multiplied.outer,
    np.kron: multiplied.kron, np.cross: multiplied.cross, np.tensordot: multiplied.tensordot,
    np.einsum: products.einsum, np.convolve: products.convolve, np.correlate: multiplied.correlate,
    np.linalg.multi_dot: multiplied.multi_dot, np.linalg.matrix_power: multiplied.matrix_power,
    np.linalg.solve: matrices.solve, np.linalg.slogdet: multiplied.slogdet, np.linalg.matmul: products.matmul,
    np.linalg.outer: multiplied.outer, np.linalg.cross: multiplied.cross,
    np.linalg.matrix_transpose: products.transposed,
    # shapes and places
    np.reshape: structural.reshape, np.ravel: rearranged.ravel, np.squeeze: rearranged.squeeze,
    np.expand_dims: rearranged.expand_dims, np.moveaxis: rearranged.moveaxis, np.swapaxes: rearranged.swapaxes,
    np.matrix_transpose: products.transposed, np.flip: rearranged.flipped, np.roll: rearranged.roll,
    np.sort: rearranged.sort, np.partition: rearranged.partition, np.copyto: rearranged.copy_to,
    np.atleast_1d: rearranged.at_least(np.atleast_1d), np.atleast_2d: rearranged.at_least(np.atleast_2d),
    np.atleast_3d: rearranged.at_least(np.atleast_3d), np.broadcast_to: rearranged.to_shape,
    np.broadcast_arrays: rearranged.broadcast_arrays, np.full_like: rearranged.filled_like,
    np.meshgrid: rearranged.meshgrid, np.diag: rearranged.diag, np.tril: rearranged.triangle(np.tril),
    np.triu: rearranged.triangle(np.triu), np.pad: rearranged.padded,
    # joining and cutting
    np.concatenate: rearranged.join, np.append: rearranged.append, np.stack: rearranged.stack,
    np.hstack: rearranged.hstack, np.vstack: rearranged.vstack, np.dstack: rearranged.dstack,
    np.column_stack: rearranged.column_stack, np.split: rearranged.splitter(np.split),
    np.array_split: rearranged.splitter(np.array_split), np.vsplit: rearranged.splitter(np.split),
    np.hsplit: rearranged.splitter(np.split, 1), np.dsplit: rearranged.splitter(np.split, 2)}
# These see values only: a branch is chosen by them, and where they jump they have no derivative.
VALUES_ONLY = {
    np.greater, np.greater_equal, np.less, np.less_equal, np.equal, np.not_equal, np.logical_and, np.logical_or,
    np.logical_not, np.logical_xor, np.any, np.all, np.isfinite, np.isnan, np.isinf, np.isclose, np.allclose,
    np.array_equal, np.sign, np.signbit, np.floor, np.ceil, np.rint, np.round, np.trunc, np.fix, np.floor_divide,
    np.heaviside, np.argmax, np.argmin, np.argsort, np.argwhere, np.nonzero, np.flatnonzero, np.count_nonzero,
    np.searchsorted, np.digitize}
# And these see shapes and types only.
STATIC = {np.shape, np.ndim, np.size, np.zeros_like, np.ones_like, np.empty_like, np.result_type, np.iscomplexobj,
          np.isrealobj}


def call_numpy(function, args, kwargs):
    """What the NumPy function does on traced arguments. Raises TypeError for one that the table does not know."""
    if function in STATIC:
        return function(*tree_map(primal, args), **tree_map(primal, kwargs))
    if function in VALUES_ONLY:
        return function(*tree_map(constant, args), **tree_map(constant, kwargs))
    rule = BY_NUMPY.get(function)
    if rule is None:
        raise TypeError(_unknown(function))
    count, allowed = _form(rule)
    theirs = _numpys_form(function)
    if count < len(args) <= len(theirs):    # settings that are given by their place
        args, kwargs = args[:count], dict(zip(list(theirs)[count:], args[count:], strict=False)) | kwargs
    settings = {name: settled(value) for name, value in kwargs.items()
                if allowed is None or name in allowed or value is not theirs.get(name, ...)}
    if "dtype" in settings and np.dtype(settings["dtype"]).kind == "f":
        kind = settings.pop("dtype")
        args = tree_map(lambda x: e.cast(x, dtype=kind), args)
    if allowed is not None and (unknown := settings.keys() - allowed):
        name = min(unknown)
        raise TypeError(f"np.{function.__name__}(..., {name}={short(settings[name])}) is not supported on traced values"
                        f"{'; what is supported are ' + ', '.join(sorted(allowed)) if allowed else ''}.")
    return rule(*args, **settings)


def _unknown(function):
    """The sentence for a function without a rule: by its name, with those that come close."""
    name = function.__name__
    known = {f.__name__: _called(f) for f in BY_NUMPY if _called(f).startswith("np.")}
    close = [known[other] for other in get_close_matches(name, known, 4, 0.75)]
    others = f"Close to it: {', '.join(close)}. " if close else ""
    return (f"{_called(function)} has no derivative rule here. {others}"
            f"Write it with functions that have one, give it one with custom({name}, jvp=..., vjp=...), or add a row "
            "to course/autodiff/rules.")


def _called(function):
    """The name by which NumPy code calls a function: np.linalg.svd."""
    name, module = function.__name__, getattr(function, "__module__", None) or ""
    if isinstance(function, np.ufunc):
        return f"np.{name}" if getattr(np, name, None) is function else name
    return f"np{module.removeprefix('numpy')}.{name}" if module.startswith("numpy") else name


@cache
def _form(rule):
    """How many arguments a rule must have, and the names of its settings; None where all are passed on to NumPy."""
    if isinstance(rule, Primitive):
        return len(rule.jvps), frozenset(rule.params)
    parameters = inspect.signature(rule).parameters.values()
    kinds = {p.kind for p in parameters}
    names = frozenset(p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY))
    count = math.inf if inspect.Parameter.VAR_POSITIONAL in kinds else sum(p.default is p.empty for p in parameters)
    return count, None if inspect.Parameter.VAR_KEYWORD in kinds else names


@cache
def _numpys_form(function):
    """NumPy's names of the arguments in their order, with what they are where they are not given."""
    try:
        return {p.name: p.default for p in inspect.signature(function).parameters.values()}
    except ValueError:                      # written in C
        return {}
