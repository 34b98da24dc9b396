"""The perceptron: values by hand, gradients by complex steps, ties and skips as changes of the graph alone."""
import numpy as np
import pytest

from course.autodiff import complex_step, grad
from course.networks import mean_square, mlp, mlp_weights

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


@pytest.mark.parametrize("width", [1, 3, 4])
@pytest.mark.parametrize("share", [1, 3])
def test_no_skip_leads_round_the_first_layer(width, share):
    """The network of the exercise mlp_grads, whose first layer may keep the width of the inputs, too: here 3."""
    A, B, C = (RNG.normal(size=shape) for shape in ((3, width), (width, width), (width, 2)))
    h = np.tanh(X @ A)
    for _ in range(share):
        h = np.tanh(h @ B) + h
    found = mlp([(W, 0.0) for W in (A, *[B] * share, C)], X, skip=True)
    np.testing.assert_allclose(found, h @ C, rtol=1e-13)
