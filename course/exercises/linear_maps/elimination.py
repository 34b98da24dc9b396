"""Vertex elimination: every order of the inner nodes gives the path sums, at prices of its own."""
from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import permutations

from course.autodiff.text import short
from course.checking import (
    Counted,
    Exercise,
    Mismatch,
    Mistake,
    expect,
    has_form,
    points,
    predict,
    recognise,
    reveal,
    same,
    shaped,
    show_call,
    then,
)
from course.exercises.drawn import shuffled
from course.exercises.linear_maps.graphs import (
    arrows,
    drawn_edges,
    enumerated,
    simulated,
    smaller_eliminations,
    weighted,
)
from course.exercises.material import counted_only, require
from course.exercises.smaller import smallest

SAME_ANYWAY = Mistake("every order alike", "the derivative is the same for every order, but not the price: how many "
                      "edges lead into b, how many out of it, and how many into c when b has gone?")
ADDED_FREE = Mistake("new edges counted", "the product that is added to the edge a → c is a multiplication, too")
PARALLEL_GUESS = Mistake("parallel edges left apart", "when b goes, its product is added to the edge a → c: then one "
                         "edge leads from a to c, not two")

# x → a, a → b, a → c, b → c, c → y; and x₁, x₂ → a, a → b, c, b, c → d, d → y₁, y₂
PAIR_KEY = "a dict with the key ("
SMALL = ("xa", "ab", "ac", "bc", "cy")
LARGE = ("x1 a", "x2 a", "a b", "a c", "b d", "c d", "d y1", "d y2")


@points(0)
def guess_order(work, rng):
    """should be the number of multiplications when b goes first"""
    predict(work, 3, because={SAME_ANYWAY: 4, PARALLEL_GUESS: 5, ADDED_FREE: 2})


order_guess = Exercise(
    "order_guess", "b first", (guess_order,), (
        "b has one predecessor, a, and one successor, c: one multiplication. Draw what is left.",
        "The product is added to the edge a → c that was there. What is left is a chain."),
    (SAME_ANYWAY, PARALLEL_GUESS, ADDED_FREE),
    after="b, a, c: one each. Either mode needs 4: forward mode takes a first, with two edges out; reverse mode takes "
          "c first, with two edges in.")

# --- the exercise ---------------------------------------------------------------------------------------------------

OVERWRITES = Mistake("an edge overwritten", "where an edge leads the same way already, the product is added to it")
PARALLEL = Mistake("parallel edges left apart", "two edges that lead the same way become one: add their weights up. "
                   "Left apart, each would be multiplied again later")
LATE = Mistake("parallel edges joined at the end", "count a node's edges when its turn comes; and by then edges that "
               "lead the same way must have become one")
OLD_DEGREES = Mistake("counted in the first graph", "what a node costs depends on who has gone before: count its edges "
                      "when its turn comes")
DEAD_END = Mistake("a dead end left", "a node that leads nowhere goes, too: the edges to it vanish, for 0 products")
NOT_ASKED = Mistake("every inner node gone", "only the nodes of order go: it may list some of them, or none")
IN_PLUS_OUT = Mistake("edges added", "each edge in meets each edge out: p of them and s of them make p·s products")
NEW_ONLY = Mistake("new edges counted", "a product that is added to an edge is a multiplication, too")
NO_PRODUCTS = Mistake("edges of the node left", "when a node has gone, no edge leads to it or away from it")
OUT_STAYS = Mistake("edges out of the node left", "the edges from a node that has gone go with it")
FIRST_IN = Mistake("one edge in only", "every edge in meets every edge out: take none out before all have met")
NO_ZEROS = Mistake("edges of weight 0 left out", "an edge of weight 0 is an edge like any other, and its products are "
                   "counted")
SORTED = Mistake("an order of its own", "let the nodes go in the order that is given")
FROM_END = Mistake("the order from its end", "the first name of the order goes first")
AS_PAIRS = Mistake("not in triples", "an edge is a triple, (source, target, weight): at the end make a list of triples "
                   "of the dictionary")
UNCOUNTED = Mistake("more multiplications than are said", "one for each pair of an edge in and an edge out, and none "
                    "besides")


def _wrong(edges, order, price=lambda p, s, new: p * s, first=False, late=False, **slips):
    left, met = simulated(edges, order, **slips)
    left = simulated(edges, order)[0] if late else left
    if first:
        met = [simulated(edges, [node])[1][0] for node in order]
    return arrows(left), sum(price(*step) for step in met)


def _inner(edges):
    return list(dict.fromkeys(t for _, t, _ in edges if t in {s for s, *_ in edges}))


ELIMINATION_MISTAKES = {
    OVERWRITES: partial(_wrong, overwrite=True), PARALLEL: partial(_wrong, merge=False),
    DEAD_END: partial(_wrong, dead=True), NO_PRODUCTS: partial(_wrong, keep=True),
    LATE: partial(_wrong, merge=False, late=True), OLD_DEGREES: partial(_wrong, first=True),
    NOT_ASKED: lambda edges, order: _wrong(edges, _inner(edges)) if set(_inner(edges)) != set(order) else None,
    OUT_STAYS: partial(_wrong, keep_out=True), FIRST_IN: partial(_wrong, first_in=True),
    NO_ZEROS: lambda edges, order: _wrong([edge for edge in edges if reveal(edge[2])], order),
    FROM_END: lambda edges, order: _wrong(edges, order[::-1]),
    SORTED: lambda edges, order: _wrong(edges, sorted(order)),
    IN_PLUS_OUT: partial(_wrong, price=lambda p, s, new: p + s), NEW_ONLY: partial(_wrong, price=lambda p, s, new: new)}


