"""Plain NumPy and Python spelling on traced values: operators, NumPy's functions and the methods of arrays."""
from __future__ import annotations

import numpy as np

from course.autodiff.rules import elementary as e
from course.autodiff.rules.primitive import Traced, constant, primal, shape_of
from course.autodiff.rules.products import matmul
from course.autodiff.rules.structural import getitem, settled, transpose
from course.autodiff.tracing.numpy_names import BY_NUMPY, call_numpy


def _cannot(what, instead):
    def refuse(self, *args, **kwargs):
        raise TypeError(f"{what} of the traced value {self!r} would lose its derivative. {instead}")
    return refuse


def _method(function):
    """x.sum(axis=0) as np.sum(x, axis=0)."""
    return lambda self, *args, **kwargs: call_numpy(function, (self, *args), kwargs)


def _operators(primitive):
    """a ∘ b for a traced a, and for a traced b whose a cannot; the interpreter of the higher level carries it out."""
    def left(a, b):
        if type(b) is int:
            b = float(b)
        return (b if isinstance(b, Traced) and b.level > a.level else a).binary(primitive, a, b)

    def right(b, a):
        return b.binary(primitive, float(a) if type(a) is int else a, b)
    return left, right


class NumpyLike(Traced):
    """The operators and methods of an array, for a subclass that has `value`, `level` and `apply`."""

    __slots__ = ()
    __add__, __radd__ = _operators(e.add)
    __sub__, __rsub__ = _operators(e.sub)
    __mul__, __rmul__ = _operators(e.mul)
    __truediv__, __rtruediv__ = _operators(e.div)
    __pow__, __rpow__ = _operators(e.power)
    __matmul__, __rmatmul__ = _operators(matmul)
    __neg__, __pos__, __abs__ = lambda a: e.neg(a), lambda a: a, lambda a: e.absolute(a)

    def binary(self, primitive, a, b):
        """apply, for a primitive of two arguments."""
        return self.apply(primitive, (a, b), {})

    def __array_ufunc__(self, ufunc, method, *args, **kwargs):
        if method != "__call__" or "out" in kwargs:
            raise TypeError(f"np.{ufunc.__name__} would write into an array (or reduce it), which cannot be traced. "
                            "Make a new array: x = x + y instead of x += y.")
        rule = BY_NUMPY.get(ufunc)
        return rule(*args) if rule and not kwargs else call_numpy(ufunc, args, kwargs)

    def __array_function__(self, function, types, args, kwargs):
        return call_numpy(function, args, kwargs)

    # Comparisons look at values, so that branches and loops run as in plain code.
    __lt__, __le__ = lambda a, b: constant(a) < constant(b), lambda a, b: constant(a) <= constant(b)
    __gt__, __ge__ = lambda a, b: constant(a) > constant(b), lambda a, b: constant(a) >= constant(b)
    __eq__, __ne__ = lambda a, b: constant(a) == constant(b), lambda a, b: constant(a) != constant(b)
    __hash__ = Traced.__hash__              # by identity, as for any object that is equal to changing things

    def __bool__(self):
        return bool(constant(self))

    __float__ = _cannot("float()", "Use np.sin and the like instead of math.sin; for a plain number take .value.")
    __int__ = __index__ = _cannot("int()", "For a plain number take .value.")
    __array__ = _cannot("np.array()", "Work on whole arrays, index into one, or join parts with np.stack.")
    __setitem__ = _cannot("Writing into a part", "Make a new array instead of changing this one.")
    __reduce_ex__ = _cannot("Pickling", "Pickle plain numbers and arrays: the results, outside of f.")
    __deepcopy__ = __copy__ = lambda self, memo=None: self      # it never changes, so that a copy is the same

    shape = property(lambda x: shape_of(x.value))
    ndim = property(lambda x: len(x.shape))
    size = property(lambda x: int(np.prod(x.shape)))
    dtype = property(lambda x: np.asarray(primal(x)).dtype)
    T = property(lambda x: transpose(x))

    def __len__(self):
        return len(self.value)

    def __getitem__(self, index):
        return getitem(self, index=index if type(index) in (int, slice) else settled(index))

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    sum, mean, prod, max, min = map(_method, (np.sum, np.mean, np.prod, np.max, np.min))
    var, std, cumsum, clip, dot = map(_method, (np.var, np.std, np.cumsum, np.clip, np.dot))
    ravel, squeeze, swapaxes, trace = map(_method, (np.ravel, np.squeeze, np.swapaxes, np.trace))
    argmax, argmin, any, all, round = map(_method, (np.argmax, np.argmin, np.any, np.all, np.round))
    flatten, copy = ravel, _method(np.copy)

    def reshape(self, *shape, **settings):
        return call_numpy(np.reshape, (self, shape[0] if len(shape) == 1 else shape), settings)

    def transpose(self, *axes):
        axes = axes[0] if len(axes) == 1 and isinstance(axes[0], tuple | list) else axes
        return transpose(self, axes=tuple(axes) or None)
