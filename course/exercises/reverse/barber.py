"""Barber's four steps on a weighted graph whose nodes come in no particular order."""
from __future__ import annotations

from collections import Counter
from functools import partial

from course import autodiff
from course.autodiff import BARBER_2, as_data, record
from course.checking import Counted, Exercise, Mistake, expect, points, reveal, shaped
from course.exercises.drawn import drawn_graph, renamed, shuffled, weight
from course.exercises.material import TWO_EDGES, counted_only, require
from course.exercises.smaller import smaller_graphs, smallest

NOT_A_SCHEDULE = Mistake("a node before one that uses it", "in a reverse schedule a node stands after all nodes that "
                         "use it: only then are their t known")
ONE_CHILD = Mistake("one child only", "t_n is a sum over all children of n, and a child that uses n twice counts twice")
NO_SEED = Mistake("t starts at 0", "the derivative of the output by itself is 1")
SHARED_TWICE = Mistake("the shared product computed twice", "what x₁ and x₂ have in common is t at f₁: compute it "
                       "once, keep it, use it for both")

PAIR = ([""], {str: 0.0}), "a pair: the schedule, a list of all nodes, and a dict with the t of each"
PRODUCT = as_data(record(BARBER_2, x1=1.2, x2=0.7))


def _one_child(graph):
    """What comes of it when the last edge at each node is the only one that counts."""
    t = {graph["output"]: 1.0}
    for source, target, w in sorted(graph["edges"], key=lambda edge: -graph["nodes"].index(edge[1])):
        t[source] = w * t[target]
    return t


def _sums(graph):
    return {name: float(autodiff.path_sum(graph, name, graph["output"])) for name in graph["nodes"]}


def _expect_sums(graph, t, tried):
    expect(lambda: t, (), _sums(graph), tried=tried, witness="sums over listed paths", rtol=1e-9, because={
        NO_SEED: dict.fromkeys(graph["nodes"], 0.0), ONE_CHILD: _one_child(graph)})


def _expect_steps(work, graph):
    """The check on a graph whose nodes come in any order."""
    tried = f"adjoints(graph) with the nodes {graph['nodes']} and the edges {graph['edges']}"
    schedule, t = shaped(work, (graph,), *PAIR, tried)
    require(sorted(schedule) == sorted(graph["nodes"]), ("tried", tried), ("yours", f"schedule = {schedule}"),
            ("should be", f"each of {', '.join(sorted(graph['nodes']))} once"))
    place = {name: i for i, name in enumerate(schedule)}
    early = [(s, u) for s, u, _ in graph["edges"] if place[s] < place[u]]
    require(not early, ("tried", tried), ("yours", f"schedule = {schedule}"),
            ("counter-example", " and ".join(f"{u}, which uses {s}, comes after it" for s, u in early[:1])),
            mistake=NOT_A_SCHEDULE)
    _expect_sums(_sorted(graph), t, tried)


def _sorted(graph):
    """The graph with its nodes in topological order, as the engine needs it."""
    nodes, edges = [], graph["edges"]
    while len(nodes) < len(graph["nodes"]):
        nodes += [name for name in graph["nodes"] if name not in nodes
                  and all(s in nodes for s, t, _ in edges if t == name)]
    return {**graph, "nodes": nodes}


def _disordered(graph, rng):
    return {**graph, "nodes": shuffled(rng, graph["nodes"]), "edges": shuffled(rng, graph["edges"])}


def _smaller(graph):
    """Those smaller graphs of which every node still reaches the output."""
    for less in smaller_graphs(graph, graph["output"]):
        if {s for s, _, _ in less["edges"]} | {less["output"]} == set(less["nodes"]):
            yield less


def two_edges(work, rng):
    """should give t = 1 to the output, and add up two edges"""
    for nodes in (["x", "y"], ["y", "x"]):
        _expect_steps(work, {**TWO_EDGES, "nodes": nodes})
    graph, _ = renamed(TWO_EDGES, rng)
    _expect_steps(work, _disordered({**graph, "edges": [(*ends, weight(rng)) for *ends, _ in graph["edges"]]}, rng))


def shared_product(work, rng):
    """should compute what x₁ and x₂ share once: one multiplication for each of the four edges of cos(sin(x₁x₂))"""
    graph, _ = renamed({**PRODUCT, "edges": [(*ends, weight(rng)) for *ends, _ in PRODUCT["edges"]]}, rng)
    ledger, tried = Counter(), f"cos(sin(x₁x₂)), with x₁ and x₂ called {' and '.join(graph['inputs'])}, counted weights"
    given = _disordered({**graph, "edges": [(s, u, Counted(w, ledger)) for s, u, w in graph["edges"]]}, rng)
    _, t = shaped(work, (given,), *PAIR, tried)
    _expect_sums(graph, reveal(t), tried)
    counted_only(t, _sums(graph), tried)
    require(ledger["mul"] <= len(graph["edges"]), ("tried", tried),
            ("yours", f"{ledger['mul']} multiplications"), ("possible", "4"), mistake=SHARED_TWICE)


@points(2)
def any_order(work, rng):
    """should find its own schedule, for any graph; every valid one is accepted"""
    for inner in (2, 4, 6):
        smallest(partial(_expect_steps, work), _disordered(drawn_graph(rng, inner), rng), _smaller)


adjoints = Exercise(
    "adjoints", "Barber's four steps", (two_edges, shared_product, any_order), (
        "Step 1: a node may be scheduled when every node that uses it has been. The output can go first.",
        "Step 3: collect all edges that leave n. Each contributes its weight times the t of the node where it ends.",
        "One multiplication for each edge is enough; t at f₁ then serves both x₁ and x₂."),
    (NOT_A_SCHEDULE, ONE_CHILD, NO_SEED, SHARED_TWICE),
    extra=True,
    after="One multiplication for each edge: what x₁ and x₂ share is computed once. Barber's t is the adjoint.")
