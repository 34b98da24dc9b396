"""How fast the engine is: ratios to hand-written gradients and to other engines, as Markdown.

python -m course bench, which starts this with one thread for every library: threads of a product would hide the rest.
"""
import argparse
import gc
import platform
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import hand  # noqa: E402
import peers  # noqa: E402
import programs  # noqa: E402
from measure import interleaved, peak_memory  # noqa: E402
from peers import autograd_gradient, flat, jax_gradient, micrograd_gradient, tensors, torch_gradient  # noqa: E402
from programs import random  # noqa: E402

from course.autodiff import (  # noqa: E402
    checkpoint,
    compiled,
    grad,
    hessian,
    hvp,
    jacobian,
    ladder,
    path_sum,
    path_sums,
    record,
    relu,
    value_and_grad,
)

OURS = ("primal", "course", "compiled")
COLUMNS = (*OURS, "autograd", "micrograd", "PyTorch", "JAX")


class Workload(NamedTuple):
    """One row of the table: what it is, and its runs by name; all but the primal give the same numbers."""

    name: str
    hand: Callable
    runs: dict[str, Callable]


def ours(program, *xs, lib=np):
    """The primal, and the course's gradient in all arguments, followed anew in each run and compiled."""
    f = program(lib)
    g = value_and_grad(f, tuple(range(len(xs))))
    program = compiled(g)                   # traced in the first call, which is not measured
    return {"primal": lambda: f(*xs), "course": lambda: g(*xs), "compiled": lambda: program(*xs)}


def chain():
    program, start = lambda lib: programs.chain(lib, 2000), (0.7, 0.9)
    values = type("", (), {"sin": staticmethod(peers.sin_of_value)})
    runs = ours(program, *start) | {"primal": lambda: program(peers.MATHS)(*start)}
    return Workload("a: scalar chain, 10⁴ nodes", lambda: hand.chain(*start, 2000), runs | autograd_gradient(
        program, *start) | micrograd_gradient(program, values, *start) | torch_gradient(program, *start))


def points():
    X, P = random((100, 2)), random(337, 0.5).tolist()
    Y = np.sign(X[:, 0] * X[:, 1])
    program = lambda relu: programs.points(relu, X.tolist(), Y.tolist())  # noqa: E731
    listed = lambda relu: lambda *P: program(relu)(P)  # noqa: E731
    runs = ours(program, P, lib=relu) | {"primal": lambda: program(lambda x: x if x > 0.0 else 0.0)(P)}
    return Workload("b: scalar MLP 2-16-16-1, 100 points", lambda: hand.points(P, X, Y), runs | autograd_gradient(
        program, P, lib=peers.autograd_relu) | micrograd_gradient(listed, lambda x: x.relu(), *P) | torch_gradient(
        listed, *P, lib=lambda x: x.relu()))


def mlp():
    X, Y = random((128, 784)), np.eye(10)[np.arange(128) % 10]
    P = [random(shape, 0.05) for shape in ((784, 256), 256, (256, 128), 128, (128, 10), 10)]
    program = lambda lib: programs.mlp(lib, X, Y)  # noqa: E731
    return Workload("c: MLP 784-256-128-10, batch 128", lambda: hand.mlp(P, X, Y), ours(program, *P)
                    | autograd_gradient(program, *P)
                    | torch_gradient(lambda lib: programs.mlp(lib, *tensors(X, Y)), *P))


def rnn(name, T, batch, n_in, hidden):
    X, h0 = random((T, batch, n_in)), np.zeros((batch, hidden))
    P = [random((n_in, hidden), n_in**-0.5), random((hidden, hidden), hidden**-0.5), random(hidden, 0.1)]
    program = lambda lib: programs.rnn(lib, X, h0)  # noqa: E731
    return Workload(name, lambda: hand.rnn(P, X, h0), ours(program, *P) | autograd_gradient(program, *P)
                    | torch_gradient(lambda lib: programs.rnn(lib, *tensors(X, h0)), *P))


