"""Second oracles for linear maps: sympy, real matrices, brute force over orders, adjoint tests; numbers in prose."""
from collections import Counter
from itertools import permutations

import numpy as np
import pytest
import sympy

from course.autodiff import PINGALI, eliminate, grad, jvp, path_sum, run, run_linear
from course.autodiff import transpose as turned
from course.checking import LocalWork, same
from course.exercises.linear_maps import bracketing, curvature, elimination, graphs, programs, seeding
from course.exercises.material import generic


@pytest.mark.parametrize("seed", range(5))
def test_bracketings_on_real_matrices(seed):
    """Every order gives the same product; its price is what the products cost."""
    rng = np.random.default_rng(seed)
    dims = [int(n) for n in rng.integers(1, 7, 6)]
    Js = [rng.normal(size=(m, n)) for n, m in zip(dims, dims[1:], strict=False)]

    def multiplied(order):
        if isinstance(order, int):
            return Js[order], 0
        (A, a), (B, b) = map(multiplied, order)
        return B @ A, a + b + B.shape[0] * B.shape[1] * A.shape[1]

    whole = np.linalg.multi_dot(Js[::-1])
    for order in bracketing.orders(0, len(Js) - 1):
        product, spent = multiplied(order)
        np.testing.assert_allclose(product, whole)
        assert bracketing.price(order, dims) == (0, len(Js) - 1, spent)
    assert bracketing.least(tuple(dims)) == min(multiplied(o)[1] for o in bracketing.orders(0, len(Js) - 1))
    one, other = [0], [len(Js) - 1]
    for i in range(1, len(Js)):
        one, other = [(one[0], i)], [(len(Js) - 1 - i, other[0])]
    assert (multiplied(one[0])[1], multiplied(other[0])[1]) == (bracketing.pure(dims), bracketing.pure(dims, True))


def test_the_numbers_of_6_1_6_1_6():
    dims = [6, 1, 6, 1, 6]
    assert bracketing.pure(dims) == bracketing.pure(dims, backward=True) == 108
    assert min(bracketing.price(order, dims)[2] for order in bracketing.orders(0, 3)) == 48


def test_curvature_by_sympy():
    rng = np.random.default_rng(5)
    old = ("W0", "P", "Q", "W1", "W2")
    new = {name: f"x{i}" for i, name in enumerate(old)}
    program = [(name, op, *(new.get(arg, arg) for arg in args)) for name, op, *args in PINGALI]
    x, v = generic(rng, 6), generic(rng, 6)                 # the last input does not matter
    symbols = {f"x{i}": sympy.Symbol(f"x{i}") for i in range(6)}
    words = {"mul": lambda a, b: a * b, "sin": sympy.sin, "tanh": sympy.tanh}
    known = dict(symbols)
    for name, op, *args in program:
        known[name] = words[op](*[known[arg] for arg in args])
    H = sympy.hessian(known["R"], list(symbols.values())).subs(dict(zip(symbols.values(), x, strict=True)))
    found = curvature.curvature(program, x, v)
    assert found == pytest.approx(np.array(H.evalf(), float) @ v, rel=1e-9) and found[-1] == 0


def test_hvp_needs_no_more_runs_than_a_few():
    """Every nesting of the modes has room in the bound; a pass for each input has not, by far."""
    def f(program):
        return lambda x: run(program, {f"x{i}": x[i] for i in range(len(x))})[program[-1][0]]
    ways = [lambda p, x, v: jvp(grad(f(p)), (x,), (v,))[1], lambda p, x, v: grad(lambda x: grad(f(p))(x) @ v)(x),
            lambda p, x, v: grad(lambda x: jvp(f(p), (x,), (v,))[1])(x)]
    for way in ways:
        assert curvature.hvp.run(LocalWork("hvp", lambda p, x, v, way=way: twice(way, p, x, v))).status == "pass"


def twice(way, *args):
    way(*args)
    return way(*args)


# --- orders ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pairs", "forward", "best", "orders"), [
    (elimination.SMALL, 4, 3, {3: 2, 4: 2, 5: 2}), (elimination.LARGE, 12, 8, {8: 4, 11: 4, 12: 4, 15: 4, 16: 8})])
def test_the_prices_of_the_two_graphs(pairs, forward, best, orders):
    edges = graphs.weighted(np.random.default_rng(1), pairs)
    inner = "".join(sorted({t for _, t, _ in edges} & {s for s, _, _ in edges}))
    prices = Counter(eliminate(edges, order)[1] for order in permutations(inner))
    assert prices == orders and min(prices) == best
    assert eliminate(edges, inner)[1] == eliminate(edges, inner[::-1])[1] == forward
    assert eliminate(edges, "bcad" if len(inner) == 4 else "bac")[1] == best


def swept(edges):
    """A tangent pass for each input: its products, without those with a seed's 0 or 1; and all but zeros."""
    inputs, after = {s for s, _ in edges} - {t for _, t in edges}, {}
    for s, t in edges:
        after.setdefault(s, []).append(t)
    saved = total = 0
    for start in inputs:
        reached, waiting = {start}, [start]
        while waiting:
            found = after.get(waiting.pop(), [])
            waiting += [t for t in found if t not in reached]
            reached |= set(found)
        total += sum(s in reached for s, _ in edges)
        saved += sum(s in reached - inputs for s, _ in edges)
    return saved, total


