"""What passes in the notebook passes in the sandbox, and what fails is told the same there."""
from pathlib import Path

import notebook_cells as books
import pytest
from staff.setting import needs_bubblewrap

from course.checking import LocalWork
from course.staff.marking.standin import StandIn
from course.staff.running.sandbox import Sandbox
from course.staff.running.submission import Limits, Submission
from searching.searched import FOUND, delegated, right, wrong

pytestmark = [pytest.mark.slow, needs_bubblewrap, pytest.mark.filterwarnings("ignore")]
TESTS = Path(__file__).parent.parent
SHORT = pytest.mark.parametrize("seeds", [range(1), pytest.param(range(50), marks=pytest.mark.long)], ids=len)
BY_UNIT = pytest.mark.parametrize("unit", FOUND, ids=lambda unit: unit.topic)


@pytest.fixture(scope="module")
def box():
    """Where submissions run."""
    sandbox = Sandbox(3600)
    yield sandbox
    sandbox.close()


def handed_in(box, folder, topic, listed):
    """A submission whose first cell is a file of answers, and whose second one gives each of them a name."""
    source = (TESTS / folder / f"{topic}.py").read_text(encoding="utf-8")
    names = {f"answer_{place}": answer for place, answer in listed.items()}
    return Submission(box.child, [source, "\n".join(f"{name} = {text}" for name, text in names.items())],
                      Limits(60.0, 3600.0))


def reports(box, unit, folder, name, answers, seeds):
    """For every answer and each seed: what is said of it, the report here and there. For one seed, a third of them."""
    asked_of = range(len(answers))[::1 if len(seeds) > 1 else 3]
    submission = handed_in(box, folder, unit.topic, {place: f"{name}[{place}][2]" for place in asked_of})
    exercises = {exercise.name: exercise for exercise in unit.exercises}
    for place in asked_of:
        asked, said, answer = answers[place]
        for seed in seeds:
            exercise = books.freely(exercises[asked]) if folder == "mistakes" else exercises[asked]
            works = LocalWork(f"answer_{place}", answer), StandIn(f"answer_{place}", submission)
            yield said, *(exercise.run(work, seed) for work in works)
    submission.close()


@SHORT
@BY_UNIT
def test_a_right_answer_passes_there_too(box, unit, seeds):
    found = reports(box, unit, "answers", "RIGHT", right(unit.topic), seeds)
    refused = {style: there for style, _, there in found if there.status != "pass"}
    assert not refused


@SHORT
@BY_UNIT
def test_a_wrong_answer_is_told_the_same_there(box, unit, seeds):
    for mistake, here, there in reports(box, unit, "mistakes", "WRONG", wrong(unit.topic), seeds):
        assert (there.status, there.points, there.mistake) == (here.status, here.points, mistake), (here, there)


@BY_UNIT
def test_what_is_left_to_others_is_told_the_same_there(box, unit):
    for way, here, there in reports(box, unit, "delegating", "DELEGATED", delegated(unit.topic), range(1)):
        assert there.points == 0 and there == here, (way, here, there)
