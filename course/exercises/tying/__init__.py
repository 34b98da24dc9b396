"""Parameter tying: untie, differentiate, add."""
from course.exercises.order import unit
from course.exercises.tying.copies import tie_guess, tied_grad, two_layers_grad
from course.exercises.tying.sharing import conv_grad, recurrence_grad, tied_paths

UNIT = unit("tying", "Parameter tying", (
    tie_guess, tied_grad, two_layers_grad, tied_paths, conv_grad, recurrence_grad))
