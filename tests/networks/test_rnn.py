"""Every gradient of the recurrent network against every other, and against complex steps and PyTorch."""
import itertools
import tracemalloc

import numpy as np
import pytest

from course.autodiff import complex_step
from course.networks import rnn
from course.networks.rnn import Params, Task

KINDS = list(itertools.product(("linear", "tanh"), ("squared", "softmax"), ((), (3,)), (1, 1 / 7)))


def example(act="tanh", loss="squared", batch=(), scale=1.0, T=7, d=2, h=4, q=3, seed=0):
    rng = np.random.default_rng(seed)
    params = rnn.new_params(rng, d, h, q, batch, radius=0.9)
    params = params._replace(b_h=rng.normal(size=h), b_q=rng.normal(size=q), h0=rng.normal(size=(*batch, h)))
    ys = np.eye(q)[rng.integers(q, size=(T, *batch))] if loss == "softmax" else rng.normal(size=(T, *batch, q))
    return params, Task(rng.normal(size=(T, *batch, d)), ys, act, loss, scale)


def assert_same(a, b, rtol=1e-12):
    assert isinstance(a, Params) and isinstance(b, Params)
    for name, x, y in zip(Params._fields, a, b, strict=True):
        assert np.shape(x) == np.shape(y), name
        np.testing.assert_allclose(x, y, rtol=0, atol=rtol * max(1, np.max(np.abs(y))), err_msg=name)


@pytest.mark.parametrize(("act", "loss", "batch", "scale"), KINDS)
def test_all_exact_ways_agree(act, loss, batch, scale):
    params, task = example(act, loss, batch, scale)
    want = rnn.bptt(params, task)
    for name, way in rnn.EXACT.items():
        if act == "linear" or name != "matrix powers":
            assert_same(way(params, task), want)


