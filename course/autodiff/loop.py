"""A recurrence as a loop in plain NumPy, written by its plan: the lines inside are all that is done time by time."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course.autodiff.memory import Memory
from course.autodiff.plan import Plan
from course.autodiff.primitive import shape_of
from course.autodiff.recurrence import Recurrence
from course.autodiff.spelling import Speller, takes_out
from course.autodiff.symbols import Symbol


def loop(recurrence: Recurrence) -> Callable:
    """The function (*constants, *state, *inputs) -> results, with its code as `text`.

    In the code v5 is a value at one time, or one that is the same at all times; V5 stacks the values of all times.
    """
    text, space = _Writer(Plan(recurrence)).written()
    exec(compile(text, "<loop>", "exec"), space)
    run = space["loop"]
    run.text = text
    return run


class _Writer:
    """The text of one loop."""

    def __init__(self, plan):
        self.plan, self.r = plan, plan.recurrence
        self.back = "[::-1]" * self.r.backwards
        self.new, self.old = ("[:-1]", "[1:]") if self.r.backwards else ("[1:]", "[:-1]")   # of a stack of all states
        numbers = range(1, plan.new_number())
        self.one = {number: f"v{number}" for number in numbers} | {
            plan.length.number: "T"} | {plan.totals[number].number: f"a{number}" for number in plan.accumulated}
        self.all = {number: name.upper() if number in plan.timed else name for number, name in self.one.items()}
        self.speller = Speller(self.all)
        self.rows = [(self.one[x.number], f"{self.all[x.number]}{self.back}" + ".tolist()" * (type(x.value) is float))
                     for x in plan.rows]    # the loop's variables, and what they run over
        self.before, self.ends, self.after, self.sinks = [], [], [], {}

    def written(self):
        """(text, space): the code, and what its names stand for."""
        plan, names = self.plan, [self.all[x.number] for x in self.r.inputs]
        arguments = [self.one[x.number] for x in (*self.r.constants, *self.r.state)] + names
        for s, y in zip(self.r.state, self.r.new_state, strict=True):
            self._keep_state(s, y)
        self._keep_others()
        batched = plan.before + plan.after
        memory = Memory(batched, [*plan.ends, *plan.rows])
        texts = [self._for_all(line, memory.free(place, line)) for place, line in enumerate(batched)]
        split = len(plan.before)
        body = [f"T = len({names[0]})", *map(self._once, plan.once), *texts[:split], *self.before, *self._loop(),
                *self.after, *texts[split:], *map(self._once, plan.last), f"return [{', '.join(self._results())}]"]
        return "\n    ".join([f"def loop({', '.join(arguments)}):", *body]) + "\n", self.speller.space

    def _once(self, line):
        return f"{self.all[line.target.number]} = {self.speller.quick(line)}"

    def _for_all(self, line, free):
        rule, args = self.plan.rule(line), list(map(self.speller.value, line.args))
        name = f"{line.primitive.name}_{line.target.number}"
        if isinstance(rule, np.ufunc) and rule is not np.matmul:
            name, args = rule.__name__, args + [self.all[x.number] for x in free[:1]]
        return f"{self.all[line.target.number]} = {self.speller.word(name, rule)}({', '.join(args)})"

    # --- stacks of what the loop makes: a row for each time, given to the line that fills it ---

    def _keep_state(self, s, y):
        """One stack for a state before and after each time: all but its last entry, and all but its first."""
        kept, inside = {x.number for x in self.plan.kept}, {line.target.number for line in self.plan.inside}
        made = type(y) is Symbol and y.number in inside and y.number not in self.sinks
        if s.number not in kept and not (made and y.number in kept):
            return
        stack, row, start = f"S{s.number}", f"s{s.number}", self.one[s.number]
        if shape_of(s):
            self.before += [f"{stack} = {self._room('empty', s, 'T + 1')}",
                            f"{stack}[{'-1' if self.back else '0'}] = {start}"]
            self.rows.append((row, f"{stack}{self.new}{self.back}"))
            self.ends += [] if made else [f"{row}[...] = {self._at_one_time(y)}"]
        else:
            self.before.append(f"{stack} = [{start}]")
            self.ends.append(f"{stack}.append({self._at_one_time(y)})")
            self.after.append(f"{stack} = {self.speller.word('array', np.array)}({stack}){self.back}")
        self.after.append(f"{self.all[s.number]} = {stack}{self.old}")
        if made:
            self.sinks[y.number] = row if shape_of(y) else None
            self.after.append(f"{self.all[y.number]} = {stack}{self.new}")

    def _keep_others(self):
        states = {x.number for x in self.r.state}
        for x in self.plan.kept:
            if x.number in states or x.number in self.sinks:
                continue
            name, row = self.all[x.number], f"s{x.number}"
            if shape_of(x):
                self.before.append(f"{name} = {self._room('empty', x, 'T')}")
                self.rows.append((row, f"{name}{self.back}"))
                self.sinks[x.number] = row
            else:
                self.before.append(f"{name} = []")
                self.ends.append(f"{name}.append({self.one[x.number]})")
                self.after.append(f"{name} = {self.speller.word('array', np.array)}({name}){self.back}")
        for x in self.plan.accumulated.values():
            zero = self._room("zeros", x) if shape_of(x) else 0.0
            self.before.append(f"{self._accumulator(x)} = {zero}")

    def _accumulator(self, x):
        return self.one[self.plan.totals[x.number].number]

    def _room(self, function, x, times=None):
        shape = f"({times}, {str(shape_of(x))[1:]}" if times else shape_of(x)
        kind = "" if x.dtype == float else f", {x.dtype.name!r}"
        return f"{self.speller.word(function, getattr(np, function))}({shape}{kind})"

    def _at_one_time(self, y):
        return self.one[y.number] if type(y) is Symbol else self.speller.value(y)

    # --- the loop ---

    def _loop(self):
        state = [self.one[s.number] for s in self.r.state]
        if not state and not self.plan.inside:
            return []
        kept = [*self.plan.kept, *self.plan.accumulated.values()]
        memory = Memory(self.plan.inside, [*self.r.new_state, *kept])
        self.speller.names = self.one
        body = [text for place, line in enumerate(self.plan.inside)
                for text in self._at_time(line, memory.free(place, line))] + self.ends
        if state:
            body.append(f"{', '.join(state)} = {', '.join(map(self.speller.value, self.r.new_state))}")
        self.speller.names = self.all
        names, stacks = zip(*self.rows, strict=True) if self.rows else ((), ())
        head = f"for {', '.join(names)}, in zip({', '.join(stacks)}):" if self.rows else "for _ in range(T):"
        return [head, *[f"    {text}" for text in body]]

    def _at_time(self, line, free):
        """The line, with its result in the row of a stack, or in the memory of an argument."""
        number = line.target.number
        name, row = self.one[number], self.sinks.get(number)
        free = [] if line.primitive.value is np.matmul else free
        yield f"{name} = {self.speller.quick(line, row or (self.one[free[0].number] if free else None))}"
        if row and not takes_out(line):
            yield f"{row}[...] = {name}"
        if number in self.plan.accumulated:
            yield f"{self._accumulator(line.target)} += {name}"

    def _results(self):
        """The last state and outputs that were given belong to others: they are copied."""
        for s in self.r.state:
            yield self.one[s.number] + ".copy()" * bool(shape_of(s))
        yield from (self.one[total.number] for total in self.plan.sums)
        given = {x.number for x in self.r.inputs}
        for y in self.r.outputs:
            if self.plan.is_timed(y):
                yield self.all[y.number] + ".copy()" * (y.number in given)
            else:
                yield f"{self.speller.word('repeated', _repeated)}({self.speller.value(y)}, T)"


def _repeated(x, T):
    return np.repeat(np.asarray(x)[None], T, 0)
