"""Second oracles for bptt: exact fractions, sympy, path sums and the engine, for what the checks find otherwise."""
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
import sympy
from mistakes.bptt import each_loss, step, sweep
from notebook_cells import freely

from course.autodiff import complex_step, count_paths, grad, jacobian, path_sums, record
from course.checking import LocalWork
from course.exercises.bptt import forward_in_time, nets, powers, recurrent_learning, running, slips, sweeping
from course.exercises.material import Smooth, drawn_activation, dtanh, tanh
from course.networks import rnn

ACTIVATIONS = [nets.LINEAR, Smooth(tanh, dtanh), *(drawn_activation(np.random.default_rng(i)) for i in range(6))]


@pytest.fixture
def net():
    return nets.random_net(np.random.default_rng(3), 5)


@pytest.mark.parametrize("act", ACTIVATIONS)
def test_activations_and_their_derivatives_belong_together(act):
    for z in (-1.3, 0.0, 0.7):
        assert float(act.df(z)) == pytest.approx(float(complex_step(act.f, z)), rel=1e-12)


@pytest.mark.parametrize("act", ACTIVATIONS)
def test_the_sweep_of_the_mistakes_is_right_when_nothing_is_wrong(net, act):
    for part, name in zip(slips.swept(net, act, 0.2), nets.PARTS, strict=True):
        np.testing.assert_allclose(part, nets.slope(net, name, act.f, scale=0.2), rtol=1e-10, atol=1e-12)


def test_the_sweep_is_that_of_the_library(net):
    theirs = rnn.bptt(*nets.as_task(net, "tanh"))
    for part, name in zip(slips.swept(net, Smooth(tanh, dtanh), 1.0), nets.PARTS, strict=True):
        np.testing.assert_allclose(part, getattr(theirs, name), rtol=1e-11)


def test_a_run_is_that_of_the_library(net):
    for ours, theirs in zip(nets.run(net, tanh), rnn.run_network(net.X, *net[2:], tanh), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-13)


def test_a_step_of_rtrl_is_that_of_the_library(net):
    act, params = Smooth(tanh, dtanh), nets.as_task(net, "tanh")
    h, S, total = net.h0, np.zeros((3, 3, 3)), 0.0
    for x, y, theirs in zip(net.X, net.Y, rnn.rtrl_steps(*params), strict=True):
        one = recurrent_learning.Step(h, S, x, y, *net[2:5])
        stepped = recurrent_learning._stepped(one, act)
        for ours, moved in zip(stepped, recurrent_learning._moved(one, tanh), strict=True):
            np.testing.assert_allclose(ours, moved, rtol=1e-11, atol=1e-13)
        h, S, gradient = stepped
        np.testing.assert_allclose(total := total + gradient, theirs.W_hh, rtol=1e-11)


def test_the_closed_form_in_fractions():
    b, c = ([Fraction(*pair) for pair in pairs] for pairs in (((1, 3), (-5, 2), (7, 4)), ((2, 7), (3, 5), (-9, 4))))
    a = a0 = Fraction(11, 6)
    for t in range(3):
        a = b[t] + c[t] * a
        terms = forward_in_time._shares(b[:t + 1], c[:t + 1], a0)
        assert sum(terms) == a and terms[-1] == b[t] and terms[0] == a0 * np.prod(c[:t + 1])


def test_the_closed_form_in_print_needs_a_zero_start():
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
            return total + nets.loss(net._replace(X=net.X[t:], Y=net.Y[t:], h0=h), nets.linear) if t < 5 else total
        want = complex_step(onward, hs[t])
        for terms in (powers._terms, powers._one_by_one):
            np.testing.assert_allclose(sum(terms(t, O_bar, net.W_hh, net.W_qh)), want, rtol=1e-10)


def test_the_unrolled_program():
    values = {name: 0.3 for name in running._inputs(3, False)}
    graph = record(rnn.unrolled(3), **values)
    assert graph.output.value == pytest.approx(running._states(3, values, False)[-1], rel=1e-14)
    copies = path_sums(graph)
    tied = path_sums(record(rnn.unrolled(3, tied=True), **{n: 0.3 for n in running._inputs(3, True)}))
    for name in "AB":
        assert sum(copies[f"{name}{t}"] for t in (1, 2, 3)) == pytest.approx(tied[name], rel=1e-14)


def test_paths_through_time():
    graph = record(rnn.unrolled(3, tied=True), **{name: 0.3 for name in running._inputs(3, True)})
    assert sum(count_paths(graph, "B", f"h{t}") for t in (1, 2, 3)) == 6


def test_partial_and_total_by_the_engine():
    held, total = forward_in_time._pair(0.5, [1.0, -1.0], 2.0, np.tanh)
    h1 = np.tanh(0.5 * 2 + 1)
    assert held == pytest.approx([grad(lambda w: np.tanh(w * 2 + 1))(0.5),
                                  grad(lambda w: np.tanh(w * h1 - 1))(0.5)])
    assert total[1] == pytest.approx(grad(lambda w: np.tanh(w * np.tanh(w * 2 + 1) - 1))(0.5))


def test_the_size_of_what_rtrl_carries():
    W = np.zeros((4, 4))
    assert jacobian(lambda W: np.tanh(W @ np.ones(4)))(W).size == 4**3


def test_lists_are_as_good_as_arrays_and_train_as_well():
    def sweep_in_lists(*args):
        return [part.tolist() for part in sweep(*args)]

    report = freely(sweeping.bptt).check(sweep_in_lists)
    assert report.status == "pass" and "20 steps" in repr(report.reward)


def test_what_is_carried_is_shown_beside_the_sweep():
    report = recurrent_learning.rtrl_step.check(step)
    rows = report.reward.rows
    assert report.status == "pass" and len(rows) == 5 and all(row[1] == row[2] for row in rows)


def test_a_program_may_be_a_tuple():
    report = freely(running.unrolled).check(lambda T, tied: tuple(rnn.unrolled(T, tied)))
    assert report.status == "pass" and report.reward


def test_a_report_says_which_gradients_agree():
    report = sweeping.bptt.run(LocalWork("bptt", lambda *args: (*sweep(*args)[:3], sweep(*args, first=True)[3])))
    assert "h0" in dict(report.outcomes[0].evidence)["yours"] and report.mistake == "adjoint of h_0 one link short"


def test_a_failing_network_is_made_smaller():
    work = LocalWork("bptt", partial(sweep, M=np.array))
    report = sweeping.bptt.run(work)
    assert report.outcomes[0].status == "pass" and report.mistake == "W_hh not transposed"
    assert work.case[0].shape == (1, 1) and work.case[3].shape == (2, 2)        # one step and input, two units


def test_right_but_not_in_one_sweep():
    report = sweeping.bptt.run(LocalWork("bptt", each_loss))
    assert [outcome.status for outcome in report.outcomes] == [*["pass"] * 4, "fail"]
    assert report.mistake == "a sweep for every loss"
