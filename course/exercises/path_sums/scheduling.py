"""In which order, and what at the same time."""
from __future__ import annotations

from functools import partial

from course.autodiff import PINGALI, as_data, barber_1, record
from course.checking import Exercise, Mistake, expect, shaped
from course.exercises.drawn import drawn_graph, renamed, shuffled, with_strays
from course.exercises.material import TWO_EDGES, require
from course.exercises.smaller import smaller_graphs, smallest

AS_LISTED = Mistake("keeps the given order", "the nodes come in no particular order here: place a node only after "
                    "everything that feeds it")
SHORTEST = Mistake("levels by the shortest way", "a node must wait for its slowest argument: its level is one more "
                   "than the highest level among its arguments")


BY_DEPTH = Mistake("levels from the end", "a node's level says how far it is from the nodes that nothing feeds, not "
                   "how far from the last one")
FORM = ([""], [[""]]), "a pair: a list of all nodes, and the list of the levels"


def _shuffled(graph, rng):
    """The same graph under other names, nodes and edges in no order."""
    graph, _ = renamed(graph, rng)
    return {**graph, "nodes": shuffled(rng, graph["nodes"]), "edges": shuffled(rng, graph["edges"])}


def _levels(graph, choose=max):
    """The level of every node, computed from what feeds it; 0 where nothing does."""
    feeds = {name: [s for s, t, _ in graph["edges"] if t == name] for name in graph["nodes"]}
    level = {}

    def of(name):
        if name not in level:
            level[name] = choose((of(source) for source in feeds[name]), default=-1) + 1
        return level[name]

    return [sorted(name for name in feeds if of(name) == i) for i in range(max(map(of, feeds)) + 1)]


def _expect_schedule(work, graph):
    tried = f"schedule(graph) with the nodes {graph['nodes']} and the edges {graph['edges']}"
    order, levels = shaped(work, (graph,), *FORM, tried)
    _expect_once(order, graph, ("tried", tried), ("yours", f"order = {order}"))
    place = {name: i for i, name in enumerate(order)}
    early = [(s, t) for s, t, _ in graph["edges"] if place[s] > place[t]]
    require(not early, ("tried", tried), ("yours", f"order = {order}"),
            ("counter-example", " and ".join(f"{t} comes before {s}, which it needs" for s, t in early[:1])),
            mistake=AS_LISTED if list(order) == graph["nodes"] else None)
    expect(lambda: [sorted(level) for level in levels], (), _levels(graph), tried=tried,
           witness="longest way from a node that nothing feeds",
           because={SHORTEST: _levels(graph, min), BY_DEPTH: _levels(_turned(graph))[::-1]})


def _expect_once(order, graph, *evidence):
    missing = [name for name in graph["nodes"] if name not in order]
    twice = [name for name in dict.fromkeys(order) if order.count(name) > 1 or name not in graph["nodes"]]
    wrong = [f"without {', '.join(missing)}"] * bool(missing) + [f"too much of {', '.join(twice)}"] * bool(twice)
    require(not wrong, *evidence, ("which is", "; ".join(wrong)), ("should be", "every node once"))


def _turned(graph):
    return {**graph, "edges": [(t, s, w) for s, t, w in graph["edges"]]}


def pingalis(work, rng):
    """should order a program with three parameters, whatever order its nodes are listed in"""
    graph = as_data(record(PINGALI, W0=0.5, P=1.2, Q=0.8, W1=0.9, W2=1.5))
    _expect_schedule(work, {**graph, "nodes": graph["nodes"][::-1]})
    _expect_schedule(work, _shuffled(graph, rng))


def short_cut(work, rng):
    """should let a node wait for its slowest argument"""
    _expect_schedule(work, TWO_EDGES)
    _expect_schedule(work, {**barber_1(2.0), "nodes": ["g", "f", "x", "h"]})
    _expect_schedule(work, _shuffled(barber_1(2.0), rng))


def any_schedule(work, rng):
    """should order any graph; every valid order is accepted"""
    for inner in (2, 4, 6):
        graph = _shuffled(with_strays(drawn_graph(rng, inner), rng), rng)
        smallest(partial(_expect_schedule, work), graph, smaller_graphs)


schedule = Exercise(
    "schedule", "In which order", (short_cut, pingalis, any_schedule), (
        "Levels first: a node that nothing feeds has level 0. What is the level of a node whose arguments have levels "
        "0 and 2?",
        "Repeat: among the nodes without a level, find those all of whose sources have one.",
        "Once every node has its level, the levels written one after the other are a valid order."),
    (AS_LISTED, SHORTEST, BY_DEPTH), extra=True,
    after="Nodes of one level do not need each other: they could be computed at the same time.")
