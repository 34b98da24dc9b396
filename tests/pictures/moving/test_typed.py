"""Fields read what people type, or say why they cannot."""
import math

import pytest

from course.autodiff import record
from course.pictures import explore, value_frames
from course.pictures.moving.typed import NotANumber, read_number


@pytest.mark.parametrize(("typed", "meant"), [
    ("3.5", 3.5), ("3,5", 3.5), ("-3,5", -3.5), ("\u22122", -2), (" 7 ", 7), ("1/3", 1 / 3), ("np.pi", math.pi),
    ("2*pi", 2 * math.pi),
    ("\u03c0/2", math.pi / 2), ("1e-3", 1e-3), ("+1", 1), ("(1 + 2) / 4", 0.75), ("math.e", math.e)])
def test_a_number_is_read_as_people_write_it(typed, meant):
    assert read_number("x", typed) == meant


@pytest.mark.parametrize("typed", ["", "abc", "1/0", "3,5,7", "inf", "nan", "2**9", "1j", "'1'", "x", "np.sin", "[1]",
                                   "__import__('os')", "1 2", "9" * 99, "1e999", "True", "True or 1", "\0"])
def test_what_is_no_number_is_refused_in_a_sentence(typed):
    with pytest.raises(NotANumber, match="x is .*, which is no number. Write 3.5, 1/3 or np.pi"):
        read_number("x", typed)


def test_a_field_shows_what_it_is_read_as():
    stepper = explore(lambda x: value_frames(record(lambda x: 2.0 * x, x=x)), x=0.1)
    assert read_number("x", stepper.panel.values["x"]) == 0.1 and stepper.panel.controls[0]["name"] == "x"


def test_what_is_no_number_keeps_the_picture():
    stepper = explore(lambda x: value_frames(record(lambda x: 2.0 * x, x=x)), x=2.0)
    before = stepper.panel.picture
    stepper.panel.set("x", "two")
    assert "no number" in stepper.panel.caption and stepper.panel.picture == before
    stepper.panel.set("x", "1/4")
    assert "x = 0.25" in stepper.panel.caption
