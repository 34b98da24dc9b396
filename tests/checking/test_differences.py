"""Where two values differ, as a student reads it."""
import numpy as np
import pytest

from course.checking import LocalWork, Mismatch, expect, same
from course.checking.differences import contrast

LONG = {name: i + 0.25 for i, name in enumerate("abcdefg")}
ROWS = [(f"v{i}", float(i)) for i in range(12)]


def rows(got, want):
    return dict(contrast(got, want, "by hand", lambda mine, theirs, whole: same(mine, theirs)))


def test_short_values_are_shown_whole_with_the_same_digits():
    assert rows([1.0, 2.0], np.array([1.0, 2.5])) == {"yours": "[1, 2]", "by hand": "[1, 2.5]"}
    assert rows(np.array([1.0, 2.0000001]), [1.0, 2.0]) == {"yours": "[1, 2.0000001]", "by hand": "[1, 2]"}


def test_of_a_long_dict_the_keys_that_differ():
    assert rows({**LONG, "c": 9.0}, LONG) == {
        "yours": "['c'] = 9", "by hand": "['c'] = 2.25", "agree": "['a'], ['b'], ['d'], ['e'], ['f'], ['g']"}


def test_of_rows_the_row_that_differs():
    wrong = [*ROWS[:4], ("v4", 4.5), *ROWS[5:]]
    assert rows(wrong, ROWS) == {"yours": "[4] = ('v4', 4.5)", "by hand": "[4] = ('v4', 4)", "agree": "11 of 12 parts"}


def test_of_many_differences_the_first_few():
    found = rows([(name, value + 1) for name, value in ROWS], ROWS)
    assert found == {"yours": "[0] = ('v0', 1), [1] = ('v1', 2), [2] = ('v2', 3), and 9 more",
                     "by hand": "[0] = ('v0', 0), [1] = ('v1', 1), [2] = ('v2', 2), and 9 more"}


def test_keys_that_are_missing_or_too_many():
    less = {key: value for key, value in LONG.items() if key != "b"} | {"z": 1.0}
    assert rows(less, LONG) == {"yours": "no 'b'; also 'z'", "by hand": "the keys 'a', 'b', 'c', 'd', 'e', 'f', 'g'"}


def test_of_a_pair_the_part_that_differs():
    edges = [("a", "b"), ("b", "c"), ("b", "c"), ("c", "d"), ("c", "e"), ("d", "e")]
    got, want = ({"nodes": list("abcde"), "edges": e, "dead": []} for e in (edges[:1] + edges[2:], edges))
    found = rows(got, want)
    assert found["agree"] == "['nodes'], ['dead']"
    assert found["yours"].startswith("['edges'] = [('a', 'b'), ('b', 'c'), (")


@pytest.mark.parametrize("tiny", [1e-9, 3e-9])
def test_an_entry_is_judged_by_the_scale_of_its_array(tiny):
    """What has passed as a part of the whole is not shown as a difference."""
    want = np.array([[1e5, tiny, *np.linspace(0.1, 0.7, 10)]])
    with pytest.raises(Mismatch) as found:
        expect(LocalWork("f", lambda: want + np.eye(1, 12, 3) + 1e-9 * np.eye(1, 12, 1)), (), want, witness="by hand")
    assert dict(found.value.evidence)["yours"] == "[0][3] = 1.16667"
