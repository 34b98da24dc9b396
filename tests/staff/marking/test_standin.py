"""What passes in the notebook passes when graded: the same exercises here and through a child give the same reports."""
import io
import linecache
from collections import Counter

import numpy as np
import pytest

from course.checking import Counted, Exercise, LocalWork, Mismatch, expect, reveal
from course.staff.marking.standin import StandIn
from course.staff.running.process import Unprotected
from course.staff.running.submission import Limits, Submission


def echo_check(work, rng):
    """should give back what it is given"""
    for args in [(1, 2.5, 1j, "é\n", None, True), ([1, (2, [])], {"a": [0.1], "b": {}}), (float("inf"), -0.0, 10**50),
                 (np.eye(2), np.arange(3, dtype=np.int16), np.array([True]), np.float32(0.5), np.zeros((0, 2)))]:
        got = work(*args)
        expect(lambda got=got: got, (), args, witness="what it was given", rtol=0, atol=0)


def serve_check(work, rng):
    """should call the function it is given, once"""
    calls = []

    def f(x):
        calls.append(x)
        return 1 / x

    expect(work, (f, 2.0), 0.5, witness="division")
    if len(calls) != 1:
        raise Mismatch(("yours", f"{len(calls)} calls"))
    expect(work, (f, 0.0), "nothing", witness="division by zero")


def count_check(work, rng):
    """should multiply little"""
    ledger = Counter()
    got = work([Counted(2.0, ledger), Counted(3, ledger)])
    expect(lambda: (reveal(got), dict(ledger)), (), (13.0, {"mul": 2, "add": 1}), witness="by hand")


def draw_check(work, rng):
    """should draw what the generator gives"""
    want = np.random.default_rng(rng.bit_generator.seed_seq).normal(size=2)
    expect(work, (rng, 2), want, witness="the same generator")
    expect(work, (rng, 2), want, witness="the same generator again")


def name_check(work, rng):
    """should be 3"""
    expect(work, (), 3, witness="counting")


def last_check(work, rng):
    """should have two entries"""
    first, second = work(3)


ODD = [
    "lambda: 0", "object()", "{1, 2}", "{1: 2}", "np.array([None])", "type('E', (float,), {})(1)", "b'x'", "answer",
    "np.zeros(2).view(type('E', (np.ndarray,), {}))", "(i for i in args)", "range(3)", "np.float64(1)", "float('nan')",
    "np.ma.masked_all(2)", "np.longdouble(2)", "np.array(5)", "'x' * 3000",
    "type('A', (), {'__eq__': lambda s, o: True})()", "{('a', 1): 2}", "{None: 1}", "Counter('ab')", "Counter([1])",
    "defaultdict(int, a=1)", "OrderedDict(a=1)", "namedtuple('Row', 'a b')(1, 'x')", "deque([1, 'x'])",
    "Fraction(1, 3)",
    "Decimal('0.1')", "Decimal('1e400')", "np.str_('x')", "np.array(['x', 'y'])", "np.array('x')", "np.array([1, {2}])",
    "np.array([1, 2.5], object)", "np.ones((1, 2)).view(np.matrix)", "np.ma.ones(2)",
    "np.ma.array([1, 2], mask=[0, 1])", "np.sin", "np",
    "dict", "1 << 20_000", "range(10**12)", "'x' * 10**6", "np.zeros(10**6)", "np.zeros((2**25, 0))", "[0] * 30_000",
    "np.timedelta64(3, 's')", "np.datetime64('2020')", "b'x'", "bytearray(3)", "recursive()", "deep()",
    "{1: 2}.values()",
    "type('M', (dict,), {'items': lambda self: 1 / 0})(a=1)", "type('S', (str,), {})('x')", "zip([1], [2])"]
