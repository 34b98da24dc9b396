"""What this kernel remembers: the last report on each exercise and how many hints were taken.

A restart forgets it, but for what `kept` holds.
"""
from __future__ import annotations

from html import escape
from pathlib import Path

from course.checking.kept import Kept, folder, keep, kept
from course.checking.report import Report

_reports: dict[str, Report] = {}
_cases: dict[str, tuple | None] = {}
_hints: dict[str, int] = {}
_checked: set[str] = set()              # since their last hint
_trouble = ""                           # why the last report was not kept


class Text(str):
    """A sentence that a notebook shows without quotation marks."""

    def __repr__(self):
        return str(self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": str(self), "text/html": f"<p>{escape(self)}</p>"}


def remember(report: Report, case: tuple | None = None, place: Path | None = None):
    """Keep the report for `progress`, here and in the folder that is worked in (which is looked for unless it is
    given), and the arguments of the call at which a check has failed."""
    global _trouble
    _trouble = keep(report, _hints.get(report.name, 0), place or folder())
    _reports[report.name], _cases[report.name] = report, case
    _checked.add(report.name)


def last_report(name: str) -> Report | None:
    """The last report on the exercise, or None."""
    return _reports.get(name)


def known(place: Path | None = None) -> dict[str, Kept]:
    """What is kept of each exercise, by name, from this session and all before it."""
    return kept(place or folder())


def trouble() -> str:
    """A sentence if the last report could not be kept, else nothing."""
    return _trouble


def last_case(name: str) -> tuple | None:
    """The arguments at which the last check of the exercise failed, or None."""
    return _cases.get(name)


def take_hint(name: str, most: int) -> tuple[int, bool]:
    """The number of the hint to give, and whether it was given before."""
    last, again = _hints.get(name, 0), name in _checked
    _checked.discard(name)
    _hints[name] = last if last and again else min(last + 1, most)
    return _hints[name], _hints[name] == last
