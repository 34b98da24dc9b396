"""Forward in time: the recursion for one number, its two kinds of derivative, and its closed form."""
from __future__ import annotations

from itertools import accumulate

from course.autodiff import complex_step
from course.checking import Exercise, LentActivation, Mistake, expect, points, show_call
from course.exercises.bptt.nets import AGAIN, LINEAR, expect_few_calls
from course.exercises.material import drawn_activation, generic

# --- 6: partial and total -------------------------------------------------------------------------------------------

SAME = Mistake("partial in place of total", "the total derivative also counts that h_{t−1} moves with w")
ALL_TOTAL = Mistake("total in place of partial", "the partial derivative holds h_{t−1} still, though it depends on w, "
                    "too")
EXCHANGED = Mistake("pair exchanged", "first the partial derivatives, then the total ones")
BARE_WAY = Mistake("slope left out on the way", "what comes from the step before passes f, too: slope times w")
NO_WEIGHT = Mistake("w left out on the way", "h_{t−1} enters as w·h_{t−1}: when it moves by 1, the sum moves by w")
NO_SLOPE = Mistake("slope of f left out", "w acts through f: its slope is part of both derivatives")
BARE_PARTIAL = Mistake("slope left out of the partial", "w acts through f also where h_{t−1} is held: ∂F/∂w is slope "
                       "times h_{t−1}")
BARE_SHARE = Mistake("slope left out of this step", "what w does in this step passes f, too: slope times h_{t−1}")
NO_STATE = Mistake("h_{t−1} left out of the partial", "w stands beside h_{t−1}: ∂F/∂w is slope times h_{t−1}")
NO_STATE_SHARE = Mistake("h_{t−1} left out of this step", "w stands beside h_{t−1}: this step's share, in both "
                         "derivatives, is slope times h_{t−1}")
TOO_EARLY = Mistake("state renewed too early", "both derivatives of step t are taken at the old state h_{t−1}: renew "
                    "the state after them")
AT_STATE = Mistake("slope taken at the state", "the slope of f is taken where f was: at w·h_{t−1} + x_t, not at h_t")


def _states(w, xs, h0, f):
    return list(accumulate(xs, lambda h, x: f(w * h + x), initial=h0))


def _pair(w, xs, h0, f):
    """Both kinds of derivative, from complex steps."""
    hs = _states(w, xs, h0, f)
    held = [complex_step(lambda v, h=h, x=x: f(v * h + x), w) for h, x in zip(hs, xs, strict=False)]
    moving = [complex_step(lambda v, t=t: _states(v, xs[:t], h0, f)[-1], w) for t in range(1, len(xs) + 1)]
    return held, moving


def _carried(w, xs, h0, act, slope=True, way=True, weight=True, at_state=False, early=False,
             share=lambda s, h: s * h):
    """Both in one pass, with some of it got wrong."""
    h, held, moving = h0, [], [0.0]
    for x in xs:
        new = act.f(w * h + x)
        h = new if early else h
        s = act.df(new if at_state else w * h + x) if slope else 1.0
        held.append(share(s, h))
        moving.append(held[-1] + (s if way else 1.0) * (w if weight else 1.0) * moving[-1])
        h = new
    return held, moving[1:]


def _state_alone(s, h): return h
def _slope_alone(s, h): return s


PAIR_MISTAKES = {
    SAME: lambda w, xs, h0, act: (_pair(w, xs, h0, act.f)[0],) * 2,
    ALL_TOTAL: lambda w, xs, h0, act: (_pair(w, xs, h0, act.f)[1],) * 2,
    EXCHANGED: lambda w, xs, h0, act: _pair(w, xs, h0, act.f)[::-1],
    BARE_WAY: lambda *args: _carried(*args, way=False), NO_WEIGHT: lambda *args: _carried(*args, weight=False),
    TOO_EARLY: lambda *args: _carried(*args, early=True),
    BARE_PARTIAL: lambda *args: (_carried(*args, share=_state_alone)[0], _carried(*args)[1]),
    BARE_SHARE: lambda *args: _carried(*args, share=_state_alone),
    NO_STATE: lambda *args: (_carried(*args, share=_slope_alone)[0], _carried(*args)[1]),
    NO_STATE_SHARE: lambda *args: _carried(*args, share=_slope_alone),
    NO_SLOPE: lambda *args: _carried(*args, slope=False), AT_STATE: lambda *args: _carried(*args, at_state=True)}


