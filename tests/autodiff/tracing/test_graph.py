"""Recording: what a graph holds, how it prints, and what is refused with which sentence."""
import gc
import math

import numpy as np
import pytest

from course.autodiff import (
    BARBER_2,
    DRONEN,
    PINGALI,
    Edge,
    Node,
    adjoints,
    as_data,
    barber_1,
    count_paths,
    grad,
    gradcheck,
    input_names,
    jacobian,
    jvp,
    ladder,
    path_sum,
    path_sums,
    path_value,
    paths,
    record,
    relu,
    run,
    tangents,
    value_and_grad,
    vjp,
)


def test_a_graph_prints_as_a_teacher_would_write_it():
    graph = record(lambda x, y: 2 * x * np.sin(y), x=3, y=0.5)
    assert repr(graph) == "x = 3\ny = 0.5\nv1 = mul(2, x) = 6\nv2 = sin(y) = 0.479426\nv3 = mul(v1, v2) = 2.87655"
    assert str(graph.edges[0]) == "x -> v1 (2)"


def test_a_listing_shows_the_settings_that_were_given():
    graph = record(lambda x: np.sum(np.sum(x, axis=0, keepdims=True)), x=np.ones((2, 2)))
    assert [node.formula for node in graph.nodes[1:]] == ["sum(x, axis=0, keepdims=True)", "sum(v1)"]


def test_a_node_used_twice_has_two_edges():
    graph = record(lambda a: a + a, a=1.0)
    assert graph.edges == (Edge("a", "v1", 1.0), Edge("a", "v1", 1.0))
    assert [len(path) for path in paths(graph, "a")] == [1, 1]


def test_parallel_edges_keep_their_own_weights():
    assert sorted(edge.weight for edge in record(lambda x: x / x, x=2.0).edges) == [-0.5, 0.5]
    assert path_sum(record(lambda x: x / x, x=2.0), "x") == 0


def test_dronens_program():
    graph = record(DRONEN, x1=2, x2=5)
    assert input_names(DRONEN) == ["x1", "x2"]
    assert graph.output.value == run(DRONEN, {"x1": 2.0, "x2": 5.0})["v5"] == pytest.approx(11.652, abs=5e-4)
    assert adjoints(graph)["x1"] == 5.5 and adjoints(graph)["x2"] == pytest.approx(1.716, abs=5e-4)
    assert tangents(graph, {"x1": 1.0})["v5"] == 5.5


def test_plain_data_and_graph_give_the_same_sums():
    graph = record(DRONEN, x1=2, x2=5)
    assert path_sums(as_data(graph)) == path_sums(graph)


def test_paths_double_and_sums_do_not():
    """2**60 paths are counted and summed in one sweep; 2**10 are still listed."""
    graph = record(ladder(60), x0=0.3)
    assert count_paths(graph, "x0") == 2**60
    assert path_sums(graph)["x0"] == pytest.approx(adjoints(graph)["x0"], rel=1e-12)
    assert sum(1 for _ in paths(record(ladder(10), x0=0.3), "x0")) == 2**10


def test_the_empty_path_is_one_and_no_path_is_zero():
    graph = record(DRONEN, x1=2, x2=5)
    assert path_sum(graph, "v5") == 1 and path_sum(graph, "x1", "v3") == 0 and count_paths(graph, "v3", "v1") == 0


def test_sweeps_leave_nothing_behind():
    graph = record(lambda a: (a + a) * (a + a), a=3.0)
    before = repr(graph)
    assert adjoints(graph) == adjoints(graph) and repr(graph) == before


def test_adjoints_of_an_inner_node_and_unused_inputs():
    graph = record(lambda x, unused: (x * x) * 3, x=2.0, unused=1.0)
    assert adjoints(graph, output="v1") == {"x": 4.0, "unused": 0.0, "v1": 1.0, "v2": 0.0}
    assert grad(lambda x, y: x, argnums=(0, 1))(2.0, np.ones(2))[1].tolist() == [0, 0]
    assert grad(lambda x: 3.0)(2.0) == 0.0 and jvp(lambda x: 3.0, (2.0,), (1.0,)) == (3.0, 0.0)


