"""Nested tuples, lists and dicts of values: taken apart into a list of leaves, and put together again."""
from __future__ import annotations

from collections.abc import Callable

BRANCHES = (tuple, list, dict)


def flatten(tree) -> tuple[list, Callable]:
    """(leaves, rebuild): the leaves from left to right, and the function that puts such a list into the same shape.

    A tuple, list or dict is a branch (a dict in its own order); everything else is a leaf.
    """
    if isinstance(tree, dict):
        leaves, rebuild = flatten(list(tree.values()))
        return leaves, lambda new: dict(zip(tree, rebuild(new), strict=True))
    if not isinstance(tree, BRANCHES):
        return [tree], lambda new: new[0]
    kind = type(tree)
    make = kind if kind in BRANCHES else lambda parts: kind(*parts) if hasattr(kind, "_fields") else kind(parts)
    if not any(isinstance(branch, BRANCHES) for branch in tree):        # most trees are flat
        return list(tree), make
    leaves, rebuilds, ends = [], [], []
    for branch in tree:
        inner, rebuild = flatten(branch)
        leaves += inner
        rebuilds.append(rebuild)
        ends.append(len(leaves))
    return leaves, lambda new: make([rebuild(new[start:end]) for rebuild, start, end in
                                     zip(rebuilds, [0, *ends], ends, strict=False)])


def tree_map(f: Callable, tree):
    """The same tree with f applied to every leaf."""
    leaves, rebuild = flatten(tree)
    return rebuild([f(leaf) for leaf in leaves])
