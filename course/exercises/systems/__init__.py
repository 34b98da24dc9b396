"""Building autodiff systems: source transformation, loops, checkpoints, nested derivatives."""
from course.exercises.order import unit
from course.exercises.systems.checkpoints import checkpointed_grad, spacing_guess
from course.exercises.systems.loops import reverse_loop, stack_guess
from course.exercises.systems.nesting import nested_guess, run_nested
from course.exercises.systems.plans import best_places, equal_segments, fewest, fewest_steps
from course.exercises.systems.probing import box, probe
from course.exercises.systems.timeline import timeline
from course.exercises.systems.transforming import reverse_source, tangent_guess

__all__ = ["UNIT", "best_places", "box", "equal_segments", "fewest", "timeline"]

UNIT = unit("systems", "Building autodiff systems", (
    tangent_guess, reverse_source, stack_guess, reverse_loop, spacing_guess, checkpointed_grad, fewest_steps,
    nested_guess, run_nested, probe))
