"""The wire: what is plain comes through unchanged, and whatever is malformed is told apart and costs little."""
import json
import struct
from io import BytesIO

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course.checking import same
from course.staff.inside import wire

NUMBERS = st.one_of(st.booleans(), st.integers(-(2**200), 2**200), st.floats(), st.complex_numbers())
ARRAYS = hnp.arrays(st.sampled_from([np.dtype(name) for name in wire.DTYPES]),
                    hnp.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=3))
LEAVES = st.one_of(st.none(), NUMBERS, st.text(max_size=9), ARRAYS)
DATA = st.recursive(LEAVES, lambda inner: st.one_of(
    st.lists(inner, max_size=4), st.tuples(inner, inner), st.dictionaries(st.text(max_size=4), inner, max_size=4)))


def there_and_back(value):
    """The value after a trip over the wire."""
    chunks, file = [], BytesIO()
    tree = wire.encode(value, chunks)
    wire.write(file, {"value": tree}, b"".join(chunks))
    file.seek(0)
    message, payload = wire.read(file)
    return wire.decode(message["value"], payload)


def spelled(value):
    """A value with its exact types and bytes; repr tells -0.0 and nan apart from what they equal."""
    if isinstance(value, np.ndarray):
        return str(value.dtype), value.shape, value.tobytes()
    if isinstance(value, list | tuple):
        return type(value), [spelled(item) for item in value]
    if isinstance(value, dict):
        return [(key, spelled(item)) for key, item in value.items()]
    return type(value), repr(value)


@given(DATA)
@example([np.zeros((0, 3)), -0.0, float("nan"), {"tuple": (1, True)}, {"array": ["|O", [9]]}, "\ud800"])
def test_plain_data_comes_through_unchanged(value):
    assert spelled(there_and_back(value)) == spelled(value)


def test_arrays_in_another_byte_order_or_precision_keep_their_values():
    for value in (np.array([1, 2], ">i4"), np.array([1.5], ">f8"), np.array([1 / 3], np.longdouble),
                  np.array([1j], np.clongdouble), np.arange(6).reshape(2, 3).T):
        assert same(there_and_back(value), value)


def test_a_received_array_can_be_changed():
    array = there_and_back(np.zeros(3))
    array += 1
    assert array.sum() == 3


@pytest.mark.parametrize("value", [object(), {1, 2}, lambda: 0, b"bytes", np.array([object()])])
def test_what_is_not_plain_is_not_sent(value):
    with pytest.raises((TypeError, wire.Malformed)):
        there_and_back(value)


def test_what_is_too_much_is_not_sent():
    with pytest.raises(OverflowError, match="bits"):
        wire.encode(1 << 20_000, [])
    with pytest.raises(wire.TooMuch, match="2 MB"):
        wire.write(BytesIO(), {}, bytes(2_000_000))


def frame(header, payload=b"", sizes=None):
    return BytesIO(struct.pack("!II", *(sizes or (len(header), len(payload)))) + header + payload)


@pytest.mark.parametrize("file", [
    frame(b"{}", sizes=(2**32 - 1, 0)), frame(b"{}", sizes=(2, 2**31)), frame(b"\xff\xfe{}"), frame(b'{"a": }'),
    frame(b"[]"), frame(b"7"), frame(b"[" * 900_000), frame(b'{"a":' * 100_000), frame(b'{"id": ' + b"9" * 5000 + b"}"),
    frame('{"ä": 1}'.encode("utf-16")), frame(b"")])
def test_hostile_frames_are_malformed(file):
    with pytest.raises(wire.Malformed):
        wire.read(file)


@pytest.mark.parametrize("file", [BytesIO(), BytesIO(b"\0\0"), frame(b"{}", sizes=(100, 0)),
                                  frame(b"{}", sizes=(2, 9))])
def test_a_frame_that_breaks_off_is_the_end(file):
    with pytest.raises(EOFError):
        wire.read(file)


def array(dtype="<f8", shape=(1,)):
    return {"array": [dtype, list(shape)]}


@pytest.mark.parametrize("tree", [
    {}, {"list": [1]}, {"tuple": 3}, {"tuple": "ab"}, {"dict": [1]}, {"dict": {"a": {}}}, {"complex": [1]},
    {"complex": ["x", 1]}, {"complex": [10**400, 1]}, {"a": 1, "b": 2}, {"function": [0]}, {"counted": 0}, {"rng": {}},
    array("|O"), array("<U9"), array("O"), array("(100000,)f8"), array("f8,f8"), array(["<f8"]), array(None),
    array("<f16"), array(shape=[10**12]), array(shape=[2**31, 2**31]), array(shape=[-1]), array(shape=[True]),
    array(shape=[1.0]), array(shape=["1"]), array(shape=[2]), array(shape=[1] * 40), array(shape=[0] + [2**24] * 9),
    {"array": 7}, {"array": ["<f8"]}, {"array": ["<f8", [1], 0]}, {"array": ["<f8", 1]}], ids=repr)
def test_hostile_trees_are_malformed(tree):
    for hostile in (tree, [tree], {"tuple": [tree]}, {"dict": {"a": tree}}):
        with pytest.raises(wire.Malformed):
            wire.decode(hostile, bytes(8))


def test_a_tree_has_a_limited_depth_and_number_of_values():
    deep: list = []
    for _ in range(wire.DEPTH + 1):
        deep = [deep]
    for hostile in (deep, [[]] * (wire.VALUES + 1), {"dict": {str(n): 0 for n in range(wire.VALUES + 1)}}):
        with pytest.raises(wire.Malformed):
            wire.decode(hostile)


def test_arrays_share_a_payload_in_their_order():
    tree = [array("|u1", [2]), array("|b1", [2]), array("<u2", [])]
    first, second, third = wire.decode(tree, bytes([1, 2, 0, 9, 1, 1]))
    assert first.tolist() == [1, 2] and second.tolist() == [False, True] and third == 257
    assert second.tobytes() == b"\0\1", "a byte that is neither is no third truth value"


@given(st.binary(max_size=200))
def test_noise_is_malformed_or_breaks_off(noise):
    with pytest.raises((wire.Malformed, EOFError)):
        wire.read(BytesIO(noise + b"\xff" * 8))


TAGS = st.sampled_from(["array", "tuple", "dict", "complex", "x"])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3))
JSON = st.recursive(SCALARS, lambda inner: (
    st.lists(inner, max_size=3) | st.dictionaries(TAGS, inner, max_size=2)), max_leaves=12)


@given(JSON, st.binary(max_size=30))
def test_any_json_is_decoded_or_malformed(tree, payload):
    try:
        wire.decode(json.loads(json.dumps(tree)), payload)
    except wire.Malformed:
        pass
