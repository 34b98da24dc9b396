"""All path sums in one backward sweep."""
from __future__ import annotations

from collections import Counter
from functools import partial

from course import autodiff
from course.autodiff import DRONEN, as_data, complex_step, record, run
from course.checking import Counted, Exercise, Mistake, expect, points, predict, reveal
from course.exercises.drawn import drawn_graph, drawn_program, renamed, weight, with_strays
from course.exercises.material import TWO_EDGES, counted_only, require
from course.exercises.path_sums.counting import EDGE_ORDER
from course.exercises.smaller import smaller_graphs, smallest
from course.pictures import draw

GUESS_ONE = Mistake("one path seen", "all weights are 1, but there is more than one path: add up their values")
GUESS_EDGES = Mistake("one edge at each node", "each of the two steps doubles: there are two edges, and then two more")
GUESS_EARLY = Mistake("b's sum passed on twice", "b must hear from both edges to c before it tells a; told in "
                      "between, it counts one message twice")


@points(0)
def guess_fan_out(work, rng):
    """should be dc/da for b = a + a, c = b + b"""
    predict(work, 4, because={GUESS_ONE: 1, GUESS_EDGES: 2, GUESS_EARLY: 6})


fan_guess = Exercise(
    "fan_guess", "b = a + a, c = b + b", (guess_fan_out,), (
        "Every edge has weight 1, so each path has the value 1.", "From c back: two edges to b, two from b to a."),
    (GUESS_ONE, GUESS_EDGES, GUESS_EARLY),
    after="Indeed c = 4a: four paths, and each has the value 1.")


OVERWRITES = Mistake("overwrites instead of adding", "where two ways leave a node, the change goes both ways: what "
                     "comes back from each of them is added")
NO_SEED = Mistake("the output starts at 0", "the derivative of the output with respect to itself is 1: the empty path")
TOO_EARLY = Mistake("passes on an incomplete sum", "a node's sum is complete only when all that it feeds is done: "
                    "mind the order")
SIDEWAYS = Mistake("sums from the wrong end", "the adjoint of X collects the paths from X to the output, not those "
                   "from the inputs to X")
LAST_NODE = Mistake("the last node starts", "out says at which node the paths end: it need not be the last one")
SENT_ON = Mistake("sums sent along the edges", "an edge tells its source what its target has, not the other way round")
NO_WEIGHTS = Mistake("paths counted", "this is the number of paths: now each edge brings its weight as a factor")
TOO_MANY_PRODUCTS = Mistake("more multiplications than edges need", "each edge needs one multiplication if every "
                            "node's sum is computed once and kept")


def _zeros(graph):
    return dict.fromkeys(graph["nodes"], 0.0)


def _overwritten(graph, out):
    """By the order of the nodes: whoever goes by that of the edges makes another mistake besides."""
    sums, place = _zeros(graph) | {out: 1.0}, graph["nodes"].index
    for s, t, w in sorted(graph["edges"], key=lambda edge: -place(edge[0])):
        sums[s] = w * sums[t]
    return sums


def _backward(edges, graph, out):
    sums = _zeros(graph) | {out: 1.0}
    for s, t, w in edges:
        sums[s] += w * sums[t]
    return sums


def _sent_on(graph, out):
    """From the output on, along the edges."""
    return _zeros(graph) | {name: float(autodiff.path_sum(graph, out, name)) for name in graph["nodes"]}


def _from_inputs(graph, out):
    sums = _zeros(graph) | dict.fromkeys(graph["inputs"], 1.0)
    for s, t, w in graph["edges"]:
        sums[t] += w * sums[s]
    return sums


def _enumerated(graph, out):
    return {name: float(sum(map(autodiff.path_value, autodiff.paths(graph, name, out)))) for name in graph["nodes"]}


SUM_MISTAKES = {
    NO_WEIGHTS: lambda graph, out: autodiff.count_paths(graph, target=out), OVERWRITES: _overwritten,
    EDGE_ORDER: lambda graph, out: _backward(graph["edges"][::-1], graph, out), SIDEWAYS: _from_inputs,
    LAST_NODE: lambda graph, out: autodiff.path_sums(graph, graph["nodes"][-1]), SENT_ON: _sent_on,
    NO_SEED: lambda graph, out: _zeros(graph), TOO_EARLY: lambda graph, out: _backward(graph["edges"], graph, out)}

FAN_OUT = {"inputs": ["a"], "nodes": ["a", "b", "c"], "output": "c",
           "edges": [("a", "b", 1.0), ("a", "b", 1.0), ("b", "c", 1.0), ("b", "c", 1.0)]}
