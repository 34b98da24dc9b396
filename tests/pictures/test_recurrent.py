"""Pictures of time: what is drawn is said, and what cannot be drawn is refused."""
import matplotlib
import pytest

matplotlib.use("Agg")

from course.pictures import flow, windows  # noqa: E402


def test_a_flow_says_what_arrives_where():
    shown = flow([0.125, 0.5, 2.0], steps=4)
    assert repr(shown) == "The loss of step 2 sends back 2 to state 2, 0.5 to state 1, 0.12 to state 0."
    assert flow([0.0, 0.0]).image.startswith(b"\x89PNG")


def test_a_stronger_flow_is_wider():
    assert flow([0.1, 1.0]).image != flow([0.9, 1.0]).image


def test_an_empty_row_is_refused():
    with pytest.raises(ValueError, match="no strengths"):
        flow([])


def test_windows_say_where_the_cuts_are():
    shown = windows({"regular": [["a", "b"], ["c"]], "full": [["a", "b", "c"]]})
    assert repr(shown) == "regular: a b | c. full: a b c." and shown.image.startswith(b"\x89PNG")
