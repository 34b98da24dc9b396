"""The derivative as a linear map: its transpose, several seeds at once, other orders than the two modes."""
from course.exercises.linear_maps.bracketing import best_bracketing
from course.exercises.linear_maps.curvature import hvp
from course.exercises.order import unit

__all__ = ["UNIT"]

UNIT = unit("linear_maps", "Linear maps", (best_bracketing, hvp))
