"""What a notebook gets: an image with words, whichever Graphviz there is; a table when there is none."""
import base64
import os
import re
import time
from html import escape, unescape
from html.parser import HTMLParser

import pytest

from course.autodiff import adjoints, ladder, record
from course.pictures import dot, draw, engine, forward_frames, palette, reverse_frames
from course.pictures.__main__ import HOME, main, readme_frame
from course.pictures.svg import render


def shown(picture):
    return picture._repr_mimebundle_()["text/html"]


def texts(svg):
    return sorted(unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg))


def test_the_picture_is_an_image_with_alternative_text(dronen, drawn_by):
    picture = draw(dronen, caption="Two inputs & <one> output.")
    assert engine() == drawn_by
    alt = re.search(r"<img alt='([^']*)' src='data:image/svg\+xml;base64,([^']*)'", shown(picture))
    assert unescape(alt[1]) == picture._repr_mimebundle_()["text/plain"] == repr(picture) == picture.alt
    svg = base64.b64decode(alt[2]).decode()
    assert svg == picture.svg and svg.count("<svg") == 1 and "<!--" not in svg and "Two inputs" not in svg
    assert "<figcaption>Two inputs &amp; &lt;one&gt; output.</figcaption>" in shown(picture)


def test_every_word_is_drawn_in_the_middle_of_its_box(dronen, drawn_by):
    picture = draw(dronen, adjoints=adjoints(dronen))
    assert {"v2 = x1 × x2", "x̄1 = 5.5", "0.2837", "11.65"} <= set(texts(picture.svg))
    assert 'text-anchor="start"' not in picture.svg


@pytest.mark.parametrize("name", ["<b>&", '"; x; "', "\\N\\l", "]]>", "ä'ö", "-->", "</svg>", "</TD>", 'a id="x"'])
def test_any_name_is_drawn_as_it_is(name, drawn_by):
    picture = draw({"nodes": [name, "y"], "edges": [(name, "y", 1.0)], "inputs": [name], "output": "y"})
    assert texts(picture.svg) == sorted([name, "1", "y"])


def test_the_card_is_opaque_and_covers_all(dronen, drawn_by):
    svg = draw(dronen).svg
    assert svg.index(f'<rect width="100%" height="100%" rx="12" fill="{palette.CARD}"/>') < svg.index("<g ")
    assert "prefers-color-scheme" not in svg


def test_many_pictures_come_from_one_run(dronen, drawn_by):
    texts_of_dot = [dot(frame) for frame in reverse_frames(dronen)]
    assert render(texts_of_dot) == [render([text])[0] for text in texts_of_dot]
    sizes = {re.search(r'width="[^"]*" height="[^"]*"', svg)[0] for svg in render(texts_of_dot)}
    assert len(sizes) == 1


def test_alternative_text_tells_caption_and_numbers():
    graph = record([("v1", "mul", "x", "y")], x=2.0, y=3.0)
    assert repr(draw(graph, adjoints=adjoints(graph))) == (
        "x = 2, adjoint 3; y = 3, adjoint 2; v1 = mul(x, y) = 6, adjoint 1.")
    assert repr(draw(graph)) == "x = 2; y = 3; v1 = mul(x, y) = 6. Edges: x to v1 with 3, y to v1 with 2."
    assert repr(draw(forward_frames(graph, {"x": 1.0})[0])) == (
        "The seed: ẋ = 1, ẏ = 0. x = 2, tangent 1; y = 3, tangent 0; v1 = mul(x, y) = 6.")


def test_alternative_text_of_a_large_graph_counts():
    frames = reverse_frames(record(ladder(5), x0=0.5))
    assert repr(draw(frames[1])) == ("x5 sends 1 × 1 to s4, 1 × 1 to c4. 16 nodes, 20 edges; inputs x0; output x5; "
                                     "at work x5 = add(s4, c4) = 1.276, adjoint 1.")


