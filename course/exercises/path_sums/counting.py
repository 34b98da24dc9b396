"""How many paths there are, without listing them."""
from __future__ import annotations

import numpy as np

from course import autodiff
from course.autodiff import (
    as_data,
    ladder,
    record,
)
from course.checking import Exercise, Mistake, expect, points, predict
from course.exercises.material import (
    TWO_EDGES,
    explodes,
    random_graph,
    require,
    shuffled_edges,
)

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


LISTS = Mistake("lists the paths", "where paths double at every rung, listing doubles its work, too: a node's count "
                "needs only the counts of its neighbours, each computed once")
DISTINCT = Mistake("parallel edges counted once", "each edge is a way of its own, also beside another one")
EDGE_ORDER = Mistake("goes by the order of the edges", "the edges come in no particular order: it is the nodes that "
                     "are listed in topological order")
NODES_COUNTED = Mistake("counts the nodes", "count whole ways from source to target; what two ways share is counted "
                        "in both")


def _count_expected(work, graph, source, target):
    merged = {**graph, "edges": [(*pair, 1.0) for pair in dict.fromkeys((s, t) for s, t, _ in graph["edges"])]}
    tried = f"count_paths(graph, {source!r}, {target!r}) with the edges {[(s, t) for s, t, _ in graph['edges']]}"
    expect(work, (graph, source, target), _by_matrix(graph, source, target), tried=tried,
           witness="powers of the adjacency matrix", rtol=0, atol=0,
           because={EDGE_ORDER: _by_edges(graph, source, target),
                    DISTINCT: autodiff.count_paths(merged, source, target), NODES_COUNTED: len(graph["nodes"])})


def _by_edges(graph, source, target):
    ways = dict.fromkeys(graph["nodes"], 0) | {source: 1}
    for s, t, _ in graph["edges"]:
        ways[t] += ways[s]
    return ways[target]


def _by_matrix(graph, source, target):
    """Entry of I + A + A² + … = (I − A)⁻¹, where A counts the edges from node to node."""
    place = {name: i for i, name in enumerate(graph["nodes"])}
    A = np.zeros((len(place), len(place)), dtype=object)
    for s, t, _ in graph["edges"]:
        A[place[s], place[t]] += 1
    total = power = np.eye(len(place), dtype=int).astype(object)
    for _ in place:
        power = power @ A
        total = total + power
    return int(total[place[source], place[target]])


def diamond(work, rng):
    """should count two ways across one rung, and two along parallel edges"""
    _count_expected(work, as_data(record(ladder(1), x0=0.5)), "x0", "x1")
    _count_expected(work, TWO_EDGES, "x", "y")


def to_itself(work, rng):
    """should count the empty path, and nothing where no way leads"""
    _count_expected(work, TWO_EDGES, "x", "x")
    _count_expected(work, TWO_EDGES, "y", "x")


def random_counts(work, rng):
    """should count the paths of any graph"""
    for _ in range(3):
        graph = shuffled_edges(random_graph(rng), rng)
        _count_expected(work, graph, graph["nodes"][int(rng.integers(3))], graph["output"])


def _plain_ladder(rungs):
    """The graph of ladder(rungs), written down directly."""
    nodes = ["x0", *(f"{side}{i + (side == 'x')}" for i in range(rungs) for side in "scx")]
    edges = [edge for i in range(rungs) for side in "sc"
             for edge in ((f"x{i}", f"{side}{i}", 1.0), (f"{side}{i}", f"x{i + 1}", 1.0))]
    return {"inputs": ["x0"], "nodes": nodes, "output": nodes[-1], "edges": edges}


@points(2)
def long_ladder(work, rng):
    """should count the 2⁶⁰ paths of a ladder with 60 rungs"""
    def count(rungs):
        return work(_plain_ladder(rungs), "x0", f"x{rungs}")

    rungs = explodes(count, range(8, 18))   # listing doubles its time with each rung; counting takes hardly longer
    require(rungs is None, ("tried", f"ladders of 4 and of {rungs} rungs"),
            ("yours", "takes far longer on the second"), ("possible", f"about {(rungs or 0) // 4} times as long"),
            mistake=LISTS)
    expect(work, (_plain_ladder(60), "x0", "x60"), 2**60, tried="count_paths(ladder of 60 rungs)",
           witness="2 to the 60th", rtol=0, atol=0)


count_paths = Exercise(
    "count_paths", "Counting without listing", (diamond, to_itself, random_counts, long_ladder), (
        "Let n(X) be the number of paths from X to target. What is n(target)?",
        "Every path from X starts with one edge X → Y and goes on with a path from Y: n(X) is a sum over the edges of "
        "X.",
        "The nodes are listed in topological order. In which direction must you go through them, so that every n(Y) is "
        "known when X needs it?"),
    (LISTS, DISTINCT, EDGE_ORDER, NODES_COUNTED),
    after="The number of paths doubles with every rung; your work does not. Now put weights in place of ones.")
