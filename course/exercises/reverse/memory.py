"""What must be kept: the values that wait for the backward sweep, and the few that inference needs at one time."""
from __future__ import annotations

from course.checking import Exercise, Mistake, expect, points, predict

ALL_KEPT = Mistake("inference keeps everything", "without a backward sweep a value may be let go when nothing uses it "
                   "any more")
NEW_ONLY = Mistake("the new value alone", "while the new value is being computed, what it is computed from is still "
                   "there")


@points(0)
def guess_inference(work, rng):
    """should be the largest number of values that must be there at one time"""
    predict(work, 2, because={ALL_KEPT: 1001, NEW_ONLY: 1})


inference_guess = Exercise(
    "inference_guess", "What inference needs", (guess_inference,), (
        "When x7 is being computed, which of x0, x1, … are still needed?", "Count x7 itself as well."),
    (ALL_KEPT, NEW_ONLY), after="Two, however long the chain is. A backward sweep would want the others back.")

WIDEST = Mistake("the widest layer alone", "a layer is computed from the one before it: at that moment both are there")
NO_INPUT = Mistake("input layer not counted", "the gradient of the first weights is made of the input: it is kept, too")
NO_OUTPUT = Mistake("output layer not counted", "when the sweep begins, the output is there as well")
TRAINS_LIKE_INFERENCE = Mistake("training keeps two layers", "the backward sweep comes to the first layers last: by "
                                "then their values must still be there")
INFERS_LIKE_TRAINING = Mistake("inference keeps all layers", "without a backward sweep a layer may be let go when the "
                               "next one is there")


def alive(layers, mode):
    """The most values at one time, found by walking through the network and letting go of what is not needed."""
    held, most = [layers[0]], layers[0]
    for width in layers[1:]:
        held.append(width)
        most = max(most, sum(held))
        if mode == "inference":
            held.pop(0)
    return most


def _pairs(layers):
    return max(map(sum, zip(layers, layers[1:], strict=False)))


MEMORY_MISTAKES = {
    INFERS_LIKE_TRAINING: lambda layers, mode: sum(layers) if mode == "inference" else None,
    WIDEST: lambda layers, mode: max(layers) if mode == "inference" else None,
    TRAINS_LIKE_INFERENCE: lambda layers, mode: _pairs(layers) if mode == "training" else None,
    NO_INPUT: lambda layers, mode: sum(layers[1:]) if mode == "training" else None,
    NO_OUTPUT: lambda layers, mode: sum(layers[:-1]) if mode == "training" else None}


def _expect_alive(work, layers, mode):
    expect(work, (layers, mode), alive(layers, mode), witness="values counted while the network runs", rtol=0, atol=0,
           because=MEMORY_MISTAKES)


def three_layers(work, rng):
    """should count a few layers, 3, 2, 4, 1, in both modes"""
    for layers in ([3, 2, 4, 1], rng.permutation([3, 2, 4, 1, int(rng.integers(5, 300))]).tolist()):
        for mode in ("training", "inference"):
            _expect_alive(work, layers, mode)


@points(2)
def any_network(work, rng):
    """should count any network"""
    for depth in (2, 3, 6, 11):
        layers = [int(n) for n in rng.integers(1, 300, depth)]
        for mode in ("training", "inference"):
            _expect_alive(work, layers, mode)


live_values = Exercise(
    "live_values", "What training keeps", (three_layers, any_network), (
        "Training: which layers can be let go before the backward sweep begins?",
        "Inference: at the moment when one layer is computed from another, these two are there. Where is that most?"),
    (INFERS_LIKE_TRAINING, WIDEST, TRAINS_LIKE_INFERENCE, NO_INPUT, NO_OUTPUT),
    after="The weights are there in both cases. What a sweep adds first is every layer's values: memory grows with "
          "depth.")