def test_perturbation_confusion():
    """The classical traps (Siskind & Pearlmutter 2005): an inner derivative of what depends on an outer variable."""
    d = lambda f: lambda x: jvp(f, (x,), (1.0,))[1]  # noqa: E731
    for outer in (d, grad):
        for inner in (d, grad):
            assert outer(lambda x: x * inner(lambda y: x + y)(1.0))(1.0) == 1.0   # noqa: B023
            assert outer(lambda x: x * inner(lambda y: x * y)(2.0))(3.0) == 6.0   # noqa: B023


def test_derivatives_of_derivatives_of_arrays():
    f, x = lambda x: np.sum(x[1:] * x[:-1] ** 2), np.arange(4.0)
    H = jacobian(grad(f), mode="forward")(x)
    assert H.tolist() == [[2, 0, 0, 0], [0, 4, 2, 0], [0, 2, 6, 4], [0, 0, 4, 0]]
    assert jacobian(grad(f), mode="reverse")(x).tolist() == H.tolist()


def test_scalars_stay_scalars_and_float32_stays_float32():
    assert type(grad(lambda x: np.sin(x) * x)(1)) is float
    assert type(jvp(np.sin, (1,), (1,))[1]) is float
    y, g = value_and_grad(lambda x: np.sum(np.tanh(x) * relu(x)))(np.ones(3, np.float32))
    assert g.dtype == np.float32 and np.asarray(y).dtype == np.float32


def test_kinks_take_a_subgradient():
    assert grad(relu)(0.0) == 0.0 and grad(abs)(0.0) == 0.0
    assert grad(lambda x: np.maximum(x, x))(1.0) == 1.0 and grad(lambda x: np.minimum(x, 1.0))(1.0) == 0.5


def test_powers_at_zero():
    assert grad(lambda x: x**2)(0.0) == 0.0 and grad(lambda x: x**1)(0.0) == 1.0 and grad(lambda x: x**0)(0.0) == 0.0