def _expect_elimination(work, case, tried="", want=None):
    edges, order = case
    tried = tried or show_call("eliminate", case)
    left, price = _in_triples(work, case, tried)
    got, want = (arrows(reveal(left)), price), want or enumerated(edges, order)
    if same(got[0], want[0]) and not same(price, want[1]):
        raise Mismatch(("tried", tried), ("yours", f"multiplications: {price}; the edges are right"),
                       ("by the rule p·s", str(want[1])), mistake=recognise(got, want, case, ELIMINATION_MISTAKES))
    expect(lambda *case: got, case, want, tried=tried, witness="sums over listed paths", because=ELIMINATION_MISTAKES)
    return left


def _in_triples(work, case, tried):
    """What the answer gives, of which the form is right."""
    try:
        got = shaped(work, case, ([...], 0.0), "a pair: a list of edges (source, target, weight), and a number of "
                     "multiplications", tried)
    except Mismatch as fault:
        said = dict(fault.evidence)["yours"]
        require(not said.startswith(PAIR_KEY), ("tried", tried), ("yours", said.partition(", a tuple,")[0]),
                mistake=AS_PAIRS)
        raise
    for edge in got[0]:
        require(has_form(edge, ("", "", 0.0)), ("tried", tried), ("yours", f"the edge {short(edge)}"),
                *([] if has_form(edge, (("", ""), 0.0)) else [("should be", "(source, target, weight)")]),
                mistake=AS_PAIRS if has_form(edge, (("", ""), 0.0)) else None)
    return got


def single_nodes(work, rng):
    """should let nodes go: each edge in meets each edge out, where there is one"""
    _expect_elimination(work, ([("x", "a", 2.0), ("a", "y", 3.0)], ["a"]))
    _expect_elimination(work, ([("x", "a", 2.0), ("a", "y", 3.0), ("x", "y", 5.0)], ["a"]))
    for pairs in (("xa", "ay"), ("xa", "ay", "az"), ("xa", "wa", "ay", "az", "av"), ("xa", "ay", "xy", "az")):
        _expect_elimination(work, (weighted(rng, pairs), ["a"]))
    _expect_elimination(work, (weighted(rng, ("xa", "ay", "xb")), ["b"]))
    _expect_elimination(work, ([("x", "a", 0.0), ("a", "y", 3.0)], ["a"]))
    for order in ("", "ab"):
        _expect_elimination(work, (weighted(rng, ("xa", "wa", "ab", "by", "bz", "bv")), list(order)))


def three_orders(work, rng):
    """should take 4, 4 and 3 multiplications for the orders a, b, c and c, b, a and b, a, c of the graph above"""
    for order in (["a", "b", "c"], ["c", "b", "a"], ["b", "a", "c"]):
        _expect_elimination(work, (weighted(rng, SMALL), order))


@points(2)
def any_order(work, rng):
    """should give the path sums of any graph for any order of some of its inner nodes, or of all"""
    large = weighted(rng, LARGE)
    for order in shuffled(rng, permutations("abcd"))[:3]:
        smallest(partial(_expect_elimination, work), (large, list(order)), smaller_eliminations)
    for inner in (3, 4, 5):
        edges, middle = drawn_edges(rng, inner)
        for order in (shuffled(rng, middle), shuffled(rng, middle)[:inner - 1]):
            smallest(partial(_expect_elimination, work), (edges, order), smaller_eliminations)


@then
def counted(work, rng):
    """should make the multiplications that it says, and no more"""
    for inner in (3, 6):
        (edges, middle), ledger = drawn_edges(rng, inner), Counter()
        order = shuffled(rng, middle)
        tried, want = f"{len(edges)} edges with counted weights, order {', '.join(order)}", enumerated(edges, order)
        left = _expect_elimination(work, ([(s, t, Counted(w, ledger)) for s, t, w in edges], order), tried, want)
        counted_only(arrows(left), want[0], tried)
        require(ledger["mul"] <= want[1], ("tried", tried), ("yours", f"{ledger['mul']} multiplications"),
                ("needed", str(want[1])), mistake=UNCOUNTED)


eliminate = Exercise(
    "eliminate", "Nodes leave", (single_nodes, three_orders, any_order, counted), (
        "A dictionary from (source, target) to the weight keeps one edge for each pair of nodes. At the end make it "
        "a list of triples again.",
        "For each node of the order: collect the edges that lead to it and those that lead away from it, take all of "
        "them out, and put in a product for each pair.",
        "weights.get((s, t), 0) is what was there. Change no dictionary while you go through it: make lists first."),
    (*ELIMINATION_MISTAKES, AS_PAIRS, UNCOUNTED),
    after="Inputs and outputs are left, with the sums over all paths between them: the Jacobian, whatever the order.")