BODIES = {          # of def answer(...)
    (echo_check, "*args"): [
        "return args", "return list(args)", "return args[::-1]", "args[0].append(7)",
        "return args if len(args) != 2 else args[0].append([1, [2]])",
        "return args if len(args) != 2 else args[0].append({1})",
        "return args if len(args) != 2 else args[0].append(type('A', (), {'__eq__': lambda s, o: 1 / 0})())",
        *[f"return {odd}" for odd in ODD]],
    (serve_check, "f, x"): [
        "return f(x) if x else 'nothing'", "return f(x)", "return f(x) + f(x)", "return f(object())", "return f",
        "return f(x=x)", "return f(x, x)", "return f.__name__", "return f([x])",
        "return f(np.float64(x) or 1j) or 'nothing'", "return f(Counter('a'))", "return f(Fraction(x) or 1)",
        "return f(f)",
        "return f(np.zeros(20_000))", "return f({1: 2})", "return f(np.ones((1, 2)).view(np.matrix))", "return f(np)",
        "try:\n        return f(x)\n    except ZeroDivisionError:\n        return 'nothing'"],
    (count_check, "x"): [
        "return x[0]**2 + x[1] * 3.0", "return x[0]*x[0] + x[1] * x[1]", "return x[0] * x[0] * x[0] - -x[1] + 2",
        "return float(x[0])", "return 2 / x[0] + np.float64(3) * x[1]", "return x[0] < x[1]", "return sum(x) / 0",
        "return x[0] ** 0.5", "return repr(x[0])", "return np.dot(x, x)", "return x[0] + 'a'", "return [x]",
        "x[0] = x[1]; return x[0]", "return np.array(x)", "return {'a': x[0]}", "return np.array(x, object)[0] * x[1]"],
    (draw_check, "rng, n"): ["return rng.normal(size=n)", "return np.zeros(n)", "return rng"],
    (name_check, ""): ["raise NotImplementedError", "return 3"],
    (last_check, "x"): [
        "return 5", "return 1, 2", "raise SystemExit", "raise KeyboardInterrupt", "assert x > 3, 'too small'", "exit()",
        "raise type('Own', (Exception,), {})('é' * 3)", "return input()", "print('loud'); return x", "exec('1 +')",
        "import sys\n    y = x\n    sys.exit(y)", "return helper(x)\ndef helper(x): return x['a']"],
}
SOURCES = [(check, f"def answer({header}):\n    {body}")
           for (check, header), bodies in BODIES.items() for body in bodies]
SOURCES += [(name_check, f"answer = {value}") for value in ("3", "...", "4", "np.array([3])", "object", "None")]
SOURCES += [(last_check, source) for source in (
    "answer = 3", "answer = lambda x: undefined", "class answer:\n    def __init__(self, x): 1 / 0",
    "import math as answer")]
ANSWERS = [pytest.param(check, source, id=f"{check.__name__}: {source}") for check, source in SOURCES]
HEAD = """
import numpy as np
from collections import *
from decimal import Decimal
from fractions import Fraction
def recursive():
    nest = []
    nest.append(nest)
    return nest
def deep():
    nest = []
    for _ in range(99): nest = [nest]
    return nest
"""


def locally(source):
    """The answer as the notebook would have it: its source is where tracebacks look for lines."""
    name, names = f"<cell {hash(source)}>", {"exit": lambda: None}
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    exec(compile(HEAD, "<head>", "exec"), names)
    exec(compile(source, name, "exec"), names)
    return names["answer"]


@pytest.fixture(scope="module")
def child():
    """Starts a child for each notebook of these tests: one is enough, each answer replaces the one before."""
    class Same(Submission):
        def replace(self, source):
            self.cells = [HEAD, source]
            for cell in self.cells:
                assert not self.cell(cell, 5)

        def cell(self, source, seconds):
            self.reach(0)
            return self._talk.cell(source, seconds)

    submission = Same(Unprotected().child, [], Limits(5, 60))
    yield submission
    submission.close()


@pytest.mark.parametrize(("check", "source"), ANSWERS)
def test_the_same_report_here_and_there(child, monkeypatch, check, source):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    child.replace(source)
    exercise = Exercise("answer", "An answer", (check, check))
    here, there = exercise.run(LocalWork("answer", locally(source)), 5), exercise.run(StandIn("answer", child), 5)
    assert here == there
