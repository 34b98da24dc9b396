"""Ends trusted code that takes too long, between two of its steps, in whatever thread it runs."""
from __future__ import annotations

import ctypes
from contextlib import suppress
from threading import Lock, get_ident


class TooLong(BaseException):
    """Raised in code that has run too long; no `except Exception` stops it."""


class Cut:
    """A call from another thread ends the code in this block with TooLong; while there is none, it does nothing."""

    def __init__(self):
        self._lock, self._thread = Lock(), None

    def __enter__(self):
        with self._lock:
            self._thread = get_ident()

    def __exit__(self, *_):
        with self._lock:
            called, self._thread = self._thread is None, None
        if called:                              # what may still be on its way comes here
            with suppress(TooLong):
                _raise_in(get_ident(), ctypes.py_object(TooLong))
                while True:
                    pass

    def __call__(self):
        with self._lock:
            if self._thread is not None:
                _raise_in(self._thread, ctypes.py_object(TooLong))
                self._thread = None


def _raise_in(thread, error):
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error)
