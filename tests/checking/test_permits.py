"""What of the course an answer may call, and that nobody finds a way round who does not set out to."""
import gc
import sys
import threading

import numpy as np
import pytest

from course import autodiff, networks
from course.checking import LocalWork, Mismatch, permits
from course.checking.permits import Permit
from course.exercises import UNITS
from course.exercises.material import TWO_EDGES
from course.exercises.smaller import smaller_graphs
from course.networks import rnn

ALL = [(unit, exercise) for unit in UNITS for exercise in unit.exercises]


def called(answer, *args, may_use=(), must_use=False):
    work = LocalWork("answer", answer)
    work.may_use, work.must_use = may_use, must_use
    return work(*args)


@pytest.mark.parametrize("exercise", [e for _, e in ALL if e.may_use], ids=lambda e: e.name)
def test_what_may_be_used_is_a_public_function(exercise):
    assert set(exercise.may_use) <= {*autodiff.__all__, *networks.__all__, *rnn.__all__}
    Permit(exercise.may_use)


@pytest.mark.parametrize("answer", [
    lambda x: autodiff.grad(np.sin)(x), lambda x: autodiff.TABLE["sin"](x), lambda x: autodiff.sigmoid(x),
    lambda x: rnn.EXACT["tape"](x, x), lambda x: autodiff.Dual(x, 1.0, 1).tangent,
    lambda x: autodiff.complex_step(np.sin, x), autodiff.softplus, autodiff.elementwise_grad(np.sin),
    lambda x: autodiff.one_file.grad(np.sin)(x), lambda x: list(map(autodiff.short, [x])),
    lambda x: sorted([x], key=autodiff.short), lambda x: autodiff.record(lambda x: x, x=x).output.value])
def test_all_of_the_course_is_withheld(answer):
    import course.autodiff.one_file  # noqa: F401
    with pytest.raises(Mismatch, match="this is yours to write"):
        called(answer, 0.5)


def test_what_python_clears_away_meanwhile_is_nobodys_call():
    begun = [smaller_graphs(TWO_EDGES)]
    next(begun[0])
    begun.append(begun)         # a cycle, which only the garbage collector finds
    del begun
    assert called(lambda x: gc.collect() and x, 1.0) == 1.0
    with pytest.raises(Mismatch, match="calls exercises.smaller_graphs"):
        called(lambda x: next(smaller_graphs(TWO_EDGES)), 1.0)


def test_other_engines_are_withheld():
    sympy = pytest.importorskip("sympy")
    with pytest.raises(Mismatch, match="calls sympy.*only jvp"):
        called(lambda x: float(sympy.sin(x)), 0.5, may_use=("jvp",))


def test_what_is_permitted_brings_all_that_it_needs():
    f = lambda x: np.sum(np.tanh(x * x)) + x @ x - sum(x)  # noqa: E731
    x = np.array([0.3, -0.5])
    expected = autodiff.grad(f)(x)
    for name, answer in (("grad", lambda x: autodiff.grad(f)(x)), ("vjp", lambda x: autodiff.vjp(f, x)[1](1.0)[0]),
                         ("jacobian", lambda x: autodiff.jacobian(f)(x))):
        np.testing.assert_allclose(called(answer, x, may_use=(name,)), expected)
    assert called(lambda x: autodiff.sigmoid(x), 0.0, may_use=("sigmoid",)) == 0.5


def test_what_must_be_used_has_to_be_called_by_the_answer_itself():
    both = {"may_use": ("vjp", "jvp"), "must_use": True}
    def pulled(x): return autodiff.vjp(np.sin, x)[1](1.0)[0]
    def pushed(x): return autodiff.jvp(np.sin, (x,), (1.0,))[1]
    assert called(lambda x: (pulled(x), pushed(x)), 0.0, **both) == (1.0, 1.0)
    assert called(lambda x: autodiff.sigmoid(x), 0.0, may_use=("sigmoid",), must_use=True) == 0.5
    for answer, left in ((pulled, "jvp"), (pushed, "vjp"), (np.cos, "vjp and jvp")):
        with pytest.raises(Mismatch, match=f"does not call {left}"):
            called(answer, 0.0, **both)


