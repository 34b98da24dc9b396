"""Approximate and symbolic derivatives: what automatic differentiation is not."""
from course.exercises.approximate.checker import gradcheck
from course.exercises.approximate.complex_numbers import complex_step, complex_unsafe
from course.exercises.approximate.differences import central_diff, forward_diff, step_guess
from course.exercises.approximate.symbolic import swell, sym_diff
from course.exercises.order import unit

UNIT = unit("approximate", "Approximate and symbolic derivatives", (
    step_guess, forward_diff, central_diff, complex_step, complex_unsafe, sym_diff, swell, gradcheck))
