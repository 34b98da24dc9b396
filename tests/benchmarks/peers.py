"""Other engines that may be installed: for each, how it differentiates a program of `programs`."""
import math
from types import SimpleNamespace

import numpy as np

MISSING = {}                                # name of a peer: why it takes no part

try:
    import autograd
    import autograd.numpy as anp
except ImportError as reason:
    MISSING["autograd"] = reason
try:
    from micrograd.engine import Value
except ImportError as reason:
    MISSING["micrograd"] = reason
try:
    import torch
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
except ImportError as reason:
    MISSING["PyTorch"] = reason


try:
    import jax
    import jax.numpy as jnp
    jax.config.update("jax_enable_x64", True)
except ImportError as reason:
    MISSING["JAX"] = reason


def jax_gradient(program, *xs):
    """The same by JAX, compiled in the first call, which is not measured. A long loop would compile for minutes."""
    if "JAX" in MISSING:
        return {}
    f = jax.jit(jax.value_and_grad(program(jnp), tuple(range(len(xs)))))
    return {"JAX": lambda: jax.block_until_ready(f(*xs))}


def autograd_gradient(program, *xs, lib=None):
    """program(lib)(*xs) and its gradients by HIPS autograd."""
    if "autograd" in MISSING:
        return {}
    f = autograd.value_and_grad(program(lib or anp), tuple(range(len(xs))))
    return {"autograd": lambda: f(*xs)}


def torch_gradient(program, *xs, lib=None):
    """The same by PyTorch, eager, on one thread."""
    if "PyTorch" in MISSING:
        return {}
    leaves, f = [torch.tensor(x) for x in xs], program(lib or torch)

    def run():
        for leaf in leaves:
            leaf.requires_grad_(True)
        y = f(*leaves)
        return y, torch.autograd.grad(y, leaves)
    return {"PyTorch": run}


def micrograd_gradient(program, lib, *xs):
    """The same by micrograd, number by number."""
    if "micrograd" in MISSING:
        return {}
    f = program(lib)

    def run():
        values = [Value(x) for x in xs]
        y = f(*values)
        y.backward()
        return y.data, [value.grad for value in values]
    return {"micrograd": run}


def sin_of_value(x):
    """micrograd has no sine: this is how it would be written there."""
    y = Value(math.sin(x.data), (x,), "sin")

    def backward():
        x.grad += math.cos(x.data) * y.grad
    y._backward = backward
    return y


def tensors(*arrays):
    """The constants of a program as tensors."""
    return [torch.as_tensor(array) for array in arrays]


def autograd_relu(x):
    """relu by autograd."""
    return anp.maximum(x, 0.0)


def flat(results):
    """Everything in a nested result as one vector."""
    if isinstance(results, list | tuple):
        return np.concatenate([flat(result) for result in results]) if results else np.zeros(0)
    return np.ravel(np.asarray(results.detach() if hasattr(results, "detach") else results, float))


MATHS = SimpleNamespace(sin=math.sin)
