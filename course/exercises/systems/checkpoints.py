"""Checkpoints: fewer states kept, some steps run twice. The states stay with the check, which can so count them."""
from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from course.autodiff import complex_step
from course.autodiff.text import short
from course.checking import Exercise, Mistake, expect, has_form, points, predict, same
from course.exercises.material import generic, require, stopping
from course.exercises.systems.plans import counts, equal_segments

FEW_LONG = Mistake("few long segments", "the states between two checkpoints must all be there at once: a long segment "
                   "needs many")
MANY_SHORT = Mistake("many short segments", "every segment needs a checkpoint of its own, and all of these wait until "
                     "the end")


FEWEST, ABOUT = 62, 64          # states of a chain of 1000 at one time, and how many are still called few


@points(0)
def guess_spacing(work, rng):
    """should make the number of states small: those of a segment, and a checkpoint for each of the 1000/k segments"""
    got = work()
    if not has_form(got, 0.0) or not 1 <= got <= 1000:
        return predict(work, 32)
    k = round(got)
    _, states = counts(equal_segments, 1000, k)
    require(states <= ABOUT, ("yours", short(got)), (f"with k = {k}", f"{states} states at one time; {FEWEST} are "
            "possible"), mistake=FEW_LONG if k > 32 else MANY_SHORT)
    return None


spacing_guess = Exercise(
    "spacing_guess", "How far apart", (guess_spacing,), (
        "Compare k = 10 with k = 100: about 10 + 100 states, or 100 + 10. What lies between?",
        "The sum k + 1000/k is least where both terms are equal."),
    (FEW_LONG, MANY_SHORT), after=f"About √1000 ≈ 32: from k = 28 to k = 36 there are at most {FEWEST} states at "
                                 "one time, instead of 1000.")

# --- the gradient with checkpoints ------------------------------------------------------------------------------

KEEPS_ALL = Mistake("keeps every state", "between two checkpoints let each state go as soon as the next one is there")
NEVER_DROPS = Mistake("does not let go on the way back", "when a segment has been swept its states are of no more use: "
                      "drop them before the next one")
FROM_START = Mistake("runs from the start each time", "start again from the nearest checkpoint before, and once for "
                     "the whole segment")
AFTER_STEP = Mistake("state after the step", "the derivative of a step is taken at the state before it")
FROM_THE_END = Mistake("vjp asked at the end", "the first state for which vjp is asked is that before the last step; "
                       "its bar is 1, the derivative of x_T by itself")
NO_SEED = Mistake("adjoint begins with 0", "the derivative of x_T by itself is 1: with that the sweep begins")
EACH_SEGMENT = Mistake("each segment for itself", "bar starts at 1 once, at x_T; it goes on from one "
                       "segment to the next")
TWICE = Mistake("multiplied by bar twice", "vjp has multiplied by bar already")
LEFT_OUT = Mistake("states left out", "vjp is asked once for each step, so for the states between the checkpoints, too")
DROPPED = Mistake("let go too soon", "step and vjp need the state that they are given: drop it after that, and once. "
                  "In the rerun all k states of the segment stay until they are swept")
AFRESH = Mistake("each step for itself", "what one vjp gives is the adjoint of its state, and goes into the next vjp")
FORWARD = Mistake("adjoint taken forward", "the adjoint travels from the last step to the first. For numbers the order "
                  "of the factors makes no difference; for vectors it does")


class Chain(NamedTuple):
    """Where a chain begins, its step and the derivative of that. Where it bends is drawn, and no answer knows it."""

    x0: float
    f: object
    df: object


def drawn_chain(rng: np.random.Generator) -> Chain:
    """It moves on for ever: near a fixed point the derivative of a long chain would be 0, and no test of an answer."""
    a, b, c = rng.uniform(0.3, 0.7), rng.uniform(0.3, 0.4), rng.uniform(0.8, 1.3)
    return Chain(float(generic(rng)), lambda x: x + a + b * np.sin(c * x), lambda x: 1 + b * c * np.cos(c * x))


APART = 6                       # from the number of a state to the next: numbers that nobody takes for times


class Store:
    """The states of one run, kept under numbers: the work sees only these, so nothing is kept that is not counted."""

    told = ("step(state), vjp(state, bar), drop(state): of a store that counts its states. A state is a number; which "
            "one says nothing of the time.")

    def __init__(self, chain: Chain, first: int = 17):
        self.chain, self.first = chain, first
        self.states, self.times, self.next = {first: chain.x0}, {first: 0}, first + APART
        self.bars = []                  # what vjp was given
        self.swept = []                 # the times of the states, in the order in which vjp was asked for them
        self.most = 1                   # the largest number of states at one time
        self.steps = 0

    def fresh(self) -> Store:
        """The store as it was before the run."""
        return Store(self.chain, self.first)

    def step(self, state):
        self.steps += 1
        self.states[self.next] = self.chain.f(self._at(state))
        self.times[self.next] = self.times[state] + 1
        self.most = max(self.most, len(self.states))
        self.next += APART
        return self.next - APART

    def vjp(self, state, bar):
        slope = self.chain.df(self._at(state))
        self.swept.append(self.times[state])
        self.bars.append(bar)
        return float(bar * slope)

    def drop(self, state):
        self._at(state)
        del self.states[state]

    def _at(self, state):
        if not has_form(state, 0.0) or state not in self.times:
            raise LookupError(f"there is no state with the number {short(state)}: `step` has not given it")
        if state not in self.states:
            raise LookupError(f"x_{self.times[state]}, the state with the number {short(state)}, was dropped before")
        return self.states[state]


