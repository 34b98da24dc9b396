"""Pictures of time: what is drawn is said, and what cannot be drawn is refused."""
import matplotlib
import pytest

matplotlib.use("Agg")

from course.pictures import carried, flow, in_time, windows  # noqa: E402


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


def test_a_network_in_time_says_what_feeds_what():
    shown = in_time(3)
    assert repr(shown).startswith("3 steps of a recurrent network, from left to right.")
    assert "x_t feeds h_t by W_hx" in repr(shown) and shown.image.startswith(b"\x89PNG")


def test_what_comes_back_is_drawn_and_said():
    back = in_time(3, adjoints=True)
    assert "two arrows end at each state between h_0 and h_3, and one at either of these" in repr(back)
    assert back.image != in_time(3).image


def test_what_is_carried_along_has_two_shares():
    assert "states h_0 to h_4" in repr(carried(4)) and "two shares" in repr(carried(4))


@pytest.mark.parametrize("picture", [in_time, carried])
def test_no_steps_are_refused(picture):
    with pytest.raises(ValueError, match="give 1 or more"):
        picture(0)