@pytest.mark.parametrize("answer", [
    lambda x: autodiff.jvp(lambda x: autodiff.grad(np.sin)(x), (x,), (1.0,))[0],
    lambda x: autodiff.jvp(lambda x: autodiff.Dual(1.0, 1.0, 1), (x,), (1.0,))[0]])
def test_what_is_permitted_opens_no_other_door(answer):
    with pytest.raises(Mismatch, match="may call only jvp"):
        called(answer, 0.5, may_use=("jvp",))


def test_the_course_may_be_installed_among_libraries(monkeypatch):
    monkeypatch.setattr(permits, "LIBRARIES", (*permits.LIBRARIES, permits.HOME))
    assert called(lambda x: autodiff.grad(np.sin)(x), 0.0, may_use=("grad",)) == 1.0
    with pytest.raises(Mismatch, match="calls autodiff.jvp"):
        called(lambda x: autodiff.jvp(np.sin, (x,), (1.0,))[1], 0.0, may_use=("grad",))


def test_a_students_own_folder_may_have_the_name_of_an_engine():
    names = {}
    exec(compile("def answer(x): return x + 1", "/home/ada/torch/own.py", "exec"), names)
    assert called(lambda x: names["answer"](x), 1) == 2


def test_what_a_check_lends_may_use_everything():
    assert called(lambda f, x: f(x), autodiff.grad(np.sin), 0.0) == 1.0
    assert called(lambda f, x: sorted([x], key=f)[0], autodiff.softplus, 0.0) == 0.0


def test_cells_are_free_and_nothing_stays_behind():
    before = sys.gettrace()
    with pytest.raises(Mismatch):
        called(lambda x: autodiff.grad(np.sin)(x), 0.5)
    assert sys.gettrace() is before and autodiff.grad(np.sin)(0.0) == 1.0
    assert called(lambda x: x + 1, 1) == 2


def test_a_thread_is_watched_too():
    def answer(x):
        found = []
        thread = threading.Thread(target=lambda: found.append(autodiff.grad(np.sin)(x)))
        hook, threading.excepthook = threading.excepthook, lambda args: None
        thread.start()
        thread.join()
        threading.excepthook = hook
        return found or 1.0
    with pytest.raises(Mismatch, match="calls autodiff.grad"):
        called(answer, 0.0)


NAMESAKES = [(exercise, vars(place)[exercise.name]) for _, exercise in ALL for place in (autodiff, networks, rnn)
             if callable(vars(place).get(exercise.name))]


@pytest.mark.parametrize(("exercise", "own"), NAMESAKES, ids=lambda value: getattr(value, "name", ""))
def test_what_only_calls_the_function_of_that_name_earns_nothing(exercise, own):
    report = exercise.run(LocalWork(exercise.name, lambda *args: own(*args)))
    assert report.points == 0 and report.status in ("fail", "error")


def test_there_are_such_functions():
    assert len(NAMESAKES) > 10


def delegates():
    from course.autodiff import hvp, jvp, run
    from course.exercises.forward import run_dual
    from course.exercises.linear_maps import hvp as product
    from course.exercises.reverse import run_reverse

    def by_jvp(program, x, *dots):
        return jvp(lambda *xs: run(program, dict(zip(x, xs, strict=True)))[program[-1][0]], tuple(x.values()), (1.0,))
    return [(run_dual, by_jvp), (run_reverse, by_jvp), (product, lambda program, x, v: hvp(program, x, v))]


@pytest.mark.parametrize(("exercise", "answer"), delegates(), ids=lambda value: getattr(value, "name", ""))
def test_another_mode_of_the_course_is_withheld_too(exercise, answer):
    report = exercise.run(LocalWork(exercise.name, answer))
    assert report.points == 0 and "this is yours to write" in repr(report)