def _states(chain, T):
    xs = [chain.x0]
    for _ in range(T):
        xs.append(float(chain.f(xs[-1])))
    return xs


def _slope(chain, T):
    def run(x):
        for _ in range(T):
            x = chain.f(x)
        return x
    return complex_step(run, chain.x0)


def _product(chain, T, first=0):
    return float(np.prod([chain.df(x) for x in _states(chain, T)[first:]]))


def _squared(chain, T):
    """bar * vjp(state, bar) in place of vjp(state, bar)."""
    bar = 1.0
    for x in _states(chain, T - 1)[::-1]:
        bar *= bar * float(chain.df(x))
    return float(bar)


def bound(T: int, k: int) -> int:
    """The states that one level of checkpoints needs, T/k and k - 1 more in a segment, with two to spare."""
    return k + T // k + 1


def _expect_checkpointed(work, chain, T, k, first=17):
    store = Store(chain, first)
    stopping(DROPPED, "was dropped before", lambda: _expect_slope(work, store, T, k))
    tried = f"checkpointed_grad(step, vjp, drop, {first}, {T}, {k})"
    _expect_carried(store, T, tried)
    if store.most > bound(T, k):
        require(False, ("tried", tried), ("yours", f"{store.most} states at one time"),
                ("possible", f"{bound(T, k)}: k + T/k + 1"),
                mistake=NEVER_DROPS if store.steps > T else KEEPS_ALL)
    require(store.steps <= 2 * T, ("tried", tried), ("yours", f"{store.steps} steps"),
            ("possible", f"{2 * T}: each once more"), mistake=FROM_START)


def _expect_slope(work, store, T, k):
    chain, tried = store.chain, f"checkpointed_grad(step, vjp, drop, {store.first}, {T}, {k})"
    got, asked = work(store.step, store.vjp, store.drop, store.first, T, k), len(store.swept)
    right = _slope(chain, T)
    require(same(got, right, 1e-9) or asked >= T, ("tried", tried),
            ("yours", f"vjp asked {asked} times for {T} steps"), mistake=LEFT_OUT)
    require(same(got, right, 1e-9) or asked <= T or T not in store.swept, ("tried", tried),
            ("yours", f"vjp asked for x_{T}, and {asked} times for {T} steps"), mistake=FROM_THE_END)
    expect(lambda: got, (), right, tried=tried, rtol=1e-9, witness=f"complex step of the {T} steps", because={
        NO_SEED: 0.0, AFTER_STEP: _product(chain, T, first=1), AFRESH: float(chain.df(chain.x0)),
        EACH_SEGMENT: _product(chain, k - 1), TWICE: _squared(chain, T)})


def _expect_carried(store, T, tried):
    """What vjp was given: each adjoint that it gave before, on the way from the last step to the first."""
    if store.swept != sorted(store.swept, reverse=True):
        one, other = next((a, b) for a, b in pairwise(store.swept) if a < b)
        require(False, ("tried", tried), ("yours", f"vjp at x_{one}, and after that at x_{other}"), mistake=FORWARD)
    adjoints = [1.0]
    for x in _states(store.chain, T - 1)[::-1]:
        adjoints.append(adjoints[-1] * float(store.chain.df(x)))
    for t, bar in zip(store.swept, store.bars, strict=True):
        require(same(bar, adjoints[T - 1 - t], 1e-9), ("tried", tried), ("yours", f"vjp at x_{t} was given the bar "
                f"{short(bar)}"), (f"adjoint of x_{t + 1}", short(adjoints[T - 1 - t])), mistake=AFRESH)


def two_segments(work, rng):
    """should be right for two segments, of two steps and of one"""
    _expect_checkpointed(work, drawn_chain(rng), 4, 2)
    _expect_checkpointed(work, drawn_chain(rng), 2, 1, first=3)


def any_segments(work, rng):
    """should be right for three segments, for those of one step, and for one segment alone"""
    for T, k in ((9, 3), (6, 3), (5, 1), (5, 5), (1, 1)):
        _expect_checkpointed(work, drawn_chain(rng), T, k)


@points(2)
def long_chain(work, rng):
    """should keep few states and run no step more than twice, on a long chain"""
    n = int(rng.integers(6, 14))
    for T, k in ((60, 10), (100, 10), (8 * n, n)):
        _expect_checkpointed(work, drawn_chain(rng), T, k)


checkpointed_grad = Exercise(
    "checkpointed_grad", "Checkpoints", (two_segments, any_segments, long_chain), (
        "Take the checkpoints from the last to the first. A segment has k states, its checkpoint among them: how many "
        "steps make the others?",
        "Keep the states of this one segment in a list. Then sweep it backward with vjp, from its last state to its "
        "first.",
        "What vjp gives is the bar of the next call, across segments, too. A state that has been swept is dropped."),
    (KEEPS_ALL, NEVER_DROPS, FROM_START, AFTER_STEP, FROM_THE_END, NO_SEED, AFRESH, FORWARD, EACH_SEGMENT, TWICE,
     LEFT_OUT, DROPPED),
    after="With k near √T about 2√T states instead of T, for at most one more forward run. (Segments that get shorter "
          "toward the end need fewer states, for hardly more steps.)")