@pytest.mark.parametrize(("act", "loss", "batch", "scale"), KINDS)
def test_the_complex_step_of_the_loss(act, loss, batch, scale):
    params, task = example(act, loss, batch, scale)
    for place, gradient in enumerate(rnn.bptt(params, task)):
        def at(value, place=place):
            parts = [*params]
            parts[place] = value
            return rnn.loss(Params(*parts), task)
        np.testing.assert_allclose(gradient, complex_step(at, params[place]), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("batch", [(), (2,)])
def test_rtrl_is_bptt_at_every_step(batch):
    params, task = example(batch=batch, scale=1 / 7)
    for t, so_far in enumerate(rnn.rtrl_steps(params, task), 1):
        assert_same(so_far, rnn.bptt(params, task.part(0, t)))


@pytest.mark.parametrize("every", [1, 2, 3, 6, 7, 20])
def test_checkpoints_at_any_distance(every):
    params, task = example()
    assert_same(rnn.checkpointed(params, task, every), rnn.bptt(params, task))


def test_the_copies_are_one_for_each_step():
    params, task = example(T=4)
    copies = rnn.copies(params, task)
    assert len(copies) == 4 and not np.any(copies[2].h0)
    last = copies[-1].W_hh
    hs, os = rnn.forward(params, task)
    z_bar = (1 - hs[-1] ** 2) * (2 * (os[-1] - task.ys[-1]) @ params.W_qh)
    np.testing.assert_allclose(last, np.outer(z_bar, hs[-2]), rtol=1e-12)


@pytest.mark.parametrize("tau", [7, 8, 100])
@pytest.mark.parametrize("batch", [(), (2,)])
def test_windows_as_long_as_the_sequence_are_exact(tau, batch):
    params, task = example(batch=batch)
    assert_same(rnn.sliding(params, task, tau), rnn.bptt(params, task))
    assert_same(rnn.chunked(params, task, tau), rnn.bptt(params, task))


def shares(params, task):
    """share[t][i]: what the loss of step t + 1 alone sends to the copy of step i + 1."""
    zero = task._replace(scale=0.0)

    def only(t):
        ys = rnn.forward(params, task)[1].copy()        # no residual, and so no gradient, but at t
        ys[t] = task.ys[t]
        return rnn.copies(params, task._replace(ys=ys))
    assert not any(np.any(part) for part in rnn.bptt(params, zero))
    return [only(t) for t in range(len(task.xs))]


@pytest.mark.parametrize("tau", [1, 2, 3, 5])
@pytest.mark.parametrize("act", ["tanh", "linear"])
def test_windows_by_masking_the_shares(tau, act):
    """Sliding keeps the shares with t - i < tau; chunked those where t and i are in the same window."""
    params, task = example(act, T=6)
    share, steps = shares(params, task), range(6)
    for window, keeps in ((rnn.sliding, lambda t, i: t - i < tau), (rnn.chunked, lambda t, i: t // tau == i // tau)):
        got = window(params, task, tau)
        for place, name in enumerate(Params._fields):
            want = sum(share[t][i][place] for t in steps for i in steps if i <= t and keeps(t, i))
            np.testing.assert_allclose(got[place], want, rtol=1e-11, atol=1e-12, err_msg=name)


def test_segments_are_links_of_zero():
    params, task = example(T=9, batch=(2,))
    rng = np.random.default_rng(1)
    for _ in range(20):
        links = rnn.coins(9, 0.6, rng)
        assert_same(rnn.segmented(params, task, links), rnn.bptt(params, task, links))


@pytest.mark.parametrize("alpha", [0.3, 0.8, 1.0])
def test_random_windows_have_no_bias(alpha):
    params, task = example(T=6)
    mean, variance = rnn.moments(params, task, alpha)
    assert_same(mean, rnn.bptt(params, task))
    spread = max(np.max(part) for part in variance)
    assert spread < 1e-20 if alpha == 1 else spread > 1e-3


def test_the_variance_of_random_windows():
    """Var = E[g²] - E[g]², over the sequences that coins can give, each drawn by hand."""
    params, task = example(T=4)
    alpha, first, second = 0.4, 0.0, 0.0
    for kept in itertools.product((True, False), repeat=4):
        chance = np.prod([alpha if k else 1 - alpha for k in kept])
        g = rnn.bptt(params, task, [k / alpha for k in kept]).W_hh
        first, second = first + chance * g, second + chance * g**2
    np.testing.assert_allclose(rnn.moments(params, task, alpha)[1].W_hh, second - first**2, rtol=1e-10, atol=1e-12)


def test_coins():
    xi = rnn.coins(100_000, 0.25, np.random.default_rng(0))
    assert set(xi) == {0.0, 4.0}
    assert np.mean(xi) == pytest.approx(1, abs=0.02) and np.var(xi) == pytest.approx(3, rel=0.03)


def test_randomised_draws_its_coins():
    params, task = example()
    links = rnn.coins(7, 0.5, np.random.default_rng(5))
    assert_same(rnn.randomised(params, task, 0.5, np.random.default_rng(5)), rnn.bptt(params, task, links))


def peak(f, *args):
    f(*args)
    tracemalloc.start()
    f(*args)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_memory_against_T():
    """BPTT keeps all states, checkpoints about 2√T of them, RTRL and windows as many at any T."""
    def growth(way):
        short, long = (example(T=T, h=24, batch=(8,)) for T in (64, 256))
        return peak(way, *long) / peak(way, *short)
    assert growth(rnn.bptt) > 3.5
    assert growth(rnn.checkpointed) < 2.5
    assert growth(rnn.rtrl) < 1.1
    assert growth(lambda params, task: rnn.chunked(params, task, 8)) < 1.2


def test_the_way_back_is_a_product_of_matrices():
    """∂l_t/∂h_{t-k} = W D_{t-k+1} … W D_t ∂l_t/∂h_t with W = W_hhᵀ and D_i = diag f'(z_i)."""
    params, task = example()
    hs, bars = rnn.forward(params, task)[0], rnn.looking_back(params, task, 7)
    for k in range(8):
        product = np.eye(4)
        for i in range(7 - k + 1, 8):
            product = product @ params.W_hh.T @ np.diag(1 - hs[i] ** 2)
        np.testing.assert_allclose(bars[7 - k], product @ bars[7], rtol=1e-11)


class Counting(np.ndarray):
    """An array that counts the multiplications that its products take."""

    made = 0

    def __array_ufunc__(self, ufunc, method, *args, **how):
        plain = [np.asarray(arg) for arg in args]
        how = {name: tuple(map(np.asarray, value)) if name == "out" else value for name, value in how.items()}
        result = np.asarray(getattr(ufunc, method)(*plain, **how))
        if ufunc in (np.multiply, np.matmul):
            Counting.made += result.size * (plain[0].shape[-1] if ufunc is np.matmul else 1)
        return result.view(Counting)


@pytest.mark.parametrize("h", [4, 16, 32])
def test_the_multiplications_of_a_step(h, monkeypatch):
    """Three for each weight by BPTT; by RTRL all that is carried times h and twice more."""
    empty, steps, d, q = np.empty, 5, 2, 2
    params, task = example("linear", T=steps, d=d, h=h, q=q)
    params = Params(*[part.view(Counting) for part in params])
    task = task._replace(xs=task.xs.view(Counting), ys=task.ys.view(Counting))
    monkeypatch.setattr(np, "empty", lambda *args, **how: empty(*args, **how).view(Counting))
    weights, carried = h * d + h * h + q * h, h * (h * d + h * h + 2 * h)
    for way, want in ((rnn.bptt, 3 * weights), (rnn.rtrl, weights + h * carried + 2 * carried)):
        Counting.made = 0
        way(params, task)
        assert Counting.made / steps == pytest.approx(want, rel=0.15), way


def test_a_long_sequence():
    params, task = example(T=3000)
    assert_same(rnn.by_tape(params, task), rnn.bptt(params, task), 1e-11)


def test_powers():
    W = np.array([[0.9, 5.0], [0.0, 0.9]])
    norms = rnn.power_norms(W, 50)
    np.testing.assert_allclose([norms[k] for k in (1, 5, 10, 20, 50)], [5.2, 16.4, 19.4, 13.5, 1.4], atol=0.05)
    assert norms[0] == 1 and rnn.spectral_radius(W) == pytest.approx(0.9, rel=1e-6)
    turned = rnn.with_radius([[0.0, 2.0], [-2.0, 0.0]], 0.5)
    assert rnn.spectral_radius(turned) == pytest.approx(0.5) and rnn.power_norms(turned, 3)[3] == pytest.approx(0.125)


def test_what_does_not_fit_is_said():
    params, task = example()
    with pytest.raises(ValueError, match=r"h0 has shape \(4,\).* ask for \(3, 4\)"):
        rnn.bptt(params, example(batch=(3,))[1])
    with pytest.raises(ValueError, match="xs has shape"):
        rnn.bptt(params, task._replace(xs=task.xs[..., :1]))
    with pytest.raises(ValueError, match="linear network"):
        rnn.by_powers(params, task)


@pytest.mark.parametrize("batch", [(), (3,)])
def test_pytorch_agrees(batch):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: the outside oracle is left out")
    params, task = example(batch=batch, scale=1 / 7)
    net = torch.nn.RNN(2, 4).double()
    theirs = [torch.tensor(part, requires_grad=True) for part in params]
    W_hx, W_hh, W_qh, b_h, b_q, h0 = theirs
    weights = {"weight_ih_l0": W_hx, "weight_hh_l0": W_hh, "bias_ih_l0": b_h, "bias_hh_l0": torch.zeros(4).double()}
    hs, _ = torch.func.functional_call(net, weights, (torch.tensor(task.xs), h0[None]))
    (((hs @ W_qh.T + b_q - torch.tensor(task.ys)) ** 2).sum() / 7).backward()
    assert_same(rnn.bptt(params, task), Params(*[part.grad.numpy() for part in theirs]))


def test_a_run_step_by_step_is_the_run_forward():
    params, task = example(q=2)
    bare = params._replace(b_h=0 * params.b_h, b_q=0 * params.b_q)
    calls = []
    run = rnn.run_network(task.xs.tolist(), *bare[:3], bare.h0, lambda z: calls.append(z) or np.tanh(z))
    for found, want in zip(run[1:], rnn.forward(bare, task), strict=True):
        np.testing.assert_allclose(found, want, rtol=1e-14)
    np.testing.assert_allclose(np.tanh(run.sums), run.states[1:])
    assert len(calls) == run.sums.size