def test_without_graphviz_the_listing_is_shown(dronen, no_graphviz):
    picture = draw(dronen)
    assert engine() is None and picture.svg is None
    assert ">v5</th>" in shown(picture) and "<img" not in shown(picture)
    assert repr(picture).startswith("x1 = 2; x2 = 5; v1 = ln(x1) = 0.6931;")
    with pytest.raises(RuntimeError, match="there is no Graphviz"):
        picture.save("never.svg")


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A maker of programs that are alone on PATH."""
    if os.name == "nt":
        pytest.skip("needs scripts that run by themselves")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("course.pictures.svg.sysconfig.get_path", lambda _: str(tmp_path / "scripts"))

    def make(name, script):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)

    return make


def test_a_dot_on_the_path_wins_over_the_one_in_the_environment(program):
    assert engine() is None
    program("scripts/graphviz-pure", "")
    assert engine() == "graphviz-pure"
    program("dot", "")
    assert engine() == "dot"


@pytest.mark.parametrize("script", ["exit 1", "echo nonsense", "kill -9 $$", "echo '<svg width=\"1\"></svg>'",
                                    "printf '\\377'"])
def test_a_graphviz_that_crashes_is_no_graphviz(dronen, program, script):
    program("dot", script)
    assert engine() == "dot" and draw(dronen).svg is None


def test_the_words_do_not_depend_on_graphviz(dronen, drawn_by, monkeypatch):
    drawn = repr(draw(dronen))
    monkeypatch.setattr("course.pictures.svg.command", {}.get)
    assert draw(dronen).svg is None and repr(draw(dronen)) == drawn


def test_save_writes_an_image_with_a_title(dronen, drawn_by, tmp_path):
    path = draw(dronen).save(tmp_path / "graph.svg")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("<svg ") and 'role="img"' in text.split(">")[0]
    assert f"<title>{escape(repr(draw(dronen)))}</title>" in text


def test_wide_graphs_shrink_only_while_they_can_be_read(drawn_by):
    picture = draw(record(ladder(5), x0=0.5))
    natural = float(re.search(r'width="([\d.]+)"', picture.svg)[1])
    least = int(re.search(r"min-width:(\d+)px", shown(picture))[1])
    assert 0.55 * natural < least < 0.75 * natural and "overflow-x:auto" in shown(picture)


def test_the_html_is_well_formed(dronen, drawn_by):
    class Check(HTMLParser):
        open_tags: list = []

        def handle_starttag(self, tag, attrs):
            assert tag != "img" or dict(attrs)["alt"]
            self.open_tags += [tag] if tag != "img" else []

        def handle_endtag(self, tag):
            assert self.open_tags.pop() == tag

    for picture in (draw(dronen, caption="'quoted' <b>"), draw({"nodes": ["'\"<"], "edges": []})):
        check = Check()
        check.feed(shown(picture))
        assert not check.open_tags


def test_ten_nodes_are_drawn_in_a_blink(drawn_by):
    graph = record(ladder(3), x0=0.5)
    draw(graph)
    start = time.perf_counter()
    for _ in range(3):
        draw(graph)
    assert (time.perf_counter() - start) / 3 < 0.25         # 0.03 s on a quiet machine


def test_readme_shows_what_the_code_draws(drawn_by, tmp_path, capsys):
    main([str(tmp_path / "sweep.svg")])
    assert capsys.readouterr().out == f"wrote {tmp_path / 'sweep.svg'}\n"
    stored, fresh = HOME.read_text(encoding="utf-8"), (tmp_path / "sweep.svg").read_text(encoding="utf-8")
    assert texts(stored) == texts(fresh), "README's picture is out of date: python -m course.pictures"
    assert f"<title>{escape(repr(draw(readme_frame())))}</title>" in stored
    assert "docs/sweep.svg" in (HOME.parents[1] / "README.md").read_text(encoding="utf-8")
