"""Programs as text: what is written computes what was traced, for other inputs too, or says that it cannot."""

import tracemalloc

import numpy as np
import pytest
from autodiff.modes import test_witnesses as witnesses
from autodiff.rules import rows as table
from hypothesis import given, settings
from hypothesis import strategies as st

from course.autodiff import (
    BARBER_2,
    DRONEN,
    PINGALI,
    compiled,
    custom,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    path_sums,
    record,
    relu,
    run,
    source,
    value_and_grad,
    vjp,
)


def derivative(text):
    space = {"np": np}
    exec(text, space)
    return space["derivative"]


def test_dronens_program_reads_as_in_his_table():
    assert source(DRONEN, 2, 5).splitlines() == [
        "def derivative(x1, x2, v5_bar=1.0):",
        "    v1 = np.log(x1)",
        "    v2 = x1 * x2",
        "    v3 = np.sin(x2)",
        "    v4 = v1 + v2",
        "    v5 = v4 - v3",
        "    v3_bar = -v5_bar                        # v3 = sin(x2)",
        "    x2_bar = (v3_bar * np.cos(x2)) + (v5_bar * x1)",
        "    x1_bar = (v5_bar * x2) + (v5_bar * (1.0 / x1))",
        "    return v5, x1_bar, x2_bar"]


@pytest.mark.parametrize("program", [DRONEN, BARBER_2, PINGALI])
def test_written_derivatives_are_those_of_the_sweeps(program):
    names = list(dict.fromkeys(arg for _, _, *args in program for arg in args if arg not in {s[0] for s in program}))
    traced, other = np.linspace(0.3, 1.2, len(names)).tolist(), np.linspace(1.7, 0.9, len(names)).tolist()
    f = lambda *xs: run(program, dict(zip(names, xs, strict=True)))[program[-1][0]]  # noqa: E731
    y, g = value_and_grad(f, tuple(range(len(names))))(*other)
    assert derivative(source(program, *traced))(*other) == pytest.approx((y, *g), rel=1e-14)
    x_dots = [1.0] * len(names)
    assert derivative(source(program, *traced, mode="forward"))(*other, *x_dots) == pytest.approx(
        jvp(f, tuple(other), tuple(x_dots)), rel=1e-14)


def test_arrays_are_written_too():
    f = lambda W, x, b: np.sum(np.tanh(W @ x + b)[1:] ** 2)  # noqa: E731
    draw = lambda seed: table.arguments([(3, 2), (2,), (3,)], seed=seed)  # noqa: E731
    y, *bars = derivative(source(f, *draw(0)))(*draw(1))
    for ours, theirs in zip([y, *bars], [f(*draw(1)), *grad(f, (0, 1, 2))(*draw(1))], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-13)


@pytest.mark.parametrize("row", table.ANALYTIC + table.KINKED)
@pytest.mark.parametrize("mode", ["reverse", "forward"])
def test_the_text_runs_where_it_is_pasted(row, mode):
    """With NumPy and nothing else, for any function of the table, constants and helpers included."""
    f, xs, dots = table.case(row)
    weigh = np.random.default_rng(3).normal(size=np.shape(f(*xs)))
    g = {1: lambda a: np.sum(weigh * f(a)), 2: lambda a, b: np.sum(weigh * f(a, b)),
         3: lambda a, b, c: np.sum(weigh * f(a, b, c))}[len(xs)]
    run = derivative(source(g, *xs, mode=mode))
    y, *rest = run(*xs) if mode == "reverse" else run(*xs, *dots)
    np.testing.assert_allclose(y, g(*xs), rtol=1e-12)
    expected = vjp(g, *xs)[1](1.0) if mode == "reverse" else jvp(g, xs, dots)[1:]
    for ours, theirs in zip(rest, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-13)


def test_constants_are_written_out():
    text = source(lambda x: np.sum(np.where(np.array([True, False]), x, np.array([np.nan, -np.inf]))), np.ones(2))
    assert "np.array([True, False])" in text and "np.array([np.nan, -np.inf])" in text
    assert "np.full((4,), 2.5)" in source(lambda x: np.sum(np.maximum(np.full(4, 2.5), x)), np.arange(4.0))
    assert "np.zeros((0, 2))" in source(lambda x: np.sum(x) + np.sum(np.zeros((0, 2)) * x), np.arange(2.0))
    assert "dtype=np.float32" in source(lambda x: np.sum(np.arange(2, dtype=np.float32) * x), np.ones(2, np.float32))


