"""Second oracles for approximate: sympy for formulas, fitted orders for differences, labels for what is safe."""
import numpy as np
import pytest
import sympy

from course.autodiff import (
    central_difference,
    complex_step,
    derivative_formula,
    forward_difference,
    grad,
    relu,
    shared_size,
    written_size,
)
from course.checking import LocalWork
from course.exercises.approximate import checker, complex_numbers, differences, symbolic


def sympified(e):
    x = sympy.Symbol("x")
    if not isinstance(e, tuple):
        return x if e == "x" else sympy.Rational(e).limit_denominator(10)
    ops = {"add": sympy.Add, "mul": sympy.Mul, "sin": sympy.sin, "cos": sympy.cos, "exp": sympy.exp}
    return ops[e[0]](*map(sympified, e[1:]))


@pytest.mark.parametrize("seed", range(8))
def test_derivative_formulas_by_sympy(seed):
    expression = symbolic.random_expression(np.random.default_rng(seed), 4)
    ours = sympified(derivative_formula(expression))
    assert sympy.simplify(ours - sympy.diff(sympified(expression), sympy.Symbol("x"))) == 0


def logistic(rounds):
    e = "x"
    for _ in range(rounds):
        e = ("mul", 4.0, ("mul", e, ("add", 1.0, ("mul", -1.0, e))))
    return e


def test_the_logistic_map_swells():
    """T(t) = 2 T(t - 1) + 7 for the formula; the shared size grows by 4 a round after the numbers are there."""
    sizes = [written_size(logistic(t)) for t in range(6)]
    assert all(b == 2 * a + 7 for a, b in zip(sizes, sizes[1:], strict=False))
    assert written_size(logistic(10)) == 8185 == 8 * 2**10 - 7
    assert [shared_size(logistic(t)) for t in range(1, 5)] == [8, 12, 16, 20]
    derivatives = [derivative_formula(logistic(t)) for t in range(1, 30)]
    written, shared = [written_size(d) for d in derivatives], [shared_size(d) for d in derivatives]
    assert all(b > 2 * a for a, b in zip(written, written[1:], strict=False))
    assert len({b - a for a, b in zip(shared[2:], shared[3:], strict=False)}) == 1      # linear
    for t in (1, 2, 3, 4):
        d = derivative_formula(logistic(t))
        assert symbolic._swell(d) == (written_size(d), shared_size(d))
        x = sympy.Symbol("x")
        assert sympy.expand(sympified(d) - sympy.diff(sympified(logistic(t)), x)) == 0


def test_an_unknown_operation_is_named():
    with pytest.raises(ValueError, match="no rule for 'tan'"):
        derivative_formula(("tan", "x"))


@pytest.mark.parametrize(("scheme", "order"), [(forward_difference, 1), (central_difference, 2)])
def test_orders(scheme, order):
    h = np.array([1e-1, 1e-2, 1e-3])
    errors = [abs(scheme(np.sin, 1.0, step) - np.cos(1.0)) for step in h]
    assert np.polyfit(np.log(h), np.log(errors), 1)[0] == pytest.approx(order, abs=0.05)


def test_the_rules_of_thumb_are_near_the_measured_best():
    steps = 10.0 ** np.arange(-15, 0, 0.25)
    for scheme, good in ((forward_difference, 1e-8), (central_difference, 5e-6)):
        error = {h: np.median([abs(scheme(np.exp, x, h) / np.exp(x) - 1) for x in np.linspace(0.5, 1, 50)])
                 for h in [*steps, good]}
        assert error[good] < 10 * min(error.values())


@pytest.mark.parametrize("f", complex_numbers.SAFE + complex_numbers.UNSAFE)
def test_labels_of_the_complex_step(f):
    x = 0.9
    sideways = np.imag(f(x + 1e-30j)) / 1e-30
    wrong = abs(sideways - central_difference(f, x)) > 1e-6
    assert wrong == (f in complex_numbers.UNSAFE)


def test_twelve_planted_bugs_and_good_gradients():
    assert len(checker.BUGS) == 12
    x = np.array([0.7, 1.1, 0.9])
    for f, g in checker.GOOD:
        assert checker.relative_errors(f, g, x).max() < 1e-6
        assert np.allclose(g(x), [central_difference(f, x)[i] for i in range(3)], atol=1e-8)
    assert grad(lambda x: x[0] * x[1])(x).tolist() == [1.1, 0.7, 0.0]


@pytest.mark.parametrize(("scheme", "step", "digits"), [(forward_difference, 1e-8, 8), (central_difference, 5e-6, 11)])
def test_how_many_digits_the_best_steps_give(scheme, step, digits):
    pairs = [(np.exp, np.exp), (np.sin, np.cos), (np.tanh, lambda x: 1 - np.tanh(x) ** 2)]
    errors = [abs(scheme(f, x, step) / df(x) - 1) for f, df in pairs for x in np.linspace(0.4, 1.2, 100)]
    assert round(-np.log10(np.median(errors))) == digits


@pytest.mark.parametrize("exercise", [differences.forward_diff, differences.central_diff])
def test_few_evaluations_are_worth_nothing_with_a_wrong_result(exercise):
    assert exercise.run(LocalWork(exercise.name, lambda f, x, h: [])).points == 0


@pytest.mark.parametrize(("x", "slope"), [(0.0, 0.5), (0.005, 0.75), (-0.005, 0.25), (0.02, 1.0)])
def test_what_a_central_difference_gives_at_a_kink_and_near_one(x, slope):
    assert central_difference(relu, x, h=0.01) == pytest.approx(slope, abs=1e-12)


def test_the_complex_step_is_exact_where_its_plot_is_drawn_at_the_bottom():
    assert {abs(complex_step(np.sin, 1.0, h) - np.cos(1.0)) for h in 10.0 ** np.arange(-16, -8, 0.25)} == {0.0}


def test_to_be_analytic_is_not_enough_for_the_complex_step():
    """The function must be real on the real line, too."""
    assert complex_step(lambda x: (1 + 2j) * x * x, 1.0) > 1e30


@pytest.mark.parametrize(("factor", "ok"), [
    (1.0001, True), (1.00019, True), (1.0003, False), (1.001, False), (-1, False)])
def test_which_factors_get_past_the_gradient_checker(factor, ok):
    x = np.array([0.7, 1.1, 0.9])
    claimed = checker._planted(checker.of_energy, 1, factor)
    assert bool(checker.relative_errors(checker.energy, claimed, x).max() < 1e-4) == ok


@pytest.mark.parametrize("seed", range(20))
def test_every_case_of_the_gradient_checker_is_what_it_says(seed):
    rng = np.random.default_rng(seed)
    for case in (*checker.RIGHT, *checker.BUGS, *checker.SLIGHT, *checker.MISSING, *checker.TWO_BUGS):
        errors = checker.relative_errors(case.f, case.g, checker._point(rng))
        assert errors.max() < 1e-4 if case.place is None else errors.max() > 1e-4 and errors.argmax() == case.place
    for place in range(3):
        assert checker.relative_errors(*checker.flat_at(place), checker._point(rng))[place] == 0
