"""Code as people write it runs on traced values; where it cannot, a sentence says why and what to write instead."""
import gc
import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from course.autodiff import (
    adjoints,
    compiled,
    grad,
    gradcheck,
    hessian,
    hvp,
    jacobian,
    jvp,
    record,
    source,
    value_and_grad,
    vjp,
)
from course.autodiff.tracing.running import LIVE

x = np.array([1.0, 2.0, 3.0])
MODES = {
    "grad": grad, "jacobian": jacobian, "forward jacobian": lambda f: jacobian(f, mode="forward"), "hessian": hessian,
    "vjp": lambda f: lambda z: vjp(f, z), "jvp": lambda f: lambda z: jvp(f, (z,), (z,)),
    "record": lambda f: lambda z: record(f, x=z), "source": lambda f: lambda z: source(f, z),
    "compiled": lambda f: compiled(grad(f))}


# --- how derivatives are asked for ------------------------------------------------------------------------------------


def test_keyword_arguments_are_passed_on():
    f = lambda w, l2=0.0, *, power=2: np.sum(w**power) + l2 * np.sum(w)  # noqa: E731
    assert grad(f)(x, l2=0.5).tolist() == [2.5, 4.5, 6.5] and value_and_grad(f)(x, power=3)[1].tolist() == [3, 12, 27]
    assert jacobian(f)(x, l2=0.5).tolist() == [2.5, 4.5, 6.5]
    assert hessian(f)(x, power=3).tolist() == np.diag(6 * x).tolist() and hvp(f, x, x, power=3).tolist() == [6, 24, 54]
    assert jvp(f, (x,), (x,), l2=1.0)[1] == 34.0 and vjp(f, x, l2=1.0)[1](1.0)[0].tolist() == [3, 5, 7]


@pytest.mark.parametrize("mode", ["forward", "reverse", None])
def test_jacobians_by_several_arguments(mode):
    f = lambda a, b, c: c * np.outer(a, b) @ b  # noqa: E731
    args = x[:2], x, 2.0
    J = jacobian(f, (0, 1), mode)(*args)
    assert type(J) is tuple
    for place in (0, 1):
        np.testing.assert_allclose(J[place], jacobian(f, place)(*args))
    assert jacobian(f, (2,))(*args)[0].shape == (2,)
    H = hessian(lambda *args: np.sum(f(*args) ** 2), (0, 1))(*args)
    for i in (0, 1):
        for j in (0, 1):
            block = jacobian(grad(lambda *args: np.sum(f(*args) ** 2), i), j)(*args)
            np.testing.assert_allclose(H[i][j], block)


def test_a_result_of_one_entry_is_a_number():
    for f in (lambda x: x[:1] ** 2, lambda x: np.reshape(x @ x, (1, 1)), lambda x: np.array([x[0] * x[1]])):
        np.testing.assert_allclose(grad(f)(x), jacobian(f)(x).reshape(3))
    assert value_and_grad(lambda x: x[:1])(x)[0].tolist() == [1.0]


# --- what is looked at ------------------------------------------------------------------------------------------------


