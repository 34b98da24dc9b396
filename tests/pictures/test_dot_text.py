"""DOT text: what is drawn, that no meaning rests on colour, and that a story keeps its layout."""
import re
import subprocess

import numpy as np
import pytest

from course.autodiff import BARBER_2, DRONEN, adjoints, paths, record, tangents
from course.pictures import dot, forward_frames, palette, path_frames, reverse_frames, svg, value_frames


def statement(text, start):
    """The one line of DOT that starts so, label and all."""
    line, = [line for line in text.splitlines() if line.startswith(f"\t{start} [")]
    return line


def words(line):
    return re.findall(r">([^<>]+)<", line)


def layouts(*texts):
    """For each graph, where Graphviz puts every node, with its size."""
    command = [svg.command(svg.engine()), "-Tplain"]
    plain = subprocess.run(command, input="\n".join(texts).encode(), capture_output=True).stdout.decode()
    graphs = re.split(r"^stop$", plain, flags=re.M)[:-1]
    assert len(graphs) == len(texts)
    return [dict(re.findall(r"^node (\w+) (\S+ \S+ \S+ \S+)", graph, re.M)) for graph in graphs]


def test_a_box_says_what_it_is_and_its_numbers(dronen):
    text = dot(dronen, tangents=tangents(dronen, {"x1": 1.0}), adjoints=adjoints(dronen))
    assert words(statement(text, "n3")) == ["v2 = x1 × x2", "10", "v̇2 = 5", "v̄2 = 1"]
    assert [tint in statement(text, "n3") for tint in (palette.TANGENT_TINT, palette.ADJOINT_TINT)] == [True, True]
    assert words(statement(text, "n0")) == ["x1", "2", "ẋ1 = 1", "x̄1 = 5.5"]


def test_a_name_of_several_letters_gets_a_word_for_its_mark():
    graph = record([("loss", "mul", "ab", "x_with_a_tail")], ab=2.0, x_with_a_tail=1 / 3)
    text = dot(graph, adjoints=adjoints(graph))
    assert [words(statement(text, f"n{i}"))[-1] for i in range(3)] == [
        "adjoint = 0.3333", "x̄_wit… = 2", "adjoint = 1"]


@pytest.mark.parametrize("name", ["x", "loss", "ab", "a_name_that_goes_on_and_on_and_on_for_ever"])
@pytest.mark.parametrize("value", [-1.2345e-7, 1 / 3, np.array([-1.5e-9, 2.0]), np.zeros((99, 3))])
def test_every_text_fits_its_cell(name, value):
    graph = record([("v1", "mul", name, name), ("v2", "exp", "v1"), ("v3", "add", "v2", name)], **{name: value})
    text = dot(forward_frames(graph, {name: value})[-1])
    cells = re.findall(r'WIDTH="(\d+)"[^>]*><FONT POINT-SIZE="(\d+)">(?:<.>)?([^<]+)', text)
    assert cells and all(len(words) * int(size) * 0.42 <= int(width) for width, size, words in cells)


def test_weights_stand_on_their_edges_in_italics(dronen):
    text = dot(dronen)
    assert "<I>0.2837</I>" in statement(text, "e3") and palette.WEIGHT_TINT in statement(text, "e3")
    assert "n1 -> e3 " in text and "e3 -> n4 " in text
    assert " -> e" not in dot(dronen, weights=False)


def test_parallel_edges_stay_apart(twice):
    assert dot(twice, weights=False).count("n0 -> n1 ") == 2
    places, = layouts(dot(twice))
    assert places["e0"] != places["e1"] and places["e2"] != places["e3"]


def test_inputs_outputs_dead_and_active_nodes_differ_without_colour():
    graph = record(lambda x, y: (x * 7.0, x * y)[1], x=2.0, y=3.0)
    text = dot(value_frames(graph)[1])
    given, dead, result = (statement(text, name) for name in ("n0", "n2", "n3"))
    assert "style=filled " in given and 'style="filled,rounded,dashed"' in dead and 'style="filled,rounded"' in result
    assert "peripheries=2" in result and "peripheries=1" in given and "peripheries=1" in dead
    assert "penwidth=3" in dead and words(dead)[0] == "▶ v1 = x × 7" and "penwidth=3" not in result


