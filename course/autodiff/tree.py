"""Nested tuples, lists and dicts of values: taken apart into a list of leaves, and put together again."""
from __future__ import annotations

from collections.abc import Callable
from copy import copy

BRANCHES = (tuple, list, dict)


def flatten(tree) -> tuple[list, Callable]:
    """(leaves, rebuild): the leaves from left to right, and the function that puts such a list into the same shape.

    A tuple, list or dict is a branch (a dict in its own order); everything else is a leaf.
    """
    if isinstance(tree, dict):
        (leaves, rebuild), make = flatten(list(tree.values())), _dict_maker(tree)
        return leaves, lambda new: make(rebuild(new))
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


def _dict_maker(tree):
    """The function that puts values under the keys that the dict has now, in a dict of its kind."""
    keys, empty = list(tree), {}
    if type(tree) is not dict:              # a defaultdict keeps its default
        empty = copy(tree)
        empty.clear()

    def make(values):
        new = copy(empty)
        for key, value in zip(keys, values, strict=True):
            new[key] = value
        return new
    return make


def flatten_like(tree, like, what: str, whose: str) -> list:
    """The leaves of a tree in the order of those of `like`, whose structure it must have; dicts agree by their keys.

    Raises ValueError where the structures differ.
    """
    if not isinstance(like, BRANCHES) and not isinstance(tree, BRANCHES):
        return [tree]
    pairs = _pairs(tree, like)
    if pairs is None:
        raise ValueError(f"the structure of {what} is {_form(tree)}, that of {whose} {_form(like)}. They must agree.")
    return [leaf for pair in pairs for leaf in flatten_like(*pair, what, whose)]


def _pairs(tree, like):
    """The branches of two nodes side by side; None where they do not fit. A named tuple is a tuple."""
    kind = next((kind for kind in BRANCHES if isinstance(like, kind)), None)
    if kind is None or not isinstance(tree, kind) or len(tree) != len(like):
        return None
    if kind is not dict:
        return list(zip(tree, like, strict=True))
    return [(tree[key], like[key]) for key in like] if tree.keys() == like.keys() else None


def _form(tree) -> str:
    """A tree with a dot for each leaf: ({'a': ·}, [·, ·])."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{key!r}: {_form(branch)}" for key, branch in tree.items()) + "}"
    if not isinstance(tree, BRANCHES):
        return "·"
    inside = ", ".join(map(_form, tree))
    return f"[{inside}]" if isinstance(tree, list) else f"({inside}{',' * (len(tree) == 1)})"


def tree_map(f: Callable, tree):
    """The same tree with f applied to every leaf."""
    leaves, rebuild = flatten(tree)
    return rebuild([f(leaf) for leaf in leaves])