@pytest.mark.parametrize(("pairs", "counts"), [(elimination.SMALL, (4, 5)), (elimination.LARGE, (12, 14))])
def test_the_modes_take_what_their_orders_take(pairs, counts):
    edges = [tuple(pair.split() if " " in pair else pair) for pair in pairs]
    assert swept(edges) == swept([(t, s) for s, t in edges]) == counts


@pytest.mark.parametrize("seed", range(4))
def test_every_order_gives_the_path_sums(seed):
    rng = np.random.default_rng(seed)
    edges, inner = graphs.drawn_edges(rng, 4)
    nodes = list(dict.fromkeys(name for edge in edges for name in edge[:2]))
    ends = [name for name in nodes if name not in inner]
    topological = [*(n for n in ends if any(e[0] == n for e in edges)), *inner]
    graph = {"nodes": [*topological, *(n for n in ends if n not in topological)], "edges": edges}
    for order in permutations(inner):
        left, price = eliminate(edges, order)
        assert same((graphs.arrows(left), price), graphs.enumerated(edges, order))
        for source, target, weight in left:
            assert weight == pytest.approx(path_sum(graph, source, target))


def test_a_wrong_number_of_multiplications_is_said_to_be_that():
    work = LocalWork("eliminate", lambda edges, order: ([("x", "y", edges[0][2] * edges[1][2])], 7))
    said = dict(elimination.eliminate.run(work).outcomes[0].evidence)
    assert said["yours"] == "multiplications: 7; the edges are right" and said["by the rule p·s"] == "1"


def test_parallel_edges_count_as_one():
    assert eliminate([("x", "a", 2.0), ("x", "a", 3.0), ("a", "y", 4.0)], "a") == ([("x", "y", 20.0)], 1)


# --- transposes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_the_transpose_by_dot_products(seed):
    rng = np.random.default_rng(seed)
    for dead in (True, False):
        program = programs.drawn_linear(rng, int(rng.integers(1, 10)), int(rng.integers(1, 4)), 2, dead)
        back = turned(program)
        v, w = generic(rng, len(program["inputs"])), generic(rng, len(program["outputs"]))
        assert np.dot(w, run_linear(program, v)) == pytest.approx(np.dot(run_linear(back, w), v))
        assert run_linear(turned(back), v) == pytest.approx(run_linear(program, v))
        if not dead:
            (scales, adds), change = programs.counts(program), len(program["outputs"]) - len(program["inputs"])
            assert programs.counts(back) == (scales, adds + change)
        assert programs.fault(back) == ""


def test_nothing_is_dead_where_nothing_is_to_be():
    for seed in range(50):
        program = programs.drawn_linear(np.random.default_rng(seed), 6, 3, dead=False)
        used = {part for step in program["steps"] for part in step[2:]} | set(program["outputs"])
        assert {*program["inputs"], *(step[0] for step in program["steps"])} <= used


@pytest.mark.parametrize(("made", "said"), [
    ([("a", "mul", "x", 2)], "is none of"), ([("a", "scale", "x")], "is none of"), ([("a",)], "is no step"),
    ([("a", "scale", "x", "x")], "no number"), ([("a", "add", "x", "b")], "nothing before it makes"),
    ([("x", "zero")], "given twice"), ([(2, "scale", "x", 3.0)], "the name 2 is no string"),
    ([("a", "add", "x", ["x"])], "is to be added up to one name"), ([("a", "add", "x", None)], "goes a zero"),
    ([], "neither an input nor a step")])
def test_faults_of_form_are_said(made, said):
    assert said in programs.fault({"inputs": ["x"], "steps": made, "outputs": ["a"]})


@pytest.mark.parametrize(("outputs", "said"), [
    ([None], "the output None is no name: where nothing has come back goes a zero"), ([0], "the output 0 is no string"),
    ([["x"]], "the output ['x'] is a list: what has come back is to be added up to one name")])
def test_outputs_that_are_no_names_are_told_apart(outputs, said):
    assert programs.fault({"inputs": ["x"], "steps": [], "outputs": outputs}).startswith(said)


# --- seeds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "width", "m"), [(7, 3, None), (8, 4, 8), (2, 3, 2), (5, 1, None)])
def test_seeds_tell_the_columns_of_a_band_apart(n, width, m):
    J = seeding.drawn_band(np.random.default_rng(n), n, width, m)
    assert all(not J[i, j] or i <= j < i + width for i in range(len(J)) for j in range(n))
    meets = [(J[i] != 0) @ seed for i in range(len(J)) for seed in seeding.seeds(n, width).astype(int)]
    assert max(meets) == 1 and np.linalg.matrix_rank(J) == min(J.shape)


def test_two_passes_fetch_a_first_column_and_a_diagonal():
    J = np.diag(generic(np.random.default_rng(4), 9))
    J[:, 0] = generic(np.random.default_rng(5), 9)
    first, others = J @ np.eye(9)[0], J @ (1 - np.eye(9)[0])
    found = np.diag(others)
    found[:, 0] = first
    np.testing.assert_allclose(found, J)
    assert np.linalg.matrix_rank(J[1:, [0, 1]]) == 2        # one pass has one number for two entries of a row
