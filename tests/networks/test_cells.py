"""The cells and the sweeps through them, against the engine; what was promised of the task for long memory."""
import numpy as np
import pytest

from course.autodiff import grad, vjp
from course.networks import rnn

CELLS = {"plain": rnn.PLAIN, "gated": rnn.GATED}


def drawn(cell, rng, T=7):
    """Weights, inputs, states, and what random losses send to the states."""
    w = [array + 0.1 * rng.normal(size=array.shape) for array in cell.new(rng, 2, 3)]
    xs, hs = rng.normal(size=(T, 2)), [rng.normal(size=3)]
    for x in xs:
        hs.append(cell.step(w, x, hs[-1]))
    return w, xs, hs, rng.normal(size=(T, 3))


def same(found, wanted):
    return all(np.allclose(a, b, rtol=1e-12, atol=1e-12) for a, b in zip(found, wanted, strict=True))


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("stack", [(), (4,), (2, 4)], ids=["a vector", "rows", "networks"])
def test_the_way_back_through_a_step_is_its_vjp(cell, stack):
    rng = np.random.default_rng(0)
    w = [rng.normal(size=(*stack[:-1], *array.shape)) for array in cell.new(rng, 2, 3)]
    x, h, h_bar = rng.normal(size=(*stack, 2)), rng.normal(size=(*stack, 3)), rng.normal(size=(*stack, 3))
    by_w, by_h = vjp(lambda w, h: cell.step(w, x, h), w, h)[1](h_bar)
    mine, back = cell.pull(w, x, h, h_bar)
    assert same([*mine, back], [*by_w, by_h])


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_the_whole_sweep_is_the_gradient(cell):
    w, xs, hs, bars = drawn(cell, np.random.default_rng(1))

    def loss(w):
        h, total = hs[0], 0.0
        for x, bar in zip(xs, bars, strict=True):
            h = cell.step(w, x, h)
            total = total + np.sum(bar * h)
        return total

    assert same(rnn.swept_back(cell.pull, w, xs, hs, bars), grad(loss)(w))
    for reading in ("sliding", "chunked"):
        assert same(rnn.tbptt(cell.pull, w, xs, hs, bars, 7, reading), grad(loss)(w))


@pytest.mark.parametrize("tau", [1, 2, 3, 7, 9])
def test_cut_sweeps_are_those_of_the_recurrent_network(tau):
    rng = np.random.default_rng(tau)
    params = rnn.new_params(rng, d=2, h=3, q=2)._replace(b_h=rng.normal(size=3), h0=rng.normal(size=3))
    task = rnn.Task(rng.normal(size=(7, 2)), rng.normal(size=(7, 2)))
    hs, os = rnn.forward(params, task)
    w, bars = [params.W_hx, params.W_hh, params.b_h], 2 * (os - task.ys) @ params.W_qh
    for reading, way in (("sliding", rnn.sliding), ("chunked", rnn.chunked)):
        found, wanted = rnn.tbptt(rnn.PLAIN.pull, w, task.xs, hs, bars, tau, reading), way(params, task, tau)
        assert same(found, [wanted.W_hx, wanted.W_hh, wanted.b_h])


def test_a_plain_cell_is_the_step_of_the_recurrent_network():
    rng = np.random.default_rng(2)
    params = rnn.new_params(rng, d=2, h=3, q=1)._replace(b_h=rng.normal(size=3))
    x, h = rng.normal(size=(5, 2)), rng.normal(size=(5, 3))
    assert same([rnn.PLAIN.step([params.W_hx, params.W_hh, params.b_h], x, h)], [rnn.step(params, x, h, "tanh")])


def test_networks_side_by_side_are_trained_like_each_alone(monkeypatch):
    monkeypatch.setattr("course.networks.rnn.remembering.ROUNDS", 20)
    together = rnn.remembered(rnn.GATED, 4, rnn.swept_back, rnn.clip_norm, range(3))
    alone = [rnn.remembered(rnn.GATED, 4, rnn.swept_back, rnn.clip_norm, [seed])[0] for seed in range(3)]
    assert together.tolist() == alone


@pytest.mark.slow
@pytest.mark.long
def test_what_is_remembered_after_fifty_steps_takes_a_gate_and_a_whole_sweep():
    """Of 64 networks: nearly all with both, few with either alone."""
    def solved(cell, tau):
        return sum(np.sum(rnn.remembered(cell, 50, lambda *run: rnn.tbptt(*run, tau, "chunked"), rnn.clip_norm,
                                         range(first, first + 16)) > 0.95) for first in range(0, 64, 16))

    assert solved(rnn.GATED, 50) > 50
    assert solved(rnn.GATED, 25) < 20 and solved(rnn.GATED, 10) < 25 and solved(rnn.PLAIN, 50) < 16


def test_clipping_shortens_and_keeps_the_direction():
    g = [np.array([3.0, 0.0]), np.array([[4.0]])]
    assert same(rnn.clip_norm(g, 1.0), [[0.6, 0.0], [[0.8]]]) and same(rnn.clip_norm(g, 6.0), g)
    assert same(rnn.clip_norm([np.zeros(2)], 1.0), [np.zeros(2)])
