"""In which order to multiply a chain of Jacobians: neither mode is always best."""
from __future__ import annotations

from functools import lru_cache

from course.checking import Exercise, Mistake, expect, points, shaped
from course.exercises.material import require, stopping, within

BETTER_PURE = Mistake("the better of the two modes", "one may also begin in the middle of the chain, and join what "
                      "comes out")
FORWARD_ONLY = Mistake("forward only", "the product may be bracketed in any way: also from the end, or from the middle")
GREEDY = Mistake("the cheapest product first", "a product that is cheap now may leave large matrices for later: "
                 "compare whole orders")
TRIES_ALL = Mistake("tries every order", "the best order for a part of the chain is needed many times: find it once "
                    "and keep it")
SHIFTED = Mistake("a size too early", "Jacobian i leads from dims[i] to dims[i+1]: a part that ends with Jacobian j "
                  "ends with the size dims[j+1]")
STEPS = 200_000         # lines of Python: ample for a chain of 16 Jacobians, nothing for all its orders
TIED = Mistake("equal costs", "at equal cost min goes on to compare the orders, of which some are numbers and some "
               "pairs: compare the costs only")
ADDS_UP = Mistake("sizes added", "a product of a p×q and a q×r matrix takes p·q·r multiplications")


def pure(dims, backward=False):
    """What one mode costs: everything from the inputs on, or back from the results."""
    d = dims[::-1] if backward else dims
    return sum(d[0] * d[i] * d[i + 1] for i in range(1, len(d) - 1))


def greedy(dims):
    """What it costs to do the cheapest product first, over and over."""
    d, total = list(dims), 0
    while len(d) > 2:
        spent, i = min((d[i - 1] * d[i] * d[i + 1], i) for i in range(1, len(d) - 1))
        total += spent
        del d[i]
    return total


def orders(first, last):
    """Every way to bracket the Jacobians first … last, as nested pairs."""
    if first == last:
        return [first]
    return [(left, right) for middle in range(first, last)
            for left in orders(first, middle) for right in orders(middle + 1, last)]


def price(order, dims) -> tuple[int, int, int]:
    """(first, last, cost) of a bracketing. Raises ValueError unless it holds neighbours in their order."""
    if isinstance(order, int):
        return order, order, 0
    if not isinstance(order, tuple | list) or len(order) != 2:
        raise ValueError(f"{order!r} is not a pair")
    (a, b, left), (c, d, right) = (price(part, dims) for part in order)
    if c != b + 1:
        raise ValueError(f"{order} does not join neighbours")
    return a, d, left + right + dims[a] * dims[c] * dims[d + 1]


@lru_cache(1000)
def least(dims: tuple[int, ...]) -> int:
    """The least cost, from all ways to make the last product."""
    return min((least(dims[:m + 1]) + least(dims[m:]) + dims[0] * dims[m] * dims[-1]
                for m in range(1, len(dims) - 1)), default=0)


def shifted(dims, first=0, last=None):
    """The least cost if the part of Jacobians first … last had the sizes dims[first] and dims[last]."""
    last = len(dims) - 2 if last is None else last
    return min((shifted(dims, first, m) + shifted(dims, m + 1, last) + dims[first] * dims[m] * dims[last]
                for m in range(first, last)), default=0)


def _expect_order(work, dims, want):
    tried = f"best_bracketing({dims})"
    both = pure(dims), pure(dims, backward=True)
    cost, order = stopping(TIED, "'<' not supported between instances of '(tuple|list|int)'", lambda: shaped(
        work, (dims,), (0.0, ...), "a pair: a number of multiplications, and an order", tried))
    expect(lambda: cost, (), want, tried=tried, witness="the best of all orders", rtol=0, atol=0, because={
        BETTER_PURE: min(both), FORWARD_ONLY: both[0], GREEDY: greedy(dims),
        SHIFTED: shifted(dims) if len(dims) < 9 else None,
        ADDS_UP: sum(dims[0] + dims[i] + dims[i + 1] for i in range(1, len(dims) - 1))})
    n = len(dims) - 1
    try:
        first, last, spent = price(order, dims)
    except (TypeError, ValueError, IndexError):
        first = last = spent = None
    require((first, last) == (0, n - 1), ("tried", tried), ("yours", f"the order {order!r}"),
            ("should be", f"nested pairs of the numbers 0 to {n - 1}, each once, in this order from left to right"
             if n > 1 else "the number 0"))
    require(spent == cost, ("tried", tried), ("yours", f"the order {order}, which costs {spent}"),
            ("should cost", str(cost)))


def short_chains(work, rng):
    """should be right for two and three Jacobians"""
    for dims in ([2, 3], [2, 3, 4], [5, 2, 3, 1], [1, 3, 2, 5]):
        _expect_order(work, dims, min(price(order, dims)[2] for order in orders(0, len(dims) - 2)))


def mixed(work, rng):
    """should find 48 for the sizes 6, 1, 6, 1, 6, where either mode needs 108"""
    _expect_order(work, [6, 1, 6, 1, 6], 48)


def _telling(rng):
    """Sizes for which each of the usual ideas has a cost of its own."""
    while True:
        dims = [int(n) for n in rng.integers(1, 9, 7)]
        if len({pure(dims), pure(dims, backward=True), greedy(dims), least(tuple(dims))}) == 4:
            return dims


@points(2)
def any_sizes(work, rng):
    """should find the best of all orders for any sizes, and not take three times as long with each further Jacobian"""
    for _ in range(3):
        dims = _telling(rng)
        _expect_order(work, dims, min(price(order, dims)[2] for order in orders(0, 5)))
    dims = [int(n) for n in rng.integers(1, 9, 17)]
    tried = f"best_bracketing({dims})"
    got = within(work, STEPS, (dims,), tried, TRIES_ALL)
    _expect_order(lambda dims: got, dims, least(tuple(dims)))


best_bracketing = Exercise(
    "best_bracketing", "Mixing the modes", (short_chains, mixed, any_sizes), (
        "The last product joins two parts. For every place where it may join them: what does it cost, and what do the "
        "parts cost?",
        "The parts are shorter chains: let the function call itself for parts of the chain.",
        "The same parts come up again and again. functools.cache keeps what a function has found; its arguments must "
        "be numbers or tuples."),
    (BETTER_PURE, FORWARD_ONLY, GREEDY, TRIES_ALL, ADDS_UP, SHIFTED, TIED), extra=True,
    after="For 6, 1, 6, 1, 6 neither mode alone: the middle first, a 1 × 6 matrix with a 6 × 1 one. Chains are the "
          "easy case; for graphs the question is hard.")
