"""What to expect of a network that must remember: two predictions."""
from __future__ import annotations

from course.checking import Exercise, Mistake, points, predict

NEVER = Mistake("what no gradient has seen is lost", "a random network carries a trace of its first input for a while. "
                "A short sweep can strengthen what is left of it at the end")
SURE = Mistake("too sure", "the sweep never comes to the step that mattered, and not every start has kept enough of it")


@points(0)
def guess_trace(work, rng):
    """should say how many of the sixteen networks answer right after ten steps, with sweeps of five"""
    predict(work, "some", because={NEVER: "none", SURE: "all"})


trace_guess = Exercise(
    "trace_guess", "Ten steps, sweeps of five", (guess_trace,), (
        "Is there anything left of the first input in the state after ten steps, before all training?",
        "A linear neuron with the weight 0.9 keeps 0.9¹⁰, about a third."),
    (NEVER, SURE), after="A task that is solved does not show that the gradient has seen all of it.")

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
    (GATE_ALONE, HALF),
    after="From these starts it takes both: a way on which the adjoint arrives, and a sweep that goes all of it.")