def test_values_are_printed_and_rounded():
    seen = []

    def f(x):
        seen.append(f"{x:.3f} {x:8.2e} {x} {x!r}")
        y = x * round(x, 1) + round(x) + x // 2 + math.floor(x) + math.ceil(x) + math.trunc(x) + 7.0 // x
        return y + divmod(x, 2)[1] + divmod(9.0, x)[0]
    assert grad(f)(2.34567) == 3.3 and seen == ["2.346 2.35e+00 2.34567 2.34567"]
    assert type(round(record(lambda x: x, x=2.6).output)) is int
    assert grad(lambda x: np.sum(x.astype(int) * x))(1.5 * x).tolist() == [1, 3, 4]
    program = compiled(lambda x: x * round(x, 1) + x // 2 + math.floor(x), 1.0)
    assert program(5.5) == 5.5**2 + 2 + 5


def test_a_remainder_grows_as_its_numerator():
    assert grad(lambda x: x % 2.0)(5.5) == 1.0 and grad(lambda x: 7.0 % x)(2.0) == -3.0
    assert gradcheck(lambda a, b: np.sum(np.mod(a, b)), 1.7 * x, -0.6 * x).ok


# --- arrays of traced numbers -----------------------------------------------------------------------------------------


def rotation(t):
    return np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("f", [
    lambda x: np.sum(rotation(x[0]) @ np.array([x[1], 1.0]) * x[:2]), lambda x: np.mean([x[0], x[1] * x[2]]) * 2,
    lambda x: np.std([x[0] ** 2, x[1] * x[2]]), lambda x: np.sum(np.array([x[0], x[1] ** 2]) ** 2),
    lambda x: np.linalg.norm(np.array([x[0], x[1] ** 2])), lambda x: np.max(np.array([x[0], x[1] ** 2])) + x[0],
    lambda x: np.trace(np.linalg.inv(np.stack([x[0], x[1], x[2], x[0]]).reshape(2, 2)))])
def test_arrays_of_traced_numbers(mode, f):
    g = MODES[mode](f)(x)
    if mode == "grad":
        assert gradcheck(f, x).ok
        assert gradcheck(lambda x: np.sum(grad(f)(x) * [1, 2, 3]), x).ok
    elif mode in ("jacobian", "forward jacobian", "compiled"):
        np.testing.assert_allclose(g, grad(f)(x))


def test_results_and_arguments_of_inner_runs_may_be_such_arrays():
    J = jacobian(lambda x: np.array([x[0] * x[1], x[2] ** 2]))(x)
    assert J.tolist() == [[2, 1, 0], [0, 0, 6]] == jacobian(lambda x: np.array([x[0] * x[1], x[2] ** 2]),
                                                            mode="forward")(x).tolist()
    inner = lambda x: np.sum(grad(lambda z: np.sum(z**3))(np.array([x[0], x[1] * x[2]])))  # noqa: E731
    assert gradcheck(inner, x).ok


# --- and what cannot be ----------------------------------------------------------------------------------------------


def written_into(x):
    y = np.zeros(3)
    y[0] = x[0]
    return np.sum(y)


def written_in_a_loop(x):
    y = np.zeros_like(x)
    for i in range(3):
        y[i] = x[i] ** 2
    return np.sum(y)


def written_at_once(x):
    y = np.empty(3)
    y[:] = x * x
    return np.sum(y)


def added_into(x):
    y = np.ones(3)
    y[1:] += x[1:]
    return np.sum(y)


WRITTEN = "traced values cannot be written into an array of plain numbers"
MISUSES = [
    (written_into, WRITTEN + r", in `y\[0\] = x\[0\]`"),
    (written_in_a_loop, r"in `y\[i\] = x\[i\] \*\* 2`.*Collect them"),
    (written_at_once, WRITTEN), (lambda x: np.sum(np.array([x[0], x[1]], dtype=float)), "without a dtype"),
    (added_into, "Make a new array: x = x [+] y"), (lambda x: np.full_like(np.ones(3), x)[0], WRITTEN),
    (lambda x: np.sum(np.sin(np.array([1.0, x[0]]))), r"Join them by np.stack"),
    (lambda x: np.sum(np.linalg.solve(np.eye(2), np.array([x[0], x[1]]))), "Join them by np.stack"),
    (lambda x: np.arange(3.0)[x[0]], "A traced value is no index"), (lambda x: [1, 2, 3][x[0]], "int.. of the traced"),
    (lambda x: math.sin(x[0]), "Use np.sin"), (lambda x: sum(range(x[0])), "For a plain number take .value"),
    (lambda x: x.sort(), r"x.sort is not supported on traced values, in .*Use np.sort"),
    (lambda x: x.summ(), "x.summ is no attribute of an array"), (lambda x: complex(x[0]), "as two real numbers"),
    (lambda x: x.fill(1.0), "x.fill is not supported"),
    (lambda x: np.random.default_rng(0).normal(x), "an array of objects"),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("f", "sentence"), MISUSES)
def test_misuses_get_a_sentence(mode, f, sentence):
    with pytest.raises((TypeError, AttributeError), match=sentence):
        MODES[mode](f)(x)


@pytest.mark.parametrize("derivative", [grad, jacobian, hessian, value_and_grad])
def test_derivatives_are_functions(derivative):
    with pytest.raises(TypeError, match=r"argnums is \[1, 2, 3\].*write grad\(f\)\(x\)"):
        derivative(np.sum, x)
    with pytest.raises(TypeError, match="a function is to be differentiated, and 9 was given. Give f itself, not"):
        derivative(9.0)(x)
    with pytest.raises(TypeError, match=r"and \[\('f', 'sin', 'x'\)\] was given\.$"):      # no f(x), but a program
        derivative([("f", "sin", "x")])(x)
    with pytest.raises(TypeError, match="An argument is a list, and stays one"):
        derivative(lambda x: np.sum(x**2))([1.0, 2.0])


def test_two_results_are_one_too_many():
    with pytest.raises(TypeError, match="f returned 2 results in a tuple"):
        grad(lambda x: (np.sum(x), x))(x)


def test_a_traced_value_lives_for_one_run():
    kept = []
    f = lambda z: (kept.append(z), z * z)[1]  # noqa: E731
    for run in (lambda: grad(f)(3.0), lambda: vjp(f, 3.0), lambda: jvp(f, (3.0,), (1.0,)), lambda: record(f, z=3.0)):
        kept.clear()
        run()
        for use in (lambda: kept[0] * 2, lambda: np.sin(kept[0]), lambda: grad(lambda z: z * kept[0])(1.0)):
            with pytest.raises(TypeError, match="used after its run has ended"):
                use()


def test_a_branch_that_is_not_taken_has_a_slope_too():
    f = lambda x: np.sum(np.where(x > 0, np.log(x), 0.0))  # noqa: E731
    mended = lambda x: np.sum(np.where(x > 0, np.log(np.where(x > 0, x, 1.0)), 0.0))  # noqa: E731
    with np.errstate(all="ignore"), pytest.warns(RuntimeWarning, match="np.where differentiates both of its values"):
        assert np.isnan(grad(f)(np.array([0.0, 2.0]))).tolist() == [True, False]
    with np.errstate(all="ignore"), pytest.raises(ZeroDivisionError, match="Where np.where takes another value"):
        grad(f)(0.0)
    assert grad(mended)(np.array([0.0, 2.0])).tolist() == [0.0, 0.5] and grad(mended)(0.0) == 0.0


# --- the collector of garbage -----------------------------------------------------------------------------------------


def chained(x, steps=2000, end=np.sum):
    for _ in range(steps):
        x = x + 0.01 * np.tanh(x)
    return end(x)


def test_no_run_is_followed_by_full_collections():
    """Each would follow the whole tape, again and again, and find nothing."""
    full = []
    watch = lambda phase, info: full.append(info) if phase == "start" and info["generation"] == 2 else None  # noqa: E731
    before = gc.get_threshold()
    gc.freeze()                             # nothing is old: a full collection is due whenever a quarter is young
    gc.collect()
    gc.set_threshold(100, 2, 2)
    gc.callbacks.append(watch)
    try:
        grad(chained)(x)
        assert not full and gc.get_threshold() == (100, 2, 2)
        kept = [[i] for i in range(5000)]
        assert full and kept                # outside of a run they are made as ever
    finally:
        gc.callbacks.remove(watch)
        gc.unfreeze()
        gc.set_threshold(*before)


def test_the_collector_is_as_it_was():
    before = gc.get_threshold()
    for run in (lambda: grad(chained)(x, steps=3, end=len), lambda: hessian(chained)(x, steps=3),
                lambda: jvp(chained, (x,), (x,), steps=1), lambda: record(lambda x: 1 / 0, x=x)):
        try:
            run()
        except (TypeError, ZeroDivisionError):
            pass
        assert gc.get_threshold() == before and not LIVE
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: grad(chained)(x, steps=50), range(40)))
    assert gc.get_threshold() == before and not LIVE


def test_nothing_refers_to_itself():
    program = compiled(grad(lambda x: chained(x, steps=9)), x)
    runs = (lambda: grad(chained)(x, steps=9), lambda: jvp(chained, (x,), (x,), steps=9),
            lambda: vjp(chained, x)[1](1.0), lambda: hessian(chained)(x, steps=3),
            lambda: jacobian(np.tanh, mode="reverse")(x), lambda: program(x),
            lambda: adjoints(record(lambda x: chained(x, steps=9), x=x)))
    for run in runs:
        run()
        gc.collect()
        gc.disable()
        try:
            run()
            assert gc.collect() == 0
        finally:
            gc.enable()
