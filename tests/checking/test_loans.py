"""What an answer can do with a function that a check has lent: call it, during its own call, as it was meant."""
import re

import numpy as np
import pytest

from course.autodiff import grad
from course.checking import Counted, Exercise, LentActivation, Loan, LocalWork, Mismatch, Stopped, expect, lent


def scaled(x, factor=3.0):
    return factor * x


def test_calls_are_counted_for_the_check_that_lends():
    loan = Loan(scaled)
    work = LocalWork("twice", lambda f: f(1.0) + f(2.0))
    assert work(loan) == 9.0 and loan.calls == 2
    assert loan(2.0) == 6.0 and loan.calls == 2         # the check itself does not count


def test_it_is_void_when_the_call_is_over():
    kept = []
    work = LocalWork("keeps", lambda f: [kept.append(f), *(g(1.0) for g in kept)])
    work(scaled)
    with pytest.raises(Stopped, match="lent to an earlier call of your answer, which is over"):
        work(scaled)


def test_it_is_called_with_what_it_needs_and_nothing_else():
    with lent([scaled, np.add]) as (f, add):
        assert f(2.0) == 6.0 and add(1.0, 2.0) == 3.0
        with pytest.raises(TypeError, match="takes 1 argument, and was called with 2 arguments"):
            f(2.0, 1.0)
        with pytest.raises(TypeError):
            f(2.0, factor=1.0)


def test_it_does_not_tell_its_name():
    with lent([scaled]) as (f,):
        assert "scaled" not in f"{f.__name__}{f!r}{f}{f.__doc__}"


@pytest.mark.parametrize(("answer", "said"), [
    (lambda f: f / 2.0, "unsupported operand type(s) for /: 'function' and 'float'"),
    (lambda f: f, "a function is not plain data"), (lambda f: [f], "a function is not plain data")])
def test_what_is_said_of_it_is_said_of_a_function(answer, said):
    with pytest.raises((Stopped, Mismatch), match=re.escape(said)):
        LocalWork("answer", answer)(scaled)


@pytest.mark.parametrize("value", [1j, [1.0, 2.0], np.ones(3), None, "x", True])
def test_where_a_method_is_named_it_takes_real_numbers_alone(value):
    activation = LentActivation(np.tanh, lambda x: 1 - np.tanh(x) ** 2)
    with lent([activation.f, activation.df]) as (f, df):
        assert f(0.0) == 0.0 and df(0.0) == df(np.float64(0.0)) == 1.0
        with pytest.raises(TypeError, match="real numbers only"):
            f(value)
    assert activation.calls == (1, 2)


def test_it_cannot_be_traced():
    work = LocalWork("traces", lambda f: grad(lambda x: f(x))(2.0))
    work.may_use = None
    with pytest.raises(Stopped, match="is not plain data"):
        work(scaled)


def test_the_failing_call_can_be_had_with_functions_that_may_be_called(capsys):
    half = 0.5

    def halved(x):
        return half * x

    def check(work, rng):
        """should call the function"""
        expect(work, (Loan(halved), [Counted(2.0, {})], np.sin), 1.0, witness="by hand")

    exercise = Exercise("calls", "Calls", (check,))
    report = exercise.check(lambda f, x, g: f(4.0))
    assert "Try it: calls(*ex.calls.case())." in repr(report)
    for _ in range(2):
        f, (x,), sin = exercise.case()
        assert f(x) == 1.0 and sin is np.sin
    printed = capsys.readouterr().out
    assert printed.startswith("half = 0.5\ndef halved(x):\n    return half * x\nsin = np.sin\n")
    exercise.check(lambda f, x, g: 1.0)
    with pytest.raises(LookupError, match="run its check first"):
        exercise.case()


def test_arguments_of_a_failing_call_are_as_they_were(capsys):
    def check(work, rng):
        """should sum, and draw nothing"""
        expect(work, ([1.0, 2.0], rng), 3.0, witness="by hand")

    exercise = Exercise("sums", "Sums", (check,))
    exercise.check(lambda x, rng: rng.normal())
    x, rng = exercise.case()
    x.append(5.0)
    first, again = rng.normal(), exercise.case()[1].normal()
    assert first == again and exercise.case()[0] == [1.0, 2.0]


class Till:
    """An object that remembers; its methods are lent together."""

    told = "put(coin): puts one in; empty(): all that is in"

    def __init__(self, coins):
        self.coins = coins

    def fresh(self):
        return Till(0)

    def put(self, coin):
        self.coins += coin

    def empty(self):
        if not self.coins:
            raise LookupError("it is empty")
        coins, self.coins = self.coins, 0
        return coins


def test_the_methods_of_an_object_that_remembers_come_as_if_unused(capsys):
    def check(work, rng):
        """should put in 2"""
        till = Till(0)
        expect(work, (till.put, till.empty), 2, witness="by hand")

    def once(put, empty):
        put(1)
        return empty()

    exercise = Exercise("once", "Once", (check,))
    exercise.check(once)
    for _ in range(2):
        put, empty = exercise.case()
        put(3)
        put(4)
        assert empty() == 7
    assert capsys.readouterr().out == f"{Till.told}\n" * 2


def test_steps_are_bounded_where_a_check_says_so():
    def counts(n):
        total = 0
        for i in range(n):
            total += i
        return total

    def lists(n):
        return 1 if n == 0 else lists(n - 1) + lists(n - 1)

    def hides(n):
        while True:
            try:
                lists(n)
            except Exception:
                pass

    def catches(n):
        try:
            lists(n)
        except BaseException:
            return 1

    assert LocalWork("counts", counts).within(1_000, 100) == 4950
    for answer in (lists, hides, catches, lambda n: [i + j for i in range(n) for j in range(10**9)]):
        with pytest.raises(Stopped, match="more steps than this check allows"):
            LocalWork("lists", answer).within(10_000, 60)


def test_what_a_misfit_is_told():
    with pytest.raises(Stopped) as found:
        LocalWork("times", lambda a, b: a @ b)(np.ones((2, 3)), np.ones(2))
    evidence = dict(found.value.evidence)
    assert evidence["tried"].startswith("times([[1")
    assert evidence["shapes"] == "what was given has the shapes (2, 3), (2,)"
    with pytest.raises(Mismatch):
        LocalWork("adds", lambda a: a.append(1.0))([2.0])
