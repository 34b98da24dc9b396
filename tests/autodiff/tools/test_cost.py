"""Counted costs, on graphs where they can be counted by hand; traces; and memory that returns."""
import gc
import tracemalloc

import numpy as np
import pytest

from course.autodiff import DRONEN, adjoints, cost, grad, ladder, record, trace_table


def test_dronens_program():
    assert cost(record(DRONEN, x1=2, x2=5)) == (5, 8, 2, 1, 4, 7)


def test_a_chain_holds_two_values_forward_and_all_backward():
    def chain(x):
        for _ in range(100):
            x = np.sin(x)
        return x
    found = cost(record(chain, x=1.0))
    assert (found.operations, found.edges, found.live_forward, found.live_reverse) == (100, 100, 2, 101)


def test_edges_grow_with_the_program_and_not_with_its_paths():
    assert [cost(record(ladder(n), x0=0.3)).edges for n in (10, 20, 40)] == [40, 80, 160]


def test_arrays_count_by_their_entries():
    found = cost(record(lambda x: np.sin(x) * 2.0, x=np.ones((3, 4))))
    assert found == (24, 2, 12, 12, 24, 36)
    assert str(found) == ("24 operations, 2 edges; a Jacobian takes 12 forward or 12 reverse passes, and at most 24 or "
                          "36 values are held")


def test_a_trace_holds_its_own_proof():
    """Each tangent follows from the rows above it, each adjoint from the rows below."""
    rows = {row.name: row for row in trace_table(record(DRONEN, x1=2, x2=5), {"x1": 1.0, "x2": 0.0})}
    assert list(rows) == ["x1", "x2", "v1", "v2", "v3", "v4", "v5"]
    assert rows["v2"] == ("v2", "mul", ("x1", "x2"), (5.0, 2.0), 10.0, 5.0, 1.0) and rows["x1"].operation is None
    for row in rows.values():
        if row.operation:
            assert row.tangent == sum(p * rows[name].tangent for p, name in zip(row.partials, row.inputs, strict=True))
        uses = [p * user.adjoint for user in rows.values()
                for p, name in zip(user.partials, user.inputs, strict=True) if name == row.name]
        assert row.adjoint == pytest.approx(sum(uses) if uses else 1.0, rel=1e-15)
    assert trace_table(record(DRONEN, x1=2, x2=5), output="v3")[0].adjoint == 0.0
    assert trace_table(record(DRONEN, x1=2, x2=5))[0].tangent is None


def test_memory_returns_after_a_gradient():
    """Through 40 000 nodes, and without the garbage collector: nothing refers to itself. Python keeps some tuples."""
    def chain(x):
        for _ in range(20_000):
            x = x + 0.5 * x
        return x
    grad(chain)(1e-9)
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        grad(chain)(1e-9)
        left, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        gc.enable()
    assert left < peak / 20


def test_a_graph_needs_no_collector():
    gc.collect()
    gc.disable()
    try:
        adjoints(record(lambda x: np.sum(np.tanh(x) * x) ** 2, x=np.ones(3)))
        assert gc.collect() == 0
    finally:
        gc.enable()