FAN = "b = a + a; c = b + b, all four weights 1"


def _expect_sums(work, case, tried=""):
    graph, out = case
    n = sum(autodiff.count_paths(graph, name, out) for name in graph["nodes"])
    expect(work, case, _enumerated(graph, out), tried=tried, because=SUM_MISTAKES,
           witness=f"sums over {n} listed paths")


def _smaller(case):
    return ((less, case[1]) for less in smaller_graphs(case[0], case[1]))


def _reweighed(graph, rng):
    """The graph under other names and with other weights, and what each name has become."""
    graph, new = renamed(graph, rng)
    return {**graph, "edges": [(*ends, weight(rng)) for *ends, _ in graph["edges"]]}, new


def fan_out(work, rng):
    """should add up what comes back along every edge: b = a + a, c = b + b"""
    _expect_sums(work, (FAN_OUT, "c"), FAN)
    _expect_sums(work, (TWO_EDGES, "y"))
    graph, new = _reweighed(FAN_OUT, rng)
    _expect_sums(work, (graph, new["c"]))


def inner_output(work, rng):
    """should give 1 to the output, and 0 to every node from which no path leads there"""
    _expect_sums(work, (FAN_OUT, "b"), f"{FAN}, with b as the output")
    graph, new = _reweighed(FAN_OUT, rng)
    for name in "ab":
        _expect_sums(work, (graph, new[name]))


def any_weights(work, rng):
    """should give the path sum of every node of any graph"""
    for inner in (2, 4, 6):
        graph = with_strays(drawn_graph(rng, inner), rng)
        for out in (graph["output"], str(rng.choice(graph["nodes"]))):
            smallest(partial(_expect_sums, work), (graph, out), _smaller)


def as_derivative(work, rng):
    """should give derivatives, when the weights are partial derivatives"""
    program, inputs = drawn_program(rng, ("add", "mul", "sub", "sin", "tanh"))
    graph = as_data(record(program, **inputs))
    expect(work, (graph, graph["output"]), _derivatives(program, inputs, graph["nodes"]), rtol=1e-9,
           tried=f"the graph of {program}", witness="derivatives by complex step", because=SUM_MISTAKES)


def _derivatives(program, inputs, nodes):
    """The derivative of the last step by every node: each takes a complex step, and the rest of the program runs."""
    values = run(program, inputs)

    def after(name, moved):
        steps = [step for step in program if step[0] != name]
        return run(steps, {**inputs, name: moved})[program[-1][0]]

    return {name: complex_step(lambda moved, name=name: after(name, moved), values[name]) for name in nodes}


@points(2)
def one_sweep(work, rng):
    """should find the same with at most two multiplications for each edge, however many paths there are"""
    ledger, rungs = Counter(), int(rng.integers(4, 7))
    graph, _ = _reweighed(as_data(record(autodiff.ladder(rungs), x0=0.5)), rng)
    tried = f"a ladder of {rungs} rungs, {len(graph['edges'])} edges, with counted weights"
    got = work({**graph, "edges": [(s, t, Counted(w, ledger)) for s, t, w in graph["edges"]]}, graph["output"])
    want = autodiff.path_sums(graph, graph["output"])
    expect(lambda: reveal(got), (), want, witness="sums over listed paths", tried=tried,
           because={mistake: wrong(graph, graph["output"]) for mistake, wrong in SUM_MISTAKES.items()})
    counted_only(got, want, tried)
    require(ledger["mul"] <= 2 * len(graph["edges"]), ("tried", tried), ("yours", f"{ledger['mul']} multiplications"),
            ("possible", f"{len(graph['edges'])}"), mistake=TOO_MANY_PRODUCTS)


def _their_sums(work):
    graph = record(DRONEN, x1=2.0, x2=5.0)
    return draw(graph, adjoints=work(as_data(graph), graph.output.name),
                caption="The first program of this unit, and the sums that your function found.")


path_sums = Exercise(
    "path_sums", "All path sums in one sweep", (fan_out, inner_output, any_weights, as_derivative, one_sweep), (
        "This is count_paths with one change: an edge now carries its weight instead of 1, and every node is asked at "
        "once.",
        "Every path from X starts with one edge X → Y: X̄ is the sum of weight · Ȳ over the edges that leave X.",
        "Go through the nodes backward, so that every Ȳ is complete before X uses it. The output starts with 1."),
    (*SUM_MISTAKES, TOO_MANY_PRODUCTS),
    after="You have just written backpropagation: one backward sweep, the derivative of the output by every node.",
    reward=_their_sums)
