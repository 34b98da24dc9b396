"""The same gradient in other ways: by the tape, by copies, by powers, and forward in time."""
from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import reduce

import numpy as np

from course.autodiff import grad
from course.networks.rnn.network import ACTIVATIONS, LOSSES, Params, Task, forward, loss, output, step, untied_loss
from course.networks.rnn.through_time import added, collected, output_adjoints
from course.networks.tying import copies_grad


def by_tape(params: Params, task: Task) -> Params:
    """The gradient by recording the loss: the engine knows nothing of time."""
    return grad(lambda params: loss(params, task))(params)


def copies(params: Params, task: Task) -> list[Params]:
    """The gradients by the copies of the parameters, one for each step (Barber 2015, Fig. 1b)."""
    return copies_grad(lambda *each: untied_loss(each, task), params, len(task.xs))


def by_copies(params: Params, task: Task) -> Params:
    """Untie, differentiate, add."""
    return reduce(added, copies(params, task))


def by_powers(params: Params, task: Task) -> Params:
    """Lippert's closed form, ∂L/∂h_t = Σ_{j ≥ t} (W_hhᵀ)^(j - t) W_qhᵀ ∂L/∂o_j. Raises ValueError unless linear."""
    if task.act != "linear":
        raise ValueError(f"the sum over matrix powers holds for a linear network; this one has act={task.act!r}.")
    hs, os = forward(params, task)
    o_bar, T = output_adjoints(task, os), len(task.xs)
    powers = [np.linalg.matrix_power(params.W_hh, k) for k in range(T + 1)]
    direct = o_bar @ params.W_qh
    h_bar = [sum(direct[j - 1] @ powers[j - t] for j in range(max(t, 1), T + 1)) for t in range(T + 1)]
    return collected(task, hs, o_bar, np.stack(h_bar[1:]))._replace(h0=h_bar[0])


def rtrl(params: Params, task: Task) -> Params:
    """Real-time recurrent learning: forward in time, nothing of the past is kept (Williams & Zipser 1989)."""
    return deque(rtrl_steps(params, task), maxlen=1).pop()


def rtrl_steps(params: Params, task: Task) -> Iterator[Params]:
    """The gradient of the losses up to step t, after each step t.

    It carries dh_t/d(W_hx, W_hh, b_h, h_0), h rows for each sequence: much for a wide network, but the same at any T.
    """
    h, (width, d) = params.h0, params.W_hx.shape
    eye = np.eye(width)
    dh = np.zeros((*h.shape, width * (d + width + 2)))      # columns: W_hx, W_hh, b_h, h_0
    dh[..., -width:] = eye
    by_state, by_output = np.zeros((*h.shape[:-1], dh.shape[-1])), np.zeros((len(params.b_q), width + 1))
    for x, y in zip(task.xs, task.ys, strict=True):
        direct = np.concatenate([_block(eye, x), _block(eye, h), _block(eye, np.ones((*h.shape[:-1], 1))),
                                 np.zeros((*h.shape, width))], axis=-1)
        h = step(params, x, h, task.act)
        dh = ACTIVATIONS[task.act].slope(h)[..., None] * (direct + params.W_hh @ dh)
        o_bar = task.scale * LOSSES[task.loss].slope(output(params, h), y)
        by_state = by_state + ((o_bar @ params.W_qh)[..., None, :] @ dh)[..., 0, :]
        with_one = np.concatenate([h, np.ones((*h.shape[:-1], 1))], axis=-1)
        by_output = by_output + np.atleast_2d(o_bar).T @ np.atleast_2d(with_one)
        yield _unpacked(by_state, by_output, width, d)


def _block(eye, x):
    """∂(W x)/∂W as a matrix: x in row i at the columns of the weights of row i."""
    blocks = eye[:, :, None] * x[..., None, None, :]
    return blocks.reshape(*blocks.shape[:-2], -1)


def _unpacked(by_state, by_output, width, d):
    ends = np.cumsum([width * d, width * width, width])
    parts = np.split(np.atleast_2d(by_state)[:, :ends[-1]].sum(0), ends[:-1])
    return Params(parts[0].reshape(width, d), parts[1].reshape(width, width), by_output[:, :-1], parts[2],
                  by_output[:, -1], by_state[..., ends[-1]:])
