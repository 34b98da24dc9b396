"""What checks draw has every shape that a statement allows, and what a student is shown is small."""
import numpy as np
import pytest

from course.autodiff import OPERATIONS, count_paths, path_sums, run
from course.checking import LocalWork, Mismatch, Stopped, expect
from course.exercises.drawn import drawn_graph, drawn_program, is_mild, renamed, respelled, with_strays
from course.exercises.smaller import smaller_graphs, smaller_programs, smallest

SEEDS = range(25)


def rng(seed):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_drawn_graph_has_parallel_edges_and_leads_to_its_output(seed):
    graph = drawn_graph(rng(seed), 4)
    place = {name: i for i, name in enumerate(graph["nodes"])}
    ends = [edge[:2] for edge in graph["edges"]]
    assert len(place) == 6 and len(ends) > len(set(ends)) and all(place[s] < place[t] for s, t in ends)
    assert all(count_paths(graph).values())
    assert any([edge[:2] for edge in drawn_graph(rng(s), 4)["edges"]] != sorted(ends, key=lambda e: place[e[0]])
               for s in (seed, seed + 1))


@pytest.mark.parametrize("seed", SEEDS)
def test_strays_are_an_isolated_node_and_one_after_the_output(seed):
    graph = with_strays(drawn_graph(rng(seed), 3), rng(seed))
    alone = [name for name in graph["nodes"] if all(name not in edge[:2] for edge in graph["edges"])]
    later = [t for s, t, _ in graph["edges"] if s == graph["output"]]
    assert len(alone) == len(later) == 1 and len(set(graph["nodes"])) == len(graph["nodes"])


@pytest.mark.parametrize("seed", SEEDS)
def test_names_change_and_nothing_else(seed):
    graph = drawn_graph(rng(seed), 4)
    other, new = renamed(graph, rng(seed + 1))
    assert {new[name]: value for name, value in path_sums(graph).items()} == path_sums(other)
    program, values = drawn_program(rng(seed), ("add", "sin"))
    same, new = respelled(program, values, rng(seed + 1))
    assert run(same, {new[name]: value for name, value in values.items()})[same[-1][0]] == run(program, values)[
        program[-1][0]]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_drawn_program_needs_all_its_steps_and_inputs_and_stays_mild(seed):
    usual = [op for op in OPERATIONS if op in ("add", "sub", "mul", "div", "sin", "cos", "exp", "ln", "tanh")]
    program, values = drawn_program(rng(seed), usual, 8)
    used = {arg for _, _, *args in program for arg in args if isinstance(arg, str)}
    assert used == {*values, *(name for name, *_ in program[:-1])} and is_mild(program, values)
    assert all(abs(value) < 30 for value in run(program, values).values())


def test_programs_that_leave_the_domain_are_not_mild():
    for op, value in (("ln", 0.1), ("exp", 5.0)):
        assert not is_mild([("y", op, "x")], {"x": value})
    assert not is_mild([("y", "div", 1.0, "x")], {"x": 0.1}) and not is_mild([("y", "sin", "z")], {"x": 1.0})


def test_the_smallest_graph_at_which_an_answer_overwrites():
    def overwrites(graph, out):
        sums = dict.fromkeys(graph["nodes"], 0.0) | {out: 1.0}
        for name in reversed(graph["nodes"]):
            for s, t, weight in graph["edges"]:
                if s == name:
                    sums[s] = weight * sums[t]
        return sums

    work, graph = LocalWork("path_sums", overwrites), drawn_graph(rng(3), 6)

    def attempt(graph):
        expect(work, (graph, graph["output"]), path_sums(graph), witness="one sweep")

    with pytest.raises(Mismatch):
        smallest(attempt, graph, lambda graph: smaller_graphs(graph, graph["output"]))
    small, out = work.args                  # of the last call: what the student is shown
    assert len(small["nodes"]) <= 3 and len(small["edges"]) == 2 and {w for *_, w in small["edges"]} == {2.0, 3.0}


def test_the_smallest_program_at_which_an_answer_stops():
    def no_products(program, values):
        return {"mul": 1 / 0}.get(program) if any(op == "mul" for _, op, *_ in program) else 1.0

    program, values = [("a", "sin", "x"), ("b", "mul", "a", "y"), ("c", "add", "b", 2.0)], {"x": 0.5, "y": 0.25}
    work = LocalWork("f", no_products)
    with pytest.raises(Stopped, match="ZeroDivisionError"):
        smallest(lambda case: work(*case), (program, values), lambda case: smaller_programs(*case))
    assert work.args == ([("b", "mul", "x", "y")], {"x": 2.0, "y": 3.0})


def test_a_smaller_case_that_fails_for_another_reason_is_not_shown():
    def moody(n):
        raise KeyError("odd") if n % 2 else ValueError("even")

    work = LocalWork("f", moody)
    with pytest.raises(Stopped, match="KeyError"):
        smallest(lambda n: work(n), 9, lambda n: range(n))
    assert work.args == (1,)
