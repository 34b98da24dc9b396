"""What leaves the work to the course or to another engine earns nothing, however it is hidden, and is told why."""
import sys
from importlib import import_module
from inspect import isfunction
from pkgutil import walk_packages

import notebook_cells as books
import pytest

from course import autodiff, checking, exercises, networks, pictures
from course.checking import LocalWork
from course.checking.permits import UNWATCHED
from course.checking.permits import YOURS as WHY
from course.networks import rnn
from searching import hiding
from searching.searched import FOUND, WRITTEN, delegated, known

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
COUNTS = {"cheap_grad", "build_graph", "find_faults"}  # no engine takes numbers that count, or steps on numbers alone
CALLED_NOTHING = ("TypeError", "type generator", "type _GeneratorContext")   # wrong arguments; what nobody has asked
LEFT = known(delegated)
# One way for each exercise; how a call is hidden does not hang on what it calls, and so one of them tells it quickly.
ONE_EACH = [pytest.param(*param.values, id=param.id, marks=[pytest.mark.slow] * (place > 0))
            for place, param in enumerate({param.values[0].name: param for param in LEFT}.values())]


def of_the_course(answer):
    return getattr(answer, "__module__", "").startswith("course.")


def demand_refusal(exercise, answer):
    report = exercise.run(LocalWork(exercise.name, answer))
    assert report.points == 0 and any(why in repr(report) for why in (WHY, UNWATCHED)), report


@pytest.mark.parametrize(("unit", "exercise"), WRITTEN)
def test_two_ways_are_known_for_every_exercise(unit, exercise):
    assert len([way for name, way, _ in delegated(unit.topic) if name == exercise.name]) >= 2


@pytest.mark.parametrize(("unit", "exercise"), [p for p in WRITTEN if p.values[1].name not in COUNTS])
def test_one_of_them_would_pass_if_it_might(unit, exercise):
    """Otherwise it would not be the call for which it is refused."""
    answers = [answer for name, _, answer in delegated(unit.topic) if name == exercise.name]
    assert any(books.freely(exercise).run(LocalWork(exercise.name, answer)).status == "pass" for answer in answers)


@pytest.mark.parametrize(("exercise", "way", "answer"), LEFT)
def test_what_is_left_to_others_earns_nothing(exercise, way, answer):
    demand_refusal(exercise, answer)


@pytest.mark.parametrize("how", hiding.ANY)
@pytest.mark.parametrize(("exercise", "way", "answer"), ONE_EACH)
def test_nor_where_the_call_is_hidden(exercise, way, answer, how):
    demand_refusal(exercise, hiding.ANY[how](answer))


@pytest.mark.parametrize("how", hiding.FOUND)
@pytest.mark.parametrize(("exercise", "way", "answer"), [p for p in LEFT if of_the_course(p.values[2])])
def test_nor_where_the_function_is_found_in_another_place(exercise, way, answer, how):
    demand_refusal(exercise, hiding.FOUND[how](answer))


@pytest.mark.xfail(strict=True, reason="docs/grading.md does not promise it")
@pytest.mark.parametrize("how", hiding.DELIBERATE)
def test_nor_where_somebody_means_to(how):
    exercise = next(exercise for unit in FOUND for exercise in unit.exercises if exercise.name == "path_sums")
    before = sys.gettrace()
    try:
        demand_refusal(exercise, hiding.DELIBERATE[how](autodiff.path_sums))
    finally:
        sys.settrace(before)


def everything(topic):
    """Every function of the course that an answer might try, by its name."""
    homes = [autodiff, autodiff.one_file, checking, networks, rnn, pictures, exercises.material]
    homes += [import_module(each.name) for each in walk_packages(
        import_module(f"course.exercises.{topic}").__path__, f"course.exercises.{topic}.")]
    return {f"{home.__name__}.{name}": thing for home in homes for name, thing in vars(home).items()
            if isfunction(thing) and of_the_course(thing)}


@pytest.mark.slow
@pytest.mark.parametrize(("unit", "exercise"), WRITTEN)
def test_no_function_of_the_course_is_an_answer(unit, exercise):
    earned = {}
    for name, function in everything(unit.topic).items():
        report = exercise.run(LocalWork(exercise.name, function))
        permitted = name.rpartition(".")[2] in exercise.may_use       # it earns nothing, but not for that reason
        if report.points or not permitted and not any(why in repr(report) for why in (WHY, *CALLED_NOTHING)):
            earned[name] = report
    assert not earned


def test_there_is_much_to_try():
    assert all(len(everything(unit.topic)) > 100 for unit in FOUND)
