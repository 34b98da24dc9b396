"""Graphs whose nodes leave, as checks need them: eliminated, by listed paths, drawn, and smaller ones."""
from __future__ import annotations

from course.checking import reveal
from course.exercises.drawn import names, shuffled, weight
from course.exercises.smaller import ROUND


def simulated(edges, order, merge=True, overwrite=False, keep=False, keep_out=False, dead=False, first_in=False):
    """Elimination with some ideas got wrong: the edges left, and for each node (predecessors, successors, new)."""
    left, met = list(edges), []
    for node in order:
        into, out = [e for e in left if e[1] == node], [e for e in left if e[0] == node]
        into = into[:1] if first_in else into
        filled = [(s, t, a * b) for s, _, a in into for _, t, b in out]
        new = sum(edge[:2] not in {e[:2] for e in left} for edge in filled)
        met.append((len(into), len(out), new))
        left = left if keep or dead and not out else [
            e for e in left if e[1] != node and (keep_out or e[0] != node)]
        for s, t, w in filled:
            there = [i for i, e in enumerate(left) if e[:2] == (s, t)] if merge else []
            if there:
                left[there[0]] = s, t, w + (0.0 if overwrite else left[there[0]][2])
            else:
                left.append((s, t, w))
    return left, met


def arrows(edges):
    """The edges as triples, in an order of their own; parallel ones stay apart."""
    return [(s, t, w) for s, t, w in sorted(edges, key=lambda edge: (edge[0], edge[1], reveal(edge[2])))]


def ways(edges, source, target, through):
    """The values of all paths whose inner nodes are among some."""
    for s, t, w in edges:
        if s == source:
            if t == target:
                yield w
            if t in through:
                yield from (w * rest for rest in ways(edges, t, target, through))


def enumerated(edges, order):
    """What is left when `order` has gone, and its price, from nothing but listed paths."""
    nodes = sorted({name for edge in edges for name in edge[:2]})
    joined = lambda s, t, gone: any(True for _ in ways(edges, s, t, gone))     # noqa: E731
    price = 0
    for i, node in enumerate(order):
        there, gone = [name for name in nodes if name not in order[:i + 1]], set(order[:i])
        price += sum(joined(s, node, gone) for s in there) * sum(joined(node, t, gone) for t in there)
    there = [name for name in nodes if name not in order]
    found = {(s, t): list(ways(edges, s, t, set(order))) for s in there for t in there}
    return arrows((s, t, sum(values)) for (s, t), values in found.items() if values), price


def weighted(rng, pairs):
    """Edges with generic weights, in an order that tells nothing."""
    return shuffled(rng, [(*(pair.split() if " " in pair else pair), weight(rng)) for pair in pairs])


def drawn_edges(rng, inner, inputs=2, outputs=2):
    """A graph with at most one edge between two nodes, and its inner nodes in topological order."""
    spoken = names(rng, inputs + inner + outputs)
    middle, last = spoken[inputs:inputs + inner], spoken[inputs + inner:]
    pairs = {(str(s), name) for i, name in enumerate(middle) for s in rng.choice(spoken[:inputs + i], 2)}
    pairs |= {(str(s), name) for name in last for s in rng.choice(spoken[:-outputs], 2)}
    unused = sorted(set(middle) - {s for s, _ in pairs})
    pairs |= {(name, last[0]) for name in unused[1:]}       # at most one leads nowhere
    return shuffled(rng, [(s, t, weight(rng)) for s, t in sorted(pairs)]), middle


def smaller_eliminations(case):
    """The edges without one of them; the order without one node; round weights."""
    edges, order = case
    for i in range(len(edges) * (len(edges) > 1)):
        rest = edges[:i] + edges[i + 1:]
        there = {name for edge in rest for name in edge[:2]}
        yield rest, [name for name in order if name in there]
    for i in range(len(order)):
        yield edges, order[:i] + order[i + 1:]
    if [w for *_, w in edges] != list(ROUND[:len(edges)]) and len(edges) <= len(ROUND):
        yield [(s, t, w) for (s, t, _), w in zip(edges, ROUND, strict=False)], order
