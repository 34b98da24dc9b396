"""Training a network: the loop around the gradient, on real data."""
from course.exercises.order import unit
from course.exercises.training.batches import minibatch_epoch, updates_guess
from course.exercises.training.fitting import fit
from course.exercises.training.layers import mlp_grads, shared_guess
from course.exercises.training.loops import bounce_guess, loss_grads, train
from course.exercises.training.softmax import cross_entropy_grad
from course.exercises.training.sunspots import starts_guess

UNIT = unit("training", "Training a network", (
    bounce_guess, loss_grads, train, shared_guess, mlp_grads, cross_entropy_grad, updates_guess, minibatch_epoch, fit,
    starts_guess))