def test_a_branch_stands_in_the_text():
    text = source(lambda x: x * x if x > 0 else -x, 2.0)
    assert "assert np.greater(x, 0)" in text and derivative(text)(3.0) == (9.0, 6.0)
    with pytest.raises(AssertionError):
        derivative(text)(-3.0)


@pytest.mark.parametrize("row", table.ANALYTIC + table.KINKED)
def test_compiled_gradients_follow_new_inputs(row):
    """Traced at one input, called at others, also on the other side of kinks: the same as the sweep."""
    f, xs, others = table.case(row)
    weigh = np.random.default_rng(3).normal(size=np.shape(f(*xs)))
    g = value_and_grad(lambda *xs: np.sum(weigh * f(*xs)), tuple(range(len(xs))))
    program = compiled(g, *xs)
    limits = row[2] if len(row) > 2 else (-1.0, 1.0)
    for seed in (0, 5, 6):
        args = table.arguments(row[1], *limits, seed=seed)
        (y, bars), (y2, bars2) = program(*args), g(*args)
        np.testing.assert_allclose(y, y2, rtol=1e-12, atol=1e-14)
        for ours, theirs in zip(bars, bars2, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-14)
    assert len(program.sources) == 1


@settings(deadline=None, max_examples=50)
@given(witnesses.programs(), st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
def test_random_programs(program, a, b):
    """Traced at (0.3, 0.7), called at (a, b): text and compiled program agree with the sum over paths."""
    steps = [("v0", "add", "x1", "x2"), *program]
    f = lambda x1, x2: run(steps, {"x1": x1, "x2": x2})[steps[-1][0]]  # noqa: E731
    sums = path_sums(record(steps, x1=a, x2=b))
    expected = pytest.approx((f(a, b), sums["x1"], sums["x2"]), rel=1e-11, abs=1e-11)
    y, g = compiled(value_and_grad(f, (0, 1)), 0.3, 0.7)(a, b)
    assert (y, *g) == expected
    if len(steps) > 1:
        assert derivative(source(f, 0.3, 0.7))(a, b) == expected


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def test_compiled_takes_any_function_of_functions():
    x, v = np.random.default_rng(0).normal(size=(2, 6))
    for f in (hessian(rosenbrock), jacobian(lambda x: np.outer(x, x)), lambda x: hvp(rosenbrock, x, v),
              grad(lambda x: np.sum(grad(rosenbrock)(x) ** 2))):
        np.testing.assert_allclose(compiled(f, v)(x), f(x), rtol=1e-12)
    np.testing.assert_allclose(grad(compiled(rosenbrock, v))(x), grad(rosenbrock)(x))


def test_branches_and_loops_are_traced_anew():
    def f(x):
        while np.sum(x * x) < 100.0:
            x = 2.0 * x
        return np.sum(x) if x[0] > 0 else np.sum(x * x)
    g = compiled(grad(f), np.array([1.0, 2.0]))
    for x in ([1.0, 2.0], [-1.0, 2.0], [0.01, 0.2], [-50.0, 1.0], [1.0, 2.0]):
        assert g(np.array(x)).tolist() == grad(f)(np.array(x)).tolist()
    assert len(g.sources) == 4


def test_shapes_types_and_structure_are_traced_anew():
    g = compiled(grad(lambda P: np.sum(P["W"] * P["W"]) * P["s"]), {"W": np.ones(3), "s": 2.0})
    assert g({"W": np.ones((2, 2)), "s": 1.0})["W"].tolist() == [[2, 2], [2, 2]]
    assert g({"W": np.ones(3, np.float32), "s": 2.0})["W"].dtype == np.float32
    assert g({"s": 3.0, "W": np.ones(2)})["W"].tolist() == [6, 6] and len(g.sources) == 4
    assert compiled(grad(lambda x: x * x))(3) == 6.0


def test_an_array_and_a_list_of_it_are_different_arguments():
    f = compiled(lambda x: sum(x[0] for _ in range(len(x))), np.ones(3))
    assert f([np.ones(2)]).tolist() == [1, 1] and f((np.ones(2),)).tolist() == [1, 1] and f(np.ones(3)) == 3
    assert compiled(lambda x: {"x": (x, [x])})(2.0) == {"x": (2.0, [2.0])}


def test_numbers_that_are_factors_are_taken_together():
    f = lambda x: 2.0 * -(3.0 * x) + -(x * 5.0) - -np.sin(x) * 1.0 + 0.25 * (4.0 * x)  # noqa: E731
    for x in (1.3, np.arange(3.0), np.arange(3.0, dtype=np.float32)):
        program = compiled(f, x)
        np.testing.assert_allclose(program(x), f(x), rtol=1e-6 if np.asarray(x).dtype == np.float32 else 1e-14)
        assert "-6.0" in program.sources[0] and "3.0" not in program.sources[0]
        assert np.asarray(program(x)).dtype == np.asarray(x).dtype


def test_results_belong_to_the_caller_and_arguments_stay():
    g = compiled(lambda x: (grad(rosenbrock)(x), x * 0 + 1, np.ones(2), x.T, np.einsum("i->i", x * 2)))
    x = np.arange(4.0)
    first = g(x)
    kept = [result.copy() for result in first]
    g(x + 1)
    for result, copy in zip(first, kept, strict=True):
        np.testing.assert_array_equal(result, copy)
    first[2][:] = 7
    assert g(x)[2].tolist() == [1, 1] and x.tolist() == [0, 1, 2, 3]


def test_a_part_of_an_array_stays_as_it_is():
    """Views of one entry, of no axes, reversed or transposed are read after the array that they belong to."""
    def squeezed(x):
        a = np.tanh(x)
        s = 2.0 * np.squeeze(a)
        return np.sum(np.exp(a)) + s

    def picked(x):
        a = np.tanh(x)
        part = a[0, ...]
        return np.sum(np.exp(a) * np.sin(a)) + 2.0 * part
    for f in (squeezed, picked):
        x = np.array([0.5])
        assert compiled(f, x)(x) == pytest.approx(f(x), rel=1e-15)
        assert compiled(grad(f), x + 1)(x) == pytest.approx(grad(f)(x), rel=1e-14)


def test_nothing_is_kept_after_its_last_use():
    """A long chain of large arrays holds a few of them at a time."""
    def chain(x):
        for _ in range(50):
            x = np.sin(x)
        return np.sum(x)
    x = np.ones(100_000)
    program = compiled(chain, x)
    tracemalloc.start()
    program(x)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * x.nbytes


def test_an_argument_is_compared_with_one_that_is_differentiated():
    f = lambda X, v: np.sum(np.where(X < v, v**2, v)) + np.sum(np.where(v >= X, v**3, v))  # noqa: E731
    X = np.array([1.0, 2.0, 3.0])
    for v in (0.5, 2.5, 3.5):
        assert compiled(grad(f, 1), X, 2.5)(X, v) == grad(f, 1)(X, v)
    assert compiled(jacobian(grad(f, 1), 1), X, 2.5)(X, 3.5) == grad(grad(f, 1), 1)(X, 3.5)


def test_memory_is_not_given_on_while_somebody_looks_at_it():
    same = custom(lambda x: x, vjp=lambda g, y, x: g)
    for f in (lambda x: same(x + 1) * np.sin(x + 1), lambda x: (x + 1).T * ((x + 1) * 2) + (x + 1)[::-1],
              lambda x: np.einsum("ij->ji", x + 1) + (x + 1) * 3):
        x = np.random.default_rng(0).normal(size=(3, 3))
        np.testing.assert_allclose(compiled(f, x + 5)(x), f(x), rtol=1e-14)


def test_outside_of_the_domain_numpy_counts():
    f = compiled(lambda x: np.log(x) * x, 2.0)
    with pytest.warns(RuntimeWarning):
        assert np.isnan(f(-1.0))
    assert relu(np.array([-1.0])).tolist() == [0.0]


@pytest.mark.parametrize("f", [lambda x: x[np.argmax(x)], lambda x: x[np.argsort(x)][0], lambda x: x * float(x[0]),
                               lambda x: x[x > 0], lambda x: np.sum(x[: int(x[0])])])
def test_what_one_program_cannot_do_is_refused(f):
    with pytest.raises(TypeError, match="cannot serve every input|would lose its derivative|part of the program"):
        compiled(f, np.array([1.0, 2.0]))


@pytest.mark.parametrize(("do", "sentence"), [
    (lambda: source(np.sin, 1.0, mode="sideways"), "mode is 'sideways'"),
    (lambda: source(lambda x: (x, x), 1.0), "Name one"),
])
def test_errors_are_sentences(do, sentence):
    with pytest.raises(ValueError, match=sentence):
        do()


def test_true_and_false_are_counted_as_numbers():
    """1.0 * (x > 0) is a number: adding two of them up is no logical or."""
    x = np.array([0.5, 1.5, 2.5])
    for f in (lambda x: np.sum(x * (1.0 * (x > 0) + 1.0 * (x > 1))), lambda x: np.sum(x * (0.5 * (2.0 * (x > 1)) - 1)),
              lambda x: np.sum(x * ((x > 0) ** 2.0 + (x > 2) ** 2.0)), lambda x: -np.sum(x * -(1.0 * (x > 1)))):
        assert compiled(f, x)(x) == f(x) and compiled(grad(f), x)(x).tolist() == grad(f)(x).tolist()
        assert derivative(source(f, x))(x)[0] == f(x)


def test_factors_are_put_together_where_they_stay_numbers():
    assert compiled(lambda x: 1e200 * (1e200 * x))(1e-300) == pytest.approx(1e100)
    assert compiled(lambda x: 1e-200 * (1e-200 * x))(1e300) == pytest.approx(1e-100)
    assert compiled(lambda x: 0.0 * (2.0 * x))(1.0) == 0.0


def test_results_of_a_program_are_arrays_of_their_own():
    def f(x):
        y = np.sin(x)
        return [x, y, y, y[:2], y.reshape(3, 1)]
    x = np.arange(3.0)
    results = compiled(f, x)(x)
    for one in results:
        one += 7
    for one, expected in zip(results, f(x), strict=True):
        np.testing.assert_array_equal(one, expected + 7)
    a, b = compiled(grad(lambda x, y: np.sum(np.sin(x + y)), (0, 1)), x, x)(x, x)
    a += 7
    np.testing.assert_allclose(b, np.cos(2 * x))


def test_a_program_holds_no_value_of_another_run():
    """What is traced outside has a derivative, too: inside of that run there is no program, only the function."""
    held = {}
    program = compiled(lambda x: held["a"] * x)

    def f(a):
        held["a"] = a
        return program(2.0)
    for _ in range(2):
        assert grad(f)(3.0) == jvp(f, (3.0,), (1.0,))[1] == 2.0
    assert compiled(lambda a: a * compiled(grad(lambda x: a * a * x * x))(2.0))(3.0) == 108.0
    assert grad(lambda a: compiled(lambda x: (x, a))(2.0)[1])(3.0) == 1.0
    with pytest.raises(TypeError, match="uses the traced value 3 from outside"):
        grad(lambda a: float(len(source(lambda x: a * x, 1.0))))(3.0)


def test_what_is_no_number_equals_no_number():
    f = lambda x: x * x if x == None or x != "auto" and x in (None, "auto", 3.0) else x  # noqa: E711, E731
    assert compiled(grad(f), 1.0)(3.0) == grad(f)(3.0) == 6.0 and compiled(f)(2.0) == 2.0


@pytest.mark.parametrize("f", [
    lambda x, x_bar: np.sin(x * x_bar) * x_bar, lambda x, x_dot: np.sin(x * x_dot) * x_dot,
    lambda v1, v2: np.sin(np.exp(v1) * v2) * v1,
    lambda t1, t2: np.sin(t1 * t2) * np.exp(t1 * t2) * np.tanh(t1 * t2) * t1,
    lambda np_, picked: np.sum(np.max(picked * np_ * np.ones(2)) * picked),
    lambda scatter, k1: (scatter * np.ones(2))[np.array([1, 0, 1])] @ np.arange(3.0) * k1])
def test_arguments_may_be_called_like_what_the_text_needs(f):
    y, bars = value_and_grad(f, (0, 1))(0.4, 0.7)
    assert derivative(source(f, 0.2, 0.3))(0.4, 0.7) == pytest.approx((y, *bars), rel=1e-14)
    along = derivative(source(f, 0.2, 0.3, mode="forward"))(0.4, 0.7, 1.0, -2.0)
    assert along == pytest.approx(jvp(f, (0.4, 0.7), (1.0, -2.0)), rel=1e-14)


@pytest.mark.parametrize("kind", [float, np.float32])
def test_an_axis_that_an_index_adds(kind):
    """The index is None here, which for other settings means that they are not given."""
    x, f = np.arange(3, dtype=kind), lambda x: np.sum(x[None] ** 3)
    assert compiled(grad(f), x)(x).tolist() == derivative(source(f, x))(x)[1].tolist() == [0, 3, 12]
