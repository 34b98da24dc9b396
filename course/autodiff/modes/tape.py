"""What reverse mode writes down while a program runs: the edges, each with what pulls an adjoint back along it."""
from __future__ import annotations

from itertools import count

from course.autodiff.rules.primitive import new_level, primal
from course.autodiff.text import short
from course.autodiff.tracing.outside import kept
from course.autodiff.tracing.running import ended
from course.autodiff.tracing.syntax import NumpyLike


class Tape(list):
    """The edges of one run in the order of computing: (target, source, pull), the first two numbers of values."""

    __slots__ = ("level", "new_number", "values")

    def __init__(self):
        self.level, self.new_number = new_level(), count().__next__

    def close(self):
        """The run has ended: how many values it had; it gets no more."""
        self.values, self.new_number = self.new_number(), _no_number


def _no_number():
    raise ended("of this tape")


class Var(NumpyLike):
    """A value and its number on the tape. The tape knows no values, so that what no pull needs is freed at once."""

    __slots__ = ("value", "tape", "number")

    def __init__(self, value, tape, number):
        self.value, self.tape, self.number = value, tape, number

    level = property(lambda self: self.tape.level)

    def apply(self, primitive, args, params):
        """Compute on the values, and put the edges from those arguments that are of this run on the tape."""
        if len(args) == 1:
            return self.unary(primitive, params)
        if len(args) == 2 and not params:
            return self.binary(primitive, *args)
        tape = self.tape
        ours = [type(arg) is Var and arg.tape is tape for arg in args]
        values = [arg.value if our else kept(arg) for arg, our in zip(args, ours, strict=True)]
        y, number = primitive(*values, **params), tape.new_number()
        tape += [(number, args[slot].number, primitive.pull_at[slot](y, *values, **params))
                 for slot, our in enumerate(ours) if our]
        return Var(y, tape, number)

    def unary(self, primitive, params):
        """The same for a primitive of one argument."""
        x, tape = self.value, self.tape
        if type(x) is float and primitive.scalar:
            y = primitive.scalar(x)
            pull = primitive.slope_at[0](y, x)
        else:
            y = primitive(x, **params)
            pull = primitive.pull_at[0](y, x, **params)
        number = tape.new_number()
        tape.append((number, self.number, pull))
        return Var(y, tape, number)

    def binary(self, primitive, a, b):
        """The same for a primitive of two arguments without settings: most of a run, so it is worth some speed."""
        tape = self.tape
        a_ours, b_ours = type(a) is Var and a.tape is tape, type(b) is Var and b.tape is tape
        u = a.value if a_ours else a if type(a) is float else kept(a)
        v = b.value if b_ours else b if type(b) is float else kept(b)
        if type(u) is float and type(v) is float and primitive.scalar:
            y, at = primitive.scalar(u, v), primitive.slope_at
        else:
            y, at = primitive(u, v), primitive.pull_at
        number = tape.new_number()
        if a_ours:
            tape.append((number, a.number, at[0](y, u, v)))
        if b_ours:
            tape.append((number, b.number, at[1](y, u, v)))
        return Var(y, tape, number)

    def __repr__(self):
        return short(primal(self.value))
