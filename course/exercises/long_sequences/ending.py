"""What to expect of a network that must remember: two predictions."""
from __future__ import annotations

from course.checking import Exercise, Mistake, points, predict

NEVER = Mistake("what is not trained is not there", "a random recurrent network already carries traces of its first "
                "input for a while. Then it is enough to learn how to read them")
SURE = Mistake("too sure", "the sweep never reaches the step that mattered: some networks have to be lucky")


@points(0)
def guess_lucky(work, rng):
    """should say how many of the sixteen networks answer right after ten steps, with sweeps of five"""
    predict(work, "some", because={NEVER: "none", SURE: "all"})


lucky_guess = Exercise(
    "lucky_guess", "Ten steps, sweeps of five", (guess_lucky,), (
        "Is there anything left of the first input in the state after ten steps, before all training?",
        "A radius of 0.9 leaves 0.9¹⁰, about a third."),
    (NEVER, SURE), after="A random network remembers ten steps by itself. The sweep only had to teach it to read.")

GATE_ALONE = Mistake("the gate will do it alone", "a gate can keep the sign. To learn that it should, the network must "
                     "be told what became of it: fifty steps later")
HALF = Mistake("half of the way", "a sweep that stops half way does not know of step 1 either")


@points(0)
def guess_reach(work, rng):
    """should be the number of steps that the sweep must go back"""
    predict(work, 50, because={GATE_ALONE: 10, HALF: 25})


reach_guess = Exercise(
    "reach_guess", "Fifty steps", (guess_reach,), (
        "What does a sweep of 25 steps know of the first step?", "Nothing. And one of 10?"),
    (GATE_ALONE, HALF), after="The gate is the way, and the sweep must go all of it. Either alone is not enough.")
