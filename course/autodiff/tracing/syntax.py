"""Plain NumPy and Python spelling on traced values: operators, NumPy's functions and the methods of arrays."""
from __future__ import annotations

import math

import numpy as np

from course.autodiff.rules import elementary as e
from course.autodiff.rules.primitive import Traced, constant, joined, primal, shape_of
from course.autodiff.rules.products import matmul, transposed
from course.autodiff.rules.structural import getitem, settled, transpose
from course.autodiff.tracing.numpy_names import BY_NUMPY, call_numpy
from course.autodiff.tracing.running import Lost


def _cannot(what, instead):
    def refuse(self, *args, **kwargs):
        raise Lost(f"{what} of the traced value {self!r} would lose its derivative. {instead}")
    return refuse


def _method(function):
    """x.sum(axis=0) as np.sum(x, axis=0)."""
    return lambda self, *args, **kwargs: call_numpy(function, (self, *args), kwargs)


def _operators(primitive):
    """a ∘ b for a traced a, and for a traced b whose a cannot; the interpreter of the higher level carries it out."""
    def left(a, b):
        if type(b) in MEND:
            b = MEND[type(b)](b)
        return (b if isinstance(b, Traced) and b.level > a.level else a).binary(primitive, a, b)

    def right(b, a):
        if type(a) in MEND and isinstance(a := MEND[type(a)](a), Traced):
            return left(a, b)
        return b.binary(primitive, a, b)
    return left, right


def _list(x):
    return np.stack(x) if any(isinstance(part, Traced) for part in x) else x


MEND = {int: float, list: _list, np.ndarray: joined}    # beside a traced value: reals, and traced values in one array


def _jumping(function, whole):
    """round(x), math.floor(x): a step has no derivative, so that a plain number comes out."""
    def jump(x, *digits):
        value = constant(x)
        return whole(value, *digits) if type(value) is float else function(value, *digits)
    return jump


class NumpyLike(Traced):
    """The operators and methods of an array, for a subclass that has `value`, `level` and `apply`."""

    __slots__ = ()
    __add__, __radd__ = _operators(e.add)
    __sub__, __rsub__ = _operators(e.sub)
    __mul__, __rmul__ = _operators(e.mul)
    __truediv__, __rtruediv__ = _operators(e.div)
    __pow__, __rpow__ = _operators(e.power)
    __matmul__, __rmatmul__ = _operators(matmul)
    __mod__, __rmod__ = _operators(e.mod)
    __floordiv__, __rfloordiv__ = lambda a, b: np.floor_divide(a, b), lambda b, a: np.floor_divide(a, b)
    __divmod__, __rdivmod__ = lambda a, b: (a // b, a % b), lambda b, a: (a // b, a % b)
    __round__, __floor__ = _jumping(np.round, round), _jumping(np.floor, math.floor)
    __ceil__, __trunc__ = _jumping(np.ceil, math.ceil), _jumping(np.trunc, math.trunc)
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
    __complex__ = _cannot("complex()", "Write real and imaginary parts as two real numbers.")
    __setitem__ = _cannot("Writing into a part", "Make a new array instead of changing this one: by np.where, or by "
                          "collecting its parts in a list and joining them with np.array.")
    __reduce_ex__ = _cannot("Pickling", "Pickle plain numbers and arrays: the results, outside of f.")
    __deepcopy__ = __copy__ = lambda self, memo=None: self      # it never changes, so that a copy is the same

    def __array__(self, dtype=None, copy=None):
        """np.array([x[0], x[1] ** 2]): an array of objects, each a traced number; `joined` makes one value of it."""
        entries = np.empty(self.shape, object)
        for place in np.ndindex(self.shape):
            entries[place] = self[place] if place else self
        return entries

    def __format__(self, spec):
        return format(primal(self), spec) if spec else str(self)

    shape = property(lambda x: shape_of(x.value))
    ndim = property(lambda x: len(x.shape))
    size = property(lambda x: int(np.prod(x.shape)))

    @property
    def dtype(self):
        """The type of an array's entries. A number has none, as Python's: np.mean of a list of numbers relies on it."""
        if self.shape:
            return primal(self).dtype
        raise AttributeError("a number has no dtype; np.result_type(x) tells it", name="dtype", obj=self)

    T = property(lambda x: transpose(x))
    mT, real = property(transposed), property(lambda x: x)

    def __len__(self):
        return len(self.value)

    def __getitem__(self, index):
        return getitem(self, index=index if type(index) in (int, slice) else settled(index))

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    sum, mean, prod, max, min = map(_method, (np.sum, np.mean, np.prod, np.max, np.min))
    var, std, cumsum, clip, dot = map(_method, (np.var, np.std, np.cumsum, np.clip, np.dot))
    cumprod, take, repeat, diagonal = map(_method, (np.cumprod, np.take, np.repeat, np.diagonal))
    ravel, squeeze, swapaxes, trace = map(_method, (np.ravel, np.squeeze, np.swapaxes, np.trace))
    argmax, argmin, argsort, any, all = map(_method, (np.argmax, np.argmin, np.argsort, np.any, np.all))
    round, nonzero = map(_method, (np.round, np.nonzero))
    flatten, copy = ravel, _method(np.copy)
    conj = conjugate = lambda x: x
    flat = property(lambda x: np.ravel(x))

    def tolist(self):
        """The entries in nested lists."""
        return self.__array__().tolist()

    def astype(self, dtype, **_):
        """The same values as another type; as whole numbers they jump, and are plain."""
        if np.dtype(dtype).kind == "f":
            return e.cast(self, dtype=dtype)
        value = constant(self)
        return value.astype(dtype) if hasattr(value, "astype") else np.dtype(dtype).type(value)

    def item(self, *place):
        """The one entry, or the entry at a place, as a number."""
        return (np.ravel(self) if len(place) < 2 else self)[place or 0]

    def reshape(self, *shape, **settings):
        return call_numpy(np.reshape, (self, shape[0] if len(shape) == 1 else shape), settings)

    def transpose(self, *axes):
        axes = axes[0] if len(axes) == 1 and isinstance(axes[0], tuple | list) else axes
        return transpose(self, axes=tuple(axes) or None)


# NumPy computes with an array of objects entry by entry, and asks each for a method: np.sin(x) is x.sin() there.
for _function in BY_NUMPY:
    if isinstance(_function, np.ufunc) and not hasattr(NumpyLike, _function.__name__):
        setattr(NumpyLike, _function.__name__, _method(_function))