def test_matmul_of_every_rank():
    rng = np.random.default_rng(0)
    for a, b in (((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 4)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((5, 2, 3), (3,)),
                 ((3,), (5, 3, 2)), ((5, 1, 2, 3), (4, 3, 2))):
        check = gradcheck(lambda a, b: np.sum(np.sin(a @ b)), rng.normal(size=a), rng.normal(size=b))
        assert check.ok, (a, b, str(check))


def test_long_chains_do_not_recurse():
    def chain(x):
        for _ in range(20_000):
            x = x + 0.5 * np.sin(x)
        return x
    assert math.isfinite(grad(chain)(0.1))


def test_a_gradient_leaves_no_memory_behind():
    def nodes():
        gc.collect()
        return sum(isinstance(thing, Node) for thing in gc.get_objects())
    before = nodes()
    grad(lambda x: np.sum(np.sin(x) * x))(np.ones(1000))
    assert nodes() == before


@pytest.mark.parametrize(("do", "sentence"), [
    (lambda: grad(lambda x: math.sin(x))(1.0), "Use np.sin and the like instead of math.sin"),
    (lambda: grad(lambda x: np.percentile(x, 3))(np.ones(2)), "np.percentile has no derivative rule here"),
    (lambda: grad(lambda x: np.linalg.svd(x)[0])(np.eye(2)), "np.linalg.svd has no derivative rule here"),
    (lambda: grad(lambda x: np.fft.fft(x)[0])(np.ones(2)), "np.fft.fft has no derivative rule here"),
    (lambda: grad(lambda x: np.nancumsum(x)[0])(np.ones(2)), r"Close to it: .*np.cumsum"),
    (lambda: grad(lambda x: x * 2)(np.ones(2)), r"returned an array of shape \(2,\)"),
    (lambda: grad(lambda x: np.sum(x, initial=2.0))(np.ones(2)), r"np.sum\(..., initial=2\) is not supported"),
    (lambda: grad(lambda x: np.add(x, 1, out=np.ones(2)))(np.ones(2)), "Make a new array"),
    (lambda: grad(lambda x: np.add.reduce(x))(np.ones(2)), "cannot be traced"),
    (lambda: record(lambda x: x, x="3"), "x is '3'"),
    (lambda: record(lambda x: x, x=1j), "real number"),
    (lambda: grad(lambda x: x, argnums=1)(1.0), "argnums asks for argument 1"),
    (lambda: jvp(np.sin, (np.ones(2),), (1.0,)), "Give one number per entry"),
    (lambda: record(DRONEN, x1=1.0), "the program's inputs are x1, x2; given were x1"),
])
def test_errors_are_sentences(do, sentence):
    with pytest.raises(TypeError if "number per" not in sentence else ValueError, match=sentence):
        do()


def test_writing_into_a_traced_array_is_refused():
    def f(x):
        x[0] = 1.0
        return x
    with pytest.raises(TypeError, match="Make a new array"):
        vjp(f, np.ones(2))


@pytest.mark.parametrize(("program", "error", "sentence"), [
    ([("y", "sinn", "x")], ValueError, "there is no operation 'sinn'"),
    ([("y", "add", "x")], ValueError, "add takes 2 arguments, got 1"),
    ([("x", "sin", "x")], ValueError, "'x' is given twice"),
    ([("y", "sin", "x"), ("y", "cos", "x")], ValueError, "'y' is given twice"),
])
def test_wrong_programs_are_explained(program, error, sentence):
    with pytest.raises(error, match=sentence):
        record(program, x=1.0)


def test_an_undefined_name_is_named():
    with pytest.raises(NameError, match="'z', which is neither"):
        run([("y", "add", "x", "z")], {"x": 1.0})


def test_gradcheck_finds_the_worst_entry():
    f = lambda x: np.sum(x**3)  # noqa: E731
    x = np.array([1.0, 2.0, 3.0])
    assert gradcheck(f, x).ok
    bad = gradcheck(f, x, gradient=lambda x: (3 * x**2 + [0, 0, 1],))
    assert not bad.ok and bad.index == (2,) and "differs" in str(bad)
    assert not gradcheck(f, x, gradient=lambda x: (x * np.nan,)).ok


@pytest.mark.parametrize("x", [-0.7, 0.4, 1.3])
def test_barbers_first_example(x):
    """The five terms of Barber's (19): 2x, x⁷, x⁷, 4x⁷, 2x⁷; their sum is the derivative of x² + x⁸."""
    values = [path_value(path) for path in paths(barber_1(x), "x")]
    assert sorted(values) == pytest.approx(sorted([2 * x, x**7, x**7, 4 * x**7, 2 * x**7]))
    assert sum(values) == pytest.approx(grad(lambda x: x**2 + x * (g := x**2) * (x * g**2))(x))
    assert sum(values) == pytest.approx(2 * x + 8 * x**7)


def test_examples_have_the_sources_inputs():
    assert [input_names(program) for program in (DRONEN, BARBER_2, PINGALI)] == [
        ["x1", "x2"], ["x1", "x2"], ["W0", "P", "Q", "W1", "W2"]]


def test_an_input_may_be_called_like_a_step():
    """Each node has a name of its own, so that no adjoint stands in the place of another."""
    graph = record(lambda v1: np.sin(np.cos(v1)), v1=2.0)
    assert [node.name for node in graph.nodes] == ["v1", "v1_", "v2"]
    assert [node.name for node in record(lambda constant: 3.0, constant=1.0).nodes] == ["constant", "constant_"]
    assert adjoints(graph)["v1"] == path_sums(graph)["v1"] == grad(lambda v1: np.sin(np.cos(v1)))(2.0)
