"""Barber's four steps on a weighted graph whose nodes come in no particular order."""
from __future__ import annotations

from collections import Counter

from course import autodiff
from course.autodiff import BARBER_2, as_data, record
from course.checking import Counted, Exercise, Mistake, expect, points, reveal, shaped
from course.exercises.material import TWO_EDGES, random_graph, require, shuffled_edges

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
    for source, target, weight in sorted(graph["edges"], key=lambda edge: -graph["nodes"].index(edge[1])):
        t[source] = weight * t[target]
    return t


def _expect_sums(graph, t, tried):
    listed = {name: float(autodiff.path_sum(graph, name, graph["output"])) for name in graph["nodes"]}
    expect(lambda: t, (), listed, tried=tried, witness="sums over listed paths", rtol=1e-9, because={
        NO_SEED: dict.fromkeys(graph["nodes"], 0.0), ONE_CHILD: _one_child(graph)})


def _expect_steps(work, graph, listed):
    """The check on a graph in topological order, handed out with its nodes listed in another one."""
    tried = f"adjoints(graph) with the nodes {listed} and the edges {graph['edges']}"
    schedule, t = shaped(work, ({**graph, "nodes": listed},), *PAIR, tried)
    require(sorted(schedule) == sorted(graph["nodes"]), ("tried", tried), ("yours", f"schedule = {schedule}"),
            ("should be", f"each of {', '.join(sorted(graph['nodes']))} once"))
    place = {name: i for i, name in enumerate(schedule)}
    early = [(s, u) for s, u, _ in graph["edges"] if place[s] < place[u]]
    require(not early, ("tried", tried), ("yours", f"schedule = {schedule}"),
            ("counter-example", " and ".join(f"{u}, which uses {s}, comes after it" for s, u in early[:1])),
            mistake=NOT_A_SCHEDULE)
    _expect_sums(graph, t, tried)


def two_edges(work, rng):
    """should give t = 1 to the output, and add up two edges"""
    _expect_steps(work, TWO_EDGES, ["y", "x"])
    _expect_steps(work, TWO_EDGES, ["x", "y"])


def shared_product(work, rng):
    """should compute what x₁ and x₂ share once: one multiplication for each of the four edges of cos(sin(x₁x₂))"""
    ledger = Counter()
    counted = {**PRODUCT, "edges": [(s, u, Counted(w, ledger)) for s, u, w in PRODUCT["edges"]]}
    tried = "cos(sin(x₁x₂)) with counted weights"
    _, t = shaped(work, (counted,), *PAIR, tried)
    _expect_sums(PRODUCT, reveal(t), tried)
    require(ledger["mul"] <= len(PRODUCT["edges"]), ("tried", tried),
            ("yours", f"{ledger['mul']} multiplications"), ("possible", "4"), mistake=SHARED_TWICE)


@points(2)
def any_order(work, rng):
    """should find its own schedule, for any graph; every valid one is accepted"""
    for _ in range(3):
        graph = shuffled_edges(random_graph(rng), rng)
        _expect_steps(work, graph, [str(name) for name in rng.permutation(graph["nodes"])])


adjoints = Exercise(
    "adjoints", "Barber's four steps", (two_edges, shared_product, any_order), (
        "Step 1: a node may be scheduled when every node that uses it has been. The output can go first.",
        "Step 3: collect all edges that leave n. Each contributes its weight times the t of the node where it ends.",
        "One multiplication for each edge is enough; t at f₁ then serves both x₁ and x₂."),
    (NOT_A_SCHEDULE, ONE_CHILD, NO_SEED, SHARED_TWICE),
    after="One multiplication for each edge: what x₁ and x₂ share is computed once. Barber's t is the adjoint.")
