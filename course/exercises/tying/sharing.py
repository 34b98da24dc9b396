"""Tying wherever it hides: in a graph, in a convolution, in a recurrence."""
from __future__ import annotations

import numpy as np

from course import autodiff
from course.autodiff import PINGALI, as_data, complex_step, record
from course.checking import Exercise, Mistake, expect, points
from course.exercises.drawn import drawn_graph, renamed, weight
from course.exercises.material import TWO_EDGES, generic
from course.exercises.order import named
from course.exercises.smaller import smaller_graphs, smallest
from course.networks import copies_grad

# --- 4: copies in a graph ------------------------------------------------------------------------------------------

EDGE_ONLY = Mistake("weight of the first edge only", "a copy acts on the output along the whole of its paths, not "
                    "just along their first edge")
NO_WEIGHT = Mistake("weight of the first edge left out", "on its way to the output the copy first passes its own edge: "
                    "the weight there is a factor, too")
ONE_NUMBER = Mistake("one number for all", "the total is the sum of the copies; here they are asked for one by one")


def _by_first_edge(graph, name):
    """For each edge that leaves the node, the values of all paths that begin with it, listed and added."""
    return [weight * autodiff.path_sum(graph, target, graph["output"])
            for source, target, weight in graph["edges"] if source == name]


FORK = {"nodes": ["t", "a", "y"], "edges": [("t", "a", 2.0), ("t", "y", 3.0), ("a", "y", 5.0)], "output": "y"}
SHARE_MISTAKES = {
    NO_WEIGHT: lambda graph, name: [autodiff.path_sum(graph, t, graph["output"]) for s, t, _ in graph["edges"]
                                    if s == name],
    EDGE_ONLY: lambda graph, name: [w for s, _, w in graph["edges"] if s == name],
    ONE_NUMBER: lambda graph, name: [autodiff.path_sum(graph, name, graph["output"])]}


def _expect_copies(work, graph, name):
    expect(work, (graph, name), _by_first_edge(graph, name), witness="paths sorted by their first edge", rtol=1e-9,
           tried=f"tied_paths(graph, {name!r}) with the edges {graph['edges']}", because=SHARE_MISTAKES)


def two_uses(work, rng):
    """should find both copies where two edges leave a node"""
    _expect_copies(work, FORK, "t")
    _expect_copies(work, TWO_EDGES, "x")
    graph = {"inputs": ["t"], "nodes": ["t", "a", "b", "y"], "output": "y",
             "edges": [("t", "a", 2.0), ("t", "b", 3.0), ("a", "y", 5.0), ("b", "y", 7.0)]}
    _expect_copies(work, graph, "t")
    other, new = renamed(graph, rng)
    _expect_copies(work, {**other, "edges": [(*ends, weight(rng)) for *ends, _ in other["edges"]]}, new["t"])


def in_programs(work, rng):
    """should find them in any graph"""
    graph = as_data(record(PINGALI, W0=0.5, P=1.2, Q=0.8, W1=0.9, W2=1.5))
    _expect_copies(work, graph, "B")
    for inner in (2, 4, 6):
        graph = drawn_graph(rng, inner)
        for name in (graph["inputs"][0], str(rng.choice(graph["nodes"]))):
            smallest(lambda graph, name=name: _expect_copies(work, graph, name), graph,
                     lambda graph, name=name: smaller_graphs(graph, name, graph["output"]))


tied_paths = Exercise(
    "tied_paths", "Copies in a graph", (two_uses, in_programs), (
        "Every edge that leaves the node is one use of it: one copy.",
        "What a copy contributes is the weight of its edge times the path sum from where the edge ends.",
        "autodiff.path_sums(graph) gives all path sums to the output."),
    tuple(SHARE_MISTAKES),
    after=f"Untying needs no new algorithm: the sweep of {named('path_sums')} has added the copies up all along.",
    may_use=("path_sums",))

# --- 5: a convolution ----------------------------------------------------------------------------------------------

ONE_PLACE = Mistake("one position only", "the same weight is used at every position: each use sends its share")
AVERAGED = Mistake("mean over the positions", "every position moves with the weight: the shares add up")
REVERSED = Mistake("weights in reverse order", "weight j meets x[i + j]: the first weight meets the earlier entries")


def _convolution(x, w):
    return np.array([sum(w[j] * x[i + j] for j in range(len(w))) for i in range(len(x) - len(w) + 1)])


def _conv_grad(x, w, v_out):
    return complex_step(lambda w: np.asarray(v_out) @ _convolution(np.asarray(x), w), np.asarray(w, float))


TURNED = Mistake("v_out in reverse order", "np.convolve turns one of its arguments round; here v_out[i] meets x[i + j]")
CONV_MISTAKES = {
    TURNED: lambda x, w, v: np.convolve(x, v, "valid"),
    ONE_PLACE: lambda x, w, v: np.array([v[0] * x[j] for j in range(len(w))]),
    AVERAGED: lambda x, w, v: _conv_grad(x, w, v) / len(v), REVERSED: lambda x, w, v: _conv_grad(x, w, v)[::-1]}


