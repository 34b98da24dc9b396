"""How names, formulas and numbers are written."""
import numpy as np
import pytest

from course.autodiff import TABLE, record
from course.pictures.notation import barred, dotted, factor, fitted, formula, number, spell


@pytest.mark.parametrize("name, dot, bar", [
    ("x", "ẋ", "x̄"), ("v1", "v̇1", "v̄1"), ("x_2", "ẋ_2", "x̄_2"), ("θ1", "θ̇1", "θ̄1"), ("W0", "Ẇ0", "W̄0"),
    ("loss", "tangent of loss", "adjoint of loss"), ("", "tangent of ", "adjoint of ")])
def test_marks(name, dot, bar):
    assert (dotted(name), barred(name)) == (dot, bar)


def test_formulas_read_as_in_a_textbook():
    def f(x, W):
        h = np.tanh(W @ x)
        return (h[0] ** 2 * -2.5 - np.sqrt(abs(h[1:].sum()))) / W.T[0, 1] ** -1 + -h[0]

    written = [formula(node) for node in record(f, x=np.ones(2), W=np.ones((3, 2))).nodes]
    assert written == ["", "", "W @ x", "tanh(v1)", "v2[0]", "v3²", "v4 × (−2.5)", "v2[1:]", "Σ(v6)", "abs(v7)", "√v8",
                       "v5 − v9", "Wᵀ", "v11[0, 1]", "v12⁻¹", "v10 ÷ v13", "v2[0]", "−v15", "v14 + v16"]


def test_every_primitive_can_be_spelled():
    for primitive in TABLE.values():
        args = ["a", "b"][:len(primitive.jvps)]
        assert all(arg in spell(primitive, args) for arg in args)


def test_numbers_are_short_and_have_a_real_minus():
    assert [number(-0.28366218), number(1e-9), number(2.0), factor(-1.0)] == ["−0.2837", "1e−09", "2", "(−1)"]
    assert number(np.array([1.0, -2.0])) == "[1, −2]"
    assert number(np.zeros((9, 9))) == "an array of shape (9, 9)"


@pytest.mark.parametrize("value", [-1.2345e-7, 1 / 3, 123456.789, np.arange(50.0), "a long name of somebody's"])
def test_fitted_keeps_to_its_room(value):
    assert all(len(fitted(value, room)) <= max(room, 5 if np.ndim(value) else 1) for room in range(1, 30))


def test_axis_0_is_a_setting_like_any_other():
    graph = record(lambda A: np.sum(A, axis=0), A=np.ones((2, 3)))
    assert "axis" in formula(graph.nodes[1]) and "keepdims" not in formula(graph.nodes[1])
