"""What is built on the mathematics of one program: tied parameters, and networks."""
from course.networks.series import sunspots
from course.networks.tying import copies_grad, tied_grad

__all__ = ["copies_grad", "sunspots", "tied_grad"]
