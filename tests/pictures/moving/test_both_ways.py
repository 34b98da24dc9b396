"""Both ways give the same derivative, and their multiplications are counted as they are made."""
import re

import numpy as np
import pytest

from course.autodiff import BARBER_2, DRONEN, adjoints, count_paths, ladder, path_sum, paths, record
from course.pictures import explore_paths
from course.pictures.moving.both_ways import PATHS, SWEEP, multiplications, sweep_frames, walk_frames

GRAPHS = [record(DRONEN, x1=2.0, x2=5.0), record(BARBER_2, x1=1.2, x2=0.7), record(ladder(3), x0=0.5),
          record(lambda x, y: np.sin(x) * 3.0 + x * 0 + y, x=1.0, y=2.0), record([("b", "add", "a", "a")], a=1.0)]


@pytest.mark.parametrize("graph", GRAPHS)
def test_every_path_is_multiplied_once_for_each_edge_after_the_first(graph):
    for node in graph.inputs:
        found = list(paths(graph, node.name, graph.output.name))
        assert multiplications(graph, node.name) == sum(len(path) - 1 for path in found)
        frames = walk_frames(graph, node.name)
        assert len(frames) == sum(map(len, found))
        assert f"Multiplications so far: {multiplications(graph, node.name)}. In one sweep" in frames[-1].caption
        total = re.search(r"The sum so far is (−?[\d.e+−]+)\.", frames[-1].caption)[1].replace("−", "-")
        assert float(total) == pytest.approx(path_sum(graph, node.name), rel=1e-3)


@pytest.mark.parametrize("graph", GRAPHS)
def test_a_sweep_multiplies_once_for_each_edge_that_does_not_enter_the_result(graph):
    last = sweep_frames(graph)[-1]
    reaching = count_paths(graph, target=graph.output.name)
    edges = sum(edge.target != graph.output.name and reaching[edge.target] > 0 for edge in graph.edges)
    walked = sum(multiplications(graph, node.name) for node in graph.inputs)
    assert walk_frames(graph, graph.inputs[0].name)[-1].caption.endswith(f"for every input at once: {edges}.")
    assert last.caption.endswith(f"Multiplications: {edges}. Path by path: {walked}.")
    totals = adjoints(graph)
    assert all(last.numbers[node.name] == totals[node.name] for node in graph.inputs)


def test_across_a_ladder():
    """What the two ways show of three rungs: 8 paths of 6 edges, and 12 edges."""
    stepper = explore_paths(ladder(3), x0=0.5)
    stepper.panel.set("Step", 48)
    assert "Path 8 of 8" in stepper.panel.caption and "Multiplications so far: 40." in stepper.panel.caption
    stepper.panel.set("Way", SWEEP)
    assert stepper.at == 1
    stepper.panel.set("Step", 99)
    assert "Multiplications: 10. Path by path: 40." in stepper.panel.caption


def test_more_paths_than_anybody_walks_are_only_counted():
    stepper = explore_paths(ladder(10), x0=0.5)
    assert stepper.panel.caption == ("Step 1 of 1: 1024 paths lead from x0 to x10, too many to walk along. One by one "
                                     "they take 19456 multiplications.")
    stepper.panel.set("Way", SWEEP)
    stepper.panel.set("Step", 99)
    assert "Multiplications: 38. Path by path: 19456." in stepper.panel.caption


def test_another_input_and_another_number_make_another_story():
    stepper = explore_paths(DRONEN, x1=2.0, x2=5.0)
    assert "Path 1 of 2: x1" in stepper.panel.caption
    stepper.panel.set("From", "x2")
    assert "Path 1 of 2: x2" in stepper.panel.caption
    before = stepper.panel.picture
    stepper.panel.set("x1", "1/4")
    assert stepper.panel.picture != before and stepper.panel.values["Way"] == PATHS


def test_an_input_is_needed():
    with pytest.raises(ValueError, match="no input to walk from"):
        explore_paths(DRONEN)
