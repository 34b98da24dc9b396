"""The gate: what passes is copied in plain types, what does not is named."""
from array import array
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque
from collections.abc import Mapping
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from threading import Thread
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course.checking import (
    Counted,
    LocalWork,
    Mismatch,
    Mistake,
    NotPlain,
    Stopped,
    distinct,
    expect,
    kind,
    lent,
    plain,
    predict,
    reveal,
    same,
)
from course.checking.compare import recognise

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


class Row(NamedTuple):
    name: str
    value: float


class Sly(float):
    """Says that it is equal to everything, and 7."""

    def __eq__(self, other):
        return True

    def __float__(self):
        return 7.0

    __hash__ = float.__hash__


class View(np.ndarray):
    """NumPy lets one make arrays of one's own kind."""


class Grade(IntEnum):
    GOOD = 1


LEDGER = Counter()
C = Counted(3.0, LEDGER)
SPELLINGS = [
    (defaultdict(int, a=1), {"a": 1}), (Counter("aab"), {"a": 2, "b": 1}), (OrderedDict(a=[1]), {"a": [1]}),
    (MappingProxyType({"a": np.float32(0.5)}), {"a": 0.5}), (ChainMap({"b": 2}, {"a": 1}), {"a": 1, "b": 2}),
    (UserDict(a=1), {"a": 1}), ({np.str_("a"): 1}, {"a": 1}), (Row("x", np.float64(2)), ("x", 2.0)),
    ([Row("x", 1)], [("x", 1)]), (deque([1, (2,)]), [1, (2,)]), (range(3), [0, 1, 2]), (UserList([1]), [1]),
    (array("d", [1.0]), [1.0]), (np.str_("a"), "a"), (np.array(["a", "b"]), ["a", "b"]), (np.array([["a"]]), [["a"]]),
    (np.array("a"), "a"), (np.array([1, 2.5], object), [1, 2.5]), (np.array(7, object), 7),
    (np.array([C, 2], object), [C, 2]), (np.array([[1], [1, 2]], object), [[1], [1, 2]]), (Fraction(1, 4), 0.25),
    (Fraction(6, 3), 2), (Decimal("0.5"), 0.5), (Decimal("inf"), float("inf")), (Sly(1.0), 1.0), (Grade.GOOD, 1),
    (type("L", (list,), {})([1]), [1]), (np.longdouble(2), 2.0), (np.bool_(True), True)]


def spelled(value):
    """A value with its exact types."""
    if isinstance(value, list | tuple):
        return type(value), [spelled(item) for item in value]
    if isinstance(value, dict):
        return type(value), [(spelled(key), spelled(item)) for key, item in value.items()]
    return type(value), repr(value)


@pytest.mark.parametrize(("value", "same_in_plain"), SPELLINGS, ids=lambda value: f"{type(value).__name__} {value!r}")
def test_every_spelling_of_plain_data_passes_as_plain_data(value, same_in_plain):
    for wrapped, want in ((value, same_in_plain), ([value], [same_in_plain]), ({"k": value}, {"k": same_in_plain})):
        assert spelled(plain(wrapped)) == spelled(want)


@given(DATA)
def test_other_containers_are_no_obstacle(value):
    def other(value):
        if isinstance(value, dict):
            return OrderedDict((np.str_(key), other(item)) for key, item in value.items())
        return deque(map(other, value)) if isinstance(value, list) else value
    assert spelled(plain(other(value))) == spelled(value) or isinstance(value, tuple)


@pytest.mark.parametrize("value", [
    np.ones((1, 2)).view(np.matrix), np.ma.ones((1, 2)), np.ones((1, 2)).view(View), np.ones((1, 2), np.longdouble),
    np.ones((1, 2), ">f8")])
def test_arrays_of_other_kinds_become_arrays(value):
    assert type(plain(value)) is np.ndarray and plain(value).dtype.char != "g"
    assert plain(value).tolist() == value.tolist() and not np.shares_memory(plain(value), value)


