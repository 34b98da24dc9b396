"""Random programs in every form that the engine has for them, and in other engines: all must give the same numbers."""
import time
import warnings

import numpy as np
import pytest
from autodiff.modes.random_programs import SHAPES, Program, inputs

from course.autodiff import (
    adjoints,
    central_difference,
    checkpoint,
    compiled,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    record,
    source,
    tangents,
    value_and_grad,
    vjp,
)

try:
    import autograd
    import autograd.numpy as anp
except ImportError:
    autograd = None
try:
    import jax
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_disable_jit", True)
except ImportError:
    jax = None


def flat(tree):
    return np.concatenate([np.ravel(tree[name]) for name in SHAPES])


def tree(vector):
    A, v, s = np.split(vector, [6, 9])
    return {"A": A.reshape(2, 3), "v": v, "s": s[0]}


def close(ours, theirs, scale, rtol=1e-9):
    np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=1e-11 * scale)


def check(seed, length=12):
    """All first derivatives of one program. Returns how many engines agreed besides the course's own forms."""
    f, (here, there, v) = Program(seed, length), (inputs(3 * seed + i) for i in range(3))
    by_three = lambda A, v, s: f({"A": A, "v": v, "s": s})  # noqa: E731
    y, bars = value_and_grad(f)(there)
    g, d = flat(bars), flat(v)
    scale = 1 + np.max(np.abs(g))
    assert y == pytest.approx(f(there), rel=1e-13)
    along = jvp(f, (there,), (v,))[1]
    close(along, g @ d, scale)
    close(flat(vjp(f, there)[1](1.0)[0]), g, scale)
    close(flat(jacobian(f, mode="forward")(there)), g, scale)
    close(flat(grad(checkpoint(f))(there)), g, scale)
    graph = record(by_three, **there)
    close(flat(adjoints(graph)), g, scale)
    close(tangents(graph, v)[graph.output.name], along, scale)

    program = compiled(value_and_grad(f), here)
    y2, bars2 = program(there)
    assert y2 == pytest.approx(y, rel=1e-12) and compiled(f, here)(there) == pytest.approx(y, rel=1e-12)
    close(flat(bars2), g, scale)
    for mode in ("reverse", "forward"):
        space = {"np": np}
        exec(source(by_three, *there.values(), mode=mode), space)
        y3, *rest = space["derivative"](*there.values(), *(v.values() if mode == "forward" else ()))
        assert y3 == pytest.approx(y, rel=1e-12)
        close(flat(dict(zip(SHAPES, rest, strict=True))) if mode == "reverse" else rest[0], g if mode == "reverse" else
              along, scale)
    _differences(f, there, v, along, scale)
    return _others(f, there, g, scale, jax if seed % 10 == 0 else None)      # which is slow at it


def _differences(f, there, v, along, scale):
    x, d = flat(there), flat(v)
    at = lambda h: f(tree(x + h * d))  # noqa: E731
    steps = [(at(h) - at(-h)) / (2 * h) for h in (1e-6, 3e-6)]
    if abs(steps[0] - steps[1]) < 1e-6 * scale:     # not at a kink or a jump
        assert along == pytest.approx(steps[0], rel=1e-5, abs=1e-5 * scale)


def _others(f, there, g, scale, jax):
    """How many of autograd and JAX agree. Where one does not (autograd's np.tile is wrong) differences must decide."""
    engines = []
    if autograd:
        engines.append(lambda: flat(autograd.grad(lambda x: f(x, anp))(there)))
    if jax:
        engines.append(lambda: flat(jax.grad(lambda x: f(x, jax.numpy))(there)))
    count = 0
    for gradient in engines:
        try:
            theirs = gradient()
        except (NotImplementedError, AttributeError, TypeError, ValueError, KeyError, IndexError):
            continue                        # something there that it does not know
        if np.allclose(g, theirs, rtol=1e-8, atol=1e-9 * scale):
            count += 1
        else:
            np.testing.assert_allclose(g, flat(_by_differences(f, there)), rtol=1e-5, atol=1e-5 * scale)
    return count


def _by_differences(f, there):
    return {name: central_difference(lambda x, name=name: f(there | {name: x}), there[name]) for name in SHAPES}


def check_second(seed, length=6):
    """Second derivatives of one program, by the array alone and by everything."""
    f, (here, there, v) = Program(seed, length, sorts=seed % 2 == 0), (inputs(3 * seed + i) for i in range(3))
    blocks = hessian(f)(there)
    H = np.block([[np.reshape(blocks[a][b], (np.size(there[a]), np.size(there[b]))) for b in SHAPES] for a in SHAPES])
    scale = 100 * (1 + np.max(np.abs(H)))
    close(H, H.T, scale, 1e-8)
    close(flat(hvp(f, there, v)), H @ flat(v), scale, 1e-8)
    of_A = lambda A: f(there | {"A": A})  # noqa: E731
    close(jacobian(grad(of_A), mode="forward")(there["A"]), blocks["A"]["A"], scale, 1e-8)
    close(grad(lambda A: jvp(of_A, (A,), (v["A"],))[1])(there["A"]), hvp(of_A, there["A"], v["A"]), scale, 1e-8)
    if seed % 2:
        product = compiled(lambda x, v: hvp(f, x, v), here, v)
        close(flat(product(there, v)), H @ flat(v), scale, 1e-8)


@pytest.mark.parametrize("seed", range(20))
def test_all_forms_agree(seed):
    check(seed)


@pytest.mark.parametrize("seed", range(8))
def test_second_derivatives_agree(seed):
    check_second(seed)


def search(seconds, start):
    """Seeds from `start` on, for some time. Returns how many were tried, and how often another engine agreed."""
    end, seed, agreed = time.monotonic() + seconds, start, 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")     # the others' warnings
        while time.monotonic() < end:
            agreed += check(seed, length=8 + seed % 9)
            check_second(seed)
            seed += 1
    return seed - start, agreed


@pytest.mark.slow
def test_a_search_of_a_few_seconds():
    tried, agreed = search(8, start=1000)
    assert tried > 5 and (agreed > tried / 4 or not autograd)


@pytest.mark.long
def test_a_long_search(request):
    """New programs each time, for an hour, or for `--seconds`."""
    start = int(time.time()) * 1000
    tried, agreed = search(request.config.getoption("--seconds"), start)
    print(f"{tried} programs from seed {start} on; autograd or JAX agreed {agreed} times.")
