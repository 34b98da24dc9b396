"""A call in a report is one that can be typed: what is a float there is one when it is typed."""
import numpy as np
import pytest

from course.checking import LocalWork, Stopped, show_call
from course.checking.forms import shape_of


def types(value):
    """The types of all the numbers in it, in their order."""
    if isinstance(value, list | tuple):
        return [kind for part in value for kind in types(part)]
    return [kind for part in value.values() for kind in types(part)] if isinstance(value, dict) else [type(value)]


@pytest.mark.parametrize("args", [
    (7.0,), (7,), (-2.0, -2), (True, "x"), ([1.0, 2, 0.5], (3.0,)), ({"x": 2.0, "n": 2},), (1e30, 1e-30, 1e5, -0.0),
    (1 + 2j,), (("mul", 3.0, "x"), [[1.0], [2]]), (1e15, 123456789.0)])
def test_what_is_typed_is_what_was_tried(args):
    again = eval(show_call("list", (args,)))                    # noqa: S307 - our own text
    assert types(again) == types(list(args))


def test_arrays_are_shown_like_lists_of_floats_or_of_whole_numbers():
    assert show_call("f", (np.array([1.0, 0.5]), np.array([1, 2]))) == "f([1.0, 0.5], [1, 2])"


@pytest.mark.parametrize(("value", "shape"), [
    (2.0, ""), ("x", ""), ([], ""), ([1.0, 2.0], "(2,)"), ([[1], [2], [3]], "(3, 1)"), (np.ones((2, 3)), "(2, 3)"),
    ([[[1.0, 2.0]], [[1.0], [2.0]]], "[(1, 2), (2, 1)]"), ([[1.0, 2.0], [3.0]], "[(2,), (1,)]"), (["x", 1.0], ""),
    (np.array(3.0), "")])
def test_shapes_of_arrays_and_of_lists_that_read_as_arrays(value, shape):
    assert shape_of(value) == shape


def test_where_shapes_do_not_fit_the_report_says_them_of_lists_too():
    with pytest.raises(Stopped) as found:
        LocalWork("pull_back", lambda J, v, layout: np.array(J) @ np.array(v))([[1, 2, 3], [4, 5, 6]], [1, 10], "n")
    assert dict(found.value.evidence)["shapes"] == "what was given has the shapes (2, 3), (2,)"
