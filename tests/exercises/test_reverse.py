"""Second oracles for reverse: sympy, the engine's own sweep, dot products, and prices counted step by step."""
import math
from collections import Counter

import numpy as np
import pytest
import sympy
from notebook_cells import freely

from course import autodiff
from course.autodiff import BARBER_2, DRONEN, cost, grad, record
from course.checking import LocalWork
from course.exercises.drawn import drawn_program
from course.exercises.reverse import gates, memory, price, tape, traces


def test_the_tell_tale_numbers_of_b_a_a_c_b_b():
    at = lambda mistake, seed=1.0, outputs=None: tape.SWEEP_MISTAKES[mistake](  # noqa: E731
        tape.FAN_OUT, {"a": 1.0}, seed, outputs)["a"]
    assert tape.swept(tape.FAN_OUT, {"a": 1.0})["a"] == 4 and at(tape.LAST_SEEDED, outputs=["b"]) == 4
    assert at(tape.OVERWRITES) == 1 and at(tape.TOO_EARLY) == 6
    assert at(tape.STALE, outputs=["c"] * 2) == 12 and at(tape.STALE_INPUTS, outputs=["c"] * 2) == 8
    assert at(tape.SEED_IGNORED, seed=10.0) == 4


def test_dronens_rows():
    rows = traces.trace(DRONEN, {"x1": 2.0, "x2": 5.0})
    assert [name for name, _ in rows] == ["v5", "v4", "v3", "v1", "v2", "x2", "x1", "x2", "x1"]
    assert [bar for _, bar in rows] == pytest.approx([1, 1, -1, 1, 1, -math.cos(5), 5, 2 - math.cos(5), 5.5])
    assert -math.cos(5) == pytest.approx(-0.284, abs=5e-4) and 2 - math.cos(5) == pytest.approx(1.716, abs=5e-4)


@pytest.mark.parametrize("seed", range(5))
def test_the_last_row_of_each_name_is_the_engines_adjoint(seed):
    program, x = drawn_program(np.random.default_rng(seed), traces.HERE)
    want = autodiff.adjoints(record(program, **x))
    assert dict(traces.trace(program, x)) == pytest.approx({name: want[name] for name in want}, rel=1e-12)
    assert tape.swept(program, x) == pytest.approx({name: want[name] for name in x}, rel=1e-12)


def test_barbers_shared_product_by_sympy():
    x1, x2 = sympy.symbols("x1 x2")
    f1 = sympy.Symbol("f1")
    shared = sympy.diff(sympy.cos(sympy.sin(f1)), f1).subs(f1, x1 * x2)
    f = sympy.cos(sympy.sin(x1 * x2))
    assert sympy.simplify(sympy.diff(f, x1) - shared * x2) == sympy.simplify(sympy.diff(f, x2) - shared * x1) == 0
    at = {x1: 1.2, x2: 0.7}
    assert autodiff.adjoints(record(BARBER_2, x1=1.2, x2=0.7))["f1"] == pytest.approx(float(shared.subs(at)))


@pytest.mark.parametrize("op", ["add", "mul", "max"])
def test_gates_are_transposes(op):
    """⟨z_bar, z_dot⟩ = ⟨x_bar, x_dot⟩ for any tangents."""
    rng = np.random.default_rng(3)
    x, x_dot, z_bar = rng.normal(size=2), rng.normal(size=2), rng.normal()
    f = {"add": lambda x: x[0] + x[1], "mul": lambda x: x[0] * x[1], "max": lambda x: np.maximum(x[0], x[1])}[op]
    z_dot = autodiff.jvp(f, (x,), (x_dot,))[1]
    assert z_bar * z_dot == pytest.approx(np.dot(gates._pulled(op, list(x), z_bar), x_dot))


class Tally:
    """A number that counts everything that is done with it, a change of sign excepted."""

    def __init__(self, value, ledger):
        self.value, self.ledger = value, ledger

    def book(self, value):
        self.ledger["all"] += 1
        return Tally(value, self.ledger)

    def __add__(self, other):
        return self.book(self.value + getattr(other, "value", other))

    def __sub__(self, other):
        return self.book(self.value - getattr(other, "value", other))

    def __rsub__(self, other):
        return self.book(other - self.value)

    def __mul__(self, other):
        return self.book(self.value * getattr(other, "value", other))

    def __truediv__(self, other):
        return self.book(self.value / getattr(other, "value", other))

    def call(self, f):
        return self.book(f(self.value))


# Value and messages of one step, as the notebook counts them; z is the adjoint that arrives, s what is there already.
STEPS = {
    "add": lambda z, s, a, b: (a + b, s + z, s + z),
    "sub": lambda z, s, a, b: (a - b, s + z, s - z),
    "mul": lambda z, s, a, b: (a * b, s + z * b, s + z * a),
    "div": lambda z, s, a, b: (y := a / b, s + (c := z / b), s - c * y),
    "sin": lambda z, s, a: (a.call(math.sin), s + z * a.call(math.cos)),
    "cos": lambda z, s, a: (a.call(math.cos), s - z * a.call(math.sin)),
    "exp": lambda z, s, a: (y := a.call(math.exp), s + z * y),
    "ln": lambda z, s, a: (a.call(math.log), s + z / a),
    "tanh": lambda z, s, a: (y := a.call(math.tanh), s + z * (1 - y * y)),
    "sqrt": lambda z, s, a: (y := a.call(math.sqrt), s + z * 0.5 / y),
    "sigmoid": lambda z, s, a: (y := a.call(lambda x: 1 / (1 + math.exp(-x))), s + z * (y * (1 - y))),
    "arcsin": lambda z, s, a: (a.call(math.asin), s + z / (1 - a * a).call(math.sqrt))}