@pytest.mark.parametrize(("value", "reason"), [
    (object(), "an object"), ([iter([])], "a value of type list_iterator"), (b"x", "a bytes"), (len,
    "the function len"),
    (np, "the module numpy"), (dict, "the class dict"), ({"a": {1}}, "a set"), ({3: 1},
    "a dict with the key 3, an int,"),
    ({("x", "y"): 1}, "a dict with the key ('x', 'y'), a tuple,"), ({None: 1}, "a dict with the key None"),
    (Counter([1.5]), "a dict with the key 1.5, a float,"), ({object(): 1}, "a dict with a key of type object"),
    ({b"a": 1}, "a dict with a key of type bytes"), (Thread(), "a value of type Thread"),
    (np.array([{1}, 2], object), "an array of dtype object that holds a set"), (np.zeros(2, "S1"),
    "an array of dtype |S1"),
    (np.zeros(1, "M8[s]"), "an array of dtype datetime64[s]"), (np.timedelta64(3, "s"), "a value of type timedelta"),
    (np.ma.array([1, 2, 3], mask=[0, 1, 0]), "a masked array with 1 masked entry"),
    ([np.ma.masked_all((2, 2))], "a masked array with 4 masked entries"), (np.ma.masked,
    "a masked array with 1 masked entry"),
    (Decimal("1e400"), "a value of type Decimal beyond all floats"), (Decimal("sNaN"),
    "a value of type Decimal beyond all floats"),
    (Fraction(10**400, 3), "a value of type Fraction beyond all floats")],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__)
def test_the_rest_is_refused_with_the_true_reason(value, reason):
    with pytest.raises(NotPlain) as found:
        plain(value)
    assert str(found.value).startswith(f"{reason} is not plain data. Use numbers, strings, ")


def nested(depth):
    return [nested(depth - 1)] if depth else []


ITSELF: list = []
ITSELF.append(ITSELF)


@pytest.mark.parametrize("value", [
    ITSELF, nested(100), range(10**12), [0] * 30_000, np.zeros(200_000), np.zeros((2**25, 0)), "x" * 200_000,
    1 << 20_000,
    Fraction(1 << 20_000), [np.zeros(70_000)] * 2, np.zeros((1,) * 20), np.array([1 << 20_000])],
    ids=lambda v: str(type(v)))
def test_what_is_too_much_for_an_answer_is_refused(value):
    with pytest.raises(NotPlain, match="is more than a check looks at"):
        plain(value)


def test_a_lent_function_is_not_given_more_than_it_can_work_through():
    with lent([np.sum]) as (loan,):
        assert loan(np.ones(5_000)) == 5_000
        for much in (np.ones(20_000), [1.0] * 5_000, 10**400, [np.ones(5_000), np.ones(5_000)]):
            with pytest.raises(NotPlain, match="more than a check looks at|beyond all floats"):
                loan(much)


def test_a_lent_function_is_given_no_whole_numbers_which_can_grow_or_repeat_a_list():
    with lent([lambda *args: repr(args), lambda a, q: a * q]) as (spell, times):
        assert spell(3, [np.int8(2), (True, Grade.GOOD)], {"a": 10**30}) == repr((3.0, [2.0, (True, 1.0)], {"a": 1e30}))
        with pytest.raises(TypeError):
            times(10**9, [1.0, 2.0])


def test_an_error_in_a_class_of_the_students_stops_the_answer():
    def fails(self):
        raise RuntimeError("mine")
    odd = type("Odd", (Mapping, ), dict.fromkeys(("__iter__", "__len__", "__getitem__"), fails))()
    with pytest.raises(Stopped, match="RuntimeError: mine"):
        LocalWork("f", lambda: odd)()


@pytest.mark.parametrize("put", [{1}, object(), type("Odd", (), {"__eq__": lambda self, other: 1 / 0})()])
def test_whatever_is_put_into_the_arguments_is_noticed(put):
    with pytest.raises(Mismatch) as found:
        LocalWork("f", lambda x: x.append(put))([1])
    assert "no longer plain" in dict(found.value.evidence)["afterwards"]


def test_only_the_arguments_that_were_changed_are_shown():
    def moves(fs, x, h):
        x[0] += h
        fs.pop()

    with pytest.raises(Mismatch) as found:
        LocalWork("f", moves)([np.sin, np.cos], [2.0, 1.0], 0.5)
    assert dict(found.value.evidence)["afterwards"] == "argument 1 is [function]; argument 2 is [2.5, 1.0]"


def test_functions_pass_as_arguments_only():
    with lent([np.sin]) as (loan,), pytest.raises(NotPlain):
        loan(object())
    with pytest.raises(NotPlain):
        plain(np.sin)