def rosenbrock_gradient():
    x = random(1000)
    return Workload("f: Rosenbrock n = 1000, gradient", lambda: hand.rosenbrock(x), ours(programs.rosenbrock, x)
                    | autograd_gradient(programs.rosenbrock, x) | torch_gradient(programs.rosenbrock, x))


def rosenbrock_hvp():
    x, v, f = random(1000), random(1000, seed=1), programs.rosenbrock(np)
    product = compiled(lambda x, v: hvp(f, x, v))
    runs = {"primal": lambda: f(x), "course": lambda: hvp(f, x, v), "compiled": lambda: product(x, v)}
    if "autograd" not in peers.MISSING:
        product_by_autograd = peers.autograd.hessian_vector_product(programs.rosenbrock(peers.anp))
        runs["autograd"] = lambda: product_by_autograd(x, v)
    if "PyTorch" not in peers.MISSING:
        g = programs.rosenbrock(peers.torch)
        runs["PyTorch"] = lambda: peers.torch.autograd.functional.hvp(g, *tensors(x, v))[1]
    return Workload("f: Rosenbrock n = 1000, Hessian times vector", lambda: hand.rosenbrock_hvp(x, v), runs)


def tall_jacobian():
    A, b, x = random((1000, 8)), random(1000), random(8)
    f = programs.tall(np, A, b)
    J = jacobian(f, mode="forward")
    program = compiled(J)
    runs = {"primal": lambda: f(x), "course": lambda: J(x), "compiled": lambda: program(x)}
    if "autograd" not in peers.MISSING:
        push = peers.autograd.make_jvp(programs.tall(peers.anp, A, b))(x)
        runs["autograd"] = lambda: np.stack([push(e)[1] for e in np.eye(8)], 1).tolist()
    if "PyTorch" not in peers.MISSING:
        J_torch = peers.torch.func.jacfwd(programs.tall(peers.torch, *tensors(A, b)))
        runs["PyTorch"] = lambda: J_torch(*tensors(x))
    return Workload("g: Jacobian R⁸ → R¹⁰⁰⁰, forward", lambda: hand.tall_jacobian(A, b, x), runs)


def wide_gradient():
    W, x = random((64, 1000), 1 / 30), random(1000)
    program = lambda lib: programs.wide(lib, W)  # noqa: E731
    return Workload("g: gradient R¹⁰⁰⁰ → R, reverse", lambda: hand.wide_gradient(W, x), ours(program, x)
                    | autograd_gradient(program, x) | torch_gradient(lambda lib: programs.wide(lib, *tensors(W)), x))


def logistic():
    X, Y, w = random((10_000, 50)), (random(10_000) > 0).astype(float), random(50, 0.1)
    program = lambda lib: programs.logistic(lib, X, Y)  # noqa: E731
    return Workload("k: logistic regression 10⁴ × 50, gradient", lambda: hand.logistic(w, X, Y), ours(program, w)
                    | autograd_gradient(program, w) | jax_gradient(program, w)
                    | torch_gradient(lambda lib: programs.logistic(lib, *tensors(X, Y)), w))


def logistic_hessian():
    X, Y, w = random((10_000, 50)), (random(10_000) > 0).astype(float), random(50, 0.1)
    f = programs.logistic(np, X, Y)
    H, program = hessian(f), compiled(hessian(f))
    runs = {"primal": lambda: f(w), "course": lambda: H(w), "compiled": lambda: program(w)}
    if "autograd" not in peers.MISSING:
        H_autograd = peers.autograd.hessian(programs.logistic(peers.anp, X, Y))
        runs["autograd"] = lambda: H_autograd(w)
    if "PyTorch" not in peers.MISSING:
        H_torch = peers.torch.func.hessian(programs.logistic(peers.torch, *tensors(X, Y)))
        runs["PyTorch"] = lambda: H_torch(*tensors(w))
    if "JAX" not in peers.MISSING:
        H_jax = peers.jax.jit(peers.jax.hessian(programs.logistic(peers.jnp, X, Y)))
        runs["JAX"] = lambda: H_jax(w).block_until_ready()
    return Workload("k: the same, Hessian", lambda: hand.logistic_hessian(w, X, Y), runs)


