"""Second oracles for path sums: sympy for Barber's terms, an inverse for counts, the engine for Pingali."""
import numpy as np
import pytest
import sympy

from course import autodiff
from course.autodiff import (
    adjoints,
    as_data,
    barber_1,
    count_paths,
    grad,
    ladder,
    path_sums,
    path_value,
    paths,
    record,
)
from course.checking import LocalWork
from course.exercises.drawn import drawn_graph, drawn_program
from course.exercises.path_sums import counting, pingali, scheduling, sweeping


def test_the_five_terms_of_barbers_19():
    x = sympy.Symbol("x")
    terms = [sympy.expand(path_value(path)) for path in paths(barber_1(x), "x", "f")]
    assert sorted(map(str, terms)) == sorted(map(str, [2 * x, x**7, x**7, 4 * x**7, 2 * x**7]))
    assert sympy.expand(sum(terms) - sympy.diff(x**2 + x**8, x)) == 0


@pytest.mark.parametrize("seed", range(5))
def test_counts_by_the_inverse_of_i_minus_a(seed):
    graph = drawn_graph(np.random.default_rng(seed), 6)
    place = {name: i for i, name in enumerate(graph["nodes"])}
    A = np.zeros((len(place),) * 2)
    for s, t, _ in graph["edges"]:
        A[place[s], place[t]] += 1
    inverse = np.linalg.inv(np.eye(len(place)) - A)
    for name in place:
        count = counting._by_matrix(graph, name, graph["output"])
        assert count == round(inverse[place[name], place[graph["output"]]]) == count_paths(graph, name)
        assert count == sum(1 for _ in paths(graph, name))


def test_a_drawn_ladder_of_two_ways_is_the_ladder():
    drawn, first, last = counting._ladder([2] * 5, np.random.default_rng(0))
    data = as_data(record(ladder(5), x0=0.5))
    assert count_paths(drawn, first, last) == count_paths(data)["x0"] == 2**5
    assert (len(drawn["nodes"]), len(drawn["edges"])) == (len(data["nodes"]), len(data["edges"]))


