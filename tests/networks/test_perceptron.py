"""The perceptron: values by hand, gradients by complex steps, ties and skips as changes of the graph alone."""
import numpy as np
import pytest

from course.autodiff import complex_step, grad
from course.networks import mean_square, mlp, mlp_weights, stacked

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(5, 3)), RNG.normal(size=(5, 2))


def test_two_layers_by_hand():
    (W1, b1), (W2, b2) = layers = mlp_weights(RNG, 3, 4, 2)
    np.testing.assert_allclose(mlp(layers, X), np.tanh(X @ W1 + b1) @ W2 + b2, rtol=1e-14)
    assert mean_square(layers, X, Y) == pytest.approx(np.mean((Y - mlp(layers, X)) ** 2), rel=1e-14)


def test_the_weights_have_the_shapes_and_the_size_they_should():
    (W, b), (V, c) = mlp_weights(RNG, 400, 300, 7)
    assert (W.shape, b.shape, V.shape, c.shape) == ((400, 300), (300,), (300, 7), (7,))
    assert W.std() == pytest.approx(1 / 20, rel=0.02) and not b.any()
    with pytest.raises(ValueError, match="at least two sizes"):
        mlp_weights(RNG, 3)


@pytest.mark.parametrize("skip", [False, True])
def test_gradients_by_complex_step(skip):
    layers = mlp_weights(RNG, 3, 4, 4, 2)
    found = grad(lambda layers: mean_square(layers, X, Y, skip=skip))(layers)
    for i in range(3):
        for part in range(2):
            def loss(a, i=i, part=part):
                changed = [list(pair) for pair in layers]
                changed[i][part] = a
                return mean_square(changed, X, Y, skip=skip)
            np.testing.assert_allclose(found[i][part], complex_step(loss, layers[i][part]), rtol=1e-10, atol=1e-14)


def test_a_shared_layer_is_the_sum_over_its_copies():
    first, middle, last = mlp_weights(RNG, 3, 4, 4, 2)
    tied = grad(lambda middle: mean_square([first, middle, middle, last], X, Y, skip=True))(middle)
    copies = grad(lambda *pair: mean_square([first, *pair, last], X, Y, skip=True), (0, 1))(middle, middle)
    for part in range(2):
        np.testing.assert_allclose(tied[part], copies[0][part] + copies[1][part], rtol=1e-12)


def test_a_skip_needs_a_layer_that_keeps_the_width():
    layers = mlp_weights(RNG, 3, 4, 5, 2)
    np.testing.assert_array_equal(mlp(layers, X, skip=True), mlp(layers, X))


@pytest.mark.parametrize("seed", range(20))
def test_skips_lead_round_the_shared_layers_alone(seed):
    """The network of the exercise mlp_grads, of any shapes: its first layer may keep the width of the inputs, too."""
    rng = np.random.default_rng(seed)
    samples, inputs, width, outputs, share = (int(n) for n in rng.integers(1, 5, 5))
    width = inputs if seed % 2 else width
    X, A, B, C = (rng.normal(size=shape) for shape in (
        (samples, inputs), (inputs, width), (width, width), (width, outputs)))
    for skip in (False, True):
        h = np.tanh(X @ A)
        for _ in range(share):
            h = np.tanh(h @ B) + (h if skip else 0.0)
        layers = [(W, 0.0) for W in (A, *[B] * share, C)]
        np.testing.assert_allclose(mlp(layers, X, skip=skip), h @ C, rtol=1e-13)
        assert mean_square(layers, X, h @ C + 2.0, skip=skip) == pytest.approx(4.0, rel=1e-12)


def test_stacked_networks_give_what_each_of_them_gives():
    several = [mlp_weights(RNG, 3, 4, 2) for _ in range(6)]
    together = mlp(stacked(several), X)
    assert together.shape == (6, 5, 2)
    for one, outputs in zip(several, together, strict=True):
        np.testing.assert_allclose(outputs, mlp(one, X), rtol=1e-13)
    own = RNG.normal(size=(6, 5, 3))
    np.testing.assert_allclose(mlp(stacked(several), own)[2], mlp(several[2], own[2]), rtol=1e-13)
