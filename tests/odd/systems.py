"""Odd inputs that the statements on systems allow, and what of a result must be the same whoever found it."""
from itertools import product
from random import Random

import numpy as np

from course.checking import Loan
from course.exercises.systems import box
from course.exercises.systems.language import evaluate, read
from course.exercises.systems.nesting import NESTED

ONE, TWO = ("sin", "cos", "exp", "log"), "+-*/"


def sources():
    """Lines on any earlier names and on numbers, whole ones too; inputs and lines that nothing uses; any result."""
    for seed in range(40):
        dice = Random(seed)
        inputs = ["x", "y", "z1"][:dice.randint(1, 3)]
        names, lines = list(inputs), []
        for i in range(dice.randint(0, 6)):
            args = [dice.choice(names), dice.choice(names)]
            if dice.random() < 0.4:
                args[dice.randrange(2)] = str(dice.choice([2.0, 3, 0.5, 1e-3]))
            name = next(arg for arg in args if arg in names)
            right = f" {dice.choice(TWO)} ".join(args) if dice.random() < 0.6 else f"{dice.choice(ONE)}({name})"
            lines.append(f"    v{i} = {right}")
            names.append(f"v{i}")
        yield "\n".join([f"def f({', '.join(inputs)}):", *lines, f"    return {dice.choice(names)}"]) + "\n", inputs


def at(text, inputs):
    """What a text computes for some inputs, where it has a value."""
    try:
        return evaluate(read(text), dict(zip(inputs, (1.3, 0.7, 2.1), strict=False)))
    except ValueError:
        return None


MILD = [(text, inputs) for text, inputs in sources()
        if (found := at(text, inputs)) and all(abs(value) < 1e6 for value in found)]


def grow(f, x, i): return f * x + i
def dgrow(f, x, i): return x, f
def lean(f, x, i): return np.sin(f) + x * i
def dlean(f, x, i): return np.cos(f), float(i)


class Chain:
    """States as numbers under which they are kept, with nobody counting."""

    def __init__(self):
        self.states = {7: 0.3}

    def step(self, state):
        new = max(self.states) + 1
        self.states[new] = self.states[state] + 0.5 + 0.3 * np.sin(self.states[state])
        return new

    def vjp(self, state, bar):
        return bar * (1 + 0.3 * float(np.cos(self.states[state])))

    def drop(self, state):
        if state not in self.states:
            raise LookupError("dropped twice")


def chain(T, k):
    """A store for each case, which remembers what was made in earlier calls and is none the worse for it."""
    store = Chain()
    return store.step, store.vjp, store.drop, 7, T, k


CASES = {
    "reverse_source": [(text,) for text, _ in MILD],
    "reverse_loop": [(Loan(step, real=True), Loan(dstep, real=True), f0, x, n)
                     for (step, dstep), f0, x, n in product(((grow, dgrow), (lean, dlean)), (0, -1.5), (2, 0.0, -0.7),
                                                            (0, 1, 4))],
    "checkpointed_grad": [chain(T, k) for T, k in ((1, 1), (2, 1), (6, 6), (6, 2), (9, 3), (8, 4), (7, 1), (12, 3))],
    "fewest_steps": [(1, 1), (1, 7), (2, 2), (7, 1), (8, 7), (5, 9), (13, 3), (40, 2)],
    "run_nested": list(product([text.format(a=-3, c=0.0) for text in NESTED] + ["D(lambda x: 2)"], (0.0, -2, 0.3))),
    "probe": [(box(kind, scale),) for kind, scale in product(("numeric", "symbolic", "forward", "reverse"), (1, 50))],
}
INPUTS = dict(MILD)


def settled(name, args, result):
    """Of a text, what it computes; else there is one result."""
    return at(result, INPUTS[args[0]]) if name == "reverse_source" else result
