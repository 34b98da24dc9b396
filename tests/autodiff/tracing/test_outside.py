"""What comes into a run and leaves it: other people's arrays may change at any time, and not everything is a number."""
import copy
import pickle
import warnings
from collections import OrderedDict, defaultdict, namedtuple

import numpy as np
import pytest

from course.autodiff import (
    adjoints,
    checkpoint,
    compiled,
    custom,
    elementwise_grad,
    grad,
    hessian,
    jacobian,
    jvp,
    record,
    source,
    tangents,
    vjp,
)

x = np.array([1.0, 2.0, 3.0])
with warnings.catch_warnings():
    warnings.simplefilter("ignore")         # it is deprecated, and still given to us
    MATRIX = np.matrix([[1.0]])


# --- arrays that are changed in place ---------------------------------------------------------------------------------


def weights_refilled(x):
    weights, total = np.zeros(3), 0.0
    for i in range(4):
        weights[:] = i, 2 * i, 3 * i
        total = total + np.sum(weights * x * x)
    return total


def part_of_a_buffer(x):
    buffer, total = np.zeros(6), 0.0
    first, second = buffer[:3], buffer[3:]
    for i in range(4):
        first[:] = i, 2 * i, 3 * i
        second[:] = buffer[:3]
        total = total + np.sum(buffer[3:] * x * x)
    return total


def matrix_refilled(x):
    W, total = np.zeros((1, 3)), 0.0
    for i in range(4):
        W[:] = i, 2 * i, 3 * i
        total = total + np.sum(W @ (x * x))
    return total


def index_moved(x):
    index, total = np.zeros(1, int), 0.0
    for i in range(3):
        index[0] = i
        total = total + 6.0 * (i + 1) * np.sum(x[index] ** 2)
    return total


def index_in_a_list(x):
    index, total = [0], 0.0
    for i in range(3):
        index[0] = i
        total = total + 6.0 * (i + 1) * np.sum(x[index] ** 2)
    return total


def mask_refilled(x):
    mask, total = np.zeros(3, bool), 0.0
    for i in range(3):
        mask[:] = np.arange(3) == i
        total = total + 6.0 * (i + 1) * (np.sum(np.where(mask, x * x, 0.0)) + np.sum(x[mask] ** 2)) / 2
    return total


def pad_width_moved(x):
    width, total = [[0, 0]], 0.0
    for i in range(3):
        width[0][:] = i, 2 - i
        total = total + 6.0 * (3 - i) * np.pad(x * x, width)[2]
    return total


def axes_turned(x):
    axes, weights, total = [0, 1], np.outer([1, 0, 0], [3, 6, 9]), 0.0
    for _ in range(2):
        axes.reverse()
        total = total + np.sum(np.transpose(np.outer(x * x, [1, 0, 0]), axes) * weights)
        weights = weights.T
    return total


@pytest.mark.parametrize("f", [weights_refilled, part_of_a_buffer, matrix_refilled, index_moved, index_in_a_list,
                               mask_refilled, pad_width_moved, axes_turned])
def test_a_buffer_counts_as_it_was_when_it_was_used(f):
    """Each of these is 6 x0² + 12 x1² + 18 x2²."""
    slopes = 2 * x * [6, 12, 18]
    for derivative in (grad(f), compiled(grad(f), 0.5 * x), jacobian(f, mode="reverse"), jacobian(f, mode="forward"),
                       lambda x: vjp(f, x)[1](1.0)[0], lambda x: adjoints(record(f, x=x))["x"]):
        np.testing.assert_allclose(derivative(x), slopes)
    assert f(x) == compiled(f, 0.5 * x)(x) == 216
    np.testing.assert_allclose(hessian(f)(x), np.diag([12, 24, 36]))
    assert jvp(f, (x,), (x,))[1] == tangents(record(f, x=x), {"x": x})[record(f, x=x).output.name] == slopes @ x


def test_what_is_given_to_vjp_and_what_it_gives_may_be_changed():
    start = x.copy()
    y, pull = vjp(lambda x: (x * x, np.exp(x)), start)
    start[:], y[0][:], y[1][:] = 7, 7, 7
    np.testing.assert_allclose(pull((np.ones(3), 0 * x))[0], 2 * x)
    np.testing.assert_allclose(pull((0 * x, np.ones(3)))[0], np.exp(x))
    f = lambda z: (z * z, start.fill(9.0))[0].sum()  # noqa: E731
    np.testing.assert_array_equal(grad(f)(start), 2 * 7 * np.ones(3))