def rk4():
    A, h, theta, steps = random((3, 3)), random(3), 1.0 + random(3, 0.1, seed=1), 1000
    program = lambda lib: programs.rk4(lib, A, steps)  # noqa: E731
    return Workload("l: Runge and Kutta on 3 numbers, 1000 steps", lambda: hand.rk4(h, theta, A, steps),
                    ours(program, h, theta) | autograd_gradient(program, h, theta)
                    | torch_gradient(lambda lib: programs.rk4(lib, *tensors(A), steps), h, theta))


def gru():
    T, batch, n_in, hidden = 200, 16, 32, 64
    X, h0 = random((T, batch, n_in)), np.zeros((batch, hidden))
    P = [random((n_in, 3 * hidden), n_in**-0.5), random((hidden, 3 * hidden), hidden**-0.5), random(3 * hidden, 0.1)]
    program = lambda lib: programs.gru(lib, X, h0)  # noqa: E731
    return Workload("m: GRU hidden 64, batch 16, T = 200", lambda: hand.gru(P, X, h0), ours(program, *P)
                    | autograd_gradient(program, *P)
                    | torch_gradient(lambda lib: programs.gru(lib, *tensors(X, h0)), *P))


def heat():
    start, k, steps = random((64, 64)), 0.1 + 0.05 * np.tanh(random((64, 64), seed=1)), 50
    program = lambda lib: programs.heat(lib, start, steps)  # noqa: E731
    return Workload("n: heat on 64 × 64 places, 50 steps", lambda: hand.heat(k, start, steps), ours(program, k)
                    | autograd_gradient(program, k)
                    | torch_gradient(lambda lib: programs.heat(lib, *tensors(start), steps), k))


WORKLOADS = {
    "a": [chain], "b": [points], "c": [mlp],
    "d": [lambda: rnn("d: RNN hidden 64, batch 16, T = 200", 200, 16, 32, 64),
          lambda: rnn("d: the same, T = 1000", 1000, 16, 32, 64)],
    "e": [lambda: rnn("e: RNN hidden 16, batch 1, T = 1000", 1000, 1, 16, 16)],
    "f": [rosenbrock_gradient, rosenbrock_hvp], "g": [tall_jacobian, wide_gradient],
    "k": [logistic, logistic_hessian], "l": [rk4], "m": [gru], "n": [heat]}


def row(workload, rounds):
    """One line of the table: the hand-written gradient in milliseconds, all others as multiples of it."""
    expected = flat(workload.hand())
    for name, run in workload.runs.items():
        if name != "primal" and not np.allclose(flat(run())[-expected.size:], expected, rtol=1e-6, atol=1e-8):
            raise ArithmeticError(f"{workload.name}: {name} computes something else than the gradient by hand.")
    times = interleaved({"hand": workload.hand} | workload.runs, rounds)
    cells = [_cell(name, times) for name in COLUMNS]
    return f"| {workload.name} | {1e3 * times['hand']:.3g} ms | {' | '.join(cells)} |"


def _cell(name, times):
    if name not in times:
        return ""
    multiple = f"{times[name] / times['hand']:.3g}"
    return multiple if name in OURS else f"{multiple} ({times[name] / times['course']:.2g})"


def path_rows(rounds):
    """(h) Sums over paths: listed one by one, and by one sweep."""
    yield "| ladder of n rungs | paths | listed | one sweep |\n|---|--:|--:|--:|"
    for n in (8, 12):
        graph = record(ladder(n), x0=0.3)
        times = interleaved({"listed": partial(path_sum, graph, "x0"), "sweep": partial(path_sums, graph)}, rounds)
        yield f"| n = {n} | {2**n} | {1e3 * times['listed']:.3g} ms | {1e3 * times['sweep']:.3g} ms |"
    graph = record(ladder(200), x0=0.3)
    yield f"| n = 200 | 2^200 | | {1e3 * interleaved({'sweep': lambda: path_sums(graph)}, rounds)['sweep']:.3g} ms |"


