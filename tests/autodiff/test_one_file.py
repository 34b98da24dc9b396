"""The engine in one file against the large one: the same numbers for the same programs, in every mode."""
import ast

import numpy as np
import pytest
from autodiff.modes import test_witnesses as witnesses
from hypothesis import given, settings
from hypothesis import strategies as st

from course import autodiff
from course.autodiff import one_file

OPERATIONS = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "neg": lambda a: -a,
              "sin": np.sin, "cos": np.cos, "tanh": np.tanh, "sigmoid": lambda x: 1 / (1 + np.exp(-x))}
CLOSE = {"rel": 1e-12, "abs": 1e-12}


def function_of(program):
    def f(x1, x2):
        values = {"x1": x1, "x2": x2}
        for name, op, *args in program:
            values[name] = OPERATIONS[op](*[values[arg] for arg in args])
        return values[program[-1][0]]
    return f


@settings(deadline=None)
@given(witnesses.programs(), st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
def test_random_programs(program, a, b):
    f = function_of(program)
    expected = pytest.approx(autodiff.grad(f, (0, 1))(a, b), **CLOSE)
    inputs, output = one_file.record(f, a, b)
    bars = one_file.adjoints(output)
    assert one_file.grad(f)(a, b) == tuple(bars[x.place] for x in inputs) == expected
    assert tuple(one_file.jvp(f, (a, b), seed)[1] for seed in ((1.0, 0.0), (0.0, 1.0))) == expected
    graph = autodiff.record(lambda x1, x2: f(x1, x2), x1=a, x2=b)
    if max(autodiff.count_paths(graph, name) for name in ("x1", "x2")) < 500:
        assert tuple(one_file.path_sum(x, output) for x in inputs) == expected
        assert [len(list(one_file.paths(x, output))) for x in inputs] == [
            autodiff.count_paths(graph, name) for name in ("x1", "x2")]


@settings(deadline=None, max_examples=40)
@given(witnesses.programs(), st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
def test_second_derivatives_by_every_nesting(program, a, b):
    f = lambda x: function_of(program)(x, b)  # noqa: E731
    expected = pytest.approx(autodiff.grad(autodiff.grad(f))(a), rel=1e-11, abs=1e-11)
    assert one_file.grad(one_file.grad(f))(a) == expected
    assert one_file.jvp(one_file.grad(f), (a,), (1.0,))[1] == expected
    assert one_file.grad(lambda x: one_file.jvp(f, (x,), (1.0,))[1])(a) == expected


SMOOTH = [(row, x) for row, x in witnesses.SMOOTH if row is not witnesses.sigmoid]


@pytest.mark.parametrize(("f", "x"), [*SMOOTH, (abs, -0.7), (np.sinh, 0.4), (np.cosh, 0.4), (lambda x: 3.0 - x, 0.2),
                                      (lambda x: x if x > 0.5 else -x, 0.7), (lambda x: x if x <= 0.5 else 2 * x, 0.7)])
def test_every_operation(f, x):
    assert one_file.grad(f)(x) == one_file.jvp(f, (x,), (1.0,))[1] == pytest.approx(autodiff.grad(f)(x), **CLOSE)
    second = autodiff.grad(autodiff.grad(f))(x)
    assert one_file.grad(one_file.grad(f))(x) == pytest.approx(second, **CLOSE)


def test_arrays_in_plain_numpy():
    rng = np.random.default_rng(0)
    W, x, dots = rng.normal(size=(3, 4)), rng.normal(size=4), (rng.normal(size=(3, 4)), rng.normal(size=4))
    f = lambda W, x: np.sum(np.tanh(W @ x) ** 2) + np.max(x) * np.exp(x)[1:].sum() - np.sqrt(x @ x)  # noqa: E731
    for ours, theirs in zip(one_file.grad(f)(W, x), autodiff.grad(f, (0, 1))(W, x), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)
        assert ours.dtype == float
    assert one_file.jvp(f, (W, x), dots) == pytest.approx(autodiff.jvp(f, (W, x), dots), **CLOSE)


def test_a_result_that_does_not_depend_on_the_input():
    assert one_file.grad(lambda x: 3.0)(2.0) == one_file.jvp(lambda x: 3.0, (2.0,), (1.0,))[1] == 0.0
    assert one_file.grad(lambda x: one_file.grad(lambda y: x)(1.0) + x)(2.0) == 1.0


@pytest.mark.parametrize(("f", "x", "slope"), [
    (lambda x: 5.0 * x if x == 2.0 else x, 2.0, 5.0), (lambda x: 5.0 * x if x in [1.0, 2.0] else x, 2.0, 5.0),
    (lambda x: 5.0 * x if x != 2.0 else x, 2.0, 1.0), (lambda x: 5.0 * x if x else x, 0.0, 1.0),
    (lambda x: x**0, 0.0, 0.0), (lambda x: x**1, 0.0, 1.0), (lambda x: (np.sqrt(x), x)[1], 0.0, 1.0),
    (lambda x: 0.0**x, 2.0, 0.0), (lambda x: (-2.0) ** x, 2.0, np.nan)])
def test_branches_and_edges_of_the_domain(f, x, slope):
    with np.errstate(divide="ignore", invalid="ignore"):
        for ours in (one_file.grad(f)(x), one_file.jvp(f, (x,), (1.0,))[1], autodiff.grad(f)(x)):
            assert ours == slope or np.isnan(ours) and np.isnan(slope)


def test_results_that_are_arrays():
    """A tangent for each entry; for a gradient, a sentence."""
    x = np.array([1.0, 2.0])
    for f in (lambda x: x * x, lambda x: np.ones(2)):
        for ours, theirs in zip(one_file.jvp(f, (x,), (x,)), autodiff.jvp(f, (x,), (x,)), strict=True):
            assert ours.tolist() == theirs.tolist()
        with pytest.raises(TypeError, match="f must return one number, and returned array"):
            one_file.grad(f)(x)
    with pytest.raises(TypeError, match="returned None"):
        one_file.grad(lambda x: None)(2.0)


def test_it_stands_by_itself():
    with open(one_file.__file__, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names == {"collections", "itertools", "numpy"}
    example = one_file.__doc__.partition(">>> ")[2].split("\n")
    assert repr(eval(example[0], vars(one_file) | {"np": np})) == example[1].strip()
