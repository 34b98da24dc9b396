"""Functions of the course that would answer an exercise: public where notebooks run, stubs where they are graded."""
import pytest

from course import autodiff, networks
from course.checking import Stopped, Unit
from course.exercises import UNITS
from course.networks import rnn
from course.staff.marking.standin import StandIn
from course.staff.running.process import Unprotected
from course.staff.running.submission import Limits, Submission


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.withheld], ids=lambda unit: unit.number)
def test_what_is_withheld_is_a_public_function_of_the_course(unit: Unit):
    assert set(unit.withheld) <= {*autodiff.__all__, *networks.__all__, *rnn.__all__}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "way"), [
    ("path_sums", "from course import path_sums as given"),
    ("path_sums", "from course.autodiff.modes.pathwise import path_sums as given"),
    ("path_sums", "from course import autodiff; given = autodiff.path_sums"),
    ("bptt", "from course.networks import rnn; given = rnn.bptt")])
def test_a_withheld_function_says_so_however_it_is_reached(name, way):
    cells = [f"{way}\ndef answer(): return given({{}}, 'y')"]
    submission = Submission(Unprotected().child, cells, Limits(), [name])
    with pytest.raises(Stopped, match=f"this unit asks for {name}.*write it yourself"):
        StandIn("answer", submission)()
    submission.close()