def memory_rows(rounds):
    """(i) Backprop through time at T = 1000: the peak over the states that must be kept, and the time over hand's."""
    T, batch, n_in, hidden = 1000, 16, 32, 64
    X, h0 = random((T, batch, n_in)), np.zeros((batch, hidden))
    P = [random((n_in, hidden), n_in**-0.5), random((hidden, hidden), hidden**-0.5), random(hidden, 0.1)]
    f, steps = programs.rnn(np, X, h0), 32

    @checkpoint
    def stretch(h, xs, W, U, b):
        for x in xs:
            h = np.tanh(x @ W + h @ U + b)
        return h

    def recomputing(W, U, b):
        h = h0
        for start in range(0, T, steps):
            h = stretch(h, X[start:start + steps], W, U, b)
        return np.sum(h * h) * (0.5 / batch)
    runs = {"by hand": lambda: hand.rnn(P, X, h0), "course": lambda: grad(f, (0, 1, 2))(*P),
            "compiled": partial(compiled(grad(f, (0, 1, 2)), *P), *P),
            "course, checkpoint every 32 steps": lambda: grad(recomputing, (0, 1, 2))(*P)}
    times = interleaved(runs, rounds)
    yield "| BPTT, T = 1000 | peak / states | time / by hand |\n|---|--:|--:|"
    for name, run in runs.items():
        yield f"| {name} | {peak_memory(run) / (8 * T * batch * hidden):.2f} | {times[name] / times['by hand']:.2f} |"


def growth_rows(rounds):
    """Time for one node of the scalar chain, recorded and swept, as the chain grows."""
    yield "| nodes | time for one |\n|--:|--:|"
    for nodes in (10**4, 10**5, 10**6):
        g = grad(programs.chain(np, nodes // 5), (0, 1))
        times = interleaved({"course": partial(g, 0.7, 0.9)}, 3)
        yield f"| {nodes} | {1e6 * times['course'] / nodes:.2f} µs |"


def tables(keys, rounds):
    """The whole page, line by line."""
    yield f"Measured on {date.today()}: {machine()}, one thread, {rounds} rounds, medians of processor time.\n"
    for name, reason in peers.MISSING.items():
        yield f"{name} is missing here ({reason}).\n"
    yield "The first column is the gradient as a person writes it; the others are multiples of it, and in parentheses"
    yield "multiples of the course's time.\n"
    yield "| | by hand | " + " | ".join(COLUMNS) + " |\n|---|--:|" + "--:|" * len(COLUMNS)
    for key in keys:
        for workload in WORKLOADS.get(key, ()):
            yield row(workload(), rounds)
    for key, rows in (("h", path_rows), ("i", memory_rows), ("j", growth_rows)):
        if key in keys:
            yield ""
            yield from rows(rounds)


def machine():
    """The processor and the versions that count."""
    try:
        names = [line.partition(": ")[2].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    except OSError:
        names = []
    return f"{(names or [platform.machine()])[0]}, Python {platform.python_version()}, NumPy {np.__version__}"


def main():
    """Print the page, and write it where --output says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("keys", nargs="?", default="abcdefgklmnhij")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--output", type=Path)
    args = parser.parse_args()
    sys.setrecursionlimit(10**6)            # micrograd sorts its graph by recursion
    gc.collect()
    gc.freeze()                             # what was imported must not tax anyone's collections
    lines = []
    for line in tables(args.keys, args.rounds):
        print(line, flush=True)
        lines.append(line)
    if args.output:
        args.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"\nWritten to {args.output}.")


if __name__ == "__main__":
    main()
