"""The stories that frames tell: every sentence and number agrees with the sweeps of the engine."""
import numpy as np
import pytest

from course.autodiff import adjoints, as_data, barber_1, ladder, path_sum, record, tangents
from course.pictures import forward_frames, path_frames, reverse_frames, value_frames


def same(found, wanted):
    return found.keys() == wanted.keys() and all(np.allclose(found[name], wanted[name]) for name in wanted)


def captions(frames):
    return [frame.caption for frame in frames]


def test_the_last_frame_knows_what_the_engine_knows(graph):
    assert same(value_frames(graph)[-1].numbers, {node.name: node.value for node in graph.nodes})
    seed = {node.name: np.ones_like(node.value) for node in graph.inputs}
    assert same(forward_frames(graph, seed)[-1].numbers, tangents(graph, seed))
    wanted = adjoints(graph)
    found = reverse_frames(graph)[-1].numbers
    assert same(found, {name: wanted[name] for name in found})
    assert all(not np.any(bar) for name, bar in wanted.items() if name not in found)


def test_each_edge_carries_something_once(graph):
    for frames in (value_frames(graph), forward_frames(graph, {})):
        assert sorted(edge for frame in frames for edge in frame.edges) == list(range(len(graph.edges)))
        assert all(frame.done == tuple(edge for earlier in frames[:i] for edge in earlier.edges)
                   for i, frame in enumerate(frames))


def test_nothing_is_passed_on_before_it_is_complete(graph):
    assert not any(frame.node in frame.waiting for frame in reverse_frames(graph))
    assert not reverse_frames(graph)[-1].waiting


def test_reverse_mode_in_sentences():
    graph = record([("v1", "mul", "x", "y"), ("v2", "add", "v1", "x")], x=2.0, y=3.0)
    assert captions(reverse_frames(graph)) == [
        "The seed: v̄2 = 1, the derivative of v2 with respect to itself.",
        "v2 sends 1 × 1 to v1, 1 × 1 to x. x waits for more: x̄ = 1 so far.",
        "v1 sends 1 × 3 to x, 1 × 2 to y. x has received 1 and 3: x̄ = 4, complete.",
        "Complete: x̄ = 4, ȳ = 2. These are the derivatives of v2 with respect to the inputs."]


def test_a_node_that_is_used_twice_by_one_operation_receives_twice(twice):
    assert captions(reverse_frames(twice))[1] == (
        "c sends 1 × 1 to b, 1 × 1 to b. b has received 1 and 1: b̄ = 2, complete.")


def test_forward_mode_in_sentences(dronen):
    assert captions(forward_frames(dronen, {"x1": 1.0}))[:3] == [
        "The seed: ẋ1 = 1, ẋ2 = 0.", "v1 receives 1 × 0.5 from x1: v̇1 = 0.5.",
        "v2 receives 1 × 5 from x1 and 0 × 2 from x2: v̇2 = 5 + 0 = 5."]
    with pytest.raises(ValueError, match="the seed names 'x3'; the inputs are x1, x2"):
        forward_frames(dronen, {"x3": 1.0})


def test_values_in_sentences(dronen):
    assert captions(value_frames(dronen))[-1] == "v5 = v4 − v3 = 10.69 − (−0.9589) = 11.65, the output."


def test_arrays_in_sentences():
    graph = record(lambda x, W: (W @ x).sum(), x=np.ones(2), W=np.eye(2))
    assert captions(reverse_frames(graph))[1:3] == [
        "v2 sends [1, 1] to v1.", "v1 sends [[1, 1], [1, 1]] to W, [1, 1] to x."]


def test_a_reverse_sweep_starts_from_one_number():
    with pytest.raises(ValueError, match=r"v1 has shape \(2,\); a reverse sweep starts from one number"):
        reverse_frames(record(lambda x: np.sin(x), x=np.ones(2)))


@pytest.mark.parametrize("graph, source", [
    (barber_1(1.3), "x"), (record(ladder(3), x0=0.5), "x0"), (as_data(record(ladder(3), x0=0.5)), "x0")])
def test_path_frames_add_up_to_the_derivative(graph, source):
    frames = path_frames(graph, source)
    assert np.isclose(sum(frames[-1].numbers.values()), path_sum(graph, source))
    assert len({frame.edges for frame in frames}) == len(frames) == len(frames[-1].numbers)


def test_paths_in_sentences(twice):
    assert captions(path_frames(twice, "a"))[::3] == [
        "Path 1 of 4: a → b → c. Its value is 1 × 1 = 1. Sum so far: 1.",
        "Path 4 of 4: a → b → c. Its value is 1 × 1 = 1. The sum of all is the derivative of c with respect to a: 4."]
    assert captions(path_frames(twice, "c", "a")) == ["No path leads from c to a: the derivative is 0."]
    assert "the empty product" in captions(path_frames(twice, "a", "a"))[0]


def test_too_many_paths_are_refused_before_they_are_listed():
    with pytest.raises(ValueError, match="1073741824 paths lead from x0 to x30, too many"):
        path_frames(record(ladder(30), x0=0.5), "x0")
