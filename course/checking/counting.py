"""Numbers that count how they are used, for exercises about cost. They hide their values from the work."""
from __future__ import annotations

import operator
from collections import Counter

ADDS, MULTIPLIES = "add", "mul"
OPERATIONS = {"add": (operator.add, ADDS), "sub": (operator.sub, ADDS),
              "mul": (operator.mul, MULTIPLIES), "div": (operator.truediv, MULTIPLIES)}


class Counted:
    """A number that knows + - × ÷ and integer powers, and books each of them in its ledger."""

    __slots__ = ("_value", "ledger")

    def __init__(self, value, ledger: Counter):
        self._value, self.ledger = value, ledger

    def __add__(a, b):
        return a._work("add", a, b)

    def __radd__(b, a):
        return b._work("add", a, b)

    def __sub__(a, b):
        return a._work("sub", a, b)

    def __rsub__(b, a):
        return b._work("sub", a, b)

    def __mul__(a, b):
        return a._work("mul", a, b)

    def __rmul__(b, a):
        return b._work("mul", a, b)

    def __truediv__(a, b):
        return a._work("div", a, b)

    def __rtruediv__(b, a):
        return b._work("div", a, b)

    def __neg__(a):
        return Counted(-a._value, a.ledger)

    def __pow__(a, n):
        """a**n is a·a·…·a: n - 1 multiplications."""
        if type(n) is not int or n < 1:
            raise TypeError(f"a counted number can be raised to a positive integer, not to {n!r}.")
        power = a
        for _ in range(n - 1):
            power = power * a
        return power

    def __float__(self):
        raise TypeError("a counted number hides its value: keep it in a list or a dict, where arrays of floats cannot")

    def __repr__(self):
        return "a counted number"

    def _work(self, name, a, b):
        values = [x._value if isinstance(x, Counted) else x for x in (a, b)]
        if not all(isinstance(x, int | float) for x in values):
            return NotImplemented
        if any(isinstance(x, Counted) and x.ledger is not self.ledger for x in (a, b)):
            raise ValueError("this counted number is one of an earlier call, where its operations would be booked")
        operation, kind = OPERATIONS[name]
        self.ledger[kind] += 1
        return Counted(operation(*values), self.ledger)


def reveal(value):
    """The plain value behind counted numbers, inside lists, tuples and dicts too. For checks."""
    if isinstance(value, Counted):
        return value._value
    if isinstance(value, list | tuple):
        return type(value)(map(reveal, value))
    if isinstance(value, dict):
        return {key: reveal(item) for key, item in value.items()}
    return value
