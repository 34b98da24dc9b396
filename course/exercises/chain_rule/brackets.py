"""The product of local derivatives, bracketed from either end."""
from __future__ import annotations

from collections import Counter
from itertools import accumulate
from operator import mul

from course.checking import Counted, Exercise, Mistake, expect, reveal
from course.exercises.material import require

WRONG_END = Mistake("starts at the other end", "forward means from the input's side, where the first function is; "
                    "reverse means from the output's side")
TURNED = Mistake("the list turned round", "these are the products, in reverse order: the first one belongs to the end "
                 "at which you start")
OTHER_TURNED = Mistake("the other list turned round", "to turn the finished list round does not change at which end "
                       "the products begin: turn the derivatives round instead")
ANEW = Mistake("each product from its beginning", "each product is the one before it times one derivative more")
LEADING_ONE = Mistake("counts the empty product", "the first partial product already contains one derivative: as many "
                      "products as derivatives")


def _forward_products(ds):
    return list(accumulate(ds, mul))


def _reverse_products(ds):
    return list(accumulate(ds[::-1], mul))


def _bracket_checks(products, other):
    because = {WRONG_END: other, LEADING_ONE: lambda ds: [1, *products(ds)], TURNED: lambda ds: products(ds)[::-1],
               OTHER_TURNED: lambda ds: other(ds)[::-1]}

    def expect_products(work, ds):
        expect(work, (ds,), products(ds), witness="exact arithmetic", because=because, rtol=0, atol=0)

    def any_length(work, rng):
        """should give every partial product of any chain, exactly in whole numbers"""
        for ds in ([2, 3, 5], *(_numbers(rng, n) for n in (3, 1, 2, 6))):
            expect_products(work, ds)
        expect_products(work, [*_numbers(rng, 2), 0, *_numbers(rng, 2)])        # a function may stand still

    def one_each(work, rng):
        """should take one multiplication for each derivative, however long the chain is"""
        for n in (4, 12):
            ds, ledger = _numbers(rng, n), Counter()
            tried = f"{work.name}({n} counted numbers)"
            got = work([Counted(d, ledger) for d in ds])
            expect(lambda got=got: reveal(got), (), products(ds), tried=tried, witness="exact arithmetic", rtol=0,
                   atol=0, because={mistake: wrong(ds) for mistake, wrong in because.items()})
            require(ledger["mul"] <= n, ("tried", tried), ("yours", f"{ledger['mul']} multiplications and divisions"),
                    ("possible", f"{n - 1}"), mistake=ANEW)

    return any_length, one_each


def _numbers(rng, n):
    return [int(d) for d in rng.integers(2, 10, n)]


BRACKET_HINTS = ("How many products are there for a chain of n derivatives? The last one is the whole derivative.",
                 "Each product is the one before it times the next derivative.")

bracket_forward = Exercise(
    "bracket_forward", "Brackets from the input", _bracket_checks(_forward_products, _reverse_products),
    (*BRACKET_HINTS, "The list starts at the input's side: the first entry is the derivative of the first function."),
    (WRONG_END, LEADING_ONE, TURNED, OTHER_TURNED, ANEW),
    after="Each partial product answers: how fast does this value move when the input moves? These are forward mode's "
          "tangents.")

bracket_reverse = Exercise(
    "bracket_reverse", "Brackets from the output", _bracket_checks(_reverse_products, _forward_products),
    (*BRACKET_HINTS, "The list starts at the output's side: the first entry is the derivative of the last function."),
    (WRONG_END, LEADING_ONE, TURNED, OTHER_TURNED, ANEW),
    after="Each partial product answers: how fast does the output move when this value moves? These are reverse "
          "mode's adjoints.")
