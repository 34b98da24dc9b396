"""What is built on the mathematics of one program: tied parameters, and networks."""
from course.networks import rnn
from course.networks.mlp import mean_square, mlp, mlp_weights
from course.networks.series import sunspots
from course.networks.train import step, train
from course.networks.tying import copies_grad, tied_grad

__all__ = ["copies_grad", "mean_square", "mlp", "mlp_weights", "rnn", "step", "sunspots", "tied_grad", "train"]
