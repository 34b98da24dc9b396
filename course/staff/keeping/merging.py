"""What was given, what is given now and what a student made of it, as one notebook. Nothing of the student's is lost.

  a cell that the student left alone      becomes what it is now, or goes where it is no longer given
  an answer, a cell that the student added  stays; a new signature of an answer is shown below it
  a given cell that the student changed   stays above its new version, where there is one
  a given cell that the student deleted   stays away
The order is that of the new version, unless the student has moved given cells.
"""
from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from typing import NamedTuple

from course.staff.keeping.cells import asked, is_answer, is_open, metadata, new_id, partners, source, with_ids

THEIRS = ("nbgrader", "deletable", "editable")      # of the metadata of given cells


class Changes(NamedTuple):
    """What a merge has done: how many cells are new, corrected and gone, and by headings where the student's own cell
    stands above a new version, an answer above a new signature, or an answer that is no longer asked for."""

    new: int = 0
    corrected: int = 0
    gone: int = 0
    beside: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()


def merged(before: list[dict], now: list[dict], mine: list[dict]) -> tuple[list[dict], Changes]:
    """The cells of a student's notebook brought up to date: what was given `before` is given as `now`."""
    pairs, cells, under = _Pairs(before, now, mine), [], defaultdict(list)
    for at in (-1, *pairs.order()):
        if at >= 0:
            cells += (made := _made(pairs.old(at), now[at], pairs.mine(at)))
            under[_became(made, pairs.mine(at))].append(_heading(cells))
        for cell, given in pairs.behind(at):
            cells.append(_own(cell) if given else cell)
            under["unasked" if given and is_answer(cell) else "same"].append(_heading(cells))
    beside, signatures, unasked = (tuple(under[what]) for what in ("beside", "signatures", "unasked"))
    return with_ids(cells), Changes(len(under["new"]), len(under["corrected"]), pairs.gone, beside, signatures, unasked)


class _Pairs:
    """Which cells of the three versions belong together, and where the student's own cells stand."""

    def __init__(self, before, now, mine):
        self.before, self.now, self.cells = before, now, mine
        self.was = partners(now, before)
        self.held = partners(before, mine)
        self.at = {at: self.held[old] for at, old in self.was.items() if old in self.held}
        left = [at for at in range(len(now)) if at not in self.at]
        free = set(range(len(mine))) - set(self.held.values())
        found = partners([now[at] for at in left], mine, free)      # already as they are now
        self.at |= {left[index]: other for index, other in found.items()}
        self._place_the_rest()

    def _place_the_rest(self):
        """The student's own cells, and given ones that are no longer given but were changed, by what they stand below.
        """
        given, back = {other: at for at, other in self.at.items()}, {other: at for at, other in self.held.items()}
        self.below, self.gone, last = {}, 0, -1
        for at, cell in enumerate(self.cells):
            if at in given:
                last = given[at]
            elif at in back and _untouched(self.before[back[at]], cell):
                self.gone += 1
            else:
                self.below.setdefault(last, []).append((cell, at in back))

    def old(self, at):
        return self.before[self.was[at]] if at in self.was else None

    def mine(self, at):
        return self.cells[self.at[at]] if at in self.at else None

    def behind(self, at):
        return self.below.get(at, ())

    def order(self) -> list[int]:
        """The cells of the new version that are to be there: not those that the student has deleted."""
        there = [at for at in range(len(self.now)) if at in self.at or at not in self.was]
        places = [place for _, place in sorted(self.held.items())]
        if places == sorted(places):
            return there
        moved = sorted((at for at in there if at in self.at), key=self.at.get)
        for number, at in enumerate(there):
            if at not in self.at:
                moved.insert(moved.index(there[number - 1]) + 1 if number else 0, at)
        return moved


def _made(old, new, mine) -> list[dict]:
    """What becomes of one cell: one, or the student's and the new one."""
    if mine is None or (source(mine) != source(new) and _untouched(old, mine)):
        return [deepcopy(new)]
    if source(mine) == source(new) or (old is not None and source(old) == source(new)):
        return [_kept(mine, new)]
    if is_answer(new):
        changed = old is not None and _words(old) != _words(new)
        return [_kept(mine, new), *[_shown(new)] * changed]
    return [_own(mine), deepcopy(new)]


def _became(made, mine) -> str:
    """What has become of a cell, as Changes says it."""
    if mine is None:
        return "new"
    if len(made) == 2:
        return "signatures" if is_answer(made[0]) else "beside"
    return "same" if source(made[0]) == source(mine) else "corrected"


def _untouched(old, mine) -> bool:
    """Whether the cell is as it was given. An answer that was given is none: somebody has worked in the original."""
    return old is not None and _words(old) == _words(mine) and (not is_answer(old) or is_open(old))


def _kept(mine, new):
    """The student's cell, with what is noted on it today; outputs that were given and not made by a run, too."""
    cell = {**mine, "metadata": {**metadata(mine), **metadata(new)}}
    if cell["cell_type"] == "code" and mine.get("outputs") and mine.get("execution_count") is None and (
            source(mine) == source(new)):
        cell["outputs"] = deepcopy(new.get("outputs", []))
    return cell


def _own(cell):
    """A cell that is the student's from now on."""
    own = {**cell, "metadata": {key: value for key, value in metadata(cell).items() if key not in THEIRS}}
    return {**own, "id": new_id()}


def _words(cell):
    """What a cell holds, without the blank lines at its ends that editors add and take away."""
    return source(cell).strip()


def _shown(new):
    """The new version of an answer cell, to be read: run as code it would take the place of the answer."""
    words = f"**This is now given for `{asked(new).get('grade_id')}`;** your answer is above, as it was.\n\n"
    return {"cell_type": "markdown", "id": new_id(), "metadata": {},
            "source": f"{words}```python\n{source(new)}\n```".splitlines(keepends=True)}


def _heading(cells) -> str:
    """The heading that the last of these cells stands under."""
    lines = (line for cell in reversed(cells) if cell["cell_type"] == "markdown"
             for line in reversed(source(cell).splitlines()) if line.startswith("#"))
    return next(lines, "the top").lstrip("# ").strip()
