"""Second oracles for bptt: exact fractions, sympy, path sums and the engine, for what the checks find otherwise."""
from fractions import Fraction

import numpy as np
import pytest
import sympy
from notebook_cells import freely

from course.autodiff import complex_step, count_paths, grad, jacobian, path_sums, record
from course.exercises.bptt import forward_in_time, nets, powers, recurrent_learning, running, sweeping
from course.networks import rnn


@pytest.fixture
def net():
    return nets.random_net(np.random.default_rng(3), 5)


def test_the_sweep_of_the_mistakes_is_right_when_nothing_is_wrong(net):
    for act in ("linear", "tanh"):
        for part, name in zip(sweeping._swept(*net, act, 0.2), ("W_hx", "W_hh", "W_qh", "h0"), strict=True):
            np.testing.assert_allclose(part, nets.slope(net, name, act, scale=0.2), rtol=1e-10, atol=1e-13)
            by_engine = grad(lambda value, name=name: nets.loss(net._replace(**{name: value}), "linear"))
            if act == "linear":
                np.testing.assert_allclose(5 * part, by_engine(getattr(net, name)), rtol=1e-10, atol=1e-12)


def test_rtrl_of_the_mistakes_is_right_when_nothing_is_wrong(net):
    for ours, theirs in zip(recurrent_learning._wrong_rtrl(*net), recurrent_learning._so_far(*net), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-11)
    np.testing.assert_allclose(theirs, nets.slope(net, "W_hh", "tanh"), rtol=1e-10)


def test_the_closed_form_in_fractions():
    b, c = ([Fraction(*pair) for pair in pairs] for pairs in (((1, 3), (-5, 2), (7, 4)), ((2, 7), (3, 5), (-9, 4))))
    a = a0 = Fraction(11, 6)
    for t in range(3):
        a = b[t] + c[t] * a
        floats = [[float(x) for x in row] for row in (b, c)]
        assert forward_in_time._closed(*floats, float(a0))[t] == pytest.approx(float(a), rel=1e-14)
        assert forward_in_time._recursive(*floats, float(a0))[t] == pytest.approx(float(a), rel=1e-14)


def test_lipperts_closed_form_needs_a_zero_start():
    b, c, a0 = sympy.symbols("b1:4"), sympy.symbols("c1:4"), sympy.Symbol("a0")
    a = a0
    for t in range(3):
        a = b[t] + c[t] * a
    printed = b[2] + sum(sympy.prod(c[i + 1:]) * b[i] for i in range(2))
    assert sympy.expand(a - printed) == a0 * sympy.prod(c)


def test_powers_by_the_jacobian(net):
    """∂L/∂h_t with h_t as an input of its own: the linear network started there."""
    params, task = nets.as_task(net, "linear")
    hs, outputs = rnn.forward(params, task)
    O_bar = 2 * (outputs - net.Y)
    for t in (1, 3, 5):
        def onward(h, t=t):
            total = np.sum((net.W_qh @ h - net.Y[t - 1]) ** 2)
            return total + nets.loss(net._replace(X=net.X[t:], Y=net.Y[t:], h0=h), "linear")
        want = complex_step(onward, hs[t])
        np.testing.assert_allclose(powers._powers(t, O_bar, net.W_hh, net.W_qh), want, rtol=1e-10)
        np.testing.assert_allclose(powers._by_recursion(t, O_bar, net.W_hh, net.W_qh), want, rtol=1e-10)


def test_the_unrolled_program():
    values = {name: 0.3 for name in running._inputs(3, False)}
    graph = record(rnn.unrolled(3), **values)
    assert graph.output.value == pytest.approx(running._state(3, values, False), rel=1e-14)
    copies = path_sums(graph)
    tied = path_sums(record(rnn.unrolled(3, tied=True), **{n: 0.3 for n in running._inputs(3, True)}))
    for name in "AB":
        assert sum(copies[f"{name}{t}"] for t in (1, 2, 3)) == pytest.approx(tied[name], rel=1e-14)


def test_paths_through_time():
    graph = record(rnn.unrolled(3, tied=True), **{name: 0.3 for name in running._inputs(3, True)})
    assert sum(count_paths(graph, "B", f"h{t}") for t in (1, 2, 3)) == 6


def test_partial_and_total_by_the_engine():
    partial, total = forward_in_time._pair(0.5, [1.0, -1.0], 2.0)
    h1 = np.tanh(0.5 * 2 + 1)
    assert partial == pytest.approx([grad(lambda w: np.tanh(w * 2 + 1))(0.5), grad(lambda w: np.tanh(w * h1 - 1))(0.5)])
    assert total[1] == pytest.approx(grad(lambda w: np.tanh(w * np.tanh(w * 2 + 1) - 1))(0.5))


def test_the_size_of_what_rtrl_carries():
    W = np.zeros((4, 4))
    assert jacobian(lambda W: np.tanh(W @ np.ones(4)))(W).size == 4**3


def test_lists_are_as_good_as_arrays_and_train_as_well():
    def sweep(*args):
        return [part.tolist() for part in sweeping._swept(*args)]

    report = freely(sweeping.bptt).check(sweep)
    assert report.status == "pass" and "20 steps" in repr(report.reward)


def test_a_program_may_be_a_tuple():
    report = freely(running.unrolled).check(lambda T, tied: tuple(rnn.unrolled(T, tied)))
    assert report.status == "pass" and report.reward
