"""What an answer may call is the same when grading as in the notebook."""
import pytest

from course.checking import Exercise, LocalWork, expect
from course.staff.marking.standin import StandIn
from course.staff.running.process import Unprotected
from course.staff.running.submission import Limits, Submission

WAYS = {
    "by name": "from course import path_sums as given",
    "from its module": "from course.autodiff.modes.pathwise import path_sums as given",
    "as an attribute": "from course import autodiff\ndef given(*args): return autodiff.path_sums(*args)",
    "reloaded": "import importlib, course.autodiff.modes.pathwise as m\n"
                "def given(*args): return importlib.reload(m).path_sums(*args)",
    "out of a dict": "from course import autodiff\nkept = {'f': autodiff.path_sums}\n"
                     "def given(*args): return kept['f'](*args)",
    "hidden in an except": "from course import autodiff\ndef given(*args):\n    try: autodiff.path_sums(*args)\n"
                           "    except BaseException: pass\n    return {'x': 5.0, 'y': 1.0}",
    "by a partial": "import functools\nfrom course import path_sums\ngiven = functools.partial(path_sums)",
    "by numpy": "import numpy as np\nfrom course import path_sums\n"
                "def given(*args): return np.vectorize(lambda i: path_sums(*args), otypes=[object])(0).item()"}
GRAPH = {"nodes": ["x", "y"], "output": "y", "edges": [("x", "y", 2.0), ("x", "y", 3.0)]}


def sums(work, rng):
    """should be the path sums"""
    expect(work, (GRAPH, "y"), {"x": 5.0, "y": 1.0}, witness="by hand")


def run(source, may_use, must_use=False):
    exercise = Exercise("given", "Path sums", (sums,), may_use=may_use, must_use=must_use)
    names = {}
    exec(compile(source, "<answer>", "exec"), names)
    here = exercise.run(LocalWork("given", names["given"]))
    submission = Submission(Unprotected().child, [source], Limits())
    there = exercise.run(StandIn("given", submission))
    submission.close()
    return here, there


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_a_function_of_the_course_is_withheld_however_it_is_reached(way):
    here, there = run(WAYS[way], ())
    assert here.points == there.points == 0 and repr(here) == repr(there)
    assert "calls autodiff.path_sums" in repr(here) and "this is yours to write" in repr(here)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_and_may_be_called_where_the_exercise_says_so(way):
    here, there = run(WAYS[way], ("path_sums",))
    assert here.points == there.points == 1, (here, there)


@pytest.mark.slow
def test_what_must_be_called_is_missed_there_as_well():
    here, there = run("given = lambda graph, output: {'x': 5.0, 'y': 1.0}", ("path_sums",), must_use=True)
    assert here.points == there.points == 0 and repr(here) == repr(there)
    assert "does not call path_sums" in repr(here)
