"""Listings and traces: the numbers of Dronen's tables, in text that lines up and HTML that can be heard."""
import numpy as np

from course.autodiff import adjoints, barber_1, record
from course.pictures import forward_trace, html, listing, reverse_trace


def test_forward_trace_is_dronens_table(dronen):
    assert repr(forward_trace(dronen, {"x1": 1.0})) == """\
node  formula  value      tangent formula     tangent
----  -------  ---------  ------------------  -------
x1    input    2          seed                1
x2    input    5          seed                0
v1    ln(x1)   0.693147   ẋ1 × 0.5            0.5
v2    x1 × x2  10         ẋ1 × 5 + ẋ2 × 2     5
v3    sin(x2)  −0.958924  ẋ2 × 0.2837         0
v4    v1 + v2  10.6931    v̇1 × 1 + v̇2 × 1     5.5
v5    v4 − v3  11.6521    v̇4 × 1 + v̇3 × (−1)  5.5"""


def test_reverse_trace_has_a_row_for_each_contribution(dronen):
    trace = reverse_trace(dronen)
    assert [row[3:] for row in trace.rows] == [
        ("v̄5 = 1", "1", "v̄5 = 1"), ("v̄4 += v̄5 × 1", "1", "v̄4 = 1"), ("v̄3 += v̄5 × (−1)", "−1", "v̄3 = −1"),
        ("v̄1 += v̄4 × 1", "1", "v̄1 = 1"), ("v̄2 += v̄4 × 1", "1", "v̄2 = 1"),
        ("x̄2 += v̄3 × 0.2837", "−0.283662", "x̄2 = −0.283662"), ("x̄1 += v̄2 × 5", "5", "x̄1 = 5"),
        ("x̄2 += v̄2 × 2", "2", "x̄2 = 1.71634"), ("x̄1 += v̄1 × 0.5", "0.5", "x̄1 = 5.5")]
    assert list(dict.fromkeys(row[:2] for row in trace.rows)) == [
        ("v5", "v4 − v3"), ("v4", "v1 + v2"), ("v3", "sin(x2)"), ("v2", "x1 × x2"), ("v1", "ln(x1)")]


def test_both_terms_of_a_sum_are_seen_on_the_way(twice):
    assert [row[-1] for row in reverse_trace(twice).rows] == ["c̄ = 1", "b̄ = 1", "b̄ = 2", "ā = 2", "ā = 4"]


def test_traces_of_arrays_say_what_linear_operations_do():
    graph = record(lambda x, W: (W @ x).sum(), x=np.ones(2), W=np.eye(2))
    assert [row[3] for row in forward_trace(graph, {"x": np.ones(2)}).rows][2:] == ["Ẇ @ x + W @ ẋ", "Σ(v̇1)"]
    assert [row[3] for row in reverse_trace(graph).rows][1:] == [
        "v̄1 += v̄2 back through sum", "W̄ += v̄1 back through matmul", "x̄ += v̄1 back through matmul"]


def test_listing_of_a_graph_and_of_plain_data(dronen):
    assert listing(dronen, adjoints=adjoints(dronen)).rows[1] == ("x2", "input", "5", "1.71634", "v2 (2), v3 (0.2837)")
    plain = listing(barber_1(2.0))
    assert plain.header == ("node", "formula", "edges to")
    assert plain.rows[0] == ("x", "input", "g (4), h (16), f (4), f (128)")


def test_headers_have_a_scope_and_cells_are_escaped():
    left = " style='text-align:left'"
    assert html.table(("<a>", "b"), [("x & y", "1"), ("'", "−2.5e−07")], "A <caption>") == (
        "<table><caption>A &lt;caption&gt;</caption>"
        f"<thead><tr><th scope='col'{left}>&lt;a&gt;</th><th scope='col'>b</th></tr></thead><tbody>"
        f"<tr><th scope='row'{left}>x &amp; y</th><td>1</td></tr>"
        f"<tr><th scope='row'{left}>&#x27;</th><td>−2.5e−07</td></tr></tbody></table>")
    assert html.table(("a",), []) == "<table><thead><tr><th scope='col'>a</th></tr></thead><tbody></tbody></table>"
