"""Building autodiff systems: source transformation, loops, checkpoints, nested derivatives."""
from course.exercises.order import unit
from course.exercises.systems.checkpoints import checkpointed_grad, spacing_guess
from course.exercises.systems.loops import reverse_loop
from course.exercises.systems.nesting import nested_guess, run_nested
from course.exercises.systems.probing import box, probe
from course.exercises.systems.transforming import reverse_source, tangent_guess

__all__ = ["UNIT", "box"]

UNIT = unit("systems", "Building autodiff systems", (
    tangent_guess, reverse_source, reverse_loop, spacing_guess, checkpointed_grad, nested_guess, run_nested, probe))
