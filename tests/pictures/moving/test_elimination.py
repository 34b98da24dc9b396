"""Nodes that leave a graph: the frames, the buttons, and what stands there without a live notebook."""
import pytest

from course.pictures import compare_orders, elimination_frames, step, try_orders

EDGES = [("x", "a", 2.0), ("a", "b", 3.0), ("a", "c", 5.0), ("b", "c", 4.0), ("c", "y", 1.5)]


def test_the_story_of_an_order():
    frames = elimination_frames(EDGES, "bac")
    assert [frame.caption for frame in frames] == [
        "The graph. Between its ends stand a, b, c.",
        "b goes: 1 edge in, 1 edge out. a → c: 5 + 3 × 4 = 17. So far 1 multiplication, for b.",
        "a goes: 1 edge in, 1 edge out. x → c: 2 × 17 = 34. So far 2 multiplications, for b, a.",
        "c goes: 1 edge in, 1 edge out. x → y: 34 × 1.5 = 51. So far 3 multiplications, for b, a, c."]
    assert [len(frame.graph["nodes"]) for frame in frames] == [5, 4, 3, 2]
    assert [[frame.graph["edges"][i][:2] for i in frame.edges] for frame in frames[1:]] == [
        [("a", "c")], [("x", "c")], [("x", "y")]]
    assert repr(step(frames)).endswith("x; y. Edges: x to y with 51.")


def test_the_buttons_let_nodes_go_and_the_price_of_an_order_is_kept():
    shown = try_orders(EDGES)
    off = lambda: [control["name"] for control in shown.panel.controls if control["off"]]  # noqa: E731
    assert [control["name"] for control in shown.panel.controls] == ["a goes", "b goes", "c goes", "Start again"]
    for name in "bac":
        before = shown.panel.picture
        shown.press(f"{name} goes")
        assert shown.panel.picture != before and f"{name} goes" in off()
    assert "So far 3 multiplications, for b, a, c" in shown.panel.caption and "x to y with 51" in shown.panel.picture
    shown.press("Start again")
    assert not off()
    for name in "cba":
        shown.press(f"{name} goes")
    assert list(shown.tried.values()) == [("b, a, c", "1 + 1 + 1", "3"), ("c, b, a", "2 + 1 + 1", "4")]
    assert "<caption>Your orders</caption>" in shown.panel.picture


def test_without_a_kernel_a_table_compares_the_two_modes():
    bundle = try_orders(EDGES)._repr_mimebundle_()
    assert bundle.keys() == {"application/vnd.jupyter.widget-view+json", "text/plain", "text/html"}
    assert repr(compare_orders(EDGES)).splitlines()[1:] == [
        "forward: a, b, c: 2 + 1 + 1, in all 4", "reverse: c, b, a: 2 + 1 + 1, in all 4"]
    assert "<img alt='The graph. " in bundle["text/html"] and bundle["text/html"].count("<th scope='row'") == 2


def test_ends_stay_and_dead_nodes_go():
    frames = elimination_frames([("x", "a", 2.0), ("a", "b", 3.0), ("a", "y", 3.0), ("b", "z", 1.0)], ["b", "a"])
    assert frames[-1].graph["nodes"] == ["x", "y", "z"] and frames[-1].graph["outputs"] == ["y", "z"]


def test_what_cannot_be_drawn_is_said():
    with pytest.raises(ValueError, match="round in a circle"):
        try_orders([("a", "b", 1.0), ("b", "a", 1.0)])