def short_one(work, rng):
    """should be right for three inputs and two weights"""
    drawn = generic(rng, 3).tolist(), generic(rng, 2).tolist(), generic(rng, 2).tolist()
    for args in (([1.0, 10.0, 100.0], [2.0, 3.0], [1.0, 2.0]), drawn):
        expect(work, args, _conv_grad(*args), witness="complex step", because=CONV_MISTAKES)


def any_length(work, rng):
    """should be right for any lengths"""
    for n, k in ((6, 3), (5, 1), (4, 4)):
        args = (generic(rng, n).tolist(), generic(rng, k).tolist(), generic(rng, n - k + 1).tolist())
        expect(work, args, _conv_grad(*args), witness="complex step", because=CONV_MISTAKES)


conv_grad = Exercise(
    "conv_grad", "A convolution is tied", (short_one, any_length), (
        "Write the uses of w[0] down: in y[0] it meets x[0], in y[1] it meets x[1], and so on.",
        "The gradient of w[j] adds up v_out[i] · x[i + j] over all positions i."),
    (ONE_PLACE, AVERAGED, REVERSED, TURNED), after="A convolution is a matrix whose entries are tied along the "
                                                   "diagonals.")

# --- 6: a recurrence -----------------------------------------------------------------------------------------------

LAST_ONLY = Mistake("the last copy only", "a acts at every step, and what it did early is carried on by all the later "
                    "steps")
NOT_CARRIED = Mistake("effects not carried on", "what the copy at step t does to x_t is scaled by every later step on "
                      "its way to x_T")
NEW_STATE = Mistake("slope at the new state", "a step's slope by x_{t−1} is taken at x_{t−1}, the state before it")
ONE_STEP_OFF = Mistake("one step off", "step t multiplies x_{t−1}: the copy a_t meets the state before its step")


def _steps(a, x0, T):
    xs = [x0]
    for t in range(T):
        xs.append(a[t] * xs[-1] + np.sin(xs[-1]))
    return xs


def _recurrence(a, x0, T):
    copies = copies_grad(lambda *a: _steps(a, x0, T)[-1], a, T) if T else []
    return copies, complex_step(lambda a: _steps([a] * T, x0, T)[-1], a)


def _carried(a, x0, T, meets=lambda xs, t: xs[t], carry=True, slope=np.cos, late=0):
    """The copies by the product formula, with another idea of what they meet or how they are carried."""
    xs, copies = _steps([a] * T, x0, T), []
    for t in range(T):
        later = np.prod([a + slope(xs[s + late]) for s in range(t + 1, T)]) if carry else 1.0
        copies.append(meets(xs, t) * later)
    return copies, float(np.sum(copies))


REVERSED_COPIES = Mistake("copies in reverse order", "the list begins with the copy of step 1, although the sweep "
                                                     "meets it last")
ONE_PLACE_OF_X = Mistake("x in one place only", "x acts in two places of a step, in a·x and in sin x: a later step "
                                                "scales a "
                         "change of x by both together")
RECURRENCE_MISTAKES = {
    REVERSED_COPIES: lambda a, x0, T: (_recurrence(a, x0, T)[0][::-1], _recurrence(a, x0, T)[1]),
    ONE_PLACE_OF_X: lambda a, x0, T: _carried(a, x0, T, slope=lambda x: 0.0),
    LAST_ONLY: lambda a, x0, T: ([0.0] * (T - 1) + [_steps([a] * T, x0, T)[-2]], _steps([a] * T, x0, T)[-2]),
    NOT_CARRIED: lambda a, x0, T: _carried(a, x0, T, carry=False),
    NEW_STATE: lambda a, x0, T: _carried(a, x0, T, late=1),
    ONE_STEP_OFF: lambda a, x0, T: _carried(a, x0, T, meets=lambda xs, t: xs[t + 1])}


def one_and_two_steps(work, rng):
    """should be right for one step and for two"""
    drawn = float(rng.uniform(0.2, 0.7)), float(generic(rng))
    for args in ((0.5, 2.0, 1), (0.5, 2.0, 2), (*drawn, 1), (*drawn, 2)):
        expect(work, args, _recurrence(*args), witness="complex step of each copy", because=RECURRENCE_MISTAKES)


@points(2)
def many_steps(work, rng):
    """should be right for any number of steps"""
    for T in (3, 8):
        args = (float(rng.uniform(0.2, 0.7)), float(generic(rng)), T)
        expect(work, args, _recurrence(*args), witness="complex step of each copy", rtol=1e-9,
               because=RECURRENCE_MISTAKES)


recurrence_grad = Exercise(
    "recurrence_grad", "A recurrence is tied in time", (one_and_two_steps, many_steps), (
        "Keep all states x_0 … x_T. The copy a_t meets x_{t−1}.",
        "One later step scales a change of x by a + cos(x). Multiply these factors from step t + 1 to step T.",
        "Go backward from T: then the product grows by one factor at each step."),
    tuple(RECURRENCE_MISTAKES),
    after=f"This is backpropagation through time for a state of one number. {named('bptt')} does it with vectors.")
