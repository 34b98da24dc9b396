"""Stepping: what the slider, the buttons and the fields do, and what is stored without a live notebook."""
import re

import numpy as np
import pytest

from course.autodiff import record
from course.pictures import explore, filmstrip, reverse_frames, step, value_frames

WIDGET = "application/vnd.jupyter.widget-view+json"


def test_the_slider_moves_through_the_story(dronen):
    stepper = step(reverse_frames(dronen))
    slider, = stepper.panel.controls
    assert (slider["name"], slider["low"], slider["high"], slider["buttons"]) == ("Step", 1, 7, True)
    assert "Step 1 of 7: The seed" in stepper.panel.caption
    seen = [stepper.panel.picture]
    for at in range(2, 8):
        stepper.panel.set("Step", at)
        seen.append(stepper.panel.picture)
    assert len(set(seen)) == 7
    stepper.panel.set("Step", 5)
    assert "x̄1 = 5 so far" in stepper.panel.caption and "v2 sends" in stepper.panel.picture


def test_no_step_lies_beyond_the_ends(dronen):
    stepper = step(reverse_frames(dronen))
    for asked, found in ((9, 7), (0, 1), (-3, 1)):
        stepper.panel.set("Step", asked)
        assert stepper.panel.values["Step"] == stepper.at == found


def test_every_image_reserves_the_same_room(dronen):
    stepper = step(reverse_frames(dronen))
    images = [stepper.picture(at).html(fixed=True) for at in range(1, 8)]
    assert len({re.search(r" width='[\d.]+' height='[\d.]+'", image)[0] for image in images}) == 1


def test_a_stepper_shows_the_widget_alive_and_the_film_strip_otherwise(dronen):
    frames = reverse_frames(dronen)
    bundle = step(frames)._repr_mimebundle_()
    assert bundle.keys() == {WIDGET, "text/plain", "text/html"}
    strip = filmstrip(frames)
    assert {WIDGET: bundle[WIDGET]} | strip._repr_mimebundle_() == bundle
    assert repr(step(frames)) == repr(strip)


def test_the_film_strip_reads_well(twice):
    strip = filmstrip(reverse_frames(twice))
    assert repr(strip).splitlines() == [
        "Step 1 of 4: The seed: c̄ = 1, the derivative of c with respect to itself.",
        "Step 2 of 4: c sends 1 × 1 to b, 1 × 1 to b. b has received 1 and 1: b̄ = 2, complete.",
        "Step 3 of 4: b sends 2 × 1 to a, 2 × 1 to a. a has received 2 and 2: ā = 4, complete.",
        "Step 4 of 4: Complete: ā = 4. These are the derivatives of c with respect to the inputs.",
        "a = 1, adjoint 4; b = add(a, a) = 2, adjoint 2; c = add(b, b) = 4, adjoint 1."]
    shown = strip._repr_mimebundle_()["text/html"]
    assert shown.count("<th scope='row'>") == 4 and shown.index("</table>") < shown.index("<img alt='Complete")


def test_new_inputs_make_new_frames_at_the_same_step():
    stepper = explore(lambda x, y: value_frames(record(lambda x, y: x * y + x, x=x, y=y)), x=2.0, y=3.0)
    stepper.panel.set("Step", 3)
    assert "= 8, the output" in stepper.panel.caption
    stepper.panel.set("x", "10.0")
    assert stepper.at == 3 and "v2 = v1 + x = 30 + 10 = 40, the output" in stepper.panel.caption
    assert "= 40, the output" in repr(stepper)


def test_fewer_frames_keep_the_last_step():
    def halvings(x):
        while x > 1.0:
            x = x / 2.0
        return x

    stepper = explore(lambda x: value_frames(record(halvings, x=x)), x=16.0)
    stepper.panel.set("Step", 5)
    stepper.panel.set("x", "4.0")
    assert stepper.at == stepper.panel.controls[-1]["high"] == 3 and "Step 3 of 3" in stepper.panel.caption


def test_numbers_that_do_not_work_are_explained_and_the_picture_stays():
    stepper = explore(lambda x: value_frames(record(lambda x: 1.0 / x, x=x)), x=2.0)
    before = stepper.panel.picture
    stepper.panel.set("x", "0.0")
    assert "These numbers do not work: ZeroDivisionError" in stepper.panel.caption and stepper.panel.picture == before
    stepper.panel.set("x", "-1.0")
    assert "Step 1 of 2: The inputs: x = −1." in stepper.panel.caption


def test_nan_needs_no_warning():
    stepper = explore(lambda x: value_frames(record(lambda x: np.log(x), x=x)), x=2.0)
    stepper.panel.set("x", "-1.0")
    stepper.panel.set("Step", 2)
    assert "nan, the output" in stepper.panel.caption


def test_a_story_needs_a_frame():
    with pytest.raises(ValueError, match="there are no frames"):
        step([])
    with pytest.raises(ValueError, match="there are no frames"):
        filmstrip([])


def test_without_graphviz_the_steps_are_tables(dronen, no_graphviz):
    stepper = step(reverse_frames(dronen))
    stepper.panel.set("Step", 2)
    assert "<table>" in stepper.panel.picture and "Step 2 of 7" in stepper.panel.caption
