"""Every path, one by one, and the product along each."""
from __future__ import annotations

import numpy as np

from course import autodiff
from course.autodiff import (
    barber_1,
)
from course.checking import Exercise, Mistake, expect, points, predict, shaped
from course.exercises.material import (
    TWO_EDGES,
    generic,
    random_graph,
)

NO_PARALLEL = Mistake("parallel edges walked once", "in the picture two edges lead straight from x to f, one for x² "
                      "and one for x·g·h: each is a path. Merged into one edge they leave four paths and the same sum")
EDGES_COUNTED = Mistake("edges counted", "a path is a whole way from x to f, not a single arrow")


@points(0)
def guess_paths(work, rng):
    """should be the number of paths from x to f"""
    predict(work, 5, because={NO_PARALLEL: 4, EDGES_COUNTED: 7})


path_guess = Exercise(
    "path_guess", "How many paths", (guess_paths,), (
        "Start at x. There are four arrows: to g, to h, and two to f.",
        "From g one can go to h or to f; from h only to f."),
    (NO_PARALLEL, EDGES_COUNTED), after="Five ways for a change of x to reach f; the derivative will have five terms.")


LOST_PARALLEL = Mistake("parallel edges lost", "two edges between the same nodes are two different ways: follow "
                        "edges, not names")
NO_EMPTY = Mistake("no empty path", "from a node to itself there is one path: the one that stays where it is")
ADDS_WEIGHTS = Mistake("adds along the path", "along a path each edge scales what arrives: scalings in a row multiply")
EMPTY_ZERO = Mistake("empty product taken as 0", "a path without edges changes nothing: it scales by 1")


def _listed(graph, source, target):
    return sorted([tuple(edge) for edge in path] for path in autodiff.paths(graph, source, target))


def _how_many(paths):
    return {0: "no path", 1: "the one path"}.get(paths, f"all {paths} paths")


def _expect_paths(work, graph, source, target, so=None):
    tried = f"paths(graph, {source!r}, {target!r}) with the edges {graph['edges']}"
    got = shaped(work, (graph, source, target), [[("", "", 0.0)]], "a list of paths, each of them a list of edges",
    tried)
    mine = sorted([tuple(edge) for edge in path] for path in got)
    without = sorted({tuple((s, t) for s, t, _ in path): path for path in _listed(graph, source, target)}.values())
    expect(lambda: mine, (), _listed(graph, source, target), tried=tried,
           witness=_how_many(autodiff.count_paths(graph, source, target)), because={LOST_PARALLEL: without,
           NO_EMPTY: [] if source == target else None})


def parallel(work, rng):
    """should find two paths where two edges run side by side"""
    _expect_paths(work, TWO_EDGES, "x", "y")


def empty(work, rng):
    """should find one path from a node to itself, the empty one, and none where no way leads"""
    _expect_paths(work, TWO_EDGES, "x", "x")
    _expect_paths(work, TWO_EDGES, "y", "x")


def barbers_five(work, rng):
    """should find the five paths of Barber's first example"""
    _expect_paths(work, barber_1(2.0), "x", "f")


def any_graph(work, rng):
    """should find every path of any graph, between any two nodes"""
    for _ in range(3):
        graph = random_graph(rng)
        source, target = graph["nodes"][int(rng.integers(3))], graph["nodes"][int(rng.integers(3, 8))]
        _expect_paths(work, graph, source, target)


paths = Exercise(
    "paths", "Every path", (empty, parallel, barbers_five, any_graph), (
        "A path from source to target is one edge that leaves source, followed by a path from where that edge ends.",
        "Recursion needs a case in which it stops: what are the paths from target to target?",
        "That case gives a list that holds one empty path, [[]], and not an empty list."),
    (LOST_PARALLEL, NO_EMPTY),
    after="Listing is exact and easy to trust. We shall need it as a witness for something much faster.")


def _along(weights):
    return [(f"n{i}", f"n{i + 1}", w) for i, w in enumerate(weights)]


def product_of_weights(work, rng):
    """should be the product of the weights along the path"""
    for weights in ([2.0, 3.0, 5.0], list(map(float, generic(rng, 4)))):
        path = _along(weights)
        expect(work, (path,), float(np.prod(weights)), witness="weights multiplied",
               because={ADDS_WEIGHTS: sum(weights)})


def empty_path(work, rng):
    """should be 1 for the empty path"""
    expect(work, ([],), 1, witness="the empty product", because={EMPTY_ZERO: 0})


path_value = Exercise(
    "path_value", "The value of a path", (product_of_weights, empty_path), (
        "An edge is a triple (source, target, weight). Only the weight matters here.",
        "Start with the number that changes nothing when it is multiplied."),
    (ADDS_WEIGHTS, EMPTY_ZERO),
    after="Sum over the paths, product along each: that is the chain rule for any graph.")
