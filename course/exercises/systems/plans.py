"""The best places for checkpoints: how few steps have to be run, and when which state is there."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from math import comb
from typing import NamedTuple

from course.checking import Exercise, Mistake, expect, points
from course.exercises.material import within

STEPS = 400_000             # lines of Python: many times what a table takes, and nothing for who keeps no table


def fewest(T: int, s: int) -> int:
    """The fewest steps for a sweep over T states with s of them held, x_0 among them (Griewank and Walther 2000).

    rT - C(s + r, s + 1), with the smallest r for which C(s + r, s) ≥ T.
    """
    r = 0
    while comb(s + r, s) < T:
        r += 1
    return r * T - comb(s + r, s + 1)


# --- the exercise --------------------------------------------------------------------------------------------------

HALVES = Mistake("always in the middle", "behind the checkpoint fewer states are free than before it: the two parts "
                 "need not be alike. Try every place")
LAST_STEP = Mistake("one step too many for every state", "x_T is not asked for, and a state that is held or has just "
                    "been reached costs nothing: F(1, s) = 0")
ONE_MORE = Mistake("one state too many", "x_0 is one of the s states: with s = 1 there is no other, and every run "
                   "begins at x_0")
BEHIND = Mistake("as many states behind", "while the part behind the checkpoint is swept, x_0 is still held: one state "
                 "less is left for it")
BEFORE = Mistake("one state less before, too", "when the part behind is swept its states are free again: the part "
                 "before has all s")
FREE_RUN = Mistake("the way to the checkpoint is free", "to reach x_k from x_0 takes k steps")
NO_ROOM = Mistake("F(T, 1) missing", "with s = 1 there is no state to hold but x_0: every state is reached from there, "
                  "in (T − 1) + (T − 2) + … steps")
UNKEPT = Mistake("the same again and again", "the same F(T, s) is needed in many places: keep what has been found")


def _plan(T: int, s: int, behind=1, before=0, run=True, last=0, half=False) -> int:
    """The recursion over a table, with one of the usual ideas got wrong."""
    table = {}
    for held, t in product(range(1, s + 1), range(1, T + 1)):
        places = () if t == 1 or held == 1 else [t // 2] if half else range(1, t)
        costs = [k * run + table[t - k, max(held - behind, 1)] + table[k, max(held - before, 1)] for k in places]
        table[t, held] = min(costs, default=t * (t - 1) // 2 + last * t)
    return table[T, s]


def _because(T, s):
    if s == 1:
        return {LAST_STEP: _plan(T, s, last=1), ONE_MORE: fewest(T, 2), NO_ROOM: T - 1}
    return {HALVES: _plan(T, s, half=True), LAST_STEP: _plan(T, s, last=1), ONE_MORE: fewest(T, s + 1),
            BEHIND: _plan(T, s, behind=0), BEFORE: _plan(T, s, before=1), FREE_RUN: _plan(T, s, run=False)}


def _expect_fewest(work, T, s):
    tried = f"fewest_steps({T}, {s})"

    def found(T, s):
        return within(work, STEPS, (T, s), tried, UNKEPT)

    because = _because(T, s)
    told_apart = len({*because.values(), fewest(T, s)}) == len(because) + 1
    expect(found, (T, s), fewest(T, s), tried=tried, witness="the fewest", because=because if told_apart else {})


def by_hand(work, rng):
    """should be right for ten states and three held; for one state to sweep, for one held, and for few"""
    for T, s in ((5, 1), (10, 3), (1, 1), (2, 1), (3, 1), (1, 3), (3, 2), (4, 2), (5, 3)):  # two tell slips apart
        _expect_fewest(work, T, s)


@points(2)
def any_length(work, rng):
    """should be the fewest for any T and s"""
    for low, high in ((11, 20), (20, 40)):
        for s in (1, int(rng.integers(2, 4)), int(rng.integers(4, 7))):
            _expect_fewest(work, int(rng.integers(low, high)), s)
    _expect_fewest(work, 6, 9)


fewest_steps = Exercise(
    "fewest_steps", "The fewest steps", (by_hand, any_length), (
        "F(1, s) = 0, and F(T, 1) is a sum: T − 1 steps to the last state, then T − 2, down to 0.",
        "Else try every k from 1 to T − 1: k steps to x_k, then the part behind with s − 1 states, then the part "
        "before with s.",
        "A recursion will do if it keeps what it has found, such as in a dictionary under the pair (T, s)."),
    (HALVES, LAST_STEP, ONE_MORE, BEHIND, BEFORE, FREE_RUN, NO_ROOM, UNKEPT), extra=True,
    after="No schedule runs fewer steps with so many states held, if all steps cost the same and T is known beforehand "
          "(Griewank 1992; the program revolve: Griewank and Walther 2000).")

# --- what happens when ---------------------------------------------------------------------------------------------


class Moment(NamedTuple):
    """One moment of a schedule: the states held, and the state that is reached by a step, or swept."""

    held: frozenset
    state: int
    swept: bool


def equal_segments(T: int, k: int) -> Iterator[Moment]:
    """Every k-th state held on the way to the last segment, then one segment after the other, from the last."""
    last = (T - 1) // k * k
    held = {0}
    for t in range(1, last + 1):
        held |= {t} if t % k == 0 else set()
        yield Moment(frozenset(held), t, False)
    for start in range(last, -1, -k):
        for t in range(start + 1, min(start + k, T)):
            held.add(t)
            yield Moment(frozenset(held), t, False)
        for t in reversed(range(start, min(start + k, T))):
            yield Moment(frozenset(held), t, True)
            held.remove(t)


def best_places(T: int, s: int, start: int = 0, held: frozenset = frozenset()) -> Iterator[Moment]:
    """The schedule of fewest steps with s states held; those of `held` are held before, and until the end."""
    held |= {start}
    if T == 1:
        yield Moment(held, start, True)
    elif s == 1:
        for t in reversed(range(T)):
            yield from (Moment(held, start + i, False) for i in range(1, t + 1))
            yield Moment(held, start + t, True)
    else:
        k = min(range(1, T), key=lambda k: k + fewest(T - k, s - 1) + fewest(k, s))
        yield from (Moment(held, start + i, False) for i in range(1, k + 1))
        yield from best_places(T - k, s - 1, start + k, held)
        yield from best_places(k, s, start, held - {start})


def counts(schedule: Callable[..., Iterator[Moment]], *args) -> tuple[int, int]:
    """How many steps a schedule runs, and how many states are there at one time, with the one on the move."""
    moments = list(schedule(*args))
    return sum(not each.swept for each in moments), max(len(each.held | {each.state}) for each in moments)
