"""What is built on the mathematics of one program: tied parameters, and networks.

  tying         untie, differentiate, add
  perceptron    the multilayer perceptron and its loss
  training      the loop around a gradient
  series        the sunspot numbers
  rnn           a recurrent network, and every gradient of it
"""
from course.networks import rnn
from course.networks.perceptron import mean_square, mlp, mlp_weights, stacked
from course.networks.series import sunspots, windows
from course.networks.training import step, train, train_all
from course.networks.tying import copies_grad, tied_grad

__all__ = [
    "copies_grad", "mean_square", "mlp", "mlp_weights", "rnn", "stacked", "step", "sunspots", "tied_grad", "train",
    "train_all", "windows"]
