"""Messages between grader and submission: frames of a JSON header and raw array bytes, with plain data in them.

Both sides use this file, and the grader's side trusts nothing that it reads: every count, size, depth and type is
checked before it is used.
"""
from __future__ import annotations

import json
import struct
from collections.abc import Callable
from math import prod

import numpy as np

from course.checking.gate import AXES, BITS, ROOM, VALUES
from course.checking.gate import DEPTH as NESTED

HEADER, PAYLOAD = 1 << 20, ROOM         # bytes
SOURCE = 20 << 20                       # of a cell, which only the grader sends
DEPTH = NESTED + 4                      # of a message: that of the data, and of what it is wrapped in
TEXT, ROWS = 2_000, 4                   # characters of a text that is shown, rows of evidence
DTYPES = frozenset("|b1 |i1 |u1 <i2 <i4 <i8 <u2 <u4 <u8 <f2 <f4 <f8 <c8 <c16".split())
_SIZES = struct.Struct("!II")


class Malformed(Exception):
    """What arrived is not a message of this protocol."""


class TooMuch(Exception):
    """What should be sent is more than a message may hold."""


def write(file, message: dict, payload: bytes = b"", most: int = PAYLOAD):
    """Send one frame: two sizes, the message as JSON, the payload of `most` so many bytes."""
    header = json.dumps(message).encode()
    if len(header) > HEADER or len(payload) > most:
        raise TooMuch(f"{(len(header) + len(payload)) / 1e6:.0f} MB are more than a message may hold")
    file.write(_SIZES.pack(len(header), len(payload)) + header + payload)
    file.flush()


def read(file, most: int = PAYLOAD) -> tuple[dict, bytes]:
    """The next message and its payload. Raises Malformed, and EOFError when the other side is gone."""
    header, payload = _SIZES.unpack(_exactly(file, _SIZES.size))
    if header > HEADER or payload > most:
        raise Malformed("a frame that is too large")
    text, body = _exactly(file, header), _exactly(file, payload)
    try:
        message = json.loads(text.decode())
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error)) from None
    if type(message) is not dict:
        raise Malformed("a message that is not an object")
    return message, body


def _exactly(file, size):
    data = file.read(size)
    if len(data) < size:
        raise EOFError
    return data


def encode(value, chunks: list[bytes], refer: Callable = None):
    """Plain data as a JSON tree; the bytes of arrays go to `chunks`, and what is not plain data to `refer`."""
    if value is None or type(value) in (bool, float, str):
        return value
    if type(value) is int:
        return _sendable(value)
    if type(value) is complex:
        return {"complex": [value.real, value.imag]}
    if type(value) is list:
        return [encode(item, chunks, refer) for item in value]
    if type(value) is tuple:
        return {"tuple": [encode(item, chunks, refer) for item in value]}
    if type(value) is dict:
        return {"dict": {key: encode(item, chunks, refer) for key, item in value.items()}}
    if isinstance(value, np.ndarray | np.generic):
        return _encode_array(np.asarray(value), chunks)
    if refer is None:
        raise TypeError(f"a {type(value).__name__} cannot be sent")
    return refer(value)


def _sendable(number):
    if number.bit_length() > BITS:
        raise OverflowError(f"an integer of {number.bit_length()} bits is too large to be sent")
    return number


def _encode_array(array, chunks):
    if array.dtype.str not in DTYPES:                       # another byte order, or more than double precision
        array = array.astype({"f": "<f8", "c": "<c16"}.get(array.dtype.kind, array.dtype.newbyteorder("<")))
    chunks.append(array.tobytes())
    return {"array": [array.dtype.str, list(array.shape)]}


def decode(tree, payload: bytes = b"", resolve: Callable = None):
    """The plain data of a JSON tree; `resolve(tag, content)` finds what was referred to. Raises Malformed."""
    try:
        return _Reader(payload, resolve).value(tree, DEPTH)
    except Malformed:
        raise
    except Exception as error:          # whatever else a hostile tree can provoke
        raise Malformed(f"{type(error).__name__}: {error}") from None


class _Reader:
    """Walks one tree, with the place reached in the payload and the number of values left."""

    def __init__(self, payload, resolve):
        self.payload, self.resolve, self.at, self.left = payload, resolve, 0, VALUES

    def value(self, tree, depth):
        self.left -= 1
        if depth < 0 or self.left < 0:
            raise Malformed("too deep, or too many values")
        if tree is None or type(tree) in (bool, int, float, str):
            return tree
        if type(tree) is list:
            return [self.value(item, depth - 1) for item in tree]
        (tag, content), = tree.items()
        if tag == "tuple" and type(content) is list:
            return tuple(self.value(item, depth - 1) for item in content)
        if tag == "dict":
            return {key: self.value(item, depth - 1) for key, item in content.items()}
        if tag == "complex":
            real, imaginary = content
            return complex(real, imaginary)
        return self.array(*content) if tag == "array" else self.reference(tag, content)

    def array(self, dtype, shape):
        if type(dtype) is not str or dtype not in DTYPES or type(shape) is not list or len(shape) > AXES or not all(
                type(n) is int and 0 <= n <= PAYLOAD for n in shape):
            raise Malformed("an array of another kind or shape")
        size = prod(shape) * np.dtype(dtype).itemsize
        if prod(n or 1 for n in shape) > PAYLOAD // 8:  # an empty array can be a list of many millions of nothings
            raise Malformed("an array of an excessive shape")
        data = self.payload[self.at:self.at + size]
        if len(data) < size:
            raise Malformed("an array without its data")
        self.at += size
        if dtype == "|b1":              # any other byte than 0 is True
            return (np.frombuffer(data, "|u1") != 0).reshape(shape)[()]
        return np.frombuffer(data, dtype).reshape(shape).copy()[()]

    def reference(self, tag, content):
        if self.resolve is None:
            raise Malformed(f"a reference to {str(tag)[:20]!r}")
        return self.resolve(tag, content)
