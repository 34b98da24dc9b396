"""Where each line of a recurrence is carried out: once, for all times before or after the loop, or inside it."""
from __future__ import annotations

from collections.abc import Callable
from itertools import count

from course.autodiff import elementwise as e
from course.autodiff.over_time import BILINEAR, LINEAR, add_up, add_up_products, for_all_times
from course.autodiff.primitive import Primitive, shape_of
from course.autodiff.products import matmul
from course.autodiff.recurrence import Recurrence, time_dependent
from course.autodiff.symbols import Line, Symbol, leading_to

TOTAL = Primitive(name="total", symbol="Σ", value=add_up, jvps=(), pulls=())
TOTAL_OF_PRODUCTS = Primitive(name="total_of_products", symbol="Σ", value=add_up_products, jvps=(), pulls=())


class Plan:
    """The lines `once`, `before`, `inside` and `after`, and the `last` ones, which make sums over time.

    What does not depend on the state comes before the loop; what the next state does not depend on comes after it.
    """

    def __init__(self, recurrence: Recurrence):
        r = self.recurrence = recurrence
        self.timed = time_dependent(r)
        self.made_by = {line.target.number: line for line in r.lines}
        self.new_number = count(1 + max([x.number for x in r.arguments] + list(self.made_by))).__next__
        self.length = self._symbol(1.0)     # how many times there are
        self.last, self.totals, self.accumulated = [], {}, {}
        self.sums = [self._total(y) for y in r.sums]
        ends = [*r.outputs, *[need for line in self.last for need in line.needs]]
        self._place(leading_to([*r.new_state, *ends, *self.accumulated.values()], r.lines))
        self.ends = list(filter(self.is_timed, ends))       # needed for all times, when all is done

    def is_timed(self, x) -> bool:
        """Whether x differs from time to time."""
        return type(x) is Symbol and x.number in self.timed

    def rule(self, line: Line) -> Callable | None:
        """The line as a function of stacks, for all times at once; None where there is no such rule."""
        return for_all_times(line, tuple(map(self.is_timed, line.args)))

    def _place(self, lines):
        r, waiting = self.recurrence, []
        self.once, self.before, self.inside, self.after = [], [], [], []
        early = {x.number for x in (*r.constants, *r.inputs)}
        for line in lines:
            number = line.target.number
            if early.issuperset(need.number for need in line.needs) and (number not in self.timed or self.rule(line)):
                early.add(number)
                (self.before if number in self.timed else self.once).append(line)
            else:
                waiting.append(line)
        feeding = {y.number for y in r.new_state if type(y) is Symbol}
        for line in reversed(waiting):
            if line.target.number not in feeding and self.rule(line):
                self.after.insert(0, line)
            else:
                self.inside.insert(0, line)
                feeding |= {need.number for need in line.needs}

    @property
    def rows(self) -> list[Symbol]:
        """What the loop takes from stacks that are there before it, time by time."""
        stacks = {x.number for x in (*self.recurrence.inputs, *[line.target for line in self.before])}
        wanted = [need for line in self.inside for need in line.needs] + list(self.recurrence.new_state)
        return _once([x for x in wanted if type(x) is Symbol and x.number in stacks])

    @property
    def kept(self) -> list[Symbol]:
        """What the loop writes into stacks for what comes after it: states, and targets of its lines."""
        made = {x.number for x in (*self.recurrence.state, *[line.target for line in self.inside])}
        wanted = self.ends + [need for line in self.after for need in line.needs]
        return _once([x for x in wanted if x.number in made])

    # --- Σ over time: what is linear is done once, on sums ---

    def _total(self, y):
        """A symbol for the sum of y over time, and among the last lines those that make it."""
        if not self.is_timed(y):
            return self._last(e.mul, (self.length, y), y)
        if y.number not in self.totals:
            self.totals[y.number] = self._total_of_line(y, self.made_by.get(y.number))
        return self.totals[y.number]

    def _total_of_line(self, y, line):
        if line is None:
            return self._last(TOTAL, (y,), y)
        if not self.rule(line):
            self.accumulated[y.number] = y  # in the loop
            return self._symbol(y.value)
        timed = list(map(self.is_timed, line.args))
        linear = line.primitive in LINEAR or line.primitive in BILINEAR and sum(timed) == 1
        if linear or line.primitive in (e.add, e.sub):
            args = [self._total(arg) if t or not linear else arg for arg, t in zip(line.args, timed, strict=True)]
            return self._last(line.primitive, tuple(args), y, line.params)
        if line.primitive is matmul and all(len(shape_of(arg)) == 2 for arg in line.args):
            return self._last(TOTAL_OF_PRODUCTS, line.args, y)
        return self._last(TOTAL, (y,), y)

    def _last(self, primitive, args, y, params=None):
        target = self._symbol(y.value if type(y) is Symbol else y)
        self.last.append(Line(target, primitive, args, params or {}))
        return target

    def _symbol(self, value):
        return Symbol(value, None, self.new_number())


def _once(symbols):
    return list({x.number: x for x in symbols}.values())