def test_a_generator_travels_with_its_state():
    with lent([np.random.default_rng(3)]) as (rng,):
        assert rng.random() == np.random.default_rng(3).random()


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
    (10**400, 1.0, False), (2**60, 2**60, True), (10**400, 10**400, True), (10**400 + 1, 10**400, False),
    (1.0, np.inf, False), (-np.inf, np.inf, False), ([5, 7], [1, np.inf], False), ([1 + 1e-12, np.inf], [1, np.inf],
    True),
    ([1, 7], [1, np.inf], False), ([2.0, np.inf], [1.0, np.inf], False), (np.inf, 1e300, False), (np.nan, np.nan,
    False),
    ([1.0, np.nan], [1.0, np.nan], False), (complex(1, np.inf), complex(1, np.inf), True), (1.0, complex(1, np.inf),
    False),
    (1 + 1e-12j, 1.0, True), (1 + 1j, 1.0, False), (1j, 1j, True), (1.0, 1j, False),
    (2**63 - 1, -2**63 + 1, False), (np.uint64(2**63), 2**63 + 1, True), (np.array([200], np.uint8), [100], False),
    (np.array([], int), [], True), ([], np.zeros(0), True), (np.zeros((0, 3)), [], False), ([[], []], np.zeros((2, 0)),
    True),
    ([], {}, False), ([], "", False), ({}, [], False), ((), [], True), ([[]], [], False),
    (np.array([True]), [1.0], False), ([1.0], np.array([True]), False), (np.array([True, False]), [True, False], True),
    ([True, False], np.array([True, False]), True), ([True, 2.0], [1.0, 2.0], False), ([np.zeros(2), 1.0], [[0, 0], 1],
    True),
    (np.array(["a"]), ["a"], True), (np.array(["1"]), [1.0], False)])
def test_same(got, want, verdict):
    assert same(got, want) is verdict


FINITE = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False),
st.complex_numbers(max_magnitude=1e300))
ANY = st.recursive(st.one_of(LEAVES, st.floats(), st.integers(-10**400, 10**400), hnp.arrays(
    st.sampled_from([bool, int, float, complex, np.uint8, np.float32]), hnp.array_shapes(min_dims=1, max_dims=2,
    min_side=0,
                                                                                         max_side=3))),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.tuples(inner, inner),
                            st.dictionaries(st.text(max_size=3), inner, max_size=3)))


@given(ANY, ANY)
def test_any_two_values_can_be_compared_and_shown(got, want):
    assert same(got, want) in (True, False)
    recognise(got, want, (), {Mistake("a", "b"): got, Mistake("c", "d"): lambda: want, Mistake("e", "f"): None})
    for mistaken in ({}, {Mistake("e", "f"): want}):
        try:
            expect(LocalWork("f", lambda: got), (), want, witness="a witness", because=mistaken)
        except Mismatch as mismatch:
            assert not same(got, want) and all(isinstance(text, str) for _, text in mismatch.evidence)
        except Stopped:
            pytest.fail("nothing here stops")
        try:
            predict(LocalWork("f", lambda: got), want, because=mistaken)
        except Mismatch:
            pass


@given(st.lists(st.one_of(FINITE, st.sampled_from([np.inf, -np.inf])), min_size=1, max_size=4), st.data())
def test_an_entry_that_is_far_off_is_never_equal_whatever_stands_beside_it(want, data):
    assert same(want, want)
    place = data.draw(st.integers(0, len(want) - 1))
    finite = [abs(w) for w in want if not np.isinf(complex(w))]
    off = 1 + max(finite, default=0) * 1e-3
    moved = [*want[:place], 0.0 if np.isinf(complex(want[place])) else want[place] + off, *want[place + 1:]]
    assert not same(moved, want)
    assert not same(np.array(moved, complex), np.array(want, complex))


@given(st.lists(st.floats(-1e300, 1e300) | st.integers(-10**300, 10**300), min_size=1, max_size=4))
def test_what_is_within_the_bound_is_equal(want):
    size = max(map(abs, want))
    assert same([w + 5e-11 * size for w in want], want) and same(np.array(want, complex), want)


def test_no_value_is_no_mistake():
    with pytest.raises(Mismatch) as found:
        expect(LocalWork("f", lambda: None), (), 1.0, witness="by hand", because={Mistake("not here",
        "x"): lambda: None})
    assert not found.value.mistake


@pytest.mark.parametrize(("got", "close"), [([np.inf, 1.0001], True), ([np.inf, 2.0], False), ([1e9, 1.0], False)])
def test_close_is_judged_beside_an_infinite_entry_too(got, close):
    with pytest.raises(Mismatch) as found:
        expect(LocalWork("f", lambda: got), (), [np.inf, 1.0], witness="by hand")
    assert ("so" in dict(found.value.evidence)) is close


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
