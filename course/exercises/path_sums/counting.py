"""How many paths there are, without listing them."""
from __future__ import annotations

from functools import partial

import numpy as np

from course.autodiff import count_paths as swept
from course.checking import Exercise, Mistake, expect, points, predict
from course.exercises.drawn import drawn_graph, renamed, shuffled, weight, with_strays
from course.exercises.material import TWO_EDGES, within
from course.exercises.smaller import smaller_graphs, smallest

ONE_RUNG = Mistake("rungs counted", "each rung can be crossed in two ways; how many ways are there across two rungs?")
RUNGS_ADDED = Mistake("choices added", "at every rung there are two ways on, whatever was chosen before: choices in a "
                      "row multiply")


@points(0)
def guess_ladder(work, rng):
    """should be the number of paths across 20 rungs"""
    predict(work, 2**20, because={RUNGS_ADDED: 40, ONE_RUNG: 20})


ladder_guess = Exercise(
    "ladder_guess", "Across the ladder", (guess_ladder,), (
        "Count the paths for one rung, for two, for three.", "Python can write the number for you: a power."),
    (RUNGS_ADDED, ONE_RUNG), after="Twenty rungs, sixty-one nodes, more than a million paths.")


LISTS = Mistake("lists the paths", "where paths double at every rung, the work of listing them doubles, too, and so "
                "does that of one call for each path: a node's count needs only the counts of its neighbours, each "
                "computed once")
REPLACED = Mistake("replaces instead of adding", "a node can be left by several edges: its count adds up what each of "
                   "them brings")
DISTINCT = Mistake("parallel edges counted once", "each edge is a way of its own, also beside another one")
EDGE_ORDER = Mistake("goes by the order of the edges", "the edges come in no particular order: it is the nodes that "
                     "are listed in topological order")
NODES_COUNTED = Mistake("counts the nodes", "count whole ways from source to target; what two ways share is counted "
                        "in both")
NO_WAY = Mistake("no empty path", "from a node to itself there is one path: the one that stays where it is")
WEIGHED = Mistake("weights multiplied in", "every path counts as one here, whatever its weights are")
STEPS = 500_000         # lines of Python: ample for a ladder of 20 rungs, nothing for all its paths


def _count_expected(work, case):
    graph, source, target = case
    merged = {**graph, "edges": [(*pair, 1.0) for pair in dict.fromkeys((s, t) for s, t, _ in graph["edges"])]}
    tried = f"count_paths(graph, {source!r}, {target!r}) with the edges {graph['edges']}"
    expect(work, case, _by_matrix(*case), tried=tried, witness="paths counted by their length", rtol=0, atol=0,
           because={NO_WAY: 0 if source == target else None, EDGE_ORDER: _by_edges(*case),
                    DISTINCT: swept(merged, source, target), REPLACED: _replaced(*case),
                    WEIGHED: _by_matrix(*case, counts=False), NODES_COUNTED: len(graph["nodes"])})


def _by_edges(graph, source, target):
    ways = dict.fromkeys(graph["nodes"], 0) | {source: 1}
    for s, t, _ in graph["edges"]:
        ways[t] += ways[s]
    return ways[target]


def _replaced(graph, source, target):
    """Backward through the nodes, where the last edge at each node is the only one that counts."""
    ways, place = dict.fromkeys(graph["nodes"], 0) | {target: 1}, graph["nodes"].index
    for s, t, _ in sorted(graph["edges"], key=lambda edge: -place(edge[0])):
        ways[s] = ways[t]
    return ways[source]


def _by_matrix(graph, source, target, counts=True):
    """Entry of I + A + A² + … = (I − A)⁻¹, where A counts the edges from node to node, or adds up their weights."""
    place = {name: i for i, name in enumerate(graph["nodes"])}
    A = np.zeros((len(place), len(place)), dtype=object)
    for s, t, w in graph["edges"]:
        A[place[s], place[t]] += 1 if counts else w
    total = power = np.eye(len(place), dtype=int).astype(object)
    for _ in place:
        power = power @ A
        total = total + power
    found = total[place[source], place[target]]
    return int(found) if counts else float(found)


def _smaller(case):
    graph, *ends = case
    return ((less, *ends) for less in smaller_graphs(graph, *ends))


def _ladder(ways, rng):
    """A ladder whose rungs can be crossed in so many ways each, and its two ends."""
    nodes, edges = ["x0"], []
    for i, n in enumerate(ways):
        steps = [f"s{i}_{k}" for k in range(n)]
        nodes += [*steps, f"x{i + 1}"]
        edges += [edge for name in steps for edge in ((f"x{i}", name, weight(rng)), (name, f"x{i + 1}", weight(rng)))]
    return {"inputs": ["x0"], "nodes": nodes, "output": nodes[-1], "edges": shuffled(rng, edges)}, "x0", nodes[-1]


def diamond(work, rng):
    """should count two ways across one rung, and each of several parallel edges"""
    rung, *ends = _ladder([2], rng)
    in_order = sorted(rung["edges"], key=lambda edge: rung["nodes"].index(edge[0]))
    _count_expected(work, ({**rung, "edges": in_order}, *ends))
    _count_expected(work, (TWO_EDGES, "x", "y"))
    edges = [("x", "y", 1.0)] * int(rng.integers(3, 9))
    graph, new = renamed({**TWO_EDGES, "edges": edges}, rng)
    _count_expected(work, (graph, new["x"], new["y"]))


def to_itself(work, rng):
    """should count the empty path, and nothing where no way leads"""
    graph, new = renamed({**TWO_EDGES, "edges": [("x", "y", 1.0)] * int(rng.integers(3, 9))}, rng)
    for source, target in shuffled(rng, ["xx", "yx", "xy", "yy"]):
        _count_expected(work, (graph, new[source], new[target]))


def random_counts(work, rng):
    """should count the paths of any graph"""
    for inner in (2, 4, 6):
        graph = with_strays(drawn_graph(rng, inner), rng)
        for i, j in ((0, -1), (1, 1), *rng.integers(len(graph["nodes"]), size=(2, 2))):
            smallest(partial(_count_expected, work), (graph, graph["nodes"][i], graph["nodes"][j]), _smaller)


@points(2)
def long_ladder(work, rng):
    """should count the paths of a ladder with 20 rungs, each with two to five ways across"""
    ways = [int(n) for n in rng.integers(2, 6, 20)]
    ladder, tried = _ladder(ways, rng), "count_paths(a ladder of 20 rungs, its first node, its last)"
    got = within(work, STEPS, ladder, tried, LISTS)
    expect(lambda: got, (), int(np.prod(np.array(ways, object))), tried=tried, rtol=0, atol=0,
           witness="ways across each rung, multiplied")


count_paths = Exercise(
    "count_paths", "Counting without listing", (diamond, to_itself, random_counts, long_ladder), (
        "Let n(X) be the number of paths from X to target. What is n(target)?",
        "Every path from X starts with one edge X → Y and goes on with a path from Y: n(X) is a sum over the edges of "
        "X.",
        "The nodes are listed in topological order. In which direction must you go through them, so that every n(Y) is "
        "known when X needs it?"),
    (LISTS, DISTINCT, REPLACED, EDGE_ORDER, NODES_COUNTED, NO_WAY, WEIGHED),
    after="The number of paths doubles with every rung; your work does not. Now put weights in place of ones.")