@pytest.mark.parametrize("derivative", [
    grad, lambda f: jacobian(f, mode="forward"), lambda f: lambda z: np.diag(hessian(f)(z)) * x / 2,
    lambda f: lambda z: jvp(f, (z,), (x,))[1] / np.sum(x**3) * x**2])
def test_an_argument_that_f_writes_into_counts_as_it_came(derivative):
    start = x.copy()

    def cubes(z):
        y = z * z
        start[:] = 9
        return np.sum(y * z)
    np.testing.assert_allclose(derivative(cubes)(start), 3 * x**2)


def test_a_recorded_run_and_a_traced_program_keep_what_they_saw():
    outside = np.ones(3)
    graph, program = record(lambda x: np.sum(outside * x), x=x), compiled(lambda x: (x + outside, outside), x)
    outside[:] = 5
    assert adjoints(graph)["x"].tolist() == [1, 1, 1]
    assert [part.tolist() for part in program(x)] == [[2, 3, 4], [1, 1, 1]]


def test_a_read_only_array_is_not_copied():
    """Large data need not be held twice."""
    data = np.ones((2000, 3))
    data.flags.writeable = False
    graph = record(lambda x: data @ x + data[5:].sum(), x=x)
    assert graph["v1"].args[0] is data
    assert record(lambda x: data.copy() @ x, x=x)["v1"].args[0] is not data


def test_a_copy_of_a_traced_value_keeps_its_derivative():
    assert grad(lambda x: copy.deepcopy(x) * x + copy.copy(x) + np.copy(x))(3.0) == 8.0
    assert jvp(lambda x: copy.deepcopy([x])[0] * x, (3.0,), (1.0,))[1] == 6.0
    with pytest.raises(TypeError, match="Pickling of the traced value 3 would lose its derivative"):
        grad(lambda x: pickle.loads(pickle.dumps(x)))(3.0)


# --- trees ------------------------------------------------------------------------------------------------------------


def test_dicts_are_matched_by_key():
    f = lambda p: p["a"] * 10 + p["b"]  # noqa: E731
    assert jvp(f, ({"b": 2.0, "a": 1.0},), ({"a": 1.0, "b": 0.0},))[1] == 10.0
    assert vjp(lambda x: {"u": x, "v": 3 * x}, 2.0)[1]({"v": 1.0, "u": 10.0}) == (13.0,)
    assert vjp(f, {"b": 2.0, "a": 1.0})[1](1.0)[0] == {"a": 10.0, "b": 1.0}


def test_dicts_of_other_kinds_stay_what_they_are():
    given = defaultdict(lambda: 5.0, x=2.0)
    bars = grad(lambda p: p["x"] * p["missing"])(given)
    assert type(bars) is defaultdict and bars == {"x": 5.0} == compiled(grad(lambda p: p["x"] * p["missing"]))(given)
    last = lambda p: (p.move_to_end("a"), 10 * next(reversed(p.values())) + p["b"])[1]  # noqa: E731
    assert list(grad(last)(OrderedDict(a=2.0, b=3.0)).items()) == [("a", 10.0), ("b", 1.0)]


def test_a_dict_may_change_after_the_run():
    P = {"a": 1.0, "b": 2.0}
    pull = vjp(lambda p: 10 * p["a"] + p["b"], P)[1]
    P["a"] = P.pop("a")                     # the same keys in another order
    assert pull(1.0)[0] == {"a": 10.0, "b": 1.0}


Pair = namedtuple("Pair", "a b")


def test_a_named_tuple_is_a_tuple():
    assert vjp(lambda x: Pair(x, 2 * x), 1.0)[1]((1.0, 2.0)) == (5.0,)
    assert jvp(lambda p: p.a * p.b, (Pair(2.0, 3.0),), (Pair(1.0, 0.0),))[1] == 3.0


@pytest.mark.parametrize(("primals", "tangents"), [
    ([[1.0], 2.0], [1.0, [2.0]]), ([{"a": 1.0}], [{"b": 1.0}]), ([(1.0, 2.0)], [[1.0, 2.0]]), ([x], [[1.0, 0.0, 0.0]]),
    ([1.0], [(1.0,)]), ([{"a": 1.0}], [1.0]), ([(1.0, 2.0)], [(1.0,)]), ([()], [1.0])])
def test_another_structure_is_refused(primals, tangents):
    with pytest.raises(ValueError, match=r"structure of the tangents is .*, that of the primals .*They must agree"):
        jvp(lambda *xs: 1.0, tuple(primals), tuple(tangents))
    with pytest.raises(ValueError, match=r"structure of the adjoint is .*, that of the result .*They must agree"):
        vjp(lambda z: primals, 2.0)[1](tangents)