PRICES = {"add": 3, "sub": 3, "mul": 5, "div": 5, "sin": 4, "cos": 4, "exp": 3, "ln": 3, "tanh": 5, "sqrt": 4,
          "sigmoid": 5, "arcsin": 6}
FUNCTIONS = {**autodiff.OPERATIONS, "arcsin": np.arcsin}
USUAL = [op for op in PRICES if op != "arcsin"]

# Value and tangent of one step; p and q are the tangents of its arguments.
PUSHED = {
    "add": lambda p, q, a, b: (a + b, p + q),
    "sub": lambda p, q, a, b: (a - b, p - q),
    "mul": lambda p, q, a, b: (a * b, p * b + a * q),
    "div": lambda p, q, a, b: (y := a / b, (p - y * q) / b),
    "sin": lambda p, q, a: (a.call(math.sin), a.call(math.cos) * p),
    "cos": lambda p, q, a: (a.call(math.cos), a.call(lambda x: -math.sin(x)) * p),
    "exp": lambda p, q, a: (y := a.call(math.exp), y * p),
    "ln": lambda p, q, a: (a.call(math.log), p / a),
    "tanh": lambda p, q, a: (y := a.call(math.tanh), (1 - y * y) * p),
    "sqrt": lambda p, q, a: (y := a.call(math.sqrt), p * 0.5 / y),
    "sigmoid": lambda p, q, a: (y := a.call(lambda x: 1 / (1 + math.exp(-x))), y * (1 - y) * p),
    "arcsin": lambda p, q, a: (a.call(math.asin), p / (1 - a * a).call(math.sqrt))}
PASSES = {"add": 2, "sub": 2, "mul": 4, "div": 4, "sin": 3, "cos": 3, "exp": 2, "ln": 2, "tanh": 4, "sqrt": 3,
          "sigmoid": 4, "arcsin": 5}


@pytest.mark.parametrize("op", STEPS)
def test_no_usual_operation_costs_more_than_five_times_itself(op):
    ledger = Counter()
    z, s, a, b = (Tally(value, ledger) for value in (0.7, 0.3, 0.6, 0.8))
    args = (a, b)[:STEPS[op].__code__.co_argcount - 2]
    value, *sums = STEPS[op](z, s, *args)
    assert ledger["all"] == PRICES[op] and (PRICES[op] <= price.TIMES) == (op in USUAL)
    numbers = [arg.value for arg in args]
    assert value.value == pytest.approx(float(FUNCTIONS[op](*numbers)))
    slopes = grad(lambda *x: FUNCTIONS[op](*x), tuple(range(len(args))))(*numbers)
    assert [total.value for total in sums] == pytest.approx([0.3 + 0.7 * slope for slope in slopes])


@pytest.mark.parametrize("op", PUSHED)
def test_a_tangent_costs_no_more_than_four_times_a_usual_operation(op):
    ledger = Counter()
    p, q, a, b = (Tally(value, ledger) for value in (0.7, 0.3, 0.6, 0.8))
    args = (a, b)[:PUSHED[op].__code__.co_argcount - 2]
    value, tangent = PUSHED[op](p, q, *args)
    assert ledger["all"] == PASSES[op] and (PASSES[op] <= 4) == (op in USUAL)
    numbers = [arg.value for arg in args]
    want = autodiff.jvp(lambda *x: FUNCTIONS[op](*x), numbers, (0.7, 0.3)[:len(numbers)])
    assert (value.value, tangent.value) == pytest.approx(want)


@pytest.mark.parametrize("n, m", [(1, 5), (5, 1), (3, 3), (4, 7)])
def test_modes_by_the_engine(n, m):
    W = np.ones((m, n))
    counted = cost(record(lambda x: W @ x, x=np.ones(n)))
    assert price._mode(n, m)[1] == min(counted.forward_passes, counted.reverse_passes)


@pytest.mark.parametrize("layers", [[3, 2, 4, 1], [5, 5], [1, 9, 2, 2, 8]])
def test_live_values_by_the_engine(layers):
    Ws = [np.ones((m, n)) for n, m in zip(layers, layers[1:], strict=False)]

    def network(x):
        for W in Ws:
            x = W @ x
        return x

    counted = cost(record(network, x=np.ones(layers[0])))
    assert memory.alive(layers, "training") == counted.live_reverse
    assert memory.alive(layers, "inference") == counted.live_forward


@pytest.mark.parametrize("parts", [(1.0, 0.0), (0.0, 1.0), (0.5, 0.5), (0.9, 0.1)])
def test_any_two_parts_will_do_at_a_tie_if_none_has_the_opposite_sign(parts):
    def answer(op, inputs, z_bar):
        tie = op == "max" and inputs[0] == inputs[1]
        return [part * z_bar for part in parts] if tie else gates._pulled(op, inputs, z_bar)

    assert freely(gates.gate_vjp).run(LocalWork("gate_vjp", answer)).status == "pass"
