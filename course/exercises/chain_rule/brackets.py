"""The product of local derivatives, bracketed from either end."""
from __future__ import annotations

from itertools import accumulate
from operator import mul

from course.checking import Exercise, Mistake, expect

WRONG_END = Mistake("starts at the other end", "forward means from the input's side, where the first function is; "
                    "reverse means from the output's side")
LEADING_ONE = Mistake("counts the empty product", "the first partial product already contains one derivative: as many "
                      "products as derivatives")


def _forward_products(ds):
    return list(accumulate(ds, mul))


def _reverse_products(ds):
    return list(accumulate(ds[::-1], mul))


def _bracket_checks(products, other):
    because = {WRONG_END: other, LEADING_ONE: lambda ds: [1, *products(ds)]}

    def three(work, rng):
        """should give every partial product of three derivatives"""
        expect(work, ([2, 3, 5],), products([2, 3, 5]), witness="by hand", because=because, rtol=0, atol=0)

    def any_length(work, rng):
        """should give them for any chain, exactly in whole numbers"""
        for n in (1, 2, 6):
            ds = [int(d) for d in rng.integers(2, 10, n)]
            expect(work, (ds,), products(ds), witness="exact arithmetic", because=because, rtol=0, atol=0)

    return three, any_length


BRACKET_HINTS = ("How many products are there for a chain of n derivatives? The last one is the whole derivative.",
                 "Each product is the one before it times the next derivative.")

bracket_forward = Exercise(
    "bracket_forward", "Brackets from the input", _bracket_checks(_forward_products, _reverse_products),
    (*BRACKET_HINTS, "The list starts at the input's side: the first entry is the derivative of the first function."),
    (WRONG_END, LEADING_ONE),
    after="Each partial product answers: how fast does this value move when the input moves? These are forward mode's "
          "tangents.")

bracket_reverse = Exercise(
    "bracket_reverse", "Brackets from the output", _bracket_checks(_reverse_products, _forward_products),
    (*BRACKET_HINTS, "The list starts at the output's side: the first entry is the derivative of the last function."),
    (WRONG_END, LEADING_ONE),
    after="Each partial product answers: how fast does the output move when this value moves? These are reverse "
          "mode's adjoints.")