# --- what is no real number -------------------------------------------------------------------------------------------

OPERATORS = {
    "grad": grad, "jacobian": jacobian, "forward jacobian": lambda f: jacobian(f, mode="forward"), "hessian": hessian,
    "vjp": lambda f: lambda z: vjp(f, z), "jvp": lambda f: lambda z: jvp(f, (z,), (1.0,)),
    "record": lambda f: lambda z: record(f, x=z), "source": lambda f: lambda z: source(f, z),
    "compiled": lambda f: compiled(grad(f)), "checkpoint": lambda f: grad(checkpoint(f)),
    "entry by entry": elementwise_grad}


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize(("f", "sentence"), [
    (lambda x: None, "returned None. Is a return missing?"), (lambda x: (x, None), "returned None"),
    (lambda x: x > 2, "returned False. A truth value jumps"), (lambda x: x > np.array([0.0, 2.0]), "A truth value"),
    (lambda x: "text", "is 'text'"), (lambda x: 1j, "Complex numbers cannot"), (lambda x: {1}, r"\(set\)")])
def test_results_must_be_real(name, f, sentence):
    with pytest.raises(TypeError, match=sentence):
        OPERATORS[name](f)(1.0)


@pytest.mark.parametrize("name", sorted(OPERATORS.keys() - {"checkpoint"}))     # it runs f on plain numbers first
@pytest.mark.parametrize(("f", "sentence"), [
    (lambda x: 1j * x, "Complex numbers cannot"), (lambda x: np.abs(np.array([1j]) * x), "Complex numbers cannot"),
    (lambda x: x * "a", "computes with is 'a'"), (lambda x: np.add(x, None), "is None"),
    (lambda x: x * np.ma.array([1.0, 2.0], mask=[0, 1]), "is a MaskedArray"),
    (lambda x: x * MATRIX, "is a matrix, which computes by rules of its own"),
    (lambda x: x * np.array([1, "a"], object), "An array of objects"),
    (lambda x: np.dot(x, [1.0, x]), "Join them with np.stack"),
])
def test_constants_must_be_real(name, f, sentence):
    with pytest.raises(TypeError, match=sentence):
        OPERATORS[name](f)(1.0)


@pytest.mark.parametrize(("value", "sentence"), [
    (1j, "Complex numbers"), (None, "is None"), ("2", "is '2'"), (np.ma.array([1.0], mask=[1]), "MaskedArray"),
    (MATRIX, "a matrix"), (np.array(["a"]), "Give a real number"), (np.array([1, None]), "array of objects")])
def test_arguments_must_be_real(value, sentence):
    for call in (grad(lambda x: 1.0), compiled(lambda x: 1.0), lambda x: record(lambda z: z, z=x)):
        with pytest.raises(TypeError, match=sentence):
            call(value)


def test_lists_are_arrays():
    expected = [3.0, 2.0, 1.0]
    for f in (lambda x: np.dot([3, 2, 1], x), lambda x: x @ [3, 2, 1], lambda x: np.einsum("i,i", [3.0, 2, 1], x),
              lambda x: np.tensordot([3.0, 2, 1], x, 1), lambda x: np.sum(x * [3, 2, 1]),
              lambda x: np.convolve([1.0, 2, 3], x, "valid")[0]):
        assert grad(f)(x).tolist() == expected and jvp(f, (x,), (x,))[1] == 10.0
        assert compiled(grad(f), x)(x).tolist() == expected


@pytest.mark.parametrize(("rule", "sentence"), [
    (lambda g, y, x: None, "vjp of square for argument 0 returned None"),
    (lambda g, y, x: np.ones(2), r"returned shape \(2,\). It must be \(3,\), the shape of this argument"),
    (lambda g, y, x: g[0], r"returned shape \(\)"), (lambda g, y, x: "g", "is 'g'")])
def test_rules_of_ones_own_are_checked(rule, sentence):
    def square(x):
        return x * x
    with pytest.raises(TypeError, match=sentence):
        grad(lambda x: np.sum(custom(square, vjp=rule)(x)))(x)
    with pytest.raises(TypeError, match=sentence.replace("vjp", "jvp").replace("this argument", "the result")):
        jvp(custom(square, jvp=rule), (x,), (x,))


@pytest.mark.parametrize("argnums", [(0, 0), (1, -1)])
def test_an_argument_is_named_once(argnums):
    with pytest.raises(ValueError, match="names one argument twice"):
        grad(lambda a, b: a * b, argnums)(1.0, 2.0)
