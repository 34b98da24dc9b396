"""Every path, one by one, and the product along each."""
from __future__ import annotations

from functools import partial

import numpy as np

from course import autodiff
from course.autodiff import barber_1
from course.checking import Exercise, Mistake, expect, points, predict, shaped
from course.exercises.drawn import drawn_graph, renamed, shuffled, weight, with_strays
from course.exercises.material import TWO_EDGES
from course.exercises.smaller import smaller_graphs, smallest

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
    (NO_PARALLEL, EDGES_COUNTED), after="Five paths for a change of x to reach f; the derivative will have five terms.")


LOST_PARALLEL = Mistake("parallel edges lost", "two edges between the same nodes are two different paths: follow "
                        "edges, not names")
NO_EMPTY = Mistake("no empty path", "from a node to itself there is one path, the one that stays where it is: [] says "
                   "that there is none, [[]] that there is one without edges")
NO_BASE = Mistake("an empty list where the recursion stops", "[] holds no path, and leaves none to put an edge in "
                  "front of: the recursion stops at the target, where [[]] is the list with the empty path")
BACKWARD = Mistake("paths from the target back", "a path begins with an edge that leaves the source")
ADDS_WEIGHTS = Mistake("adds along the path", "along a path each edge scales what arrives: scalings in a row multiply")
EMPTY_ZERO = Mistake("empty product taken as 0", "a path without edges changes nothing: it scales by 1")
FORM = [[("", "", 0.0)]], "a list of paths, each of them a list of edges (source, target, weight)"


def _listed(graph, source, target):
    return sorted([tuple(edge) for edge in path] for path in autodiff.paths(graph, source, target))


def _how_many(paths):
    return {0: "no path", 1: "the one path"}.get(paths, f"all {paths} paths")


def _expect_paths(work, case):
    graph, source, target = case
    tried = f"paths(graph, {source!r}, {target!r}) with the edges {graph['edges']}"
    got = shaped(work, case, *FORM, tried)
    mine, want = sorted([tuple(edge) for edge in path] for path in got), _listed(graph, source, target)
    without = sorted({tuple((s, t) for s, t, _ in path): path for path in want}.values())
    expect(lambda: mine, (), want, tried=tried, witness=_how_many(len(want)), because={
        LOST_PARALLEL: without, NO_EMPTY: [] if source == target else None, NO_BASE: [] if want else None,
        BACKWARD: sorted(path[::-1] for path in want)})


def _smaller(case):
    graph, *ends = case
    return ((less, *ends) for less in smaller_graphs(graph, *ends))


def parallel(work, rng):
    """should find two paths where two edges run side by side"""
    _expect_paths(work, (TWO_EDGES, "x", "y"))
    graph, new = renamed(TWO_EDGES, rng)
    alike = [(*edge[:2], weight(rng)) for edge in graph["edges"]]
    for edges in (alike, alike[:1] * 2):            # also with equal weights
        _expect_paths(work, ({**graph, "edges": edges}, new["x"], new["y"]))


def empty(work, rng):
    """should find one path from a node to itself, the empty one, and none where no way leads"""
    graph, new = renamed(TWO_EDGES, rng)
    for source, target in shuffled(rng, ["xx", "yx", "xy", "yy"]):
        _expect_paths(work, (graph, new[source], new[target]))


def barbers_five(work, rng):
    """should find the five paths of f = x² + x·g·h"""
    _expect_paths(work, (barber_1(2.0), "x", "f"))
    graph, new = renamed(barber_1(weight(rng)), rng)
    _expect_paths(work, (graph, new["x"], new["f"]))


def any_graph(work, rng):
    """should find every path of any graph, between any two nodes"""
    for inner in (2, 4, 6):
        graph = with_strays(drawn_graph(rng, inner), rng)
        for i, j in ((0, -1), (1, 1), *rng.integers(len(graph["nodes"]), size=(2, 2))):
            smallest(partial(_expect_paths, work), (graph, graph["nodes"][i], graph["nodes"][j]), _smaller)


paths = Exercise(
    "paths", "Every path", (parallel, empty, barbers_five, any_graph), (
        "A path from source to target is one edge that leaves source, followed by a path from where that edge ends.",
        "Recursion needs a case in which it stops: what are the paths from target to target?",
        "That case gives a list that holds one empty path, [[]], and not an empty list."),
    (LOST_PARALLEL, NO_EMPTY, NO_BASE, BACKWARD),
    after="Listing is exact and easy to trust. We shall need it as a witness for something much faster.")


def _along(weights):
    return [(f"n{i}", f"n{i + 1}", w) for i, w in enumerate(weights)]


def _expect_value(work, path):
    weights = [w for _, _, w in path]
    expect(work, (path,), float(np.prod(weights)), witness="weights multiplied", because={
        EMPTY_ZERO: 0 if not path else None, ADDS_WEIGHTS: sum(weights) if path else None})


def _shorter(path):
    return (path[:i] + path[i + 1:] for i in range(len(path)) if len(path) > 1)


def product_of_weights(work, rng):
    """should be the product of the weights along the path"""
    _expect_value(work, [("x", "g", 4.0), ("g", "f", 64.0)])
    for n in (1, 3, 6):
        smallest(partial(_expect_value, work), _along([weight(rng) for _ in range(n)]), _shorter)
    _expect_value(work, _along([2, weight(rng), 0.0]))


def empty_path(work, rng):
    """should be 1 for the empty path, so that one edge more multiplies it by one weight more"""
    weights = [weight(rng) for _ in range(3)]
    for n in shuffled(rng, range(4)):
        _expect_value(work, _along(weights[:n]))


path_value = Exercise(
    "path_value", "The value of a path", (product_of_weights, empty_path), (
        "An edge is a triple (source, target, weight). Only the weight matters here.",
        "Start with the number that changes nothing when it is multiplied."),
    (ADDS_WEIGHTS, EMPTY_ZERO),
    after="Sum over the paths, product along each: that is the chain rule for any graph.")
