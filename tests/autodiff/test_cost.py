"""Counted costs, on graphs where they can be counted by hand."""
import numpy as np

from course.autodiff import DRONEN, cost, ladder, record


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
