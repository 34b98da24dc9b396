"""Plain NumPy and Python spelling on traced values: operators, NumPy's functions (NEP 13 and 18) and array methods."""
from __future__ import annotations

import numpy as np

from course.autodiff import table as t
from course.autodiff.primitive import Traced, shape_of


def mean(x, axis=None, keepdims=False):
    """The mean over `axis` (all axes by default)."""
    total = t.sum_(x, axis=axis, keepdims=keepdims)
    return total * (np.size(t.primal(total)) / np.size(t.primal(x)))


def dot(a, b):
    """np.dot for arrays of at most two axes."""
    return t.matmul(a, b) if shape_of(a) and shape_of(b) else t.mul(a, b)


BY_NUMPY = {p.value: p for p in t.TABLE.values()} | {
    np.dot: dot, np.mean: mean, np.square: lambda x: t.mul(x, x), np.positive: lambda x: x}
# These see values only: a branch is chosen by them, and where they jump they have no derivative.
VALUES_ONLY = {np.greater, np.greater_equal, np.less, np.less_equal, np.equal, np.not_equal, np.sign, np.isfinite,
               np.isnan, np.shape, np.ndim, np.size}


def call_numpy(function, args, kwargs):
    """What the NumPy function does on traced arguments. Raises TypeError for one that the table does not know."""
    if function in VALUES_ONLY:
        return function(*map(t.primal, args), **kwargs)
    rule = BY_NUMPY.get(function)
    if rule is None:
        raise TypeError(f"np.{function.__name__} has no derivative rule here. Write it with functions of the table "
                        f"({', '.join(t.TABLE)}), or add it in course/autodiff/table.py.")
    if isinstance(rule, t.Primitive):
        arity = len(rule.jvps)
        kwargs = dict(zip(rule.params, args[arity:], strict=False)) | kwargs
        args = args[:arity]
        if unknown := set(kwargs) - set(rule.params):
            raise TypeError(f"np.{function.__name__}(..., {min(unknown)}=...) is not supported on traced values.")
    return rule(*args, **kwargs)


def _cannot(what, instead):
    def refuse(self, *args, **kwargs):
        raise TypeError(f"{what} of the traced value {self!r} would lose its derivative. {instead}")
    return refuse


class NumpyLike(Traced):
    """The operators and methods of an array, for a subclass that has `value`, `level` and `apply`."""

    __slots__ = ()
    __add__, __radd__ = lambda a, b: t.add(a, b), lambda b, a: t.add(a, b)
    __sub__, __rsub__ = lambda a, b: t.sub(a, b), lambda b, a: t.sub(a, b)
    __mul__, __rmul__ = lambda a, b: t.mul(a, b), lambda b, a: t.mul(a, b)
    __truediv__, __rtruediv__ = lambda a, b: t.div(a, b), lambda b, a: t.div(a, b)
    __pow__, __rpow__ = lambda a, b: t.power(a, b), lambda b, a: t.power(a, b)
    __matmul__, __rmatmul__ = lambda a, b: t.matmul(a, b), lambda b, a: t.matmul(a, b)
    __neg__, __pos__, __abs__ = lambda a: t.neg(a), lambda a: a, lambda a: t.absolute(a)

    def __array_ufunc__(self, ufunc, method, *args, **kwargs):
        if method != "__call__" or "out" in kwargs:
            raise TypeError(f"np.{ufunc.__name__} would write into an array (or reduce it), which cannot be traced. "
                            "Make a new array: x = x + y instead of x += y.")
        rule = BY_NUMPY.get(ufunc)
        return rule(*args) if rule and not kwargs else call_numpy(ufunc, args, kwargs)

    def __array_function__(self, function, types, args, kwargs):
        return call_numpy(function, args, kwargs)

    # Comparisons look at values, so that branches and loops run as in plain code.
    __lt__, __le__ = lambda a, b: t.primal(a) < t.primal(b), lambda a, b: t.primal(a) <= t.primal(b)
    __gt__, __ge__ = lambda a, b: t.primal(a) > t.primal(b), lambda a, b: t.primal(a) >= t.primal(b)
    __eq__, __ne__ = lambda a, b: t.primal(a) == t.primal(b), lambda a, b: t.primal(a) != t.primal(b)
    __hash__ = Traced.__hash__              # by identity, as for any object that is equal to changing things

    def __bool__(self):
        return bool(t.primal(self))

    __float__ = _cannot("float()", "Use np.sin and the like instead of math.sin; for a plain number take .value.")
    __int__ = __index__ = _cannot("int()", "For a plain number take .value.")
    __array__ = _cannot("np.array()", "Work on whole arrays, or index into one.")
    __setitem__ = _cannot("Writing into a part", "Make a new array instead of changing this one.")

    shape = property(lambda x: shape_of(x.value))
    ndim = property(lambda x: len(x.shape))
    size = property(lambda x: int(np.prod(x.shape)))
    T = property(lambda x: t.transpose(x))

    def __len__(self):
        return len(self.value)

    def __getitem__(self, index):
        return t.getitem(self, index=index)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def sum(self, axis=None, keepdims=False):
        return t.sum_(self, axis=axis, keepdims=keepdims)

    def mean(self, axis=None, keepdims=False):
        return mean(self, axis, keepdims)

    def reshape(self, *shape):
        return t.reshape(self, shape=shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes):
        return t.transpose(self, axes=axes or None)
