"""Training a network: the loop around the gradient, on real data."""
from course.exercises.order import unit
from course.exercises.training.batches import minibatch_epoch, updates_guess
from course.exercises.training.fitting import starts_guess, sunspot_weights
from course.exercises.training.layers import mlp_grads, shared_guess
from course.exercises.training.loops import bounce_guess, loss_grads, train

UNIT = unit("training", "Training a network", (
    bounce_guess, loss_grads, train, shared_guess, mlp_grads, updates_guess, minibatch_epoch, starts_guess,
    sunspot_weights))
