"""In which order, and what at the same time."""
from __future__ import annotations

from course.autodiff import (
    PINGALI,
    as_data,
    barber_1,
    record,
)
from course.checking import Exercise, Mistake, expect, shaped
from course.exercises.material import (
    random_graph,
    require,
    shuffled_edges,
)

AS_LISTED = Mistake("keeps the given order", "the nodes come in no particular order here: place a node only after "
                    "everything that feeds it")
SHORTEST = Mistake("levels by the shortest way", "a node must wait for its slowest argument: its level is one more "
                   "than the highest level among its arguments")


def _shuffled(graph, rng):
    return {**shuffled_edges(graph, rng), "nodes": [str(name) for name in rng.permutation(graph["nodes"])]}


def _levels(graph, choose=max):
    """The level of every node, computed from what feeds it; 0 where nothing does."""
    feeds = {name: [s for s, t, _ in graph["edges"] if t == name] for name in graph["nodes"]}
    level = {}

    def of(name):
        if name not in level:
            level[name] = choose((of(source) for source in feeds[name]), default=-1) + 1
        return level[name]

    return [sorted(name for name in feeds if of(name) == i) for i in range(max(map(of, feeds)) + 1)]


def _check_schedule(work, graph):
    tried = f"schedule(graph) with the edges {[(s, t) for s, t, _ in graph['edges']]}"
    order, levels = shaped(work, (graph,), ([""], [[""]]), "a pair: a list of all nodes, and the list of the levels",
    tried)
    require(sorted(order) == sorted(graph["nodes"]), ("tried", tried), ("yours", f"order = {order}"),
            ("should be", f"each of {', '.join(sorted(graph['nodes']))} once"))
    place = {name: i for i, name in enumerate(order)}
    early = [(s, t) for s, t, _ in graph["edges"] if place[s] > place[t]]
    require(not early, ("tried", tried), ("yours", f"order = {order}"),
            ("counter-example", " and ".join(f"{t} comes before {s}, which it needs" for s, t in early[:1])),
            mistake=AS_LISTED if list(order) == graph["nodes"] else None)
    expect(lambda: [sorted(level) for level in levels], (), _levels(graph), tried=tried, witness="longest way from an "
                                                                                                 "input",
           because={SHORTEST: _levels(graph, min)})


def pingalis(work, rng):
    """should order Pingali's program, whatever order its nodes are listed in"""
    graph = as_data(record(PINGALI, W0=0.5, P=1.2, Q=0.8, W1=0.9, W2=1.5))
    _check_schedule(work, {**graph, "nodes": graph["nodes"][::-1]})


def short_cut(work, rng):
    """should let a node wait for its slowest argument"""
    _check_schedule(work, {**barber_1(2.0), "nodes": ["g", "f", "x", "h"]})


def any_schedule(work, rng):
    """should order any graph; every valid order is accepted"""
    for _ in range(3):
        _check_schedule(work, _shuffled(random_graph(rng), rng))


schedule = Exercise(
    "schedule", "In which order", (short_cut, pingalis, any_schedule), (
        "Levels first: a node that nothing feeds has level 0. What is the level of a node whose arguments have levels "
        "0 and 2?",
        "Repeat: among the nodes without a level, find those all of whose sources have one.",
        "Once every node has its level, the levels written one after the other are a valid order."),
    (AS_LISTED, SHORTEST),
    after="Nodes of one level do not need each other: they could be computed at the same time.")