def _expect_pair(work, w, xs, h0, act):
    activation = LentActivation(*act)
    args = (w, xs, h0, activation.f, activation.df)
    expect(work, args, _pair(w, xs, h0, act.f), witness="complex steps, with h_{t−1} held and with it moving",
           rtol=1e-9, because={m: lambda *_, wrong=wrong: wrong(w, xs, h0, act) for m, wrong in PAIR_MISTAKES.items()})
    expect_few_calls(activation, len(xs), show_call(work.name, args))


def two_steps(work, rng):
    """should tell them apart after two steps"""
    _expect_pair(work, 0.5, [1.0, -1.0], 2.0, LINEAR)
    w, h0 = generic(rng, 2).tolist()
    _expect_pair(work, w, generic(rng, 2).tolist(), h0, drawn_activation(rng))


@points(2)
def many_steps(work, rng):
    """should tell them apart for any number of steps, in few calls of f and df"""
    for T in (1, 9):
        w, h0 = generic(rng, 2).tolist()
        _expect_pair(work, w, generic(rng, T).tolist(), h0, drawn_activation(rng))


partial_and_total = Exercise(
    "partial_and_total", "Partial and total", (two_steps, many_steps), (
        "Held still, h_{t−1} is just a number beside w. So the partial derivative is the slope of f times that number.",
        "The total derivative has one more term: the slope times w times the total derivative of the step before.",
        "Go through the steps once, with the state and its total derivative in two variables. The derivative of h_0 is "
        "0. The slope is df at the sum that goes into f."),
    (*PAIR_MISTAKES, AGAIN),
    after="A derivative can be carried along with the state: that is forward mode through time. Only the total "
          "derivative trains a network.")

# --- 7: the closed form ---------------------------------------------------------------------------------------------

A0_FORGOTTEN = Mistake("a_0 left out", "a_0 is passed on, too: through every c")
A0_BARE = Mistake("a_0 not scaled", "a_0 is passed on through every c, from c_1 to c_T")
ONE_FACTOR_MORE = Mistake("one factor too many", "b_i enters at step i: the first c that it passes is that of step "
                          "i + 1")
NO_FACTORS = Mistake("factors left out", "what enters early passes all the later c on its way")
SUMMED = Mistake("the sum of the terms", "the terms are asked for; their sum is a_T")


def _recursive(b, c, a0):
    return list(accumulate(zip(b, c, strict=True), lambda a, bc: bc[0] + bc[1] * a, initial=a0))[-1]


def _shares(b, c, a0):
    """What a_T has of a_0 and of each b_i: the recursion, with all else set to 0."""
    alone = [[x * (i == place) for i, x in enumerate([a0, *b])] for place in range(len(b) + 1)]
    return [_recursive(rest, c, first) for first, *rest in alone]


CLOSED_MISTAKES = {
    A0_FORGOTTEN: lambda b, c, a0: _shares(b, c, a0)[1:], A0_BARE: lambda b, c, a0: [a0, *_shares(b, c, a0)[1:]],
    ONE_FACTOR_MORE: lambda b, c, a0: [_shares(b, c, a0)[0], *(
        share * c_i for share, c_i in zip(_shares(b, c, a0)[1:], c, strict=True))],
    NO_FACTORS: lambda b, c, a0: [a0, *b], SUMMED: _recursive}


def _expect_terms(work, b, c, a0):
    expect(work, (b, c, a0), _shares(b, c, a0), witness="the recursion, with all but one set to 0", rtol=1e-9,
           because=CLOSED_MISTAKES)


def from_zero(work, rng):
    """should have the terms of the formula where a_0 = 0"""
    _expect_terms(work, [1.0, 10.0, 100.0], [7.0, 2.0, 3.0], 0.0)
    _expect_terms(work, generic(rng, 4).tolist(), generic(rng, 4).tolist(), 0.0)


def from_anywhere(work, rng):
    """should have the term of a_0, too"""
    _expect_terms(work, [1.0, 10.0], [7.0, 2.0], 1.0)
    for T in (1, 2, 6):
        _expect_terms(work, generic(rng, T).tolist(), generic(rng, T).tolist(), float(generic(rng)))


a_closed = Exercise(
    "a_closed", "The closed form", (from_zero, from_anywhere), (
        "Write a_1, a_2, a_3 out. Which factors stand before b_1, and which before a_0?",
        "np.prod of an empty slice is 1. In a list that starts at 0, c_{i+1} to c_T is c[i:]."),
    (A0_FORGOTTEN, A0_BARE, ONE_FACTOR_MORE, NO_FACTORS, SUMMED),
    after="A sum over paths: each b_i enters at its step, and the factors c are the edges on its way. Written out, it "
          "takes T²/2 products; the recursion takes T.", extra=True)
