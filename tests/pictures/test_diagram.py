"""What a picture shows, from each kind of thing that can be drawn."""
import pytest

from course.autodiff import DRONEN, as_data, barber_1, paths, record
from course.pictures.diagram import diagram


def test_a_graph_a_program_and_plain_data_have_the_same_shape(dronen):
    recorded, program, data = diagram(dronen), diagram(DRONEN), diagram(as_data(dronen))
    for other in (program, data):
        assert [box[:1] + box[4:] for box in other.boxes] == [box[:1] + box[4:] for box in recorded.boxes]
        assert [edge[:2] for edge in other.edges] == [edge[:2] for edge in recorded.edges]
    assert [box.formula for box in program.boxes] == [box.formula for box in recorded.boxes]
    assert data.edges == recorded.edges


def test_dead_boxes_are_those_that_no_output_needs():
    graph = record(lambda x, y: (np_free(x), x * y)[1], x=2.0, y=3.0)
    assert [box.name for box in diagram(graph).boxes if box.dead] == ["v1", "v2"]
    assert not any(box.dead for box in diagram({"nodes": ["a", "b"], "edges": [("a", "b")]}).boxes)


def np_free(x):
    return (x + 1.0) * 2.0


def test_columns_follow_the_longest_path(dronen):
    assert [[box.name for box in column] for column in diagram(dronen).columns()] == [
        ["x1", "x2"], ["v1", "v2", "v3"], ["v4"], ["v5"]]


def test_parallel_edges_are_told_apart(twice):
    assert sorted(diagram(twice).locate(paths(twice, "a"))) == [(0, 2), (0, 3), (1, 2), (1, 3)]
    with pytest.raises(ValueError, match="no path a → b → c, or only 4"):
        diagram(twice).locate([[("a", "b"), ("b", "c")]] * 5)


def test_a_path_may_be_given_by_names_and_by_weight():
    drawn = diagram(barber_1(2.0))
    assert drawn.locate([[("x", "f", 128.0)], [("x", "g"), ("g", "f")]]) == [(4,), (0, 5)]
    with pytest.raises(ValueError, match="no path x → z"):
        drawn.locate([[("x", "z")]])


@pytest.mark.parametrize("shown, error, words", [
    (3.0, TypeError, "draw needs a recorded graph, a program, or a dict"), ([], TypeError, "got \\[\\]"),
    ({"nodes": ["a"], "edges": [("a", "b", 1.0)]}, ValueError, "an edge names 'b', but the nodes are a")])
def test_anything_else_is_refused_in_a_sentence(shown, error, words):
    with pytest.raises(error, match=words):
        diagram(shown)
