"""The gate: what passes is copied in plain types, what does not is named."""
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.checking import (
    Counted,
    LocalWork,
    Mismatch,
    NotPlain,
    Served,
    distinct,
    expect,
    kind,
    plain,
    reveal,
    same,
)

NUMBERS = st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False), st.complex_numbers(allow_nan=False))
LEAVES = st.one_of(st.none(), NUMBERS, st.text(max_size=5))
DATA = st.recursive(LEAVES, lambda inner: st.one_of(
    st.lists(inner, max_size=3), st.tuples(inner, inner), st.dictionaries(st.text(max_size=3), inner, max_size=3)))


@given(DATA)
def test_plain_data_passes_unchanged(value):
    assert plain(value) == value and type(plain(value)) is type(value)
    assert same(plain(value), value, rtol=0, atol=0)


def test_numpy_scalars_become_numbers_and_arrays_are_copied():
    assert type(plain(np.float64(1.5))) is float and type(plain(np.int32(2))) is int and plain(np.bool_(True)) is True
    assert type(plain(np.array(2.0))) is float
    x = np.ones(3)
    assert plain(x) is not x and np.shares_memory(plain(x), x) is False


@pytest.mark.parametrize("value", [
    object(), {1: 2}, {"a": {1, 2}}, [iter([])], np.array(["a"]), np.array([object()]), np.ma.ones(2), range(3),
    b"bytes", len])
def test_the_rest_is_refused_by_name(value):
    with pytest.raises(NotPlain, match="is not plain data. Use numbers"):
        plain(value)


def test_subclasses_are_refused():
    class Sly(float):
        def __eq__(self, other):
            return True
        __hash__ = float.__hash__
    with pytest.raises(NotPlain, match="Sly"):
        plain([Sly(1.0)])


def test_functions_pass_as_arguments_only_and_are_counted():
    served = plain([np.sin], callables=True)[0]
    assert isinstance(served, Served) and served(0.0) == 0.0 and served.calls == 1
    with pytest.raises(NotPlain):
        served(object())
    with pytest.raises(NotPlain):
        plain(np.sin)


def test_a_generator_travels_with_its_state():
    rng = np.random.default_rng(3)
    assert plain(rng, callables=True).random() == np.random.default_rng(3).random()


def test_counted_numbers_book_every_multiplication_and_hide_their_value():
    ledger = Counter()
    a, b = Counted(3.0, ledger), Counted(2.0, ledger)
    assert reveal([a * b, (a**3, {"x": 2 * a / b}), 5]) == [6.0, (27.0, {"x": 3.0}), 5]
    assert ledger["mul"] == 1 + 2 + 2
    assert reveal(1 - a + b - (-a)) == 3.0 and ledger["add"] == 3
    assert "3" not in repr(a)
    for forbidden in (lambda: a**0.5, lambda: a * "x", lambda: float(a), lambda: a < b):
        with pytest.raises(TypeError):
            forbidden()


def test_counted_numbers_of_two_ledgers_do_not_mix():
    kept, mine = Counted(0.0, Counter()), Counted(3.0, Counter())
    for cheap in (lambda: kept + mine, lambda: mine + kept, lambda: kept * mine):
        with pytest.raises(ValueError, match="earlier call"):
            cheap()


@pytest.mark.parametrize(("got", "want", "verdict"), [
    (1.0, 1, True), (1, 1.0, True), (True, 1.0, False), (1.0, True, False), ("1", 1, False), (1.0 + 1e-11, 1.0, True),
    (1.0 + 1e-8, 1.0, False), ([1, 2], (1, 2), True), ([1, 2], np.array([1.0, 2.0]), True), ([[1], 2], [[1], 2], True),
    ([1, 2], [1, 2, 3], False), (np.nan, 1.0, False), (np.inf, np.inf, True), ({"a": 1}, {"a": 1.0}, True),
    ({"a": 1, "b": 2}, {"a": 1}, False), (None, None, True), (None, 0.0, False), ("x", "x", True), ([], [], True),
    ([], [1], False), (np.ones((2, 1)), np.ones(2), False), (1e-13, 0.0, True), ([("x", 1.0)], [("x", 1.0)], True),
    (10**400, 1.0, False), (2**60, 2**60, True)])
def test_same(got, want, verdict):
    assert same(got, want) is verdict


def test_whole_numbers_are_compared_to_the_last_digit():
    assert not same(2**60 + 1, 2**60, rtol=0, atol=0) and same(2**60, 2**60, rtol=0, atol=0)


def test_values_are_shown_with_enough_digits_to_differ():
    assert distinct(1.0, 2.0) == ("1", "2")
    yours, theirs = distinct(1 / 3, 1 / 3 + 1e-9)
    assert yours != theirs


def test_kinds_in_words():
    assert [kind(v) for v in (1.0, (1, 2), [1], np.ones((2, 3)), "a", True, {"a": 1})] == [
        "one number", "a tuple of 2", "a list of 1", "an array of shape (2, 3)", "a string", "True or False",
        "a dict with the keys 'a'"]


def test_a_generator_travels_as_its_state():
    rng = np.random.default_rng(5)
    work = LocalWork("draw", lambda rng: rng.normal())
    assert work(rng) == work(rng) == np.random.default_rng(5).normal()      # the work drew from a copy


def test_a_part_of_another_kind_is_named():
    want = ([1.0, 2.0], [4.0])
    with pytest.raises(Mismatch) as found:
        expect(LocalWork("f", lambda: ([1.0, 2.0], [4.0, 1.0])), (), want, witness="by hand")
    assert dict(found.value.evidence)["yours"].endswith("part 2 is a list of 2")
    assert dict(found.value.evidence)["should be"] == "part 2 is a list of 1"


def test_another_kind_of_counted_number_may_say_where_the_work_is_done():
    class Elsewhere(Counted):
        __slots__ = ()

        def _work(self, name, a, b):
            return f"{a} {name} {b}"

    x = Elsewhere(3, None)
    assert (2 - x, x * x, x / 2) == ("2 sub a counted number", "a counted number mul a counted number",
                                     "a counted number div 2")
    assert plain([x]) == [x] and same(plain([x]), [x])
