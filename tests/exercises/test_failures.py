"""Second oracles for failures: the engine itself, which shows each failure."""
from course.autodiff import grad, relu


def test_two_kinks_make_a_line_of_slope_0():
    line = lambda x: x + relu(x) - relu(-x)  # noqa: E731
    assert [line(x) for x in (-2.0, 0.0, 3.0)] == [-4, 0, 6]
    assert (grad(line)(0.0), grad(line)(0.5)) == (1, 2)