def test_pingalis_gradients_by_the_engine():
    fs = [pingali.times, np.sin, np.tanh, pingali.blend]
    w, p, q = np.array([0.5, 0.9, 1.5]), 1.2, 0.8
    ours = pingali._program_grads(w, p, q, fs)
    np.testing.assert_allclose(ours, grad(lambda w: pingali._program(w, p, q, fs))(w), rtol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_levels_are_the_longest_ways(seed):
    graph = drawn_graph(np.random.default_rng(seed), 6)
    level = {name: i for i, names in enumerate(scheduling._levels(graph)) for name in names}
    for name in graph["nodes"]:
        ways = [len(path) for source in graph["inputs"] for path in paths(graph, source, name)]
        assert level[name] == max(ways, default=0)


def test_the_numbers_of_barbers_first_example_at_2():
    x, g, h, f = 2, 4, 32, 260
    assert (g, h, f) == (x**2, x * g**2, x**2 + x * g * h)
    weights = {(s, t, w) for s, t, w in barber_1(2.0)["edges"]}
    assert {("x", "f", 2 * x), ("x", "f", g * h), ("g", "h", 2 * x * g)} <= weights and 2 * x + g * h == 132
    assert {("g", "f", 64), ("h", "f", 8), ("x", "h", 16), ("g", "h", 16), ("x", "g", 4)} <= weights
    values = [path_value(path) for path in paths(barber_1(2.0), "x", "f")]
    assert sorted(values) == sorted([132 - 4, 4, 64 * 4, 8 * 16, 8 * 16 * 4]) and sum(values) == 1028


@pytest.mark.parametrize("seed", range(5))
def test_edges_side_by_side_may_be_merged(seed):
    """One edge with the sum of their weights: fewer paths, the same sums."""
    for graph in (barber_1(2.0), drawn_graph(np.random.default_rng(seed), 6)):
        ends = list(dict.fromkeys((s, t) for s, t, _ in graph["edges"]))
        merged = {**graph, "edges": [(*end, sum(w for *e, w in graph["edges"] if tuple(e) == end)) for end in ends]}
        want, got = (autodiff.path_sums(g, graph["output"]) for g in (graph, merged))
        assert got == pytest.approx(want)
    merged = {**barber_1(2.0), "edges": [*barber_1(2.0)["edges"][:3], ("x", "f", 132.0), *barber_1(2.0)["edges"][5:]]}
    assert count_paths(merged, "x", "f") == 4 and autodiff.path_sum(merged, "x", "f") == 1028


def test_a_square_is_one_step_with_one_edge_or_with_two():
    for steps, weights in (([("g", "mul", "x", "x")], [3.0, 3.0]), ([("g", "pow", "x", 2)], [6.0])):
        assert [edge.weight for edge in record(steps, x=3.0).edges] == weights


@pytest.mark.parametrize("seed", range(20))
def test_derivatives_by_complex_steps_are_path_sums_and_adjoints(seed):
    program, inputs = drawn_program(np.random.default_rng(seed), ("add", "mul", "sub", "sin", "tanh"), numbers=False)
    graph = as_data(record(program, **inputs))
    found = sweeping._derivatives(program, inputs, graph["nodes"])
    assert found == pytest.approx(path_sums(graph), rel=1e-9, abs=1e-12)
    swept = adjoints(record(program, **inputs))
    assert {name: found[name] for name in swept} == pytest.approx(swept, rel=1e-9, abs=1e-12)
    assert not any(found[name] for name in found.keys() - swept.keys())


@pytest.mark.parametrize("n", range(1, 9))
def test_what_listing_and_sweeping_a_ladder_takes(n):
    """Factors but the first of each path, edges, nodes: twenty rungs have sixty-one."""
    data = as_data(record(ladder(n), x0=0.5))
    listing = sum(len(path) - 1 for path in paths(data, "x0"))
    assert (len(data["nodes"]), len(data["edges"]), listing) == (3 * n + 1, 4 * n, 2**n * (2 * n - 1))


@pytest.mark.parametrize(("arguments", "apart", "shared"), [(2, 4, 3), (1000, 2000, 1001)])
def test_what_is_shared_is_multiplied_once(arguments, apart, shared):
    """Paths of three edges, of which the last two are the same."""
    edges = [("f2", "f3", 5.0), ("f1", "f2", 3.0), *((f"x{i}", "f1", 2.0) for i in range(arguments))]
    names = [f"x{i}" for i in range(arguments)]
    graph = {"inputs": names, "nodes": [*names, "f1", "f2", "f3"], "output": "f3", "edges": edges}
    assert sum(len(path) - 1 for name in names for path in paths(graph, name)) == apart
    assert len(edges) - 1 == shared and path_sums(graph)["f1"] == 15            # but for the product with the seed


def test_listed_paths_add_up_to_what_a_sweep_finds_on_the_ladder():
    data = as_data(record(ladder(6), x0=0.5))
    assert sweeping._enumerated(data, data["output"]) == pytest.approx(path_sums(data), rel=1e-12)


def test_who_keeps_counted_numbers_in_an_array_of_floats_is_told_where_they_can_be_kept():
    def in_floats(graph, out):
        place, sums = {name: i for i, name in enumerate(graph["nodes"])}, np.zeros(len(graph["nodes"]))
        sums[place[out]] = 1.0
        for node in reversed(graph["nodes"]):
            for s, t, w in graph["edges"]:
                if s == node:
                    sums[place[s]] += w * sums[place[t]]
        return dict(zip(graph["nodes"], sums, strict=True))

    report = sweeping.path_sums.run(LocalWork("path_sums", in_floats))
    assert report.points == 4 and "a counted number hides its value: keep it in a list or a dict" in repr(report)