def test_adjoints_flow_backward_and_dashed_tangents_forward_and_thick(dronen):
    back = statement(dot(dronen, adjoints=adjoints(dronen)), "n0 -> e0")
    forth = statement(dot(dronen, tangents=tangents(dronen, {"x1": 1.0})), "e0 -> n2")
    assert "dir=back" in back and "style=dashed" in back and palette.ADJOINT in back
    assert "dir=forward" in forth and "dashed" not in forth and "penwidth=2.2" in forth and palette.TANGENT in forth


def test_nothing_flows_back_from_a_dead_node():
    graph = record(lambda x, y: (x * 7.0, x * y)[1], x=2.0, y=3.0)
    assert "dir=forward" in statement(dot(graph, adjoints=adjoints(graph)), "e0 -> n2")


def test_in_the_middle_of_a_sweep_an_incomplete_adjoint_says_so(dronen):
    frames = reverse_frames(dronen)
    assert words(statement(dot(frames[4]), "n0"))[-1] == "x̄1 = 5 + …"
    assert words(statement(dot(frames[5]), "n0"))[-1] == "x̄1 = 5.5"
    assert words(statement(dot(frames[2]), "n0")) == ["x1", "2"]
    assert "dir=forward" in statement(dot(frames[4]), "e0 -> n2")           # nothing has come here yet
    assert "penwidth=3" in statement(dot(frames[4]), "n0 -> e1")


def test_highlighted_paths_are_thick_and_labelled(dronen):
    text = dot(dronen, paths=list(paths(dronen, "x1")))
    assert [words(statement(text, f"e{i}")) for i in (0, 3, 6)] == [["p1", "0.5"], ["0.2837"], ["p1 p2", "1"]]
    assert "penwidth=3" in statement(text, "n0 -> e0") and "penwidth=1]" in statement(text, "n1 -> e3")
    assert words(statement(dot(dronen, path=next(paths(dronen, "x1"))), "e0")) == ["p1", "0.5"]


@pytest.mark.parametrize("name", ["<b>&", '"; x -> y; "', "a\\n\\l", "]]>", "ä'ö", "n0", "-->"])
def test_names_from_users_are_only_ever_text(name, drawn_by):
    text = dot({"nodes": [name, "y"], "edges": [(name, "y", 1.0)], "inputs": [name], "output": "y"})
    assert layouts(text)[0].keys() == {"n0", "n1", "e0"}
    assert len(statement(text, "n0").splitlines()) == 1


def test_all_frames_of_a_story_have_one_layout(graph, drawn_by):
    seed = {node.name: np.ones_like(node.value) for node in graph.inputs}
    for frames in (value_frames(graph), forward_frames(graph, seed), reverse_frames(graph)):
        first, *others = layouts(*map(dot, frames))
        assert all(other == first for other in others)


def test_all_paths_of_a_story_have_one_layout(dronen, drawn_by):
    first, second = layouts(*map(dot, path_frames(dronen, "x1")))
    assert first == second


def test_arrays_show_their_shape_and_what_fits():
    graph = record(lambda x, W: np.tanh(W @ x).sum(), x=np.array([0.5, 1.0]), W=np.zeros((9, 2)))
    text = dot(graph)
    assert words(statement(text, "n0")) == ["x", "(2,) [0.5, 1]"]
    assert re.fullmatch(r"\(9, 2\) \[\[0, 0\], .*…", words(statement(text, "n1"))[1])
    assert "n1 -> n2 " in text                              # matmul: no number could stand on this edge
    assert words(statement(text, "e2")) == ["(9,)"]


def test_dot_is_a_function_of_what_is_shown(graph):
    assert dot(graph) == dot(graph)
    assert {dot(program) for program in (DRONEN, BARBER_2)} == {dot(list(program)) for program in (DRONEN, BARBER_2)}
